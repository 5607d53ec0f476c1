//! Values: durations, dates, ids and numbers.

use std::time::Duration;

use emperione_protocol::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use crate::domain::duration::{self, DAY_MS};

/// Far longer than Discord's.
const LONGEST_CODE: usize = 100;
/// Activity is kept by the hour.
const SHORTEST_WINDOW: Duration = Duration::from_hours(1);

/// A date or a moment, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// The day that begins at this time.
    Day(Timestamp),
    Moment(Timestamp),
}

impl Date {
    /// Its first and its last millisecond.
    pub fn bounds(self) -> (i64, i64) {
        match self {
            Self::Day(at) => (at.0, at.0 + DAY_MS - 1),
            Self::Moment(at) => (at.0, at.0),
        }
    }
}

/// Reads `2026-01-31`, or RFC 3339 with or without an offset (then UTC).
pub(super) fn date(text: &str) -> Option<Date> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(Date::Moment(Timestamp(at.as_millisecond())));
    }
    let utc = |at: civil::DateTime| {
        let at = at.to_zoned(TimeZone::UTC).ok()?;
        Some(Timestamp(at.timestamp().as_millisecond()))
    };
    if text.contains(['T', 't', ' ']) {
        let at = text.parse::<civil::DateTime>().ok()?;
        return utc(at).map(Date::Moment);
    }
    let day = text.parse::<civil::Date>().ok()?;
    utc(day.at(0, 0, 0, 0)).map(Date::Day)
}

/// Reads how long something is or is ago; `0s` is nothing.
pub(super) fn length(text: &str) -> Option<Duration> {
    duration::parse_age(text)
}

/// Reads the last hours, days or weeks that are counted.
pub(super) fn window(text: &str) -> Option<Duration> {
    length(text).filter(|window| *window >= SHORTEST_WINDOW)
}

/// Reads an id or a mention, of which `marks` may stand before the digits.
pub(super) fn id(text: &str, marks: &[char]) -> Option<u64> {
    let mention = text
        .strip_prefix("<@")
        .and_then(|rest| rest.strip_suffix('>'));
    let digits = mention.map_or(text, |rest| rest.trim_start_matches(marks));
    let all_digits = digits.bytes().all(|letter| letter.is_ascii_digit());
    let id: i64 = digits.parse().ok()?;
    (all_digits && id > 0).then_some(id.cast_unsigned())
}

/// Reads the code of an invite, also from its link.
pub(super) fn code(text: &str) -> Option<String> {
    let code = text.rsplit('/').next().unwrap_or_default();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    (!code.is_empty() && code.len() <= LONGEST_CODE && code.chars().all(fits)).then(|| code.into())
}

/// Reads a count.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|letter| letter.is_ascii_digit());
    let number = text.parse().ok().filter(|_| digits)?;
    i64::try_from(number).is_ok().then_some(number)
}

/// Reads yes and no.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

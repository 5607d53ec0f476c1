//! Times as people read and write them.

use emperione_protocol::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::duration;

/// A time in UTC, to the second.
pub(super) fn time(at: Timestamp) -> String {
    at.to_string()
        .get(..19)
        .map_or_else(|| at.to_string(), |text| text.replace('T', " "))
}

/// The time of this machine.
pub(super) fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

/// A time, or a dash.
pub(super) fn maybe(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".into(), time)
}

/// A time; one that was written without a zone is of whatever clock it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Moment(Timestamp),
    Clock(DateTime),
}

impl When {
    /// The moment at which the clocks of a zone show it.
    pub(super) fn at(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Moment(at) => at,
            Self::Clock(civil) => {
                let at = zone.to_ambiguous_timestamp(civil).compatible();
                at.map_or_else(|_| now(), |at| Timestamp(at.as_millisecond()))
            }
        }
    }
}

/// Reads a time: how long ago (`7d`), a day or a moment in UTC (`2026-05-01`, `2026-05-01 12:00`), or RFC 3339.
///
/// # Errors
/// A text that says what a time looks like.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    parse_local(text).map(|when| when.at(&TimeZone::UTC))
}

/// Reads a time as [`parse`] does, and leaves open of which zone a day or moment is.
///
/// # Errors
/// A text that says what a time looks like.
pub(super) fn parse_local(text: &str) -> Result<When, String> {
    parse_at(text, jiff::Timestamp::now())
}

fn parse_at(text: &str, now: jiff::Timestamp) -> Result<When, String> {
    if let Ok(ago) = duration::parse(text) {
        let before = now.checked_sub(ago).map_err(|error| error.to_string())?;
        return Ok(When::Moment(Timestamp(before.as_millisecond())));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(When::Moment(Timestamp(moment.as_millisecond())));
    }
    text.parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)))
        .map(When::Clock)
        .map_err(|_| format!("`{text}` is no time such as 7d, 2026-05-01 or 2026-05-01T12:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let now = jiff::Timestamp::from_second(1_000_000_000).unwrap();
        let paris = TimeZone::get("Europe/Paris").unwrap();
        let read = |text, zone: &TimeZone| parse_at(text, now).unwrap().at(zone).to_string();

        for (text, utc, local) in [
            ("1d", "2001-09-08T01:46:40", "2001-09-08T01:46:40"),
            ("2026-05-01", "2026-05-01T00:00:00", "2026-04-30T22:00:00"),
            (
                "2026-05-01 12:30",
                "2026-05-01T12:30:00",
                "2026-05-01T10:30:00",
            ),
            (
                "2026-05-01T12:00:00+02:00",
                "2026-05-01T10:00:00",
                "2026-05-01T10:00:00",
            ),
            // Clocks are put forward at two and back at three.
            (
                "2026-03-29 02:30",
                "2026-03-29T02:30:00",
                "2026-03-29T01:30:00",
            ),
            (
                "2026-10-25 02:30",
                "2026-10-25T02:30:00",
                "2026-10-25T00:30:00",
            ),
        ] {
            assert_eq!(read(text, &TimeZone::UTC), format!("{utc}.000Z"), "{text}");
            assert_eq!(read(text, &paris), format!("{local}.000Z"), "{text}");
        }
    }

    #[test]
    fn names_what_is_no_time() {
        for text in ["", "yesterday", "2026-13-01", "7"] {
            assert!(parse(text).unwrap_err().contains(&format!("`{text}`")));
        }
    }
}

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

/// Reads a time: how long ago (`7d`), a day or a moment in UTC (`2026-05-01`, `2026-05-01 12:00`), or RFC 3339.
///
/// # Errors
/// A text that says what a time looks like.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    parse_at(text, jiff::Timestamp::now())
}

fn parse_at(text: &str, now: jiff::Timestamp) -> Result<Timestamp, String> {
    if let Ok(ago) = duration::parse(text) {
        let before = now.checked_sub(ago).map_err(|error| error.to_string())?;
        return Ok(Timestamp(before.as_millisecond()));
    }
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)));
    let moment = text.parse::<jiff::Timestamp>().or_else(|_| {
        civil
            .and_then(|civil| civil.to_zoned(TimeZone::UTC))
            .map(|at| at.timestamp())
    });
    moment
        .map(|moment| Timestamp(moment.as_millisecond()))
        .map_err(|_| format!("`{text}` is no time such as 7d, 2026-05-01 or 2026-05-01T12:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let now = jiff::Timestamp::from_second(1_000_000_000).unwrap();
        let read = |text| parse_at(text, now).map(|at| at.to_string());

        for (text, expected) in [
            ("1d", "2001-09-08T01:46:40.000Z"),
            ("2026-05-01", "2026-05-01T00:00:00.000Z"),
            ("2026-05-01 12:30", "2026-05-01T12:30:00.000Z"),
            ("2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00.000Z"),
        ] {
            assert_eq!(read(text), Ok(expected.into()), "{text}");
        }
    }

    #[test]
    fn names_what_is_no_time() {
        for text in ["", "yesterday", "2026-13-01", "7"] {
            assert!(parse(text).unwrap_err().contains(&format!("`{text}`")));
        }
    }
}

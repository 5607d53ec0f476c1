//! Durations as people write them: `90s`, `10m`, `1h30m`, `7d`, `2w`.

use std::time::Duration;

use emperione_protocol::duration::{UNITS, UNITS_OF_AGES, read, write};

/// The milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Those of a day, whatever a clock on the wall does.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// Longer is for good.
const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);
/// The oldest age.
const OLDEST: Duration = Duration::from_hours(100 * 365 * 24);

/// A text that is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a duration such as 10m, 1h30m or 7d (10 years at most)")]
pub struct Invalid(String);

/// Reads a duration.
pub fn parse(text: &str) -> Result<Duration, Invalid> {
    read(text.trim(), UNITS)
        .filter(|duration| !duration.is_zero() && *duration <= LONGEST)
        .ok_or_else(|| Invalid(text.into()))
}

/// Reads how long ago something is, which may be `0s`, and up to 100 years.
pub fn parse_age(text: &str) -> Option<Duration> {
    read(text.trim(), &UNITS_OF_AGES).filter(|age| *age <= OLDEST)
}

/// Writes a duration as [`parse`] reads it, in whole seconds.
pub fn format(duration: Duration) -> String {
    write(duration, UNITS)
}

/// Writes an age as [`parse_age`] reads it, in whole seconds.
pub fn format_age(age: Duration) -> String {
    write(age, &UNITS_OF_AGES)
}

/// A length of time in milliseconds, as times are counted.
pub fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(seconds in 1..LONGEST.as_secs()) {
            let duration = Duration::from_secs(seconds);
            prop_assert_eq!(parse(&format(duration)), Ok(duration));
        }

        #[test]
        fn an_age_that_is_written_is_read_again(seconds in 0..=OLDEST.as_secs()) {
            let age = Duration::from_secs(seconds);
            prop_assert_eq!(parse_age(&format_age(age)), Some(age));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,20}") {
            let _ = (parse(&text), parse_age(&text));
        }
    }

    #[test]
    fn reads_what_people_write() {
        assert_eq!(parse("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!(parse("7d"), Ok(Duration::from_hours(168)));
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "",
            "0s",
            "7",
            "d",
            "7x",
            "1m1h",
            "1h1h",
            "-5m",
            "99999999999999999999s",
            "600w",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

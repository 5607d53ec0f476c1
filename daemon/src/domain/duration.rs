//! Durations as people write them: `90s`, `10m`, `1h30m`, `7d`, `2w`.

use std::fmt::Write;
use std::time::Duration;

/// Units, longest first, in seconds. Only ages are told in years, of 365 days.
const UNITS: [(&str, u64); 6] = [
    ("y", 31_536_000),
    ("w", 604_800),
    ("d", 86_400),
    ("h", 3600),
    ("m", 60),
    ("s", 1),
];
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
    read(text, &UNITS[1..])
        .filter(|duration| !duration.is_zero() && *duration <= LONGEST)
        .ok_or_else(|| Invalid(text.into()))
}

/// Reads how long ago something is, which may be `0s`, and up to 100 years.
pub fn parse_age(text: &str) -> Option<Duration> {
    read(text, &UNITS).filter(|age| *age <= OLDEST)
}

fn read(text: &str, units: &[(&str, u64)]) -> Option<Duration> {
    let mut rest = text.trim();
    let mut seconds = 0_u64;
    let mut units = units.iter();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        // Each unit once, from the longest to the shortest.
        let (unit, factor) = units.find(|(unit, _)| rest.starts_with(unit))?;
        rest = &rest[unit.len()..];
        seconds = number.checked_mul(*factor)?.checked_add(seconds)?;
    }
    Some(Duration::from_secs(seconds))
}

/// Writes a duration as [`parse`] reads it, in whole seconds.
pub fn format(duration: Duration) -> String {
    write(duration, &UNITS[1..])
}

/// Writes an age as [`parse_age`] reads it, in whole seconds.
pub fn format_age(age: Duration) -> String {
    write(age, &UNITS)
}

fn write(duration: Duration, units: &[(&str, u64)]) -> String {
    let mut left = duration.as_secs();
    let mut text = String::new();
    for (unit, factor) in units {
        // A month of 30 days is no four weeks and two days.
        let fits = *unit != "w" || left.is_multiple_of(*factor);
        if fits && left >= *factor {
            let _ = write!(text, "{}{unit}", left / factor);
            left %= factor;
        }
    }
    if text.is_empty() { "0s".into() } else { text }
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

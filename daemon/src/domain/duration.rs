//! Durations as people write them: `90s`, `10m`, `1h30m`, `7d`, `2w`.

use std::fmt::Write;
use std::time::Duration;

/// Units, longest first, in seconds.
const UNITS: [(&str, u64); 5] = [
    ("w", 604_800),
    ("d", 86_400),
    ("h", 3600),
    ("m", 60),
    ("s", 1),
];
/// Longer is for good.
const LONGEST: Duration = Duration::from_hours(10 * 365 * 24);

/// A text that is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a duration such as 10m, 1h30m or 7d (10 years at most)")]
pub struct Invalid(String);

/// Reads a duration.
pub fn parse(text: &str) -> Result<Duration, Invalid> {
    let invalid = || Invalid(text.into());
    let mut rest = text.trim();
    let mut seconds = 0_u64;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .ok_or_else(invalid)?;
        let number: u64 = rest[..digits].parse().map_err(|_| invalid())?;
        rest = &rest[digits..];
        // Each unit once, from the longest to the shortest.
        let (unit, factor) = units
            .find(|(unit, _)| rest.starts_with(unit))
            .ok_or_else(invalid)?;
        rest = &rest[unit.len()..];
        seconds = number
            .checked_mul(*factor)
            .and_then(|more| seconds.checked_add(more))
            .ok_or_else(invalid)?;
    }
    let duration = Duration::from_secs(seconds);
    if duration.is_zero() || duration > LONGEST {
        Err(invalid())
    } else {
        Ok(duration)
    }
}

/// Writes a duration as [`parse`] reads it, in whole seconds.
pub fn format(duration: Duration) -> String {
    let mut left = duration.as_secs();
    let mut text = String::new();
    for (unit, factor) in UNITS {
        if left >= factor {
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
        fn no_text_makes_it_panic(text in ".{0,20}") {
            let _ = parse(&text);
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

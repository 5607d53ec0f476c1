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

/// Reads a duration.
///
/// # Errors
/// A text that says what a duration looks like.
pub fn parse(text: &str) -> Result<Duration, String> {
    let invalid = || format!("`{text}` is not a duration such as 10m, 1h30m or 7d");
    let mut rest = text;
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
    if seconds == 0 {
        Err(invalid())
    } else {
        Ok(Duration::from_secs(seconds))
    }
}

/// Writes milliseconds as people read them; what is below a second is left out.
pub fn format(ms: u64) -> String {
    let mut seconds = ms / 1_000;
    let mut text = String::new();
    for (unit, factor) in UNITS {
        // A month of 30 days is no four weeks and two days.
        let fits = unit != "w" || seconds.is_multiple_of(factor);
        if fits && seconds >= factor {
            let _ = write!(text, "{}{unit}", seconds / factor);
            seconds %= factor;
        }
    }
    if text.is_empty() { "0s".into() } else { text }
}

/// A duration as requests hold it.
pub fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        assert_eq!(parse("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!(parse("7d"), Ok(Duration::from_hours(168)));
        assert_eq!(parse("2w1s"), Ok(Duration::from_secs(1_209_601)));
    }

    #[test]
    fn names_what_is_wrong() {
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
        ] {
            assert!(
                parse(text).unwrap_err().contains(&format!("`{text}`")),
                "{text}"
            );
        }
    }
}

//! Durations as people write them: `90s`, `10m`, `1h30m`, `7d`, `2w`.

use std::time::Duration;

use emperione_protocol::duration::{UNITS, read, write};

/// Reads a duration.
///
/// # Errors
/// A text that says what a duration looks like.
pub fn parse(text: &str) -> Result<Duration, String> {
    read(text, UNITS)
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| format!("`{text}` is not a duration such as 10m, 1h30m or 7d"))
}

/// Writes milliseconds as people read them; what is below a second is left out.
pub fn format(ms: u64) -> String {
    write(Duration::from_millis(ms), UNITS)
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

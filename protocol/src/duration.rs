//! How durations are written: `90s`, `10m`, `1h30m`, `7d`, `2w`. What bounds there are is for whoever reads one.

use std::fmt::Write;
use std::time::Duration;

/// A unit and its seconds.
pub type Unit = (&'static str, u64);

/// Units, longest first, with years of 365 days.
pub const UNITS_OF_AGES: [Unit; 6] = [
    ("y", 31_536_000),
    ("w", 604_800),
    ("d", 86_400),
    ("h", 3600),
    ("m", 60),
    ("s", 1),
];
/// The same without years.
pub const UNITS: &[Unit] = UNITS_OF_AGES.split_at(1).1;

/// Reads a duration; none if the text is none in these units.
pub fn read(text: &str, units: &[Unit]) -> Option<Duration> {
    let mut rest = text;
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

/// Writes a duration as [`read`] reads it, in whole seconds.
pub fn write(duration: Duration, units: &[Unit]) -> String {
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

//! Numbers, times and lengths of time, as they are read and written on the screen.

use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::duration::{UNITS, Unit, read, write};
use jiff::tz::TimeZone;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const YEAR: u64 = 365 * DAY;

/// Days and shorter: a week is seven days here, as columns are narrow and sums easy.
const DAYS: &[Unit] = UNITS.split_at(1).1;

/// `1,204`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 case`, `2 cases`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

/// A length of time, exact: `7d`, `1h30m`, `10s`; `0s` for less than a second.
pub(crate) fn duration(milliseconds: u64) -> String {
    write(Duration::from_millis(milliseconds), DAYS)
}

/// How long something takes at the least, in words.
pub(crate) fn at_least(milliseconds: u64) -> String {
    match milliseconds {
        ..SECOND => "about a second".into(),
        _ => format!("at least {}", duration(milliseconds)),
    }
}

/// Reads `7d`, `1h30m`, `90s`, `2w` into milliseconds; none if it is no length of time above zero.
pub(crate) fn parse_duration(text: &str) -> Option<u64> {
    let read = read(text.trim(), UNITS)?.as_millis();
    u64::try_from(read).ok().filter(|read| *read > 0)
}

/// A length of time, in its largest unit: `3d`, `5m`, `now` below a second.
pub(crate) fn rough(milliseconds: u64) -> String {
    if milliseconds >= 2 * YEAR {
        return format!("{}y", milliseconds / YEAR);
    }
    let whole = milliseconds / SECOND;
    match DAYS.iter().find(|(_, length)| whole >= *length) {
        Some((unit, length)) => format!("{}{unit}", whole / length),
        None => "now".into(),
    }
}

/// How long ago: `5m`, or `in 5m` for what is to come.
pub(crate) fn ago(now: Timestamp, then: Timestamp) -> String {
    let past = rough(now.0.abs_diff(then.0));
    if then > now && past != "now" {
        return format!("in {past}");
    }
    past
}

/// `12:01:44`.
pub(crate) fn time(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).strftime("%H:%M:%S").to_string()
}

/// `2026-11-23 12:01`.
pub(crate) fn date_time(at: Timestamp, zone: &TimeZone) -> String {
    zoned(at, zone).strftime("%Y-%m-%d %H:%M").to_string()
}

fn zoned(at: Timestamp, zone: &TimeZone) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
}

/// `850 µs`, `1.2 ms`, `3.0 s`; `us` for `µs` in ASCII.
pub(crate) fn microseconds(us: u64, unicode: bool) -> String {
    match us {
        0..1_000 => format!("{us} {}", if unicode { "µs" } else { "us" }),
        1_000..1_000_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        _ => format!("{}.{} s", us / 1_000_000, us % 1_000_000 / 100_000),
    }
}

/// `512 B`, `1.4 MiB`.
pub(crate) fn bytes(n: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    if n < 1024 {
        return format!("{n} B");
    }
    let step = (n.ilog2() / 10).min(4);
    let tenths = (u128::from(n) * 10) >> (10 * step);
    format!(
        "{}.{} {}",
        tenths / 10,
        tenths % 10,
        units[step as usize - 1]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "case"), "1 case");
        assert_eq!(counted(2, "case"), "2 cases");
    }

    #[test]
    fn reads_the_durations_it_writes() {
        for text in ["7d", "1h30m", "10s", "27d23h59m59s"] {
            assert_eq!(duration(parse_duration(text).unwrap()), text);
        }
        assert_eq!(parse_duration("2w"), Some(14 * DAY));
        assert_eq!(parse_duration(" 90s "), Some(90 * SECOND));
    }

    #[test]
    fn refuses_what_is_no_duration() {
        for text in [
            "",
            "7",
            "d",
            "0s",
            "7 d",
            "-1d",
            "1y",
            "99999999999999999999d",
            "9999999999999999d",
            "7d家",
        ] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn says_how_long_ago() {
        let now = Timestamp(10 * DAY.cast_signed());
        assert_eq!(ago(now, Timestamp(now.0 - 500)), "now");
        assert_eq!(ago(now, Timestamp(now.0 - 61_000)), "1m");
        assert_eq!(ago(now, Timestamp(now.0 + 7_200_000)), "in 2h");
        assert_eq!(ago(now, Timestamp(0)), "10d");
        assert_eq!(rough(3 * YEAR), "3y");
    }

    #[test]
    fn measures() {
        assert_eq!(microseconds(850, true), "850 µs");
        assert_eq!(microseconds(1_250, false), "1.2 ms");
        assert_eq!(microseconds(3_000_000, true), "3.0 s");
        assert_eq!(bytes(512), "512 B");
        assert_eq!(bytes(1_500_000), "1.4 MiB");
        assert_eq!(bytes(u64::MAX), "16777215.9 TiB");
    }

    #[test]
    fn writes_times_in_the_zone_of_the_reader() {
        let at = Timestamp(1_420_070_400_000);
        assert_eq!(time(at, &TimeZone::UTC), "00:00:00");
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(date_time(at, &zone), "2015-01-01 02:00");
        assert_eq!(time(Timestamp(i64::MAX), &TimeZone::UTC), "00:00:00");
    }
}

//! When a report on a schedule is due, and on which period.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::Every;
use emperione_protocol::reports::ReportKind;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::domain::analytics::calendar::Calendar;

pub const MINUTES_OF_DAY: u16 = 24 * 60;

/// When reports are due, in the time zone of a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    pub every: Every,
    /// Of the day.
    pub minute: u16,
    /// Of the week from 1 for Monday, or of the month, whose last it is if the month is shorter.
    pub day: u8,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Timestamp,
    /// The first moment of the period, and the one after its last.
    pub from: Timestamp,
    pub to: Timestamp,
}

impl Timing {
    /// Why it cannot be; none if it can.
    pub fn problem(self) -> Option<&'static str> {
        let days = match self.every {
            Every::Hour => return Some("a report is of a day, a week or a month"),
            Every::Day => 1..=1,
            Every::Week => 1..=7,
            Every::Month => 1..=31,
        };
        if self.minute >= MINUTES_OF_DAY {
            return Some("a day has 1440 minutes");
        }
        if days.contains(&self.day) {
            return None;
        }
        Some(match self.every {
            Every::Week => "a day of the week is from 1 for Monday to 7",
            Every::Month => "a day of the month is from 1 to 31",
            Every::Hour | Every::Day => "a daily report has no day",
        })
    }

    /// What was due last, at a moment or before.
    pub fn last(self, calendar: &Calendar, now: Timestamp) -> Option<Due> {
        let past = self.around(calendar, now).filter(|at| *at <= now);
        past.max().map(|at| self.due(calendar, at))
    }

    /// When it is due next, after a moment.
    pub fn next(self, calendar: &Calendar, now: Timestamp) -> Option<Timestamp> {
        self.around(calendar, now).filter(|at| *at > now).min()
    }

    /// The last period that is over at a moment.
    pub fn due(self, calendar: &Calendar, at: Timestamp) -> Due {
        let to = calendar.start(at, self.every);
        let from = calendar.start(Timestamp(to.0 - 1), self.every);
        Due { at, from, to }
    }

    /// The times of the intervals near a moment; a change of the clocks never moves one out of the five.
    fn around(self, calendar: &Calendar, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let first = calendar.date_of(now, self.every);
        let near = (-2..=2_i64).filter_map(move |step| {
            let date = first?.checked_add(span(self.every, step)).ok()?;
            calendar.minute(self.date(date)?, self.minute)
        });
        near.collect::<Vec<_>>().into_iter()
    }

    /// The date within an interval that begins with a date.
    fn date(self, first: Date) -> Option<Date> {
        let day = i64::from(self.day).max(1) - 1;
        match self.every {
            Every::Hour | Every::Day => Some(first),
            Every::Week => first.checked_add(day.days()).ok(),
            Every::Month => {
                let last = i64::from(first.days_in_month()) - 1;
                first.checked_add(day.min(last).days()).ok()
            }
        }
    }
}

fn span(every: Every, step: i64) -> Span {
    match every {
        Every::Hour | Every::Day => step.days(),
        Every::Week => step.weeks(),
        Every::Month => step.months(),
    }
}

/// A report and its period in one word, such as `weekly-2026-11-23` or `channel-month-2026-11-01`.
pub fn slug(kind: ReportKind, every: Every, calendar: &Calendar, from: Timestamp) -> String {
    let date = calendar
        .date_of(from, Every::Day)
        .map_or_else(|| from.to_string(), |date| date.to_string());
    let about = match kind {
        ReportKind::Overview => return format!("{}-{date}", adjective(every)),
        ReportKind::Moderation => "moderation",
        ReportKind::Retention => "retention",
        ReportKind::Channel => "channel",
        ReportKind::Member => "member",
    };
    format!("{about}-{}-{date}", noun(every))
}

pub fn adjective(every: Every) -> &'static str {
    match every {
        Every::Hour | Every::Day => "daily",
        Every::Week => "weekly",
        Every::Month => "monthly",
    }
}

pub fn noun(every: Every) -> &'static str {
    match every {
        Every::Hour | Every::Day => "day",
        Every::Week => "week",
        Every::Month => "month",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn timing(every: Every, minute: u16, day: u8) -> Timing {
        Timing { every, minute, day }
    }

    #[track_caller]
    fn check(zone: &str, timing: Timing, now: &str, (last, next): (&str, &str), from: &str) {
        let calendar = Calendar::named(zone).unwrap();

        let due = timing.last(&calendar, at(now)).unwrap();

        assert_eq!((due.at, due.from), (at(last), at(from)), "{now} in {zone}");
        assert_eq!(
            timing.next(&calendar, at(now)),
            Some(at(next)),
            "{now} in {zone}"
        );
    }

    #[test]
    fn it_is_due_at_its_time_of_the_zone_on_the_period_before() {
        let nine = 9 * 60;
        // Saturday.
        let now = "2026-11-28T17:40:00Z";
        check(
            "UTC",
            timing(Every::Day, nine, 1),
            now,
            ("2026-11-28T09:00:00Z", "2026-11-29T09:00:00Z"),
            "2026-11-27T00:00:00Z",
        );
        check(
            "Asia/Tokyo",
            timing(Every::Day, nine, 1),
            now,
            ("2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z"),
            "2026-11-26T15:00:00Z",
        );
        check(
            "UTC",
            timing(Every::Week, nine, 7),
            now,
            ("2026-11-22T09:00:00Z", "2026-11-29T09:00:00Z"),
            "2026-11-09T00:00:00Z",
        );
        check(
            "UTC",
            timing(Every::Month, 0, 31),
            now,
            ("2026-10-31T00:00:00Z", "2026-11-30T00:00:00Z"),
            "2026-09-01T00:00:00Z",
        );
    }

    #[test]
    fn the_clocks_change_and_each_day_has_one_report() {
        let half_past_two = timing(Every::Day, 2 * 60 + 30, 1);
        // Skipped on 2026-03-29: an hour later.
        check(
            "Europe/Paris",
            half_past_two,
            "2026-03-29T12:00:00Z",
            ("2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"),
            "2026-03-27T23:00:00Z",
        );
        // Twice on 2026-10-25: the first one, also when the second one has come.
        for now in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            check(
                "Europe/Paris",
                half_past_two,
                now,
                ("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
                "2026-10-23T22:00:00Z",
            );
        }
    }

    #[test]
    fn every_hour_of_two_years_has_one_last_and_one_next() {
        for zone in [
            "Europe/Paris",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "Asia/Kolkata",
        ] {
            let calendar = Calendar::named(zone).unwrap();
            for every in [Every::Day, Every::Week, Every::Month] {
                let timing = timing(every, 23 * 60 + 30, 1);
                let mut next = timing.next(&calendar, at("2026-01-01T00:00:00Z")).unwrap();
                let mut now = at("2026-01-01T00:00:00Z");
                while now < at("2028-01-01T00:00:00Z") {
                    let due = timing.last(&calendar, now).unwrap();
                    if now >= next {
                        assert_eq!(due.at, next, "{zone}, {now}");
                        next = timing.next(&calendar, now).unwrap();
                    }
                    assert!(due.at <= now && now < next && due.from < due.to && due.to <= due.at);
                    now = Timestamp(now.0 + 3_600_000);
                }
            }
        }
    }

    #[test]
    fn what_is_no_day_says_why() {
        assert_eq!(timing(Every::Week, 0, 7).problem(), None);
        for wrong in [
            timing(Every::Hour, 0, 1),
            timing(Every::Day, 1440, 1),
            timing(Every::Day, 0, 2),
            timing(Every::Week, 0, 8),
            timing(Every::Month, 0, 0),
        ] {
            assert!(wrong.problem().is_some(), "{wrong:?}");
        }
    }

    #[test]
    fn a_period_has_a_name() {
        let calendar = Calendar::named("Asia/Kolkata").unwrap();
        let from = calendar.start(at("2026-11-28T12:00:00Z"), Every::Week);

        let name = |kind, every| slug(kind, every, &calendar, from);

        assert_eq!(name(ReportKind::Overview, Every::Week), "weekly-2026-11-23");
        assert_eq!(
            name(ReportKind::Channel, Every::Month),
            "channel-month-2026-11-23"
        );
    }
}

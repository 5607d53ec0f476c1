//! Days, weeks and months of a guild, in its own time zone.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::Every;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

use super::HOUR_MS;

const HALF_DAY_MS: i64 = 12 * HOUR_MS;

/// Intervals of a time zone, made of whole hours of UTC. Where midnight is within one, as in zones that are half an hour
/// off, the day begins with that hour.
#[derive(Clone, Debug)]
pub struct Calendar(TimeZone);

impl Default for Calendar {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Calendar {
    /// The calendar of a zone of the IANA database, such as `Europe/Paris`.
    pub fn named(zone: &str) -> Option<Self> {
        TimeZone::get(zone).ok().map(Self)
    }

    /// The first millisecond of the interval that holds a time.
    pub fn start(&self, at: Timestamp, every: Every) -> Timestamp {
        let hour = super::hour(at);
        match self.first_date(hour, every) {
            None => hour,
            Some(date) => self.midnight(date).unwrap_or(hour),
        }
    }

    /// The first millisecond after the interval that holds a time.
    pub fn end(&self, at: Timestamp, every: Every) -> Timestamp {
        let hour = super::hour(at);
        let next = Timestamp(hour.0 + HOUR_MS);
        let Some(date) = self.first_date(hour, every) else {
            return next;
        };
        let span = match every {
            Every::Hour | Every::Day => 1.day(),
            Every::Week => 1.week(),
            Every::Month => 1.month(),
        };
        let end = date.checked_add(span).ok();
        end.and_then(|date| self.midnight(date)).unwrap_or(next)
    }

    /// The beginnings of the days from one time to before another; the first is that of the day which holds it.
    pub fn days(&self, from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
        let first = self.start(from, Every::Day);
        let next = |day: &Timestamp| Some(self.end(*day, Every::Day));
        std::iter::successors(Some(first), next)
            .take_while(|day| *day < to)
            .collect()
    }

    /// The day that a day of any calendar is of, by its beginning: that which holds its middle.
    pub fn day_of(&self, day: Timestamp) -> Timestamp {
        self.start(Timestamp(day.0 + HALF_DAY_MS), Every::Day)
    }

    /// The day of the week of an hour, 0 for Monday, and the hour of the day.
    pub fn hour_of_week(&self, hour: Timestamp) -> (usize, usize) {
        self.zoned(hour.0).map_or((0, 0), |at| {
            let day = at.weekday().to_monday_zero_offset();
            (
                usize::try_from(day).unwrap_or(0),
                usize::try_from(at.hour()).unwrap_or(0),
            )
        })
    }

    /// The date of a moment.
    pub fn date(&self, at: Timestamp) -> Option<Date> {
        Some(self.zoned(at.0)?.date())
    }

    /// The first date of the interval that holds a moment.
    pub fn date_of(&self, at: Timestamp, every: Every) -> Option<Date> {
        self.first_date(super::hour(at), every)
    }

    /// A minute of a date. One that a change of the clocks skips is as much later, one that comes twice is the first.
    pub fn minute(&self, date: Date, minute: u16) -> Option<Timestamp> {
        let (hour, minute) = (
            i8::try_from(minute / 60).ok()?,
            i8::try_from(minute % 60).ok()?,
        );
        let at = Time::new(hour, minute, 0, 0).ok()?;
        let at = date.to_datetime(at).to_zoned(self.0.clone()).ok()?;
        Some(Timestamp(at.timestamp().as_millisecond()))
    }

    /// The minute of the day of a moment.
    pub fn minute_of_day(&self, at: Timestamp) -> Option<u16> {
        let at = self.zoned(at.0)?;
        u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).ok()
    }

    /// By how many whole hours the zone is ahead of UTC at a moment.
    pub fn hours_ahead(&self, at: Timestamp) -> i64 {
        jiff::Timestamp::from_millisecond(at.0).map_or(0, |at| {
            i64::from(self.0.to_offset(at).seconds()).div_euclid(HOUR_MS / 1_000)
        })
    }

    /// The first date of the interval that an hour belongs to; an hour itself has none.
    fn first_date(&self, hour: Timestamp, every: Every) -> Option<Date> {
        let date = self.zoned(hour.0 + HOUR_MS - 1)?.date();
        match every {
            Every::Hour => None,
            Every::Day => Some(date),
            Every::Week => {
                let since = date.weekday().to_monday_zero_offset();
                date.checked_sub(i64::from(since).days()).ok()
            }
            Every::Month => Some(date.first_of_month()),
        }
    }

    fn midnight(&self, date: Date) -> Option<Timestamp> {
        let at = date.to_zoned(self.0.clone()).ok()?.timestamp();
        Some(super::hour(Timestamp(at.as_millisecond())))
    }

    fn zoned(&self, at: i64) -> Option<Zoned> {
        let at = jiff::Timestamp::from_millisecond(at).ok()?;
        Some(at.to_zoned(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[track_caller]
    fn check(zone: &str, every: Every, moment: &str, (start, end): (&str, &str)) {
        let calendar = Calendar::named(zone).unwrap();

        let interval = (
            calendar.start(at(moment), every),
            calendar.end(at(moment), every),
        );

        assert_eq!(interval, (at(start), at(end)), "{moment} in {zone}");
    }

    #[test]
    fn intervals_are_those_of_the_zone() {
        let moment = "2026-11-28T17:40:00Z";
        for (zone, every, start, end) in [
            (
                "UTC",
                Every::Hour,
                "2026-11-28T17:00:00Z",
                "2026-11-28T18:00:00Z",
            ),
            (
                "UTC",
                Every::Day,
                "2026-11-28T00:00:00Z",
                "2026-11-29T00:00:00Z",
            ),
            (
                "UTC",
                Every::Week,
                "2026-11-23T00:00:00Z",
                "2026-11-30T00:00:00Z",
            ),
            (
                "UTC",
                Every::Month,
                "2026-11-01T00:00:00Z",
                "2026-12-01T00:00:00Z",
            ),
            (
                "Asia/Tokyo",
                Every::Day,
                "2026-11-28T15:00:00Z",
                "2026-11-29T15:00:00Z",
            ),
            (
                "America/New_York",
                Every::Month,
                "2026-11-01T04:00:00Z",
                "2026-12-01T05:00:00Z",
            ),
            (
                "Asia/Kolkata",
                Every::Day,
                "2026-11-27T18:00:00Z",
                "2026-11-28T18:00:00Z",
            ),
        ] {
            check(zone, every, moment, (start, end));
        }
    }

    #[test]
    fn a_day_may_have_23_or_25_hours() {
        let spring = ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        check("Europe/Paris", Every::Day, "2026-03-29T12:00:00Z", spring);
        let autumn = ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        check("Europe/Paris", Every::Day, "2026-10-25T12:00:00Z", autumn);
    }

    #[test]
    fn an_hour_with_midnight_in_it_belongs_to_the_day_that_begins() {
        check(
            "Asia/Kolkata",
            Every::Day,
            "2026-11-28T18:10:00Z",
            ("2026-11-28T18:00:00Z", "2026-11-29T18:00:00Z"),
        );
    }

    #[test]
    fn days_follow_each_other_without_a_hole() {
        for zone in ["UTC", "Europe/Paris", "Asia/Kathmandu", "America/St_Johns"] {
            let calendar = Calendar::named(zone).unwrap();

            let days = calendar.days(at("2026-01-01T05:00:00Z"), at("2027-01-01T05:00:00Z"));

            assert!((366..=367).contains(&days.len()), "{zone}: {}", days.len());
            for pair in days.windows(2) {
                assert_eq!(calendar.end(pair[0], Every::Day), pair[1], "{zone}");
                assert_eq!(
                    calendar.start(Timestamp(pair[1].0 - 1), Every::Day),
                    pair[0],
                    "{zone}"
                );
            }
        }
    }

    #[test]
    fn an_hour_knows_its_place_in_the_week() {
        let paris = Calendar::named("Europe/Paris").unwrap();

        assert_eq!(paris.hour_of_week(at("2026-11-28T17:40:00Z")), (5, 18));
        assert_eq!(
            Calendar::default().hour_of_week(at("2026-11-30T00:00:00Z")),
            (0, 0)
        );
    }

    #[test]
    fn a_zone_that_is_none_is_refused() {
        assert!(Calendar::named("Mars/Olympus").is_none());
    }
}

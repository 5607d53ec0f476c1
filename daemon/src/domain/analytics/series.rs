//! Hours of a metric, put together to the intervals that people ask for.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Every, HourOfWeek};

use super::calendar::Calendar;
use super::days::{Members, Rolling};
use super::metrics::Roll;
use super::{HOUR_MS, Sample, number, touches, whole};

/// An interval in hours: the first included, the last excluded.
pub type Window = (Timestamp, Timestamp);

const DAY_MS: i64 = 24 * HOUR_MS;

/// The members of each day, oldest first.
pub type Days = [(Timestamp, Members)];

/// Each interval with its end and what of a list lies in it. The list is in the order of its times.
pub(super) fn intervals<'a, T>(
    buckets: &'a mut [Bucket],
    mut list: &'a [T],
    at: impl Fn(&T) -> Timestamp,
    (calendar, every): (&Calendar, Every),
) -> impl Iterator<Item = (&'a mut Bucket, Timestamp, &'a [T])> {
    buckets.iter_mut().map(move |bucket| {
        let end = calendar.end(bucket.at, every);
        let n = list.iter().take_while(|of| at(of) < end).count();
        let (inside, later) = list.split_at(n);
        list = later;
        (bucket, end, inside)
    })
}

/// Puts the hours of a window together by interval. An hour that was not heard has no sample, and where no hour of an
/// interval was heard, it has no value.
pub fn roll(
    samples: &[Sample],
    (from, to): Window,
    (calendar, every): (&Calendar, Every),
    roll: Roll,
) -> Vec<Bucket> {
    let mut samples = samples
        .iter()
        .skip_while(|sample| sample.at < from)
        .peekable();
    let mut buckets = Vec::new();
    let mut at = from;
    while at < to {
        let end = calendar.end(at, every).min(to);
        let mut bucket = Bucket {
            at: calendar.start(at, every),
            value: None,
            hours: u32::try_from((end.0 - at.0) / HOUR_MS).unwrap_or(u32::MAX),
            heard_hours: 0,
            share: None,
        };
        while let Some(sample) = samples.next_if(|sample| sample.at < end) {
            bucket.heard_hours += 1;
            bucket.value = Some(match roll {
                Roll::Sum => bucket.value.unwrap_or_default() + sample.value,
                Roll::Last => sample.value,
            });
        }
        buckets.push(bucket);
        at = end;
    }
    buckets
}

/// Counts members by interval: `buckets` say when and whether it was heard.
pub fn count(
    buckets: &mut [Bucket],
    days: &Days,
    shape: (&Calendar, Every),
    count: fn(&Members) -> u64,
) {
    for (bucket, _, days) in intervals(buckets, days, |(day, _)| *day, shape) {
        let counted = || match days {
            [(_, members)] => count(members),
            days => {
                let mut together = Members::default();
                for (_, members) in days {
                    together.add(members);
                }
                count(&together)
            }
        };
        bucket.value = (bucket.heard_hours > 0).then(|| number(counted()));
    }
}

/// Counts who was active in so many days up to the end of each interval.
pub fn active(buckets: &mut [Bucket], days: &Days, shape: (&Calendar, Every), length: u32) {
    let mut rolling = Rolling::new(length as usize);
    for (bucket, _, days) in intervals(buckets, days, |(day, _)| *day, shape) {
        for (_, members) in days {
            rolling.push(members.active.clone());
        }
        bucket.value = (bucket.heard_hours > 0).then(|| number(rolling.count()));
    }
}

/// Takes the value from intervals of whose last days, so many up to their end or to the last day of all, not every one is
/// known: those before the guild was seen, and those of which something was not heard.
pub fn watched(
    buckets: &mut [Bucket],
    (calendar, every): (&Calendar, Every),
    length: u32,
    last: Timestamp,
    (seen, unheard): (Timestamp, &[Window]),
) {
    let seen = calendar.start(seen, Every::Day);
    let back = (i64::from(length) - 1) * DAY_MS - DAY_MS / 2;
    for bucket in buckets {
        let end = calendar.end(bucket.at, every);
        let end = end.min(calendar.end(last, Every::Day));
        let day = calendar.start(Timestamp(end.0 - 1), Every::Day);
        // Counted from noon, which days of 23 and 25 hours leave on its day.
        let first = calendar.start(Timestamp(day.0 - back), Every::Day);
        if first < seen || touches(unheard, (first, end)) {
            bucket.value = None;
        }
    }
}

/// One metric over another, `per` so many; none where the other is none or nothing.
pub fn ratio(mut over: Vec<Bucket>, under: &[Bucket], per: f64) -> Vec<Bucket> {
    let mut under = under.iter().peekable();
    for bucket in &mut over {
        while under.next_if(|other| other.at < bucket.at).is_some() {}
        let other = under.next_if(|other| other.at == bucket.at);
        let other = other
            .and_then(|other| other.value)
            .filter(|value| *value != 0.0);
        bucket.value = bucket
            .value
            .zip(other)
            .map(|(over, under)| over / under * per);
    }
    over
}

/// The means of the hours of the week, Monday first.
pub fn by_hour_of_week(hours: &[Bucket], calendar: &Calendar) -> Vec<HourOfWeek> {
    let mut cells = [[(0.0, 0u32); 24]; 7];
    for (at, value) in hours.iter().filter_map(|hour| Some((hour.at, hour.value?))) {
        let (day, hour) = calendar.hour_of_week(at);
        let (sum, n) = &mut cells[day][hour];
        *sum += value;
        *n += 1;
    }
    let cell = |weekday: u8, hour: u8, (sum, n): (f64, u32)| HourOfWeek {
        weekday,
        hour,
        mean: (n > 0).then(|| sum / f64::from(n)),
        n_hours: n,
    };
    let days = (0..).zip(cells);
    days.flat_map(|(day, hours)| (0..).zip(hours).map(move |(hour, of)| cell(day, hour, of)))
        .collect()
}

/// The days before and after a moment; the day that holds it is of neither, unless it begins with it.
pub fn split(days: &[Bucket], at: Timestamp, calendar: &Calendar) -> (Vec<Bucket>, Vec<Bucket>) {
    let before = days
        .iter()
        .filter(|day| calendar.end(day.at, Every::Day) <= at);
    let after = days.iter().filter(|day| day.at >= at);
    (before.copied().collect(), after.copied().collect())
}

/// The values together.
pub fn sum(buckets: &[Bucket]) -> f64 {
    buckets.iter().filter_map(|bucket| bucket.value).sum()
}

/// The samples of a part: where the guild was heard, but nothing of the part, it is zero. What is known of the part in an
/// hour that was not heard does not count.
pub fn filled(guild: &[Sample], part: &[Sample]) -> Vec<Sample> {
    let mut part = part.iter().peekable();
    let fill = |hour: &Sample| {
        while part.next_if(|sample| sample.at < hour.at).is_some() {}
        let of_hour = part.next_if(|sample| sample.at == hour.at);
        of_hour.cloned().unwrap_or_else(|| whole(hour.at.0, 0.0))
    };
    guild.iter().map(fill).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::bucket;

    /// Monday, 2023-11-13.
    const MONDAY: i64 = 1_699_833_600_000;

    fn check(every: Every, heard: &[i64], hours: i64, expected: &[(i64, Option<f64>, u32, u32)]) {
        let at = |hour: i64| Timestamp(MONDAY + hour * HOUR_MS);
        let sample = |hour: &i64| whole(at(*hour).0, 2.0);
        let samples: Vec<Sample> = heard.iter().map(sample).collect();

        let shape = (&Calendar::default(), every);
        let buckets = roll(&samples, (at(0), at(hours)), shape, Roll::Sum);

        let told = buckets.iter().map(|bucket| {
            let hour = (bucket.at.0 - MONDAY) / HOUR_MS;
            (hour, bucket.value, bucket.hours, bucket.heard_hours)
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn hours_add_up_and_what_was_not_heard_has_no_value() {
        check(
            Every::Hour,
            &[0, 2],
            3,
            &[(0, Some(2.0), 1, 1), (1, None, 1, 0), (2, Some(2.0), 1, 1)],
        );
        check(
            Every::Day,
            &[0, 1, 23, 50],
            51,
            &[
                (0, Some(6.0), 24, 3),
                (24, None, 24, 0),
                (48, Some(2.0), 3, 1),
            ],
        );
        check(
            Every::Week,
            &[167, 168],
            169,
            &[(0, Some(2.0), 168, 1), (168, Some(2.0), 1, 1)],
        );
        check(Every::Week, &[5], 0, &[]);
    }

    #[test]
    fn hours_outside_do_not_count() {
        check(Every::Day, &[-1, 0, 24], 24, &[(0, Some(2.0), 24, 1)]);
    }

    #[test]
    fn a_state_is_that_of_the_last_hour() {
        let samples =
            [0, 1, 30].map(|hour: i32| whole(MONDAY + i64::from(hour) * HOUR_MS, hour.into()));

        let days = roll(
            &samples,
            (Timestamp(MONDAY), Timestamp(MONDAY + 48 * HOUR_MS)),
            (&Calendar::default(), Every::Day),
            Roll::Last,
        );

        let values: Vec<_> = days
            .iter()
            .map(|day| (day.value, day.heard_hours))
            .collect();
        assert_eq!(values, [(Some(1.0), 2), (Some(30.0), 1)]);
    }

    #[test]
    fn a_part_is_zero_where_only_others_were_heard() {
        let guild = [0, 1, 3].map(|hour| whole(hour * HOUR_MS, 5.0));

        let part = filled(&guild, &[whole(HOUR_MS, 2.0)]);

        assert_eq!(
            part,
            [(0, 0.0), (1, 2.0), (3, 0.0)].map(|(hour, value)| whole(hour * HOUR_MS, value))
        );
    }

    #[test]
    fn an_hour_that_was_not_heard_hides_no_later_one() {
        let hours = |hours: &[(i64, f64)]| -> Vec<Sample> {
            let of = |(hour, value): &(i64, f64)| whole(hour * HOUR_MS, *value);
            hours.iter().map(of).collect()
        };
        let guild = hours(&[(0, 5.0), (2, 5.0), (3, 5.0)]);

        let part = filled(&guild, &hours(&[(0, 1.0), (1, 4.0), (3, 2.0)]));

        assert_eq!(part, hours(&[(0, 1.0), (2, 0.0), (3, 2.0)]));
    }

    /// The days from a Monday on, each with these active members.
    fn days(active: &[&[u32]]) -> Vec<(Timestamp, Members)> {
        let day = |(index, active): (i64, &&[u32])| {
            let mut members = Members::default();
            for member in *active {
                members.note(*member, 1, 0, 0);
            }
            (Timestamp(MONDAY + index * DAY_MS), members)
        };
        (0..).zip(active).map(day).collect()
    }

    type Count = fn(&mut [Bucket], &Days, (&Calendar, Every));

    fn counted(every: Every, count: Count) -> Vec<(i64, Option<f64>)> {
        let days = days(&[&[1, 2], &[2], &[], &[3], &[1], &[], &[], &[4]]);
        let heard: Vec<Sample> = (0..9 * 24)
            .filter(|hour| hour / 24 != 2)
            .map(|hour| whole(MONDAY + hour * HOUR_MS, 0.0))
            .collect();
        let window = (Timestamp(MONDAY), Timestamp(MONDAY + 9 * DAY_MS));
        let calendar = Calendar::default();
        let mut buckets = roll(&heard, window, (&calendar, every), Roll::Sum);

        count(&mut buckets, &days, (&calendar, every));

        let told = buckets
            .iter()
            .map(|bucket| ((bucket.at.0 - MONDAY) / DAY_MS, bucket.value));
        told.collect()
    }

    #[test]
    fn members_are_counted_once_in_an_interval() {
        let once: Count = |buckets, days, shape| {
            count(buckets, days, shape, |members| members.active.len());
        };

        assert_eq!(counted(Every::Week, once), [(0, Some(3.0)), (7, Some(1.0))]);
        assert_eq!(
            counted(Every::Day, once)[..4],
            [(0, Some(2.0)), (1, Some(1.0)), (2, None), (3, Some(1.0))]
        );
    }

    #[test]
    fn the_last_days_reach_back_before_the_interval() {
        let three: Count = |buckets, days, shape| active(buckets, days, shape, 3);

        assert_eq!(
            counted(Every::Day, three),
            [
                (0, Some(2.0)),
                (1, Some(2.0)),
                (2, None),
                (3, Some(2.0)),
                (4, Some(2.0)),
                (5, Some(2.0)),
                (6, Some(1.0)),
                (7, Some(1.0)),
                (8, Some(1.0))
            ]
        );
        assert_eq!(
            counted(Every::Week, three),
            [(0, Some(1.0)), (7, Some(1.0))]
        );
    }

    #[test]
    fn the_last_days_are_told_where_all_of_them_are_known() {
        let at = |day: i64| Timestamp(MONDAY + day * DAY_MS);
        let known = |every, days: &[i64], unheard: &[Window]| -> Vec<i64> {
            let bucket = |day: &i64| bucket(at(*day), 24, Some(1.0));
            let mut buckets: Vec<_> = days.iter().map(bucket).collect();
            let seen = Timestamp(at(0).0 + 8 * HOUR_MS);
            let shape = (&Calendar::default(), every);
            watched(
                &mut buckets,
                shape,
                3,
                Timestamp(at(9).0 - 1),
                (seen, unheard),
            );
            let told = buckets.iter().filter(|bucket| bucket.value.is_some());
            told.map(|bucket| (bucket.at.0 - MONDAY) / DAY_MS).collect()
        };
        let days: Vec<i64> = (0..9).collect();

        assert_eq!(known(Every::Day, &days, &[]), [2, 3, 4, 5, 6, 7, 8]);
        let gap = (at(4), Timestamp(at(4).0 + 1));
        assert_eq!(known(Every::Day, &days, &[gap]), [2, 3, 7, 8]);
        // The last week ends with the day that runs.
        let gap = (at(6), Timestamp(at(6).0 + 1));
        assert!(known(Every::Week, &[0, 7], &[gap]).is_empty());
        let gap = (at(9), Timestamp(at(9).0 + 1));
        assert_eq!(known(Every::Week, &[0, 7], &[gap]), [0, 7]);
    }

    #[test]
    fn nothing_is_told_over_nothing() {
        let bucket = |at, value| bucket(Timestamp(at), 1, value);
        let over = vec![
            bucket(1, Some(3.0)),
            bucket(2, Some(3.0)),
            bucket(3, None),
            bucket(4, Some(1.0)),
        ];
        let under = [
            bucket(0, Some(9.0)),
            bucket(1, Some(6.0)),
            bucket(2, Some(0.0)),
            bucket(3, Some(1.0)),
        ];

        let values: Vec<_> = ratio(over, &under, 100.0)
            .iter()
            .map(|of| of.value)
            .collect();

        assert_eq!(values, [Some(50.0), None, None, None]);
    }
}

//! Who did it again.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Every};
use roaring::RoaringBitmap;

use super::calendar::Calendar;
use super::series::Days;
use super::{share, touches};

/// Fills intervals with the share, in percent, of the members with a case in them who had another one later on the day of
/// their first of the interval, or on one of the days after it, so many. The days follow each other without a hole; the last
/// one is still running. There is none before all these days are over, if some of them were not heard, and for nobody.
pub fn repeated(
    buckets: &mut [Bucket],
    days: &Days,
    (calendar, every): (&Calendar, Every),
    (within, unheard): (usize, &[(Timestamp, Timestamp)]),
) {
    for bucket in buckets {
        let end = calendar.end(bucket.at, every);
        let first = days.partition_point(|(day, _)| *day < bucket.at);
        let last = days.partition_point(|(day, _)| *day < end);
        // The running day is none of those that are over.
        let followed = days.get(last + within).filter(|_| first < last);
        let heard = followed.filter(|(over, _)| !touches(unheard, (days[first].0, *over)));
        bucket.value = None;
        if heard.is_some() {
            share(bucket, again(days, first..last, within));
        }
    }
}

/// How many had another one, of how many.
fn again(days: &Days, interval: std::ops::Range<usize>, within: usize) -> (u64, u64) {
    let mut all = RoaringBitmap::new();
    let mut again = RoaringBitmap::new();
    for index in interval {
        let [once, twice] = &days[index].1.cases;
        let new = once - &all;
        if new.is_empty() {
            continue;
        }
        let after = days[index + 1..=index + within].iter();
        let later = after.fold(twice.clone(), |all, (_, day)| all | &day.cases[0]);
        again |= later & &new;
        all |= new;
    }
    (again.len(), all.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::days::Members;
    use crate::domain::analytics::{HOUR_MS, bucket};

    const DAY_MS: i64 = 24 * HOUR_MS;
    /// Monday, 2023-11-13.
    const MONDAY: i64 = 1_699_833_600_000;

    fn at(day: i64) -> Timestamp {
        Timestamp(MONDAY + day * DAY_MS)
    }

    /// The values of so many days with cases on days, of members, with another one within two days.
    fn values(
        n: i64,
        cases: &[(usize, u32, u64)],
        every: Every,
        unheard: &[(Timestamp, Timestamp)],
    ) -> Vec<Option<f64>> {
        let mut days: Vec<_> = (0..n).map(|day| (at(day), Members::default())).collect();
        for (day, member, n) in cases {
            days[*day].1.note_cases(*member, *n);
        }
        let calendar = Calendar::default();
        let starts = calendar.days(at(0), at(n)).into_iter();
        let mut buckets: Vec<Bucket> = starts
            .filter(|day| calendar.start(*day, every) == *day)
            .map(|at| bucket(at, 24, None))
            .collect();
        repeated(&mut buckets, &days, (&calendar, every), (2, unheard));
        buckets.iter().map(|bucket| bucket.value).collect()
    }

    #[test]
    fn a_second_case_counts_on_the_same_day_and_those_after_it() {
        let cases = [
            (0, 1, 2),
            (0, 2, 1),
            (2, 2, 1),
            (0, 3, 1),
            (3, 3, 1),
            (1, 4, 1),
        ];

        let days = values(6, &cases, Every::Day, &[]);

        assert_eq!(
            days,
            [
                Some(2.0 / 3.0 * 100.0),
                Some(0.0),
                Some(0.0),
                // Day 5 is running, so that of day 3 not all is known.
                None,
                None,
                None
            ]
        );
    }

    #[test]
    fn a_member_counts_once_in_a_week_by_their_first_case() {
        // Member 1 again after five days, member 2 after one.
        let cases = [(0, 1, 1), (5, 1, 1), (6, 1, 1), (6, 2, 1), (7, 2, 1)];

        assert_eq!(values(10, &cases, Every::Week, &[]), [Some(50.0), None]);
        assert_eq!(values(9, &cases, Every::Week, &[]), [None, None]);
    }

    #[test]
    fn what_was_not_heard_is_not_known() {
        let gap = (Timestamp(at(3).0 + 5), Timestamp(at(3).0 + 6));

        let days = values(8, &[(0, 1, 1), (1, 1, 1)], Every::Day, &[gap]);

        assert_eq!(days[..4], [Some(100.0), None, None, None]);
    }
}

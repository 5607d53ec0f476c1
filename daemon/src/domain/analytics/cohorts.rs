//! Cohorts: who joined together, and how many of them were there later.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Cohort, Every};
use roaring::RoaringBitmap;

use super::calendar::Calendar;
use super::days::Members;
use super::series::{Days, Window};
use super::touches;

const WEEK: usize = 7;

/// Who joined on a day, or those of them that are meant.
pub type Joined<'a> = &'a dyn Fn(&'a (Timestamp, Members)) -> &'a RoaringBitmap;

/// Everybody who joined.
pub fn all(day: &(Timestamp, Members)) -> &RoaringBitmap {
    &day.1.joined
}

/// The cohorts of those who joined on the days, which follow each other without a hole; the last one is still running.
/// A week of a cohort counts once every one of its members had it, if all of it was heard.
pub fn cohorts<'a>(
    days: &'a Days,
    joined: Joined<'a>,
    from: Timestamp,
    (calendar, every): (&Calendar, Every),
    (weeks, unheard): (u32, &[Window]),
) -> Vec<Cohort> {
    let mut cohorts: Vec<Cohort> = Vec::new();
    let mut active_from = Weeks::new(days, unheard);
    let first = days.partition_point(|(day, _)| *day < from);
    for (index, day) in days.iter().enumerate().skip(first) {
        let at = calendar.start(day.0, every);
        if cohorts.last().is_none_or(|last| last.at != at) {
            cohorts.push(Cohort {
                at,
                joined: 0,
                active: vec![Some(0); weeks as usize],
            });
        }
        let Some(cohort) = cohorts.last_mut() else {
            continue;
        };
        let joined = joined(day);
        cohort.joined += joined.len();
        for (week, active) in cohort.active.iter_mut().enumerate() {
            let more = active_from.active_of(joined, index + week * WEEK);
            *active = active.zip(more).map(|(sum, more)| sum + more);
        }
    }
    cohorts
}

/// How many of a cohort were active in a week after the join, and of how many; none while it is not over.
pub fn retained(cohort: &Cohort, week: u32) -> Option<(u64, u64)> {
    let active = cohort.active.get(week as usize).copied().flatten()?;
    Some((active, cohort.joined))
}

/// Who was active in the seven days from each day on, put together once.
struct Weeks<'a> {
    days: &'a Days,
    unheard: &'a [Window],
    known: Vec<Option<RoaringBitmap>>,
}

impl<'a> Weeks<'a> {
    fn new(days: &'a Days, unheard: &'a [Window]) -> Self {
        Self {
            days,
            unheard,
            known: vec![None; days.len()],
        }
    }

    /// How many of some were active in the week that begins on a day; none before it is over, and if not all of it was heard.
    /// The last of all days is still running.
    fn active_of(&mut self, some: &RoaringBitmap, first: usize) -> Option<u64> {
        let (over, _) = self.days.get(first + WEEK)?;
        if touches(self.unheard, (self.days[first].0, *over)) {
            return None;
        }
        if some.is_empty() {
            return Some(0);
        }
        let days = &self.days[first..first + WEEK];
        let week = self.known.get_mut(first)?.get_or_insert_with(|| {
            let mut together = RoaringBitmap::new();
            for (_, members) in days {
                together |= &members.active;
            }
            together
        });
        Some(week.intersection_len(some))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::HOUR_MS;

    const DAY_MS: i64 = 24 * HOUR_MS;
    /// Monday, 2023-11-13.
    const MONDAY: i64 = 1_699_833_600_000;

    /// So many days from a Monday on, with who joined on which, and who was active.
    fn days(n: i64, joined: &[(usize, u32)], active: &[(usize, u32)]) -> Vec<(Timestamp, Members)> {
        let mut days: Vec<_> = (0..n)
            .map(|day| (Timestamp(MONDAY + day * DAY_MS), Members::default()))
            .collect();
        for (day, member) in joined {
            days[*day].1.joined.insert(*member);
        }
        for (day, member) in active {
            days[*day].1.note(*member, 1, 0, 0);
        }
        days
    }

    #[test]
    fn weeks_are_counted_from_the_own_join() {
        let days = days(
            25,
            &[(0, 1), (6, 2), (6, 3), (8, 4)],
            &[(0, 1), (6, 1), (12, 2), (13, 2), (7, 1), (20, 3), (14, 4)],
        );

        let cohorts = cohorts(
            &days,
            &all,
            Timestamp(MONDAY),
            (&Calendar::default(), Every::Week),
            (3, &[]),
        );

        let told: Vec<_> = cohorts
            .iter()
            .map(|of| (of.joined, of.active.clone()))
            .collect();
        assert_eq!(
            told[..2],
            [
                // Member 1 on day 0 and 7, member 2 on days 6 and 7 after the join, member 3 on day 14 after it.
                (3, vec![Some(2), Some(2), None]),
                (1, vec![Some(1), None, None]),
            ]
        );
        assert_eq!(retained(&cohorts[0], 1), Some((2, 3)));
        assert_eq!(retained(&cohorts[0], 2), None);
        assert_eq!(retained(&cohorts[2], 0), None);
    }

    #[test]
    fn a_week_that_was_not_heard_is_not_told() {
        let days = days(40, &[(0, 1), (8, 2)], &[(8, 1), (14, 1)]);
        // Within day 13: of those of the first week the first and the second week, of those of the next one the first.
        let gap = (days[13].0, Timestamp(days[13].0.0 + 1));

        let shape = (&Calendar::default(), Every::Week);
        let cohorts = cohorts(&days, &all, Timestamp(MONDAY), shape, (3, &[gap]));

        let told: Vec<_> = cohorts.iter().map(|of| of.active.clone()).collect();
        assert_eq!(
            told[..2],
            [vec![Some(0), None, Some(1)], vec![None, Some(0), Some(0)],]
        );
    }

    #[test]
    fn those_who_joined_before_are_left_out() {
        let days = days(10, &[(0, 1), (8, 2)], &[]);

        let from = Timestamp(MONDAY + 7 * DAY_MS);
        let cohorts = cohorts(
            &days,
            &all,
            from,
            (&Calendar::default(), Every::Week),
            (1, &[]),
        );

        assert_eq!(cohorts.iter().map(|of| of.joined).collect::<Vec<_>>(), [1]);
    }
}

//! What is unusual about a day: beside the same weekday before it, by median and median absolute deviation (Leys et al.,
//! "Detecting outliers", 2013), which a few odd days do not upset.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Cause, Insight, Verdict};

use super::causes::BEFORE_MS;
use super::metrics::Info;
use crate::domain::statistics::{NORMAL, median};

/// How many weeks are looked back.
pub const WEEKS: usize = 8;
/// The fewest days that make something usual.
const FEWEST: usize = 4;
/// From how many deviations on a day stands out.
const OUTSTANDING: f64 = 3.5;
const DAYS: usize = 7;

/// Compares the last day with the same weekday of the weeks before. The days follow each other without a hole.
pub fn insight(metric: &Info, days: &[Bucket], causes: Vec<Cause>) -> Option<Insight> {
    let (day, before) = days.split_last()?;
    let same: Vec<f64> = before
        .iter()
        .rev()
        .skip(DAYS - 1)
        .step_by(DAYS)
        .take(WEEKS)
        .filter(|day| is_whole(day))
        .filter_map(|day| day.value)
        .collect();
    let value = day.value.filter(|_| is_whole(day));
    let usual = median(same.clone()).filter(|_| same.len() >= FEWEST);
    let deviations = value
        .zip(usual)
        .map(|(value, usual)| (value - usual) / spread(&same, usual));
    Some(Insight {
        metric: metric.name.into(),
        unit: metric.unit.into(),
        day: day.at,
        value: day.value,
        usual,
        n_days: u32::try_from(same.len()).unwrap_or(u32::MAX),
        deviations,
        verdict: verdict(value, deviations),
        causes,
    })
}

/// The hour of a day in which so many more joined than in the others that it was no accident.
pub fn burst(hours: &[Bucket]) -> Option<Cause> {
    let values: Vec<f64> = hours.iter().filter_map(|hour| hour.value).collect();
    let most = hours
        .iter()
        .filter(|hour| hour.value.is_some())
        .max_by(|a, b| {
            a.value
                .unwrap_or_default()
                .total_cmp(&b.value.unwrap_or_default())
        })?;
    let (joins, usual) = (most.value?, median(values.clone())?);
    let stands_out = (joins - usual) / spread(&values, usual) >= 2.0 * OUTSTANDING;
    stands_out.then_some(Cause::Burst { joins, at: most.at })
}

/// The marks of a day and of the two days before.
pub fn marked(marks: &[(Timestamp, String)], (from, to): (Timestamp, Timestamp)) -> Vec<Cause> {
    let near = marks
        .iter()
        .filter(|(at, _)| at.0 >= from.0 - BEFORE_MS && *at < to);
    near.map(|(at, label)| Cause::Marked {
        label: label.clone(),
        at: *at,
    })
    .collect()
}

fn verdict(value: Option<f64>, deviations: Option<f64>) -> Verdict {
    match (value, deviations) {
        (None, _) => Verdict::NotHeard,
        (Some(_), None) => Verdict::NotEnoughData,
        (Some(_), Some(deviations)) if deviations >= OUTSTANDING => Verdict::Higher,
        (Some(_), Some(deviations)) if deviations <= -OUTSTANDING => Verdict::Lower,
        (Some(_), Some(_)) => Verdict::Usual,
    }
}

fn is_whole(day: &Bucket) -> bool {
    day.heard_hours == day.hours
}

/// At least the root of the median, as counts scatter by themselves.
fn spread(values: &[f64], median_of_them: f64) -> f64 {
    let off = values.iter().map(|value| (value - median_of_them).abs());
    (NORMAL * median(off.collect()).unwrap_or_default())
        .max(median_of_them.abs().sqrt())
        .max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::bucket;
    use crate::domain::analytics::metrics;

    /// So many days, the last one as `last` says; of those of its weekday before, the `n` last ones are as `usual` says.
    fn days(last: Bucket, usual: &[f64]) -> Vec<Bucket> {
        let mut days = vec![whole(7.0); usual.len() * DAYS];
        for (week, value) in usual.iter().enumerate() {
            days[week * DAYS].value = Some(*value);
        }
        days.push(last);
        days
    }

    fn whole(value: f64) -> Bucket {
        bucket(Timestamp(0), 24, Some(value))
    }

    #[track_caller]
    fn check(last: Bucket, usual: &[f64], verdict: Verdict, median: Option<f64>) {
        let metric = metrics::find("messages").unwrap();

        let insight = insight(metric, &days(last, usual), Vec::new()).unwrap();

        assert_eq!((insight.verdict, insight.usual), (verdict, median));
    }

    #[test]
    fn a_day_is_held_against_its_weekday() {
        let usual = [100.0, 110.0, 90.0, 105.0, 95.0];
        check(whole(104.0), &usual, Verdict::Usual, Some(100.0));
        check(whole(300.0), &usual, Verdict::Higher, Some(100.0));
        check(whole(10.0), &usual, Verdict::Lower, Some(100.0));
    }

    #[test]
    fn what_is_not_known_is_not_judged() {
        check(
            whole(300.0),
            &[100.0, 110.0, 90.0],
            Verdict::NotEnoughData,
            None,
        );
        let half = Bucket {
            heard_hours: 12,
            ..whole(10.0)
        };
        check(half, &[100.0; 5], Verdict::NotHeard, Some(100.0));
        assert_eq!(
            insight(metrics::find("joins").unwrap(), &[], Vec::new()),
            None
        );
    }

    #[test]
    fn only_the_last_eight_weeks_count() {
        let mut usual = vec![9_000.0; 6];
        usual.extend([10.0; WEEKS]);

        check(whole(10.0), &usual, Verdict::Usual, Some(10.0));
    }

    #[test]
    fn a_raid_is_a_burst_and_a_busy_day_is_none() {
        let hour = |value: f64| Bucket {
            hours: 1,
            heard_hours: 1,
            ..whole(value)
        };
        let mut hours: Vec<_> = (0..24).map(|n| hour(f64::from(n % 4))).collect();
        assert_eq!(burst(&hours), None);
        hours[5] = hour(150.0);

        assert_eq!(
            burst(&hours),
            Some(Cause::Burst {
                joins: 150.0,
                at: Timestamp(0)
            })
        );
        assert_eq!(burst(&[]), None);
    }

    #[test]
    fn marks_of_the_days_before_may_be_a_cause() {
        const DAY: i64 = 86_400_000;
        let mark = |day: i64| (Timestamp(day * DAY), format!("day {day}"));
        let marks = [mark(4), mark(5), mark(7), mark(8)];

        let near = marked(&marks, (Timestamp(7 * DAY), Timestamp(8 * DAY)));

        assert_eq!(near.len(), 2, "{near:?}");
    }
}

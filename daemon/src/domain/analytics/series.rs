//! Hours of a metric, put together to the intervals that people ask for.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Every};

use super::{HOUR_MS, Sample};

const DAY_MS: i64 = 24 * HOUR_MS;
/// Of 1970: the first of January was a Thursday.
const FIRST_MONDAY_MS: i64 = 4 * DAY_MS;

/// The first millisecond of the interval that holds a time.
pub fn start(at: Timestamp, every: Every) -> Timestamp {
    let (length, first) = length(every);
    Timestamp((at.0 - first).div_euclid(length) * length + first)
}

/// Sums the hours from `from` to `to`, both whole hours, by interval. Where no hour of an interval was heard, it has no value.
pub fn sum(samples: &[Sample], (from, to): (Timestamp, Timestamp), every: Every) -> Vec<Bucket> {
    let mut buckets: Vec<Bucket> = Vec::new();
    let mut samples = samples.iter().peekable();
    for hour in (from.0..to.0).step_by(HOUR_MS.unsigned_abs().try_into().unwrap_or(usize::MAX)) {
        let at = start(Timestamp(hour), every);
        if buckets.last().is_none_or(|last| last.at != at) {
            buckets.push(Bucket {
                at,
                value: None,
                hours: 0,
                heard_hours: 0,
            });
        }
        let Some(bucket) = buckets.last_mut() else {
            continue;
        };
        bucket.hours += 1;
        while samples.next_if(|sample| sample.at.0 < hour).is_some() {}
        if let Some(sample) = samples.next_if(|sample| sample.at.0 == hour) {
            bucket.heard_hours += 1;
            bucket.value = Some(bucket.value.unwrap_or_default() + sample.value);
        }
    }
    buckets
}

fn length(every: Every) -> (i64, i64) {
    match every {
        Every::Hour => (HOUR_MS, 0),
        Every::Day => (DAY_MS, 0),
        Every::Week => (7 * DAY_MS, FIRST_MONDAY_MS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monday, 2023-11-13.
    const MONDAY: i64 = 1_699_833_600_000;

    fn check(every: Every, heard: &[i64], hours: i64, expected: &[(i64, Option<f64>, u32, u32)]) {
        let at = |hour: i64| Timestamp(MONDAY + hour * HOUR_MS);
        let sample = |hour: &i64| Sample {
            at: at(*hour),
            value: 2.0,
        };
        let samples: Vec<Sample> = heard.iter().map(sample).collect();

        let buckets = sum(&samples, (at(0), at(hours)), every);

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
    fn a_week_begins_on_monday() {
        let sunday = Timestamp(MONDAY - 1);

        assert_eq!(start(Timestamp(MONDAY), Every::Week), Timestamp(MONDAY));
        assert_eq!(start(sunday, Every::Week).0, MONDAY - 7 * DAY_MS);
        assert_eq!(start(sunday, Every::Day).0, MONDAY - DAY_MS);
    }
}

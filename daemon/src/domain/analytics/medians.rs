//! Medians: those of a longer interval are made of everything in it, and not of the medians of its hours.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Every, HourOfWeek};

use super::calendar::Calendar;
use super::number;
use super::series::intervals;
use crate::domain::answers::{BINS, edges_s};

/// How many answers came in an hour after delays of a bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// The first millisecond of the hour.
    pub hour: Timestamp,
    pub bin: u8,
    pub n: u64,
}

/// Counts by the bins of [`answers`](crate::domain::answers).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram([u64; BINS as usize]);

impl Histogram {
    pub fn add(&mut self, bin: u8, n: u64) {
        if let Some(count) = self.0.get_mut(usize::from(bin)) {
            *count += n;
        }
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The median in seconds; none of nothing. Those of a bin are taken as spread evenly between its edges, so that the
    /// median is where half of all are on either side.
    pub fn median(&self) -> Option<f64> {
        let half = number(self.total()) / 2.0;
        let mut below = 0.0;
        for (bin, count) in (0..BINS).zip(self.0) {
            let n = number(count);
            if n > 0.0 && below + n >= half {
                let (from, to) = edges_s(bin);
                return Some(number(from) + (half - below) / n * number(to - from));
            }
            below += n;
        }
        None
    }
}

/// Fills intervals with the medians of the delays in them, which are in the order of their hours. Where no hour was heard
/// or nobody answered, there is none.
pub fn of_delays(buckets: &mut [Bucket], delays: &[Delays], shape: (&Calendar, Every)) {
    for (bucket, _, delays) in intervals(buckets, delays, |of| of.hour, shape) {
        let mut histogram = Histogram::default();
        for of in delays {
            histogram.add(of.bin, of.n);
        }
        bucket.value = histogram.median().filter(|_| bucket.heard_hours > 0);
    }
}

/// Fills intervals with the medians of what ended in them: when, in this order, and how many milliseconds it took. The
/// medians are in minutes.
pub fn of_times(buckets: &mut [Bucket], ended: &[(Timestamp, i64)], shape: (&Calendar, Every)) {
    for (bucket, _, ended) in intervals(buckets, ended, |(at, _)| *at, shape) {
        let took = ended.iter().map(|(_, ms)| *ms).collect();
        bucket.value = middle(took).map(|ms| ms / 60_000.0);
    }
}

/// The medians of the hours of the week, Monday first, each of all such hours together; and of how many hours with an
/// answer.
pub fn by_hour_of_week(delays: &[Delays], calendar: &Calendar) -> Vec<HourOfWeek> {
    let mut cells: Vec<Vec<(Histogram, u32)>> = vec![vec![Default::default(); 24]; 7];
    for hour in delays.chunk_by(|a, b| a.hour == b.hour) {
        let (day, of_day) = calendar.hour_of_week(hour[0].hour);
        let (histogram, n) = &mut cells[day][of_day];
        for of in hour {
            histogram.add(of.bin, of.n);
        }
        *n += 1;
    }
    let cell = |weekday, hour, (histogram, n): (Histogram, u32)| HourOfWeek {
        weekday,
        hour,
        mean: histogram.median(),
        n_hours: n,
    };
    let days = (0..).zip(cells);
    days.flat_map(|(day, hours)| (0..).zip(hours).map(move |(hour, of)| cell(day, hour, of)))
        .collect()
}

/// The middle one, or the mean of the two in the middle.
#[expect(clippy::cast_precision_loss, reason = "times stay far below 2^53")]
pub(super) fn middle(mut all: Vec<i64>) -> Option<f64> {
    all.sort_unstable();
    let upper = *all.get(all.len() / 2)?;
    let lower = all[(all.len() - 1) / 2];
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::{HOUR_MS, bucket};

    fn median(counts: &[(u8, u64)]) -> Option<f64> {
        let mut histogram = Histogram::default();
        for (bin, n) in counts {
            histogram.add(*bin, *n);
        }
        histogram.median()
    }

    #[test]
    fn a_median_lies_within_the_bin_that_holds_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[(3, 1)]), Some(6.0));
        assert_eq!(median(&[(3, 4)]), Some(6.0));
        // Of five, the third is the second of three between 8 and 16 s.
        assert_eq!(median(&[(1, 1), (4, 3), (9, 1)]), Some(12.0));
        // Half are below the edge.
        assert_eq!(median(&[(0, 2), (10, 2)]), Some(1.0));
        assert_eq!(median(&[(17, 2)]), Some(75_968.0));
    }

    fn hours(n: i64) -> Vec<Bucket> {
        let bucket = |hour: i64| bucket(Timestamp(hour * HOUR_MS), 1, None);
        (0..n).map(bucket).collect()
    }

    #[test]
    fn the_median_of_a_day_is_not_the_mean_of_its_hours() {
        let of = |hour: i64, bin, n| Delays {
            hour: Timestamp(hour * HOUR_MS),
            bin,
            n,
        };
        let delays = [of(0, 0, 9), of(2, 7, 1)];
        let values = |every, mut buckets: Vec<Bucket>| -> Vec<Option<f64>> {
            of_delays(&mut buckets, &delays, (&Calendar::default(), every));
            buckets.iter().map(|bucket| bucket.value).collect()
        };

        assert_eq!(values(Every::Hour, hours(3)), [Some(0.5), None, Some(96.0)]);
        assert_eq!(values(Every::Day, hours(1)), [Some(5.0 / 9.0)]);
        let mut deaf = hours(1);
        deaf[0].heard_hours = 0;
        assert_eq!(values(Every::Day, deaf), [None]);
    }

    #[test]
    fn of_two_in_the_middle_the_mean_is_taken() {
        let ended = [(1, 60_000), (2, 240_000), (HOUR_MS, 90_000)];
        let ended = ended.map(|(at, ms)| (Timestamp(at), ms));
        let mut buckets = hours(3);

        of_times(&mut buckets, &ended, (&Calendar::default(), Every::Hour));

        let values: Vec<_> = buckets.iter().map(|bucket| bucket.value).collect();
        assert_eq!(values, [Some(2.5), Some(1.5), None]);
    }
}

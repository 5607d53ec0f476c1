//! How long threads lived.

use emperione_protocol::analytics::{Bucket, Every};

use super::Watch;
use super::calendar::Calendar;
use super::medians::middle;
use super::series::intervals;
use crate::domain::threads::Thread;

/// Fills intervals with the median life, in seconds, of the threads that were begun in them, which are in this order. One
/// in which nobody wrote lived for none. There is no value before all that may be begun in the interval were watched, if
/// some of it was not heard, and where none was begun.
pub fn lived(
    buckets: &mut [Bucket],
    threads: &[Thread],
    shape: (&Calendar, Every),
    watch: &Watch<'_>,
) {
    let life = |thread: &Thread| {
        let last = thread.last_at.unwrap_or(thread.begun_at);
        (last.0 - thread.begun_at.0).max(0)
    };
    for (bucket, end, threads) in intervals(buckets, threads, |of| of.begun_at, shape) {
        let is_known = watch.is_over(end) && watch.is_heard((bucket.at, end));
        let life = middle(threads.iter().map(life).collect()).map(|ms| ms / 1_000.0);
        bucket.value = life.filter(|_| is_known && bucket.heard_hours > 0);
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::{ChannelId, Timestamp};

    use super::*;
    use crate::domain::analytics::{HOUR_MS, bucket};
    use crate::domain::threads::WATCHED_MS;

    const DAY_MS: i64 = 24 * HOUR_MS;

    fn thread(begun: i64, seconds: Option<i64>) -> Thread {
        Thread {
            parent: ChannelId(5),
            begun_at: Timestamp(begun),
            last_at: seconds.map(|seconds| Timestamp(begun + seconds * 1_000)),
        }
    }

    /// The values of three days.
    fn days(until: i64, unheard: &[(i64, i64)], deaf: usize) -> Vec<Option<f64>> {
        let threads = [
            thread(0, Some(30)),
            thread(5, None),
            thread(DAY_MS - 1, Some(50)),
            thread(DAY_MS, Some(9)),
            thread(DAY_MS, None),
        ];
        let bucket = |day: i64| bucket(Timestamp(day * DAY_MS), 24, None);
        let mut buckets: Vec<Bucket> = (0..3).map(bucket).collect();
        buckets
            .iter_mut()
            .take(deaf)
            .for_each(|of| of.heard_hours = 0);
        let unheard: Vec<_> = unheard
            .iter()
            .map(|(from, to)| (Timestamp(*from), Timestamp(*to)))
            .collect();
        let watch = Watch {
            ms: WATCHED_MS,
            known_until: Timestamp(until),
            unheard: &unheard,
        };
        lived(
            &mut buckets,
            &threads,
            (&Calendar::default(), Every::Day),
            &watch,
        );
        buckets.iter().map(|bucket| bucket.value).collect()
    }

    #[test]
    fn the_median_is_of_those_begun_in_the_interval() {
        assert_eq!(days(20 * DAY_MS, &[], 0), [Some(30.0), Some(4.5), None]);
    }

    #[test]
    fn there_is_no_value_before_all_were_watched() {
        assert_eq!(days(8 * DAY_MS - 1, &[], 0), [None, None, None]);
        assert_eq!(days(8 * DAY_MS, &[], 0), [Some(30.0), None, None]);
    }

    #[test]
    fn what_was_not_heard_is_not_known() {
        let gap = (8 * DAY_MS, 8 * DAY_MS + 1);

        assert_eq!(days(20 * DAY_MS, &[gap], 0), [Some(30.0), None, None]);
        assert_eq!(days(20 * DAY_MS, &[], 1), [None, Some(4.5), None]);
    }
}

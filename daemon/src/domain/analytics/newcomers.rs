//! Whether those who joined took part.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Every};

use super::calendar::Calendar;
use super::series::{Window, intervals};
use super::{HOUR_MS, Watch, share};

/// The people who joined in an hour, and how many of them took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newcomers {
    pub hour: Timestamp,
    pub joined: u64,
    pub activated: u64,
}

impl Watch<'_> {
    /// Whether everything was heard of those who joined in an hour.
    fn heard(&self, hour: Timestamp) -> bool {
        self.is_heard((hour, Timestamp(hour.0 + HOUR_MS)))
    }

    fn count_heard(&self, (from, to): Window) -> u32 {
        let next = |hour: &Timestamp| Some(Timestamp(hour.0 + HOUR_MS));
        let hours = std::iter::successors(Some(from), next).take_while(|hour| *hour < to);
        let heard = hours.filter(|hour| self.heard(*hour)).count();
        u32::try_from(heard).unwrap_or(u32::MAX)
    }
}

/// Fills intervals with the share of newcomers who took part, in percent. Hours of which not everything was heard are left
/// out. There is none before all newcomers were watched, and for nobody.
pub fn activated(
    buckets: &mut [Bucket],
    hours: &[Newcomers],
    window: Window,
    shape: (&Calendar, Every),
    watch: &Watch<'_>,
) {
    for (bucket, end, hours) in intervals(buckets, hours, |of| of.hour, shape) {
        bucket.value = None;
        if !watch.is_over(end) {
            continue;
        }
        let (mut joined, mut activated) = (0, 0);
        for of in hours.iter().filter(|of| watch.heard(of.hour)) {
            joined += of.joined;
            activated += of.activated;
        }
        bucket.heard_hours = watch.count_heard((bucket.at.max(window.0), end.min(window.1)));
        share(bucket, (activated, joined));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::bucket;

    const DAY_MS: i64 = 24 * HOUR_MS;

    fn days(unheard: &[(Timestamp, Timestamp)], known_hours: i64) -> Vec<(Option<f64>, u32)> {
        let at = |hour: i64| Timestamp(hour * HOUR_MS);
        let of = |hour, joined, activated| Newcomers {
            hour: at(hour),
            joined,
            activated,
        };
        let hours = [of(1, 2, 1), of(20, 2, 2), of(30, 1, 0)];
        let bucket = |day: i64| bucket(Timestamp(day * DAY_MS), 24, None);
        let mut buckets: Vec<_> = (0..3).map(bucket).collect();
        let watch = Watch {
            ms: DAY_MS,
            known_until: at(known_hours),
            unheard,
        };
        activated(
            &mut buckets,
            &hours,
            (at(0), at(72)),
            (&Calendar::default(), Every::Day),
            &watch,
        );
        let told = buckets
            .iter()
            .map(|bucket| (bucket.value, bucket.heard_hours));
        told.collect()
    }

    #[test]
    fn a_day_is_told_once_the_next_one_is_over() {
        let untold = (None, 24);

        assert_eq!(days(&[], 47), [untold; 3]);
        assert_eq!(days(&[], 48), [(Some(75.0), 24), untold, untold]);
        assert_eq!(days(&[], 72), [(Some(75.0), 24), (Some(0.0), 24), untold]);
        assert_eq!(days(&[], 96)[2], (None, 24), "nobody joined");
    }

    #[test]
    fn those_who_were_not_heard_are_left_out() {
        // Ten minutes after the 26th hour: who joined in hours 2 to 26 may have done more.
        let gap = |hour: i64| {
            let from = hour * HOUR_MS;
            (Timestamp(from), Timestamp(from + 600_000))
        };

        assert_eq!(days(&[gap(26)], 72)[0], (Some(50.0), 2));
        assert_eq!(days(&[gap(26)], 72)[1], (Some(0.0), 21));
    }
}

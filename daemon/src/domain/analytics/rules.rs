//! How often people let stand what rules did.

use emperione_protocol::Timestamp;
use emperione_protocol::analytics::{Bucket, Every};

use super::calendar::Calendar;
use super::series::intervals;
use super::share;

/// A case of a rule that people judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub opened_at: Timestamp,
    pub overturned: bool,
}

/// Fills intervals with the share of the judged cases opened in them that were not overturned; none of none. The cases are
/// in the order of their times.
pub fn precision(buckets: &mut [Bucket], judged: &[Judged], shape: (&Calendar, Every)) {
    for (bucket, _, cases) in intervals(buckets, judged, |case| case.opened_at, shape) {
        let stand = cases.iter().filter(|case| !case.overturned).count();
        share(bucket, (stand as u64, cases.len() as u64));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analytics::{HOUR_MS, bucket};

    #[test]
    fn what_was_not_overturned_stands_and_how_sure_that_is_is_told() {
        const DAY_MS: i64 = 24 * HOUR_MS;
        let bucket = |day: i64| bucket(Timestamp(day * DAY_MS), 24, None);
        let mut buckets: Vec<_> = (0..3).map(bucket).collect();
        let case = |day: i64, overturned| Judged {
            opened_at: Timestamp(day * DAY_MS + 5),
            overturned,
        };
        let mut judged = vec![case(0, false); 9];
        judged.extend([case(0, true), case(2, true)]);

        precision(&mut buckets, &judged, (&Calendar::default(), Every::Day));

        let values: Vec<_> = buckets.iter().map(|bucket| bucket.value).collect();
        assert_eq!(values, [Some(90.0), None, Some(0.0)]);
        let of = |day: usize| {
            let share = buckets[day].share.unwrap();
            (share.of, share.low.round(), share.high.round())
        };
        assert_eq!((of(0), of(2)), ((10, 60.0, 98.0), (1, 0.0, 79.0)));
        assert_eq!(buckets[1].share, None);
    }
}

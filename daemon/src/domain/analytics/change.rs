//! How much a metric changed at a moment, and how sure that is.

use emperione_protocol::analytics::{Bucket, Change, Days};

/// The fewest days on each side that something can be said of.
const FEWEST: usize = 3;
/// The quantile of the normal distribution that leaves 2.5 % above it.
const Z: f64 = 1.959_964;

/// What the days say together. A day that was not heard whole does not count.
pub fn days(buckets: &[Bucket]) -> Days {
    let values = values(buckets);
    Days {
        n_days: u32::try_from(values.len()).unwrap_or(u32::MAX),
        mean: (!values.is_empty()).then(|| mean(&values)),
    }
}

/// The difference of the means with its 95 % interval (Welch, "The generalization of 'Student's' problem", 1947); none with
/// fewer than three whole days on a side.
pub fn change(before: &[Bucket], after: &[Bucket]) -> Option<Change> {
    let [before, after] = [values(before), values(after)];
    if before.len().min(after.len()) < FEWEST {
        return None;
    }
    let [error_before, error_after] = [squared_error(&before), squared_error(&after)];
    let error = error_before + error_after;
    let value = mean(&after) - mean(&before);
    let part = |error: f64, days: &[f64]| error * error / (count(days) - 1.0);
    let freedom = error * error / (part(error_before, &before) + part(error_after, &after));
    let margin = if error > 0.0 {
        quantile(freedom) * error.sqrt()
    } else {
        0.0
    };
    Some(Change {
        value,
        low: value - margin,
        high: value + margin,
    })
}

fn values(buckets: &[Bucket]) -> Vec<f64> {
    let whole = buckets.iter().filter(|day| day.heard_hours == day.hours);
    whole.filter_map(|day| day.value).collect()
}

#[expect(clippy::cast_precision_loss, reason = "days are few")]
fn count(values: &[f64]) -> f64 {
    values.len() as f64
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values)
}

/// Of the mean.
fn squared_error(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    squares / (count(values) - 1.0) / count(values)
}

/// The quantile of Student's distribution that leaves 2.5 % above it (Abramowitz and Stegun 26.7.5), within 2 % from two
/// degrees of freedom on.
fn quantile(freedom: f64) -> f64 {
    let [z, n] = [Z, freedom];
    let terms = [
        (z.powi(3) + z) / 4.0,
        (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0,
        (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / 384.0,
        (79.0 * z.powi(9) + 776.0 * z.powi(7) + 1_482.0 * z.powi(5)
            - 1_920.0 * z.powi(3)
            - 945.0 * z)
            / 92_160.0,
    ];
    (1..)
        .zip(terms)
        .fold(z, |sum, (power, term)| sum + term / n.powi(power))
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;

    use super::*;
    use crate::domain::analytics::bucket;

    fn buckets(values: &[f64]) -> Vec<Bucket> {
        let day = |value: &f64| bucket(Timestamp(0), 24, Some(*value));
        values.iter().map(day).collect()
    }

    fn told(change: Change) -> String {
        let Change { value, low, high } = change;
        format!("{value:.2} from {low:.2} to {high:.2}")
    }

    #[test]
    fn the_quantile_is_that_of_the_tables() {
        for (freedom, expected) in [
            (2.0, 4.303),
            (3.0, 3.182),
            (5.0, 2.571),
            (10.0, 2.228),
            (30.0, 2.042),
        ] {
            let error = (quantile(freedom) - expected).abs() / expected;
            assert!(error < 0.02, "{freedom}: {}", quantile(freedom));
        }
    }

    #[test]
    fn a_change_is_told_with_its_interval() {
        let change = change(
            &buckets(&[10.0, 12.0, 11.0, 9.0]),
            &buckets(&[15.0, 17.0, 16.0, 14.0]),
        );

        // By hand: each side has a variance of 5/3 and a squared error of 5/12, six degrees of freedom, t = 2.447.
        let change = change.unwrap();
        assert_eq!(told(change), "5.00 from 2.77 to 7.23");
    }

    #[test]
    fn too_few_days_say_nothing() {
        let mut before = buckets(&[1.0, 2.0, 3.0]);
        assert!(change(&before, &buckets(&[1.0, 2.0, 3.0])).is_some());
        before[1].heard_hours = 23;

        assert_eq!(change(&before, &buckets(&[1.0, 2.0, 3.0])), None);
        assert_eq!(
            days(&before),
            Days {
                n_days: 2,
                mean: Some(2.0)
            }
        );
        assert_eq!(days(&[]), Days::default());
    }

    #[test]
    fn days_that_are_all_alike_are_sure() {
        let change = change(&buckets(&[2.0; 3]), &buckets(&[2.0; 3])).unwrap();

        assert_eq!(told(change), "0.00 from 0.00 to 0.00");
    }
}

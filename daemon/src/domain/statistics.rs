//! What is needed of statistics in more than one place.

/// Makes the median absolute deviation that of a normal distribution.
pub const NORMAL: f64 = 1.4826;

/// The middle of values, or the mean of the two in the middle; none of none.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if even {
        let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        return Some(f64::midpoint(lower, upper));
    }
    Some(upper)
}

/// The 95 % interval of a share, so many of so many (Wilson 1927); none of none.
pub fn wilson(some: f64, all: f64) -> Option<(f64, f64)> {
    const Z: f64 = 1.96;
    if all <= 0.0 {
        return None;
    }
    let (share, square) = (some / all, Z * Z / all);
    let middle = share + square / 2.0;
    let reach = (share * (1.0 - share) * square + square * square / 4.0).sqrt();
    let whole = 1.0 + square;
    let [low, high] = [middle - reach, middle + reach].map(|end| (end / whole).clamp(0.0, 1.0));
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_between_two() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 4.0]), Some(4.0));
        assert_eq!(median(vec![9.0, 1.0, 4.0, 2.0]), Some(3.0));
    }

    #[test]
    fn an_interval_of_a_share_is_as_published() {
        assert_eq!(wilson(0.0, 0.0), None);
        // But for the first of Newcombe, Statistics in Medicine 17 (1998), table I.
        for (some, all, low, high) in [
            (9.0, 10.0, 0.5958, 0.9821),
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let found = wilson(some, all).unwrap();
            assert!(
                (found.0 - low).abs() < 0.00006,
                "{some} of {all}: {found:?}"
            );
            assert!(
                (found.1 - high).abs() < 0.00006,
                "{some} of {all}: {found:?}"
            );
        }
    }
}

//! The bars of a chart: up or down from nothing, and over the whole height where nothing was heard.

use emperione_protocol::analytics::Bucket;

use super::words;

/// The width and the height of a chart, in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 140.0;

/// A bar, or where nothing was heard.
pub(super) struct Bar {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) class: &'static str,
    pub(super) words: String,
}

/// From the least to the most of a chart, nothing included.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    low: f64,
    high: f64,
}

impl Reach {
    pub(super) fn of(buckets: &[Bucket]) -> Self {
        let values = || buckets.iter().filter_map(|bucket| bucket.value);
        Self {
            low: values().fold(0.0, f64::min),
            high: values().fold(0.0, f64::max),
        }
    }

    /// How high something is drawn.
    fn height(self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 {
            value.abs() / span * HEIGHT
        } else {
            0.0
        }
    }

    /// Where nothing is, from above.
    fn zero(self) -> f64 {
        if self.low < 0.0 {
            self.height(self.high)
        } else {
            HEIGHT
        }
    }

    /// The line from which bars go both ways, if some go down.
    pub(super) fn line(self) -> Option<String> {
        (self.low < 0.0).then(|| format!("{:.2}", self.zero()))
    }

    /// The reach in words.
    pub(super) fn words(self) -> String {
        let most = format!("most {}", words::number(self.high));
        if self.low < 0.0 {
            format!("least {}, {most}", words::number(self.low))
        } else {
            most
        }
    }
}

/// A bar for each value, up or down from nothing, and one over the whole height where nothing was heard. Where there is
/// nothing to tell there is none.
pub(super) fn bars(
    buckets: &[Bucket],
    reach: Reach,
    begin: impl Fn(&Bucket) -> String,
) -> Vec<Bar> {
    let step = WIDTH / count(buckets.len().max(1));
    let bar = |(index, bucket): (usize, &Bucket)| {
        let partly = bucket.heard_hours < bucket.hours;
        let (y, height, class) = match bucket.value {
            None if bucket.heard_hours > 0 => return None,
            None => (0.0, HEIGHT, "gap"),
            Some(value) if value < 0.0 => {
                let class = if partly { "less partly" } else { "less" };
                (reach.zero(), reach.height(value), class)
            }
            Some(value) => {
                let class = if partly { "bar partly" } else { "bar" };
                let height = reach.height(value);
                (reach.zero() - height, height, class)
            }
        };
        let missed = words::missed(bucket).filter(|_| bucket.value.is_some());
        let missed = missed.map_or_else(String::new, |missed| format!(" ({missed})"));
        let value = match bucket.value {
            Some(value) => words::number(value),
            None => "not heard".into(),
        };
        Some(Bar {
            x: format!("{:.2}", step * count(index) + step * 0.1),
            y: format!("{y:.2}"),
            width: format!("{:.2}", step * 0.8),
            height: format!("{height:.2}"),
            class,
            words: format!("{}: {value}{missed}", begin(bucket)),
        })
    };
    buckets.iter().enumerate().filter_map(bar).collect()
}

/// What the bars mean that are not whole.
pub(super) fn legend(buckets: &[Bucket]) -> &'static str {
    let gap = |of: &Bucket| of.value.is_none() && of.heard_hours == 0;
    let partly = |of: &Bucket| of.value.is_some() && of.heard_hours < of.hours;
    match (buckets.iter().any(gap), buckets.iter().any(partly)) {
        (true, true) => "hatched: not heard; pale: heard only partly",
        (true, false) => "hatched: not heard",
        (false, true) => "pale: heard only partly",
        (false, false) => "",
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are few")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;

    use super::*;
    use crate::domain::analytics::bucket;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn bars_grow_both_ways_from_nothing_and_only_what_was_not_heard_is_a_gap() {
        let day = |(index, (value, heard_hours)): (i64, (Option<f64>, u32))| Bucket {
            heard_hours,
            ..bucket(Timestamp(index * DAY_MS), 24, value)
        };
        let days = [(Some(10.0), 24), (Some(-30.0), 20), (None, 24), (None, 0)];
        let days: Vec<_> = (0..).zip(days).map(day).collect();

        let reach = Reach::of(&days);
        let drawn = bars(&days, reach, |day| day.at.to_string());

        let drawn: Vec<_> = drawn
            .iter()
            .map(|bar| (bar.class, bar.y.as_str(), bar.height.as_str()))
            .collect();
        let expected = [
            ("bar", "0.00", "35.00"),
            ("less partly", "35.00", "105.00"),
            ("gap", "0.00", "140.00"),
        ];
        assert_eq!(drawn, expected);
        assert_eq!(reach.line().as_deref(), Some("35.00"));
        assert_eq!(reach.words(), "least -30, most 10");
        assert_eq!(legend(&days), "hatched: not heard; pale: heard only partly");
    }
}

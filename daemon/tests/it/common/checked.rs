//! Every metric of the registry in every interval and part, beside what it must be.

use std::collections::{BTreeMap, BTreeSet};

use emperione_daemon::domain::actor::Actor;
use emperione_daemon::domain::analytics::metrics::{self, Info};
use emperione_daemon::services::analytics::Analytics;
use emperione_protocol::analytics::{self as protocol, Bucket, Part, Series, SeriesRequest};
use emperione_protocol::{GuildId, Timestamp};

use super::expected::{self, Every, Known, Story, Told};

const ASKS: Actor = Actor::System { name: "test" };
/// The metrics whose parts the story does not tell. By which invite somebody came is known where nobody else came by another
/// one before the uses of all of them were read, so it depends on how fast we read; `invites.rs` and `analytics_people.rs`
/// count these numbers by hand.
pub const BY_HAND: &[&str] = &["joins", "retained_week1", "retained_week4"];
/// How many differences are told.
const FEW: usize = 20;

/// Compares all that can be asked for, and says how many values were compared.
///
/// # Panics
/// If a value differs, or a metric has nothing that tells what it must be.
pub async fn check(analytics: &Analytics, guild: GuildId, story: &Story) -> usize {
    let registry: BTreeSet<&str> = metrics::ALL.iter().map(|metric| metric.name).collect();
    assert_eq!(
        registry,
        expected::names(),
        "each metric needs a line in `expected`"
    );
    let mut checked = Checked {
        known: Known::of(story),
        compared: 0,
        wrong: Vec::new(),
    };
    for metric in metrics::ALL {
        for every in metric.every {
            let found = ask(analytics, guild, metric, *every, None).await;
            checked.whole(metric, *every, &found);
            if metric.by.is_none() {
                continue;
            }
            let found = ask(analytics, guild, metric, *every, metric.by).await;
            if !BY_HAND.contains(&metric.name) {
                checked.apart(metric, *every, found);
            } else if metric.source.adds() {
                checked.together(metric, *every, &found);
            }
        }
    }
    let Checked {
        compared, wrong, ..
    } = checked;
    let some = wrong[..wrong.len().min(FEW)].join("\n");
    assert!(
        wrong.is_empty(),
        "{} of {compared} are wrong:\n{some}",
        wrong.len()
    );
    compared
}

async fn ask(
    analytics: &Analytics,
    guild: GuildId,
    metric: &Info,
    every: protocol::Every,
    by: Option<Part>,
) -> Vec<Series> {
    let request = SeriesRequest {
        guild,
        metric: metric.name.into(),
        since: Timestamp(0),
        until: None,
        every,
        by,
    };
    analytics.series(&ASKS, &request).await.unwrap()
}

struct Checked<'a> {
    known: Known<'a>,
    compared: usize,
    wrong: Vec<String>,
}

impl Checked<'_> {
    fn whole(&mut self, metric: &Info, every: protocol::Every, found: &[Series]) {
        let must = expected::whole(&self.known, metric.name, of(every));
        let what = format!("{} by the {every:?}", metric.name);
        self.compare(
            &what,
            found.first().map_or(&[], |series| &series.buckets),
            &must,
        );
    }

    fn apart(&mut self, metric: &Info, every: protocol::Every, found: Vec<Series>) {
        let must = expected::apart(&self.known, metric.name, of(every));
        let found: BTreeMap<String, Vec<Bucket>> = found
            .into_iter()
            .map(|series| (series.part, series.buckets))
            .collect();
        let parts: BTreeSet<&String> = must.keys().chain(found.keys()).collect();
        for part in parts {
            let what = format!("{} of {part} by the {every:?}", metric.name);
            let of = |part| (found.get(part), must.get(part));
            let (found, must) = of(part);
            let (found, must) = (
                found.map_or(&[][..], |of| of),
                must.map_or(&[][..], |of| of),
            );
            self.compare(&what, found, must);
        }
    }

    /// Whatever the parts are, they add up to the whole.
    fn together(&mut self, metric: &Info, every: protocol::Every, found: &[Series]) {
        let must = expected::whole(&self.known, metric.name, of(every));
        let mut sums = found.first().map_or(Vec::new(), |of| of.buckets.clone());
        for series in found.iter().skip(1) {
            for (sum, of) in sums.iter_mut().zip(&series.buckets) {
                sum.value = sum.value.zip(of.value).map(|(a, b)| a + b);
            }
        }
        let what = format!("all parts of {} by the {every:?}", metric.name);
        self.compare(&what, &sums, &must);
    }

    fn compare(&mut self, what: &str, found: &[Bucket], must: &[Told]) {
        self.compared += must.len();
        if found.len() != must.len() {
            let text = format!(
                "{what}: {} intervals instead of {}",
                found.len(),
                must.len()
            );
            self.wrong.push(text);
        }
        for (found, must) in found.iter().zip(must) {
            let shape = (found.at.0, found.hours, found.heard_hours);
            if shape != (must.at, must.hours, must.heard) || !is_same(found.value, must.value) {
                self.wrong
                    .push(format!("{what}: {found:?} instead of {must:?}"));
            }
        }
    }
}

/// Sums of fractions may differ by their order.
fn is_same(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => a == b,
    }
}

fn of(every: protocol::Every) -> Every {
    match every {
        protocol::Every::Hour => Every::Hour,
        protocol::Every::Day => Every::Day,
        protocol::Every::Week => Every::Week,
        protocol::Every::Month => Every::Month,
    }
}

//! What a rule must be beyond its grammar.

use std::time::Duration;

use emperione_protocol::analytics::Part;

use super::{Condition, Rule, Source};
use crate::domain::analytics::metrics;
use crate::domain::live::Measure;

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
const WEEK: Duration = Duration::from_hours(7 * 24);
/// What can be absent: things whose last time is known.
const DATED: [Measure; 3] = [Measure::Messages, Measure::Joins, Measure::Leaves];

/// Why a rule cannot be; none if it can.
pub fn problem(rule: &Rule) -> Option<String> {
    measured(rule)
        .or_else(|| counted(rule))
        .or_else(|| lasting(rule))
        .or_else(|| clearing(rule))
        .or_else(|| clauses(rule))
}

/// What is counted by the hour.
fn hourly() -> impl Iterator<Item = &'static metrics::Info> {
    metrics::ALL
        .iter()
        .filter(|metric| metric.source.hours().is_some())
}

/// What is counted must be known, in the way that the condition needs.
fn measured(rule: &Rule) -> Option<String> {
    let name = rule.measure.as_str();
    let metric = hourly().find(|metric| metric.name == name);
    let live = Measure::read(name);
    let list = |names: Vec<&str>| names.join(", ");
    match (rule.source(), rule.condition) {
        (Source::Live { .. }, _) => None,
        (Source::Last, _) => {
            let dated = live.is_some_and(|measure| DATED.contains(&measure));
            let names = DATED.map(Measure::name).to_vec();
            (!dated).then(|| format!("`{name}` cannot be absent; these can: {}", list(names)))
        }
        (Source::Hours, condition) => {
            let known = hourly().map(|metric| metric.name).collect();
            let Some(metric) = metric else {
                let hint = match live {
                    Some(_) => "count it in an hour or less, such as `in 10m`".into(),
                    None => format!("there are {}", list(known)),
                };
                return Some(format!("`{name}` is not counted by the hour: {hint}"));
            };
            let several =
                matches!(condition, Condition::Threshold { within: Some(w), .. } if w > HOUR);
            (several && !metric.source.adds())
                .then(|| format!("the hours of `{name}` do not add up: leave `in` away"))
        }
    }
}

fn counted(rule: &Rule) -> Option<String> {
    if rule.channel.is_some() {
        let by_channel = |metric: &&metrics::Info| metric.by == Some(Part::Channel);
        let known = hourly().filter(by_channel);
        let known: Vec<_> = known.map(|metric| metric.name).collect();
        let name = rule.measure.as_str();
        if !known.contains(&name) {
            let known = known.join(", ");
            return Some(format!(
                "`{name}` is not counted by channel; these are: {known}"
            ));
        }
    }
    let Condition::Threshold {
        within: Some(within),
        ..
    } = rule.condition
    else {
        return None;
    };
    let whole = within.as_secs().is_multiple_of(HOUR.as_secs());
    match rule.source() {
        Source::Hours if !whole => Some("it is counted in whole hours, such as `in 6h`".into()),
        Source::Hours if within > WEEK => Some("it is counted in a week at most".into()),
        _ => None,
    }
}

fn lasting(rule: &Rule) -> Option<String> {
    match rule.condition {
        Condition::Absence { length } if length < Duration::from_mins(1) || length > WEEK => {
            Some("an absence lasts from a minute to a week".into())
        }
        Condition::Change { percent, .. } if percent < 1.0 => {
            Some("a change is one percent at least".into())
        }
        Condition::Anomaly { deviations, .. } if deviations < 1.0 => {
            Some("an anomaly is one deviation at least".into())
        }
        _ if rule.held.is_some_and(|held| held > DAY) => {
            Some("it is held for a day at most".into())
        }
        _ if rule.calm.is_some_and(|calm| calm > WEEK) => {
            Some("it is calm for a week at most".into())
        }
        _ => None,
    }
}

/// What clears it must not be what makes it ring.
fn clearing(rule: &Rule) -> Option<String> {
    let clear = rule.clear?;
    if matches!(rule.condition, Condition::Absence { .. }) {
        return Some("an absence clears with the first that comes: leave `clear at` away".into());
    }
    let rings = match rule.condition {
        Condition::Change { direction, .. } | Condition::Anomaly { direction, .. } => {
            rule.is_over(direction.size(clear).copysign(direction.size(1.0)))
        }
        _ => rule.is_over(clear),
    };
    rings.then(|| format!("it would clear at {clear}, where it rings"))
}

fn clauses(rule: &Rule) -> Option<String> {
    let compares = matches!(
        rule.condition,
        Condition::Change { .. } | Condition::Anomaly { .. }
    );
    if rule.samples.is_some() && !compares {
        return Some("`with … samples` is for what is compared with earlier weeks".into());
    }
    if rule.samples.is_some_and(|samples| samples > 8) {
        return Some("eight weeks are looked at: `with 8 samples` at most".into());
    }
    if rule.least.is_some() && !matches!(rule.condition, Condition::Change { .. }) {
        return Some("`at least` is for a change".into());
    }
    None
}

//! What took its time, and medians of it.

use std::collections::BTreeMap;

use super::{Amount, HOUR, Known, Message, float};

/// How long each message waited for the first answer of somebody else in its channel, in seconds, when it came; none that
/// came a day later.
pub(super) fn answers(known: &Known) -> Vec<Amount> {
    let mut channels: BTreeMap<u64, Vec<(i64, &Message)>> = BTreeMap::new();
    for (at, message) in &known.wrote {
        let of = channels.entry(message.channel).or_default();
        of.push((*at, message));
    }
    let mut amounts = Vec::new();
    for (channel, mut messages) in channels {
        messages.sort_by_key(|(_, message)| message.id);
        for (index, (asked, message)) in messages.iter().enumerate() {
            let mut after = messages[index + 1..].iter();
            let Some((at, _)) = after.find(|(_, answer)| answer.by != message.by) else {
                continue;
            };
            if at - asked < 24 * HOUR {
                amounts.push((*at, known.place(channel), milliseconds(at - asked) / 1e3));
            }
        }
    }
    amounts
}

/// In minutes.
pub(super) fn decisions(known: &Known) -> Vec<Amount> {
    let decided = known.decided.iter();
    decided
        .map(|(at, took)| (*at, String::new(), milliseconds(*took) / 60_000.0))
        .collect()
}

/// Of seconds that are known by bins alone, evenly spread within each: where half of all are below.
pub(super) fn of_bins(seconds: &[f64]) -> Option<f64> {
    let mut edges = vec![0.0];
    edges.extend((0..=16).map(|power| f64::from(1 << power)));
    edges.push(86_400.0);
    let half = float(seconds.len()) / 2.0;
    let mut below = 0.0;
    for edge in edges.windows(2) {
        let inside = seconds.iter().filter(|of| (edge[0]..edge[1]).contains(*of));
        let inside = float(inside.count());
        if inside > 0.0 && below + inside >= half {
            return Some(edge[0] + (half - below) / inside * (edge[1] - edge[0]));
        }
        below += inside;
    }
    None
}

/// The middle one, or the mean of the two in the middle.
pub(super) fn middle(all: &[f64]) -> Option<f64> {
    let mut all = all.to_vec();
    all.sort_by(f64::total_cmp);
    let upper = all.get(all.len() / 2)?;
    Some((all[(all.len() - 1) / 2] + upper) / 2.0)
}

fn milliseconds(ms: i64) -> f64 {
    float(usize::try_from(ms).unwrap())
}

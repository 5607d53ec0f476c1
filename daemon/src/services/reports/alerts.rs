//! What rang in the period of a report.

use std::collections::BTreeMap;
use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::reports::Content;

use super::section::table;
use super::{Frame, Reports};
use crate::domain::duration::format_age;
use crate::domain::reports::moment;
use crate::services::Result;
use crate::store::alerts::{self, AlertRow};

/// The ringings of a rule.
#[derive(Default)]
struct Rang {
    times: u64,
    acked: u64,
    /// In quiet hours, while it was muted, or because it cleared at once.
    untold: u64,
    longest_ms: i64,
    rings: bool,
}

impl Reports {
    /// A line for each rule that rang or is muted: how often, how often somebody said to have seen it.
    pub(super) async fn alerts(&self, frame: &mut Frame<'_>) -> Result<Content> {
        let guild = frame.request.guild;
        let mut tx = self.parts.db.read().await?;
        let found = alerts::between(&mut tx, guild, (frame.from, frame.to)).await?;
        let rules = alerts::rules(&mut tx, Some(guild)).await?;
        let end = frame.to.min(self.parts.clock.now());
        let mut rang: BTreeMap<String, Rang> = BTreeMap::new();
        for alert in &found {
            rang.entry(alert.rule.clone())
                .or_default()
                .count(alert, end);
        }
        let mut muted = BTreeMap::new();
        for rule in rules {
            if let Some(until) = rule.muted_until.filter(|until| *until > frame.from) {
                rang.entry(rule.name.clone()).or_default();
                muted.insert(rule.name, until);
            }
        }
        let row = |(rule, of): (String, Rang)| {
            let muted = muted.get(&rule);
            let muted = muted.map_or_else(String::new, |until| moment(*until, frame.zone));
            vec![
                rule,
                of.times.to_string(),
                of.acked.to_string(),
                of.untold.to_string(),
                of.longest(),
                muted,
            ]
        };
        let columns = [
            "rule",
            "rang",
            "seen",
            "nobody told",
            "longest",
            "muted until",
        ];
        Ok(table(&columns, rang.into_iter().map(row).collect()))
    }
}

impl Rang {
    fn count(&mut self, alert: &AlertRow, end: Timestamp) {
        self.times += 1;
        self.acked += u64::from(alert.acked_at.is_some());
        self.untold += u64::from(alert.told_at.is_none());
        let cleared = alert.cleared_at.filter(|at| *at <= end);
        self.rings |= cleared.is_none();
        let lasted = cleared.unwrap_or(end).0 - alert.opened_at.0;
        self.longest_ms = self.longest_ms.max(lasted);
    }

    fn longest(&self) -> String {
        if self.times == 0 {
            return String::new();
        }
        let longest = Duration::from_millis(self.longest_ms.max(0).unsigned_abs());
        let longest = format_age(longest);
        if self.rings {
            format!("{longest}, rings")
        } else {
            longest
        }
    }
}

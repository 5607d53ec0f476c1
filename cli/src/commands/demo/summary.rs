//! What the demo counted, beside what the simulator counted.

use std::collections::BTreeMap;

use emperione_protocol::actions::State;
use emperione_protocol::analytics::Totals;
use emperione_protocol::facts::Counts;
use emperione_protocol::system::Ingest;
use serde::Serialize;
use serde_json::Value;

use crate::error::Failure;
use crate::output::{Output, Row};

/// One count from both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Count {
    what: String,
    delivered: u64,
    stored: u64,
}

impl Row for Count {
    const COLUMNS: &'static [&'static str] = &["what", "delivered", "stored", ""];

    fn cells(&self) -> Vec<String> {
        let word = if self.delivered == self.stored {
            ""
        } else {
            "DIFFERS"
        };
        vec![
            self.what.clone(),
            self.delivered.to_string(),
            self.stored.to_string(),
            word.into(),
        ]
    }
}

/// The frame-to-commit latency, in microseconds.
#[derive(Debug, Serialize)]
struct Latency {
    p50: u64,
    p99: u64,
}

/// Everything that the demo found out.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    agrees: bool,
    /// Events by Discord's name of them.
    events: Vec<Count>,
    members: u64,
    joins: u64,
    messages_created: u64,
    messages_edited: u64,
    messages_deleted: u64,
    reactions: u64,
    cases: u64,
    actions: BTreeMap<State, u64>,
    latency_us: Latency,
    gaps: u64,
    /// Counts that are not the same on both sides.
    differences: Vec<Count>,
    #[serde(skip)]
    counts: Vec<Count>,
}

impl Summary {
    pub(super) fn new((totals, facts): (&Totals, &Counts), ingest: &Ingest, truth: &Value) -> Self {
        let events = events(totals, truth);
        let counts: Vec<_> = counts(totals)
            .into_iter()
            .chain(spoken(facts))
            .map(|(what, stored)| count(what, &truth[what], stored))
            .collect();
        let differ = |count: &&Count| count.delivered != count.stored;
        let differences: Vec<_> = events
            .iter()
            .chain(&counts)
            .filter(differ)
            .cloned()
            .collect();
        Self {
            agrees: differences.is_empty(),
            events,
            members: totals.members,
            joins: totals.joins,
            messages_created: totals.messages_created,
            messages_edited: totals.messages_edited,
            messages_deleted: totals.messages_deleted,
            reactions: totals.reactions_added,
            cases: totals.cases,
            actions: totals.actions.clone(),
            latency_us: Latency {
                p50: ingest.latency_p50_us,
                p99: ingest.latency_p99_us,
            },
            gaps: totals.gaps,
            differences,
            counts,
        }
    }

    /// Everything agrees, something happened of each kind, and nothing was missed or left unknown.
    pub(super) fn is_good(&self) -> bool {
        let of = |state| self.actions.get(&state).copied().unwrap_or(0);
        let some = [
            self.messages_created,
            self.joins,
            self.reactions,
            self.cases,
            of(State::Applied),
        ];
        let none = [self.gaps, of(State::Failed), of(State::Unknown)];
        self.agrees && some.iter().all(|count| *count > 0) && none.iter().all(|count| *count == 0)
    }

    pub(super) fn print(&self, out: &mut Output) -> Result<(), Failure> {
        if out.is_structured() {
            return out.record(self, &[]);
        }
        out.rows(&self.counts)?;
        let actions: Vec<_> = self
            .actions
            .iter()
            .map(|(state, count)| format!("{count} {state:?}").to_lowercase())
            .collect();
        let latency = format!(
            "{} µs · p99 {} µs",
            self.latency_us.p50, self.latency_us.p99
        );
        out.text(&format!(
            "\n{} cases · actions: {} · {} gaps\nframe to commit: p50 {latency}\n{}\n",
            self.cases,
            actions.join(", "),
            self.gaps,
            if self.agrees {
                "every stored count equals what was delivered"
            } else {
                "the counts DIFFER"
            },
        ))
    }
}

fn count(what: &str, delivered: &Value, stored: u64) -> Count {
    Count {
        what: what.into(),
        delivered: delivered.as_u64().unwrap_or(0),
        stored,
    }
}

fn events(totals: &Totals, truth: &Value) -> Vec<Count> {
    let delivered = truth["events"].as_object();
    let of = |kind: &str| totals.events.get(kind).copied().unwrap_or(0);
    delivered
        .into_iter()
        .flatten()
        .map(|(kind, sent)| count(kind, sent, of(kind)))
        .collect()
}

/// The counts that both sides have, by their common name.
fn counts(totals: &Totals) -> [(&'static str, u64); 11] {
    [
        ("members", totals.members),
        ("joins", totals.joins),
        ("leaves", totals.leaves),
        ("messages_created", totals.messages_created),
        ("messages_edited", totals.messages_edited),
        ("messages_deleted", totals.messages_deleted),
        ("reactions_added", totals.reactions_added),
        ("reactions_removed", totals.reactions_removed),
        ("bans", totals.bans),
        ("unbans", totals.unbans),
        ("voice_sessions", totals.voice_sessions),
    ]
}

/// The same, of what is counted of messages and newcomers.
fn spoken(facts: &Counts) -> [(&'static str, u64); 11] {
    [
        ("short_messages", facts.short_messages),
        ("medium_messages", facts.medium_messages),
        ("long_messages", facts.long_messages),
        ("attachments", facts.attachments),
        ("replies", facts.replies),
        ("reactions_received", facts.reactions_received),
        ("answered", facts.answered),
        ("newcomers", facts.newcomers),
        ("first_messages", facts.first_messages),
        ("third_messages", facts.third_messages),
        ("tenth_messages", facts.tenth_messages),
    ]
}

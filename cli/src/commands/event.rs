//! `emp event`

use std::time::Duration;

use clap::Subcommand;
use emperione_protocol::Flatten;
use emperione_protocol::events::{Event, MAX_WAIT_MS};
use emperione_protocol::transport::within;
use serde_json::Value;

use super::when;
use crate::context::Context;
use crate::error::{Failure, exit};
use crate::output::{Output, Row};

/// What to do with events.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print events as they happen
    #[command(
        after_help = "Examples:\n  emp event follow\n  emp event follow --format jsonl | jq -r 'select(.kind == \"member_joined\") | .user.name'"
    )]
    Follow {
        /// Begin after this event instead of now
        #[arg(long, value_name = "SEQ")]
        after: Option<u64>,
        /// Stop after so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
}

impl Row for Event {
    const COLUMNS: &'static [&'static str] = &["seq", "at", "kind", "text"];

    fn cells(&self) -> Vec<String> {
        let (kind, text) = describe(self);
        vec![self.seq.to_string(), when::time(self.at), kind, text]
    }
}

/// The kind, and the fields in words.
fn describe(event: &Event) -> (String, String) {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(&event.body) else {
        return Default::default();
    };
    let kind = fields
        .remove("kind")
        .and_then(|kind| kind.as_str().map(Into::into))
        .unwrap_or_default();
    let text =
        fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| match value {
                Value::Object(user) => format!(
                    "{name}=@{}",
                    user.get("name").and_then(Value::as_str).unwrap_or("?")
                ),
                Value::String(text) => format!("{name}={text}"),
                value => format!("{name}={value}"),
            });
    (kind, text.collect::<Vec<_>>().join(" "))
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let Command::Follow { mut after, limit } = command;
    let events = context.client().await?.events();
    let mut printed = 0;
    loop {
        let patience = within(Duration::from_millis(MAX_WAIT_MS + 5_000));
        let batch = tokio::select! {
            batch = events.next(patience, after, MAX_WAIT_MS) => batch.flat()?,
            _ = tokio::signal::ctrl_c() => return Err(Failure::silent(exit::CANCELLED)),
        };
        if batch.lagged {
            out.note("some events are no longer kept; these are the oldest that are");
        }
        for event in &batch.events {
            out.stream(event)?;
            printed += 1;
            if limit.is_some_and(|limit| printed >= limit) {
                return Ok(());
            }
        }
        after = Some(batch.next);
    }
}

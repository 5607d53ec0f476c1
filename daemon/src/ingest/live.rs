//! The counts of the last hour: begun with what is stored, and fed by each batch that is committed.

use emperione_protocol::{GuildId, Timestamp};
use parking_lot::Mutex;

use super::Parts;
use super::batch::Batch;
use crate::domain::event::{AUTOMOD_TIMEOUT, AuditEntry, AuthorKind};
use crate::domain::live::{Counters, Counts, Measure, SPAN, second};
use crate::store::guilds::GuildRow;
use crate::store::{self, Tx, gaps, live};

/// Audit Log: Audit Log Events.
const ACTS: [u16; 4] = [20, 22, 23, AUTOMOD_TIMEOUT];
const MEMBER_UPDATE: u16 = 24;
const TIMED_OUT: &str = "communication_disabled_until";

/// Begins the counts of every guild anew, with what is stored.
pub(super) async fn fill(parts: &Parts, tx: &mut Tx, known: &[GuildRow]) -> store::Result<()> {
    let now = parts.clock.now();
    let mut counters = Counters::new();
    for guild in known.iter().filter(|guild| guild.removed_at.is_none()) {
        counters.insert(guild.id, of_guild(tx, guild, now).await?);
    }
    *parts.live.lock() = counters;
    Ok(())
}

async fn of_guild(tx: &mut Tx, guild: &GuildRow, now: Timestamp) -> store::Result<Counts> {
    let hour_ago = Timestamp(now.0 - SPAN * 1_000);
    let here = second(now);
    let since = (second(hour_ago) + 1).max(second(guild.first_seen_at));
    let mut counts = Counts::new(since, here);
    let interval = (Timestamp(since * 1_000), Timestamp(now.0 + 1));
    for (place, at, count) in live::messages(tx, guild.id, None, interval).await? {
        counts.add_messages(place, count, at, here);
    }
    for (measure, kind) in [
        (Measure::Joins, "join"),
        (Measure::Leaves, "leave"),
        (Measure::Bans, "ban"),
    ] {
        for (at, count) in live::changes(tx, guild.id, kind, interval).await? {
            counts.add(measure, count, at, here);
        }
    }
    for gap in gaps::since(tx, hour_ago).await? {
        if gap.concerns(guild.id) && gap.reconciled_at.is_none() {
            counts.miss(second(gap.from), second(gap.to.unwrap_or(now)) + 1);
        }
    }
    Ok(counts)
}

/// Adds what a committed batch brought. Nothing is allocated but a guild's or a channel's first entry.
pub(super) fn count(counters: &Mutex<Counters>, batch: &Batch) {
    let mut counters = counters.lock();
    let now = second(batch.at);
    for row in &batch.rows.guilds {
        of(&mut counters, row.id, now);
    }
    for message in &batch.messages.rows {
        if message.author_kind == AuthorKind::Person {
            let at = second(message.id.created_at());
            let thread = batch.threads.get(&(message.guild, message.channel));
            let place = (message.channel, thread.map(|thread| thread.parent));
            of(&mut counters, message.guild, now).add_messages(place, 1, at, now);
        }
    }
    for edit in &batch.edits {
        of(&mut counters, edit.guild, now).add(Measure::Edits, 1, second(edit.at), now);
    }
    for delete in &batch.deletes {
        of(&mut counters, delete.guild, now).add(Measure::Deletes, 1, second(delete.at), now);
    }
    for (guild, tally) in batch.tallies.iter().filter(|(_, it)| it.reactions > 0) {
        of(&mut counters, *guild, now).add(Measure::Reactions, tally.reactions, now, now);
    }
    for change in batch.history.iter().filter(|change| change.exact) {
        if let Some(measure) = measure(change.kind) {
            of(&mut counters, change.guild, now).add(measure, 1, second(change.at), now);
        }
    }
    for entry in batch.audit.iter().filter(|entry| is_act(entry)) {
        of(&mut counters, entry.guild, now).add(Measure::Actions, 1, now, now);
    }
    miss(&mut counters, batch, now);
}

fn of(counters: &mut Counters, guild: GuildId, now: i64) -> &mut Counts {
    counters
        .entry(guild)
        .or_insert_with(|| Counts::new(now, now))
}

fn measure(kind: &str) -> Option<Measure> {
    match kind {
        "join" => Some(Measure::Joins),
        "leave" => Some(Measure::Leaves),
        "ban" => Some(Measure::Bans),
        _ => None,
    }
}

fn is_act(entry: &AuditEntry) -> bool {
    let times_out = || entry.changes.iter().any(|change| change.key == TIMED_OUT);
    ACTS.contains(&entry.action_type) || entry.action_type == MEMBER_UPDATE && times_out()
}

/// What is filled in later is not counted here, so a gap stays one.
fn miss(counters: &mut Counters, batch: &Batch, now: i64) {
    for gap in batch.gaps.iter().filter(|gap| gap.reconciled_at.is_none()) {
        let interval = (second(gap.from), gap.to.map_or(now, second) + 1);
        for (guild, counts) in counters.iter_mut() {
            if gap.concerns(*guild) {
                counts.miss(interval.0, interval.1);
            }
        }
    }
}

//! Messages of a batch as rows, and what everyone did: each fact is counted once, because only new rows count.

use std::collections::{BTreeSet, HashSet};

use emperione_protocol::{GuildId, MessageId, UserId};

use super::batch::{Batch, facts_of};
use super::write::Obstacle;
use crate::domain::event::AuthorKind;
use crate::store::facts::{Activity, ActivityKey, hour};
use crate::store::{self, Tx, bots, facts, messages};

/// Which messages of a batch were new.
#[derive(Default)]
pub(super) struct Fresh {
    /// Of those that came live, those that were known: from a back-fill, or from a commit whose answer was lost.
    pub(super) known: HashSet<MessageId>,
    /// Of those that were read later, those that were not known.
    pub(super) found: HashSet<MessageId>,
}

/// Writes messages, edits, deletes and facts. Unless it is careful, a message that is known is an obstacle.
pub(super) async fn write(tx: &mut Tx, batch: &Batch, careful: bool) -> Result<Fresh, Obstacle> {
    bots::add(tx, &no_people(batch)).await?;
    let fresh = insert(tx, batch, careful).await?;
    let mut activity = batch.activity.clone();
    if !fresh.known.is_empty() {
        for (row, manner) in batch.messages.iter() {
            if fresh.known.contains(&row.id) {
                let (key, facts) = facts_of(row, manner);
                activity.entry(key).or_default().take(&facts);
            }
        }
    }
    for (row, manner) in batch.backfill.iter() {
        if fresh.found.contains(&row.id) {
            let (key, facts) = facts_of(row, manner);
            activity.entry(key).or_default().add(&facts);
        }
    }
    for edit in &batch.edits {
        let of = (edit.guild, edit.message);
        if messages::edit(tx, of, edit.at, edit.sealed.as_ref()).await? {
            let key = ActivityKey {
                guild: edit.guild,
                hour: hour(edit.at),
                channel: edit.channel,
                user: edit.author.map_or_else(UserId::default, whose),
            };
            activity.entry(key).or_default().see(edit.at).edits += 1;
        }
    }
    for delete in &batch.deletes {
        let author = messages::delete(tx, delete.guild, delete.message, delete.at).await?;
        let key = ActivityKey {
            guild: delete.guild,
            hour: hour(delete.at),
            channel: delete.channel,
            user: author.map_or_else(UserId::default, whose),
        };
        activity.entry(key).or_default().deletes += 1;
    }
    // In the order of the primary key, neighbours share their pages.
    let mut rows: Vec<(ActivityKey, Activity)> = activity.into_iter().collect();
    rows.sort_unstable_by_key(|(key, _)| *key);
    facts::add(tx, &rows).await?;
    for ((guild, kind), n) in &batch.counts {
        facts::count(tx, *guild, kind, *n).await?;
    }
    Ok(fresh)
}

/// Of whom an edited or deleted message was. What Discord writes in a member's name is not the member's.
fn whose((author, kind): (UserId, AuthorKind)) -> UserId {
    match kind {
        AuthorKind::System => UserId::default(),
        AuthorKind::Person | AuthorKind::Bot | AuthorKind::Webhook => author,
    }
}

/// Who wrote or edited something and is no person.
fn no_people(batch: &Batch) -> BTreeSet<(GuildId, UserId)> {
    let rows = batch.messages.rows.iter().chain(&batch.backfill.rows);
    let wrote = rows.map(|row| (row.guild, (row.author, row.author_kind)));
    let edits = batch.edits.iter();
    let edited = edits.filter_map(|edit| Some((edit.guild, edit.author?)));
    let is_none = |kind| matches!(kind, AuthorKind::Bot | AuthorKind::Webhook);
    wrote
        .chain(edited)
        .filter(|(_, (_, kind))| is_none(*kind))
        .map(|(guild, (author, _))| (guild, author))
        .collect()
}

async fn insert(tx: &mut Tx, batch: &Batch, careful: bool) -> Result<Fresh, Obstacle> {
    let mut fresh = Fresh::default();
    let live = &batch.messages.rows;
    if careful {
        let new = insert_new(tx, live).await?;
        let ids = live.iter().map(|row| row.id);
        fresh.known = ids.filter(|id| !new.contains(id)).collect();
    } else if messages::insert(tx, live).await? < live.len() as u64 {
        return Err(Obstacle::Known);
    }
    fresh.found = insert_new(tx, &batch.backfill.rows).await?;
    Ok(fresh)
}

async fn insert_new(
    tx: &mut Tx,
    rows: &[messages::NewMessage],
) -> store::Result<HashSet<MessageId>> {
    Ok(messages::insert_new(tx, rows).await?.into_iter().collect())
}

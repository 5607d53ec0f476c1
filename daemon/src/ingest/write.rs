//! The transaction of a batch. The session's sequence number moves with it, so a fact is counted exactly once.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::UserId;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use super::batch::{BanChange, BanList, Batch};
use super::derive::{Learned, Memory};
use super::stats::Stats;
use super::{count, derive};
use crate::crash;
use crate::domain::event::AuditEntry;
use crate::health::{Health, Reason};
use crate::store::members::{BanRow, ChangeRow};
use crate::store::{
    self, Db, Tx, audit, channels, events, gaps, guilds, invites, me, members, meta, persist,
    roles, sessions, threads, undecoded, voice,
};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Names the batch that was committed last, in `meta`.
const LAST_BATCH: &str = "batch";
/// Audit Log: Audit Log Events.
const MEMBER_BAN_ADD: u16 = 22;
const MEMBER_BAN_REMOVE: u16 = 23;

pub(super) struct Writer {
    pub(super) db: Db,
    pub(super) health: Arc<Health>,
    pub(super) stats: Arc<Stats>,
    /// Given up only when the daemon ends.
    pub(super) stop: CancellationToken,
    /// As of the last commit.
    pub(super) memory: Mutex<Memory>,
}

/// What stands against a commit.
pub(super) enum Obstacle {
    Store(store::Error),
    /// Some messages are known already, from a back-fill: they must be told from the new ones.
    Known,
}

impl From<store::Error> for Obstacle {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Writer {
    /// Writes a batch, again and again until it is committed; false if the daemon ended before.
    pub(super) async fn write(&self, batch: &Batch) -> bool {
        let mut careful = false;
        let mut doubt = None;
        let mut pause = FIRST_PAUSE;
        let mut memory = self.memory.lock().await;
        loop {
            match self.attempt(batch, careful, &memory, &mut doubt).await {
                Ok(learned) => {
                    memory.learn(learned, batch.at);
                    self.health.clear(Reason::Commit);
                    self.stats.committed(&batch.received);
                    return true;
                }
                Err(Obstacle::Known) => careful = true,
                Err(Obstacle::Store(error)) => {
                    self.refuse(&error);
                    if self.stop.is_cancelled() {
                        return false;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.stop.cancelled() => {}
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    fn refuse(&self, error: &store::Error) {
        if !self.health.holds(Reason::Commit) {
            tracing::error!(%error, "events cannot be committed; the session does not move");
        }
        self.health.set(
            Reason::Commit,
            format!("events cannot be committed: {error}"),
        );
    }

    /// Writes a batch, unless the commit before succeeded and only its answer was lost: then `doubt` holds what it learned.
    async fn attempt(
        &self,
        batch: &Batch,
        careful: bool,
        memory: &Memory,
        doubt: &mut Option<Learned>,
    ) -> Result<Learned, Obstacle> {
        let mut tx = self.db.write_batch().await?;
        if doubt.is_some() {
            // Waits for a commit that is still under way.
            meta::lock(&mut tx, LAST_BATCH).await?;
            let last = meta::get(&mut tx, LAST_BATCH).await?;
            if let Some(learned) = doubt.take_if(|_| last.as_ref() == Some(&batch.id)) {
                return Ok(learned);
            }
        }
        meta::set(&mut tx, LAST_BATCH, &batch.id).await?;
        write_state(&mut tx, batch).await?;
        write_members(&mut tx, batch).await?;
        hasten_returns(&mut tx, batch).await?;
        let fresh = count::write(&mut tx, batch, careful).await?;
        let learned = derive::write(&mut tx, batch, &fresh, memory).await?;
        write_records(&mut tx, batch).await?;
        crash::point("before_batch_commit");
        if let Err(error) = tx.commit().await {
            *doubt = Some(learned);
            return Err(error.into());
        }
        crash::point("after_batch_commit");
        Ok(learned)
    }
}

async fn write_state(tx: &mut Tx, batch: &Batch) -> store::Result<()> {
    let rows = &batch.rows;
    for row in &rows.guilds {
        guilds::save(tx, row).await?;
    }
    for (guild, id, role) in &rows.roles {
        match role {
            Some(role) => roles::save(tx, *guild, role).await?,
            None => roles::delete(tx, *guild, *id).await?,
        }
    }
    for (guild, id, channel) in &rows.channels {
        match channel {
            Some(channel) => channels::save(tx, *guild, channel).await?,
            None => channels::delete(tx, *guild, *id).await?,
        }
    }
    threads::save(tx, batch.threads.iter()).await?;
    for ((guild, channel), last) in &batch.last {
        channels::advance(tx, *guild, *channel, *last).await?;
    }
    Ok(())
}

async fn write_members(tx: &mut Tx, batch: &Batch) -> store::Result<()> {
    members::save(tx, &batch.rows.members).await?;
    for row in &batch.history {
        members::tell(tx, row).await?;
        if row.kind == "join" {
            persist::open(tx, (row.guild, row.user), row.at, batch.at).await?;
        }
    }
    for came in &batch.came {
        invites::set_origin(tx, came).await?;
    }
    for ((guild, code), invite) in &batch.invites {
        match invite {
            Some(invite) => invites::save(tx, *guild, invite).await?,
            None => invites::delete(tx, *guild, code).await?,
        }
    }
    for change in &batch.bans {
        match change {
            BanChange::Banned(row) => members::ban(tx, row).await?,
            BanChange::Unbanned(guild, user) => members::unban(tx, *guild, *user).await?,
        }
    }
    for list in &batch.ban_lists {
        compare_bans(tx, list).await?;
    }
    for (guild, user, stay) in &batch.rows.voice {
        match stay {
            Some(stay) => voice::save(tx, *guild, *user, stay).await?,
            None => voice::delete(tx, *guild, *user).await?,
        }
    }
    for (guild, end, exact) in &batch.voice_ends {
        voice::end(tx, *guild, end, *exact).await?;
    }
    Ok(())
}

/// A role that changed, or the bot's own roles, may let be given back by now what could not be.
async fn hasten_returns(tx: &mut Tx, batch: &Batch) -> store::Result<()> {
    let rows = &batch.rows;
    let mut changed: BTreeSet<_> = rows.roles.iter().map(|(guild, ..)| *guild).collect();
    if rows.members.iter().any(|row| row.bot)
        && let Some(me) = me::load(tx).await?
    {
        let own = rows.members.iter().filter(|row| row.user == me.id);
        changed.extend(own.map(|row| row.guild));
    }
    for guild in changed {
        persist::hasten(tx, guild, batch.at).await?;
    }
    Ok(())
}

async fn write_records(tx: &mut Tx, batch: &Batch) -> store::Result<()> {
    for entry in &batch.audit {
        audit::insert(tx, entry).await?;
    }
    for entry in &batch.adopted {
        if audit::insert(tx, entry).await? {
            adopt_ban(tx, entry).await?;
        }
    }
    for frame in &batch.undecoded {
        undecoded::insert(tx, &frame.id, frame.at, &frame.kind, &frame.sealed).await?;
    }
    for gap in &batch.gaps {
        gaps::save(tx, gap).await?;
    }
    if let Some(user) = &batch.me {
        me::save(tx, user).await?;
    }
    for session in batch.sessions.values() {
        sessions::save(tx, session).await?;
    }
    if !batch.facts.is_empty() {
        events::append(tx, batch.at, &batch.facts).await?;
    }
    Ok(())
}

/// A ban or unban that happened while we did not listen.
async fn adopt_ban(tx: &mut Tx, entry: &AuditEntry) -> store::Result<()> {
    let Some(user) = entry.target.map(UserId) else {
        return Ok(());
    };
    let at = emperione_protocol::MessageId(entry.id).created_at();
    let kind = match entry.action_type {
        MEMBER_BAN_ADD => "ban",
        MEMBER_BAN_REMOVE => "unban",
        _ => return Ok(()),
    };
    // A later one that came live says what is in force.
    let stands = !audit::is_followed(tx, entry, &[MEMBER_BAN_ADD, MEMBER_BAN_REMOVE]).await?;
    if stands && kind == "ban" {
        let row = BanRow {
            guild: entry.guild,
            user,
            name: user.to_string(),
            at,
        };
        members::ban(tx, &row).await?;
    } else if stands {
        members::unban(tx, entry.guild, user).await?;
    }
    let row = ChangeRow {
        guild: entry.guild,
        user,
        at,
        kind,
        detail: entry.reason.clone().unwrap_or_default(),
        exact: true,
        was: None,
    };
    members::tell(tx, &row).await
}

/// Whether somebody was banned or unbanned since the reading of a list began.
async fn has_turned(tx: &mut Tx, list: &BanList, user: UserId) -> store::Result<bool> {
    let who = (list.guild, user);
    Ok(members::was_told(tx, who, "ban", list.at).await?
        || members::was_told(tx, who, "unban", list.at).await?)
}

/// Brings the bans in force in line with a list that was read in full. What was told since its reading began is newer.
async fn compare_bans(tx: &mut Tx, list: &BanList) -> store::Result<()> {
    let known = members::bans(tx, list.guild).await?;
    let known: HashSet<_> = known.iter().map(|ban| ban.user).collect();
    let shown: HashSet<_> = list.bans.iter().map(|(user, _)| *user).collect();
    let told = |user: UserId, kind| ChangeRow {
        guild: list.guild,
        user,
        at: list.at,
        kind,
        detail: String::new(),
        exact: false,
        was: None,
    };
    for (user, name) in list.bans.iter().filter(|(user, _)| !known.contains(user)) {
        if has_turned(tx, list, *user).await? {
            continue;
        }
        let row = BanRow {
            guild: list.guild,
            user: *user,
            name: name.clone(),
            at: list.at,
        };
        members::ban(tx, &row).await?;
        if list.missed {
            members::tell(tx, &told(*user, "ban")).await?;
        }
    }
    for user in known.difference(&shown) {
        if has_turned(tx, list, *user).await? {
            continue;
        }
        members::unban(tx, list.guild, *user).await?;
        members::tell(tx, &told(*user, "unban")).await?;
    }
    Ok(())
}

//! Many bans in one call (Guild: Bulk Guild Ban). Each keeps its own action and case; whoever the call did not ban is
//! resolved one by one.

use std::collections::HashSet;
use std::time::Duration;

use emperione_protocol::actions::Kind;
use emperione_protocol::{BatchId, GuildId, UserId};

use super::{Actions, effects};
use crate::crash;
use crate::domain::actions::{Note, Outcome, Step, notice};
use crate::domain::permissions::{BAN_MEMBERS, MANAGE_GUILD};
use crate::ports::discord::{BulkBan, CallError, Lane};
use crate::store::actions::ActionRow;
use crate::store::events;

/// The most users of one call.
pub(in crate::services) const MOST: u32 = 200;
/// Failed to ban users: none of them.
const NOBODY_BANNED: u64 = 500_000;
/// Maximum number of bans for non-guild members have been exceeded.
const TOO_MANY_STRANGERS: u64 = 30_035;
/// Why the others of them are not tried.
pub(in crate::services) const STRANGERS: &str =
    "Discord takes no more bans today of users who are not members (code 30035)";
const AGAIN: Duration = Duration::from_millis(500);

/// The call that many bans share.
pub(in crate::services) struct Bulk {
    pub batch: BatchId,
    pub guild: GuildId,
    pub delete_seconds: u32,
    pub actor: String,
    pub reason: Option<String>,
}

impl Actions {
    /// Whether the bot may ban in bulk, which takes one right more than a single ban.
    pub(in crate::services) fn may_bulk_ban(&self, guild: GuildId) -> bool {
        let rights = self.bot_may(&self.parts.state.read(), guild);
        rights & BAN_MEMBERS != 0 && rights & MANAGE_GUILD != 0
    }

    /// Bans everybody of these rows, whose intents are committed as being called and whose targets are claimed.
    pub(in crate::services) async fn bulk_ban(&self, bulk: &Bulk, mut rows: Vec<ActionRow>) {
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let cases = (first.case.min(last.case), first.case.max(last.case));
            self.evidence.gather_now(bulk.guild, cases).await;
        }
        while !self.parts.stop.is_cancelled() {
            crash::point("before_bulk_ban");
            let answer = self.send_bulk(bulk, &rows).await;
            crash::point("after_bulk_ban");
            if let Err(error) = &answer {
                self.heed(Some(bulk.batch), error);
                self.note_bulk_answer(bulk.batch, &rows, error);
            }
            let again = matches!(answer, Err(CallError::NotSent(_)));
            self.conclude_bulk(&mut rows, &answer).await;
            for row in rows.extract_if(.., |row| row.finished_at.is_some()) {
                self.release(&row, false);
            }
            if !again || rows.is_empty() {
                break;
            }
            self.pause(rows[0].journal.pause()).await;
            self.call_again(&mut rows).await;
        }
        for row in &rows {
            self.release(row, true);
        }
    }

    /// Takes note if Discord takes no more bans of users who are not members.
    pub(super) fn heed(&self, batch: Option<BatchId>, error: &CallError) {
        if let Some(batch) = batch.filter(|_| error.code() == Some(TOO_MANY_STRANGERS)) {
            self.runner.limited.lock().insert(batch);
        }
    }

    /// Whether a batch has met that limit: more of them would be refused one by one.
    pub(in crate::services) fn has_met_limit(&self, batch: BatchId) -> bool {
        self.runner.limited.lock().contains(&batch)
    }

    /// The answer that Discord would give to a ban, where it is known without a call.
    pub(super) fn foreseen(&self, row: &ActionRow) -> Option<Outcome> {
        let limited = row.batch.is_some_and(|batch| self.has_met_limit(batch));
        let state = self.parts.state.read();
        let is_member = state.member(row.guild, row.target).is_some();
        (limited && row.journal.kind == Kind::Ban && !is_member)
            .then(|| Outcome::CallRefused(STRANGERS.into()))
    }

    async fn send_bulk(&self, bulk: &Bulk, rows: &[ActionRow]) -> Result<Vec<UserId>, CallError> {
        let users: Vec<_> = rows.iter().map(|row| row.target).collect();
        let reason = notice::batch_reason(bulk.batch, &bulk.actor, bulk.reason.as_deref());
        let bans = BulkBan {
            guild: bulk.guild,
            users: &users,
            delete_seconds: bulk.delete_seconds,
            reason: &reason,
        };
        self.parts.discord.bulk_ban(Lane::Manual, bans).await
    }

    /// Journals what the answer means for each, all in one transaction, however often the database has to be asked.
    async fn conclude_bulk(&self, rows: &mut [ActionRow], answer: &Result<Vec<UserId>, CallError>) {
        let banned: HashSet<_> = answer.iter().flatten().copied().collect();
        let mut notes = Vec::new();
        for row in &mut *rows {
            let is_member = self
                .parts
                .state
                .read()
                .member(row.guild, row.target)
                .is_some();
            let outcome = match answer {
                Ok(_) if banned.contains(&row.target) => Outcome::Effective,
                // Why a single call says.
                Ok(_) => Outcome::FoundNothing,
                Err(error) if error.code() == Some(NOBODY_BANNED) => Outcome::FoundNothing,
                Err(error) if error.code() == Some(TOO_MANY_STRANGERS) && is_member => {
                    Outcome::FoundNothing
                }
                Err(error) => effects::of(error.clone()),
            };
            notes.push(row.journal.take(outcome));
        }
        self.save_all(rows, notes).await;
    }

    /// Journals that those of a call that was not sent are called again.
    async fn call_again(&self, rows: &mut Vec<ActionRow>) {
        for row in &mut *rows {
            row.journal.advance();
        }
        self.save_all(rows, Vec::new()).await;
        rows.retain(|row| row.journal.step() == Step::Verify);
    }

    async fn save_all(&self, rows: &mut [ActionRow], notes: Vec<Option<Note>>) {
        let now = self.parts.clock.now();
        for row in &mut *rows {
            row.finished_at = row.journal.state.is_final().then_some(now);
        }
        while let Err(error) = self.try_save_all(rows, &notes).await {
            tracing::warn!(%error, "a bulk ban waits for the database");
            self.pause(AGAIN).await;
            if self.parts.stop.is_cancelled() {
                return;
            }
        }
    }

    async fn try_save_all(
        &self,
        rows: &[ActionRow],
        notes: &[Option<Note>],
    ) -> crate::store::Result<()> {
        let mut tx = self.parts.db.write().await?;
        let mut facts = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let note = notes.get(place).cloned().flatten();
            facts.push(self.write_step(&mut tx, row, note).await?);
        }
        events::append(&mut tx, self.parts.clock.now(), &facts).await?;
        tx.commit().await
    }
}

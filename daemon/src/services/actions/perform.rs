//! One action's steps: journal, do, journal.

use std::time::Duration;

use emperione_protocol::cases::Entry;
use emperione_protocol::{ActionId, GuildId};

use super::Actions;
use super::intent::Fact;
use crate::crash;
use crate::domain::actions::checks::{self, Wish};
use crate::domain::actions::{Journal, Note, Outcome, Sent, Step, notice};
use crate::health::Reason;
use crate::ports::discord::code::UNKNOWN_MESSAGE;
use crate::ports::discord::{CallError, Lane};
use crate::services::access::empd;
use crate::store::actions::{self, ActionRow};
use crate::store::{self, Tx, cases, events};

/// How long to wait when nothing may be sent now, or the database is away.
const AGAIN: Duration = Duration::from_millis(500);

impl Actions {
    /// Carries an action out until it is final or the daemon stops.
    pub(super) async fn perform(&self, id: ActionId) {
        while !self.parts.stop.is_cancelled() {
            match self.step(id).await {
                Ok(true) => return self.runner.tell(id),
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(action.id = %id, %error, "an action waits for the database");
                    self.pause(AGAIN).await;
                }
            }
        }
    }

    pub(in crate::services) async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.parts.stop.cancelled() => {}
        }
    }

    /// One step; true at the end.
    async fn step(&self, id: ActionId) -> store::Result<bool> {
        let Some(mut row) = actions::find(&mut self.parts.db.read().await?, id).await? else {
            return Ok(true);
        };
        let mut step = row.journal.step();
        if matches!(step, Step::Begin | Step::Call) {
            if self.must_wait(row.guild) {
                self.pause(AGAIN).await;
                return Ok(false);
            }
            if step == Step::Begin {
                let case = (row.case, row.case);
                self.evidence.gather_now(row.guild, case).await;
            }
            if let Some(why) = self.held_back(&row).or_else(|| self.refusal(&row)) {
                return self.conclude(row, Outcome::Refused(why)).await;
            }
            step = row.journal.advance();
            self.save(&row, None).await?;
        }
        if step == Step::Nothing {
            return Ok(true);
        }
        let outcome = self.act(&row, step).await;
        self.conclude(row, outcome).await
    }

    /// Whether nothing may be sent at the moment, without being the action's fault.
    pub(in crate::services) fn must_wait(&self, guild: GuildId) -> bool {
        let away = self
            .parts
            .state
            .read()
            .guild(guild)
            .is_some_and(|guild| !guild.is_available());
        let refused = [
            Reason::Commit,
            Reason::Standby,
            Reason::Database,
            Reason::GatewayFatal,
            Reason::Token,
        ];
        away || self.parts.has_lost_lease()
            || refused
                .into_iter()
                .any(|reason| self.parts.health.holds(reason))
    }

    /// Why the rights no longer hold, if they do not.
    pub(super) fn refusal(&self, row: &ActionRow) -> Option<String> {
        let wish = Wish {
            guild: row.guild,
            kind: row.journal.kind,
            target: row.target,
            detail: &row.detail,
        };
        let checks = checks::all(
            &self.parts.state.read(),
            &row.actor,
            wish,
            self.parts.clock.now(),
        );
        checks
            .into_iter()
            .find(|check| !check.ok)
            .map(|check| check.detail)
    }

    /// Journals an outcome; true if that was the end.
    async fn conclude(&self, mut row: ActionRow, outcome: Outcome) -> store::Result<bool> {
        let attempts = row.journal.attempts;
        let note = row.journal.take(outcome);
        self.save(&row, note).await?;
        crash::point("after_outcome");
        if row.journal.attempts > attempts {
            self.pause(row.journal.pause()).await;
        }
        Ok(row.journal.state.is_final())
    }

    pub(in crate::services) async fn save(
        &self,
        row: &ActionRow,
        note: Option<Note>,
    ) -> store::Result<()> {
        let mut tx = self.parts.db.write().await?;
        let fact = self.write_step(&mut tx, row, note).await?;
        let mut facts = vec![fact];
        let follows = self.follow(&mut tx, row).await?;
        if let Some((_, told)) = &follows {
            facts.extend_from_slice(told);
        }
        events::append(&mut tx, self.parts.clock.now(), &facts).await?;
        tx.commit().await?;
        if let Some((next, _)) = follows {
            crash::point("after_follow");
            self.wake_expiries();
            self.enqueue(&next);
        }
        Ok(())
    }

    /// Writes down how far an action came, in the transaction of the caller, who appends the fact at its end.
    pub(super) async fn write_step(
        &self,
        tx: &mut Tx,
        row: &ActionRow,
        note: Option<Note>,
    ) -> store::Result<Fact> {
        let now = self.parts.clock.now();
        let is_final = row.journal.state.is_final();
        if !actions::save(tx, &row.journal, is_final.then_some(now)).await? {
            return Ok(self.fact(row));
        }
        if let Some(Note { kind, text }) = note {
            let entry = Entry {
                at: now,
                actor: empd(),
                kind: kind.into(),
                text,
            };
            cases::append(tx, row.guild, row.case, &entry).await?;
        }
        if is_final {
            self.settle_case(tx, row, now).await?;
        }
        Ok(self.fact(row))
    }

    async fn act(&self, row: &ActionRow, step: Step) -> Outcome {
        match step {
            Step::Notify => self.notify(row).await,
            Step::FindMessage => self.find_message(row).await,
            Step::Call => {
                crash::point("before_call");
                let outcome = self.call(row).await;
                crash::point("after_call");
                outcome
            }
            Step::Verify => match self.effect(row).await {
                Ok(effect) => effect.into(),
                Err(error) => Outcome::Lost(error.to_string()),
            },
            Step::Withdraw => self.withdraw(&row.journal).await,
            Step::Begin | Step::Nothing => Outcome::Allowed,
        }
    }

    async fn notify(&self, row: &ActionRow) -> Outcome {
        crash::point("before_message");
        let discord = &self.parts.discord;
        let channel = match discord.direct_channel(Lane::Manual, row.target).await {
            Ok(channel) => channel,
            Err(CallError::Refused { .. }) => return Outcome::MessageRefused,
            // Opening a channel tells nobody anything.
            Err(error) => return Outcome::NotSent(error.to_string()),
        };
        let notice = match self.parts.notice(row).await {
            Ok(notice) => notice,
            Err(error) => return Outcome::NotSent(error.to_string()),
        };
        let sent = discord.send_direct(Lane::Manual, channel, &notice).await;
        crash::point("after_message");
        match sent {
            Ok(message) => Outcome::MessageSent(Sent { channel, message }),
            Err(CallError::Refused { .. }) => Outcome::MessageRefused,
            Err(CallError::NotSent(why)) => Outcome::NotSent(why),
            Err(CallError::Unknown(why)) => Outcome::Lost(why),
        }
    }

    /// Looks for a direct message that may have been sent before the process died.
    async fn find_message(&self, row: &ActionRow) -> Outcome {
        let wanted = notice::footer(row.case, row.journal.id);
        let found = self.parts.find_direct(Lane::Manual, row.target, &wanted);
        match found.await {
            Ok(Some(sent)) => Outcome::MessageSent(sent),
            Ok(None) => Outcome::MessageMissing,
            Err(CallError::Refused { .. }) => Outcome::MessageRefused,
            Err(error) => Outcome::Lost(error.to_string()),
        }
    }

    async fn withdraw(&self, journal: &Journal) -> Outcome {
        let Some(Sent { channel, message }) = journal.sent else {
            return Outcome::MessageWithdrawn;
        };
        match self
            .parts
            .discord
            .delete_message(Lane::Manual, channel, message, "")
            .await
        {
            Ok(()) => Outcome::MessageWithdrawn,
            Err(error) if error.code() == Some(UNKNOWN_MESSAGE) => Outcome::MessageWithdrawn,
            Err(error @ CallError::Refused { .. }) => {
                tracing::warn!(action.id = %journal.id, %error, "the message of a failed action stays");
                Outcome::MessageWithdrawn
            }
            Err(error) => Outcome::Lost(error.to_string()),
        }
    }
}

//! What became of a call whose answer is lost, as a read of Discord shows it: what stands now, else the audit log.

use emperione_protocol::actions::Kind;
use emperione_protocol::{MessageId, Timestamp};

use super::super::Actions;
use super::{Look, target};
use crate::domain::actions::{Outcome, notice};
use crate::domain::permissions::VIEW_AUDIT_LOG;
use crate::ports::discord::{CallError, Direction, Lane};
use crate::store::actions::ActionRow;

/// How many pages of the audit log are searched for an action's own entry.
const AUDIT_PAGES: usize = 20;
/// What the clocks of two machines may differ.
const SLACK_MS: i64 = 60_000;
const UNREADABLE: &str = "whether it was done cannot be read";
const NO_LOG: &str = "the bot lacks VIEW_AUDIT_LOG";

/// Whether a call had its effect.
pub(in crate::services) enum Effect {
    Found,
    Missing,
    /// Discord does not let us know, and why.
    Unreadable(String),
}

impl From<Effect> for Outcome {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Found => Self::FoundEffect,
            Effect::Missing => Self::FoundNothing,
            Effect::Unreadable(why) => Self::Unreadable(why),
        }
    }
}

impl Actions {
    /// Reads from Discord whether a call had its effect, also if it was undone since: then the audit log knows.
    pub(in crate::services) async fn effect(&self, row: &ActionRow) -> Result<Effect, CallError> {
        let read = match self.look(row).await {
            Ok(Look::Done) => Ok(Effect::Found),
            Ok(Look::NotDone) => Ok(Effect::Missing),
            Ok(Look::NotShown) => self.effect_by_log(row).await,
            Err(error) => Err(error),
        };
        match read {
            Err(error) if is_shut(&error) => {
                Ok(Effect::Unreadable(format!("{UNREADABLE}: {error}")))
            }
            read => read,
        }
    }

    /// The same for what does not show. Without the audit log whatever sets a state can be done again.
    async fn effect_by_log(&self, row: &ActionRow) -> Result<Effect, CallError> {
        let is_audited = if self.parts.bot_lacks(row.guild, VIEW_AUDIT_LOG) {
            None
        } else {
            match self.is_audited(row).await {
                Ok(is_audited) => Some(is_audited),
                Err(error) if is_shut(&error) => None,
                Err(error) => return Err(error),
            }
        };
        match is_audited {
            Some(true) => Ok(Effect::Found),
            None if row.journal.kind == Kind::Kick => self.kicked(row).await,
            Some(false) | None => Ok(Effect::Missing),
        }
    }

    /// What the member says about a kick that no audit log tells of. Whoever was there before it, and is, was not kicked.
    async fn kicked(&self, row: &ActionRow) -> Result<Effect, CallError> {
        let found = self.parts.discord.find_member(Lane::Manual, target(row));
        let why = match found.await? {
            Some(member) if member.joined_at.is_some_and(|at| at < row.created_at) => {
                return Ok(Effect::Missing);
            }
            Some(_) => format!("{UNREADABLE}: {NO_LOG}"),
            None => format!("the member is gone; {UNREADABLE}: {NO_LOG}"),
        };
        Ok(Effect::Unreadable(why))
    }

    /// Whether the audit log has an entry of ours with the action's marker.
    async fn is_audited(&self, row: &ActionRow) -> Result<bool, CallError> {
        let since = Timestamp(row.created_at.0 - SLACK_MS);
        let mut after = MessageId::first_at(since).0;
        for _ in 0..AUDIT_PAGES {
            let page = self
                .parts
                .discord
                .audit_log(Lane::Manual, row.guild, Direction::After(after))
                .await?;
            let ours = |reason: &Option<String>| {
                notice::names(reason.as_deref(), row.journal.id, row.batch)
            };
            if page
                .iter()
                .any(|entry| is_on(row, entry.target) && ours(&entry.reason))
            {
                return Ok(true);
            }
            match page.iter().map(|entry| entry.id).max() {
                Some(last) if last > after => after = last,
                _ => break,
            }
        }
        Ok(false)
    }
}

/// Whether an error says that we may not read. A token that is refused says nothing about a place, nor does a proxy.
fn is_shut(error: &CallError) -> bool {
    matches!(
        error,
        CallError::Refused {
            status: 403 | 404,
            code: 1..,
            ..
        }
    )
}

/// Whether an entry of the audit log is on what an action is on: of several messages Discord names the channel.
fn is_on(row: &ActionRow, target: Option<u64>) -> bool {
    let channel = row
        .detail
        .channel
        .filter(|_| row.journal.kind == Kind::MessageDelete);
    target == Some(row.target.0) || target.is_some() && target == channel.map(|channel| channel.0)
}

//! What each kind does in Discord, and how a read shows that it was done.

mod audit;
mod places;
mod purge;

pub(in crate::services) use audit::Effect;

use emperione_protocol::Timestamp;
use emperione_protocol::actions::{ActorRef, Kind, Subject};

use super::Actions;
use crate::domain::actions::{Outcome, armed_until, notice};
use crate::ports::discord::code::UNKNOWN_BAN;
use crate::ports::discord::{CallError, Lane, Member, Target, VoiceEdit, VoiceState};
use crate::store::actions::ActionRow;

impl Actions {
    pub(super) async fn call(&self, row: &ActionRow) -> Outcome {
        match row.journal.kind {
            Kind::Softban => return self.softban(row).await,
            Kind::Purge | Kind::MessageDelete => return self.purge(row).await,
            _ => {}
        }
        if let Some(outcome) = self.foreseen(row) {
            return outcome;
        }
        let sent = self.send(row).await;
        self.note_answer(row, sent.as_ref().map(drop));
        match sent {
            Ok(()) => Outcome::Effective,
            // Somebody else lifted it in the same moment.
            Err(error) if row.journal.kind == Kind::Unban && error.code() == Some(UNKNOWN_BAN) => {
                Outcome::Effective
            }
            Err(error) => {
                self.heed(row.batch, &error);
                of(error)
            }
        }
    }

    async fn send(&self, row: &ActionRow) -> Result<(), CallError> {
        let reason = audit_reason(row);
        let (reason, target, role) = (
            reason.as_str(),
            target(row),
            row.detail.role.ok_or_else(no_role),
        );
        let (discord, lane) = (&self.parts.discord, Lane::Manual);
        match row.journal.kind {
            Kind::Ban | Kind::Softban => {
                discord.ban(lane, target, row.delete_seconds, reason).await
            }
            Kind::Unban => discord.unban(lane, target, reason).await,
            Kind::Kick => discord.kick(lane, target, reason).await,
            Kind::Timeout => {
                let until = armed_until(row.created_at, row.until);
                discord.time_out(lane, target, Some(until), reason).await
            }
            Kind::Untimeout => discord.time_out(lane, target, None, reason).await,
            Kind::Nick => {
                let nick = row.detail.nick.as_deref();
                discord.set_nick(lane, target, nick, reason).await
            }
            Kind::RoleAdd => discord.add_role(lane, target, role?, reason).await,
            Kind::RoleRemove => discord.remove_role(lane, target, role?, reason).await,
            Kind::Warn | Kind::Unwarn | Kind::Note => Ok(()),
            _ => match row.journal.kind.subject() {
                Subject::Member => {
                    let edit = voice_edit(row)?;
                    discord.edit_voice(lane, target, edit, reason).await
                }
                Subject::Channel | Subject::Guild => self.send_to_place(row, reason).await,
            },
        }
    }

    /// A ban and its end. Once the ban may stand, nothing but a read of Discord says how it is.
    async fn softban(&self, row: &ActionRow) -> Outcome {
        let banned = self.send(row).await;
        self.note_answer(row, banned.as_ref().map(drop));
        if let Err(error) = banned {
            return of(error);
        }
        let (discord, lane) = (&self.parts.discord, Lane::Manual);
        match discord.unban(lane, target(row), &audit_reason(row)).await {
            Ok(()) => Outcome::Effective,
            Err(error) if error.code() == Some(UNKNOWN_BAN) => Outcome::Effective,
            Err(error) => Outcome::Lost(format!("the ban stands: {error}")),
        }
    }

    /// Reads from Discord what shows that a call was done.
    async fn look(&self, row: &ActionRow) -> Result<Look, CallError> {
        let target = target(row);
        let (discord, lane) = (&self.parts.discord, Lane::Manual);
        let member = || discord.find_member(lane, target);
        let stands = match row.journal.kind {
            Kind::Ban => discord.find_ban(lane, target).await?.is_some(),
            Kind::Unban => discord.find_ban(lane, target).await?.is_none(),
            // While the ban stands, it is not at its end.
            Kind::Softban if discord.find_ban(lane, target).await?.is_some() => {
                return Ok(Look::NotDone);
            }
            Kind::Timeout => {
                let armed = armed_until(row.created_at, row.until);
                is_near(member().await?.and_then(|it| it.timed_out_until), armed)
            }
            Kind::Untimeout => {
                let until = member().await?.and_then(|member| member.timed_out_until);
                until.is_none_or(|until| until <= self.parts.clock.now())
            }
            Kind::Nick => member()
                .await?
                .is_some_and(|member| member.nick == row.detail.nick),
            Kind::RoleAdd => has_role(member().await?, row) == Some(true),
            Kind::RoleRemove => has_role(member().await?, row) == Some(false),
            // Who is gone may have left by themselves.
            // And deleting what is gone changes nothing.
            Kind::Kick | Kind::Softban | Kind::MessageDelete => false,
            Kind::Warn | Kind::Unwarn | Kind::Note => true,
            _ => {
                let stands = match row.journal.kind.subject() {
                    Subject::Member => is_in_voice(discord.find_voice(lane, target).await?, row),
                    Subject::Channel | Subject::Guild => self.stands_in_place(row).await?,
                };
                return Ok(if stands { Look::Done } else { Look::NotDone });
            }
        };
        Ok(if stands { Look::Done } else { Look::NotShown })
    }
}

/// What a direct read shows of a call.
enum Look {
    Done,
    NotDone,
    /// Nothing of it; it may have been undone since.
    NotShown,
}

/// What an error says about a call.
pub(super) fn of(error: CallError) -> Outcome {
    match error {
        error @ CallError::Refused { .. } => Outcome::CallRefused(error.to_string()),
        CallError::NotSent(why) => Outcome::NotSent(why),
        CallError::Unknown(why) => Outcome::Lost(why),
    }
}

fn target(row: &ActionRow) -> Target {
    Target {
        guild: row.guild,
        user: row.target,
    }
}

fn no_role() -> CallError {
    CallError::NotSent("the action names no role".into())
}

fn voice_edit(row: &ActionRow) -> Result<VoiceEdit, CallError> {
    Ok(match row.journal.kind {
        Kind::VoiceMute => VoiceEdit::Mute(true),
        Kind::VoiceUnmute => VoiceEdit::Mute(false),
        Kind::VoiceDeafen => VoiceEdit::Deafen(true),
        Kind::VoiceUndeafen => VoiceEdit::Deafen(false),
        Kind::VoiceMove => VoiceEdit::Move(
            row.detail
                .channel
                .ok_or_else(|| CallError::NotSent("the action names no channel".into()))?,
        ),
        _ => VoiceEdit::Disconnect,
    })
}

/// Whether a member in voice is as the action makes them. The audit log tells of no single target there.
fn is_in_voice(state: Option<VoiceState>, row: &ActionRow) -> bool {
    match (row.journal.kind, state) {
        (Kind::VoiceDisconnect, None) => true,
        (Kind::VoiceMute, Some(state)) => state.mute,
        (Kind::VoiceUnmute, Some(state)) => !state.mute,
        (Kind::VoiceDeafen, Some(state)) => state.deaf,
        (Kind::VoiceUndeafen, Some(state)) => !state.deaf,
        (Kind::VoiceMove, Some(state)) => state.channel == row.detail.channel,
        _ => false,
    }
}

/// Whether somebody has the action's role; none says nothing about who is gone.
fn has_role(member: Option<Member>, row: &ActionRow) -> Option<bool> {
    let role = row.detail.role?;
    Some(member?.roles.contains(&role))
}

fn audit_reason(row: &ActionRow) -> String {
    let actor = match &row.actor_ref {
        ActorRef::User { user } => &user.name,
        ActorRef::Local { name, .. } | ActorRef::System { name } => name,
    };
    notice::audit_reason(row.journal.id, actor, row.reason.as_deref())
}

/// Discord keeps a timeout's end to the second or so.
pub(super) fn is_near(found: Option<Timestamp>, wanted: Timestamp) -> bool {
    found.is_some_and(|found| (found.0 - wanted.0).abs() <= 1500)
}

//! Undo: the opposite of a case, where the world still is what the case left.

use emperione_protocol::actions::{ActRequest, Detail, Inverse, Kind, Subject};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ChannelId, GuildId};

use super::{Actions, pauses, rights};
use crate::domain::actions::armed_until;
use crate::domain::actor::Actor;
use crate::domain::state::Guild;
use crate::services::{Error, Result};
use crate::store::cases::CaseRow;
use crate::store::{self, Tx, cases, members};

/// What clocks and roundings may make of a timeout's end.
const SLACK_MS: i64 = 1_500;

impl Actions {
    /// Says what would undo a case, whether somebody changed the same since, and what it does not bring back.
    pub async fn inverse(&self, actor: &Actor, guild: GuildId, number: u64) -> Result<Inverse> {
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let case = cases::find(&mut tx, guild, number).await?;
        let case = case.ok_or_else(|| Error::not_found("case", &number))?;
        check_undoable(&case).map_err(Error::conflict)?;
        let mut request = opposite(&case).map_err(Error::conflict)?;
        request.duration_ms = match case.kind {
            Kind::Untimeout => self.time_left(&mut tx, &case, Kind::Timeout).await?,
            Kind::Unban => self.time_left(&mut tx, &case, Kind::Ban).await?,
            _ => None,
        };
        Ok(Inverse {
            target: self.stored_name(&mut tx, guild, case.target).await?,
            changed: self.changed_since(&mut tx, &case).await?,
            loses: loses(case.kind).map(Into::into),
            caused: cases::caused_by(&mut tx, guild, number).await?,
            request,
        })
    }

    /// Why a request cannot undo the case that it names; none if it can.
    pub(super) async fn cannot_undo(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
        number: u64,
    ) -> store::Result<Option<String>> {
        let Some(case) = cases::find(tx, request.guild, number).await? else {
            return Ok(Some(format!("case {number} is not known")));
        };
        let fits =
            opposite(&case).is_ok_and(|it| (it.kind, it.target) == (request.kind, request.target));
        if !fits {
            return Ok(Some(format!("this does not undo case {number}")));
        }
        if let Err(why) = check_undoable(&case) {
            return Ok(Some(why));
        }
        if request.force {
            return Ok(None);
        }
        self.changed_since(tx, &case).await
    }

    /// Who changed since what a case did, if somebody did.
    async fn changed_since(&self, tx: &mut Tx, case: &CaseRow) -> store::Result<Option<String>> {
        let later = cases::since(tx, (case.guild, case.target), case.place()).await?;
        let changed = later.iter().find(|later| touches(later, case));
        if let Some(later) = changed {
            return Ok(Some(changed_by(later)));
        }
        if case.kind == Kind::Ban && is_lifted(tx, case).await? {
            return Ok(Some("changed since: the ban was lifted".into()));
        }
        Ok(self.moved(case).map(|how| format!("changed since: {how}")))
    }

    /// Who ended what a case did by an act of their own, and by which kind; none if it was undone, or ended by itself.
    pub(in crate::services) async fn overtaken(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        number: u64,
    ) -> store::Result<Option<(Kind, String)>> {
        let Some(case) = cases::find(tx, guild, number).await? else {
            return Ok(None);
        };
        let later = cases::since(tx, (guild, case.target), case.place()).await?;
        let undone = later.iter().any(|later| later.undoes == Some(number));
        let last = later.iter().rfind(|later| touches(later, &case));
        let overtaken = last.filter(|_| case.state == CaseState::Ended && !undone);
        Ok(overtaken.map(|later| (later.kind, changed_by(later))))
    }

    /// How the target is no longer what a case made of it.
    fn moved(&self, case: &CaseRow) -> Option<String> {
        let state = self.parts.state.read();
        let guild = state.guild(case.guild)?;
        if case.kind.subject() != Subject::Member {
            return place_moved(guild, case);
        }
        let Some(member) = guild.members.get(&case.target) else {
            // They may be there all the same.
            if guild.partial {
                return None;
            }
            let stays = matches!(case.kind, Kind::Ban | Kind::Unban | Kind::Warn);
            return (!stays).then(|| "the target left".into());
        };
        let has = |role| member.roles.contains(&role);
        match case.kind {
            Kind::Timeout => {
                let (is, was) = (member.timed_out_until()?, case.until?);
                // A long one is armed for a part of its time.
                let differs = (is.0 - was.0).abs() > SLACK_MS
                    && was == armed_until(case.opened_at, case.until);
                differs.then(|| "the timeout has another end".into())
            }
            Kind::Nick => {
                let nick = member.nick();
                (nick != case.detail.nick.as_deref()).then(|| match nick {
                    Some(nick) => format!("the nickname is `{nick}`"),
                    None => "there is no nickname".into(),
                })
            }
            Kind::RoleAdd => {
                (!case.detail.role.is_some_and(has)).then(|| "the role is gone".into())
            }
            Kind::VoiceMove => {
                let stay = guild.voice.get(&case.target);
                let there = stay.map(|stay| stay.channel) == case.detail.channel;
                (!there).then(|| "they are no longer in that channel".into())
            }
            Kind::RoleRemove => case
                .detail
                .role
                .is_some_and(has)
                .then(|| "the role is back".into()),
            _ => None,
        }
    }

    /// What was left of the timeout or ban that a case ended; none if it had no end.
    async fn time_left(&self, tx: &mut Tx, case: &CaseRow, kind: Kind) -> Result<Option<u64>> {
        let ended = cases::last_before(tx, case, kind).await?;
        // One that was over by then is not the one.
        let was_on = |it: &CaseRow| it.until.is_none_or(|until| until > case.opened_at);
        let ended = ended.filter(was_on);
        let Some(until) = ended.as_ref().and_then(|it| it.until) else {
            // Discord's bans have no end, and its timeouts have one.
            let is_endless = kind == Kind::Ban || ended.is_some_and(|it| it.action.is_some());
            let unknown = || Error::conflict("how long the timeout was to last is not known");
            return is_endless.then_some(None).ok_or_else(unknown);
        };
        let left = u64::try_from(until.0 - self.parts.clock.now().0).unwrap_or(0);
        let over = || Error::conflict(format!("the {kind} would be over by now"));
        Some(left)
            .filter(|left| *left > 0)
            .map(Some)
            .ok_or_else(over)
    }
}

/// Whether we were told that a ban is no longer. One that we were not told of yet is as new as Discord's answer to it.
pub(super) async fn is_lifted(tx: &mut Tx, ban: &CaseRow) -> store::Result<bool> {
    let (guild, user) = (ban.guild, ban.target);
    Ok(!members::is_banned(tx, guild, user).await?
        && members::was_told(tx, (guild, user), "unban", ban.opened_at).await?)
}

/// How a channel is no longer what a case made of it.
fn place_moved(guild: &Guild, case: &CaseRow) -> Option<String> {
    if case.kind.subject() == Subject::Guild {
        let (is, was) = (pauses::shown(guild.pauses, case.kind)?, case.until?);
        let differs = (is.0 - was.0).abs() > SLACK_MS;
        return differs.then(|| "the pause has another end".into());
    }
    let Some(channel) = guild.channels.get(&ChannelId(case.target.0)) else {
        return Some("the channel is gone".into());
    };
    let how = match case.kind {
        Kind::Slowmode if Some(channel.slow_mode) != case.detail.slow_mode => {
            return Some(format!("the slow mode is {} s", channel.slow_mode));
        }
        Kind::ThreadLock if !channel.locked => "it is not locked",
        Kind::ThreadUnlock if channel.locked => "it is locked",
        Kind::ThreadArchive if !channel.archived => "it is not archived",
        Kind::ThreadUnarchive if channel.archived => "it is archived",
        _ => return None,
    };
    Some(how.into())
}

fn changed_by(later: &CaseRow) -> String {
    let (kind, number) = (later.kind, later.number);
    let by = rights::name(&later.actor);
    format!("changed since by {by}: {kind}, case #{number}")
}

/// Refuses a case that has no effect any more.
fn check_undoable(case: &CaseRow) -> Result<(), String> {
    let number = case.number;
    match case.state {
        CaseState::Applied => Ok(()),
        CaseState::Pending => Err(format!("case {number} is still under way")),
        CaseState::Failed => Err(format!("case {number} failed: it has nothing to undo")),
        CaseState::Ended => Err(format!("case {number} has ended: it has nothing to undo")),
    }
}

/// The act that undoes a case, or why there is none.
fn opposite(case: &CaseRow) -> Result<ActRequest, String> {
    let cannot = |why: &str| Err(format!("case {} cannot be undone: {why}", case.number));
    let kind = match case.kind {
        Kind::Ban => Kind::Unban,
        Kind::Unban => Kind::Ban,
        Kind::Timeout => Kind::Untimeout,
        Kind::Untimeout => Kind::Timeout,
        Kind::Warn => Kind::Unwarn,
        Kind::Nick => Kind::Nick,
        Kind::RoleAdd => Kind::RoleRemove,
        Kind::RoleRemove => Kind::RoleAdd,
        Kind::Kick => return cannot("a kick brings nobody back, only an invite does"),
        Kind::Softban => {
            return cannot("its ban was lifted at once, and deleted messages stay deleted");
        }
        Kind::Unwarn => return cannot("warn anew instead"),
        Kind::Note => return cannot("a note has no effect"),
        Kind::Purge | Kind::MessageDelete => return cannot("deleted messages stay deleted"),
        Kind::VoiceDisconnect => return cannot("nobody is brought back into voice"),
        Kind::VoiceMove if case.detail.former_channel.is_none() => {
            return cannot("the channel before is not known");
        }
        Kind::Slowmode if case.detail.former_slow_mode.is_none() => {
            return cannot("the slow mode before is not known");
        }
        Kind::Slowmode => Kind::Slowmode,
        Kind::VoiceMove => Kind::VoiceMove,
        Kind::VoiceMute => Kind::VoiceUnmute,
        Kind::VoiceUnmute => Kind::VoiceMute,
        Kind::VoiceDeafen => Kind::VoiceUndeafen,
        Kind::VoiceUndeafen => Kind::VoiceDeafen,
        Kind::Lock => Kind::Unlock,
        Kind::Unlock => Kind::Lock,
        Kind::ThreadLock => Kind::ThreadUnlock,
        Kind::ThreadUnlock => Kind::ThreadLock,
        Kind::ThreadArchive => Kind::ThreadUnarchive,
        Kind::ThreadUnarchive => Kind::ThreadArchive,
        Kind::InvitesPause => Kind::InvitesResume,
        Kind::DmsPause => Kind::DmsResume,
        Kind::InvitesResume | Kind::DmsResume => return cannot("pause them anew instead"),
    };
    let former = &case.detail;
    let detail = Detail {
        role: former.role,
        nick: former.former_nick.clone(),
        channel: former.former_channel,
        slow_mode: former.former_slow_mode,
        lock: former.lock,
        ..Detail::default()
    };
    Ok(ActRequest {
        reason: Some(format!("undo of case {}", case.number)),
        detail,
        undoes: Some(case.number),
        ..ActRequest::new(case.guild, kind, case.target)
    })
}

/// What an undo does not bring back.
fn loses(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Ban => Some(
            "an unban brings nobody back: they have to join again, and deleted messages stay deleted",
        ),
        Kind::RoleRemove => Some("a role that was given until a time comes back for good"),
        _ => None,
    }
}

/// Whether a later case is about the same thing as an earlier one.
fn touches(later: &CaseRow, earlier: &CaseRow) -> bool {
    use Kind::{
        Ban, DmsPause, DmsResume, InvitesPause, InvitesResume, Lock, RoleAdd, RoleRemove, Softban,
        ThreadArchive, ThreadLock, ThreadUnarchive, ThreadUnlock, Timeout, Unban, Unlock,
        Untimeout, Unwarn, VoiceDeafen, VoiceMute, VoiceUndeafen, VoiceUnmute, Warn,
    };
    /// Kinds of which each is about the same as the others of its row.
    const ALIKE: [&[Kind]; 9] = [
        &[Ban, Unban, Softban],
        &[Timeout, Untimeout],
        &[VoiceMute, VoiceUnmute],
        &[VoiceDeafen, VoiceUndeafen],
        &[Lock, Unlock],
        &[ThreadLock, ThreadUnlock],
        &[ThreadArchive, ThreadUnarchive],
        &[InvitesPause, InvitesResume],
        &[DmsPause, DmsResume],
    ];
    if later.state == CaseState::Failed {
        return false;
    }
    match earlier.kind {
        RoleAdd | RoleRemove => {
            matches!(later.kind, RoleAdd | RoleRemove) && later.detail.role == earlier.detail.role
        }
        Warn => later.kind == Unwarn && later.undoes == Some(earlier.number),
        kind => {
            let alike = ALIKE.iter().find(|alike| alike.contains(&kind));
            alike.map_or(later.kind == kind, |alike| alike.contains(&later.kind))
        }
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::actions::{ActorRef, Lock};
    use emperione_protocol::{RoleId, Timestamp, UserId};

    use super::*;

    #[test]
    fn what_can_be_undone_is_what_clients_are_told() {
        for kind in Kind::ALL {
            let case = CaseRow {
                guild: GuildId(1),
                number: 2,
                kind,
                state: CaseState::Applied,
                target: UserId(3),
                target_name: "alice".into(),
                actor: ActorRef::System {
                    name: "empd".into(),
                },
                reason: None,
                opened_at: Timestamp(0),
                until: None,
                action: None,
                audit_entry: None,
                detail: Detail {
                    role: Some(RoleId(4)),
                    former_channel: Some(ChannelId(5)),
                    former_slow_mode: Some(0),
                    lock: Some(Lock::default()),
                    ..Detail::default()
                },
                undoes: None,
                batch: None,
            };
            assert_eq!(opposite(&case).is_ok(), kind.can_be_undone(), "{kind}");
        }
    }
}

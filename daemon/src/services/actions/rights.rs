//! Who may, now; and whether the world is already as the action would make it.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, ActorRef, Check, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ChannelId, Code, GuildId, Timestamp};

use super::Actions;
use super::undo::is_lifted;
use crate::domain::actions::checks;
use crate::domain::actions::kinds::facts;
use crate::domain::actor::Actor;
use crate::domain::state::{Guild, State};
use crate::domain::{duration, locks, permissions};
use crate::ports::discord::{CallError, Lane, Target};
use crate::services::{Error, Result};
use crate::store::cases::CaseRow;
use crate::store::{self, Tx, cases, members};

/// The question whether the world is already as the action would make it.
pub(super) const TARGET_STATE: &str = "the target's state";

/// How the target stands with regard to an action.
pub(super) enum Standing {
    /// Nothing stands against it.
    Open,
    /// It is done, or under way.
    Done { words: String, hint: String },
    /// It is done, but ends before what is asked for would.
    Sooner { words: String, hint: String },
    /// There is nothing to end.
    Missing(String),
    /// It cannot be undone, since somebody changed it.
    Changed(String),
}

impl Standing {
    pub(super) fn check(self) -> Option<Check> {
        let (words, code) = self.refusal()?;
        Some(Check {
            code: Some(code),
            ..checks::refuse(TARGET_STATE, words)
        })
    }

    /// Why it refuses, if it does, where no hint is shown.
    fn refusal(self) -> Option<(String, Code)> {
        match self {
            Self::Open => None,
            Self::Done { words, .. } | Self::Missing(words) => Some((words, Code::Already)),
            Self::Sooner { words, hint } => Some((format!("{words}: {hint}"), Code::Conflict)),
            Self::Changed(words) => Some((words, Code::Changed)),
        }
    }

    pub(super) fn refuse(self) -> Result<()> {
        match self {
            Self::Open => Ok(()),
            Self::Done { words, hint } => {
                Err(Error::conflict(words).code(Code::Already).hint(hint))
            }
            Self::Sooner { words, hint } => Err(Error::conflict(words).hint(hint)),
            Self::Missing(words) => Err(Error::conflict(words).code(Code::Already)),
            Self::Changed(words) => Err(Error::conflict(words).code(Code::Changed)),
        }
    }
}

/// Refuses by the first check that did not pass.
pub(super) fn refuse(checks: &[Check]) -> Result<()> {
    match checks.iter().find(|check| !check.ok) {
        None => Ok(()),
        Some(check) => {
            let code = check.code.unwrap_or(Code::Forbidden);
            Err(Error::forbidden(check.detail.clone()).code(code))
        }
    }
}

/// Why an action would be refused.
pub(in crate::services) struct Refusal {
    pub words: String,
    pub code: Code,
    /// Whether it would refuse any other target as well.
    pub halts: bool,
}

impl Actions {
    /// Every check there is; none refuses.
    pub(in crate::services) async fn verdict(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        request: &ActRequest,
    ) -> store::Result<Option<Refusal>> {
        let checks = self.checks(actor, request);
        if let Some(check) = checks.into_iter().find(|check| !check.ok) {
            return Ok(Some(Refusal {
                halts: checks::is_of_rights(&check) || self.is_gone(request.guild),
                words: check.detail,
                code: check.code.unwrap_or(Code::Forbidden),
            }));
        }
        let refusal = self.standing(tx, request).await?.refusal();
        Ok(refusal.map(|(words, code)| Refusal {
            words,
            code,
            halts: false,
        }))
    }

    /// The bot's permissions in a guild; none before it was ready.
    pub(super) fn bot_may(&self, state: &State, guild: GuildId) -> u64 {
        let (Some(known), Some(me)) = (state.guild(guild), &state.me) else {
            return 0;
        };
        permissions::of(known, guild.everyone(), me.id, self.parts.clock.now())
    }

    /// Every check that the state can answer.
    pub(super) fn checks(&self, actor: &Actor, request: &ActRequest) -> Vec<Check> {
        let now = self.parts.clock.now();
        checks::all(&self.parts.state.read(), actor, request.into(), now)
    }

    /// The same as [`Self::rank_of_unknown`], for whoever does not wait until Discord answers.
    pub(super) async fn rank_now(&self, actor: &Actor, request: &ActRequest) -> Option<Check> {
        let rank = self.rank_of_unknown(actor, request).await;
        rank.unwrap_or_else(|why| Some(checks::unknown_rank(request.target, &why.to_string())))
    }

    /// Whether an actor stands above a target whom the state does not know yet: Discord is asked for them. None where the
    /// state knows, or where they are no member.
    ///
    /// # Errors
    /// If Discord gave no answer; it may another time.
    pub(in crate::services) async fn rank_of_unknown(
        &self,
        actor: &Actor,
        request: &ActRequest,
    ) -> std::result::Result<Option<Check>, CallError> {
        let unsure = checks::unsure_of_rank(&self.parts.state.read(), actor, request.into());
        let Some(user) = unsure else {
            return Ok(None);
        };
        let target = Target {
            guild: request.guild,
            user: request.target,
        };
        match self.parts.discord.find_member(Lane::Manual, target).await {
            Ok(None) => Ok(None),
            Ok(Some(member)) => {
                let (state, everyone) = (self.parts.state.read(), request.guild.everyone());
                let guild = state.guild(request.guild);
                Ok(guild.map(|guild| checks::rank_above(guild, user, &member.roles, everyone)))
            }
            Err(why @ CallError::Refused { .. }) => {
                Ok(Some(checks::unknown_rank(request.target, &why.to_string())))
            }
            Err(error) => Err(error),
        }
    }

    /// Looks whether the target is so already, or whether there is nothing to end.
    pub(super) async fn standing(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Standing> {
        let (guild, target) = (request.guild, request.target);
        if let Some(undone) = request.undoes
            && let Some(words) = self.cannot_undo(tx, request, undone).await?
        {
            return Ok(Standing::Changed(words));
        }
        match request.kind {
            Kind::Ban | Kind::Kick | Kind::Softban => self.standing_of_removal(tx, request).await,
            Kind::Unban => {
                let bans = cases::in_force(tx, guild, target, Kind::Ban).await?;
                let banned = !bans.is_empty() || members::is_banned(tx, guild, target).await?;
                Ok(if banned {
                    Standing::Open
                } else {
                    Standing::Missing(format!("user {target} is not banned"))
                })
            }
            Kind::Lock => self.standing_of_lock(tx, request).await,
            Kind::InvitesResume | Kind::DmsResume => self.standing_of_resume(tx, request).await,
            Kind::Nick | Kind::RoleAdd | Kind::RoleRemove => Ok(self.standing_of_member(request)),
            _ => Ok(self.standing_of_place(request)),
        }
    }

    async fn standing_of_removal(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Standing> {
        let (guild, target, kind) = (request.guild, request.target, request.kind);
        for case in cases::in_force(tx, guild, target, kind).await? {
            if !stands(tx, &case).await? {
                continue;
            }
            let (by, number) = (name(&case.actor), case.number);
            let done = match kind {
                Kind::Ban => "banned",
                _ => "being removed",
            };
            let until = case.until.map(|until| format!(" until {until}"));
            let until = until.unwrap_or_default();
            let words = format!("user {target} is already {done} by {by}{until}, case #{number}");
            return Ok(if self.outlasts(request, case.until) {
                let hint = longer(request, number);
                Standing::Sooner { words, hint }
            } else {
                let hint = format!("see `emp case show {number}`");
                Standing::Done { words, hint }
            });
        }
        if kind != Kind::Kick && members::is_banned(tx, guild, target).await? {
            return Ok(Standing::Done {
                words: format!("user {target} is already banned"),
                hint: "lift the ban first with `emp unban`".into(),
            });
        }
        Ok(Standing::Open)
    }

    /// Whether a channel is locked. A lock that ends before the new one gives way to it, see [`Self::outlasted`].
    async fn standing_of_lock(&self, tx: &mut Tx, request: &ActRequest) -> store::Result<Standing> {
        let Standing::Missing(words) = self.standing_of_place(request) else {
            return Ok(Standing::Open);
        };
        let (guild, channel) = (request.guild, request.target);
        let locks = cases::in_force(tx, guild, channel, Kind::Lock).await?;
        let is_applied = |case: &&CaseRow| case.state == CaseState::Applied;
        // The last of them to end keeps it shut.
        let last = locks.iter().filter(is_applied).max_by_key(|case| {
            let until = case.until.map_or(i64::MAX, |until| until.0);
            (until, case.number)
        });
        let Some((case, until)) = last.and_then(|case| Some((case, case.until?))) else {
            return Ok(Standing::Missing(words));
        };
        if self.outlasts(request, Some(until)) {
            return Ok(Standing::Open);
        }
        let number = case.number;
        Ok(Standing::Done {
            words: format!("{words} until {until}, case #{number}"),
            hint: longer(request, number),
        })
    }

    /// Whether what is asked for would end after a time, or never.
    fn outlasts(&self, request: &ActRequest, until: Option<Timestamp>) -> bool {
        let now = self.parts.clock.now().0;
        let end = |length: u64| now.saturating_add_unsigned(length);
        until.is_some_and(|until| request.duration_ms.is_none_or(|it| end(it) > until.0))
    }

    /// Whether a channel, or a member in voice, is already so.
    fn standing_of_place(&self, request: &ActRequest) -> Standing {
        let state = self.parts.state.read();
        let may = || self.bot_may(&state, request.guild);
        let already = state
            .guild(request.guild)
            .and_then(|guild| is_already(guild, request, may));
        already.map_or(Standing::Open, Standing::Missing)
    }

    /// Whether a member's name or roles are already so.
    fn standing_of_member(&self, request: &ActRequest) -> Standing {
        let state = self.parts.state.read();
        let (user, detail) = (request.target, &request.detail);
        let Some(member) = state.member(request.guild, user) else {
            return Standing::Open;
        };
        let has = detail.role.is_some_and(|role| member.roles.contains(&role));
        let words = match request.kind {
            Kind::Nick if member.nick() == detail.nick.as_deref() => match &detail.nick {
                Some(nick) => format!("user {user} has the nickname `{nick}` already"),
                None => format!("user {user} has no nickname"),
            },
            Kind::RoleAdd if has => format!("user {user} has the role already"),
            Kind::RoleRemove if !has => format!("user {user} does not have the role"),
            _ => return Standing::Open,
        };
        Standing::Missing(words)
    }
}

/// How something that is in force is made to last as long as what is asked for.
fn longer(request: &ActRequest, case: u64) -> String {
    let length = request.duration_ms.map_or_else(
        || "--forever".into(),
        |ms| format!("--for {}", duration::format(Duration::from_millis(ms))),
    );
    format!("let it last with `emp retime {case} {length}`")
}

/// Whether a case says that somebody is being removed, or is banned. A kick or softban that was applied is over; they
/// may have come back. Of a ban from another bot's books only Discord knows whether it is in force.
async fn stands(tx: &mut Tx, case: &CaseRow) -> store::Result<bool> {
    if case.state == CaseState::Pending {
        return Ok(true);
    }
    let is_of_here = case.action.is_some() || case.audit_entry.is_some();
    Ok(case.kind == Kind::Ban && is_of_here && !is_lifted(tx, case).await?)
}

/// `may` gives what the bot may in the guild.
fn is_already(guild: &Guild, request: &ActRequest, may: impl FnOnce() -> u64) -> Option<String> {
    let (target, detail) = (request.target, &request.detail);
    let stay = guild.voice.get(&target);
    if facts(request.kind).is_in_voice() {
        let Some(stay) = stay else {
            return Some(format!("user {target} is not in voice"));
        };
        let there = request.kind == Kind::VoiceMove && Some(stay.channel) == detail.channel;
        return there.then(|| format!("user {target} is there already"));
    }
    let channel = guild.channels.get(&ChannelId(target.0))?;
    let overwrite = locks::of_everyone(&channel.overwrites, request.guild.everyone());
    let name = &channel.name;
    let is = match request.kind {
        Kind::Slowmode if detail.slow_mode == Some(channel.slow_mode) => "has this slow mode",
        Kind::Lock if locks::change(overwrite, may()).is_none() => "is locked",
        Kind::Unlock if locks::change_back(overwrite).is_none() => "is not locked",
        Kind::ThreadLock if channel.locked => "is locked",
        Kind::ThreadUnlock if !channel.locked => "is not locked",
        Kind::ThreadArchive if channel.archived => "is archived",
        Kind::ThreadUnarchive if !channel.archived => "is not archived",
        _ => return None,
    };
    Some(format!("#{name} {is}"))
}

pub(in crate::services) fn name(actor: &ActorRef) -> String {
    match actor {
        ActorRef::User { user } => user.name.clone(),
        ActorRef::Local { name, .. } | ActorRef::System { name } => name.clone(),
    }
}

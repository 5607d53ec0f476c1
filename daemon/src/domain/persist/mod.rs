//! What members get back who left and return: what is owed to them, and what of it can be given.

use emperione_protocol::actions::Kind;
use emperione_protocol::persist::{Progress, Roles, Settings};
use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};

use super::event::Role;
use super::past::Look;
use super::permissions::{
    self, ADMINISTRATOR, BAN_MEMBERS, DEAFEN_MEMBERS, KICK_MEMBERS, MANAGE_CHANNELS, MANAGE_GUILD,
    MANAGE_MESSAGES, MANAGE_NICKNAMES, MANAGE_ROLES, MANAGE_THREADS, MANAGE_WEBHOOKS,
    MENTION_EVERYONE, MODERATE_MEMBERS, MOVE_MEMBERS, MUTE_MEMBERS,
};
use super::state::{Guild, Member};

/// Rights over others. A role that carries one that not everybody has comes back only if it is named, and never if the
/// bot lacks the right.
const POWER: u64 = ADMINISTRATOR
    | BAN_MEMBERS
    | DEAFEN_MEMBERS
    | KICK_MEMBERS
    | MANAGE_CHANNELS
    | MANAGE_GUILD
    | MANAGE_MESSAGES
    | MANAGE_NICKNAMES
    | MANAGE_ROLES
    | MANAGE_THREADS
    | MANAGE_WEBHOOKS
    | MENTION_EVERYONE
    | MODERATE_MEMBERS
    | MOVE_MEMBERS
    | MUTE_MEMBERS;

/// When somebody left, and how they were right before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    pub at: Timestamp,
    /// False if it was at an unknown time within a gap that ended then.
    pub exact: bool,
    pub was: Look,
}

/// What is owed to somebody who came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub guild: GuildId,
    pub user: UserId,
    pub left_at: Timestamp,
    pub left_exact: bool,
    /// None if they have not come back, and it was forgotten.
    pub joined_at: Option<Timestamp>,
    pub roles: Vec<RoleId>,
    pub nick: Option<String>,
    pub timed_out_until: Option<Timestamp>,
    pub progress: Progress,
    /// What was not given back, and why.
    pub why: Vec<String>,
    /// How many actions failed for it.
    pub failures: u32,
    pub attempts: u32,
    pub next_at: Option<Timestamp>,
    pub changed_at: Timestamp,
}

/// A case that was carried out, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    pub kind: Kind,
    pub in_force: bool,
    /// Whether we carried it out; of what others did no end is known unless it is said.
    pub ours: bool,
    pub at: Timestamp,
    pub until: Option<Timestamp>,
    pub number: u64,
    pub by: String,
    pub role: Option<RoleId>,
    pub nick: Option<String>,
}

/// What is owed after a join. It stays owed from an earlier return that did not end, and nothing is owed of what a
/// person had forgotten.
pub fn owe(
    before: Option<Return>,
    left: Option<Leave>,
    (guild, user): (GuildId, UserId),
    joined_at: Timestamp,
    now: Timestamp,
) -> Option<Return> {
    let forgotten = before
        .as_ref()
        .filter(|it| it.progress == Progress::Forgotten);
    let forgotten_at = forgotten.map(|it| it.changed_at);
    let left = left.filter(|left| forgotten_at.is_none_or(|at| left.at > at));
    let still = before.filter(|it| matches!(it.progress, Progress::Open | Progress::Away));
    let (left_at, left_exact) = match (&left, &still) {
        (Some(left), Some(still)) => (left.at.min(still.left_at), left.exact && still.left_exact),
        (Some(left), None) => (left.at, left.exact),
        (None, Some(still)) => (still.left_at, still.left_exact),
        (None, None) => return None,
    };
    let was = left.map(|left| left.was).unwrap_or_default();
    let (roles, nick, until) = still.map_or_else(Default::default, |still| {
        (still.roles, still.nick, still.timed_out_until)
    });
    let mut roles = [was.roles, roles].concat();
    roles.sort_unstable();
    roles.dedup();
    Some(Return {
        guild,
        user,
        left_at,
        left_exact,
        joined_at: Some(joined_at),
        roles,
        nick: was.nick.or(nick),
        timed_out_until: was.timed_out_until.max(until),
        progress: Progress::Open,
        why: Vec::new(),
        failures: 0,
        attempts: 0,
        next_at: Some(now),
        changed_at: now,
    })
}

/// Whether a timeout goes on for somebody who came back.
pub fn is_timed_out(owed: &Return, past: &[Past], now: Timestamp) -> bool {
    timeout(owed, past, now).is_some()
}

/// The end of the timeout that goes on; none within if it has no end.
#[expect(
    clippy::option_option,
    reason = "no timeout and one without an end are two things"
)]
fn timeout(owed: &Return, past: &[Past], now: Timestamp) -> Option<Option<Timestamp>> {
    let is_over = |until: Timestamp| until <= now;
    let word = last(past, |it| {
        matches!(it.kind, Kind::Timeout | Kind::Untimeout)
    });
    let stands = |word: &Past| word.in_force && word.kind == Kind::Timeout;
    match word {
        Some(word) if stands(word) && (word.ours || word.until.is_some()) => {
            (!word.until.is_some_and(is_over)).then_some(word.until)
        }
        Some(word) if !stands(word) && is_since(owed, word) => None,
        _ => owed
            .timed_out_until
            .filter(|until| !is_over(*until))
            .map(Some),
    }
}

/// The newest of those that fit.
fn last(past: &[Past], fits: impl Fn(&Past) -> bool) -> Option<&Past> {
    let fitting = past.iter().filter(|it| fits(it));
    fitting.max_by_key(|it| (it.at, it.number))
}

/// Whether something may have been done after we last saw them: while they were gone, or in the gap in which they left.
fn is_since(owed: &Return, word: &Past) -> bool {
    !owed.left_exact || word.at >= owed.left_at
}

/// What becomes of a part of what is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The guild does not ask for it, or it is so.
    Nothing,
    /// It is not given back, and why.
    LeftOut(String),
    /// It is given back; for so many milliseconds only, if that is said.
    Give(Option<u64>),
}

/// Where somebody came back to.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub id: GuildId,
    pub guild: &'a Guild,
    pub settings: &'a Settings,
    /// The bot's permissions in the guild.
    pub bot_may: u64,
    pub past: &'a [Past],
    pub now: Timestamp,
}

impl Place<'_> {
    /// Whether a role is given back.
    pub fn role(&self, owed: &Return, member: &Member, id: RoleId) -> Verdict {
        let is_named = match &self.settings.roles {
            Roles::All => false,
            Roles::Only { roles } if roles.contains(&id) => true,
            Roles::None | Roles::Only { .. } => return Verdict::Nothing,
        };
        if member.roles.contains(&id) || id == self.id.everyone() {
            return Verdict::Nothing;
        }
        let Some(role) = self.guild.roles.get(&id) else {
            return Verdict::LeftOut(format!("role {id} no longer exists"));
        };
        if let Some(why) = self.cannot_be_given(role, is_named) {
            return Verdict::LeftOut(format!("role `{}` {why}", role.name));
        }
        self.role_by_its_past(owed, role)
    }

    fn cannot_be_given(&self, role: &Role, is_named: bool) -> Option<String> {
        if role.managed {
            return Some("belongs to an integration, which gives it".into());
        }
        let everyone = self.guild.roles.get(&self.id.everyone());
        let power = role.permissions & POWER & !everyone.map_or(0, |role| role.permissions);
        let named = |bits: u64| permissions::name(1 << bits.trailing_zeros());
        if power & !self.bot_may != 0 {
            let right = named(power & !self.bot_may);
            return Some(format!("carries {right}, which the bot does not have"));
        }
        (power != 0 && !is_named).then(|| {
            let right = named(power);
            format!("carries {right}, and so comes back only if the setting names it")
        })
    }

    /// The newest case about it says whether it was taken since, or was for a time only.
    fn role_by_its_past(&self, owed: &Return, role: &Role) -> Verdict {
        let word = last(self.past, |it| {
            it.role == Some(role.id) && matches!(it.kind, Kind::RoleAdd | Kind::RoleRemove)
        });
        match word {
            Some(word) if word.kind == Kind::RoleRemove && is_since(owed, word) => {
                let (by, number) = (&word.by, word.number);
                Verdict::LeftOut(format!(
                    "role `{}` was taken by {by}, case #{number}",
                    role.name
                ))
            }
            Some(Past {
                kind: Kind::RoleAdd,
                until: Some(until),
                ..
            }) => match self.left(*until) {
                None => Verdict::LeftOut(format!("role `{}` was theirs until {until}", role.name)),
                left => Verdict::Give(left),
            },
            _ => Verdict::Give(None),
        }
    }

    /// Whether the nickname is given back.
    pub fn nick(&self, owed: &Return, member: &Member) -> Verdict {
        let Some(nick) = owed.nick.as_deref().filter(|_| self.settings.nick) else {
            return Verdict::Nothing;
        };
        if member.nick() == Some(nick) {
            return Verdict::Nothing;
        }
        let left_out = |why: String| Verdict::LeftOut(format!("the nickname: {why}"));
        if member.nick().is_some() {
            return left_out("they have another one by now".into());
        }
        if self.guild.owner == owed.user {
            return left_out("nobody acts on the owner of the guild".into());
        }
        match last(self.past, |it| it.kind == Kind::Nick) {
            Some(word) if is_since(owed, word) && word.nick.as_deref() != Some(nick) => left_out(
                format!("it was changed by {}, case #{}", word.by, word.number),
            ),
            _ => Verdict::Give(None),
        }
    }

    /// Whether a timeout is given anew. Discord keeps one over a return, so that this only looks whether it did.
    pub fn timeout(&self, owed: &Return, member: &Member) -> Verdict {
        let Some(until) = timeout(owed, self.past, self.now) else {
            return Verdict::Nothing;
        };
        if member.is_timed_out(self.now) {
            return Verdict::Nothing;
        }
        Verdict::Give(until.and_then(|until| self.left(until)))
    }

    /// The milliseconds that are left; none if none are.
    fn left(&self, until: Timestamp) -> Option<u64> {
        let left = until.0 - self.now.0;
        (left > 0).then_some(left.unsigned_abs())
    }
}

#[cfg(test)]
mod tests;

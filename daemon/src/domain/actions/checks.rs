//! The questions before an action, each with its answer in words: who asks, whom it hits, and what the bot may.

use emperione_protocol::actions::{Check, Kind};
use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};

use crate::domain::actor::{Actor, Role};
use crate::domain::permissions::{
    self, ADMINISTRATOR, BAN_MEMBERS, KICK_MEMBERS, MODERATE_MEMBERS,
};
use crate::domain::state::{Guild, State};

/// What is to be done to whom.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub guild: GuildId,
    pub kind: Kind,
    pub target: UserId,
}

/// The permission that an act takes in Discord.
pub fn needed(kind: Kind) -> u64 {
    match kind {
        Kind::Ban | Kind::Unban => BAN_MEMBERS,
        Kind::Kick => KICK_MEMBERS,
        Kind::Timeout | Kind::Untimeout | Kind::Warn | Kind::Note => MODERATE_MEMBERS,
    }
}

/// Whether the bot itself needs a right in Discord for it.
fn calls_discord(kind: Kind) -> bool {
    !matches!(kind, Kind::Warn | Kind::Note)
}

/// Whether only a member can be hit by it.
fn needs_membership(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Kick | Kind::Timeout | Kind::Untimeout | Kind::Warn
    )
}

/// Every check that the state can answer, in order.
pub fn all(state: &State, actor: &Actor, wish: Wish, now: Timestamp) -> Vec<Check> {
    let Some(guild) = state.guild(wish.guild) else {
        return vec![refuse(
            "the guild",
            format!("guild {} is not known", wish.guild),
        )];
    };
    let bot = state.me.as_ref().map(|me| me.id);
    let place = Place {
        guild,
        everyone: RoleId(wish.guild.0),
        now,
    };
    let mut checks = vec![place.target(wish, bot), place.actor(actor, wish)];
    if let Some(user) = as_discord_user(actor) {
        checks.push(place.rank("your rank", user, "you", wish));
    }
    if calls_discord(wish.kind) {
        checks.push(place.bot(bot, wish.kind));
        if let Some(bot) = bot {
            checks.push(place.rank("the bot's rank", bot, "the bot", wish));
        }
    }
    checks
}

/// The Discord user whose rights bound the actor's.
fn as_discord_user(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::User { id } => Some(*id),
        Actor::Local { user, .. } => *user,
        Actor::System { .. } => None,
    }
}

struct Place<'a> {
    guild: &'a Guild,
    everyone: RoleId,
    now: Timestamp,
}

impl Place<'_> {
    fn target(&self, wish: Wish, bot: Option<UserId>) -> Check {
        let name = "the target";
        let member = self.guild.members.get(&wish.target);
        if Some(wish.target) == bot {
            return refuse(name, "the bot does not act on itself".into());
        }
        if wish.target == self.guild.owner && !matches!(wish.kind, Kind::Note | Kind::Unban) {
            return refuse(name, "nobody acts on the owner of the guild".into());
        }
        let is_admin =
            permissions::of(self.guild, self.everyone, wish.target, self.now) & ADMINISTRATOR != 0;
        if wish.kind == Kind::Timeout && is_admin {
            return refuse(name, "Discord times out no administrator".into());
        }
        match member {
            Some(member) => allow(name, format!("{} is a member", member.name)),
            None if needs_membership(wish.kind) && !self.guild.partial => {
                refuse(name, format!("user {} is not a member", wish.target))
            }
            None => allow(
                name,
                format!("user {} is not known as a member", wish.target),
            ),
        }
    }

    fn actor(&self, actor: &Actor, wish: Wish) -> Check {
        let name = "your rights";
        let least = if calls_discord(wish.kind) {
            Role::Moderator
        } else {
            Role::Helper
        };
        if let Actor::Local { role, .. } = actor
            && *role < least
        {
            return refuse(
                name,
                format!("{actor} has the role {role}, and this takes {least}"),
            );
        }
        let Some(user) = as_discord_user(actor) else {
            return allow(name, format!("{actor} may, within the bot's own rights"));
        };
        let need = needed(wish.kind);
        let has = permissions::of(self.guild, self.everyone, user, self.now) & need != 0;
        if wish.target == user && wish.kind != Kind::Note {
            return refuse(name, "nobody acts on themselves".into());
        }
        if has {
            allow(name, format!("you have {}", permissions::name(need)))
        } else {
            refuse(
                name,
                format!("you lack {} in Discord", permissions::name(need)),
            )
        }
    }

    fn bot(&self, bot: Option<UserId>, kind: Kind) -> Check {
        let name = "the bot's rights";
        let need = needed(kind);
        let Some(bot) = bot else {
            return refuse(
                name,
                "the bot was not ready yet since its first start".into(),
            );
        };
        if permissions::of(self.guild, self.everyone, bot, self.now) & need != 0 {
            allow(name, format!("the bot has {}", permissions::name(need)))
        } else {
            refuse(
                name,
                format!(
                    "the bot lacks {}: give its role that right",
                    permissions::name(need)
                ),
            )
        }
    }

    fn rank(&self, name: &str, user: UserId, who: &str, wish: Wish) -> Check {
        // Whoever is gone has no rank, and a note changes nothing in Discord.
        if !self.guild.members.contains_key(&wish.target) || wish.kind == Kind::Note {
            return allow(name, "the target has no rank to compare".into());
        }
        let verb = if who == "you" { "stand" } else { "stands" };
        if permissions::is_above(self.guild, user, wish.target) {
            allow(name, format!("{who} {verb} above the target"))
        } else {
            refuse(
                name,
                format!(
                    "{who} {verb} not above the target: their highest role is as high or higher"
                ),
            )
        }
    }
}

/// A check that passed.
pub fn allow(name: &str, detail: String) -> Check {
    Check {
        name: name.into(),
        ok: true,
        detail,
    }
}

/// A check that refuses the action.
pub fn refuse(name: &str, detail: String) -> Check {
    Check {
        name: name.into(),
        ok: false,
        detail,
    }
}

//! The questions before an action, each with its answer in words: who asks, whom it hits, and what the bot may.

use emperione_protocol::actions::{ActRequest, Check, Detail, Kind, Subject};
use emperione_protocol::{ChannelId, Code, GuildId, RoleId, Timestamp, UserId};

use super::kinds::facts;
use crate::domain::actor::{Actor, Role};
use crate::domain::event::Role as GuildRole;
use crate::domain::explanation::{self, Question};
use crate::domain::permissions::{self, ADMINISTRATOR, CONNECT, MANAGE_THREADS};
use crate::domain::state::{Guild, State};

/// The questions, by name.
const GUILD: &str = "the guild";
const TARGET: &str = "the target";
const YOUR_RIGHTS: &str = "your rights";
const BOT_RIGHTS: &str = "the bot's rights";
const YOUR_RANK: &str = "your rank";
const BOT_RANK: &str = "the bot's rank";
const ROLE: &str = "the role";
const CHANNEL: &str = "the channel";

/// What is to be done to whom.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    pub guild: GuildId,
    pub kind: Kind,
    pub target: UserId,
    pub detail: &'a Detail,
}

impl<'a> From<&'a ActRequest> for Wish<'a> {
    fn from(request: &'a ActRequest) -> Self {
        Self {
            guild: request.guild,
            kind: request.kind,
            target: request.target,
            detail: &request.detail,
        }
    }
}

/// Every check that the state can answer, in order.
pub fn all(state: &State, actor: &Actor, wish: Wish<'_>, now: Timestamp) -> Vec<Check> {
    let Some(guild) = state.guild(wish.guild) else {
        return vec![refuse(GUILD, format!("guild {} is not known", wish.guild))];
    };
    let bot = state.me.as_ref().map(|me| me.id);
    let place = Place {
        id: wish.guild,
        guild,
        everyone: wish.guild.everyone(),
        now,
    };
    let on_member = wish.kind.subject() == Subject::Member;
    let target = match wish.kind.subject() {
        Subject::Member => place.target(wish, bot),
        Subject::Channel => place.channel(wish),
        Subject::Guild => place.whole(wish),
    };
    let mut checks = vec![target];
    // Whoever only asks what somebody may names no channel.
    let named = wish.detail.channel;
    if wish.kind == Kind::MessageDelete && named.is_some() {
        checks.push(place.channel(wish));
    }
    if let Some(channel) = named.filter(|_| wish.kind == Kind::VoiceMove) {
        checks.push(place.destination(channel, as_discord_user(actor)));
    }
    checks.push(place.actor(actor, wish));
    if let Some(user) = as_discord_user(actor).filter(|_| on_member) {
        checks.push(place.rank(YOUR_RANK, user, "you", wish));
    }
    if facts(wish.kind).calls > 0 {
        checks.push(place.bot(bot, wish));
        if let Some(bot) = bot.filter(|_| on_member) {
            checks.push(place.rank(BOT_RANK, bot, "the bot", wish));
        }
    }
    if let Some(role) = wish.detail.role {
        checks.push(place.role(role, as_discord_user(actor), bot));
    }
    checks
}

/// The Discord user who bounds an actor, if the state cannot say whether they stand above the target: it does not know
/// everybody yet.
pub fn unsure_of_rank(state: &State, actor: &Actor, wish: Wish<'_>) -> Option<UserId> {
    let (guild, user) = (state.guild(wish.guild)?, as_discord_user(actor)?);
    let has_rank = facts(wish.kind).outranks && wish.kind.subject() == Subject::Member;
    // Whoever is banned is no member.
    let asks = has_rank && wish.kind != Kind::Unban;
    let is_unknown = guild.partial && !guild.members.contains_key(&wish.target);
    (asks && is_unknown).then_some(user)
}

/// Whether a Discord user stands above a target who has these roles in Discord.
pub fn rank_above(guild: &Guild, user: UserId, roles: &[RoleId], everyone: RoleId) -> Check {
    let mut roles = roles.iter().chain([&everyone]);
    let below = |role: &RoleId| {
        let role = guild.roles.get(role);
        role.is_none_or(|role| permissions::is_above_role(guild, user, role))
    };
    if roles.all(below) {
        allow(YOUR_RANK, "you stand above the target".into())
    } else {
        refuse(YOUR_RANK, "you stand not above the target".into())
    }
}

/// A rank that is known to nobody, and why.
pub fn unknown_rank(target: UserId, why: &str) -> Check {
    refuse(
        YOUR_RANK,
        format!(
            "user {target} is not known yet, nor whether you stand above them: {why}; try again later"
        ),
    )
}

/// Whether it is done to what somebody wrote, and not to them.
fn is_on_anybody(kind: Kind) -> bool {
    kind == Kind::MessageDelete
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
    id: GuildId,
    guild: &'a Guild,
    everyone: RoleId,
    now: Timestamp,
}

impl Place<'_> {
    fn target(&self, wish: Wish<'_>, bot: Option<UserId>) -> Check {
        let name = TARGET;
        let member = self.guild.members.get(&wish.target);
        if Some(wish.target) == bot && !is_on_anybody(wish.kind) {
            return refuse(name, "the bot does not act on itself".into());
        }
        if wish.target == self.guild.owner
            && !matches!(wish.kind, Kind::Note | Kind::Unban | Kind::Unwarn)
            && !is_on_anybody(wish.kind)
        {
            return refuse(name, "nobody acts on the owner of the guild".into());
        }
        let is_admin =
            permissions::of(self.guild, self.everyone, wish.target, self.now) & ADMINISTRATOR != 0;
        if wish.kind == Kind::Timeout && is_admin {
            return refuse(name, "Discord times out no administrator".into());
        }
        match member {
            Some(member) => allow(name, format!("{} is a member", member.name())),
            None if facts(wish.kind).members_only && !self.guild.partial => {
                refuse(name, format!("user {} is not a member", wish.target))
            }
            None => allow(
                name,
                format!("user {} is not known as a member", wish.target),
            ),
        }
    }

    fn actor(&self, actor: &Actor, wish: Wish<'_>) -> Check {
        let name = YOUR_RIGHTS;
        let least = if facts(wish.kind).calls > 0 {
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
        let need = facts(wish.kind).needs;
        let has = self.may(user, wish);
        if wish.target == user && wish.kind != Kind::Note && !is_on_anybody(wish.kind) {
            return refuse(TARGET, "nobody acts on themselves".into());
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

    /// Whether somebody has the permission that it takes: where it is on a channel or in voice, in that channel.
    fn may(&self, user: UserId, wish: Wish<'_>) -> bool {
        let permission = facts(wish.kind).needs;
        let voice = || Some(self.guild.voice.get(&wish.target)?.channel);
        let channel = match wish.kind.subject() {
            Subject::Channel => Some(ChannelId(wish.target.0)),
            Subject::Member if wish.kind == Kind::MessageDelete => wish.detail.channel,
            Subject::Member if facts(wish.kind).is_in_voice() => voice(),
            Subject::Member | Subject::Guild => None,
        };
        if channel.is_none() {
            return permissions::of(self.guild, self.everyone, user, self.now) & permission != 0;
        }
        self.has(user, channel, permission)
    }

    fn has(&self, user: UserId, channel: Option<ChannelId>, permission: u64) -> bool {
        let question = Question {
            user,
            channel,
            permission,
            now: self.now,
        };
        explanation::explain(self.id, self.guild, question).is_granted()
    }

    /// Where a member is moved to: whoever is bound to a Discord user moves nobody to where they may not go themselves.
    fn destination(&self, id: ChannelId, user: Option<UserId>) -> Check {
        let name = CHANNEL;
        let Some(channel) = self.guild.channels.get(&id) else {
            return refuse(name, format!("channel {id} is not known in this guild"));
        };
        let called = &channel.name;
        if user.is_some_and(|user| !self.has(user, Some(id), CONNECT)) {
            return refuse(name, format!("you lack CONNECT in #{called}"));
        }
        allow(name, format!("#{called} is known"))
    }

    fn channel(&self, wish: Wish<'_>) -> Check {
        let name = CHANNEL;
        let id = match wish.kind {
            Kind::MessageDelete => wish.detail.channel.unwrap_or_default(),
            _ => ChannelId(wish.target.0),
        };
        let Some(channel) = self.guild.channels.get(&id) else {
            return refuse(name, format!("channel {id} is not known in this guild"));
        };
        let is_thread = channel.is_thread();
        let wants_thread = facts(wish.kind).needs == MANAGE_THREADS;
        let called = &channel.name;
        match wish.kind {
            _ if wants_thread && !is_thread => refuse(name, format!("#{called} is not a thread")),
            Kind::Lock | Kind::Unlock if is_thread => refuse(
                name,
                format!("#{called} is a thread: lock it with `emp thread lock`"),
            ),
            Kind::Lock | Kind::Unlock => allow(name, format!("#{called} can be locked")),
            _ if channel.is_category() => {
                refuse(name, format!("{called} is a category, where nobody writes"))
            }
            _ => allow(name, format!("#{called} is known")),
        }
    }

    fn whole(&self, wish: Wish<'_>) -> Check {
        let name = GUILD;
        if wish.target.0 == self.id.0 {
            allow(name, self.guild.name.to_string())
        } else {
            refuse(name, format!("{} is not this guild", wish.target))
        }
    }

    fn bot(&self, bot: Option<UserId>, wish: Wish<'_>) -> Check {
        let name = BOT_RIGHTS;
        let need = facts(wish.kind).needs;
        let Some(bot) = bot else {
            return refuse(
                name,
                "the bot was not ready yet since its first start".into(),
            );
        };
        if self.may(bot, wish) {
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

    /// Whether a role can be given and taken by both (Topics: Permission Hierarchy).
    fn role(&self, id: RoleId, user: Option<UserId>, bot: Option<UserId>) -> Check {
        let name = ROLE;
        let Some(role) = self.guild.roles.get(&id) else {
            return refuse(name, format!("role {id} is not known in this guild"));
        };
        if id == self.everyone {
            return refuse(name, "everybody has `@everyone`".into());
        }
        if role.managed {
            let why = format!("`{}` belongs to an integration, which gives it", role.name);
            return refuse(name, why);
        }
        let below = |who: Option<UserId>| who.is_some_and(|who| !self.is_above_role(who, role));
        if below(user) {
            return refuse(
                name,
                format!("`{}` is not below your highest role", role.name),
            );
        }
        if below(bot) {
            let why = format!("`{}` is not below the bot's highest role", role.name);
            return refuse(name, why);
        }
        allow(name, format!("`{}` can be given and taken", role.name))
    }

    fn is_above_role(&self, user: UserId, role: &GuildRole) -> bool {
        permissions::is_above_role(self.guild, user, role)
    }

    fn rank(&self, name: &str, user: UserId, who: &str, wish: Wish<'_>) -> Check {
        // Whoever is gone has no rank.
        if !self.guild.members.contains_key(&wish.target) || !facts(wish.kind).outranks {
            return allow(name, "the target has no rank to compare".into());
        }
        let verb = if who == "you" { "stand" } else { "stands" };
        if permissions::is_above(self.guild, user, wish.target) {
            return allow(name, format!("{who} {verb} above the target"));
        }
        let role = |user| permissions::highest_role(self.guild, user);
        let named = |role: Option<&GuildRole>| {
            role.map_or_else(|| "no role".into(), |role| format!("`{}`", role.name))
        };
        let whose = if who == "you" { "your" } else { "the bot's" };
        let why = format!(
            "their highest role, {}, is not below {whose} highest, {}",
            named(role(wish.target)),
            named(role(user))
        );
        refuse(name, format!("{who} {verb} not above the target: {why}"))
    }
}

/// Whether it asks for a right, whoever is hit.
pub fn is_of_rights(check: &Check) -> bool {
    matches!(check.name.as_str(), YOUR_RIGHTS | BOT_RIGHTS)
}

/// What a refusal by this question is called.
fn code(name: &str) -> Code {
    match name {
        TARGET | GUILD => Code::Target,
        YOUR_RIGHTS => Code::ActorRights,
        BOT_RIGHTS => Code::BotRights,
        YOUR_RANK => Code::ActorRank,
        BOT_RANK => Code::BotRank,
        ROLE => Code::RoleRank,
        CHANNEL => Code::Place,
        _ => Code::Forbidden,
    }
}

/// A check that passed.
pub fn allow(name: &str, detail: String) -> Check {
    Check {
        name: name.into(),
        ok: true,
        detail,
        warns: false,
        code: None,
    }
}

/// A check that passed, and should make one look twice.
pub fn warn(name: &str, detail: String) -> Check {
    Check {
        warns: true,
        ..allow(name, detail)
    }
}

/// A check that refuses the action.
pub fn refuse(name: &str, detail: String) -> Check {
    Check {
        name: name.into(),
        ok: false,
        detail,
        warns: false,
        code: Some(code(name)),
    }
}

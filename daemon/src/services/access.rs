//! Who may see what. What an actor may do to a member is asked where actions are made.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ChannelId, Code, GuildId, RoleId, UserId};

use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::permissions::{self, BAN_MEMBERS, KICK_MEMBERS, MANAGE_GUILD, MODERATE_MEMBERS};
use crate::domain::visibility;
use crate::store::{self, Tx, roster};

/// The daemon, as records name who did something by itself.
pub(super) fn empd() -> ActorRef {
    ActorRef::System {
        name: "empd".into(),
    }
}

/// Somebody of whom only the id is known.
pub(super) fn unnamed(id: UserId) -> UserRef {
    UserRef {
        id,
        name: id.to_string(),
        display_name: None,
    }
}

impl Parts {
    /// Refuses an actor who may not see a guild.
    pub(super) fn check_sees(&self, actor: &Actor, guild: GuildId) -> Result<()> {
        check_role(actor, Role::Viewer)?;
        let state = self.state.read();
        // Whoever may not see a guild may not learn either that it is here.
        let unknown = || Error::not_found("guild", &guild);
        let known = state.guild(guild).ok_or_else(unknown)?;
        match bound_user(actor) {
            Some(user) if !known.members.contains_key(&user) => Err(unknown()),
            _ => Ok(()),
        }
    }

    /// Refuses an actor who may not see what moderators write of members: whoever is bound to a Discord user needs one
    /// of the rights to act on members.
    pub(super) fn check_moderates(&self, actor: &Actor, guild: GuildId) -> Result<()> {
        const RIGHTS: u64 = KICK_MEMBERS | BAN_MEMBERS | MODERATE_MEMBERS;
        self.check_sees(actor, guild)?;
        if self.has_one_of(actor, guild, RIGHTS) {
            return Ok(());
        }
        Err(Error::forbidden("only moderators see cases"))
    }

    /// Whether an actor has one of these rights in a guild; whoever is bound to no Discord user is not bounded by them.
    fn has_one_of(&self, actor: &Actor, guild: GuildId, rights: u64) -> bool {
        let Some(user) = bound_user(actor) else {
            return true;
        };
        let state = self.state.read();
        let now = self.clock.now();
        let has = |known| permissions::of(known, RoleId(guild.0), user, now) & rights != 0;
        state.guild(guild).is_some_and(has)
    }

    /// The same, and of a local user a role of Emperione's.
    pub(super) fn check_moderates_as(
        &self,
        actor: &Actor,
        guild: GuildId,
        needed: Role,
    ) -> Result<()> {
        self.check_moderates(actor, guild)?;
        match actor {
            Actor::User { .. } => Ok(()),
            Actor::Local { .. } | Actor::System { .. } => check_role(actor, needed),
        }
    }

    /// Refuses whoever is bound to a Discord user that lacks a right in a guild.
    pub(super) fn check_has(&self, actor: &Actor, guild: GuildId, right: u64) -> Result<()> {
        if self.has_one_of(actor, guild, right) {
            return Ok(());
        }
        let right = permissions::name(right);
        Err(Error::forbidden(format!("you lack {right} in Discord")).code(Code::ActorRights))
    }

    /// Refuses an actor who does not run the guild: a local user needs to be an admin, and whoever is bound to a Discord
    /// user may manage the guild there.
    pub(super) fn check_manages(&self, actor: &Actor, guild: GuildId) -> Result<()> {
        self.check_moderates_as(actor, guild, Role::Admin)?;
        if self.has_one_of(actor, guild, MANAGE_GUILD) {
            return Ok(());
        }
        Err(Error::forbidden("only who may manage the server does this")
            .hint("it takes MANAGE_GUILD in Discord"))
    }

    /// Refuses an actor who may not look at a guild as a whole: whoever runs it may, and of guilds that the bot has left
    /// and of the installation admins who are bound to no Discord user.
    pub(super) fn check_runs(&self, actor: &Actor, guild: GuildId) -> Result<()> {
        let known = self.state.read().guild(guild).is_some();
        match bound_user(actor) {
            None => check_role(actor, Role::Admin),
            Some(_) if known => self.check_manages(actor, guild),
            Some(_) => Err(Error::not_found("guild", &guild)),
        }
    }

    /// The name of a channel, where it is known.
    pub(super) fn channel_name(&self, guild: GuildId, channel: ChannelId) -> Option<String> {
        let state = self.state.read();
        let channel = state.guild(guild)?.channels.get(&channel)?;
        Some(channel.name.to_string())
    }

    /// Refuses a thread, which is counted with the channel that it belongs to.
    pub(super) fn check_counted(&self, guild: GuildId, channel: ChannelId) -> Result<()> {
        let state = self.state.read();
        let known = state.guild(guild);
        let thread = known
            .and_then(|known| known.channels.get(&channel))
            .filter(|channel| channel.is_thread());
        let Some(parent) = thread.and_then(|thread| thread.parent) else {
            return Ok(());
        };
        let why =
            format!("{channel} is a thread, which is counted with its channel: name {parent}");
        Err(Error::invalid("channel", why))
    }

    /// A member of a guild as a record names them.
    pub(super) fn user_ref(&self, guild: GuildId, user: UserId) -> Option<UserRef> {
        let state = self.state.read();
        let member = state.member(guild, user)?;
        Some(UserRef {
            id: user,
            name: member.name().into(),
            display_name: member.display_name().map(str::to_owned),
        })
    }

    /// The same, also of somebody who is gone: by what the books know.
    pub(super) async fn stored_user(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        user: UserId,
    ) -> store::Result<Option<UserRef>> {
        if let Some(known) = self.user_ref(guild, user) {
            return Ok(Some(known));
        }
        let stored = roster::find(tx, guild, user).await?;
        Ok(stored.map(|entry| UserRef {
            id: user,
            name: entry.name,
            display_name: entry.display_name,
        }))
    }

    /// Whether an actor may see a channel: whoever is bound to a Discord user sees what this user sees.
    pub(super) fn sees_channel(&self, actor: &Actor, guild: GuildId, channel: ChannelId) -> bool {
        let Some(user) = bound_user(actor) else {
            return true;
        };
        let state = self.state.read();
        let now = self.clock.now();
        state
            .guild(guild)
            .is_some_and(|known| visibility::sees((guild, known), user, channel, now))
    }

    /// Whether an actor may see a guild.
    pub(super) fn sees(&self, actor: &Actor, guild: GuildId) -> bool {
        self.check_sees(actor, guild).is_ok()
    }
}

/// Refuses an actor below a role of Emperione's. The daemon's own parts have every role, Discord's users none of this
/// machine's: their rights come from Discord.
pub(super) fn check_role(actor: &Actor, needed: Role) -> Result<()> {
    match actor {
        Actor::System { .. } => Ok(()),
        Actor::Local { role, .. } if *role >= needed => Ok(()),
        Actor::User { .. } if needed == Role::Viewer => Ok(()),
        Actor::Local { .. } | Actor::User { .. } => Err(Error::forbidden(format!(
            "{actor} needs the role {needed} for this"
        ))
        .code(Code::RoleTooLow)
        .hint("roles of local users are set in `[rpc.users]` of empd.toml")),
    }
}

/// The Discord user whose membership bounds what the actor sees.
pub(super) fn bound_user(actor: &Actor) -> Option<UserId> {
    match actor {
        Actor::User { id } => Some(*id),
        Actor::Local { user, .. } => *user,
        Actor::System { .. } => None,
    }
}

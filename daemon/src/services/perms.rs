//! Who may do what in Discord, from the state.

use std::sync::Arc;

use emperione_protocol::actions::Detail;
use emperione_protocol::guilds::{ChannelRef, UserRef};
use emperione_protocol::perms::{Can, CanRequest, Why, WhyRequest};
use emperione_protocol::{ChannelId, GuildId, UserId};

use super::access::unnamed;
use super::{Error, Parts, Result};
use crate::domain::actions::checks::{self, Wish};
use crate::domain::actor::Actor;
use crate::domain::explanation::{Question, explain};
use crate::domain::flags;

/// The service.
#[derive(Clone)]
pub struct Perms(pub(super) Arc<Parts>);

impl Perms {
    /// Says why a member has a permission or lacks it, in a channel or in the guild as a whole.
    pub fn why(&self, actor: &Actor, request: &WhyRequest) -> Result<Why> {
        let guild = request.guild;
        self.0.check_sees(actor, guild)?;
        let permission = flags::find(&request.permission)
            .map_err(|error| Error::invalid("permission", error.to_string()))?;
        let channel = match request.channel {
            Some(id) => Some(self.channel(actor, guild, id)?),
            None => None,
        };
        let question = Question {
            user: request.user,
            channel: request.channel,
            permission,
            now: self.0.clock.now(),
        };
        let found = {
            let state = self.0.state.read();
            let known = state.guild(guild);
            let known = known.ok_or_else(|| Error::not_found("guild", &guild))?;
            explain(guild, known, question)
        };
        Ok(Why {
            user: self.user(guild, request.user),
            channel,
            permission: flags::name(found.permission).into(),
            granted: found.is_granted(),
            steps: found.steps,
        })
    }

    /// Says whether a Discord user may do something to a member, by our commands in Discord.
    pub fn can(&self, actor: &Actor, request: CanRequest) -> Result<Can> {
        let CanRequest {
            guild,
            moderator,
            kind,
            target,
        } = request;
        self.0.check_sees(actor, guild)?;
        let detail = Detail::default();
        let wish = Wish {
            guild,
            kind,
            target,
            detail: &detail,
        };
        let asks = Actor::User { id: moderator };
        let checks = checks::all(&self.0.state.read(), &asks, wish, self.0.clock.now());
        Ok(Can {
            moderator: self.user(guild, moderator),
            kind,
            target: self.user(guild, target),
            allowed: checks.iter().all(|check| check.ok),
            checks,
        })
    }

    /// A channel, unless the actor does not see it: then it is not there.
    fn channel(&self, actor: &Actor, guild: GuildId, id: ChannelId) -> Result<ChannelRef> {
        let name = self.0.channel_name(guild, id);
        name.filter(|_| self.0.sees_channel(actor, guild, id))
            .map(|name| ChannelRef { id, name })
            .ok_or_else(|| Error::not_found("channel", &id))
    }

    fn user(&self, guild: GuildId, id: UserId) -> UserRef {
        self.0.user_ref(guild, id).unwrap_or_else(|| unnamed(id))
    }
}

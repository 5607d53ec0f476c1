//! What is left of Discord's limits, by what the governor knows of them.

use std::time::Duration;

use emperione_protocol::GuildId;

use super::{Place, Rest, place};
use crate::ports::discord::{Budget, Calls, Quota};

/// Where the calls of a quota go; who makes one takes its place from here.
pub(super) fn place_of(quota: Quota, guild: GuildId) -> Place {
    match quota {
        Quota::Ban => place("PUT /guilds/{}/bans/{}", guild.0),
        Quota::BulkBan => place("POST /guilds/{}/bulk-ban", guild.0),
        Quota::Unban => place("DELETE /guilds/{}/bans/{}", guild.0),
        Quota::Kick => place("DELETE /guilds/{}/members/{}", guild.0),
        Quota::EditMember => place("PATCH /guilds/{}/members/{}", guild.0),
        Quota::AddRole => place("PUT /guilds/{}/members/{}/roles/{}", guild.0),
        Quota::RemoveRole => place("DELETE /guilds/{}/members/{}/roles/{}", guild.0),
        Quota::OpenDirect => direct(),
    }
}

/// Where channels of direct messages are opened, for all guilds.
pub(super) fn direct() -> Place {
    place("POST /users/@me/channels", 0)
}

impl Budget for Rest {
    fn takes(&self, guild: GuildId, calls: &Calls) -> Duration {
        let spent = calls.spent.iter();
        let places: Vec<_> = spent
            .map(|(quota, count)| (place_of(*quota, guild), *count))
            .collect();
        self.governor.takes(calls.all, &places)
    }
}

//! Invites: Guild: Get Guild Invites and Get Guild Vanity URL.

use emperione_protocol::GuildId;
use futures::FutureExt;
use serenity::http::Route;

use super::{Rest, id, pages, place, read};
use crate::ports::discord::{Call, Invite, Invites, Lane};

impl Invites for Rest {
    fn invites(&self, lane: Lane, guild: GuildId) -> Call<'_, Option<Vec<Invite>>> {
        async move {
            let route = Route::GuildInvites {
                guild_id: id(guild.0)?,
            };
            let call = read(lane, place("GET /guilds/{}/invites", guild.0), route);
            let found: Vec<pages::Invite> = self.get(call).await?;
            Ok(found.into_iter().map(pages::Invite::with_uses).collect())
        }
        .boxed()
    }

    fn vanity(&self, lane: Lane, guild: GuildId) -> Call<'_, Option<Invite>> {
        async move {
            let route = Route::GuildVanityUrl {
                guild_id: id(guild.0)?,
            };
            let call = read(lane, place("GET /guilds/{}/vanity-url", guild.0), route);
            let found: pages::Vanity = self.get(call).await?;
            Ok(found.invite())
        }
        .boxed()
    }
}

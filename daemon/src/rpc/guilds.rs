use emperione_protocol::guilds::{ChannelRef, Guild, Guilds, RoleRef};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Guilds for Session {
    async fn list(self, _: Context) -> Result<Vec<Guild>, Error> {
        Ok(self.services.guilds.list(self.actor()?)?)
    }

    async fn channels(self, _: Context, guild: GuildId) -> Result<Vec<ChannelRef>, Error> {
        Ok(self.services.guilds.channels(self.actor()?, guild)?)
    }

    async fn threads(self, _: Context, guild: GuildId) -> Result<Vec<ChannelRef>, Error> {
        Ok(self.services.guilds.threads(self.actor()?, guild)?)
    }

    async fn roles(self, _: Context, guild: GuildId) -> Result<Vec<RoleRef>, Error> {
        Ok(self.services.guilds.roles(self.actor()?, guild)?)
    }
}

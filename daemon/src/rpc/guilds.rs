use emperione_protocol::guilds::{ChannelRef, Guild, Guilds};
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
}

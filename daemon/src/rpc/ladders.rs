use emperione_protocol::ladders::{Ladders, Step};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Ladders for Session {
    async fn show(self, _: Context, guild: GuildId) -> Result<Vec<Step>, Error> {
        Ok(self.services.ladders.show(self.actor()?, guild).await?)
    }

    async fn set(self, _: Context, guild: GuildId, steps: Vec<Step>) -> Result<Vec<Step>, Error> {
        let actor = self.actor()?;
        Ok(self.services.ladders.set(actor, guild, steps).await?)
    }
}

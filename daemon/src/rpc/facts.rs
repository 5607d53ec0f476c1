use emperione_protocol::facts::{Counts, Facts};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Facts for Session {
    async fn counts(self, _: Context, guild: GuildId) -> Result<Counts, Error> {
        Ok(self.services.facts.counts(self.actor()?, guild).await?)
    }
}

use emperione_protocol::evidence::{AddRequest, Chunk, Evidence, FileRequest, Piece};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Evidence for Session {
    async fn add(self, _: Context, request: AddRequest) -> Result<Vec<Piece>, Error> {
        Ok(self.services.evidence.add(self.actor()?, &request).await?)
    }

    async fn list(self, _: Context, guild: GuildId, case: u64) -> Result<Vec<Piece>, Error> {
        let evidence = &self.services.evidence;
        Ok(evidence.list(self.actor()?, guild, case).await?)
    }

    async fn read(self, _: Context, request: FileRequest) -> Result<Chunk, Error> {
        Ok(self.services.evidence.read(self.actor()?, request).await?)
    }
}

use emperione_protocol::archives::{Archives, Checked, File, FileFilter, Restored};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Archives for Session {
    async fn list(self, _: Context, filter: FileFilter) -> Result<Vec<File>, Error> {
        let archives = &self.services.archives;
        Ok(archives.list(self.actor()?, &filter).await?)
    }

    async fn verify(self, _: Context, filter: FileFilter) -> Result<Vec<Checked>, Error> {
        let archives = &self.services.archives;
        Ok(archives.verify(self.actor()?, &filter).await?)
    }

    async fn restore(
        self,
        _: Context,
        guild: GuildId,
        kind: String,
        month: String,
    ) -> Result<Restored, Error> {
        let archives = &self.services.archives;
        let actor = self.actor()?;
        Ok(archives.restore(actor, guild, (&kind, &month)).await?)
    }
}

use emperione_protocol::Error;
use emperione_protocol::backups::{Backup, Backups, Progress};
use tarpc::context::Context;

use super::session::Session;

impl Backups for Session {
    async fn create(self, _: Context) -> Result<Progress, Error> {
        Ok(self.services.backups.create(self.actor()?).await?)
    }

    async fn progress(self, _: Context) -> Result<Progress, Error> {
        Ok(self.services.backups.progress(self.actor()?)?)
    }

    async fn list(self, _: Context) -> Result<Vec<Backup>, Error> {
        Ok(self.services.backups.list(self.actor()?).await?)
    }

    async fn verify(self, _: Context, name: String) -> Result<Backup, Error> {
        Ok(self.services.backups.verify(self.actor()?, &name).await?)
    }
}

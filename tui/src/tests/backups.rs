//! The backups of the daemon in this process: there are none.

use emperione_protocol::Error;
use emperione_protocol::backups::{Backup, Backups, Progress};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};

impl Backups for Daemon {
    async fn create(self, _: Context) -> Result<Progress, Error> {
        Err(missing("folder"))
    }

    async fn progress(self, _: Context) -> Result<Progress, Error> {
        Ok(Progress::default())
    }

    async fn list(self, _: Context) -> Result<Vec<Backup>, Error> {
        Ok(Vec::new())
    }

    async fn verify(self, _: Context, name: String) -> Result<Backup, Error> {
        Err(missing(&name))
    }
}

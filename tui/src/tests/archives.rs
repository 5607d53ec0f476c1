//! The archive of the daemon in this process: there is none.

use emperione_protocol::archives::{Archives, Checked, File, FileFilter, Restored};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};

impl Archives for Daemon {
    async fn list(self, _: Context, _: FileFilter) -> Result<Vec<File>, Error> {
        Ok(Vec::new())
    }

    async fn verify(self, _: Context, _: FileFilter) -> Result<Vec<Checked>, Error> {
        Ok(Vec::new())
    }

    async fn restore(
        self,
        _: Context,
        _: GuildId,
        kind: String,
        _: String,
    ) -> Result<Restored, Error> {
        Err(missing(&kind))
    }
}

//! Evidence and imports of [`Daemon`](super::daemon::Daemon), which has none: no screen asks for them.

use emperione_protocol::evidence::{AddRequest, Chunk, Evidence, FileRequest, Piece};
use emperione_protocol::imports::{BeginImport, Import, ImportChunk, ImportRow, Imports, Verdict};
use emperione_protocol::{Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};
use crate::testing::fixtures;

impl Evidence for Daemon {
    async fn add(self, _: Context, _: AddRequest) -> Result<Vec<Piece>, Error> {
        Err(missing("case"))
    }
    async fn list(self, _: Context, _: GuildId, _: u64) -> Result<Vec<Piece>, Error> {
        Ok(Vec::new())
    }
    async fn read(self, _: Context, _: FileRequest) -> Result<Chunk, Error> {
        Err(missing("file"))
    }
}

impl Imports for Daemon {
    async fn check(self, _: Context, _: GuildId, _: Vec<ImportRow>) -> Result<Vec<Verdict>, Error> {
        Ok(Vec::new())
    }
    async fn begin(self, _: Context, _: BeginImport) -> Result<Import, Error> {
        Err(missing("import"))
    }
    async fn add(self, _: Context, _: ImportChunk) -> Result<Import, Error> {
        Err(missing("import"))
    }
    async fn list(self, _: Context, _: GuildId, _: PageRequest) -> Result<Page<Import>, Error> {
        Ok(fixtures::page(Vec::new()))
    }
    async fn undo(self, _: Context, _: GuildId, _: u64) -> Result<Import, Error> {
        Err(missing("import"))
    }
}

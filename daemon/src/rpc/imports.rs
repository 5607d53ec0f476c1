use emperione_protocol::imports::{BeginImport, Import, ImportChunk, ImportRow, Imports, Verdict};
use emperione_protocol::{Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::session::Session;

impl Imports for Session {
    async fn check(
        self,
        _: Context,
        guild: GuildId,
        rows: Vec<ImportRow>,
    ) -> Result<Vec<Verdict>, Error> {
        let imports = &self.services.imports;
        Ok(imports.check(self.actor()?, guild, &rows).await?)
    }

    async fn begin(self, _: Context, request: BeginImport) -> Result<Import, Error> {
        let imports = &self.services.imports;
        Ok(imports.begin(self.actor()?, &request).await?)
    }

    async fn add(self, _: Context, chunk: ImportChunk) -> Result<Import, Error> {
        Ok(self.services.imports.add(self.actor()?, &chunk).await?)
    }

    async fn list(
        self,
        _: Context,
        guild: GuildId,
        page: PageRequest,
    ) -> Result<Page<Import>, Error> {
        let imports = &self.services.imports;
        Ok(imports.list(self.actor()?, guild, &page).await?)
    }

    async fn undo(self, _: Context, guild: GuildId, import: u64) -> Result<Import, Error> {
        let imports = &self.services.imports;
        Ok(imports.undo(self.actor()?, guild, import).await?)
    }
}

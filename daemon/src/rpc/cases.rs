use emperione_protocol::cases::{
    Case, CaseChange, CaseDetail, CaseFilter, Cases, EditRequest, Edited,
};
use emperione_protocol::{Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::session::Session;

impl Cases for Session {
    async fn list(
        self,
        _: Context,
        filter: CaseFilter,
        page: PageRequest,
    ) -> Result<Page<Case>, Error> {
        Ok(self
            .services
            .cases
            .list(self.actor()?, &filter, &page)
            .await?)
    }

    async fn export(
        self,
        _: Context,
        filter: CaseFilter,
        page: PageRequest,
    ) -> Result<Page<CaseDetail>, Error> {
        let cases = &self.services.cases;
        Ok(cases.export(self.actor()?, &filter, &page).await?)
    }

    async fn show(self, _: Context, guild: GuildId, number: u64) -> Result<CaseDetail, Error> {
        Ok(self
            .services
            .cases
            .show(self.actor()?, guild, number)
            .await?)
    }

    async fn diff(self, _: Context, guild: GuildId, number: u64) -> Result<Vec<CaseChange>, Error> {
        Ok(self
            .services
            .cases
            .diff(self.actor()?, guild, number)
            .await?)
    }

    async fn edit(self, _: Context, request: EditRequest) -> Result<Edited, Error> {
        Ok(self.services.cases.edit(self.actor()?, &request).await?)
    }
}

use emperione_protocol::cases::{Case, CaseDetail, CaseFilter, Cases};
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

    async fn show(self, _: Context, guild: GuildId, number: u64) -> Result<CaseDetail, Error> {
        Ok(self
            .services
            .cases
            .show(self.actor()?, guild, number)
            .await?)
    }
}

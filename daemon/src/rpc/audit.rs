use emperione_protocol::audit::{Audit, AuditFilter, Record, Verified};
use emperione_protocol::{Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::session::Session;

impl Audit for Session {
    async fn log(
        self,
        _: Context,
        filter: AuditFilter,
        page: PageRequest,
    ) -> Result<Page<Record>, Error> {
        let services = &self.services;
        Ok(services.audit.log(self.actor()?, &filter, &page).await?)
    }

    async fn verify(
        self,
        _: Context,
        guild: Option<GuildId>,
        since_head: Option<String>,
    ) -> Result<Vec<Verified>, Error> {
        Ok(self
            .services
            .audit
            .verify(self.actor()?, guild, since_head.as_deref())
            .await?)
    }
}

use emperione_protocol::persist::{Persist, Return, ReturnFilter, Settings};
use emperione_protocol::{Error, GuildId, Page, PageRequest, UserId};
use tarpc::context::Context;

use super::session::Session;

impl Persist for Session {
    async fn show(self, _: Context, guild: GuildId) -> Result<Settings, Error> {
        Ok(self.services.persist.show(self.actor()?, guild).await?)
    }

    async fn set(self, _: Context, guild: GuildId, settings: Settings) -> Result<Settings, Error> {
        let actor = self.actor()?;
        Ok(self.services.persist.set(actor, guild, settings).await?)
    }

    async fn list(
        self,
        _: Context,
        filter: ReturnFilter,
        page: PageRequest,
    ) -> Result<Page<Return>, Error> {
        let actor = self.actor()?;
        Ok(self.services.persist.list(actor, &filter, &page).await?)
    }

    async fn retry(self, _: Context, guild: GuildId, user: Option<UserId>) -> Result<u64, Error> {
        let actor = self.actor()?;
        Ok(self.services.persist.retry(actor, guild, user).await?)
    }

    async fn forget(self, _: Context, guild: GuildId, user: UserId) -> Result<(), Error> {
        let actor = self.actor()?;
        Ok(self.services.persist.forget(actor, guild, user).await?)
    }
}

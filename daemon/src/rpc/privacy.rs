use emperione_protocol::privacy::{Erased, Exported, Keeps, Kept, Privacy, Retained, Retention};
use emperione_protocol::{Error, GuildId, Page, PageRequest, UserId};
use tarpc::context::Context;

use super::session::Session;

impl Privacy for Session {
    async fn show(self, _: Context, guild: GuildId, user: UserId) -> Result<Vec<Kept>, Error> {
        let actor = self.actor()?;
        Ok(self.services.privacy.show(actor, guild, user).await?)
    }

    async fn export(
        self,
        _: Context,
        guild: GuildId,
        user: UserId,
        page: PageRequest,
    ) -> Result<Page<Exported>, Error> {
        let (actor, privacy) = (self.actor()?, &self.services.privacy);
        Ok(privacy.export(actor, (guild, user), &page).await?)
    }

    async fn erase(self, _: Context, guild: GuildId, user: UserId) -> Result<Erased, Error> {
        let actor = self.actor()?;
        Ok(self.services.privacy.erase(actor, guild, user).await?)
    }

    async fn retention(self, _: Context, guild: GuildId) -> Result<Vec<Retention>, Error> {
        let actor = self.actor()?;
        Ok(self.services.retention.show(actor, guild).await?)
    }

    async fn set_retention(
        self,
        _: Context,
        guild: GuildId,
        kind: Retained,
        keeps: Option<Keeps>,
    ) -> Result<Vec<Retention>, Error> {
        let (actor, retention) = (self.actor()?, &self.services.retention);
        Ok(retention.set(actor, guild, (kind, keeps)).await?)
    }
}

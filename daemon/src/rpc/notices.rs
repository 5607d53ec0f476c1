use emperione_protocol::notices::{Notice, Notices, Sample};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Notices for Session {
    async fn list(self, _: Context, guild: GuildId) -> Result<Vec<Notice>, Error> {
        Ok(self.services.notices.list(self.actor()?, guild).await?)
    }

    async fn set(self, _: Context, guild: GuildId, notice: Notice) -> Result<Notice, Error> {
        let actor = self.actor()?;
        Ok(self.services.notices.set(actor, guild, notice).await?)
    }

    async fn preview(self, _: Context, guild: GuildId, notice: Notice) -> Result<Sample, Error> {
        let actor = self.actor()?;
        Ok(self.services.notices.preview(actor, guild, notice).await?)
    }
}

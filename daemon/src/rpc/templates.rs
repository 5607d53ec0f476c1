use emperione_protocol::templates::{Template, Templates};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::session::Session;

impl Templates for Session {
    async fn list(self, _: Context, guild: GuildId) -> Result<Vec<Template>, Error> {
        Ok(self.services.templates.list(self.actor()?, guild).await?)
    }

    async fn show(self, _: Context, guild: GuildId, name: String) -> Result<Template, Error> {
        let actor = self.actor()?;
        Ok(self.services.templates.show(actor, guild, &name).await?)
    }

    async fn set(self, _: Context, guild: GuildId, template: Template) -> Result<Template, Error> {
        let actor = self.actor()?;
        Ok(self.services.templates.set(actor, guild, template).await?)
    }

    async fn remove(self, _: Context, guild: GuildId, name: String) -> Result<Template, Error> {
        let actor = self.actor()?;
        Ok(self.services.templates.remove(actor, guild, &name).await?)
    }
}

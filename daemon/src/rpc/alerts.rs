use emperione_protocol::alerts::{
    Address, Alert, Alerts, Replay, Rule, RuleDetail, SetRule, TestRequest, Webhook,
};
use emperione_protocol::{Error, GuildId, Timestamp};
use tarpc::context::Context;

use super::session::Session;

impl Alerts for Session {
    async fn list(self, _: Context, guild: GuildId) -> Result<Vec<Rule>, Error> {
        Ok(self.services.alerts.list(self.actor()?, guild).await?)
    }

    async fn show(self, _: Context, guild: GuildId, name: String) -> Result<RuleDetail, Error> {
        let actor = self.actor()?;
        Ok(self.services.alerts.show(actor, guild, &name).await?)
    }

    async fn set(self, _: Context, request: SetRule) -> Result<Rule, Error> {
        Ok(self.services.alerts.set(self.actor()?, request).await?)
    }

    async fn remove(self, _: Context, guild: GuildId, name: String) -> Result<(), Error> {
        let actor = self.actor()?;
        Ok(self.services.alerts.remove(actor, guild, &name).await?)
    }

    async fn test(self, _: Context, request: TestRequest) -> Result<Replay, Error> {
        Ok(self.services.alerts.test(self.actor()?, &request).await?)
    }

    async fn ack(self, _: Context, guild: GuildId, name: String) -> Result<Alert, Error> {
        let actor = self.actor()?;
        Ok(self.services.alerts.ack(actor, guild, &name).await?)
    }

    async fn mute(
        self,
        _: Context,
        guild: GuildId,
        name: String,
        until: Option<Timestamp>,
    ) -> Result<Rule, Error> {
        let (actor, alerts) = (self.actor()?, &self.services.alerts);
        Ok(alerts.mute(actor, (guild, &name), until).await?)
    }

    async fn webhooks(self, _: Context, guild: GuildId) -> Result<Vec<Webhook>, Error> {
        Ok(self.services.alerts.webhooks(self.actor()?, guild).await?)
    }

    async fn set_webhook(
        self,
        _: Context,
        guild: GuildId,
        name: String,
        address: Address,
    ) -> Result<Webhook, Error> {
        let (actor, alerts) = (self.actor()?, &self.services.alerts);
        Ok(alerts.set_webhook(actor, (guild, &name), address).await?)
    }

    async fn remove_webhook(self, _: Context, guild: GuildId, name: String) -> Result<(), Error> {
        let (actor, alerts) = (self.actor()?, &self.services.alerts);
        Ok(alerts.remove_webhook(actor, guild, &name).await?)
    }

    async fn enable_webhook(
        self,
        _: Context,
        guild: GuildId,
        name: String,
    ) -> Result<Webhook, Error> {
        let (actor, alerts) = (self.actor()?, &self.services.alerts);
        Ok(alerts.enable_webhook(actor, guild, &name).await?)
    }
}

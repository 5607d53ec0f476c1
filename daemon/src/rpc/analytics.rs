use emperione_protocol::analytics::{Analytics, Bucket, Overview, Totals};
use emperione_protocol::{Error, GuildId, Timestamp};
use tarpc::context::Context;

use super::session::Session;

impl Analytics for Session {
    async fn totals(self, _: Context, guild: GuildId) -> Result<Totals, Error> {
        Ok(self.services.analytics.totals(self.actor()?, guild).await?)
    }

    async fn overview(self, _: Context, guild: GuildId) -> Result<Overview, Error> {
        let services = &self.services;
        Ok(services.analytics.overview(self.actor()?, guild).await?)
    }

    async fn series(
        self,
        _: Context,
        guild: GuildId,
        metric: String,
        since: Timestamp,
    ) -> Result<Vec<Bucket>, Error> {
        let (analytics, actor) = (&self.services.analytics, self.actor()?);
        Ok(analytics.series(actor, guild, &metric, since).await?)
    }
}

use emperione_protocol::analytics::{Analytics, Bucket, Metric, Overview, SeriesRequest, Totals};
use emperione_protocol::{Error, GuildId};
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

    async fn metrics(self, _: Context) -> Result<Vec<Metric>, Error> {
        Ok(self.services.analytics.metrics(self.actor()?)?)
    }

    async fn series(self, _: Context, request: SeriesRequest) -> Result<Vec<Bucket>, Error> {
        let services = &self.services;
        Ok(services.analytics.series(self.actor()?, &request).await?)
    }
}

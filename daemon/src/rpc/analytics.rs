use emperione_protocol::analytics::{
    Analytics, Cohort, CohortRequest, CompareRequest, Comparison, HourOfWeek, Insight, Mark,
    Metric, Overview, Series, SeriesRequest, Top, Totals,
};
use emperione_protocol::{Error, GuildId, Timestamp, UserId};
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

    async fn series(self, _: Context, request: SeriesRequest) -> Result<Vec<Series>, Error> {
        let services = &self.services;
        Ok(services.analytics.series(self.actor()?, &request).await?)
    }

    async fn heatmap(
        self,
        _: Context,
        guild: GuildId,
        metric: String,
        since: Timestamp,
    ) -> Result<Vec<HourOfWeek>, Error> {
        let services = &self.services;
        let asked = (guild, metric.as_str(), since);
        Ok(services.analytics.heatmap(self.actor()?, asked).await?)
    }

    async fn cohorts(self, _: Context, request: CohortRequest) -> Result<Vec<Cohort>, Error> {
        let services = &self.services;
        Ok(services.analytics.cohorts(self.actor()?, &request).await?)
    }

    async fn compare(self, _: Context, request: CompareRequest) -> Result<Comparison, Error> {
        let services = &self.services;
        Ok(services.analytics.compare(self.actor()?, &request).await?)
    }

    async fn top(
        self,
        _: Context,
        guild: GuildId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Top, Error> {
        let services = &self.services;
        Ok(services
            .analytics
            .top(self.actor()?, (guild, since, limit))
            .await?)
    }

    async fn list_contributor(
        self,
        _: Context,
        guild: GuildId,
        user: UserId,
        listed: bool,
    ) -> Result<(), Error> {
        let analytics = &self.services.analytics;
        Ok(analytics
            .list_contributor(self.actor()?, (guild, user, listed))
            .await?)
    }

    async fn insights(
        self,
        _: Context,
        guild: GuildId,
        at: Option<Timestamp>,
    ) -> Result<Vec<Insight>, Error> {
        let services = &self.services;
        Ok(services
            .analytics
            .insights(self.actor()?, guild, at)
            .await?)
    }

    async fn marks(self, _: Context, guild: GuildId) -> Result<Vec<Mark>, Error> {
        Ok(self.services.analytics.marks(self.actor()?, guild).await?)
    }

    async fn mark(self, _: Context, guild: GuildId, mark: Mark) -> Result<(), Error> {
        let services = &self.services;
        Ok(services.analytics.mark(self.actor()?, guild, &mark).await?)
    }

    async fn unmark(self, _: Context, guild: GuildId, label: String) -> Result<u64, Error> {
        let services = &self.services;
        Ok(services
            .analytics
            .unmark(self.actor()?, guild, &label)
            .await?)
    }

    async fn zone(self, _: Context, guild: GuildId) -> Result<String, Error> {
        Ok(self.services.analytics.zone(self.actor()?, guild).await?)
    }

    async fn set_zone(self, _: Context, guild: GuildId, zone: String) -> Result<(), Error> {
        let services = &self.services;
        Ok(services
            .analytics
            .set_zone(self.actor()?, guild, &zone)
            .await?)
    }
}

use emperione_protocol::Error;
use emperione_protocol::jobs::{Job, JobState, Jobs};
use tarpc::context::Context;

use super::session::Session;

impl Jobs for Session {
    async fn list(
        self,
        _: Context,
        state: Option<JobState>,
        limit: u32,
    ) -> Result<Vec<Job>, Error> {
        let services = &self.services;
        Ok(services.jobs.list(self.actor()?, state, limit).await?)
    }

    async fn retry(self, _: Context, id: String) -> Result<Job, Error> {
        Ok(self.services.jobs.retry(self.actor()?, &id).await?)
    }

    async fn discard(self, _: Context, id: String) -> Result<(), Error> {
        Ok(self.services.jobs.discard(self.actor()?, &id).await?)
    }
}

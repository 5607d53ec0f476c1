use emperione_protocol::Error;
use emperione_protocol::jobs::{Job, JobKind, JobState, Jobs};
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

    async fn kinds(self, _: Context, name: Option<String>) -> Result<Vec<JobKind>, Error> {
        let services = &self.services;
        Ok(services.jobs.kinds(self.actor()?, name.as_deref()).await?)
    }

    async fn run(self, _: Context, name: String, key: String) -> Result<Job, Error> {
        Ok(self.services.jobs.run(self.actor()?, &name, &key).await?)
    }

    async fn pause(self, _: Context, name: String) -> Result<JobKind, Error> {
        Ok(self.services.jobs.pause(self.actor()?, &name).await?)
    }

    async fn resume(self, _: Context, name: String) -> Result<JobKind, Error> {
        Ok(self.services.jobs.resume(self.actor()?, &name).await?)
    }
}

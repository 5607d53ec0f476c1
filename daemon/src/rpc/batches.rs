use emperione_protocol::batches::{Batch, BatchLine, BatchRequest, Batches, Plan, PlanRequest};
use emperione_protocol::{BatchId, Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::session::Session;

impl Batches for Session {
    async fn plan(self, _: Context, request: PlanRequest) -> Result<Plan, Error> {
        Ok(self.services.batches.plan(self.actor()?, &request).await?)
    }

    async fn inverse(self, _: Context, id: BatchId) -> Result<Plan, Error> {
        Ok(self.services.batches.inverse(self.actor()?, id).await?)
    }

    async fn create(self, _: Context, request: BatchRequest) -> Result<Batch, Error> {
        Ok(self.services.batches.create(self.actor()?, request).await?)
    }

    async fn show(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(self.services.batches.show(self.actor()?, id).await?)
    }

    async fn wait(self, _: Context, id: BatchId, ended: u64, wait_ms: u64) -> Result<Batch, Error> {
        let batches = &self.services.batches;
        Ok(batches.wait(self.actor()?, id, ended, wait_ms).await?)
    }

    async fn lines(
        self,
        _: Context,
        id: BatchId,
        page: PageRequest,
    ) -> Result<Page<BatchLine>, Error> {
        let batches = &self.services.batches;
        Ok(batches.lines(self.actor()?, id, &page).await?)
    }

    async fn list(
        self,
        _: Context,
        guild: Option<GuildId>,
        page: PageRequest,
    ) -> Result<Page<Batch>, Error> {
        let batches = &self.services.batches;
        Ok(batches.list(self.actor()?, guild, &page).await?)
    }

    async fn pause(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(self.services.batches.pause(self.actor()?, id).await?)
    }

    async fn resume(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(self.services.batches.resume(self.actor()?, id).await?)
    }

    async fn cancel(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(self.services.batches.cancel(self.actor()?, id).await?)
    }

    async fn approve(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(self.services.batches.approve(self.actor()?, id).await?)
    }
}

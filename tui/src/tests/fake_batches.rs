//! The batches of the daemon in this process.

use emperione_protocol::batches::{
    Batch, BatchLine, BatchRequest, BatchState, Batches, Plan, PlanRequest,
};
use emperione_protocol::{BatchId, Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::daemon::Daemon;
use super::{details, plans};
use crate::testing::{fixtures, many};

impl Batches for Daemon {
    async fn plan(self, _: Context, request: PlanRequest) -> Result<Plan, Error> {
        let n = u32::try_from(request.aims.len()).unwrap_or(0);
        Ok(plans::plan(request.act, n))
    }
    async fn inverse(self, _: Context, id: BatchId) -> Result<Plan, Error> {
        Ok(details::batch_inverse(id))
    }
    async fn create(self, _: Context, request: BatchRequest) -> Result<Batch, Error> {
        Ok(details::created(&request))
    }
    async fn show(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(details::turned(id, BatchState::Running))
    }
    async fn wait(self, _: Context, id: BatchId, _: u64, _: u64) -> Result<Batch, Error> {
        Ok(details::turned(id, BatchState::Done))
    }
    async fn lines(self, _: Context, _: BatchId, _: PageRequest) -> Result<Page<BatchLine>, Error> {
        Ok(fixtures::page(plans::lines(9)))
    }
    async fn list(
        self,
        _: Context,
        _: Option<GuildId>,
        _: PageRequest,
    ) -> Result<Page<Batch>, Error> {
        Ok(fixtures::page(many::batches(12)))
    }
    async fn pause(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(details::turned(id, BatchState::Paused))
    }
    async fn resume(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(details::turned(id, BatchState::Running))
    }
    async fn cancel(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(details::turned(id, BatchState::Cancelled))
    }
    async fn approve(self, _: Context, id: BatchId) -> Result<Batch, Error> {
        Ok(details::turned(id, BatchState::Running))
    }
}

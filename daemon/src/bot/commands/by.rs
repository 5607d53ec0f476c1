//! Who asks, and by which interaction: what a command and a form have in common.

use emperione_protocol::UserId;
use emperione_protocol::actions::ActRequest;

use super::reply::{self, Reply};
use crate::domain::actor::Actor;
use crate::services::{Parts, Result, Services};

/// How long an answer waits for the end of the action.
const WAIT_MS: u64 = 20_000;

#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) parts: &'a Parts,
    pub(super) services: &'a Services,
    pub(super) actor: &'a Actor,
    pub(super) user: UserId,
    pub(super) interaction: u64,
}

impl By<'_> {
    /// Submits an action and says how it ended.
    pub(super) async fn submit(&self, request: ActRequest) -> Result<Reply> {
        let actions = &self.services.actions;
        let submitted = actions.submit(self.actor, request).await?;
        let id = submitted.action.id;
        let action = actions.wait(self.actor, id, WAIT_MS).await?;
        Ok(reply::outcome(&action).into())
    }
}

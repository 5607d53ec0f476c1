use emperione_protocol::actions::{
    ActRequest, Action, ActionFilter, Actions, Inverse, Preview, RetimeRequest, Retiming, Submitted,
};
use emperione_protocol::cases::Case;
use emperione_protocol::{ActionId, Error, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::session::Session;

impl Actions for Session {
    async fn preview(self, _: Context, request: ActRequest) -> Result<Preview, Error> {
        Ok(self
            .services
            .actions
            .preview(self.actor()?, &request)
            .await?)
    }

    async fn submit(self, _: Context, request: ActRequest) -> Result<Submitted, Error> {
        Ok(self.services.actions.submit(self.actor()?, request).await?)
    }

    async fn wait(self, _: Context, id: ActionId, wait_ms: u64) -> Result<Action, Error> {
        Ok(self
            .services
            .actions
            .wait(self.actor()?, id, wait_ms)
            .await?)
    }

    async fn show(self, _: Context, id: ActionId) -> Result<Action, Error> {
        Ok(self.services.actions.show(self.actor()?, id).await?)
    }

    async fn inverse(self, _: Context, guild: GuildId, case: u64) -> Result<Inverse, Error> {
        let actions = &self.services.actions;
        Ok(actions.inverse(self.actor()?, guild, case).await?)
    }

    async fn retime(self, _: Context, request: RetimeRequest) -> Result<Case, Error> {
        let actions = &self.services.actions;
        Ok(actions.retime(self.actor()?, &request).await?)
    }

    async fn preview_retime(self, _: Context, request: RetimeRequest) -> Result<Retiming, Error> {
        let actions = &self.services.actions;
        Ok(actions.preview_retime(self.actor()?, &request).await?)
    }

    async fn list(
        self,
        _: Context,
        filter: ActionFilter,
        page: PageRequest,
    ) -> Result<Page<Action>, Error> {
        Ok(self
            .services
            .actions
            .list(self.actor()?, &filter, &page)
            .await?)
    }
}

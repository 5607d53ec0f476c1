//! Nouns whose services are not part of the daemon yet.

use emperione_protocol::actions::{ActRequest, Action, ActionFilter, Actions, Preview, Submitted};
use emperione_protocol::cases::{Case, CaseDetail, CaseFilter, Cases};
use emperione_protocol::{ActionId, Error, ErrorKind, GuildId, Page, PageRequest};
use tarpc::context::Context;

use super::session::Session;

fn missing<T>() -> Result<T, Error> {
    Err(Error::new(
        ErrorKind::Unavailable,
        "this version of empd does not do this yet",
    ))
}

impl Actions for Session {
    async fn preview(self, _: Context, _: ActRequest) -> Result<Preview, Error> {
        missing()
    }
    async fn submit(self, _: Context, _: ActRequest) -> Result<Submitted, Error> {
        missing()
    }
    async fn wait(self, _: Context, _: ActionId, _: u64) -> Result<Action, Error> {
        missing()
    }
    async fn list(
        self,
        _: Context,
        _: ActionFilter,
        _: PageRequest,
    ) -> Result<Page<Action>, Error> {
        missing()
    }
}

impl Cases for Session {
    async fn list(self, _: Context, _: CaseFilter, _: PageRequest) -> Result<Page<Case>, Error> {
        missing()
    }
    async fn show(self, _: Context, _: GuildId, _: u64) -> Result<CaseDetail, Error> {
        missing()
    }
}

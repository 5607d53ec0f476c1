//! What the daemon of the tests gives back: nothing.

use emperione_protocol::persist::{Persist, Return, ReturnFilter, Settings};
use emperione_protocol::{Error, GuildId, Page, PageRequest, UserId};
use tarpc::context::Context;

use super::daemon::{Daemon, missing};

impl Persist for Daemon {
    async fn show(self, _: Context, _: GuildId) -> Result<Settings, Error> {
        Ok(Settings::default())
    }

    async fn set(self, _: Context, _: GuildId, settings: Settings) -> Result<Settings, Error> {
        Ok(settings)
    }

    async fn list(
        self,
        _: Context,
        _: ReturnFilter,
        _: PageRequest,
    ) -> Result<Page<Return>, Error> {
        Ok(Page {
            items: Vec::new(),
            next: None,
            as_of: 0,
        })
    }

    async fn retry(self, _: Context, _: GuildId, _: Option<UserId>) -> Result<u64, Error> {
        Ok(0)
    }

    async fn forget(self, _: Context, _: GuildId, _: UserId) -> Result<(), Error> {
        Err(missing("return"))
    }
}

//! What the fake daemon gives back: one role, and one member to whom it is owed.

use emperione_protocol::persist::{Persist, Progress, Return, ReturnFilter, Roles, Settings};
use emperione_protocol::{Error, ErrorKind, GuildId, Page, PageRequest, RoleId, Timestamp, UserId};
use tarpc::context::Context;

use super::Fake;
use super::fake::{AT, named};

impl Persist for Fake {
    async fn show(self, _: Context, _: GuildId) -> Result<Settings, Error> {
        let roles = vec![RoleId(21)];
        Ok(Settings {
            roles: Roles::Only { roles },
            nick: true,
        })
    }

    async fn set(self, _: Context, _: GuildId, settings: Settings) -> Result<Settings, Error> {
        Ok(settings)
    }

    async fn list(
        self,
        _: Context,
        filter: ReturnFilter,
        _: PageRequest,
    ) -> Result<Page<Return>, Error> {
        let owed = Return {
            guild: filter.guild,
            user: named(UserId(11)),
            left_at: AT,
            joined_at: Some(Timestamp(AT.0 + 60_000)),
            progress: Progress::Open,
            roles: vec!["Quiet".into(), "=1+1".into()],
            nick: Some("Al".into()),
            why: vec!["role `Quiet`: the bot lacks MANAGE_ROLES".into()],
            attempts: 1,
            next_at: Some(Timestamp(AT.0 + 120_000)),
        };
        Ok(Page {
            items: vec![owed],
            next: None,
            as_of: 9,
        })
    }

    async fn retry(self, _: Context, _: GuildId, user: Option<UserId>) -> Result<u64, Error> {
        match user {
            Some(UserId(12)) => Err(Error::new(
                ErrorKind::Conflict,
                "nothing is owed to user 12",
            )),
            _ => Ok(1),
        }
    }

    async fn forget(self, _: Context, _: GuildId, _: UserId) -> Result<(), Error> {
        Ok(())
    }
}

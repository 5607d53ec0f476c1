use emperione_protocol::inbox::{Inbox, Item, ItemDetail, ItemFilter, ResolveRequest};
use emperione_protocol::{Error, GuildId, Page, PageRequest, UserId};
use tarpc::context::Context;

use super::session::Session;

impl Inbox for Session {
    async fn list(
        self,
        _: Context,
        filter: ItemFilter,
        page: PageRequest,
    ) -> Result<Page<Item>, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.list(actor, &filter, &page).await?)
    }

    async fn show(self, _: Context, guild: GuildId, number: u64) -> Result<ItemDetail, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.show(actor, guild, number).await?)
    }

    async fn claim(self, _: Context, guild: GuildId, number: u64) -> Result<Item, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.claim(actor, guild, number).await?)
    }

    async fn release(self, _: Context, guild: GuildId, number: u64) -> Result<Item, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.release(actor, guild, number).await?)
    }

    async fn assign(
        self,
        _: Context,
        guild: GuildId,
        number: u64,
        to: Option<UserId>,
    ) -> Result<Item, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.assign(actor, (guild, number), to).await?)
    }

    async fn merge(
        self,
        _: Context,
        guild: GuildId,
        number: u64,
        into: u64,
    ) -> Result<Item, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.merge(actor, (guild, number), into).await?)
    }

    async fn resolve(self, _: Context, request: ResolveRequest) -> Result<Item, Error> {
        let (actor, inbox) = (self.actor()?, &self.services.inbox);
        Ok(inbox.resolve(actor, request).await?)
    }
}

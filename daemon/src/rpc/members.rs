use emperione_protocol::guilds::UserRef;
use emperione_protocol::members::{Member, MemberDetail, MemberFilter, MemberThen, Members};
use emperione_protocol::{Error, GuildId, Page, PageRequest, Timestamp, UserId};
use tarpc::context::Context;

use super::session::Session;

impl Members for Session {
    async fn list(
        self,
        _: Context,
        filter: MemberFilter,
        page: PageRequest,
    ) -> Result<Page<Member>, Error> {
        Ok(self
            .services
            .members
            .list(self.actor()?, &filter, &page)
            .await?)
    }

    async fn show(self, _: Context, guild: GuildId, user: UserId) -> Result<MemberDetail, Error> {
        Ok(self
            .services
            .members
            .show(self.actor()?, guild, user)
            .await?)
    }

    async fn at(
        self,
        _: Context,
        guild: GuildId,
        user: UserId,
        at: Timestamp,
    ) -> Result<MemberThen, Error> {
        let actor = self.actor()?;
        Ok(self.services.members.at(actor, guild, user, at).await?)
    }

    async fn resolve(
        self,
        _: Context,
        guild: GuildId,
        text: String,
    ) -> Result<Vec<UserRef>, Error> {
        Ok(self
            .services
            .members
            .resolve(self.actor()?, guild, &text)
            .await?)
    }
}

use emperione_protocol::Error;
use emperione_protocol::perms::{Can, CanRequest, Perms, Why, WhyRequest};
use tarpc::context::Context;

use super::session::Session;

impl Perms for Session {
    async fn why(self, _: Context, request: WhyRequest) -> Result<Why, Error> {
        Ok(self.services.perms.why(self.actor()?, &request)?)
    }

    async fn can(self, _: Context, request: CanRequest) -> Result<Can, Error> {
        Ok(self.services.perms.can(self.actor()?, request)?)
    }
}

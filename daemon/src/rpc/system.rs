use emperione_protocol::Error;
use emperione_protocol::system::{Finding, Hello, Status, System};
use tarpc::context::Context;

use super::session::Session;

impl System for Session {
    async fn hello(self, _: Context, protocol: u32) -> Result<Hello, Error> {
        self.greet(protocol)
    }

    async fn status(self, _: Context) -> Result<Status, Error> {
        Ok(self.services.system.status(self.actor()?).await?)
    }

    async fn doctor(self, _: Context) -> Result<Vec<Finding>, Error> {
        Ok(self.services.system.doctor(self.actor()?).await?)
    }

    async fn resume(self, _: Context) -> Result<(), Error> {
        Ok(self.services.system.resume(self.actor()?).await?)
    }
}

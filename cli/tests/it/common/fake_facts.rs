//! The facts of the fake daemon.

use emperione_protocol::facts::{Counts, Facts};
use emperione_protocol::{Error, GuildId};
use tarpc::context::Context;

use super::fake::Fake;

impl Facts for Fake {
    async fn counts(self, _: Context, _: GuildId) -> Result<Counts, Error> {
        Ok(Counts::default())
    }
}

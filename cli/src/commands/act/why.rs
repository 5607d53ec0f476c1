//! Why something is done: in words, or by the name of a template.

use emperione_protocol::transport::within;
use emperione_protocol::{Client, ErrorKind, Flatten, GuildId};

use crate::context::PATIENCE;
use crate::error::Failure;

/// Why.
#[derive(Clone, Debug, Default, clap::Args)]
pub(in crate::commands) struct Why {
    /// Why
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// Why, by the name of a template, see `emp template list`
    #[arg(long, value_name = "NAME", conflicts_with = "reason")]
    template: Option<String>,
}

impl Why {
    /// The reason in words.
    ///
    /// # Errors
    /// If there is no such template.
    pub(in crate::commands) async fn words(
        self,
        client: &Client,
        guild: GuildId,
    ) -> Result<Option<String>, Failure> {
        let Some(name) = self.template else {
            return Ok(self.reason);
        };
        let found = client.templates().show(within(PATIENCE), guild, name).await;
        match found.flat() {
            Err(error) if error.kind == ErrorKind::NotFound => {
                Err(Failure::from(error).hint("see `emp template list`"))
            }
            found => Ok(Some(found?.text)),
        }
    }
}

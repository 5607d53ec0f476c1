//! Reading anew what Discord shows of a guild. Ingest, which alone writes of it, does so while it runs.

use emperione_protocol::GuildId;
use futures::future::BoxFuture;

/// What Discord shows us of a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    pub audit_log: bool,
    pub bans: bool,
}

/// Reads what Discord shows.
pub trait Reader: Send + Sync + 'static {
    /// Reads a guild's bans and the last day of its audit log, where they are shown; what was missed is taken in soon after.
    /// Gives, in words, what Discord refuses all the same.
    ///
    /// # Errors
    /// Why nothing is known of it now; another time may help.
    fn compare(&self, guild: GuildId, shown: Shown) -> BoxFuture<'_, Result<Vec<String>, String>>;
}

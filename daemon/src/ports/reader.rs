//! Reading anew what Discord shows of a guild. Ingest, which alone writes of it, does so while it runs.

use emperione_protocol::GuildId;
use futures::future::BoxFuture;

/// Reads what Discord shows.
pub trait Reader: Send + Sync + 'static {
    /// Reads a guild's bans and the last day of its audit log; what was missed is taken in soon after. Gives, in words, what
    /// Discord does not show.
    ///
    /// # Errors
    /// Why nothing is known of it now; another time may help.
    fn compare(&self, guild: GuildId) -> BoxFuture<'_, Result<Vec<String>, String>>;
}

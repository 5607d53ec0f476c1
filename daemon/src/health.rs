//! What is wrong right now: why mutations are refused, and why the daemon is not ready.

use std::collections::BTreeMap;

use parking_lot::RwLock;

/// A cause. Each can be set and cleared by the part that knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Discord closed the gateway for good (opcodes and status codes: 4004, 4010–4014).
    GatewayFatal,
    /// A commit failed; what Discord sends next is not stored until one succeeds.
    Commit,
    /// Discord refuses the bot's token.
    Token,
    /// Another daemon holds the shards of this database.
    Standby,
    /// The daemon is shutting down.
    Draining,
    /// No shard is connected.
    Gateway,
    /// The database takes no writes.
    Database,
    /// The database's journal grows, because somebody reads for long.
    Journal,
    /// Redis does not answer; its work is done in memory.
    Redis,
    /// The governor stopped calling Discord.
    Breaker,
    /// A log channel cannot be posted to.
    LogChannel,
    /// Entered after repeated crashes.
    SafeMode,
}

impl Reason {
    /// While this holds no action is accepted.
    fn refuses_mutations(self) -> bool {
        match self {
            Self::GatewayFatal
            | Self::Commit
            | Self::Token
            | Self::Standby
            | Self::Draining
            | Self::Database => true,
            Self::Gateway
            | Self::Journal
            | Self::Redis
            | Self::Breaker
            | Self::LogChannel
            | Self::SafeMode => false,
        }
    }

    /// While this holds the daemon is not ready.
    fn blocks_readiness(self) -> bool {
        !matches!(
            self,
            Self::Journal | Self::Redis | Self::LogChannel | Self::SafeMode
        )
    }
}

/// The causes that hold, each with its words.
#[derive(Debug, Default)]
pub struct Health(RwLock<BTreeMap<Reason, String>>);

impl Health {
    pub fn set(&self, reason: Reason, words: impl Into<String>) {
        self.0.write().insert(reason, words.into());
    }

    pub fn clear(&self, reason: Reason) {
        self.0.write().remove(&reason);
    }

    pub fn holds(&self, reason: Reason) -> bool {
        self.0.read().contains_key(&reason)
    }

    /// The words of a cause, if it holds.
    pub fn words(&self, reason: Reason) -> Option<String> {
        self.0.read().get(&reason).cloned()
    }

    /// Why mutations are refused, if they are.
    pub fn refusal(&self) -> Option<String> {
        self.first(Reason::refuses_mutations)
    }

    /// Why the daemon is not ready, if it is not.
    pub fn unready(&self) -> Option<String> {
        self.first(Reason::blocks_readiness)
    }

    /// Everything that holds, in words.
    pub fn problems(&self) -> Vec<String> {
        self.0.read().values().cloned().collect()
    }

    fn first(&self, counts: impl Fn(Reason) -> bool) -> Option<String> {
        let reasons = self.0.read();
        reasons
            .iter()
            .find(|(reason, _)| counts(**reason))
            .map(|(_, words)| words.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_redis_is_a_problem_but_refuses_nothing() {
        let health = Health::default();

        health.set(Reason::Redis, "redis is away");

        assert_eq!(health.refusal(), None);
        assert_eq!(health.unready(), None);
        assert_eq!(health.problems(), ["redis is away"]);
    }

    #[test]
    fn a_fatal_close_refuses_mutations_until_it_is_cleared() {
        let health = Health::default();

        health.set(Reason::GatewayFatal, "closed with 4004");
        assert_eq!(health.refusal().as_deref(), Some("closed with 4004"));

        health.clear(Reason::GatewayFatal);
        assert_eq!(health.refusal(), None);
    }
}

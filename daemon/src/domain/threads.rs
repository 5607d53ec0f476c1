//! How long threads live: from when they were begun to the last message of a person in their first seven days. Deleted
//! messages count, and so do threads that are gone.

use emperione_protocol::{ChannelId, MessageId, Timestamp};

use super::event::Channel;

/// For how long a thread is watched, in milliseconds.
pub const WATCHED_MS: i64 = 7 * 86_400_000;

/// A thread as a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The channel that it belongs to.
    pub parent: ChannelId,
    pub begun_at: Timestamp,
    /// When a person wrote last while it was watched, as far as that is known here.
    pub last_at: Option<Timestamp>,
}

impl Thread {
    /// What a channel is as a thread; none if it is none. Of old ones Discord does not say when they were begun, and their
    /// ids do.
    pub fn of(channel: &Channel) -> Option<Self> {
        channel.is_thread().then(|| Self {
            parent: channel.parent.unwrap_or(channel.id),
            begun_at: channel
                .begun_at
                .unwrap_or_else(|| MessageId(channel.id.0).created_at()),
            last_at: None,
        })
    }

    /// Takes note that a person wrote in it.
    pub fn hear(&mut self, at: Timestamp) {
        if (self.begun_at.0..self.begun_at.0 + WATCHED_MS).contains(&at.0) {
            self.last_at = self.last_at.max(Some(at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_watched_for_seven_days() {
        let mut thread = Thread {
            parent: ChannelId(5),
            begun_at: Timestamp(1_000),
            last_at: None,
        };

        for (at, last) in [
            (999, None),
            (1_000 + WATCHED_MS, None),
            (5_000, Some(5_000)),
            (3_000, Some(5_000)),
            (999 + WATCHED_MS, Some(999 + WATCHED_MS)),
        ] {
            thread.hear(Timestamp(at));
            assert_eq!(thread.last_at, last.map(Timestamp), "{at}");
        }
    }
}

//! What is handed to ingest, and the door through which it comes. A shard never waits here: when too much is
//! waiting, what only analytics need is dropped and counted as a gap; moderation always comes in.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use emperione_protocol::{GuildId, Timestamp};
use parking_lot::Mutex;
use tokio::sync::mpsc;

use super::reconcile::Finding;
use crate::clock::Clock;
use crate::domain::event::Event;

/// How many inputs may wait before analytics are dropped.
pub const CAPACITY: usize = 100_000;

/// Something that happened on a shard.
#[derive(Debug)]
pub enum Input {
    /// A connection begins, with the properties that a resume needs to be the same.
    Connecting { shards: u32, fingerprint: String },
    /// A dispatch.
    Frame { seq: u64, event: Event },
    /// A dispatch that could not be decoded; `text` is kept sealed.
    Undecodable {
        kind: String,
        seq: Option<u64>,
        text: String,
    },
    /// The connection is lost.
    Disconnected { reason: String },
    /// Discord closed the connection for good.
    Fatal { reason: String },
    /// Analytics were dropped under load, up to a number in the session.
    Dropped {
        events: u64,
        through: u64,
        from: Timestamp,
    },
    /// What reconcile read about a guild.
    Found { guild: GuildId, finding: Finding },
}

/// An input, with the shard it concerns and when it was received.
#[derive(Debug)]
pub struct Item {
    pub shard: u32,
    pub received: Instant,
    pub input: Input,
}

/// The door; cheap to clone.
#[derive(Clone)]
pub struct Inbox(Arc<Shared>);

struct Shared {
    sender: mpsc::UnboundedSender<Item>,
    clock: Clock,
    capacity: usize,
    waiting: AtomicUsize,
    dropped: AtomicU64,
    overflow: Mutex<HashMap<u32, Overflow>>,
    committed: Mutex<HashMap<u32, u64>>,
}

/// What was dropped on a shard since the last input that came in.
struct Overflow {
    events: u64,
    through: u64,
    from: Timestamp,
}

impl Inbox {
    pub(super) fn new(clock: Clock, capacity: usize) -> (Self, mpsc::UnboundedReceiver<Item>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let shared = Shared {
            sender,
            clock,
            capacity,
            waiting: AtomicUsize::new(0),
            dropped: AtomicU64::new(0),
            overflow: Mutex::default(),
            committed: Mutex::default(),
        };
        (Self(Arc::new(shared)), receiver)
    }

    /// Hands an input over, without waiting.
    pub fn push(&self, shard: u32, received: Instant, input: Input) {
        if let Input::Frame { seq, event } = &input
            && event.body.is_expendable()
            && self.waiting() >= self.0.capacity
        {
            self.drop_one(shard, *seq);
            return;
        }
        self.tell_dropped(shard, received);
        self.send(Item {
            shard,
            received,
            input,
        });
    }

    /// How many inputs wait.
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }

    /// How many events were dropped since the start.
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    /// The number of a shard's last committed event.
    pub fn committed(&self, shard: u32) -> u64 {
        self.0.committed.lock().get(&shard).copied().unwrap_or(0)
    }

    /// Whether ingest has stopped.
    pub(super) fn is_closed(&self) -> bool {
        self.0.sender.is_closed()
    }

    pub(super) fn commit(&self, shard: u32, seq: u64) {
        self.0.committed.lock().insert(shard, seq);
    }

    pub(super) fn taken(&self, count: usize) {
        self.0.waiting.fetch_sub(count, Ordering::Relaxed);
    }

    fn send(&self, item: Item) {
        self.0.waiting.fetch_add(1, Ordering::Relaxed);
        if self.0.sender.send(item).is_err() {
            // Ingest has stopped: the session resumes where it committed last.
            self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    fn drop_one(&self, shard: u32, seq: u64) {
        self.0.dropped.fetch_add(1, Ordering::Relaxed);
        let mut overflow = self.0.overflow.lock();
        let entry = overflow.entry(shard).or_insert_with(|| Overflow {
            events: 0,
            through: seq,
            from: self.0.clock.now(),
        });
        entry.events += 1;
        entry.through = seq;
    }

    fn tell_dropped(&self, shard: u32, received: Instant) {
        if self.dropped() == 0 {
            return;
        }
        let overflow = self.0.overflow.lock().remove(&shard);
        if let Some(overflow) = overflow {
            let input = Input::Dropped {
                events: overflow.events,
                through: overflow.through,
                from: overflow.from,
            };
            self.send(Item {
                shard,
                received,
                input,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use emperione_protocol::UserId;

    use super::*;
    use crate::domain::event::{Body, User};

    fn frame(seq: u64, body: Body) -> Input {
        let event = Event {
            kind: Cow::Borrowed("TEST"),
            guild: None,
            body,
        };
        Input::Frame { seq, event }
    }

    #[test]
    fn under_load_analytics_are_dropped_and_told_and_moderation_is_not() {
        let (inbox, mut receiver) = Inbox::new(Clock::manual(Timestamp(5)), 1);
        let ban = || {
            Body::BanAdded(User {
                id: UserId(1),
                name: "a".into(),
                global_name: None,
                bot: false,
            })
        };

        for (seq, body) in [
            (1, Body::Other),
            (2, Body::Other),
            (3, Body::Other),
            (4, ban()),
        ] {
            inbox.push(0, Instant::now(), frame(seq, body));
        }

        let inputs: Vec<_> = std::iter::from_fn(|| receiver.try_recv().ok())
            .map(|item| item.input)
            .collect();
        assert!(
            matches!(
                inputs.as_slice(),
                [
                    Input::Frame { seq: 1, .. },
                    Input::Dropped {
                        events: 2,
                        through: 3,
                        from: Timestamp(5)
                    },
                    Input::Frame { seq: 4, .. },
                ]
            ),
            "{inputs:?}"
        );
        assert_eq!(inbox.dropped(), 2);
    }
}

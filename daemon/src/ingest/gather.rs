//! The one task that moves the state and gathers batches. While one batch is written the next one gathers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use emperione_protocol::events::Body as Fact;
use emperione_protocol::{GuildId, Timestamp};
use tokio::sync::{Mutex, Notify, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::away::Awaited;
use super::batch::{Batch, GuildKey, Undecoded};
use super::gap::Gaps;
use super::inbox::{Inbox, Input, Item};
use super::invites::Invites;
use super::load::Loaded;
use super::roster::Rosters;
use super::sequence::{Sequence, Verdict};
use super::stats::Stats;
use super::write::Writer;
use super::{Parts, RosterRequest, change, fact, live};
use crate::domain::event::{Body, Event};
use crate::domain::state::Change;
use crate::store::gaps::Gap;

/// A batch closes this long after its first event …
const LONGEST: Duration = Duration::from_millis(25);
/// … or at this many rows.
const LARGEST: usize = 500;
/// With so many rows waiting for a commit nothing more is taken in.
const FULL: usize = 50_000;
/// How many inputs are taken at once.
const TAKE: usize = 512;

pub(super) struct Setup {
    pub(super) parts: Parts,
    pub(super) loaded: Loaded,
    pub(super) inbox: Inbox,
    pub(super) asks: mpsc::UnboundedSender<RosterRequest>,
    pub(super) stats: Arc<Stats>,
    pub(super) stop: CancellationToken,
    pub(super) committed_entries: Arc<Notify>,
}

pub(super) struct Gather {
    pub(super) parts: Parts,
    pub(super) inbox: Inbox,
    pub(super) asks: mpsc::UnboundedSender<RosterRequest>,
    stats: Arc<Stats>,
    stop: CancellationToken,
    committed_entries: Arc<Notify>,
    writer: Arc<Writer>,
    writing: Option<JoinHandle<bool>>,
    pub(super) batch: Batch,
    pub(super) keys: HashMap<GuildId, GuildKey>,
    pub(super) sequences: HashMap<u32, Sequence>,
    pub(super) rosters: Rosters,
    pub(super) invites: Invites,
    pub(super) gaps: Gaps,
    /// By shard.
    pub(super) awaited: HashMap<u32, Awaited>,
    /// When something was heard last before this start, by the shard that heard least of it.
    pub(super) former: Option<Timestamp>,
    /// Gaps of an earlier start that were not reconciled, until their shard is connected.
    pub(super) inherited: Vec<Gap>,
    /// The gap of what is being dropped under load.
    pub(super) overload: HashMap<u32, Gap>,
    /// The earliest message of each guild that was read and after which answers are not counted anew yet.
    pub(super) found: HashMap<GuildId, Timestamp>,
    pub(super) now: Timestamp,
    undecoded: u64,
}

impl Gather {
    pub(super) fn new(setup: Setup) -> Self {
        let Setup { parts, loaded, .. } = setup;
        let former = loaded
            .sessions
            .iter()
            .map(|session| session.updated_at)
            .min();
        let sequences = loaded.sessions.into_iter();
        let writer = Writer {
            db: parts.db.clone(),
            health: parts.health.clone(),
            stats: setup.stats.clone(),
            stop: setup.stop.clone(),
            memory: Mutex::new(loaded.memory),
        };
        Self {
            now: parts.clock.now(),
            parts,
            inbox: setup.inbox,
            asks: setup.asks,
            stats: setup.stats,
            stop: setup.stop,
            committed_entries: setup.committed_entries,
            writer: Arc::new(writer),
            writing: None,
            batch: Batch::default(),
            keys: loaded.keys,
            sequences: sequences
                .map(|session| (session.shard, Sequence::resumed(session)))
                .collect(),
            rosters: Rosters::default(),
            invites: Invites::restored(loaded.invites),
            gaps: Gaps::default(),
            awaited: HashMap::new(),
            former,
            inherited: loaded.open_gaps,
            overload: HashMap::new(),
            found: HashMap::new(),
            undecoded: 0,
        }
    }

    pub(super) async fn run(mut self, mut inputs: mpsc::UnboundedReceiver<Item>) {
        let mut taken = Vec::with_capacity(TAKE);
        while !self.stop.is_cancelled() {
            let ripe = self.ripe();
            let due = self
                .rosters
                .due()
                .into_iter()
                .chain(self.invites.due())
                .chain(self.awaited.values().map(|awaited| awaited.until))
                .min();
            tokio::select! {
                biased;
                _ = joined(&mut self.writing), if self.writing.is_some() => {}
                () = until(ripe), if ripe.is_some() => self.hand_over(),
                _ = inputs.recv_many(&mut taken, TAKE), if self.batch.size < FULL => {
                    self.take(&mut taken);
                }
                () = until(due), if due.is_some() => {
                    self.step_rosters();
                    self.step_invites();
                    self.step_awaited();
                }
                () = self.stop.cancelled() => {}
            }
        }
        self.finish(inputs).await;
    }

    /// Commits what is left, if the database lets us.
    async fn finish(mut self, mut inputs: mpsc::UnboundedReceiver<Item>) {
        inputs.close();
        let mut rest = Vec::new();
        while inputs.recv_many(&mut rest, TAKE).await > 0 {
            self.take(&mut rest);
        }
        if joined(&mut self.writing).await && !self.batch.is_empty() {
            self.hand_over();
            joined(&mut self.writing).await;
        }
    }

    /// When the batch is to be written; none while there is none, or the one before is not committed.
    fn ripe(&self) -> Option<Instant> {
        let opened = self.batch.opened?;
        if self.writing.is_some() {
            return None;
        }
        if self.batch.size >= LARGEST {
            return Some(opened);
        }
        Some(opened + LONGEST)
    }

    fn hand_over(&mut self) {
        let mut batch = std::mem::take(&mut self.batch);
        (batch.id, batch.at) = (format!("{:032x}", rand::random::<u128>()), self.now);
        for (shard, sequence) in &mut self.sequences {
            if let Some(session) = &mut sequence.session {
                session.updated_at = sequence.heard_at;
                batch.sessions.insert(*shard, session.clone());
            }
        }
        batch.close(&self.parts.state.read(), &self.keys);
        let (writer, wake) = (self.writer.clone(), self.committed_entries.clone());
        let (inbox, counters) = (self.inbox.clone(), self.parts.live.clone());
        self.writing = Some(tokio::spawn(async move {
            let committed = writer.write(&batch).await;
            if committed {
                live::count(&counters, &batch);
                for session in batch.sessions.values() {
                    inbox.commit(session.shard, session.seq);
                }
            }
            if !batch.audit.is_empty() || !batch.adopted.is_empty() {
                wake.notify_one();
            }
            committed
        }));
    }

    fn take(&mut self, items: &mut Vec<Item>) {
        self.now = self.parts.clock.now();
        self.inbox.taken(items.len());
        for item in items.drain(..) {
            self.input(item);
        }
    }

    fn input(&mut self, item: Item) {
        let (shard, received) = (item.shard, item.received);
        match item.input {
            Input::Frame { seq, event } => self.frame(shard, received, seq, &event),
            Input::Undecodable { kind, seq, text } => self.undecodable(shard, kind, seq, &text),
            Input::Connecting {
                shards,
                fingerprint,
            } => {
                let sequence = self.sequences.entry(shard).or_default();
                (sequence.shards, sequence.fingerprint) = (shards, fingerprint);
            }
            Input::Disconnected { reason } => {
                self.tell_gateway(shard, "disconnected", &reason);
                self.sequences.entry(shard).or_default().lost = Some(reason);
            }
            Input::Fatal { reason } => self.tell_gateway(shard, "fatal", &reason),
            Input::Dropped {
                events,
                through,
                from,
            } => self.dropped(shard, events, through, from),
            Input::Found { guild, finding } => self.found(shard, guild, finding),
        }
    }

    fn frame(&mut self, shard: u32, received: Instant, seq: u64, event: &Event) {
        self.stats.received.fetch_add(1, Ordering::Relaxed);
        if let Body::Ready(ready) = &event.body {
            self.ready(shard, seq, ready);
        } else if !self.is_new(shard, seq) && event.body != Body::Resumed {
            self.stats.replayed.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.sequences.entry(shard).or_default().heard_at = self.now;
        self.batch.grow(1);
        self.batch.received.push(received);
        self.batch.count(event.guild, event.kind.clone());
        if let (Body::GuildCreated(data), Some(guild)) = (&event.body, event.guild) {
            self.prepare_guild(guild);
            if !data.unavailable {
                self.shown(shard, guild);
            }
        }
        let changes = self.parts.state.write().apply(event, self.now);
        if let Some(guild) = event.guild {
            let state = self.parts.state.read();
            fact::note(
                &mut self.batch,
                &self.parts.seal,
                &state,
                (guild, &event.body),
                self.now,
            );
            if !changes.is_empty() {
                let dating = change::Dating {
                    now: self.now,
                    gap: self.gap_shown_by(guild, &event.body),
                };
                for change in changes {
                    if let Change::PausesMoved(was) = change {
                        self.pauses_moved(guild, was);
                    }
                    change::note(&mut self.batch, &state, guild, change, dating);
                }
            }
        }
        self.follow(shard, event);
    }

    /// Whether an event is to be taken; a jump in the numbers is a gap.
    fn is_new(&mut self, shard: u32, seq: u64) -> bool {
        match self.sequences.entry(shard).or_default().take(seq) {
            Verdict::New => true,
            Verdict::Replay => false,
            Verdict::Jump(missing) => {
                self.missed(shard, missing);
                true
            }
        }
    }

    fn undecodable(&mut self, shard: u32, kind: String, seq: Option<u64>, text: &str) {
        self.stats.undecodable.fetch_add(1, Ordering::Relaxed);
        if let Some(seq) = seq
            && !self.is_new(shard, seq)
        {
            return;
        }
        self.batch.grow(1);
        self.undecoded += 1;
        tracing::warn!(event.kind = %kind, "a frame could not be decoded; it is kept sealed");
        let text_of = format!("an event {kind} could not be decoded");
        self.batch
            .facts
            .push((None, Fact::Warning { text: text_of }));
        match self
            .parts
            .seal
            .seal_bytes("undecoded frame", text.as_bytes())
        {
            Ok(sealed) => self.batch.undecoded.push(Undecoded {
                id: format!("{shard}:{}:{}", self.now.0, self.undecoded),
                at: self.now,
                kind,
                sealed,
            }),
            Err(error) => tracing::error!(%error, "the frame could not be kept"),
        }
    }

    pub(super) fn tell_gateway(&mut self, shard: u32, state: &str, detail: &str) {
        self.batch.grow(1);
        let fact = Fact::Gateway {
            shard,
            state: state.into(),
            detail: detail.into(),
        };
        self.batch.facts.push((None, fact));
    }
}

async fn until(at: Option<Instant>) {
    if let Some(at) = at {
        tokio::time::sleep_until(at.into()).await;
    }
}

/// Waits for the batch that is being written; true if none is.
async fn joined(writing: &mut Option<JoinHandle<bool>>) -> bool {
    match writing {
        Some(task) => {
            let committed = task.await.unwrap_or(false);
            *writing = None;
            committed
        }
        None => true,
    }
}

//! After an interval in which we did not listen: what Discord still shows of it is read over REST and handed to ingest,
//! which alone writes. Messages are read by channel from the gap's beginning; what is known already counts once. The same
//! is compared once a day although nothing seems to be missing.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId, ids::DISCORD_EPOCH_MS};

use futures::FutureExt;
use futures::future::BoxFuture;

use super::inbox::{Inbox, Input};
use crate::clock::Clock;
use crate::domain::event::{AuditEntry, AuthorKind, Message, REPLY};
use crate::domain::invites::Invite;
use crate::ports::discord::{CallError, Direction, Discord, Lane, Post};
use crate::ports::reader::{Reader, Shown};
use crate::store::{self, Db, audit, guilds};

/// The clocks of Discord and of this machine may differ by this much.
pub(super) const MARGIN_MS: i64 = 30_000;
/// Audit log entries are kept for 45 days (Audit Log).
const AUDIT_LOG_MS: i64 = 45 * 86_400_000;
/// So much of the audit log is compared each day, with some of the day before.
const COMPARED_MS: i64 = 26 * 3_600_000;
const PAGE: usize = 100;
const BAN_PAGE: usize = 1_000;
const TRIES: u32 = 5;
/// After this what Discord did not answer is read again.
const PAUSE: Duration = Duration::from_secs(30);

/// What was read.
#[derive(Debug)]
pub enum Finding {
    /// Messages of a channel.
    Messages(Vec<Message>),
    /// Entries of the audit log, oldest first.
    Audit(Vec<AuditEntry>),
    /// All bans in force, and when their reading began.
    Bans {
        began: Timestamp,
        bans: Vec<(UserId, String)>,
        /// Whether those that are new to us were made in a gap; else they may be older than our listening.
        missed: bool,
    },
    /// The invites with their uses; none if they could not be read.
    Invites(Option<Vec<Invite>>),
    /// The reading is over; `unknown` says what could not be read.
    Done { unknown: Vec<String> },
}

/// Reads what a guild's gap left behind.
pub(super) struct Reading {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) discord: Arc<dyn Discord>,
    pub(super) inbox: Inbox,
    /// Whether something was missed; else it is looked whether that is so.
    pub(super) is_gap: bool,
    pub(super) shard: u32,
    pub(super) guild: GuildId,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// Channels that may have new messages.
    pub(super) channels: Vec<ChannelId>,
}

/// A part of what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Audit,
    Bans,
    Messages(ChannelId),
}

impl Reading {
    /// Reads until Discord has answered or refused all of it: until then the gap stays open.
    pub(super) async fn run(self) {
        let (mut unknown, mut unanswered) = (Vec::new(), Vec::new());
        let mut left = VecDeque::from([Part::Audit]);
        if self.to.0 - self.from.0 > AUDIT_LOG_MS {
            left.push_back(Part::Bans);
        }
        left.extend(self.channels.iter().copied().map(Part::Messages));
        while let Some(part) = left.pop_front() {
            match self.read(part).await {
                Ok(()) => {}
                Err(failure) if failure.passes() => unanswered.push(part),
                Err(failure) => {
                    unknown.push(format!("{part}: {failure}"));
                    if part == Part::Audit && !left.contains(&Part::Bans) {
                        left.push_back(Part::Bans);
                    }
                }
            }
            if left.is_empty() && !unanswered.is_empty() {
                tokio::time::sleep(PAUSE).await;
                if self.inbox.is_closed() {
                    return;
                }
                left.extend(unanswered.drain(..));
            }
        }
        self.hand(Finding::Done { unknown });
    }

    /// Reads once what shows whether something was missed, and gives what Discord refuses.
    async fn compare(&self, shown: Shown) -> Result<Vec<String>, Failure> {
        let mut unknown = Vec::new();
        let audit_log = shown.audit_log.then_some(Part::Audit);
        for part in audit_log
            .into_iter()
            .chain(shown.bans.then_some(Part::Bans))
        {
            match self.read(part).await {
                Err(failure) if failure.passes() => return Err(failure),
                Err(failure) => unknown.push(format!("{part}: {failure}")),
                Ok(()) => {}
            }
        }
        Ok(unknown)
    }

    async fn read(&self, part: Part) -> Result<(), Failure> {
        match part {
            Part::Audit => self.audit().await,
            Part::Bans => self.bans().await,
            Part::Messages(channel) => self.messages(channel).await,
        }
    }

    fn hand(&self, finding: Finding) {
        let guild = self.guild;
        self.inbox
            .push(self.shard, Instant::now(), Input::Found { guild, finding });
    }

    async fn audit(&self) -> Result<(), Failure> {
        let lane = if self.is_gap {
            Lane::Manual
        } else {
            Lane::Analytics
        };
        let last = audit::last(&mut self.db.read().await?, self.guild).await?;
        // What came live since may be newer than what was missed.
        let first = self.first_id();
        let mut after = last.map_or(first, |last| last.min(first));
        loop {
            let direction = Direction::After(after);
            let mut entries = again(|| self.discord.audit_log(lane, self.guild, direction)).await?;
            entries.sort_unstable_by_key(|entry| entry.id);
            let full = entries.len() >= PAGE;
            let Some(newest) = entries.last().map(|entry| entry.id) else {
                return Ok(());
            };
            self.hand(Finding::Audit(entries));
            if !full || newest <= after {
                return Ok(());
            }
            after = newest;
        }
    }

    async fn bans(&self) -> Result<(), Failure> {
        let began = self.clock.now();
        let mut bans: Vec<(UserId, String)> = Vec::new();
        loop {
            let after = bans.last().map(|(user, _)| *user);
            let page = again(|| self.discord.bans(Lane::Analytics, self.guild, after)).await?;
            let full = page.len() >= BAN_PAGE;
            bans.extend(page.into_iter().map(|ban| (ban.user.id, ban.user.name)));
            if !full {
                let missed = self.is_gap;
                self.hand(Finding::Bans {
                    began,
                    bans,
                    missed,
                });
                return Ok(());
            }
        }
    }

    async fn messages(&self, channel: ChannelId) -> Result<(), Failure> {
        let mut after = self.first_id();
        let last = self.to.0 + MARGIN_MS;
        loop {
            let direction = Direction::After(after);
            let mut posts =
                again(|| self.discord.messages(Lane::Analytics, channel, direction)).await?;
            posts.sort_unstable_by_key(|post| post.id);
            let full = posts.len() >= PAGE;
            let Some(newest) = posts.last().map(|post| post.id) else {
                return Ok(());
            };
            self.hand(Finding::Messages(posts.into_iter().map(message).collect()));
            if !full || newest.0 <= after || newest.created_at().0 > last {
                return Ok(());
            }
            after = newest.0;
        }
    }

    /// The smallest id of the gap.
    fn first_id(&self) -> u64 {
        let ms = (self.from.0 - MARGIN_MS).max(0).unsigned_abs();
        ms.saturating_sub(DISCORD_EPOCH_MS) << 22
    }
}

/// Compares what Discord shows of a guild with what is known of it.
pub(super) struct Comparer {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) discord: Arc<dyn Discord>,
    pub(super) inbox: Inbox,
}

impl Reader for Comparer {
    fn compare(&self, guild: GuildId, shown: Shown) -> BoxFuture<'_, Result<Vec<String>, String>> {
        async move {
            let compared = self.compare(guild, shown).await;
            compared.map_err(|failure| failure.to_string())
        }
        .boxed()
    }
}

impl Comparer {
    async fn compare(&self, guild: GuildId, shown: Shown) -> Result<Vec<String>, Failure> {
        let now = self.clock.now();
        let seen = guilds::first_seen_at(&mut self.db.read().await?, guild).await?;
        // What was done before that is no case of ours.
        let seen = Timestamp(seen.unwrap_or(now).0 + MARGIN_MS);
        let reading = Reading {
            db: self.db.clone(),
            clock: self.clock.clone(),
            discord: self.discord.clone(),
            inbox: self.inbox.clone(),
            is_gap: false,
            // Only a gap's end needs it.
            shard: 0,
            guild,
            from: seen.max(Timestamp(now.0 - COMPARED_MS)),
            to: now,
            channels: Vec::new(),
        };
        reading.compare(shown).await
    }
}

fn message(post: Post) -> Message {
    Message {
        id: post.id,
        channel: post.channel,
        author: post.author.id,
        author_name: post.author.name.into(),
        author_kind: AuthorKind::of(post.webhook, post.author.bot, post.message_type),
        text: post.text.into(),
        attachments: post.attachments,
        is_reply: post.message_type == REPLY,
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Call(#[from] CallError),
    #[error("{0}")]
    Store(#[from] store::Error),
}

impl Failure {
    /// Whether it may be read another time.
    fn passes(&self) -> bool {
        !matches!(self, Self::Call(CallError::Refused { .. }))
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Audit => f.write_str("audit log"),
            Self::Bans => f.write_str("bans"),
            Self::Messages(channel) => write!(f, "channel {channel}"),
        }
    }
}

/// Calls until Discord answers or refuses.
pub(super) async fn again<'a, T>(
    call: impl Fn() -> crate::ports::discord::Call<'a, T>,
) -> Result<T, CallError> {
    let mut tried = 1;
    loop {
        match call().await {
            Err(CallError::NotSent(_) | CallError::Unknown(_)) if tried < TRIES => {
                tokio::time::sleep(Duration::from_secs(1 << tried)).await;
                tried += 1;
            }
            answer => return answer,
        }
    }
}

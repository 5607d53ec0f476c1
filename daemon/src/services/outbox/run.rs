//! The worker: one post at a time for each channel, journalled before and after.

use std::collections::BTreeSet;
use std::time::Duration;

use emperione_protocol::events::Body;
use emperione_protocol::{ChannelId, MessageId, PostId, Timestamp};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::watch;

use super::Outbox;
use super::post::{self, Group};
use crate::crash;
use crate::domain::explanation::{Question, explain};
use crate::domain::outbox::footer;
use crate::domain::permissions::READ_MESSAGE_HISTORY;
use crate::health::Reason;
use crate::ports::discord::code::UNKNOWN_CHANNEL;
use crate::ports::discord::{CallError, Direction, File, Lane, LogPost};
use crate::services::Result;
use crate::store::outbox::{self, OutboxRow, Tried};
use crate::store::{self, events, inbox};

const MISSING_ACCESS: u64 = 50_001;
const MISSING_PERMISSIONS: u64 = 50_013;

/// How many waiting rows are read at once.
const PAGE: u32 = 500;
/// How often a channel that refuses posts is tried.
const BROKEN: Duration = Duration::from_mins(3);
/// The longest pause between two tries of one post.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// After so many tries without an answer the channel counts as broken.
const PATIENCE: u32 = 4;
/// While nothing may be sent, or the database is away, look again after this.
const HELD: Duration = Duration::from_secs(1);
/// When nobody tells of new events, look again after this.
const IDLE: Duration = Duration::from_secs(30);
/// Events come in numbers; more often than this nobody looks.
const BREATH: Duration = Duration::from_millis(100);
/// What the clocks of two machines may differ.
const SLACK_MS: i64 = 60_000;
/// How many pages of a channel are searched for a post.
const PAGES: usize = 10;
const FULL_PAGE: usize = 100;

/// What is to be done after a look at a channel.
pub(super) enum Next {
    GoOn,
    Idle,
    At(Timestamp),
    /// Discord refuses posts there.
    Broken(String),
    /// Nothing is known against the channel; it may work soon.
    Later(String),
}

impl Outbox {
    /// Delivers posts until the daemon stops.
    pub async fn run(self) {
        while !self.parts.stop.is_cancelled() {
            if !self.parts.is_refused() && self.address().await.is_ok() {
                break;
            }
            self.pause(HELD).await;
        }
        let config = &self.parts.config;
        let guilds = config.outbox.guilds().chain(config.inbox.guilds());
        let mut driven: BTreeSet<_> = guilds.map(|(_, channel)| channel).collect();
        let drive = |channel: &ChannelId| self.drive(*channel);
        let mut under_way: FuturesUnordered<_> = driven.iter().map(drive).collect();
        let mut head = self.parts.db.head();
        while !self.parts.stop.is_cancelled() {
            head.mark_unchanged();
            for channel in self.waiting().await {
                if driven.insert(channel) {
                    under_way.push(self.drive(channel));
                }
            }
            tokio::select! {
                _ = under_way.next(), if !under_way.is_empty() => {}
                () = self.news(&mut head) => {}
            }
        }
        while under_way.next().await.is_some() {}
    }

    /// The channels for which something waits; alerts name others than the configuration does.
    async fn waiting(&self) -> Vec<ChannelId> {
        let found = async { outbox::channels(&mut self.parts.db.read().await?).await };
        let found: store::Result<_> = found.await;
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "the channels of posts could not be read");
            Vec::new()
        })
    }

    /// Waits until something happened, or for so long that another process may have done something.
    async fn news(&self, head: &mut watch::Receiver<u64>) {
        self.until(async {
            let _ = tokio::time::timeout(IDLE, head.changed()).await;
            tokio::time::sleep(BREATH).await;
        })
        .await;
    }

    /// What an earlier run left goes to the channels that are configured now.
    async fn address(&self) -> Result<()> {
        let now = self.parts.clock.now();
        let guilds = outbox::guilds(&mut self.parts.db.read().await?).await?;
        for guild in guilds {
            let config = &self.parts.config;
            let (log, items) = (config.outbox.channel(guild), config.inbox.channel(guild));
            let mut tx = self.parts.db.write().await?;
            outbox::address(&mut tx, (guild, false), log, now).await?;
            outbox::address(&mut tx, (guild, true), items, now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn drive(&self, channel: ChannelId) {
        let mut head = self.parts.db.head();
        let mut tries = 0;
        while !self.parts.stop.is_cancelled() {
            if self.parts.is_refused() {
                self.pause(HELD).await;
                continue;
            }
            head.mark_unchanged();
            let next = self.deliver(channel).await;
            tries = match &next {
                Ok(Next::Later(_)) => tries + 1,
                _ => 0,
            };
            match next {
                Ok(Next::GoOn) => {}
                Ok(Next::Idle) => {
                    self.forget(channel);
                    self.news(&mut head).await;
                }
                Ok(Next::At(at)) => self.until(self.parts.clock.sleep_until(at)).await,
                Ok(Next::Broken(why)) => {
                    self.report(channel, Some(&why)).await;
                    self.until(self.parts.clock.sleep(BROKEN)).await;
                }
                Ok(Next::Later(why)) => {
                    tracing::warn!(%channel, why, "a post to a channel is tried again");
                    if tries >= PATIENCE {
                        self.report(channel, Some(&why)).await;
                    }
                    let pause = Duration::from_millis(500) * 2_u32.pow(tries.min(10));
                    let pause = self.parts.clock.sleep(pause.min(LONGEST_PAUSE));
                    self.until(pause).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "posts wait for the database");
                    self.pause(HELD).await;
                }
            }
        }
    }

    async fn pause(&self, time: Duration) {
        self.until(tokio::time::sleep(time)).await;
    }

    async fn until(&self, wait: impl Future<Output = ()>) {
        tokio::select! {
            () = wait => {}
            () = self.parts.stop.cancelled() => {}
        }
    }

    /// Sees the next post of a channel to its end, as far as that is possible now.
    async fn deliver(&self, channel: ChannelId) -> Result<Next> {
        let rows = outbox::waiting(&mut self.parts.db.read().await?, channel, PAGE).await?;
        let Some(first) = rows.first() else {
            return Ok(Next::Idle);
        };
        if let Some(tried) = first.tried {
            return self.resolve(channel, tried).await;
        }
        let now = self.parts.clock.now();
        match post::next(&rows, now) {
            Ok(group) => self.send(self.begin(first, group, now).await?).await,
            Err(at) => Ok(Next::At(at)),
        }
    }

    /// Journals what goes out before it does.
    async fn begin(&self, first: &OutboxRow, group: Group, now: Timestamp) -> Result<Tried> {
        let channel = first.wish.channel;
        let tried = Tried {
            post: PostId::random(),
            channel,
            at: now,
        };
        let mut tx = self.parts.db.write().await?;
        match group {
            Group::Rows(rows) => {
                for seq in rows {
                    outbox::try_one(&mut tx, seq, tried).await?;
                }
            }
            Group::Overdue(before) => {
                outbox::try_overdue(&mut tx, before, tried).await?;
            }
        }
        tx.commit().await?;
        Ok(tried)
    }

    async fn send(&self, tried: Tried) -> Result<Next> {
        let mut tx = self.parts.db.read().await?;
        if let Some(item) = outbox::item_of(&mut tx, tried.post).await? {
            drop(tx);
            return self.show_item(tried, item).await;
        }
        let words = self.words(&mut tx, tried).await?;
        let file = outbox::file_of(&mut tx, tried.post).await?;
        drop(tx);
        let Some((words, at)) = words else {
            self.conclude(tried, Err("what it tells of is gone"))
                .await?;
            return Ok(Next::GoOn);
        };
        let post = LogPost {
            title: words.title,
            text: words.text,
            color: words.color,
            at,
            footer: footer(&tried.post),
            nonce: tried.post.to_string(),
            buttons: Vec::new(),
            file: file.map(|(name, body)| File { name, body }),
        };
        self.send_post(tried, &post).await
    }

    pub(super) async fn send_post(&self, tried: Tried, post: &LogPost) -> Result<Next> {
        crash::point("before_post");
        let discord = &self.parts.discord;
        let sent = discord.send_log(Lane::Alert, tried.channel, post).await;
        crash::point("after_post");
        match sent {
            Ok(message) => self.delivered(tried, message).await,
            Err(error) => self.not_sent(tried, error).await,
        }
    }

    /// What is to be done after a call that brought no post about, as far as is known.
    pub(super) async fn not_sent(&self, tried: Tried, error: CallError) -> Result<Next> {
        match error {
            CallError::Unknown(why) => Ok(Next::Later(why)),
            CallError::NotSent(why) => {
                self.untry(tried).await?;
                Ok(Next::Later(why))
            }
            error @ CallError::Refused { .. } => self.refused(tried, &error).await,
        }
    }

    pub(super) async fn delivered(&self, tried: Tried, message: MessageId) -> Result<Next> {
        self.conclude(tried, Ok(message)).await?;
        self.report(tried.channel, None).await;
        Ok(Next::GoOn)
    }

    /// Discord said no: to the channel, to us, or to this one post.
    async fn refused(&self, tried: Tried, error: &CallError) -> Result<Next> {
        let CallError::Refused { status, code, .. } = error else {
            return Ok(Next::Later(error.to_string()));
        };
        let words = error.to_string();
        match (status, *code) {
            (_, UNKNOWN_CHANNEL | MISSING_ACCESS | MISSING_PERMISSIONS) | (403 | 404, _) => {
                self.untry(tried).await?;
                Ok(Next::Broken(words))
            }
            (401 | 429, _) => {
                self.untry(tried).await?;
                Ok(Next::Later(words))
            }
            _ => {
                tracing::error!(channel = %tried.channel, %error, "a post to a channel is given up");
                self.conclude(tried, Err(&words)).await?;
                let label = self.label(tried.channel);
                let text = format!("a post to {label} {} is given up: {words}", tried.channel);
                self.warn(text).await?;
                Ok(Next::GoOn)
            }
        }
    }

    /// Looks for a post that may have arrived, and sends it only if it did not.
    async fn resolve(&self, channel: ChannelId, tried: Tried) -> Result<Next> {
        let is_elsewhere = tried.channel != channel;
        if !self.may_look_back(tried.channel) {
            if is_elsewhere {
                return self.leave(tried).await;
            }
            // Discord shows no messages then, which would look as if there were none (Channel: Get Channel Messages).
            let why = "a post may have arrived, and Read Message History is missing to look for it";
            return Ok(Next::Broken(why.into()));
        }
        match self.find(tried).await {
            Ok(Some(message)) => self.delivered(tried, message).await,
            Ok(None) | Err(CallError::Refused { .. }) if is_elsewhere => self.leave(tried).await,
            Ok(None) => self.send(tried).await,
            // Whatever arrived is gone with the channel.
            Err(error) if error.code() == Some(UNKNOWN_CHANNEL) => {
                self.untry(tried).await?;
                Ok(Next::Broken(error.to_string()))
            }
            Err(error @ CallError::Refused { .. }) => Ok(Next::Broken(error.to_string())),
            Err(error) => Ok(Next::Later(error.to_string())),
        }
    }

    /// The guild has another log channel by now, where it is posted, though it may stand in the old one.
    async fn leave(&self, tried: Tried) -> Result<Next> {
        self.untry(tried).await?;
        Ok(Next::GoOn)
    }

    /// Whether the bot may read what stands in a channel; a channel that is not known is asked for.
    fn may_look_back(&self, channel: ChannelId) -> bool {
        let state = self.parts.state.read();
        let home = state
            .guilds
            .iter()
            .find(|(_, guild)| guild.channels.contains_key(&channel));
        let (Some((id, guild)), Some(me)) = (home, &state.me) else {
            return true;
        };
        let question = Question {
            user: me.id,
            channel: Some(channel),
            permission: READ_MESSAGE_HISTORY,
            now: self.parts.clock.now(),
        };
        explain(*id, guild, question).is_granted()
    }

    async fn find(&self, tried: Tried) -> Result<Option<MessageId>, CallError> {
        let me = self.parts.state.read().me.as_ref().map(|me| me.id);
        let wanted = footer(&tried.post);
        let mut after = MessageId::first_at(Timestamp(tried.at.0 - SLACK_MS)).0;
        for _ in 0..PAGES {
            let discord = &self.parts.discord;
            let page = discord
                .messages(Lane::Alert, tried.channel, Direction::After(after))
                .await?;
            let ours = |author| me.is_none_or(|me| me == author);
            let found = page
                .iter()
                .find(|post| post.footer.as_ref() == Some(&wanted) && ours(post.author.id));
            if let Some(post) = found {
                return Ok(Some(post.id));
            }
            match page.iter().map(|post| post.id.0).max() {
                Some(last) if page.len() == FULL_PAGE => after = last,
                _ => break,
            }
        }
        Ok(None)
    }

    pub(super) async fn conclude(
        &self,
        tried: Tried,
        end: Result<MessageId, &str>,
    ) -> store::Result<()> {
        let mut tx = self.parts.db.write().await?;
        if let (Ok(message), Some(item)) = (end, outbox::item_of(&mut tx, tried.post).await?) {
            inbox::set_post(&mut tx, item, (tried.channel, message)).await?;
        }
        outbox::conclude(&mut tx, tried.post, end, self.parts.clock.now()).await?;
        tx.commit().await
    }

    async fn untry(&self, tried: Tried) -> store::Result<()> {
        let mut tx = self.parts.db.write().await?;
        outbox::untry(&mut tx, tried.post).await?;
        tx.commit().await
    }

    /// Nothing waits for a channel any more, such as a report whose schedule is gone: it is no problem to anybody.
    fn forget(&self, channel: ChannelId) {
        if self.note(channel, None) {
            tracing::info!(%channel, "nothing waits any more for a channel that could not be posted to");
        }
    }

    /// Notes whether a channel can be posted to, for `emp status`; says whether it could not before.
    fn note(&self, channel: ChannelId, why: Option<&str>) -> bool {
        let mut broken = self.broken.lock();
        let was = match why {
            Some(why) => broken.insert(channel, why.into()).is_some(),
            None => broken.remove(&channel).is_some(),
        };
        let words = |(channel, why): (&ChannelId, &String)| {
            let label = self.label(*channel);
            format!("{label} {channel} cannot be posted to: {why}")
        };
        let all: Vec<_> = broken.iter().map(words).collect();
        if all.is_empty() {
            self.parts.health.clear(Reason::LogChannel);
        } else {
            self.parts.health.set(Reason::LogChannel, all.join("; "));
        }
        was
    }

    /// Says that a channel cannot be posted to, or that it can be again: in the log, in `emp status`, among the events.
    async fn report(&self, channel: ChannelId, why: Option<&str>) {
        let was_broken = self.note(channel, why);
        let label = self.label(channel);
        let text = match why {
            Some(why) if !was_broken => {
                tracing::error!(%channel, why, "a channel cannot be posted to; what is to be told waits");
                format!("{label} {channel} cannot be posted to, what is to be told waits: {why}")
            }
            None if was_broken => {
                tracing::info!(%channel, "a channel can be posted to again");
                format!("{label} {channel} can be posted to again")
            }
            _ => return,
        };
        if let Err(error) = self.warn(text).await {
            tracing::warn!(%error, "the state of a channel could not be told");
        }
    }

    /// What a channel is for.
    fn label(&self, channel: ChannelId) -> &'static str {
        let config = &self.parts.config;
        let is = |(_, known): (_, ChannelId)| known == channel;
        if config.outbox.guilds().any(is) {
            "log channel"
        } else if config.inbox.guilds().any(is) {
            "inbox channel"
        } else {
            "channel"
        }
    }

    async fn warn(&self, text: String) -> store::Result<()> {
        let mut tx = self.parts.db.write().await?;
        let fact = Body::Warning { text };
        events::append(&mut tx, self.parts.clock.now(), &[(None, fact)]).await?;
        tx.commit().await
    }
}

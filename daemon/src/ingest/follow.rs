//! What an event leads to beside its rows: sessions that begin, rosters, gaps and their reconciling.

use std::time::{Duration, Instant};

use emperione_protocol::events::Body as Fact;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::system::Intents;
use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::batch::{BanList, GuildKey};
use super::gap::Part;
use super::gather::Gather;
use super::reconcile::{Finding, MARGIN_MS, Reading};
use super::roster::{Complete, Step};
use super::{RosterRequest, change, fact};
use crate::domain::event::{Body, Event, Guild, Ready};
use crate::store::gaps::{self, Gap};
use crate::store::sessions::Session;

/// Opcode 8, Request Guild Members.
const REQUEST_MEMBERS: u8 = 8;
/// Drops that follow each other within this belong to one gap.
const SAME_OVERLOAD_MS: i64 = 10_000;

impl Gather {
    /// A new session. If there was one before, what it would have brought is a gap.
    pub(super) fn ready(&mut self, shard: u32, seq: u64, ready: &Ready) {
        let now = self.now;
        let sequence = self.sequences.entry(shard).or_default();
        let session = Session {
            shard,
            shards: sequence.shards,
            id: ready.session.to_string(),
            resume_url: ready.resume_url.to_string(),
            seq,
            fingerprint: sequence.fingerprint.clone(),
            updated_at: now,
        };
        let (from, shards, lost) = (sequence.heard_at, sequence.shards, sequence.lost.take());
        let before = sequence.begin(session);
        self.batch.me = Some(ready.user.clone());
        self.tell_gateway(shard, "ready", "a new session");
        // With another number of shards they had other guilds.
        let is_same = before.is_some_and(|before| before.shards == shards);
        let from = if is_same { Some(from) } else { self.former };
        for guild in self.guilds_of(shard) {
            if !ready.guilds.contains(&guild) {
                self.removed(guild, from.unwrap_or(now));
            }
        }
        self.await_guilds(shard, &ready.guilds);
        if let Some(from) = from {
            let reason = lost.unwrap_or_else(|| "the daemon was away".into());
            let shards = self.shards(shard).filter(|_| is_same);
            self.gap((shard, shards), from, reason, None);
        }
        self.inherit(shard);
    }

    /// Numbers of the session are missing.
    pub(super) fn missed(&mut self, shard: u32, missing: u64) {
        let from = self.sequences.entry(shard).or_default().heard_at;
        tracing::warn!(shard, missing, "events of the session are missing");
        let place = (shard, self.shards(shard));
        self.gap(place, from, "sequence gap".into(), Some(missing));
        self.resume_invites(shard, true);
        self.reconcile_available(shard);
    }

    /// Analytics were dropped under load.
    pub(super) fn dropped(&mut self, shard: u32, events: u64, through: u64, from: Timestamp) {
        self.sequences.entry(shard).or_default().skip(through);
        let last = self.overload.get(&shard);
        let same = last.filter(|gap| gap.to.is_some_and(|to| from.0 - to.0 <= SAME_OVERLOAD_MS));
        if let Some(gap) = same.and_then(|gap| self.gaps.extend(&gap.id, self.now, events)) {
            self.batch.grow(1);
            self.batch.gaps.push(gap.clone());
            self.overload.insert(shard, gap);
            return;
        }
        let place = (shard, self.shards(shard));
        let gap = self.gap(place, from, "overload".into(), Some(events));
        self.overload.insert(shard, gap);
        self.reconcile_available(shard);
    }

    fn gap(
        &mut self,
        place: (u32, Option<u32>),
        from: Timestamp,
        reason: String,
        events: Option<u64>,
    ) -> Gap {
        self.gap_of((place, None), from, reason, events)
    }

    /// Opens a gap of a shard, or of one of its guilds.
    pub(super) fn gap_of(
        &mut self,
        ((shard, shards), guild): ((u32, Option<u32>), Option<GuildId>),
        from: Timestamp,
        reason: String,
        events: Option<u64>,
    ) -> Gap {
        let of = guild.map_or_else(String::new, |guild| format!("{guild}:"));
        let gap = Gap {
            id: format!("{shard}:{of}{}:{}", from.0, self.now.0),
            shard: Some(shard),
            shards,
            guild,
            from,
            to: Some(self.now),
            reason,
            events,
            reconciled_at: None,
        };
        tracing::warn!(shard, from = %gap.from, to = %self.now, reason = %gap.reason, "a gap");
        self.take_up(gap.clone());
        gap
    }

    /// Of how many shards a shard is one, if that was told.
    pub(super) fn shards(&self, shard: u32) -> Option<u32> {
        let sequence = self.sequences.get(&shard)?;
        Some(sequence.shards).filter(|shards| *shards > 0)
    }

    fn take_up(&mut self, gap: Gap) {
        let Some(shard) = gap.shard else { return };
        self.say(&gap);
        let guilds = match gap.guild {
            Some(guild) => vec![guild],
            None => self.guilds_of(shard),
        };
        let roster = self.parts.intents != Intents::Minimal;
        self.gaps.open(gap, guilds.into_iter(), roster);
        self.settle_empty();
    }

    /// Gaps that an earlier start left are taken up again.
    fn inherit(&mut self, shard: u32) {
        for gap in self
            .inherited
            .extract_if(.., |gap| gap.shard == Some(shard))
            .collect::<Vec<_>>()
        {
            self.take_up(gap);
        }
    }

    fn say(&mut self, gap: &Gap) {
        self.batch.grow(1);
        self.batch.gaps.push(gap.clone());
        let fact = Fact::Gap {
            from: gap.from,
            to: gap.to,
            reason: gap.reason.clone(),
            reconciled: gap.reconciled_at.is_some(),
        };
        self.batch.facts.push((gap.guild, fact));
    }

    pub(super) fn guilds_of(&self, shard: u32) -> Vec<GuildId> {
        let shards = self.shards(shard).unwrap_or(1);
        let state = self.parts.state.read();
        let owned = |guild: &&GuildId| gaps::is_of(**guild, (shard, shards));
        state.guilds.keys().filter(owned).copied().collect()
    }

    /// Begins to reconcile the guilds that are there; others follow when they come.
    fn reconcile_available(&mut self, shard: u32) {
        for guild in self.guilds_of(shard) {
            self.reconcile_known(shard, guild);
        }
    }

    /// Begins to reconcile a guild that is there, in the channels that are known.
    fn reconcile_known(&mut self, shard: u32, guild: GuildId) {
        let state = self.parts.state.read();
        let Some(of) = state.guild(guild).filter(|of| of.is_available()) else {
            return;
        };
        let channels = of
            .channels
            .values()
            .filter(|channel| has_text(channel.channel_type));
        let channels = channels.map(|channel| channel.id).collect();
        drop(state);
        let begins = self.reconcile(shard, guild, channels);
        if begins && self.gaps.roster_since(guild).is_some() {
            self.want_roster(shard, guild);
        }
    }

    /// Says whether a reading begins.
    fn reconcile(&mut self, shard: u32, guild: GuildId, channels: Vec<ChannelId>) -> bool {
        let Some(gap) = self.gaps.begin(guild) else {
            return false;
        };
        let reading = Reading {
            db: self.parts.db.clone(),
            clock: self.parts.clock.clone(),
            discord: self.parts.discord.clone(),
            inbox: self.inbox.clone(),
            is_gap: true,
            shard,
            guild,
            from: gap.from,
            to: gap.to.unwrap_or(self.now),
            channels,
        };
        tokio::spawn(reading.run());
        true
    }

    /// The key of a guild that is new to us.
    pub(super) fn prepare_guild(&mut self, guild: GuildId) {
        if self.keys.contains_key(&guild) {
            return;
        }
        let made = self.parts.seal.new_guild_key(guild);
        match made.and_then(|wrapped| self.parts.seal.learn(guild, &wrapped).map(|()| wrapped)) {
            Ok(wrapped) => {
                let first_seen_at = self.now;
                let key = GuildKey {
                    wrapped,
                    first_seen_at,
                };
                self.keys.insert(guild, key);
            }
            Err(error) => {
                tracing::error!(%error, guild.id = guild.0, "no key for the guild's texts");
            }
        }
    }

    /// When the gap began that this event shows something of.
    pub(super) fn gap_shown_by(&self, guild: GuildId, body: &Body) -> Option<Timestamp> {
        match body {
            Body::GuildCreated(_) => self.gaps.since(guild),
            Body::Members(_) => self.gaps.roster_since(guild),
            _ => None,
        }
    }

    /// What else an event leads to.
    pub(super) fn follow(&mut self, shard: u32, event: &Event) {
        if let Some(guild) = event.guild {
            self.follow_invites(shard, guild, &event.body);
        }
        match (&event.body, event.guild) {
            (Body::Resumed, _) => {
                self.tell_gateway(shard, "resumed", "the session goes on");
                self.sequences.entry(shard).or_default().lost = None;
                self.inherit(shard);
                self.reconcile_available(shard);
                self.complete_rosters(shard);
                self.resume_invites(shard, false);
            }
            (Body::GuildCreated(data), Some(guild)) if !data.unavailable => {
                self.came(shard, guild, data);
            }
            (Body::GuildDeleted { unavailable: false }, Some(guild)) => {
                self.left_behind(guild);
            }
            (Body::Members(chunk), Some(guild)) => {
                if let Some(complete) = self.rosters.chunk(guild, chunk, Instant::now()) {
                    self.roster(guild, &complete);
                }
            }
            (
                Body::RateLimited {
                    opcode: REQUEST_MEMBERS,
                    retry_after_ms,
                },
                Some(guild),
            ) => {
                let after = Duration::from_millis(*retry_after_ms);
                self.rosters.refused(guild, after, Instant::now());
            }
            (Body::MemberJoined(member), Some(guild)) => self.rosters.joined(guild, member.user.id),
            (Body::MemberLeft(user), Some(guild)) => self.rosters.left(guild, user.id),
            (Body::Interaction(data), _) => {
                if let Some(interactions) = &self.parts.interactions {
                    let _ = interactions.send(data.clone());
                }
            }
            _ => {}
        }
    }

    fn came(&mut self, shard: u32, guild: GuildId, data: &Guild) {
        let since = self.gaps.since(guild);
        let since = since.map(|since| Timestamp(since.0 - MARGIN_MS));
        let spoken = |channel: &&crate::domain::event::Channel| {
            has_text(channel.channel_type)
                && channel
                    .last_message
                    .is_some_and(|last| since.is_some_and(|since| last.created_at() >= since))
        };
        let channels = data
            .channels
            .iter()
            .filter(spoken)
            .map(|channel| channel.id)
            .collect();
        self.reconcile(shard, guild, channels);
        if data.members.len() as u64 >= data.member_count {
            let seen = data.members.iter().map(|member| member.user.id).collect();
            self.roster(guild, &Complete { seen });
        } else {
            self.want_roster(shard, guild);
        }
    }

    fn want_roster(&mut self, shard: u32, guild: GuildId) {
        if self.parts.intents != Intents::Minimal {
            self.rosters.want(shard, guild, Instant::now());
            self.step_rosters();
        }
    }

    /// A roster that was being read when the last connection ended is read anew.
    fn complete_rosters(&mut self, shard: u32) {
        for guild in self.guilds_of(shard) {
            let partial = self
                .parts
                .state
                .read()
                .guild(guild)
                .is_some_and(|of| of.partial && of.is_available());
            if partial {
                self.want_roster(shard, guild);
            }
        }
    }

    pub(super) fn step_rosters(&mut self) {
        while let Some(step) = self.rosters.step(Instant::now()) {
            match step {
                Step::Ask {
                    shard,
                    guild,
                    nonce,
                } => {
                    let _ = self.asks.send(RosterRequest {
                        shard,
                        guild,
                        nonce,
                    });
                }
                Step::GiveUp { guild } => {
                    tracing::warn!(guild.id = guild.0, "the roster stays incomplete");
                    let closed = self.gaps.done(guild, Part::Roster, self.now);
                    self.reconciled(&closed);
                }
            }
        }
    }

    /// A roster is complete: who is not in it has left.
    fn roster(&mut self, guild: GuildId, complete: &Complete) {
        let dating = change::Dating {
            now: self.gaps.roster_until(guild).unwrap_or(self.now),
            gap: self.gaps.roster_since(guild).or(Some(self.now)),
        };
        let mut state = self.parts.state.write();
        let missing = state.guild(guild).map(|of| of.missing_from(&complete.seen));
        let departed: Vec<_> = missing
            .into_iter()
            .flatten()
            .filter_map(|user| state.depart(guild, user))
            .collect();
        if let Some(of) = state.guilds.get_mut(&guild) {
            of.partial = false;
        }
        for change in departed {
            change::note(&mut self.batch, &state, guild, change, dating);
        }
        drop(state);
        self.batch.grow(1);
        self.batch.dirty.guilds.insert(guild);
        let closed = self.gaps.done(guild, Part::Roster, self.now);
        self.reconciled(&closed);
    }

    /// Takes in what reconcile read.
    pub(super) fn found(&mut self, shard: u32, guild: GuildId, finding: Finding) {
        match finding {
            Finding::Messages(messages) => {
                self.batch.grow(messages.len());
                if let Some(first) = messages.iter().map(|message| message.id).min() {
                    let earliest = self.found.entry(guild).or_insert(self.now);
                    *earliest = first.created_at().min(*earliest);
                }
                let state = self.parts.state.read();
                for message in &messages {
                    let (row, manner) = fact::heard(&self.parts.seal, guild, message);
                    self.batch.hear_in_thread(&state, &row);
                    self.batch.backfill.push(row, manner);
                }
            }
            Finding::Audit(entries) => {
                self.batch.grow(entries.len());
                self.batch.adopted.extend(entries);
            }
            Finding::Bans {
                began,
                bans,
                missed,
            } => {
                self.batch.grow(bans.len());
                let list = BanList {
                    guild,
                    at: began,
                    bans,
                    missed,
                };
                self.batch.ban_lists.push(list);
            }
            Finding::Invites(list) => self.invites_read(guild, list),
            Finding::Done { unknown } => {
                for what in unknown {
                    self.batch.grow(1);
                    let text = format!("not reconciled: {what}");
                    self.batch.facts.push((Some(guild), Fact::Warning { text }));
                }
                self.tell_observer(guild);
                self.recount(guild);
                let closed = self.gaps.done(guild, Part::Reading, self.now);
                self.reconciled(&closed);
                // What was missed meanwhile is read next.
                self.reconcile_known(shard, guild);
            }
        }
    }

    /// The messages of a gap are read: what is counted of their order is counted anew, with the gap's end. What a start
    /// before this one read of the gap lies after its beginning.
    fn recount(&mut self, guild: GuildId) {
        let gap = self.gaps.since(guild);
        let gap = gap.map(|since| Timestamp(since.0 - MARGIN_MS));
        if let Some(from) = self.found.remove(&guild).into_iter().chain(gap).min() {
            let earliest = self.batch.recounts.entry(guild).or_insert(from);
            *earliest = from.min(*earliest);
            self.batch.grow(1);
        }
    }

    fn settle_empty(&mut self) {
        let closed = self.gaps.close(self.now);
        self.reconciled(&closed);
    }

    pub(super) fn reconciled(&mut self, closed: &[Gap]) {
        for gap in closed {
            // What is dropped from now on is of another gap.
            self.overload.retain(|_, open| open.id != gap.id);
            tracing::info!(from = %gap.from, reason = %gap.reason, "a gap is reconciled");
            self.say(gap);
        }
    }

    /// Lets the actions check what they expected to happen in a gap.
    fn tell_observer(&self, guild: GuildId) {
        let Some(observer) = self.parts.observer.clone() else {
            return;
        };
        tokio::spawn(async move {
            if let Err(error) = observer.reconciled(guild).await {
                tracing::warn!(%error, "expiries are not checked yet");
            }
        });
    }

    /// Lets the actions know of pauses that are not as they were.
    pub(super) fn pauses_moved(&self, guild: GuildId, was: Pauses) {
        let Some(observer) = self.parts.observer.clone() else {
            return;
        };
        tokio::spawn(async move {
            if let Err(error) = observer.pauses_moved(guild, was).await {
                tracing::warn!(%error, "the case of a pause that was ended stays until its time");
            }
        });
    }
}

/// Whether messages can be read in a channel of a type (Channel: Channel Types).
fn has_text(channel_type: u8) -> bool {
    matches!(channel_type, 0 | 2 | 5 | 10..=13)
}

//! By which invite members joined. A guild's invites are read when it comes, and again after somebody joined: one reading for
//! all who joined meanwhile, never more often than once in a while, and behind everything that is urgent.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};

use super::batch::Batch;
use super::gather::Gather;
use super::inbox::{Inbox, Input};
use super::load::Restored;
use super::reconcile::{Finding, again};
use crate::domain::event::{Body, Member};
use crate::domain::invites::{Book, Invite, Join, Origin};
use crate::domain::permissions::{self, MANAGE_GUILD};
use crate::domain::state::State;
use crate::ports::discord::{CallError, Discord, Lane};
use crate::store::invites::Came;

/// How long others who join are waited for.
const FIRST: Duration = Duration::from_millis(250);
/// The least between two readings of a guild.
const SPACING: Duration = Duration::from_secs(1);

/// The books of all guilds.
#[derive(Default)]
pub(super) struct Invites {
    kept: HashMap<GuildId, Kept>,
}

#[derive(Default)]
struct Kept {
    shard: u32,
    book: Book,
    /// The guild has an address of its own.
    vanity: bool,
    due: Option<Instant>,
    read_at: Option<Instant>,
}

impl Kept {
    /// Wants a reading, some time after others who join.
    fn want(&mut self, now: Instant) {
        if self.due.is_none() && !self.book.is_reading() {
            let soonest = self.read_at.map(|at| at + SPACING);
            self.due = Some((now + FIRST).max(soonest.unwrap_or(now)));
        }
    }
}

impl Invites {
    /// What an earlier run knew; the guilds' shards are told when they are connected.
    pub(super) fn restored(restored: Vec<Restored>) -> Self {
        let heard = Instant::now();
        let kept = restored.into_iter().map(|guild| {
            let joins = guild.waiting.into_iter();
            let joins = joins.map(|(user, at)| Join { user, at, heard });
            let kept = Kept {
                vanity: guild.invites.iter().any(|invite| invite.vanity),
                book: Book::restored(guild.invites, joins.collect()),
                ..Kept::default()
            };
            (guild.id, kept)
        });
        Self {
            kept: kept.collect(),
        }
    }

    /// When a reading is due.
    pub(super) fn due(&self) -> Option<Instant> {
        self.kept.values().filter_map(|kept| kept.due).min()
    }

    fn take_due(&mut self, now: Instant) -> Option<(GuildId, u32, bool)> {
        let is_due = |kept: &Kept| kept.due.is_some_and(|due| due <= now);
        let (guild, kept) = self.kept.iter_mut().find(|(_, kept)| is_due(kept))?;
        kept.due = None;
        kept.read_at = Some(now);
        kept.book.ask();
        Some((*guild, kept.shard, kept.vanity))
    }
}

/// Reads a guild's invites.
struct Reading {
    discord: Arc<dyn Discord>,
    inbox: Inbox,
    shard: u32,
    guild: GuildId,
    vanity: bool,
}

impl Reading {
    async fn run(self) {
        let read = self.read().await;
        if let Err(error) = &read {
            tracing::warn!(guild.id = self.guild.0, %error, "the invites of a guild could not be read");
        }
        let finding = Finding::Invites(read.ok().flatten());
        let guild = self.guild;
        self.inbox
            .push(self.shard, Instant::now(), Input::Found { guild, finding });
    }

    async fn read(&self) -> Result<Option<Vec<Invite>>, CallError> {
        let (discord, lane) = (&self.discord, Lane::Analytics);
        let Some(mut list) = again(|| discord.invites(lane, self.guild)).await? else {
            return Ok(None);
        };
        if self.vanity {
            list.extend(again(|| discord.vanity(lane, self.guild)).await?);
        }
        Ok(Some(list))
    }
}

impl Gather {
    /// What an event means for the book of its guild.
    pub(super) fn follow_invites(&mut self, shard: u32, guild: GuildId, body: &Body) {
        let now = Instant::now();
        match body {
            Body::GuildCreated(data) if !data.unavailable => {
                self.lose_invites(guild);
                let kept = self.invites.kept.entry(guild).or_default();
                (kept.shard, kept.vanity) = (shard, data.vanity);
                self.want_invites(guild, now);
            }
            Body::GuildUpdated(data) => {
                let kept = self.invites.kept.entry(guild).or_default();
                (kept.shard, kept.vanity) = (shard, data.vanity);
            }
            Body::GuildDeleted { .. } => self.lose_invites(guild),
            Body::MemberJoined(member) => self.joined(shard, guild, member, now),
            Body::InviteCreated(invite) => {
                let kept = self.invites.kept.entry(guild).or_default();
                kept.book.created(invite);
                if kept.book.is_known() {
                    let key = (guild, invite.code.clone());
                    self.batch.invites.insert(key, Some((**invite).clone()));
                }
            }
            Body::InviteDeleted(code) => {
                let kept = self.invites.kept.entry(guild).or_default();
                kept.book.deleted(code, now, self.now);
                self.batch.invites.insert((guild, code.clone()), None);
            }
            // The bot may have been given the right by it, or it was taken away.
            Body::RoleSaved(_) => self.check_invites(guild, now),
            Body::MemberUpdated(member) if self.is_me(member.user.id) => {
                self.check_invites(guild, now);
            }
            _ => {}
        }
    }

    /// Joins of these guilds were missed, or their session goes on.
    pub(super) fn resume_invites(&mut self, shard: u32, missed: bool) {
        for guild in self.guilds_of(shard) {
            if missed {
                self.lose_invites(guild);
            }
            let kept = self.invites.kept.entry(guild).or_default();
            kept.shard = shard;
            if !kept.book.is_known() || kept.book.is_waiting() {
                self.want_invites(guild, Instant::now());
            }
        }
    }

    fn joined(&mut self, shard: u32, guild: GuildId, member: &Member, heard: Instant) {
        if member.user.bot {
            return;
        }
        let join = Join {
            user: member.user.id,
            at: member.joined_at.unwrap_or(self.now),
            heard,
        };
        let may_read = may_read(&self.parts.state.read(), guild, self.now);
        let kept = self.invites.kept.entry(guild).or_default();
        kept.shard = shard;
        if may_read {
            kept.book.join(join);
            kept.want(heard);
        } else {
            self.lose_invites(guild);
            self.settle(guild, join.user, join.at, Origin::Unknown);
        }
    }

    fn is_me(&self, user: UserId) -> bool {
        let state = self.parts.state.read();
        state.me.as_ref().is_some_and(|me| me.id == user)
    }

    /// Reads the invites as soon as that is allowed, and forgets them when it no longer is.
    fn check_invites(&mut self, guild: GuildId, now: Instant) {
        let may_read = may_read(&self.parts.state.read(), guild, self.now);
        let known = self.invites.kept.get(&guild);
        if known.is_some_and(|kept| kept.book.is_known()) != may_read {
            self.want_invites(guild, now);
        }
    }

    fn want_invites(&mut self, guild: GuildId, now: Instant) {
        if may_read(&self.parts.state.read(), guild, self.now) {
            self.invites.kept.entry(guild).or_default().want(now);
        } else {
            self.lose_invites(guild);
        }
    }

    /// From what was known of a guild nothing more can be told.
    fn lose_invites(&mut self, guild: GuildId) {
        let Some(kept) = self.invites.kept.get_mut(&guild) else {
            return;
        };
        for invite in kept.book.invites() {
            self.batch
                .invites
                .insert((guild, invite.code.clone()), None);
        }
        for join in kept.book.forget() {
            self.settle(guild, join.user, join.at, Origin::Unknown);
        }
    }

    pub(super) fn step_invites(&mut self) {
        while let Some((guild, shard, vanity)) = self.invites.take_due(Instant::now()) {
            let reading = Reading {
                discord: self.parts.discord.clone(),
                inbox: self.inbox.clone(),
                shard,
                guild,
                vanity,
            };
            tokio::spawn(reading.run());
        }
    }

    /// Takes in what was read; none if it could not be.
    pub(super) fn invites_read(&mut self, guild: GuildId, list: Option<Vec<Invite>>) {
        let now = Instant::now();
        let Some(kept) = self.invites.kept.get_mut(&guild) else {
            return;
        };
        let Some(list) = list else {
            self.lose_invites(guild);
            if let Some(kept) = self.invites.kept.get_mut(&guild) {
                kept.book.fail();
            }
            return;
        };
        let before: HashMap<_, _> = kept
            .book
            .invites()
            .map(|invite| (invite.code.clone(), invite.clone()))
            .collect();
        let told = kept.book.read(list, now);
        save_changed(&mut self.batch, guild, before, kept.book.invites());
        if kept.book.is_waiting() {
            kept.want(now);
        }
        for (join, origin) in told {
            self.settle(guild, join.user, join.at, origin);
        }
    }

    fn settle(&mut self, guild: GuildId, user: UserId, at: Timestamp, origin: Origin) {
        self.batch.grow(1);
        self.batch.came.push(Came {
            guild,
            user,
            at,
            origin,
        });
    }
}

/// Saves only what is new.
fn save_changed<'a>(
    batch: &mut Batch,
    guild: GuildId,
    mut before: HashMap<Box<str>, Invite>,
    after: impl Iterator<Item = &'a Invite>,
) {
    for invite in after {
        if before.remove(&invite.code).as_ref() != Some(invite) {
            let key = (guild, invite.code.clone());
            batch.invites.insert(key, Some(invite.clone()));
        }
    }
    let gone = before.into_keys().map(|code| ((guild, code), None));
    batch.invites.extend(gone);
    batch.grow(1);
}

/// Whether Discord shows us the uses of a guild's invites (Guild: Get Guild Invites).
pub(super) fn may_read(state: &State, guild: GuildId, now: Timestamp) -> bool {
    let (Some(known), Some(me)) = (state.guild(guild), &state.me) else {
        return false;
    };
    permissions::of(known, RoleId(guild.0), me.id, now) & MANAGE_GUILD != 0
}

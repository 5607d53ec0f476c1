//! What is committed together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use emperione_protocol::events::Body as Fact;
use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};

use crate::domain::event::{AuditEntry, AuthorKind, Channel, Role, User};
use crate::domain::invites::Invite;
use crate::domain::length::Length;
use crate::domain::state::{Guild, Member, State, Stay, VoiceEnd};
use crate::domain::threads::Thread;
use crate::seal::Sealed;
use crate::store::facts::{Activity, ActivityKey, hour};
use crate::store::gaps::Gap;
use crate::store::guilds::GuildRow;
use crate::store::invites::Came;
use crate::store::members::{BanRow, ChangeRow, MemberRow};
use crate::store::messages::NewMessage;
use crate::store::sessions::Session;

/// A guild's key and since when it is known.
#[derive(Clone)]
pub(super) struct GuildKey {
    pub(super) wrapped: Vec<u8>,
    pub(super) first_seen_at: Timestamp,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) created: u32,
    pub(super) edited: u32,
    pub(super) deleted: u32,
    pub(super) reactions: u32,
    pub(super) first: Option<MessageId>,
    pub(super) last: Option<MessageId>,
}

pub(super) struct Edited {
    pub(super) guild: GuildId,
    pub(super) channel: ChannelId,
    pub(super) message: MessageId,
    pub(super) author: Option<(UserId, AuthorKind)>,
    pub(super) at: Timestamp,
    pub(super) sealed: Option<Sealed>,
}

pub(super) struct Deleted {
    pub(super) guild: GuildId,
    pub(super) channel: ChannelId,
    pub(super) message: MessageId,
    pub(super) at: Timestamp,
}

pub(super) struct Undecoded {
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) kind: String,
    pub(super) sealed: Vec<u8>,
}

pub(super) enum BanChange {
    Banned(BanRow),
    Unbanned(GuildId, UserId),
}

/// A guild's ban list, read in full.
pub(super) struct BanList {
    pub(super) guild: GuildId,
    /// When its reading began.
    pub(super) at: Timestamp,
    pub(super) bans: Vec<(UserId, String)>,
    /// Whether those that are new were made in a gap.
    pub(super) missed: bool,
}

/// Messages as rows, and what else is counted of each.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) rows: Vec<NewMessage>,
    manners: Vec<Manner>,
}

/// What is counted of a message and not kept in its row.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) length: Option<Length>,
    pub(super) is_reply: bool,
}

impl Heard {
    pub(super) fn push(&mut self, row: NewMessage, manner: Manner) {
        self.rows.push(row);
        self.manners.push(manner);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&NewMessage, Manner)> {
        self.rows.iter().zip(self.manners.iter().copied())
    }
}

/// The facts that a message is. What Discord writes in a member's name is nothing that the member did, and a webhook is
/// nobody.
pub(super) fn facts_of(row: &NewMessage, manner: Manner) -> (ActivityKey, Activity) {
    let at = row.id.created_at();
    let key = ActivityKey {
        guild: row.guild,
        hour: hour(at),
        channel: row.channel,
        user: match row.author_kind {
            AuthorKind::System | AuthorKind::Webhook => UserId::default(),
            AuthorKind::Person | AuthorKind::Bot => row.author,
        },
    };
    let Manner { length, is_reply } = manner;
    (
        key,
        Activity::message(at, length, row.attachments, is_reply),
    )
}

/// What of the state changed; the rows are made when the batch closes.
#[derive(Default)]
pub(super) struct Dirty {
    pub(super) guilds: BTreeSet<GuildId>,
    pub(super) roles: BTreeSet<(GuildId, RoleId)>,
    pub(super) channels: BTreeSet<(GuildId, ChannelId)>,
    pub(super) members: BTreeSet<(GuildId, UserId)>,
    pub(super) voice: BTreeSet<(GuildId, UserId)>,
}

/// Rows of the state, as they are when the batch closes.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) guilds: Vec<GuildRow>,
    pub(super) roles: Vec<(GuildId, RoleId, Option<Role>)>,
    pub(super) channels: Vec<(GuildId, ChannelId, Option<Channel>)>,
    pub(super) members: Vec<MemberRow>,
    pub(super) voice: Vec<(GuildId, UserId, Option<Stay>)>,
}

#[derive(Default)]
pub(super) struct Batch {
    pub(super) opened: Option<Instant>,
    /// Given when it is closed, and no other's.
    pub(super) id: String,
    /// How large it is, in rows.
    pub(super) size: usize,
    /// When each of its frames was received.
    pub(super) received: Vec<Instant>,
    pub(super) at: Timestamp,
    /// The bot itself, as a new session names it.
    pub(super) me: Option<User>,
    pub(super) messages: Heard,
    /// Messages that were read later, of which some may be known.
    pub(super) backfill: Heard,
    /// Guilds whose messages are all read back since a time: answers are counted anew from there on.
    pub(super) recounts: BTreeMap<GuildId, Timestamp>,
    /// Threads that are new or changed, or that people wrote in.
    pub(super) threads: BTreeMap<(GuildId, ChannelId), Thread>,
    /// People who joined, and when.
    pub(super) joins: Vec<(GuildId, UserId, Timestamp)>,
    pub(super) edits: Vec<Edited>,
    pub(super) deletes: Vec<Deleted>,
    pub(super) activity: HashMap<ActivityKey, Activity>,
    pub(super) counts: HashMap<(Option<GuildId>, Cow<'static, str>), u64>,
    pub(super) tallies: BTreeMap<GuildId, Tally>,
    pub(super) last: HashMap<(GuildId, ChannelId), MessageId>,
    pub(super) dirty: Dirty,
    pub(super) rows: Rows,
    pub(super) departed: BTreeMap<(GuildId, UserId), MemberRow>,
    pub(super) history: Vec<ChangeRow>,
    /// How members came, told after the facts of their joins.
    pub(super) came: Vec<Came>,
    /// Invites that changed; none is gone.
    pub(super) invites: BTreeMap<(GuildId, Box<str>), Option<Invite>>,
    pub(super) bans: Vec<BanChange>,
    pub(super) ban_lists: Vec<BanList>,
    pub(super) voice_ends: Vec<(GuildId, VoiceEnd, bool)>,
    pub(super) audit: Vec<AuditEntry>,
    /// Entries that were read later: a ban or unban in them was not seen otherwise.
    pub(super) adopted: Vec<AuditEntry>,
    pub(super) undecoded: Vec<Undecoded>,
    pub(super) gaps: Vec<Gap>,
    pub(super) facts: Vec<(Option<GuildId>, Fact)>,
    pub(super) sessions: BTreeMap<u32, Session>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.opened.is_none()
    }

    /// Grows by some rows, received now if it is the first.
    pub(super) fn grow(&mut self, rows: usize) {
        self.opened.get_or_insert_with(Instant::now);
        self.size += rows;
    }

    pub(super) fn count(&mut self, guild: Option<GuildId>, kind: Cow<'static, str>) {
        *self.counts.entry((guild, kind)).or_default() += 1;
    }

    /// The facts of a member who did something in a channel at a moment.
    pub(super) fn act(
        &mut self,
        guild: GuildId,
        channel: ChannelId,
        user: UserId,
        at: Timestamp,
    ) -> &mut Activity {
        self.activity(guild, channel, user, at).see(at)
    }

    /// A channel of a guild as a fact, if it is a thread.
    pub(super) fn thread(
        &mut self,
        id: GuildId,
        guild: &Guild,
        channel: ChannelId,
    ) -> Option<&mut Thread> {
        let thread = Thread::of(guild.channels.get(&channel)?)?;
        Some(self.threads.entry((id, channel)).or_insert(thread))
    }

    /// Takes note of the thread that a message of a person is in.
    pub(super) fn hear_in_thread(&mut self, state: &State, row: &NewMessage) {
        if row.author_kind == AuthorKind::Person
            && let Some(guild) = state.guild(row.guild)
            && let Some(thread) = self.thread(row.guild, guild, row.channel)
        {
            thread.hear(row.id.created_at());
        }
    }

    /// The facts of a member in a channel, in the hour of a moment.
    pub(super) fn activity(
        &mut self,
        guild: GuildId,
        channel: ChannelId,
        user: UserId,
        at: Timestamp,
    ) -> &mut Activity {
        let key = ActivityKey {
            guild,
            hour: hour(at),
            channel,
            user,
        };
        self.activity.entry(key).or_default()
    }

    /// Makes the rows of what changed, and the `messages` facts of the event log.
    pub(super) fn close(&mut self, state: &State, keys: &HashMap<GuildId, GuildKey>) {
        let dirty = std::mem::take(&mut self.dirty);
        let guild = |id: &GuildId| state.known(*id);
        let rows = &mut self.rows;
        rows.guilds = dirty
            .guilds
            .iter()
            .filter_map(|id| guild_row(*id, state, keys, self.at))
            .collect();
        rows.roles = dirty
            .roles
            .iter()
            .map(|(id, role)| {
                (
                    *id,
                    *role,
                    guild(id).and_then(|guild| guild.roles.get(role).cloned()),
                )
            })
            .collect();
        rows.channels = dirty
            .channels
            .iter()
            .map(|(id, channel)| {
                let row = guild(id).and_then(|guild| guild.channels.get(channel).cloned());
                (*id, *channel, row)
            })
            .collect();
        rows.members = dirty
            .members
            .iter()
            .filter_map(|(id, user)| {
                let member = guild(id)?.members.get(user)?;
                Some(member_row(*id, *user, member, None))
            })
            .chain(std::mem::take(&mut self.departed).into_values())
            .collect();
        rows.voice = dirty
            .voice
            .iter()
            .map(|(id, user)| {
                (
                    *id,
                    *user,
                    guild(id).and_then(|guild| guild.voice.get(user).copied()),
                )
            })
            .collect();
        for (guild, tally) in &self.tallies {
            self.facts.push((Some(*guild), tally.fact()));
        }
    }
}

impl Tally {
    fn fact(self) -> Fact {
        Fact::Messages {
            created: self.created,
            edited: self.edited,
            deleted: self.deleted,
            reactions: self.reactions,
            first: self.first,
            last: self.last,
        }
    }
}

fn guild_row(
    id: GuildId,
    state: &State,
    keys: &HashMap<GuildId, GuildKey>,
    at: Timestamp,
) -> Option<GuildRow> {
    let (guild, key) = (state.known(id)?, keys.get(&id)?);
    Some(GuildRow {
        id,
        name: guild.name.to_string(),
        owner: guild.owner,
        afk_channel: guild.afk_channel,
        away_since: guild.away_since,
        partial: guild.partial,
        member_count: guild.member_count,
        pauses: guild.pauses,
        removed_at: state.guild(id).is_none().then_some(at),
        first_seen_at: key.first_seen_at,
        key: key.wrapped.clone(),
    })
}

pub(super) fn member_row(
    guild: GuildId,
    user: UserId,
    member: &Member,
    left_at: Option<Timestamp>,
) -> MemberRow {
    MemberRow {
        guild,
        user,
        name: member.name().into(),
        global_name: member.global_name().map(Into::into),
        nick: member.nick().map(Into::into),
        bot: member.bot,
        roles: member.roles.to_vec(),
        joined_at: member.joined_at(),
        left_at,
        timed_out_until: member.timed_out_until(),
        flags: member.flags,
    }
}

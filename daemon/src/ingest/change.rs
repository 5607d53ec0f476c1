//! From changes of the state to rows, history and the event log.

use emperione_protocol::events::Body as Fact;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::batch::{BanChange, Batch, member_row};
use super::reconcile::MARGIN_MS;
use crate::domain::invites::Origin;
use crate::domain::past::Look;
use crate::domain::state::{Change, Guild, Member, State, VoiceEnd};
use crate::store::invites::Came;
use crate::store::members::{BanRow, ChangeRow};

/// How exactly changes are dated.
#[derive(Clone, Copy)]
pub(super) struct Dating {
    pub(super) now: Timestamp,
    /// Set while a gap of the guild is reconciled: when it began. What a roster shows then happened within it.
    pub(super) gap: Option<Timestamp>,
}

/// Adds what a change means to the batch.
pub(super) fn note(batch: &mut Batch, state: &State, id: GuildId, change: Change, dating: Dating) {
    let Some(guild) = state.guild(id) else {
        if let Change::Removed { name } = change {
            removed(batch, id, &name);
        }
        return;
    };
    batch.grow(1);
    match change {
        Change::Available => {
            batch.dirty.guilds.insert(id);
            let name = guild.name.to_string();
            tell(batch, id, Fact::GuildAvailable { name });
        }
        Change::Unavailable => {
            batch.dirty.guilds.insert(id);
            let name = guild.name.to_string();
            tell(batch, id, Fact::GuildUnavailable { name });
        }
        Change::Removed { name } => removed(batch, id, &name),
        Change::Guild | Change::PausesMoved(_) => {
            batch.dirty.guilds.insert(id);
        }
        Change::Role(role) => {
            batch.dirty.roles.insert((id, role));
        }
        Change::Channel(channel) => {
            batch.last.remove(&(id, channel));
            batch.thread(id, guild, channel);
            batch.dirty.channels.insert((id, channel));
        }
        Change::VoiceBegan(user)
        | Change::VoiceChanged(user)
        | Change::VoiceEnded(VoiceEnd { user, .. }) => {
            batch.dirty.voice.insert((id, user));
            voice(batch, guild, id, &change, dating);
        }
        Change::Banned(user, name) => banned(batch, guild, (id, user), &name, dating.now),
        Change::Unbanned(user, name) => unbanned(batch, guild, (id, user), &name, dating.now),
        change => member(batch, guild, id, change, dating),
    }
}

fn member(batch: &mut Batch, guild: &Guild, id: GuildId, change: Change, dating: Dating) {
    match change {
        Change::Member(user) => saved(batch, id, user),
        Change::Found(user) => {
            saved(batch, id, user);
            let joined_at = guild.members.get(&user).and_then(Member::joined_at);
            if let (Some(gap), Some(joined_at)) = (dating.gap, joined_at)
                && joined_at.0 >= gap.0 - MARGIN_MS
            {
                joined(batch, guild, (id, user), joined_at, Origin::Unknown);
            }
        }
        Change::Joined(user) => {
            saved(batch, id, user);
            batch.dirty.guilds.insert(id);
            let member = guild.members.get(&user);
            let at = member.and_then(Member::joined_at).unwrap_or(dating.now);
            let origin = match member {
                Some(member) if member.bot => Origin::Bot,
                _ => Origin::Waiting,
            };
            joined(batch, guild, (id, user), at, origin);
        }
        Change::Left { user, member } => left(batch, (id, user), &member, dating),
        Change::Rejoined { user, member } => rejoined(batch, guild, (id, user), &member, dating),
        Change::Told {
            user,
            what,
            text,
            was,
        } => {
            let row = history((id, user), dating.now, what.name(), text.clone());
            batch.history.push(ChangeRow {
                exact: dating.gap.is_none(),
                was: Some(look(&was)),
                ..row
            });
            let user = user_ref(guild, user);
            let what = what.name().into();
            tell(batch, id, Fact::MemberChanged { user, what, text });
        }
        _ => {}
    }
}

fn saved(batch: &mut Batch, guild: GuildId, user: UserId) {
    batch.departed.remove(&(guild, user));
    batch.dirty.members.insert((guild, user));
}

fn joined(batch: &mut Batch, guild: &Guild, of: (GuildId, UserId), at: Timestamp, origin: Origin) {
    batch.history.push(history(of, at, "join", String::new()));
    let (id, user) = of;
    if guild.members.get(&user).is_some_and(|member| !member.bot) {
        batch.joins.push((id, user, at));
    }
    batch.came.push(Came {
        guild: id,
        user,
        at,
        origin,
    });
    let user = user_ref(guild, user);
    tell(batch, id, Fact::MemberJoined { user });
}

fn left(batch: &mut Batch, of: (GuildId, UserId), member: &Member, dating: Dating) {
    let (id, user) = of;
    batch.dirty.members.remove(&of);
    batch.dirty.guilds.insert(id);
    batch
        .departed
        .insert(of, member_row(id, user, member, Some(dating.now)));
    let detail = dating.gap.map_or_else(String::new, |from| {
        format!("between {from} and {}", dating.now)
    });
    batch.history.push(ChangeRow {
        exact: dating.gap.is_none(),
        was: Some(look(member)),
        ..history(of, dating.now, "leave", detail)
    });
    let user = UserRef {
        id: user,
        name: member.name().into(),
        display_name: member.display_name().map(Into::into),
    };
    tell(batch, id, Fact::MemberLeft { user });
}

/// The leave that was not heard lies before the join, and after what was heard last.
fn rejoined(
    batch: &mut Batch,
    guild: &Guild,
    of: (GuildId, UserId),
    member: &Member,
    dating: Dating,
) {
    let now = guild.members.get(&of.1).and_then(Member::joined_at);
    let joined_at = now.unwrap_or(dating.now);
    let before = Dating {
        now: Timestamp(joined_at.0 - 1),
        gap: dating.gap.or(member.joined_at()).or(Some(joined_at)),
    };
    left(batch, of, member, before);
    saved(batch, of.0, of.1);
    joined(batch, guild, of, joined_at, Origin::Unknown);
}

fn banned(batch: &mut Batch, guild: &Guild, of: (GuildId, UserId), name: &str, at: Timestamp) {
    let row = BanRow {
        guild: of.0,
        user: of.1,
        name: name.into(),
        at,
    };
    batch.bans.push(BanChange::Banned(row));
    batch.history.push(history(of, at, "ban", String::new()));
    let user = named(guild, of.1, name);
    tell(batch, of.0, Fact::MemberBanned { user });
}

fn unbanned(batch: &mut Batch, guild: &Guild, of: (GuildId, UserId), name: &str, at: Timestamp) {
    batch.bans.push(BanChange::Unbanned(of.0, of.1));
    batch.history.push(history(of, at, "unban", String::new()));
    let user = named(guild, of.1, name);
    tell(batch, of.0, Fact::MemberUnbanned { user });
}

fn voice(batch: &mut Batch, guild: &Guild, id: GuildId, change: &Change, dating: Dating) {
    match change {
        Change::VoiceBegan(user) => {
            let channel = guild
                .voice
                .get(user)
                .map(|stay| channel_name(guild, stay.channel));
            let user = user_ref(guild, *user);
            let channel = channel.unwrap_or_default();
            tell(batch, id, Fact::VoiceJoined { user, channel });
        }
        Change::VoiceEnded(end) => {
            // Shown by a new session, the end lies somewhere in the gap: only what was heard before it is known.
            let exact = dating.gap.is_none();
            let end = dating.gap.map_or(*end, |gap| until(end, gap));
            batch.act(id, end.channel, end.user, end.to).voice_ms += end.heard_ms;
            batch.voice_ends.push((id, end, exact));
            let user = user_ref(guild, end.user);
            let channel = channel_name(guild, end.channel);
            tell(batch, id, Fact::VoiceLeft { user, channel });
        }
        _ => {}
    }
}

/// The stay as if it had ended at the beginning of a gap.
fn until(end: &VoiceEnd, gap: Timestamp) -> VoiceEnd {
    let to = end.to.min(gap).max(end.from);
    let heard_since = |since: Timestamp| (end.to.0 - since.max(to).0).max(0);
    let unknown = end.hearing_since.map_or(0, heard_since);
    VoiceEnd {
        to,
        heard_ms: (end.heard_ms - unknown).max(0),
        ..*end
    }
}

fn removed(batch: &mut Batch, id: GuildId, name: &str) {
    batch.grow(1);
    batch.dirty.guilds.insert(id);
    tell(batch, id, Fact::GuildRemoved { name: name.into() });
}

fn history(of: (GuildId, UserId), at: Timestamp, kind: &'static str, detail: String) -> ChangeRow {
    ChangeRow {
        guild: of.0,
        user: of.1,
        at,
        kind,
        detail,
        exact: true,
        was: None,
    }
}

fn look(member: &Member) -> Look {
    Look {
        name: member.name().into(),
        global_name: member.global_name().map(Into::into),
        nick: member.nick().map(Into::into),
        roles: member.roles.to_vec(),
        timed_out_until: member.timed_out_until(),
        joined_at: member.joined_at(),
    }
}

pub(super) fn tell(batch: &mut Batch, guild: GuildId, fact: Fact) {
    batch.facts.push((Some(guild), fact));
}

fn channel_name(guild: &Guild, channel: ChannelId) -> String {
    match guild.channels.get(&channel) {
        Some(channel) => channel.name.to_string(),
        None => channel.to_string(),
    }
}

/// How a record names a user.
pub(super) fn user_ref(guild: &Guild, user: UserId) -> UserRef {
    match guild.members.get(&user) {
        Some(member) => UserRef {
            id: user,
            name: member.name().into(),
            display_name: member.display_name().map(Into::into),
        },
        None => UserRef {
            id: user,
            name: user.to_string(),
            display_name: None,
        },
    }
}

fn named(guild: &Guild, user: UserId, name: &str) -> UserRef {
    UserRef {
        name: name.into(),
        ..user_ref(guild, user)
    }
}

//! How an event changes the state.

use std::collections::HashSet;
use std::sync::Arc;

use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

use super::State;
use super::change::{Change, What, from_to, timeout_text};
use super::guild::Guild;
use super::member::Member;
use super::voice::Stay;
use crate::domain::event::{self, Body, Channel, Event, Role, User, Voice};

impl State {
    /// Applies an event and says what changed in its guild.
    pub fn apply(&mut self, event: &Event, now: Timestamp) -> Vec<Change> {
        match (&event.body, event.guild) {
            (Body::Ready(ready), _) => {
                self.me = Some(ready.user.clone());
                Vec::new()
            }
            (Body::GuildCreated(data), Some(id)) => self.come(id, data, now),
            (Body::GuildDeleted { unavailable: true }, Some(id)) => self.go_away(id, now),
            (Body::GuildDeleted { unavailable: false }, Some(id)) => self.remove(id, now),
            (body, Some(id)) => match self.guilds.get_mut(&id) {
                Some(guild) => guild.apply(body, now),
                None => Vec::new(),
            },
            (_, None) => Vec::new(),
        }
    }

    /// Takes a member out whom the roster no longer shows.
    pub fn depart(&mut self, guild: GuildId, user: UserId) -> Option<Change> {
        let member = self.guilds.get_mut(&guild)?.members.remove(&user)?;
        Some(Change::Left {
            user,
            member: Box::new(member),
        })
    }

    fn come(&mut self, id: GuildId, data: &event::Guild, now: Timestamp) -> Vec<Change> {
        if data.unavailable {
            return self.go_away(id, now);
        }
        let before = self.removed.remove(&id);
        let guild = self.guilds.entry(id).or_insert(before.unwrap_or_default());
        guild.name = data.name.clone();
        guild.owner = data.owner;
        guild.afk_channel = data.afk_channel;
        guild.away_since = None;
        guild.member_count = data.member_count;
        guild.partial = true;
        let mut changes = vec![Change::Available];
        guild.pause(data.pauses, now, &mut changes);
        guild.replace_roles(&data.roles, &mut changes);
        guild.replace_channels(&data.channels, &mut changes);
        for member in &data.members {
            guild.find(member, &mut changes);
        }
        guild.replace_voice(&data.voice, now, &mut changes);
        changes
    }

    fn go_away(&mut self, id: GuildId, now: Timestamp) -> Vec<Change> {
        let Some(guild) = self.guilds.get_mut(&id) else {
            return Vec::new();
        };
        guild.away_since.get_or_insert(now);
        vec![Change::Unavailable]
    }

    fn remove(&mut self, id: GuildId, now: Timestamp) -> Vec<Change> {
        let Some(mut guild) = self.guilds.remove(&id) else {
            return Vec::new();
        };
        guild.away_since.get_or_insert(now);
        let name = guild.name.clone();
        self.removed.insert(id, guild);
        vec![Change::Removed { name }]
    }
}

impl Guild {
    fn apply(&mut self, body: &Body, now: Timestamp) -> Vec<Change> {
        let mut changes = Vec::new();
        match body {
            Body::MessageCreated(message) => self.advance(message.channel, message.id),
            Body::GuildUpdated(data) => {
                self.name = data.name.clone();
                self.owner = data.owner;
                self.afk_channel = data.afk_channel;
                changes.push(Change::Guild);
                self.pause(data.pauses, now, &mut changes);
            }
            Body::RoleSaved(role) => self.save_role(role, &mut changes),
            Body::RoleDeleted(role) => {
                self.roles.remove(role);
                changes.push(Change::Role(*role));
            }
            Body::ChannelSaved(channel) => self.save_channel(channel, &mut changes),
            Body::ChannelDeleted(channel) => {
                self.channels.remove(channel);
                changes.push(Change::Channel(*channel));
            }
            Body::ThreadsListed(threads) => {
                for thread in threads {
                    self.save_channel(thread, &mut changes);
                }
            }
            Body::Members(chunk) => {
                for member in &chunk.members {
                    self.find(member, &mut changes);
                }
            }
            Body::MemberJoined(_) | Body::MemberUpdated(_) | Body::MemberLeft(_) => {
                self.move_member(body, &mut changes);
            }
            Body::BanAdded(user) => changes.push(Change::Banned(user.id, user.name.clone())),
            Body::BanRemoved(user) => changes.push(Change::Unbanned(user.id, user.name.clone())),
            Body::Voice(voice) => self.move_voice(*voice, now, &mut changes),
            _ => {}
        }
        changes
    }

    fn advance(&mut self, channel: ChannelId, message: emperione_protocol::MessageId) {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.last_message = channel.last_message.max(Some(message));
        }
    }

    fn pause(&mut self, pauses: Pauses, now: Timestamp, changes: &mut Vec<Change>) {
        let before = std::mem::replace(&mut self.pauses, pauses).at(now);
        let moved = |was: Option<Timestamp>, is| was.filter(|_| was != is);
        let moved = Pauses {
            invites: moved(before.invites, pauses.invites),
            dms: moved(before.dms, pauses.dms),
        };
        if moved != Pauses::default() {
            changes.push(Change::PausesMoved(moved));
        }
    }

    fn move_member(&mut self, body: &Body, changes: &mut Vec<Change>) {
        match body {
            Body::MemberJoined(member) => {
                let user = member.user.id;
                match self.put_member(member) {
                    Some(old) if is_later(&self.members[&user], &old) => {
                        changes.push(rejoined(user, old));
                    }
                    Some(_) => changes.push(Change::Joined(user)),
                    None => {
                        self.member_count += 1;
                        changes.push(Change::Joined(user));
                    }
                }
            }
            Body::MemberUpdated(member) => self.update(member, changes),
            Body::MemberLeft(user) => {
                self.member_count = self.member_count.saturating_sub(1);
                let member = self.members.remove(&user.id);
                changes.push(Change::Left {
                    user: user.id,
                    member: Box::new(member.unwrap_or_else(|| stranger(user))),
                });
            }
            _ => {}
        }
    }

    /// A member as a roster shows them.
    fn find(&mut self, member: &event::Member, changes: &mut Vec<Change>) {
        if self.members.contains_key(&member.user.id) {
            self.update(member, changes);
        } else {
            self.put_member(member);
            changes.push(Change::Found(member.user.id));
        }
    }

    fn update(&mut self, new: &event::Member, changes: &mut Vec<Change>) {
        let user = new.user.id;
        let Some(old) = self.put_member(new) else {
            changes.push(Change::Member(user));
            return;
        };
        let new = &self.members[&user];
        if old == *new {
            return;
        }
        if is_later(new, &old) {
            changes.push(rejoined(user, old));
            return;
        }
        changes.push(Change::Member(user));
        let old = Arc::new(old);
        let mut tell = |what, text| {
            let was = old.clone();
            changes.push(Change::Told {
                user,
                what,
                text,
                was,
            });
        };
        if old.nick() != new.nick() {
            tell(What::Nick, from_to(old.nick(), new.nick()));
        }
        if (old.name(), old.global_name()) != (new.name(), new.global_name()) {
            tell(What::Name, from_to(Some(&names(&old)), Some(&names(new))));
        }
        if old.roles != new.roles {
            tell(What::Roles, self.roles_text(&old, new));
        }
        if old.timed_out_until() != new.timed_out_until() {
            tell(What::Timeout, timeout_text(new.timed_out_until()));
        }
    }

    fn roles_text(&self, old: &Member, new: &Member) -> String {
        let name = |sign: char, id| match self.roles.get(id) {
            Some(role) => format!("{sign}{}", role.name),
            None => format!("{sign}{id}"),
        };
        let gained = new.roles.iter().filter(|id| !old.roles.contains(id));
        let lost = old.roles.iter().filter(|id| !new.roles.contains(id));
        gained
            .map(|id| name('+', id))
            .chain(lost.map(|id| name('-', id)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn save_role(&mut self, role: &Role, changes: &mut Vec<Change>) {
        if self.roles.get(&role.id) != Some(role) {
            self.roles.insert(role.id, role.clone());
            changes.push(Change::Role(role.id));
        }
    }

    fn save_channel(&mut self, channel: &Channel, changes: &mut Vec<Change>) {
        let known = self.channels.get(&channel.id);
        let mut channel = channel.clone();
        channel.last_message = channel
            .last_message
            .max(known.and_then(|known| known.last_message));
        if known != Some(&channel) {
            changes.push(Change::Channel(channel.id));
            self.channels.insert(channel.id, channel);
        }
    }

    fn replace_roles(&mut self, roles: &[Role], changes: &mut Vec<Change>) {
        let shown: HashSet<_> = roles.iter().map(|role| role.id).collect();
        for gone in self.roles.extract_if(|id, _| !shown.contains(id)) {
            changes.push(Change::Role(gone.0));
        }
        for role in roles {
            self.save_role(role, changes);
        }
    }

    /// The last message that a channel is said to have is not taken over: it may lie beyond what we have read.
    fn replace_channels(&mut self, channels: &[Channel], changes: &mut Vec<Change>) {
        let shown: HashSet<_> = channels.iter().map(|channel| channel.id).collect();
        for gone in self.channels.extract_if(|id, _| !shown.contains(id)) {
            changes.push(Change::Channel(gone.0));
        }
        for channel in channels {
            if self.channels.contains_key(&channel.id) {
                let mut channel = channel.clone();
                channel.last_message = None;
                self.save_channel(&channel, changes);
            } else {
                self.save_channel(channel, changes);
            }
        }
    }

    fn replace_voice(&mut self, shown: &[Voice], now: Timestamp, changes: &mut Vec<Change>) {
        let present: HashSet<UserId> = shown.iter().map(|voice| voice.user).collect();
        for (user, stay) in self.voice.extract_if(|user, _| !present.contains(user)) {
            changes.push(Change::VoiceEnded(stay.end(user, now)));
        }
        for voice in shown {
            self.move_voice(*voice, now, changes);
        }
    }

    fn move_voice(&mut self, voice: Voice, now: Timestamp, changes: &mut Vec<Change>) {
        let hears = !voice.deafened && voice.channel != self.afk_channel;
        if let Some(stay) = self.voice.get_mut(&voice.user) {
            if voice.channel == Some(stay.channel) {
                stay.hear(hears, now);
                changes.push(Change::VoiceChanged(voice.user));
                return;
            }
            changes.push(Change::VoiceEnded(stay.end(voice.user, now)));
            self.voice.remove(&voice.user);
        }
        if let Some(channel) = voice.channel {
            self.voice
                .insert(voice.user, Stay::begin(channel, hears, now));
            changes.push(Change::VoiceBegan(voice.user));
        }
    }
}

/// Whether a membership began after the one that was known.
fn is_later(new: &Member, old: &Member) -> bool {
    new.joined_at() > old.joined_at() && old.joined_at().is_some()
}

fn rejoined(user: UserId, old: Member) -> Change {
    Change::Rejoined {
        user,
        member: Box::new(old),
    }
}

fn names(member: &Member) -> String {
    match member.global_name() {
        Some(global_name) => format!("{} ({global_name})", member.name()),
        None => member.name().to_owned(),
    }
}

/// A member of whom only the user is known.
fn stranger(user: &User) -> Member {
    let unknown = event::Member {
        user: user.clone(),
        nick: None,
        roles: Vec::new(),
        joined_at: None,
        timed_out_until: None,
        flags: 0,
    };
    Member::new(&unknown, [].into())
}

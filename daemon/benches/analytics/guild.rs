//! A guild that lives by dice: what happens in it, and the events that tell of it.

use std::collections::{HashMap, HashSet, VecDeque};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::expected::{HOUR, Message, What};

pub const ID: u64 = 7;
const CHANNELS: u64 = 20;
const VOICE: u64 = 3;
const OWNER: u64 = 100_000;
const BOT: u64 = 99_999;
/// How many of the newest messages are still talked about.
const RECENT: usize = 500;
/// How many of the newest threads are still talked in.
const OPEN: usize = 30;
/// The newcomers of a raid.
const RAIDERS: u64 = 1_500;

pub struct Guild {
    dice: StdRng,
    members: Vec<(u64, i64)>,
    next: u64,
    /// Channel and deafened, by user.
    voice: HashMap<u64, (u64, bool)>,
    recent: VecDeque<(u64, u64, u64)>,
    /// With their channels.
    threads: Vec<(u64, u64)>,
    written: u64,
}

/// Something that happened, and the event of it.
pub struct Event {
    pub at: i64,
    pub what: What,
    pub kind: &'static str,
    pub data: String,
}

impl Guild {
    pub fn new(members: u64, seed: u64, now: i64) -> Self {
        let long_ago = now - 1_000 * 24 * HOUR;
        let ids = OWNER..OWNER + members - 1;
        Self {
            dice: StdRng::seed_from_u64(seed),
            members: ids.chain([BOT]).map(|id| (id, long_ago)).collect(),
            next: OWNER + members,
            voice: HashMap::new(),
            recent: VecDeque::new(),
            threads: Vec::new(),
            written: 0,
        }
    }

    pub fn bots() -> HashSet<u64> {
        HashSet::from([BOT])
    }

    /// Since when who is a member.
    pub fn members(&self) -> HashMap<u64, i64> {
        self.members.iter().copied().collect()
    }

    /// An hour, of which so many messages are expected; what has no date of its own happens at the last of it.
    pub fn hour(&mut self, hour: i64, messages: u64, last: i64) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        if self.dice.random_bool(0.3) {
            events.push(self.begin(hour));
        }
        let mut times: Vec<i64> = (0..messages)
            .map(|_| self.dice.random_range(hour..last))
            .collect();
        times.sort_unstable();
        for at in times {
            let by = if self.dice.random_bool(0.02) {
                BOT
            } else {
                self.someone()
            };
            events.push(self.write(at, by));
            if self.dice.random_bool(0.03) {
                events.extend(self.edit(at));
            }
        }
        for _ in 0..self.dice.random_range(0..=messages / 40 + 1) {
            events.extend(self.delete(last));
        }
        for _ in 0..messages * 3 / 10 {
            events.extend(self.react(last));
        }
        for _ in 0..self.dice.random_range(0..14) {
            let at = self.dice.random_range(hour..last);
            events.push(self.join(at));
        }
        for _ in 0..self.dice.random_range(0..8) {
            events.extend(self.leave(last));
        }
        for _ in 0..30 {
            events.push(self.speak(last));
        }
        events
    }

    /// Many join within a minute, and each writes at once.
    pub fn raid(&mut self, at: i64) -> Vec<Event> {
        let mut events = Vec::new();
        for n in 0..RAIDERS {
            let at = at + n.cast_signed() * 40;
            events.push(self.join(at));
            events.push(self.write(at + 20, self.next - 1));
        }
        events
    }

    /// The few write most.
    fn someone(&mut self) -> u64 {
        let n = self.members.len();
        let low = self.dice.random_range(0..n);
        let low = self.dice.random_range(0..=low);
        let low = self.dice.random_range(0..=low);
        self.members[low].0
    }

    fn id(&mut self, at: i64) -> u64 {
        self.written += 1;
        (u64::try_from(at - 1_420_070_400_000).unwrap() << 22) | (self.written & 0x3f_ffff)
    }

    fn channel(&mut self) -> u64 {
        1_000
            + self
                .dice
                .random_range(0..CHANNELS)
                .min(self.dice.random_range(0..CHANNELS))
    }

    fn begin(&mut self, at: i64) -> Event {
        let (id, channel) = (self.id(at), self.channel());
        self.threads.push((id, channel));
        Event {
            at,
            what: What::Began {
                thread: id,
                channel,
            },
            kind: "THREAD_CREATE",
            data: thread(id, channel),
        }
    }

    fn write(&mut self, at: i64, by: u64) -> Event {
        let id = self.id(at);
        let mut channel = self.channel();
        let open = self.threads.len().min(OPEN);
        if open > 0 && self.dice.random_bool(0.05) {
            let back = self.dice.random_range(1..=open);
            channel = self.threads[self.threads.len() - back].0;
        }
        self.recent.push_back((id, channel, by));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        Event {
            at,
            what: What::Wrote(told(id, channel, by)),
            kind: "MESSAGE_CREATE",
            data: message(id, channel, by, ""),
        }
    }

    fn edit(&mut self, at: i64) -> Option<Event> {
        let index = self.dice.random_range(0..self.recent.len().max(1));
        let (id, channel, by) = *self.recent.get(index)?;
        let edited = jiff::Timestamp::from_millisecond(at).unwrap();
        let more = format!(r#","edited_timestamp":"{edited}""#);
        Some(Event {
            at,
            what: What::Edited {
                id,
                length: told(id, channel, by).length,
            },
            kind: "MESSAGE_UPDATE",
            data: message(id, channel, by, &more),
        })
    }

    fn delete(&mut self, at: i64) -> Option<Event> {
        let index = self.dice.random_range(0..self.recent.len().max(1));
        let (id, channel, _) = self.recent.remove(index)?;
        Some(Event {
            at,
            what: What::Deleted { id },
            kind: "MESSAGE_DELETE",
            data: format!(r#"{{"id":"{id}","channel_id":"{channel}","guild_id":"{ID}"}}"#),
        })
    }

    fn react(&mut self, at: i64) -> Option<Event> {
        let index = self.dice.random_range(0..self.recent.len().max(1));
        let (id, channel, author) = *self.recent.get(index)?;
        let by = self.someone();
        Some(Event {
            at,
            what: What::Reacted { channel, by },
            kind: "MESSAGE_REACTION_ADD",
            data: format!(
                r#"{{"user_id":"{by}","channel_id":"{channel}","message_id":"{id}","guild_id":"{ID}","message_author_id":"{author}"}}"#
            ),
        })
    }

    fn join(&mut self, at: i64) -> Event {
        let user = self.next;
        self.next += 1;
        self.members.push((user, at));
        Event {
            at,
            what: What::Joined { user },
            kind: "GUILD_MEMBER_ADD",
            data: member(user, at, true),
        }
    }

    fn leave(&mut self, at: i64) -> Option<Event> {
        let index = self.dice.random_range(0..self.members.len());
        let (user, _) = self.members[index];
        if [OWNER, BOT].contains(&user) || self.voice.contains_key(&user) {
            return None;
        }
        self.members.swap_remove(index);
        Some(Event {
            at,
            what: What::Left { user },
            kind: "GUILD_MEMBER_REMOVE",
            data: format!(r#"{{"guild_id":"{ID}","user":{{"id":"{user}","username":"u{user}"}}}}"#),
        })
    }

    /// Somebody comes to a voice channel, moves, is deafened, or goes.
    fn speak(&mut self, at: i64) -> Event {
        let known = self
            .voice
            .keys()
            .min()
            .copied()
            .filter(|_| self.dice.random_bool(0.6));
        let user = known.unwrap_or_else(|| self.someone());
        let now = match self.voice.get(&user) {
            Some(_) if self.dice.random_bool(0.6) => None,
            Some((channel, deaf)) if self.dice.random_bool(0.5) => Some((*channel, !deaf)),
            _ => Some((
                2_000 + self.dice.random_range(0..VOICE),
                self.dice.random_bool(0.2),
            )),
        };
        match now {
            Some(now) => self.voice.insert(user, now),
            None => self.voice.remove(&user),
        };
        let (channel, deaf) = (now.map(|of| of.0), now.is_some_and(|of| of.1));
        Event {
            at,
            what: What::Voice {
                user,
                channel,
                deaf,
            },
            kind: "VOICE_STATE_UPDATE",
            data: voice(user, channel, deaf),
        }
    }

    /// The guild as a new session shows it.
    pub fn shown(&self) -> String {
        let members: Vec<_> = self
            .members
            .iter()
            .map(|(user, at)| member(*user, *at, false))
            .collect();
        let voices: Vec<_> = self
            .voice
            .iter()
            .map(|(user, of)| voice(*user, Some(of.0), of.1))
            .collect();
        let text = (1_000..1_000 + CHANNELS)
            .map(|id| format!(r#"{{"id":"{id}","type":0,"name":"c{id}"}}"#));
        let spoken =
            (2_000..2_000 + VOICE).map(|id| format!(r#"{{"id":"{id}","type":2,"name":"v{id}"}}"#));
        let channels: Vec<_> = text.chain(spoken).collect();
        let threads: Vec<_> = self.threads.iter().map(|of| thread(of.0, of.1)).collect();
        format!(
            r#"{{"id":"{ID}","name":"Ninety","owner_id":"{OWNER}","member_count":{},"roles":[],"voice_states":[{}],"channels":[{}],"threads":[{}],"members":[{}]}}"#,
            members.len(),
            voices.join(","),
            channels.join(","),
            threads.join(","),
            members.join(",")
        )
    }
}

/// What there is to count of a message: its id says what it is like.
fn told(id: u64, channel: u64, by: u64) -> Message {
    Message {
        id,
        channel,
        by,
        length: [44, 4, 17, 210][usize::try_from(id % 4).unwrap()],
        files: usize::from(id.is_multiple_of(10)) * 2,
        is_reply: id.is_multiple_of(5),
    }
}

pub fn message(id: u64, channel: u64, by: u64, more: &str) -> String {
    let bot = by == BOT;
    let told = told(id, channel, by);
    let text = "it is so ".repeat(told.length.div_ceil(9));
    let text = &text[..told.length];
    let kind = if told.is_reply { 19 } else { 0 };
    let files = vec![r#"{"id":"1","filename":"f"}"#; told.files].join(",");
    format!(
        r#"{{"id":"{id}","channel_id":"{channel}","guild_id":"{ID}","type":{kind},"attachments":[{files}],"author":{{"id":"{by}","username":"u{by}","bot":{bot}}},"content":"{text}"{more}}}"#
    )
}

fn thread(id: u64, channel: u64) -> String {
    format!(
        r#"{{"id":"{id}","guild_id":"{ID}","type":11,"name":"t{id}","parent_id":"{channel}","thread_metadata":{{}}}}"#
    )
}

fn member(user: u64, at: i64, with_guild: bool) -> String {
    let at = jiff::Timestamp::from_millisecond(at).unwrap();
    let guild = if with_guild {
        format!(r#""guild_id":"{ID}","#)
    } else {
        String::new()
    };
    let bot = user == BOT;
    format!(
        r#"{{{guild}"user":{{"id":"{user}","username":"u{user}","bot":{bot}}},"roles":[],"joined_at":"{at}"}}"#
    )
}

fn voice(user: u64, channel: Option<u64>, deaf: bool) -> String {
    let channel = channel.map_or("null".into(), |id| format!("\"{id}\""));
    format!(
        r#"{{"guild_id":"{ID}","user_id":"{user}","channel_id":{channel},"deaf":{deaf},"self_deaf":false}}"#
    )
}

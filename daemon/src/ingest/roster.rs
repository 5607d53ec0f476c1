//! Rosters of guilds, asked for over the gateway in chunks (Gateway: Request Guild Members). A chunk that does not come is
//! asked for once more; a guild whose roster is not complete is marked as partial.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use emperione_protocol::{GuildId, UserId};

use crate::domain::event::Chunk;

/// Discord answers one request for all members per guild in this time.
const SPACING: Duration = Duration::from_secs(30);
/// How long a chunk may be late.
const PATIENCE: Duration = Duration::from_secs(10);

/// The rosters that are being read.
#[derive(Default)]
pub(super) struct Rosters {
    reading: HashMap<GuildId, Reading>,
    asked_at: HashMap<GuildId, Instant>,
    nonces: u64,
}

struct Reading {
    shard: u32,
    nonce: String,
    /// When to ask, or how long to wait for a chunk.
    due: Instant,
    asked: bool,
    again: bool,
    chunks: HashSet<u32>,
    seen: HashSet<UserId>,
    /// Those who left meanwhile.
    gone: HashSet<UserId>,
}

/// What is to be done about a roster.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Ask {
        shard: u32,
        guild: GuildId,
        nonce: String,
    },
    /// Some chunks never came.
    GiveUp { guild: GuildId },
}

/// A roster that was read in full.
pub(super) struct Complete {
    pub(super) seen: HashSet<UserId>,
}

impl Rosters {
    /// Wants a guild's roster, as soon as Discord answers.
    pub(super) fn want(&mut self, shard: u32, guild: GuildId, now: Instant) {
        let due = self
            .asked_at
            .get(&guild)
            .map_or(now, |asked_at| (*asked_at + SPACING).max(now));
        let reading = Reading {
            shard,
            nonce: String::new(),
            due,
            asked: false,
            again: false,
            chunks: HashSet::new(),
            seen: HashSet::new(),
            gone: HashSet::new(),
        };
        self.reading.insert(guild, reading);
    }

    pub(super) fn forget(&mut self, guild: GuildId) {
        self.reading.remove(&guild);
    }

    /// When [`Rosters::step`] has something to do.
    pub(super) fn due(&self) -> Option<Instant> {
        self.reading.values().map(|reading| reading.due).min()
    }

    /// The next thing to do, if its time has come.
    pub(super) fn step(&mut self, now: Instant) -> Option<Step> {
        let guild = *self
            .reading
            .iter()
            .find(|(_, reading)| reading.due <= now)?
            .0;
        let reading = self.reading.get_mut(&guild)?;
        if !reading.asked {
            self.nonces += 1;
            reading.nonce = format!("roster-{}", self.nonces);
            reading.asked = true;
            reading.due = now + PATIENCE;
            reading.chunks.clear();
            self.asked_at.insert(guild, now);
            return Some(Step::Ask {
                shard: reading.shard,
                guild,
                nonce: reading.nonce.clone(),
            });
        }
        if reading.again {
            self.reading.remove(&guild);
            return Some(Step::GiveUp { guild });
        }
        reading.again = true;
        reading.asked = false;
        reading.due = self.asked_at[&guild] + SPACING;
        self.step(now)
    }

    /// Discord refused the request: it is sent again after a time.
    pub(super) fn refused(&mut self, guild: GuildId, retry_after: Duration, now: Instant) {
        if let Some(reading) = self.reading.get_mut(&guild) {
            reading.asked = false;
            reading.due = now + retry_after;
        }
    }

    /// Takes note of a chunk, and gives the roster if it was the last one.
    pub(super) fn chunk(
        &mut self,
        guild: GuildId,
        chunk: &Chunk,
        now: Instant,
    ) -> Option<Complete> {
        let reading = self.reading.get_mut(&guild)?;
        let users = chunk.members.iter().map(|member| member.user.id);
        reading.seen.extend(users);
        let nonce = chunk.nonce.as_deref();
        if nonce.is_some_and(|nonce| nonce != reading.nonce) {
            return None;
        }
        reading.chunks.insert(chunk.index);
        reading.due = now + PATIENCE;
        if (reading.chunks.len() as u64) < u64::from(chunk.count) {
            return None;
        }
        let reading = self.reading.remove(&guild)?;
        let seen = &reading.seen - &reading.gone;
        Some(Complete { seen })
    }

    pub(super) fn joined(&mut self, guild: GuildId, user: UserId) {
        if let Some(reading) = self.reading.get_mut(&guild) {
            reading.seen.insert(user);
            reading.gone.remove(&user);
        }
    }

    pub(super) fn left(&mut self, guild: GuildId, user: UserId) {
        if let Some(reading) = self.reading.get_mut(&guild) {
            reading.gone.insert(user);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{Member, User};

    const GUILD: GuildId = GuildId(1);

    fn ask(nonce: &str) -> Step {
        Step::Ask {
            shard: 0,
            guild: GUILD,
            nonce: nonce.into(),
        }
    }

    /// The chunk with this number, of two, with one member of the same id.
    fn part(index: u32, nonce: &str) -> Chunk {
        let user = User {
            id: UserId(index.into()),
            name: "a".into(),
            global_name: None,
            bot: false,
        };
        let member = Member {
            user,
            nick: None,
            roles: Vec::new(),
            joined_at: None,
            timed_out_until: None,
            flags: 0,
        };
        Chunk {
            index,
            count: 2,
            nonce: Some(nonce.into()),
            members: vec![member],
        }
    }

    fn chunk(rosters: &mut Rosters, index: u32, nonce: &str, now: Instant) -> bool {
        rosters.chunk(GUILD, &part(index, nonce), now).is_some()
    }

    #[test]
    fn f20_a_missing_chunk_is_asked_for_once_more_and_then_given_up() {
        let (mut rosters, start) = (Rosters::default(), Instant::now());
        rosters.want(0, GUILD, start);
        assert_eq!(rosters.step(start), Some(ask("roster-1")));
        assert!(!chunk(&mut rosters, 0, "roster-1", start));

        let late = start + PATIENCE;
        assert_eq!(
            rosters.step(late),
            None,
            "not within 30 s of the first request"
        );
        assert_eq!(rosters.step(start + SPACING), Some(ask("roster-2")));
        assert!(!chunk(&mut rosters, 1, "roster-2", start + SPACING));

        let end = start + SPACING + PATIENCE;
        assert_eq!(rosters.step(end), Some(Step::GiveUp { guild: GUILD }));
        assert_eq!(rosters.due(), None);
    }

    #[test]
    fn f20_a_second_request_waits_for_its_time_and_for_retry_after() {
        let (mut rosters, start) = (Rosters::default(), Instant::now());
        rosters.want(0, GUILD, start);
        rosters.step(start);
        rosters.want(0, GUILD, start);
        assert_eq!(rosters.step(start), None);
        assert_eq!(rosters.step(start + SPACING), Some(ask("roster-2")));

        let now = start + SPACING;
        rosters.refused(GUILD, Duration::from_secs(7), now);

        assert_eq!(rosters.step(now + Duration::from_secs(6)), None);
        assert_eq!(
            rosters.step(now + Duration::from_secs(7)),
            Some(ask("roster-3"))
        );
    }

    #[test]
    fn who_left_while_it_was_read_is_not_in_it() {
        let (mut rosters, start) = (Rosters::default(), Instant::now());
        rosters.want(0, GUILD, start);
        rosters.step(start);
        rosters.left(GUILD, UserId(0));
        rosters.joined(GUILD, UserId(9));
        chunk(&mut rosters, 0, "roster-1", start);

        let roster = rosters.chunk(GUILD, &part(1, "roster-1"), start).unwrap();

        assert_eq!(roster.seen, HashSet::from([UserId(1), UserId(9)]));
    }
}

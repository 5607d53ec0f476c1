//! Days of the community on a clock that is moved by hand: what a week brings, in as little real time as whoever listens
//! needs.

use std::time::Duration;

use rand::Rng;

use super::life::{Act, People, RAIDERS, RATES};
use super::{daylight, words};
use crate::world::NewMessage;
use crate::world::members::MemberEdit;
use crate::world::voice::VoiceEdit;
use crate::{Sim, World};

/// What people do beside their usual life, per 1,000 seconds of the community's time by day.
const MORE: [(u32, Act); 4] = [
    (60, Act::Moderate),
    (150, Act::Deafen),
    (90, Act::Return),
    (600, Act::Discuss),
];
/// How many of the newest threads are still talked in.
const RECENT: usize = 5;
const TIMEOUT_MS: i64 = 3_600_000;

/// People who live when told.
pub struct Days {
    people: People,
    /// The share of the usual bustle.
    pace: f64,
}

impl Days {
    pub fn new(sim: &Sim, pace: f64) -> Self {
        Self {
            people: People::new(sim),
            pace,
        }
    }

    /// Lives until a time, and leaves the clock there. What Discord dates happens at moments of its own, one after the
    /// other; what it does not happens at the end, so that who hears it at once knows when it was.
    pub fn live_until(&mut self, sim: &Sim, end_ms: i64) {
        let begin = sim.clock.now_ms();
        let rhythm = daylight(begin);
        let passed = Duration::from_millis((end_ms - begin).max(0).unsigned_abs());
        let mut dated = Vec::new();
        let mut last = Vec::new();
        for (per_1000_s, act) in RATES.into_iter().chain(MORE) {
            let expected = f64::from(per_1000_s) / 1e3 * passed.as_secs_f64() * rhythm * self.pace;
            for _ in 0..self.people.draw(expected) {
                if act.is_dated() {
                    dated.push((self.people.rng.random_range(begin..end_ms), act));
                } else {
                    last.push(act);
                }
            }
        }
        dated.sort_by_key(|(at, _)| *at);
        for (at, act) in dated {
            sim.clock
                .move_to(at.max(sim.clock.now_ms() + 1).min(end_ms - 1));
            sim.act(|world| self.people.one(world, act));
        }
        sim.clock.move_to(end_ms);
        for act in last {
            sim.act(|world| self.people.one(world, act));
        }
    }

    /// Young accounts join now, and each writes at once.
    pub fn raid(&mut self, sim: &Sim) {
        while self.people.raiders.len() < RAIDERS {
            sim.act(|world| self.people.raid(world));
        }
    }
}

impl Act {
    /// Whether its event says when it was.
    fn is_dated(self) -> bool {
        matches!(
            self,
            Self::Chat | Self::Spam | Self::Edit | Self::Join | Self::Return | Self::Discuss
        )
    }
}

impl People {
    /// The moderator does something by hand.
    pub(super) fn moderate(&mut self, world: &mut World) {
        let Some(user) = self.pick_member() else {
            return;
        };
        let (by, guild) = (self.moderator, self.guild);
        match self.rng.random_range(0..4) {
            0 => world.ban(by, guild, user, 0, Some("by hand")),
            1 => world.kick(by, guild, user, Some("by hand")),
            2 => {
                let banned = world.guilds[&guild].bans.keys().next().copied();
                let Some(banned) = banned else { return };
                world.unban(by, guild, banned, Some("by hand"));
                return;
            }
            _ => {
                let edit = MemberEdit {
                    timed_out_until: Some(Some(world.now_ms() + TIMEOUT_MS)),
                    ..MemberEdit::default()
                };
                return world.edit_member(by, guild, user, edit, Some("by hand"));
            }
        }
        self.members.retain(|member| *member != user);
    }

    /// Somebody in voice is deafened, or hears again.
    pub(super) fn deafen(&mut self, world: &mut World) {
        let in_voice = &world.guilds[&self.guild].voice;
        let Some((user, deaf)) = in_voice
            .iter()
            .min_by_key(|(user, _)| **user)
            .map(|(user, of)| (*user, of.deaf))
        else {
            return;
        };
        let edit = VoiceEdit {
            deaf: Some(!deaf),
            ..VoiceEdit::default()
        };
        world.edit_voice(self.moderator, [self.guild, user], edit, None);
    }

    /// Somebody begins a thread, or writes in one.
    pub(super) fn discuss(&mut self, world: &mut World) {
        let Some(user) = self.pick_member() else {
            return;
        };
        let threads: Vec<_> = world.threads(self.guild).iter().map(|it| it.id).collect();
        let recent = &threads[threads.len().saturating_sub(RECENT)..];
        if recent.is_empty() || self.rng.random_bool(0.2) {
            let channel = self.pick_channel();
            world.create_thread(channel, "a question");
            return;
        }
        let thread = recent[self.rng.random_range(0..recent.len())];
        let text = words::sentence(&mut self.rng);
        self.say_in(world, thread, user, NewMessage::text(text));
    }

    /// Somebody who left comes back.
    pub(super) fn come_back(&mut self, world: &mut World) {
        let Some(user) = self.gone.pop() else { return };
        world.join(self.guild, user);
        self.members.push(user);
    }
}

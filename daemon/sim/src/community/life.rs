//! How the community lives: chatter, newcomers, reactions, voice, a spammer, a raid, and a moderator who acts in Discord.

use std::sync::Arc;
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::found::INVITES;
use super::{names, words};
use crate::world::channels::{TEXT, VOICE};
use crate::world::members::MemberEdit;
use crate::world::messages::MessageEdit;
use crate::world::permissions::SEND_MESSAGES;
use crate::world::{Id, NewMessage};
use crate::{Sim, World};

/// Acts happen in ticks of the community's time.
const TICK: Duration = Duration::from_millis(50);
pub(super) const RAIDERS: usize = 150;
const RAID_AT: Duration = Duration::from_mins(1);
/// How many of the newest messages of a channel are still talked about.
const RECENT: usize = 30;
const DAY_MS: i64 = 86_400_000;

/// Lives until it is aborted, and acts while the switch is on.
pub(crate) async fn live(sim: Arc<Sim>) {
    let mut people = People::new(&sim);
    let started = sim.clock.now_ms();
    let mut done = started;
    loop {
        sim.clock.sleep(TICK).await;
        let now = sim.clock.now_ms();
        let Some(_permit) = sim.community.permit().await else {
            done = now;
            continue;
        };
        let since_ms = (now - done).clamp(0, 1000);
        done = now;
        let age = Duration::from_millis((now - started).unsigned_abs());
        sim.act(|world| people.act(world, age, since_ms));
    }
}

/// The people and their dice.
pub(super) struct People {
    pub(super) rng: ChaCha8Rng,
    pub(super) guild: Id,
    spammer: Id,
    pub(super) moderator: Id,
    /// Whom the community leaves alone.
    apart: Vec<Id>,
    texts: Vec<Id>,
    voices: Vec<Id>,
    pub(super) members: Vec<Id>,
    /// Who left by themselves.
    pub(super) gone: Vec<Id>,
    raid_at: Duration,
    pub(super) raiders: Vec<Id>,
    born: usize,
    moderated: bool,
}

/// How often things happen, per 1,000 seconds of the community's time by day.
pub(super) const RATES: [(u32, Act); 10] = [
    (14_000, Act::Chat),
    (4_000, Act::React),
    (900, Act::Edit),
    (500, Act::Delete),
    (600, Act::Unreact),
    (400, Act::Join),
    (150, Act::Leave),
    (300, Act::Voice),
    (120, Act::Rename),
    (500, Act::Spam),
];

#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    Chat,
    React,
    Edit,
    Delete,
    Unreact,
    Join,
    Leave,
    Voice,
    Rename,
    Spam,
    Moderate,
    Deafen,
    Return,
    Discuss,
}

impl People {
    pub(super) fn new(sim: &Sim) -> Self {
        let places = &sim.places;
        sim.read(|world| {
            let guild = &world.guilds[&places.guild];
            let apart: Vec<Id> = places
                .users
                .iter()
                .copied()
                .chain([places.owner, places.moderator, places.spammer, world.bot])
                .collect();
            let of_kind = |kind| {
                let quiet = [places.general, places.log];
                let all = guild
                    .channels
                    .iter()
                    .filter(|id| !quiet.contains(id) && world.channels[id].kind == kind);
                all.copied().collect()
            };
            let watched = sim.options.run_for.map_or(RAID_AT, |time| time / 3);
            Self {
                rng: ChaCha8Rng::seed_from_u64(sim.options.seed ^ 0x5EED),
                guild: places.guild,
                spammer: places.spammer,
                moderator: places.moderator,
                texts: of_kind(TEXT),
                voices: of_kind(VOICE),
                members: guild
                    .members
                    .keys()
                    .filter(|id| !apart.contains(id))
                    .copied()
                    .collect(),
                apart,
                gone: Vec::new(),
                raid_at: watched.min(RAID_AT),
                raiders: Vec::new(),
                born: 0,
                moderated: false,
            }
        })
    }

    fn act(&mut self, world: &mut World, age: Duration, since_ms: i64) {
        let rhythm = daylight(world.now_ms());
        for (per_1000_s, act) in RATES {
            let since = Duration::from_millis(since_ms.unsigned_abs());
            let expected = f64::from(per_1000_s) / 1e3 * since.as_secs_f64() * rhythm;
            for _ in 0..self.draw(expected) {
                self.one(world, act);
            }
        }
        if age >= self.raid_at && self.raiders.len() < RAIDERS {
            self.raid(world);
        }
        // Halfway to the raid the moderator bans somebody in Discord's own client.
        if !self.moderated && age >= self.raid_at / 2 {
            self.moderated = true;
            if let Some(user) = self.pick_member() {
                world.ban(
                    self.moderator,
                    self.guild,
                    user,
                    0,
                    Some("selling accounts"),
                );
                self.members.retain(|member| *member != user);
            }
        }
    }

    /// A whole number whose mean is `expected`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "expected is small and positive"
    )]
    pub(super) fn draw(&mut self, expected: f64) -> usize {
        let whole = expected.floor();
        whole as usize + usize::from(self.rng.random_bool((expected - whole).clamp(0.0, 1.0)))
    }

    pub(super) fn one(&mut self, world: &mut World, act: Act) {
        match act {
            Act::Chat => self.chat(world),
            Act::Spam => {
                let text = words::spam(&mut self.rng);
                self.say(world, self.spammer, NewMessage::text(text));
            }
            Act::React | Act::Unreact => self.react(world, matches!(act, Act::React)),
            Act::Edit | Act::Delete => self.rewrite(world, matches!(act, Act::Edit)),
            Act::Join => self.newcomer(world, 200 * DAY_MS),
            Act::Leave => {
                let Some(user) = self.pick_member() else {
                    return;
                };
                world.leave(self.guild, user);
                self.members.retain(|member| *member != user);
                self.gone.push(user);
            }
            Act::Voice => self.move_voice(world),
            Act::Rename => self.rename(world),
            Act::Moderate => self.moderate(world),
            Act::Deafen => self.deafen(world),
            Act::Return => self.come_back(world),
            Act::Discuss => self.discuss(world),
        }
    }

    pub(super) fn pick_member(&mut self) -> Option<Id> {
        let count = self.members.len();
        (count > 0).then(|| self.members[self.rng.random_range(0..count)])
    }

    pub(super) fn pick_channel(&mut self) -> Id {
        // The first channels are the lively ones.
        let count = self.texts.len();
        self.texts[self
            .rng
            .random_range(0..count)
            .min(self.rng.random_range(0..count))]
    }

    /// Some messages reply to the newest of their channel, and some bring pictures.
    fn chat(&mut self, world: &mut World) {
        let mut new = NewMessage::text(words::sentence(&mut self.rng));
        let Some(user) = self.pick_member() else {
            return;
        };
        let channel = self.pick_channel();
        if self.rng.random_bool(0.2) {
            let posted = world.channels.get(&channel).map(|found| &found.messages);
            new.reference = posted.and_then(|posted| posted.keys().next_back().copied());
        }
        if self.rng.random_bool(0.1) {
            let pictures = self.rng.random_range(1..4);
            let picture = |number: u32| (format!("picture-{number}.png"), b"a picture".to_vec());
            new.files = (0..pictures).map(picture).collect();
        }
        self.say_in(world, channel, user, new);
    }

    fn say(&mut self, world: &mut World, user: Id, new: NewMessage) {
        let channel = self.pick_channel();
        self.say_in(world, channel, user, new);
    }

    pub(super) fn say_in(&mut self, world: &mut World, channel: Id, user: Id, new: NewMessage) {
        let may = world
            .channels
            .get(&channel)
            .is_some_and(|found| world.channel_permissions(found, user) & SEND_MESSAGES != 0);
        if may && !world.moderate(self.guild, channel, user, &new.content) {
            world.post(channel, user, new);
        }
    }

    /// One of the newest messages of a channel, if it is not one of the people who are left alone.
    fn recent(&mut self, world: &World) -> Option<(Id, Id)> {
        let channel = self.pick_channel();
        let back = self.rng.random_range(0..RECENT);
        let (id, message) = world
            .channels
            .get(&channel)?
            .messages
            .iter()
            .rev()
            .nth(back)?;
        (!self.apart.contains(&message.author)).then_some((channel, *id))
    }

    fn react(&mut self, world: &mut World, add: bool) {
        let Some((channel, message)) = self.recent(world) else {
            return;
        };
        if add {
            let emoji = words::EMOJI[self.rng.random_range(0..words::EMOJI.len())];
            let Some(user) = self.pick_member() else {
                return;
            };
            world.react(channel, message, user, emoji);
            return;
        }
        let reaction = world.channels[&channel].messages[&message]
            .reactions
            .first();
        let Some((emoji, user)) =
            reaction.and_then(|one| Some((one.emoji.clone(), *one.users.first()?)))
        else {
            return;
        };
        world.unreact(channel, message, user, &emoji);
    }

    fn rewrite(&mut self, world: &mut World, edit: bool) {
        let Some((channel, message)) = self.recent(world) else {
            return;
        };
        if edit {
            let content = Some(words::sentence(&mut self.rng));
            world.edit_message(
                channel,
                message,
                MessageEdit {
                    content,
                    ..MessageEdit::default()
                },
            );
        } else {
            let author = world.channels[&channel].messages[&message].author;
            world.delete_message(author, channel, message, None);
        }
    }

    fn newcomer(&mut self, world: &mut World, oldest_ms: i64) {
        let age_ms = self.rng.random_range(DAY_MS / 2..oldest_ms);
        let user = self.born(world, age_ms);
        // A few come by none, as from Discord's own directory.
        match self.rng.random_range(0..8) {
            0 => world.join(self.guild, user),
            dice => {
                world.join_by(INVITES[dice % (INVITES.len() - 1)], user);
            }
        }
        self.members.push(user);
    }

    fn born(&mut self, world: &mut World, age_ms: i64) -> Id {
        self.born += 1;
        let number = 100_000 + self.born;
        let username = names::username(&mut self.rng, number);
        let display = names::display_name(&mut self.rng, &username);
        let id = Id(Id::at(world.now_ms() - age_ms).0 | number as u64 & 0x3F_FFFF);
        world.create_user_with_id(id, &username, display.as_deref(), false)
    }

    /// Young accounts join within seconds, and each writes at once.
    pub(super) fn raid(&mut self, world: &mut World) {
        for _ in 0..3.min(RAIDERS - self.raiders.len()) {
            let age_ms = self.rng.random_range(600_000..DAY_MS);
            let raider = self.born(world, age_ms);
            world.join_by(INVITES[INVITES.len() - 1], raider);
            self.raiders.push(raider);
            let text = words::raid(&mut self.rng);
            self.say(world, raider, NewMessage::text(text));
        }
    }

    fn move_voice(&mut self, world: &mut World) {
        let connected = world.guilds[&self.guild].voice.keys().min().copied();
        let leave = world.guilds[&self.guild].voice.len() > 12 || self.rng.random_bool(0.4);
        if let Some(user) = connected.filter(|_| leave) {
            return world.leave_voice(self.guild, user);
        }
        let Some(user) = self.pick_member() else {
            return;
        };
        let channel = self.voices[self.rng.random_range(0..self.voices.len())];
        let now_in = world.guilds[&self.guild]
            .voice
            .get(&user)
            .map(|voice| voice.channel);
        if now_in != Some(channel) {
            world.join_voice(self.guild, user, channel);
        }
    }

    fn rename(&mut self, world: &mut World) {
        let Some(user) = self.pick_member() else {
            return;
        };
        let nick = self
            .rng
            .random_bool(0.8)
            .then(|| names::username(&mut self.rng, 7));
        world.edit_member(
            user,
            self.guild,
            user,
            MemberEdit {
                nick: Some(nick),
                ..MemberEdit::default()
            },
            None,
        );
    }
}

/// Nights are quieter than days; the mean of a day is 1.
#[expect(clippy::cast_precision_loss, reason = "a time of day is small")]
pub(super) fn daylight(now_ms: i64) -> f64 {
    let of_day = now_ms.rem_euclid(DAY_MS) as f64 / DAY_MS as f64;
    // Never so quiet that nothing can be watched.
    1.0 + 0.35 * (std::f64::consts::TAU * (of_day - 0.3)).sin()
}

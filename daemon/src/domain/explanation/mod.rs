//! Why a member has a permission or lacks it: Discord's computation, step by step (Topics: Permissions, Permission
//! Overwrites, Implicit Permissions, Inherited Permissions, Permissions for Timed Out Members).

use emperione_protocol::perms::{Effect, Step};
use emperione_protocol::{ChannelId, GuildId, RoleId, Timestamp, UserId};

use super::event::{Channel, OverwriteOf};
use super::flags;
use super::permissions::{ADMINISTRATOR, CONNECT};
use super::state::{Guild, Member};

const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;
const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
/// What is left to a member in a timeout.
const TIMED_OUT: u64 = VIEW_CHANNEL | 1 << 16;
/// What needs a message to go with: TTS, links, files, `@everyone`.
const OF_MESSAGES: u64 = 1 << 12 | 1 << 14 | 1 << 15 | 1 << 17;
/// Discord's numbers of channel types (Channel: Channel Types).
const PRIVATE_THREAD: u8 = 12;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub user: UserId,
    /// None for the guild as a whole.
    pub channel: Option<ChannelId>,
    pub permission: u64,
    pub now: Timestamp,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// All permissions there.
    pub bits: u64,
    /// The one that was asked for; in a thread that of sending is another.
    pub permission: u64,
    pub steps: Vec<Step>,
}

impl Explanation {
    pub fn is_granted(&self) -> bool {
        self.bits & self.permission != 0
    }
}

/// Which of some permissions, each with its name, the member of a question lacks.
pub fn lacking<'a>(
    id: GuildId,
    guild: &Guild,
    question: Question,
    needed: &[(u64, &'a str)],
) -> Vec<&'a str> {
    let granted = explain(id, guild, question).bits;
    let missing = needed.iter().filter(|(bit, _)| granted & bit == 0);
    missing.map(|(_, name)| *name).collect()
}

/// Computes a member's permissions and says what each step does to the one that is asked for. A channel that is not
/// known gives nothing.
pub fn explain(id: GuildId, guild: &Guild, question: Question) -> Explanation {
    let mut computation = Computation {
        guild,
        everyone: RoleId(id.0),
        question,
        bits: 0,
        steps: Vec::new(),
    };
    computation.run();
    Explanation {
        bits: computation.bits,
        permission: computation.question.permission,
        steps: computation.steps,
    }
}

struct Computation<'a> {
    guild: &'a Guild,
    everyone: RoleId,
    question: Question,
    bits: u64,
    steps: Vec<Step>,
}

impl Computation<'_> {
    fn run(&mut self) {
        let Some(member) = self.guild.members.get(&self.question.user) else {
            let who = self.question.user;
            self.settle(0, format!("user {who} is not a member of the guild"));
            return;
        };
        if self.guild.owner == self.question.user {
            let text = format!("@{} owns the guild: every permission", member.name());
            self.settle(u64::MAX, text);
            return;
        }
        self.in_thread();
        self.base(member);
        if self.bits & ADMINISTRATOR != 0 {
            let text = "ADMINISTRATOR is every permission, whatever channels say";
            self.settle(u64::MAX, text.into());
            return;
        }
        if let Some(channel) = self.question.channel {
            let Some(found) = self.guild.channels.get(&channel) else {
                self.settle(0, format!("channel {channel} is not known"));
                return;
            };
            self.channel(member, found);
        }
        self.timeout(member);
        if let Some(channel) = self.question.channel {
            self.implied(channel);
        }
    }

    /// Threads have a permission of their own for sending.
    fn in_thread(&mut self) {
        let channels = &self.guild.channels;
        let found = self.question.channel.and_then(|id| channels.get(&id));
        let is_thread = found.is_some_and(Channel::is_thread);
        if is_thread && self.question.permission == SEND_MESSAGES {
            self.question.permission = SEND_MESSAGES_IN_THREADS;
            let text = "in a thread, SEND_MESSAGES_IN_THREADS counts instead of SEND_MESSAGES";
            self.say(Effect::None, text.into());
        }
    }

    fn has(&self) -> bool {
        self.bits & self.question.permission != 0
    }

    fn say(&mut self, effect: Effect, text: String) {
        self.steps.push(Step {
            effect,
            text,
            granted: self.has(),
        });
    }

    fn settle(&mut self, bits: u64, text: String) {
        self.bits = bits;
        let effect = if self.has() {
            Effect::Grants
        } else {
            Effect::Denies
        };
        self.say(effect, text);
    }

    /// `@everyone` and the roles, in the guild as a whole.
    fn base(&mut self, member: &Member) {
        let of = |role: &RoleId| self.guild.roles.get(role);
        let everyone = of(&self.everyone).map_or(0, |role| role.permissions);
        let roles: Vec<_> = member.roles.iter().filter_map(of).collect();
        self.bits = everyone;
        let (effect, verb) = if self.has() {
            (Effect::Grants, "grants")
        } else {
            (Effect::None, "does not grant")
        };
        self.say(effect, format!("@everyone {verb} it"));
        self.bits |= roles.iter().fold(0, |all, role| all | role.permissions);
        let wanted = self.question.permission | ADMINISTRATOR;
        for role in roles.iter().filter(|role| role.permissions & wanted != 0) {
            let what = if role.permissions & self.question.permission != 0 {
                "it"
            } else {
                "ADMINISTRATOR"
            };
            self.say(
                Effect::Grants,
                format!("the role {} grants {what}", role.name),
            );
        }
        if roles.iter().all(|role| role.permissions & wanted == 0) {
            let text = match roles.len() {
                0 => "there are no other roles".into(),
                1 => "their role does not grant it".into(),
                n => format!("none of their {n} roles grants it"),
            };
            self.say(Effect::None, text);
        }
    }

    fn channel(&mut self, member: &Member, channel: &Channel) {
        if !channel.is_thread() {
            self.overwrites(member, channel);
            return;
        }
        let parent = channel
            .parent
            .and_then(|parent| self.guild.channels.get(&parent));
        let Some(parent) = parent else {
            self.settle(
                0,
                format!("the channel of thread {} is not known", channel.name),
            );
            return;
        };
        let text = format!("a thread has the permissions of #{}", parent.name);
        self.say(Effect::None, text);
        if channel.channel_type == PRIVATE_THREAD {
            let text = "a private thread is seen only by who was added to it, which is not known here, or has MANAGE_THREADS";
            self.say(Effect::None, text.into());
        }
        self.overwrites(member, parent);
    }

    /// Everyone's overwrite, then those of all roles together, then the member's own; each denies, then allows.
    fn overwrites(&mut self, member: &Member, channel: &Channel) {
        let before = self.steps.len();
        let everyone = OverwriteOf::Role(self.everyone);
        let own = OverwriteOf::Member(self.question.user);
        let name = |of: OverwriteOf| match of {
            OverwriteOf::Role(role) => {
                let role = self.guild.roles.get(&role);
                role.map_or_else(|| "an unknown role".into(), |role| role.name.to_string())
            }
            OverwriteOf::Member(_) => format!("@{}", member.name()),
        };
        let stages: [&dyn Fn(OverwriteOf) -> bool; 3] = [
            &|of| of == everyone,
            &|of| matches!(of, OverwriteOf::Role(role) if of != everyone && member.roles.contains(&role)),
            &|of| of == own,
        ];
        for applies in stages {
            let found: Vec<_> = channel
                .overwrites
                .iter()
                .filter(|overwrite| applies(overwrite.of))
                .collect();
            let names = |bits: &dyn Fn(&super::event::Overwrite) -> u64| -> Vec<String> {
                let concerned = found
                    .iter()
                    .filter(|overwrite| bits(overwrite) & self.question.permission != 0);
                concerned.map(|overwrite| name(overwrite.of)).collect()
            };
            let (denied, allowed) = (names(&|each| each.deny), names(&|each| each.allow));
            self.bits &= !found.iter().fold(0, |all, each| all | each.deny);
            if !denied.is_empty() {
                let text = format!("#{} denies it to {}", channel.name, denied.join(", "));
                self.say(Effect::Denies, text);
            }
            self.bits |= found.iter().fold(0, |all, each| all | each.allow);
            if !allowed.is_empty() {
                let text = format!("#{} allows it to {}", channel.name, allowed.join(", "));
                self.say(Effect::Grants, text);
            }
        }
        if self.steps.len() == before {
            let text = format!("no overwrite of #{} concerns it", channel.name);
            self.say(Effect::None, text);
        }
    }

    fn timeout(&mut self, member: &Member) {
        if let Some(until) = member
            .timed_out_until()
            .filter(|_| member.is_timed_out(self.question.now))
        {
            let rest = "only VIEW_CHANNEL and READ_MESSAGE_HISTORY are left";
            self.lose(!TIMED_OUT, format!("in a timeout until {until} {rest}"));
        }
    }

    /// What is of no use without another permission.
    fn implied(&mut self, channel: ChannelId) {
        let channel = self.guild.channels.get(&channel);
        if self.bits & VIEW_CHANNEL == 0 {
            self.lose(
                u64::MAX,
                "without VIEW_CHANNEL nothing is left in a channel".into(),
            );
        }
        let sending = if channel.is_some_and(Channel::is_thread) {
            SEND_MESSAGES_IN_THREADS
        } else {
            SEND_MESSAGES
        };
        if self.bits & sending == 0 {
            let text = format!(
                "without {} there is nothing to go with it",
                flags::name(sending)
            );
            self.lose(OF_MESSAGES, text);
        }
        if channel.is_some_and(Channel::is_voice) && self.bits & CONNECT == 0 {
            let text = "without CONNECT only VIEW_CHANNEL is left in a voice channel";
            self.lose(!VIEW_CHANNEL, text.into());
        }
    }

    fn lose(&mut self, lost: u64, text: String) {
        let concerned = self.question.permission & lost != 0;
        self.bits &= !lost;
        if concerned {
            self.say(Effect::Denies, text);
        }
    }
}

#[cfg(test)]
mod tests;

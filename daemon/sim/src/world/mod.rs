//! What Discord stores. Every change is one method, which pushes its dispatches to the outbox and, where Discord makes
//! one, an audit-log entry. Rights are checked by the doors with `permissions`.

pub mod audit;
pub mod automod;
pub mod bans;
pub mod channels;
pub mod commands;
pub mod guilds;
mod id;
pub mod interactions;
pub mod invites;
pub mod json;
pub mod members;
pub mod messages;
pub mod permissions;
pub mod reactions;
pub mod users;
pub mod voice;
pub mod webhooks;

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

pub use channels::{Channel, Overwrite};
pub use guilds::{Guild, Role};
pub use id::{DISCORD_EPOCH_MS, Id};
pub use members::Member;
pub use messages::{Message, NewMessage};
pub use users::User;

use crate::clock::Clock;

/// An event for the gateway, with everything that an intent might hide.
#[derive(Clone, Debug)]
pub struct Dispatch {
    /// Discord's name of it, such as `MESSAGE_CREATE`.
    pub kind: &'static str,
    /// None for direct messages and interactions outside guilds.
    pub guild: Option<Id>,
    pub data: Value,
}

/// Everything.
pub struct World {
    pub outbox: Vec<Dispatch>,
    pub bot: Id,
    pub bot_token: String,
    pub guilds: BTreeMap<Id, Guild>,
    pub users: HashMap<Id, User>,
    pub tokens: HashMap<String, Id>,
    pub channels: HashMap<Id, Channel>,
    /// The channel of direct messages between the bot and a user.
    pub direct: HashMap<Id, Id>,
    pub commands: commands::Commands,
    pub interactions: interactions::Interactions,
    pub webhooks: BTreeMap<Id, webhooks::Webhook>,
    /// The bytes of attachments, which stay when their message goes.
    pub files: HashMap<Id, Vec<u8>>,
    /// Where they are served.
    pub files_at: String,
    /// By code.
    pub invites: BTreeMap<String, invites::Invite>,
    /// By which invite each user joined last.
    pub joined_by: HashMap<Id, String>,
    nonces: messages::Nonces,
    clock: Clock,
    last_id: u64,
}

impl World {
    pub fn new(clock: Clock) -> Self {
        let mut world = Self {
            outbox: Vec::new(),
            bot: Id(0),
            bot_token: String::new(),
            guilds: BTreeMap::new(),
            users: HashMap::new(),
            tokens: HashMap::new(),
            channels: HashMap::new(),
            direct: HashMap::new(),
            commands: commands::Commands::default(),
            interactions: interactions::Interactions::default(),
            webhooks: BTreeMap::new(),
            files: HashMap::new(),
            files_at: String::new(),
            invites: BTreeMap::new(),
            joined_by: HashMap::new(),
            nonces: messages::Nonces::default(),
            clock,
            last_id: 0,
        };
        world.bot = world.create_user("emperione", None, true);
        // The first part of a bot's token is its id in base64 (Discord, Reference: Authentication).
        world.bot_token = world.users[&world.bot].token.clone();
        world
    }

    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// A new id: the time, then a counter.
    pub fn next_id(&mut self) -> Id {
        let Id(first) = Id::at(self.now_ms());
        self.last_id = first.max(self.last_id + 1);
        Id(self.last_id)
    }

    pub fn guild(&self, id: Id) -> Option<&Guild> {
        self.guilds.get(&id)
    }

    pub fn member(&self, guild: Id, user: Id) -> Option<&Member> {
        self.guilds.get(&guild)?.members.get(&user)
    }

    pub fn emit(&mut self, kind: &'static str, guild: Option<Id>, data: Value) {
        self.outbox.push(Dispatch { kind, guild, data });
    }
}

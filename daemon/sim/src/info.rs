//! Where everything is: what tests and independent clients are told of the simulator.

use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::{Id, Server, World};

/// The ids that tests and scripts need.
#[derive(Clone, Debug)]
pub struct Places {
    pub guild: Id,
    pub owner: Id,
    /// Plain members whom the community leaves alone; the last takes no direct messages.
    pub users: Vec<Id>,
    /// A moderator among the people.
    pub moderator: Id,
    /// The one who posts the same link again and again.
    pub spammer: Id,
    pub general: Id,
    pub log: Id,
    pub muted: Id,
    pub high: Id,
    pub moderators: Id,
    pub member: Id,
    pub invite: String,
    pub old_message: Id,
}

impl Server {
    /// The addresses, ids and tokens.
    pub fn info(&self) -> Value {
        let sim = self.sim();
        let places = &sim.places;
        sim.read(|world| {
            let users: Vec<_> = places.users.iter().map(|id| person(world, *id)).collect();
            json!({
                "api": self.api(), "base": self.base(), "gateway": self.gateway(), "bot_token": world.bot_token,
                "application_id": world.bot, "guild_id": places.guild, "owner": person(world, places.owner),
                "users": users, "moderator": person(world, places.moderator),
                "spammer": person(world, places.spammer), "invite": places.invite,
                "channels": { "general": places.general, "log": places.log },
                "roles": {
                    "member": places.member, "muted": places.muted, "high": places.high, "mod": places.moderators,
                },
                "old_message_id": places.old_message, "pid": std::process::id(),
            })
        })
    }

    /// Writes [`Server::info`] to a file that is there whole or not at all.
    pub fn write_info(&self, path: &Path) -> io::Result<()> {
        let draft = path.with_extension("tmp");
        std::fs::write(&draft, self.info().to_string())?;
        std::fs::rename(&draft, path)
    }
}

fn person(world: &World, id: Id) -> Value {
    let user = world.users.get(&id);
    let mut person = json!({
        "id": id, "username": user.map(|user| &user.username), "token": user.map(|user| &user.token),
    });
    if user.is_some_and(|user| user.dms_closed) {
        person["dms_closed"] = json!(true);
    }
    person
}

//! The audit log.

use serde_json::{Value, json};

use super::permissions::VIEW_AUDIT_LOG;
use super::{Id, World};

/// Entries are kept for 45 days (Audit Log), and so many at most.
pub const KEPT_MS: i64 = 45 * 24 * 3_600_000;
const KEPT: usize = 100_000;

/// An entry; its id is given when it is added.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: Id,
    /// Discord's number of the kind of act (Audit Log: Audit Log Events).
    pub action_type: u16,
    pub actor: Id,
    pub target: Option<Id>,
    pub reason: Option<String>,
    pub changes: Vec<Change>,
    pub options: Option<Value>,
}

#[derive(Clone, Debug)]
pub struct Change {
    key: &'static str,
    old: Value,
    new: Value,
}

impl Change {
    pub fn new(key: &'static str, old: Value, new: Value) -> Self {
        Self { key, old, new }
    }

    fn json(&self) -> Value {
        let mut change = json!({ "key": self.key });
        for (name, value) in [("old_value", &self.old), ("new_value", &self.new)] {
            if !value.is_null() {
                change[name] = value.clone();
            }
        }
        change
    }
}

impl Entry {
    pub fn new(action_type: u16, actor: Id, target: Option<Id>) -> Self {
        Self {
            id: Id(0),
            action_type,
            actor,
            target,
            reason: None,
            changes: Vec::new(),
            options: None,
        }
    }

    #[must_use]
    pub fn because(mut self, reason: Option<&str>) -> Self {
        self.reason = reason.map(Into::into);
        self
    }

    #[must_use]
    pub fn changing(mut self, changes: Vec<Change>) -> Self {
        self.changes = changes;
        self
    }

    #[must_use]
    pub fn with(mut self, options: Value) -> Self {
        self.options = Some(options);
        self
    }

    pub fn json(&self) -> Value {
        let mut entry = json!({
            "id": self.id, "action_type": self.action_type, "user_id": self.actor, "target_id": self.target,
        });
        if !self.changes.is_empty() {
            entry["changes"] = self.changes.iter().map(Change::json).collect();
        }
        if let Some(reason) = &self.reason {
            entry["reason"] = json!(reason);
        }
        if let Some(options) = &self.options {
            entry["options"] = options.clone();
        }
        entry
    }
}

impl World {
    /// Adds an entry and tells the gateway, if the bot may see the log.
    pub fn audit(&mut self, guild: Id, mut entry: Entry) {
        entry.id = self.next_id();
        let mut data = entry.json();
        data["guild_id"] = json!(guild);
        let oldest = Id::at(self.now_ms() - KEPT_MS);
        let Some(found) = self.guilds.get_mut(&guild) else {
            return;
        };
        let is_old = |entry: &Entry| entry.id < oldest;
        while found.audit.len() >= KEPT || found.audit.front().is_some_and(is_old) {
            found.audit.pop_front();
        }
        found.audit.push_back(entry);
        let found = &self.guilds[&guild];
        if self.guild_permissions(found, self.bot) & VIEW_AUDIT_LOG != 0 {
            self.emit("GUILD_AUDIT_LOG_ENTRY_CREATE", Some(guild), data);
        }
    }
}

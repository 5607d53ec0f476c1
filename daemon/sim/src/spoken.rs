//! The ground truth about messages: how long they are, who answers whom, and how newcomers begin.

use std::collections::HashMap;

use serde_json::Value;

use crate::Id;

const DAY_MS: i64 = 86_400_000;
/// What a person writes: a message, a reply, the answer to a command (Message: Message Types).
const WRITTEN: [u64; 4] = [0, 19, 20, 23];

#[derive(Default)]
pub(crate) struct Spoken {
    short: u64,
    medium: u64,
    long: u64,
    attachments: u64,
    replies: u64,
    received: u64,
    answered: u64,
    newcomers: u64,
    /// How many newcomers wrote so many messages.
    reached: HashMap<u32, u64>,
    /// What each newcomer wrote since they joined.
    wrote: HashMap<String, u32>,
    /// By channel, what was not answered: when, and by whom.
    waiting: HashMap<String, Vec<(i64, String)>>,
}

impl Spoken {
    pub(crate) fn count(&mut self, kind: &str, data: &Value) {
        match kind {
            "MESSAGE_CREATE" => self.message(data),
            "MESSAGE_REACTION_ADD" => {
                let author = &data["message_author_id"];
                self.received += u64::from(!author.is_null() && *author != data["user_id"]);
            }
            "GUILD_MEMBER_ADD" if data["user"]["bot"] != true => {
                self.newcomers += 1;
                if let Some(user) = data["user"]["id"].as_str() {
                    self.wrote.insert(user.into(), 0);
                }
            }
            _ => {}
        }
    }

    fn message(&mut self, data: &Value) {
        match data["content"].as_str().unwrap_or_default().chars().count() {
            0 => {}
            1..=20 => self.short += 1,
            21..=200 => self.medium += 1,
            _ => self.long += 1,
        }
        self.attachments += data["attachments"]
            .as_array()
            .map_or(0, |files| files.len() as u64);
        self.replies += u64::from(data["type"] == 19);
        let by_person = data["author"]["bot"] != true && data["webhook_id"].is_null();
        let is_written = data["type"].as_u64().is_none_or(|of| WRITTEN.contains(&of));
        if by_person && is_written {
            self.person(data);
        }
    }

    fn person(&mut self, data: &Value) {
        let (Some(author), Some(channel)) =
            (data["author"]["id"].as_str(), data["channel_id"].as_str())
        else {
            return;
        };
        let at = data["id"]
            .as_str()
            .and_then(Id::parse)
            .map_or(0, Id::created_ms);
        let waiting = self.waiting.entry(channel.into()).or_default();
        let (own, others): (Vec<_>, Vec<_>) = std::mem::take(waiting)
            .into_iter()
            .partition(|(_, by)| by == author);
        let in_time = others.iter().filter(|(since, _)| at - since < DAY_MS);
        self.answered += in_time.count() as u64;
        *waiting = own;
        waiting.push((at, author.into()));
        if let Some(wrote) = self.wrote.get_mut(author) {
            *wrote += 1;
            *self.reached.entry(*wrote).or_default() += 1;
        }
    }

    /// By the names that the daemon has for them.
    pub(crate) fn counts(&self) -> [(&'static str, u64); 11] {
        let reached = |count| self.reached.get(&count).copied().unwrap_or(0);
        [
            ("short_messages", self.short),
            ("medium_messages", self.medium),
            ("long_messages", self.long),
            ("attachments", self.attachments),
            ("replies", self.replies),
            ("reactions_received", self.received),
            ("answered", self.answered),
            ("newcomers", self.newcomers),
            ("first_messages", reached(1)),
            ("third_messages", reached(3)),
            ("tenth_messages", reached(10)),
        ]
    }
}

//! Ingest that is told dispatches by hand: in any order, at any time, twice, or read later.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use emperione_daemon::bot::discord::Rest;
use emperione_daemon::bot::frames::{self, Frame};
use emperione_daemon::bot::governor::{self, Governor};
use emperione_daemon::clock::Clock;
use emperione_daemon::domain::event::{Body, Event, Message};
use emperione_daemon::domain::live::Counters;
use emperione_daemon::health::Health;
use emperione_daemon::ingest::{self, Finding, Ingest, Input};
use emperione_daemon::seal::Seal;
use emperione_daemon::store::Db;
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, MessageId, Timestamp};
use parking_lot::Mutex;
use secrecy::SecretString;

pub const GUILD: GuildId = GuildId(7);
/// A full hour.
pub const START: i64 = 1_800_000_000_000;

/// The guild, with all of its members.
pub const CREATED: &str = r#"{"id":"7","name":"G","owner_id":"2","member_count":1,"roles":[],"voice_states":[],
    "channels":[{"id":"5","type":0,"name":"five"},{"id":"6","type":0,"name":"six"}],
    "members":[{"user":{"id":"2","username":"olga"},"roles":[],"joined_at":"2020-01-01T00:00:00Z"}]}"#;

/// Ingest with a hand at its door instead of a gateway.
pub struct Ear {
    pub ingest: Ingest,
    pub clock: Clock,
    /// Of the last dispatch.
    pub seq: u64,
    /// What it counts of the last hour.
    pub live: Arc<Mutex<Counters>>,
}

impl Ear {
    pub async fn open(db: &Db, folder: &Path, clock: Clock) -> Self {
        let health = Arc::new(Health::default());
        let mut settings = governor::Settings::new(SecretString::from("token"));
        settings.base = Some("http://127.0.0.1:9".into());
        let parts = ingest::Parts {
            db: db.clone(),
            clock: clock.clone(),
            state: Arc::default(),
            seal: Arc::new(Seal::open(&folder.join("master.key")).unwrap()),
            health: health.clone(),
            discord: Arc::new(Rest::new(Governor::start(settings, health).unwrap())),
            live: Arc::default(),
            observer: None,
            interactions: None,
            intents: Intents::Full,
        };
        let live = parts.live.clone();
        let loaded = ingest::load(&parts).await.unwrap();
        let seq = loaded.sessions.first().map_or(0, |session| session.seq);
        let mut ear = Self {
            ingest: ingest::start(parts, loaded),
            clock,
            seq,
            live,
        };
        if seq == 0 {
            ear.hear("READY", r#"{"session_id":"s","resume_gateway_url":"ws://x","user":{"id":"1","username":"bot","bot":true},"guilds":[{"id":"7"}]}"#);
            ear.hear("GUILD_CREATE", CREATED);
        } else {
            ear.hear("RESUMED", "{}");
        }
        ear
    }

    pub fn push(&self, input: Input) {
        self.ingest.inbox().push(0, Instant::now(), input);
    }

    pub fn hear(&mut self, kind: &str, data: &str) {
        self.seq += 1;
        let event = event(kind, data, self.seq);
        self.push(Input::Frame {
            seq: self.seq,
            event,
        });
    }

    /// The same dispatch again.
    pub fn hear_again(&self, kind: &str, data: &str) {
        let event = event(kind, data, self.seq);
        self.push(Input::Frame {
            seq: self.seq,
            event,
        });
    }

    /// What was dropped was read later; with the last of it the gap's reading is over.
    pub fn find(&self, said: &[Said]) {
        for page in said.chunks(3) {
            let finding = Finding::Messages(page.iter().map(Said::message).collect());
            self.push(Input::Found {
                guild: GUILD,
                finding,
            });
        }
        let finding = Finding::Done {
            unknown: Vec::new(),
        };
        self.push(Input::Found {
            guild: GUILD,
            finding,
        });
    }

    pub async fn again(self, db: &Db, folder: &Path) -> Self {
        self.ingest.stop().await;
        Self::open(db, folder, self.clock).await
    }
}

fn event(kind: &str, data: &str, seq: u64) -> Event {
    let text = format!(r#"{{"op":0,"s":{seq},"t":"{kind}","d":{data}}}"#);
    match frames::decode(&text) {
        Ok(Frame::Dispatch { event, .. }) => event,
        _ => panic!("{text}"),
    }
}

/// A message of a person, as far as the tests vary it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub id: MessageId,
    pub channel: u64,
    pub author: u64,
    pub text: String,
    /// Further fields, each with a comma before it.
    pub more: &'static str,
}

/// A message so many milliseconds after the start.
pub fn said(ms: i64, channel: u64, author: u64, text: &str) -> Said {
    Said {
        id: MessageId::first_at(Timestamp(START + ms)),
        channel,
        author,
        text: text.into(),
        more: "",
    }
}

impl Said {
    pub fn json(&self) -> String {
        let Self {
            id,
            channel,
            author,
            text,
            more,
        } = self;
        format!(
            r#"{{"id":"{id}","channel_id":"{channel}","guild_id":"7","author":{{"id":"{author}","username":"u{author}"}},"content":"{text}"{more}}}"#
        )
    }

    pub fn message(&self) -> Message {
        match event("MESSAGE_CREATE", &self.json(), 1).body {
            Body::MessageCreated(message) => *message,
            other => panic!("{other:?}"),
        }
    }

    pub fn at(&self) -> i64 {
        self.id.created_at().0
    }
}

/// A join so many milliseconds after the start.
pub fn joined(user: u64, ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(START + ms).unwrap();
    format!(
        r#"{{"guild_id":"7","user":{{"id":"{user}","username":"u{user}"}},"roles":[],"joined_at":"{at}"}}"#
    )
}

/// A thread of a channel, begun so many milliseconds after the start; the id is that of an old message.
pub fn begun(ms: i64, thread: u64, channel: u64) -> String {
    let at = jiff::Timestamp::from_millisecond(START + ms).unwrap();
    let times = format!(r#""archived":false,"locked":false,"create_timestamp":"{at}""#);
    format!(
        r#"{{"id":"{thread}","guild_id":"7","type":11,"name":"t{thread}","parent_id":"{channel}","thread_metadata":{{{times}}}}}"#
    )
}

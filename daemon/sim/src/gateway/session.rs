//! A session: who it is for, what it was sent, and the connection it has at the moment.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{Refusal, SharedText, intents};
use crate::faults::What;
use crate::{Dispatch, Id, World};

/// How many dispatches are kept for RESUME.
const KEPT: usize = 100_000;
/// How much text is kept for it, of every session.
const KEPT_BYTES: usize = 64 << 20;
/// How long a session without a connection can be resumed; Discord says "a few minutes".
const RESUMABLE: Duration = Duration::from_mins(10);

/// What a connection's task is told to do.
#[derive(Clone, Debug)]
pub(crate) enum Out {
    Dispatch {
        kind: &'static str,
        seq: u64,
        data: SharedText,
    },
    Fault(What),
    /// Close the socket without a word.
    Drop,
}

pub(crate) type Outbox = mpsc::UnboundedSender<Out>;

/// What IDENTIFY asks for.
pub(crate) struct Identify {
    pub token: String,
    pub intents: u64,
    pub shard: [u64; 2],
    pub large_threshold: usize,
}

impl Identify {
    pub(crate) fn read(data: &Value) -> Self {
        let number = |value: &Value| value.as_u64().unwrap_or(u64::MAX);
        let shard = data["shard"]
            .as_array()
            .map_or([0, 1], |shard| match shard.as_slice() {
                [id, count] => [number(id), number(count)],
                _ => [u64::MAX, 0],
            });
        Self {
            token: data["token"]
                .as_str()
                .unwrap_or_default()
                .trim_start_matches("Bot ")
                .into(),
            intents: number(&data["intents"]),
            shard,
            large_threshold: data["large_threshold"]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(50),
        }
    }

    pub(super) fn check(&self, world: &World, switched_off: u64) -> Result<(), Refusal> {
        let [shard, count] = self.shard;
        if self.token != world.bot_token {
            return Err(Refusal::Close(4004));
        }
        if self.intents & !intents::ALL != 0 {
            return Err(Refusal::Close(4013));
        }
        if self.intents & switched_off != 0 {
            return Err(Refusal::Close(4014));
        }
        if shard >= count {
            Err(Refusal::Close(4010))
        } else {
            Ok(())
        }
    }
}

pub(crate) struct Session {
    id: String,
    shard: [u64; 2],
    pub intents: u64,
    pub seq: u64,
    replay: VecDeque<(u64, &'static str, SharedText)>,
    replay_bytes: usize,
    out: Option<Outbox>,
    /// When the connection was lost.
    lost: Option<Instant>,
}

impl Session {
    pub(super) fn new(id: String, asked: &Identify, out: Outbox) -> Self {
        let replay = VecDeque::new();
        Self {
            id,
            shard: asked.shard,
            intents: asked.intents,
            seq: 0,
            replay,
            replay_bytes: 0,
            out: Some(out),
            lost: None,
        }
    }

    /// Whether the shard owns the guild (Gateway: Sharding) and the intents include the event.
    pub(super) fn hears(&self, dispatch: &Dispatch, bot: Id) -> bool {
        let [shard, count] = self.shard;
        let owner = dispatch.guild.map_or(0, |guild| (guild.0 >> 22) % count);
        let needed = intents::needed(dispatch.kind, dispatch.guild.is_some());
        if owner != shard {
            return false;
        }
        // The bot is told of changes to itself in any case (Gateway: List of Intents, notes on `GUILD_MEMBER_UPDATE`).
        self.intents & needed == needed
            || dispatch.kind == "GUILD_MEMBER_UPDATE"
                && dispatch.data["user"]["id"] == *bot.to_string()
    }

    pub(super) fn is_resumable(&self) -> bool {
        self.lost.is_none_or(|at| at.elapsed() < RESUMABLE)
    }

    pub(super) fn owns(&self, guild: Id) -> bool {
        (guild.0 >> 22) % self.shard[1] == self.shard[0]
    }

    /// READY, then each guild as it becomes available.
    pub(super) fn greet(&mut self, world: &World, url: &str, large_threshold: usize) {
        let mine: Vec<_> = world
            .guilds
            .values()
            .filter(|guild| self.owns(guild.id) && guild.members.contains_key(&world.bot))
            .collect();
        let guilds: Vec<_> = mine
            .iter()
            .map(|guild| json!({ "id": guild.id, "unavailable": true }))
            .collect();
        let mut user = world.user_json(world.bot);
        user["verified"] = json!(true);
        user["mfa_enabled"] = json!(true);
        user["email"] = Value::Null;
        let ready = json!({
            "v": 10, "user": user, "guilds": guilds, "session_id": self.id, "resume_gateway_url": url,
            "shard": self.shard, "application": { "id": world.bot, "flags": 1 << 13 | 1 << 15 | 1 << 19 },
            "session_type": "normal", "private_channels": [], "relationships": [], "geo_ordered_rtc_regions": [],
            "presences": [], "guild_join_requests": [], "user_settings": {}, "auth": {}, "_trace": ["sim"],
        });
        self.dispatch("READY", ready.to_string().into());
        if self.intents & intents::GUILDS == 0 {
            return;
        }
        for guild in mine.iter().filter(|guild| guild.available) {
            if let Some(data) = world.guild_create(guild.id, large_threshold) {
                self.dispatch("GUILD_CREATE", data.to_string().into());
            }
        }
    }

    pub(super) fn dispatch(&mut self, kind: &'static str, data: SharedText) {
        self.seq += 1;
        self.replay_bytes += data.len();
        while self.replay.len() >= KEPT || self.replay_bytes > KEPT_BYTES {
            let Some((_, _, oldest)) = self.replay.pop_front() else {
                break;
            };
            self.replay_bytes -= oldest.len();
        }
        self.replay.push_back((self.seq, kind, data.clone()));
        self.send(Out::Dispatch {
            kind,
            seq: self.seq,
            data,
        });
    }

    /// Sends a broken or huge dispatch of this kind, or passes what else goes wrong to the connection.
    pub(super) fn inflict(&mut self, kind: &'static str, what: What) {
        match what {
            What::Malformed => {
                self.dispatch(kind, r#"{"guild_id":{},"id":[null],"author":7}"#.into());
            }
            What::Huge { bytes } => {
                let padding = "x".repeat(bytes);
                self.dispatch("SIM_HUGE", json!({ "padding": padding }).to_string().into());
            }
            What::SkipSeq => self.seq += 1,
            _ => self.send(Out::Fault(what)),
        }
    }

    pub(super) fn send(&mut self, out: Out) {
        if self
            .out
            .as_ref()
            .is_some_and(|outbox| outbox.send(out).is_err())
        {
            self.out = None;
            self.lost = Some(Instant::now());
        }
    }

    /// Lets the connection go, and says whether it was this session's.
    pub(super) fn detach(&mut self, out: &Outbox) -> bool {
        let own = match &self.out {
            Some(current) => current.same_channel(out),
            None => true,
        };
        if own {
            self.out = None;
            self.lost = Some(Instant::now());
        }
        own
    }

    /// Replays everything after `seq`, then RESUMED.
    pub(super) fn resume(&mut self, seq: u64, out: Outbox) -> Result<(), Refusal> {
        if seq > self.seq {
            return Err(Refusal::Close(4007));
        }
        let oldest = self
            .replay
            .front()
            .map_or(self.seq + 1, |(first, ..)| *first);
        if seq + 1 < oldest {
            return Err(Refusal::Invalid);
        }
        self.send(Out::Drop);
        self.out = Some(out);
        self.lost = None;
        let missed: Vec<_> = self
            .replay
            .iter()
            .filter(|(of, ..)| *of > seq)
            .cloned()
            .collect();
        for (seq, kind, data) in missed {
            self.send(Out::Dispatch { kind, seq, data });
        }
        let resumed = json!({ "_trace": ["sim"] }).to_string().into();
        self.dispatch("RESUMED", resumed);
        Ok(())
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id, "shard": self.shard, "intents": self.intents, "seq": self.seq,
            "connected": self.out.is_some(),
        })
    }
}

//! Gateway v10: the hub gives every dispatch to the sessions that may hear it, numbers it, and keeps it for RESUME.

mod compression;
mod connection;
mod intents;
mod members;
mod session;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use serde_json::{Value, json};

pub(crate) use connection::upgrade;
use session::{Out, Outbox, Session};

use crate::clock::millis;
use crate::faults::{Faults, What};
use crate::truth::Truth;
use crate::{Dispatch, Id, World};

/// Discord's limits (Gateway: Session Start Limit Object, Identify concurrency).
const IDENTIFIES: u32 = 1000;
const DAY: Duration = Duration::from_hours(24);
const IDENTIFY_EVERY: Duration = Duration::from_secs(5);

/// How many IDENTIFYs are left.
#[derive(Clone, Copy, Debug)]
pub struct StartLimit {
    pub total: u32,
    pub remaining: u32,
    pub reset_after_ms: u64,
    pub max_concurrency: u32,
}

/// Why a connection is closed or a session refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Closed with this code (Opcodes and Status Codes: Gateway Close Event Codes).
    Close(u16),
    /// Op 9, which cannot be resumed.
    Invalid,
}

/// All sessions of the bot.
pub struct Hub {
    pub heartbeat: Duration,
    guild: Id,
    url: OnceLock<String>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    sessions: HashMap<String, Session>,
    /// Real times of the IDENTIFYs of the last day.
    identifies: Vec<Instant>,
    /// When all members of a guild were asked for last.
    asked: HashMap<Id, Instant>,
    /// Privileged intents that are switched off for the application.
    switched_off: u64,
    log: Vec<Value>,
    truth: Truth,
    made: u64,
}

impl Hub {
    pub(crate) fn new(heartbeat: Duration, guild: Id) -> Self {
        Self {
            heartbeat,
            guild,
            url: OnceLock::new(),
            inner: Mutex::default(),
        }
    }

    pub(crate) fn listens_at(&self, url: String) {
        let _ = self.url.set(url);
    }

    pub fn gateway_url(&self) -> String {
        self.url.get().cloned().unwrap_or_default()
    }

    pub fn start_limit(&self) -> StartLimit {
        let mut inner = self.inner.lock();
        inner.identifies.retain(|at| at.elapsed() < DAY);
        let used = u32::try_from(inner.identifies.len()).unwrap_or(u32::MAX);
        let first = inner
            .identifies
            .first()
            .map_or(DAY, |at| DAY.saturating_sub(at.elapsed()));
        StartLimit {
            total: IDENTIFIES,
            remaining: IDENTIFIES.saturating_sub(used),
            reset_after_ms: millis(first).unsigned_abs(),
            max_concurrency: 1,
        }
    }

    /// Pretends that so many IDENTIFYs were used today.
    pub fn spend_identifies(&self, count: usize) {
        let mut inner = self.inner.lock();
        let now = Instant::now();
        inner.identifies.extend(std::iter::repeat_n(now, count));
    }

    /// Switches privileged intents of the application off: IDENTIFY with them closes with 4014.
    pub fn switch_off(&self, intents: u64) {
        self.inner.lock().switched_off = intents;
    }

    /// Ends every session and its connection, so that a RESUME is refused.
    pub fn expire_sessions(&self) {
        for (_, mut session) in self.inner.lock().sessions.drain() {
            session.send(Out::Drop);
        }
    }

    /// Ends one session.
    pub(crate) fn end(&self, id: &str) {
        self.inner.lock().sessions.remove(id);
    }

    /// Takes the session from a connection, for good or until a RESUME.
    pub(crate) fn invalidate(&self, id: &str, resumable: bool, out: &Outbox) {
        let mut inner = self.inner.lock();
        if !resumable {
            inner.sessions.remove(id);
        } else if let Some(session) = inner.sessions.get_mut(id) {
            session.detach(out);
        }
    }

    /// Drops every connection; their sessions can be resumed.
    pub fn drop_connections(&self) {
        self.tell_all(&Out::Drop);
    }

    /// Does to every connection what a fault says.
    pub fn inflict(&self, what: What) {
        self.tell_all(&Out::Fault(what));
    }

    fn tell_all(&self, out: &Out) {
        for session in self.inner.lock().sessions.values_mut() {
            session.send(out.clone());
        }
    }

    /// What was counted, for the guild that the community lives in.
    pub fn truth(&self, world: &World) -> Value {
        let inner = self.inner.lock();
        let mut truth = inner.truth.json();
        let guild = world.guild(self.guild);
        truth["members"] = json!(guild.map_or(0, |guild| guild.members.len()));
        truth["banned_now"] = json!(guild.map(|guild| guild.bans.keys().collect::<Vec<_>>()));
        truth["last_seq"] = inner
            .sessions
            .iter()
            .map(|(id, session)| (id.clone(), json!(session.seq)))
            .collect();
        truth
    }

    /// Every session, and everything that connections did.
    pub fn describe(&self) -> Value {
        let inner = self.inner.lock();
        let sessions: Vec<_> = inner.sessions.values().map(Session::json).collect();
        json!({ "sessions": sessions, "log": inner.log })
    }

    /// How often something stands in the log, such as `IDENTIFY`.
    pub fn count(&self, what: &str) -> usize {
        self.inner
            .lock()
            .log
            .iter()
            .filter(|entry| entry["what"] == what)
            .count()
    }

    fn note(inner: &mut Inner, what: &str, session: Option<&str>, code: Option<u16>) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        inner
            .log
            .push(json!({ "at": millis(now), "what": what, "session": session, "code": code }));
    }

    pub(crate) fn log(&self, what: &str, session: Option<&str>, code: Option<u16>) {
        Self::note(&mut self.inner.lock(), what, session, code);
    }

    /// Gives a dispatch to every session that may hear it. The caller holds the world, so that order is kept.
    pub(crate) fn publish(&self, world: &World, dispatch: &Dispatch, faults: &Faults) {
        let bot = world.bot;
        let mut inner = self.inner.lock();
        if dispatch.guild == Some(self.guild) {
            if inner.sessions.is_empty() {
                inner.truth.follow(dispatch);
            } else {
                inner.truth.count(dispatch);
            }
        }
        if !world.is_heard(dispatch) {
            return;
        }
        let mut texts = intents::Texts::new(dispatch, bot);
        let is_heard = |session: &Session| session.hears(dispatch, bot);
        if !inner.sessions.values().any(is_heard) {
            return;
        }
        let before = faults.on_event(dispatch.kind);
        for session in inner
            .sessions
            .values_mut()
            .filter(|session| is_heard(session))
        {
            for what in &before {
                session.inflict(dispatch.kind, *what);
            }
            let text = texts.for_intents(session.intents);
            session.dispatch(dispatch.kind, text);
        }
    }

    /// Begins a session: READY, then the guilds of its shard. The caller holds the world.
    pub(crate) fn identify(
        &self,
        world: &World,
        asked: &session::Identify,
        out: Outbox,
    ) -> Result<String, Refusal> {
        let mut inner = self.inner.lock();
        Self::note(&mut inner, "IDENTIFY", None, None);
        asked.check(world, inner.switched_off)?;
        inner.identifies.retain(|at| at.elapsed() < DAY);
        inner.sessions.retain(|_, session| session.is_resumable());
        let crowded = inner
            .identifies
            .last()
            .is_some_and(|at| at.elapsed() < IDENTIFY_EVERY);
        if crowded || inner.identifies.len() >= IDENTIFIES as usize {
            return Err(Refusal::Invalid);
        }
        inner.identifies.push(Instant::now());
        inner.made += 1;
        let id = format!("{:016x}{:016x}", inner.made, world.bot.0);
        let mut session = Session::new(id.clone(), asked, out);
        session.greet(world, &self.gateway_url(), asked.large_threshold);
        Self::note(&mut inner, "READY", Some(&id), None);
        inner.sessions.insert(id.clone(), session);
        Ok(id)
    }

    /// Takes a session up again and replays what it missed.
    pub(crate) fn resume(&self, id: &str, seq: u64, out: Outbox) -> Result<(), Refusal> {
        let mut inner = self.inner.lock();
        Self::note(&mut inner, "RESUME", Some(id), None);
        let session = inner.sessions.get_mut(id).ok_or(Refusal::Invalid)?;
        session.resume(seq, out)?;
        Self::note(&mut inner, "RESUMED", Some(id), None);
        Ok(())
    }

    /// A connection ended: 1000 and 1001 from the client end the session, too, unless another connection has it by now.
    pub(crate) fn disconnected(&self, id: Option<&str>, code: Option<u16>, out: &Outbox) {
        let mut inner = self.inner.lock();
        Self::note(&mut inner, "CLOSED", id, code);
        let Some(id) = id else { return };
        let Some(session) = inner.sessions.get_mut(id) else {
            return;
        };
        if session.detach(out) && matches!(code, Some(1000 | 1001)) {
            inner.sessions.remove(id);
        }
    }

    /// Answers a request for members (Gateway Events: Request Guild Members).
    pub(crate) fn request_members(&self, world: &World, id: &str, asked: &Value) {
        let mut inner = self.inner.lock();
        let inner = &mut *inner;
        let Some(session) = inner.sessions.get_mut(id) else {
            return;
        };
        members::answer(world, session, &mut inner.asked, asked);
    }
}

/// A payload that sessions share.
pub(crate) type SharedText = Arc<str>;

//! Carries out requests that serenity built, within Discord's limits. [`core`] decides, this file sends.
//!
//! Rate limits and timeouts follow the monotonic clock, so that a step of the machine's clock stalls nothing.

pub mod answer;
mod breaker;
pub mod bucket;
mod core;
mod download;
mod forbidden;

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use emperione_protocol::system;
use parking_lot::{Mutex, RwLock};
use reqwest::header::{HeaderValue, USER_AGENT};
use secrecy::{ExposeSecret, SecretString};
use serenity::http::Request;
use tokio::sync::{Notify, oneshot};

use self::answer::{ErrorBody, Said};
use self::breaker::Cause;
use self::bucket::Place;
pub use self::core::Repeat;
use self::core::{Core, Outcome, Step, Ticket, Verdict, lane_name};
use crate::health::{Health, Reason};
use crate::ports::discord::{CallError, Lane};

/// Discord's edge refuses others (API Reference: User Agent).
const AGENT: &str = concat!(
    "DiscordBot (https://github.com/emperione/emperione, ",
    env!("CARGO_PKG_VERSION"),
    ")"
);
/// A page of 1,000 bans has some 400 kB.
const LONGEST_BODY: usize = 8 << 20;

/// Where calls go and how long they may take.
#[derive(Clone)]
pub struct Settings {
    pub token: SecretString,
    /// Replaces `https://discord.com`.
    pub base: Option<String>,
    pub connect_timeout: Duration,
    pub timeout: Duration,
}

impl Settings {
    pub fn new(token: SecretString) -> Self {
        Self {
            token,
            base: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
        }
    }
}

/// A request, and what the governor must know of it.
pub struct Outgoing<'a> {
    pub request: Request<'a>,
    pub lane: Lane,
    pub place: Place,
    pub repeat: Repeat,
}

/// A good answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Bytes,
}

/// Sends calls; cheap to clone.
#[derive(Clone)]
pub struct Governor {
    shared: Arc<Shared>,
    client: reqwest::Client,
    base: Option<String>,
}

struct Shared {
    queue: Mutex<Queue>,
    changed: Notify,
    token: RwLock<SecretString>,
    health: Arc<Health>,
}

struct Queue {
    core: Core,
    turns: HashMap<Ticket, oneshot::Sender<Result<(), CallError>>>,
}

impl Governor {
    /// Starts the governor on the current runtime. It ends with its last clone.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn start(settings: Settings, health: Arc<Health>) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let shared = Arc::new(Shared {
            queue: Mutex::new(Queue {
                core: Core::new(rand::random()),
                turns: HashMap::new(),
            }),
            changed: Notify::new(),
            token: RwLock::new(settings.token),
            health,
        });
        tokio::spawn(drive(Arc::downgrade(&shared)));
        Ok(Self {
            shared,
            client,
            base: settings.base,
        })
    }

    /// Waits for its turn, sends, and repeats where that is safe.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn call(&self, call: Outgoing<'_>) -> Result<Answer, CallError> {
        let (seat, mut turn) = Seat::take(&self.shared, &call);
        loop {
            turn.await
                .unwrap_or_else(|_| Err(CallError::NotSent("the daemon is stopping".into())))?;
            let started = Instant::now();
            let (outcome, body) = self.send(&call).await;
            count(&call, &outcome, started);
            let (verdict, next) = seat.ended(&outcome);
            match verdict {
                Verdict::Again => turn = next,
                Verdict::Fail(error) => return Err(error),
                Verdict::Deliver { doubtful } => return deliver(&outcome, body, doubtful),
            }
        }
    }

    /// How the calls stand.
    pub fn stats(&self) -> system::Governor {
        self.shared.queue.lock().core.stats(Instant::now())
    }

    /// How long it takes at least before the last of so many calls may leave, if this many of them go to these places.
    pub fn takes(&self, calls: u64, places: &[(Place, u64)]) -> Duration {
        let queue = self.shared.queue.lock();
        queue.core.takes(calls, places, Instant::now())
    }

    /// Uses another token from now on, and forgets that the old one was refused.
    pub fn set_token(&self, token: SecretString) {
        *self.shared.token.write() = token;
        self.shared.queue.lock().core.token_replaced();
        self.shared.changed.notify_one();
    }

    /// Stops every call until the token is replaced, as the gateway's close code 4004 asks for.
    pub fn refuse_token(&self) {
        self.shared.queue.lock().core.refuse_token();
        self.shared.changed.notify_one();
    }

    async fn send(&self, call: &Outgoing<'_>) -> (Outcome, Bytes) {
        let built = {
            let token = self.shared.token.read();
            let bot = format!("Bot {}", token.expose_secret());
            call.request
                .clone()
                .build(&self.client, &bot, self.base.as_deref())
        };
        // serenity's own errors may show the request, and with it a token.
        let Some(mut request) = built.ok().and_then(|request| request.build().ok()) else {
            return not_sent("the request could not be built");
        };
        request
            .headers_mut()
            .insert(USER_AGENT, HeaderValue::from_static(AGENT));
        match self.client.execute(request).await {
            Ok(response) => read(response).await,
            Err(error) => (lost(&error), Bytes::new()),
        }
    }
}

/// The place of a call in the queue; given up when the call's future is dropped.
struct Seat<'a> {
    shared: &'a Shared,
    ticket: Ticket,
}

/// When a call may be sent, or why it may not.
type Turn = oneshot::Receiver<Result<(), CallError>>;

impl<'a> Seat<'a> {
    /// Queues a call. Who gives turns must never find one in the queue that nobody waits for, so both are one step.
    fn take(shared: &'a Shared, call: &Outgoing<'_>) -> (Self, Turn) {
        let (give, turn) = oneshot::channel();
        let mut queue = shared.queue.lock();
        let ticket = queue.core.submit(call.lane, call.place, call.repeat);
        queue.turns.insert(ticket, give);
        drop(queue);
        shared.changed.notify_one();
        (Self { shared, ticket }, turn)
    }

    /// Tells how the call ended. If it is to be sent again, the turn is its next one.
    fn ended(&self, outcome: &Outcome) -> (Verdict, Turn) {
        let (give, turn) = oneshot::channel();
        let mut queue = self.shared.queue.lock();
        let verdict = queue.core.ended(self.ticket, outcome, Instant::now());
        if matches!(verdict, Verdict::Again) {
            queue.turns.insert(self.ticket, give);
        }
        drop(queue);
        self.shared.changed.notify_one();
        (verdict, turn)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut queue = self.shared.queue.lock();
        queue.turns.remove(&self.ticket);
        queue.core.forget(self.ticket);
        drop(queue);
        self.shared.changed.notify_one();
    }
}

/// Gives turns as long as the governor lives.
async fn drive(shared: Weak<Shared>) {
    loop {
        let Some(now) = shared.upgrade() else { return };
        let until = now.give_turns();
        now.report();
        // Between two turns only a weak reference is held, so that the governor can end.
        let changed = async {
            let notified = now.changed.notified();
            tokio::time::timeout(Duration::from_secs(5), notified)
                .await
                .ok()
        };
        match until {
            Some(until) => {
                let _ = tokio::time::timeout_at(until.into(), changed).await;
            }
            None => {
                changed.await;
            }
        }
    }
}

impl Shared {
    /// Gives every turn that is due, and says when the next may be.
    fn give_turns(&self) -> Option<Instant> {
        let mut queue = self.queue.lock();
        loop {
            let (ticket, turn) = match queue.core.next(Instant::now()) {
                Step::Send(ticket) => (ticket, Ok(())),
                Step::Refuse(ticket, error) => (ticket, Err(error)),
                Step::Wait(until) => return Some(until),
                Step::Rest => return None,
            };
            let sent = queue
                .turns
                .remove(&ticket)
                .is_some_and(|wait| wait.send(turn).is_ok());
            if !sent {
                queue.core.forget(ticket);
            }
        }
    }

    /// Tells the rest of the daemon when calls stop and when they go on.
    fn report(&self) {
        let closed = self.queue.lock().core.closed(Instant::now());
        let of = |reason| match closed {
            Some(Cause::Token) => reason == Reason::Token,
            Some(Cause::Invalid | Cause::Edge) => reason == Reason::Breaker,
            None => false,
        };
        for reason in [Reason::Token, Reason::Breaker] {
            let known = self.health.holds(reason);
            match closed.filter(|_| of(reason)) {
                Some(cause) if !known => {
                    tracing::error!("calls of discord stop: {}", cause.words());
                    self.health.set(reason, cause.words());
                }
                None if known => {
                    tracing::info!("calls of discord go on");
                    self.health.clear(reason);
                }
                _ => {}
            }
        }
    }
}

async fn read(mut response: reqwest::Response) -> (Outcome, Bytes) {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LONGEST_BODY => body.extend(chunk),
            Ok(Some(_)) => {
                let why = "the answer is too long".to_owned();
                return (Outcome::Lost { why, timeout: true }, Bytes::new());
            }
            Ok(None) => break,
            Err(error) => return (lost(&error), Bytes::new()),
        }
    }
    let body = body.freeze();
    (Outcome::Answered(Said::read(status, &headers, &body)), body)
}

/// What an error of the connection means. Its text is not kept: it shows the address, which may hold a token.
fn lost(error: &reqwest::Error) -> Outcome {
    if error.is_connect() {
        return Outcome::NotSent("discord cannot be reached".into());
    }
    let timeout = error.is_timeout();
    let why = if timeout {
        "no answer in time"
    } else {
        "the connection broke"
    };
    Outcome::Lost {
        why: why.into(),
        timeout,
    }
}

fn not_sent(why: &str) -> (Outcome, Bytes) {
    (Outcome::NotSent(why.into()), Bytes::new())
}

fn deliver(outcome: &Outcome, body: Bytes, doubtful: bool) -> Result<Answer, CallError> {
    let Outcome::Answered(said) = outcome else {
        return Err(CallError::Unknown("no answer".into()));
    };
    if (200..300).contains(&said.status) {
        return Ok(Answer {
            status: said.status,
            body,
        });
    }
    let refusal = ErrorBody::read(&body).unwrap_or_default();
    if doubtful {
        return Err(CallError::Unknown(format!(
            "an earlier try had no answer, and now discord says: {}",
            refusal.message
        )));
    }
    Err(CallError::Refused {
        status: said.status,
        code: refusal.code,
        message: refusal.message,
    })
}

fn count(call: &Outgoing<'_>, outcome: &Outcome, started: Instant) {
    let status = match outcome {
        Outcome::Answered(said) => said.status.to_string(),
        Outcome::NotSent(_) => "not_sent".to_owned(),
        Outcome::Lost { .. } => "lost".to_owned(),
    };
    let lane = lane_name(call.lane);
    metrics::counter!("emp_discord_requests_total", "route" => call.place.route, "lane" => lane, "status" => status)
        .increment(1);
    metrics::histogram!("emp_discord_request_seconds", "route" => call.place.route)
        .record(started.elapsed().as_secs_f64());
}

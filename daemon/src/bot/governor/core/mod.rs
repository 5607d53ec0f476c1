//! Decides which call goes when, and what its answer means. No I/O and no clock: every method is told the time.

mod budget;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::answer::{Said, Scope};
use super::breaker::{Breaker, Cause};
use super::bucket::{Buckets, Key, Opening, Place};
use super::forbidden::Forbidden;
use crate::ports::discord::{CallError, Lane};

/// Discord allows 50 a second (Rate Limits: Global Rate Limit).
const PER_SECOND: usize = 45;
const SECOND: Duration = Duration::from_secs(1);
/// Answers that may be waited for at once, so that a silent Discord does not use up the sockets.
const MOST_FLYING: usize = 64;
const MOST_RETRIES: u32 = 8;
/// A call that got no answer within its timeout is repeated this often.
const MOST_TIMEOUTS: u32 = 2;
/// A limit that refuses one call this often will not let it through.
const MOST_LIMITED: u32 = 30;
const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// Names a call as long as it waits or flies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ticket(u64);

/// Whether a call may be made again although its first answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing.
    Read,
    /// A second effect equals the first.
    Idempotent,
    /// A second effect would be seen.
    Never,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Send(Ticket),
    Refuse(Ticket, CallError),
    /// Nothing until then, unless a call comes or an answer arrives.
    Wait(Instant),
    /// Nothing until a call comes or an answer arrives.
    Rest,
}

/// How a sent call ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answered(Said),
    /// No connection: it never left.
    NotSent(String),
    /// The connection broke or the time ran out; it may have been carried out.
    Lost {
        why: String,
        timeout: bool,
    },
}

/// What that means for the caller.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The answer is the caller's. `doubtful` if an earlier try may have had the effect.
    Deliver {
        doubtful: bool,
    },
    /// It waits again.
    Again,
    Fail(CallError),
}

struct Entry {
    lane: Lane,
    place: Place,
    repeat: Repeat,
    retries: u32,
    timeouts: u32,
    limited: u32,
    doubtful: bool,
    not_before: Option<Instant>,
    flight: Option<Key>,
}

/// The state of the governor.
pub(crate) struct Core {
    entries: HashMap<Ticket, Entry>,
    waiting: HashMap<Place, BTreeSet<(Lane, Ticket)>>,
    flying: usize,
    buckets: Buckets,
    breaker: Breaker,
    forbidden: Forbidden,
    /// When the calls of the last second left.
    left: VecDeque<Instant>,
    paused_until: Option<Instant>,
    next_ticket: u64,
    random: StdRng,
    calls: u64,
    rate_limited: u64,
}

/// The earliest of the moments something may change.
#[derive(Default)]
struct Wake(Option<Instant>);

impl Wake {
    fn at(&mut self, at: Instant) {
        self.0 = Some(self.0.map_or(at, |known| known.min(at)));
    }
}

/// How long a call of this lane waits for one pause of Discord's before it is given back.
fn patience(lane: Lane) -> Duration {
    match lane {
        Lane::Interaction => Duration::from_secs(3),
        Lane::Manual | Lane::Expiry | Lane::Alert => Duration::from_mins(1),
        Lane::Analytics => Duration::from_mins(15),
    }
}

const LANES: [Lane; 5] = [
    Lane::Interaction,
    Lane::Manual,
    Lane::Expiry,
    Lane::Alert,
    Lane::Analytics,
];

impl Core {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            entries: HashMap::new(),
            waiting: HashMap::new(),
            flying: 0,
            buckets: Buckets::default(),
            breaker: Breaker::default(),
            forbidden: Forbidden::default(),
            left: VecDeque::new(),
            paused_until: None,
            next_ticket: 0,
            random: StdRng::seed_from_u64(seed),
            calls: 0,
            rate_limited: 0,
        }
    }

    /// Takes a call in.
    pub(crate) fn submit(&mut self, lane: Lane, place: Place, repeat: Repeat) -> Ticket {
        self.next_ticket += 1;
        let ticket = Ticket(self.next_ticket);
        self.entries.insert(
            ticket,
            Entry {
                lane,
                place,
                repeat,
                retries: 0,
                timeouts: 0,
                limited: 0,
                doubtful: false,
                not_before: None,
                flight: None,
            },
        );
        self.enqueue(ticket);
        ticket
    }

    /// Says what to do now. Ask again after each step until it says to wait or rest.
    pub(crate) fn next(&mut self, now: Instant) -> Step {
        let mut wake = Wake::default();
        if let Some((cause, until)) = self.breaker.closed(now) {
            if let Some(until) = until {
                wake.at(until);
            }
            if let Some(ticket) = self.first_waiting() {
                return self.refuse(ticket, closed_words(cause, until, now));
            }
        }
        let places: Vec<Place> = self.waiting.keys().copied().collect();
        let mut best: Option<(Lane, Ticket)> = None;
        for place in places {
            if self.forbidden.rests(place, now)
                && let Some((_, ticket)) = self.first_due(place, now, &mut wake)
            {
                return self.refuse(ticket, FORBIDDEN.into());
            }
            match self.opening(place, now) {
                Opening::Now => {
                    let first = self.first_due(place, now, &mut wake);
                    best = first.into_iter().chain(best).min();
                }
                Opening::At(at) => {
                    if let Some(ticket) = self.impatient(place, at.saturating_duration_since(now)) {
                        let words = limited_words(at.saturating_duration_since(now));
                        return self.refuse(ticket, words);
                    }
                    wake.at(at);
                }
                Opening::Later => {}
            }
        }
        match best {
            Some((_, ticket)) => self.send(ticket, now),
            None => wake.0.map_or(Step::Rest, Step::Wait),
        }
    }

    /// Takes note of how a sent call ended.
    pub(crate) fn ended(&mut self, ticket: Ticket, outcome: &Outcome, now: Instant) -> Verdict {
        self.land(ticket);
        let Some(entry) = self.entries.get(&ticket) else {
            return Verdict::Deliver { doubtful: false };
        };
        let (place, repeat, doubtful) = (entry.place, entry.repeat, entry.doubtful);
        let verdict = match outcome {
            Outcome::Answered(said) => {
                self.breaker.note(said, place.webhook, now);
                self.forbidden.note(place, said.status, now);
                if said.window.is_some() || said.status < 300 {
                    self.buckets.learn(place, said.window.as_ref(), now);
                }
                match said.status {
                    _ if said.edge => Verdict::Fail(CallError::NotSent(
                        "discord's edge blocks this address".into(),
                    )),
                    429 => self.limited(ticket, said, now),
                    500.. => self.server_error(ticket, said.status, now),
                    _ => Verdict::Deliver {
                        doubtful: doubtful && repeat == Repeat::Idempotent,
                    },
                }
            }
            Outcome::NotSent(why) => self.retry(ticket, now).unwrap_or_else(|| {
                Verdict::Fail(if doubtful {
                    CallError::Unknown(why.clone())
                } else {
                    CallError::NotSent(why.clone())
                })
            }),
            Outcome::Lost { why, timeout } => self.lost(ticket, why, *timeout, now),
        };
        if verdict != Verdict::Again {
            self.entries.remove(&ticket);
        }
        verdict
    }

    /// Forgets a call whose caller is gone.
    pub(crate) fn forget(&mut self, ticket: Ticket) {
        self.land(ticket);
        self.dequeue(ticket);
        self.entries.remove(&ticket);
    }

    pub(crate) fn refuse_token(&mut self) {
        self.breaker.refuse_token();
    }

    pub(crate) fn token_replaced(&mut self) {
        self.breaker.token_replaced();
    }

    /// Why nothing leaves now, if so.
    pub(crate) fn closed(&mut self, now: Instant) -> Option<Cause> {
        self.breaker.closed(now).map(|(cause, _)| cause)
    }

    pub(crate) fn stats(&mut self, now: Instant) -> emperione_protocol::system::Governor {
        let mut waiting: BTreeMap<String, u64> = BTreeMap::new();
        for (lane, _) in self.waiting.values().flatten() {
            *waiting.entry(lane_name(*lane).into()).or_default() += 1;
        }
        let paused = self
            .paused_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now));
        let breaker = self
            .breaker
            .closed(now)
            .map(|(cause, until)| closed_words(cause, until, now));
        emperione_protocol::system::Governor {
            calls: self.calls,
            rate_limited: self.rate_limited,
            paused_ms: crate::clock::millis(paused).unsigned_abs(),
            invalid: self.breaker.invalid(now) as u64,
            breaker,
            waiting,
        }
    }

    fn limited(&mut self, ticket: Ticket, said: &Said, now: Instant) -> Verdict {
        self.rate_limited += 1;
        let (Some(entry), Some(pause)) = (self.entries.get_mut(&ticket), said.pause) else {
            return Verdict::Deliver { doubtful: false };
        };
        entry.limited += 1;
        let (place, count) = (entry.place, entry.limited);
        let until = now + pause.after;
        if pause.scope == Scope::Global && !place.webhook {
            self.paused_until = self.paused_until.max(Some(until));
        } else {
            self.buckets.park(place, until);
        }
        if count >= MOST_LIMITED {
            return Verdict::Fail(CallError::NotSent(
                "discord's limit refused it each time".into(),
            ));
        }
        self.enqueue(ticket);
        Verdict::Again
    }

    fn server_error(&mut self, ticket: Ticket, status: u16, now: Instant) -> Verdict {
        let lost = || Verdict::Fail(CallError::Unknown(format!("discord answered {status}")));
        self.repeat_in_doubt(ticket, now).unwrap_or_else(lost)
    }

    fn lost(&mut self, ticket: Ticket, why: &str, timeout: bool, now: Instant) -> Verdict {
        let unknown = || Verdict::Fail(CallError::Unknown(why.to_owned()));
        if timeout && let Some(entry) = self.entries.get_mut(&ticket) {
            entry.timeouts += 1;
            if entry.timeouts > MOST_TIMEOUTS {
                return unknown();
            }
        }
        self.repeat_in_doubt(ticket, now).unwrap_or_else(unknown)
    }

    fn repeat_in_doubt(&mut self, ticket: Ticket, now: Instant) -> Option<Verdict> {
        let entry = self.entries.get_mut(&ticket)?;
        if entry.repeat == Repeat::Never {
            return None;
        }
        entry.doubtful = true;
        self.retry(ticket, now)
    }

    fn retry(&mut self, ticket: Ticket, now: Instant) -> Option<Verdict> {
        let jitter = self.random.random_range(0.5..1.0);
        let entry = self.entries.get_mut(&ticket)?;
        if entry.retries >= MOST_RETRIES {
            return None;
        }
        let backoff = (FIRST_BACKOFF * 2u32.pow(entry.retries)).min(LONGEST_BACKOFF);
        entry.retries += 1;
        entry.not_before = Some(now + backoff.mul_f64(jitter));
        self.enqueue(ticket);
        Some(Verdict::Again)
    }

    fn opening(&mut self, place: Place, now: Instant) -> Opening {
        if !place.webhook {
            if let Some(until) = self.paused_until.filter(|until| *until > now) {
                return Opening::At(until);
            }
            if self.flying >= MOST_FLYING || (self.breaker.probing() && self.flying > 0) {
                return Opening::Later;
            }
            if let Some(first) = self.left.front()
                && self.left.len() >= PER_SECOND
                && now.saturating_duration_since(*first) < SECOND
            {
                return Opening::At(*first + SECOND);
            }
        }
        self.buckets.opening(place, now)
    }

    fn send(&mut self, ticket: Ticket, now: Instant) -> Step {
        self.dequeue(ticket);
        if let Some(entry) = self.entries.get_mut(&ticket) {
            entry.flight = Some(self.buckets.leave(entry.place));
            entry.not_before = None;
            self.flying += 1;
            self.calls += 1;
            if !entry.place.webhook {
                self.left.push_back(now);
                if self.left.len() > PER_SECOND {
                    self.left.pop_front();
                }
            }
        }
        Step::Send(ticket)
    }

    fn refuse(&mut self, ticket: Ticket, words: String) -> Step {
        self.dequeue(ticket);
        let doubtful = self
            .entries
            .remove(&ticket)
            .is_some_and(|entry| entry.doubtful);
        Step::Refuse(
            ticket,
            if doubtful {
                CallError::Unknown(words)
            } else {
                CallError::NotSent(words)
            },
        )
    }

    fn land(&mut self, ticket: Ticket) {
        if let Some(key) = self
            .entries
            .get_mut(&ticket)
            .and_then(|entry| entry.flight.take())
        {
            self.buckets.land(&key);
            self.flying -= 1;
        }
    }

    fn enqueue(&mut self, ticket: Ticket) {
        if let Some(entry) = self.entries.get(&ticket) {
            self.waiting
                .entry(entry.place)
                .or_default()
                .insert((entry.lane, ticket));
        }
    }

    fn dequeue(&mut self, ticket: Ticket) {
        let Some(entry) = self.entries.get(&ticket) else {
            return;
        };
        if let Some(queue) = self.waiting.get_mut(&entry.place) {
            queue.remove(&(entry.lane, ticket));
            if queue.is_empty() {
                self.waiting.remove(&entry.place);
            }
        }
    }

    fn first_waiting(&self) -> Option<Ticket> {
        self.waiting
            .values()
            .flatten()
            .min()
            .map(|(_, ticket)| *ticket)
    }

    fn first_due(&self, place: Place, now: Instant, wake: &mut Wake) -> Option<(Lane, Ticket)> {
        for (lane, ticket) in self.waiting.get(&place)? {
            match self.entries.get(ticket).and_then(|entry| entry.not_before) {
                Some(at) if at > now => wake.at(at),
                _ => return Some((*lane, *ticket)),
            }
        }
        None
    }

    /// The first call of a place that will not wait this long.
    fn impatient(&self, place: Place, wait: Duration) -> Option<Ticket> {
        let queue = self.waiting.get(&place)?;
        let mut impatient = LANES.into_iter().filter(|lane| patience(*lane) < wait);
        impatient.find_map(|lane| {
            let all = (lane, Ticket(0))..=(lane, Ticket(u64::MAX));
            queue.range(all).next().map(|(_, ticket)| *ticket)
        })
    }
}

const FORBIDDEN: &str = "discord says again and again that the bot may not";

pub(crate) fn lane_name(lane: Lane) -> &'static str {
    match lane {
        Lane::Interaction => "interaction",
        Lane::Manual => "manual",
        Lane::Expiry => "expiry",
        Lane::Alert => "alert",
        Lane::Analytics => "analytics",
    }
}

fn closed_words(cause: Cause, until: Option<Instant>, now: Instant) -> String {
    let words = cause.words();
    match until {
        Some(until) => {
            let seconds = until.saturating_duration_since(now).as_secs().max(1);
            format!("{words}; the next try is in {seconds} s")
        }
        None => format!("{words}; replace the token"),
    }
}

fn limited_words(wait: Duration) -> String {
    format!("discord asks to wait {} s", wait.as_secs())
}

#[cfg(test)]
mod tests;

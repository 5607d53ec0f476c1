//! The log of requests, for tests that ask what was called, how often and in which order.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use parking_lot::Mutex;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::call::identify;
use crate::{Id, Sim};

/// The newest requests are kept.
const KEPT: usize = 50_000;

#[derive(Default)]
pub struct Requests(Mutex<Log>);

#[derive(Default)]
struct Log {
    entries: std::collections::VecDeque<Entry>,
    unknown: u64,
}

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Entry {
    pub at_ms: i64,
    pub method: String,
    /// The template, such as `/guilds/{guild}/bans/{user}`; the path itself if it matched none.
    pub route: String,
    pub path: String,
    pub caller: Option<Id>,
    pub status: u16,
    pub reason: Option<String>,
}

impl Requests {
    /// Those whose `METHOD /template` contains a text, oldest first.
    pub fn find(&self, route: &str) -> Vec<Entry> {
        let log = self.0.lock();
        log.entries
            .iter()
            .filter(|entry| format!("{} {}", entry.method, entry.route).contains(route))
            .cloned()
            .collect()
    }

    /// The same in JSON.
    pub fn list(&self, route: Option<&str>) -> Vec<Value> {
        let json = |entry: Entry| {
            json!({
                "at": entry.at_ms, "method": entry.method, "route": entry.route, "path": entry.path,
                "caller": entry.caller, "status": entry.status, "reason": entry.reason,
            })
        };
        self.find(route.unwrap_or_default())
            .into_iter()
            .map(json)
            .collect()
    }

    /// How many requests matched no route.
    pub fn unknown(&self) -> u64 {
        self.0.lock().unknown
    }

    /// Adds a request that a fault answered or swallowed.
    pub fn add(&self, entry: Entry) {
        let mut log = self.0.lock();
        if log.entries.len() == KEPT {
            log.entries.pop_front();
        }
        log.entries.push_back(entry);
    }
}

impl Entry {
    /// What is known of a request before it is answered.
    pub(crate) fn of(sim: &Sim, request: &Request) -> Self {
        let template = request
            .extensions()
            .get::<MatchedPath>()
            .map(|path| path.as_str().trim_start_matches("/api/v10"));
        let path = request.uri().path().to_owned();
        Self {
            at_ms: sim.clock.now_ms(),
            method: request.method().to_string(),
            route: template.map_or_else(|| path.clone(), Into::into),
            path,
            caller: identify(sim, request.headers()),
            status: 0,
            reason: reason(request),
        }
    }

    /// The same with its answer; 0 for none.
    #[must_use]
    pub(crate) fn answered(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

/// Notes a request when it is answered.
pub(super) async fn note(State(sim): State<Arc<Sim>>, request: Request, next: Next) -> Response {
    let known = request.extensions().get::<MatchedPath>().is_some();
    let entry = Entry::of(&sim, &request);
    let response = next.run(request).await;
    let shared = response
        .headers()
        .get("x-ratelimit-scope")
        .is_some_and(|scope| scope == "shared");
    if matches!(
        response.status(),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
    ) || response.status() == StatusCode::TOO_MANY_REQUESTS && !shared
    {
        sim.limits.note_invalid();
    }
    if !known {
        sim.requests.0.lock().unknown += 1;
    }
    sim.requests.add(entry.answered(response.status().as_u16()));
    response
}

fn reason(request: &Request) -> Option<String> {
    let header = request.headers().get("x-audit-log-reason")?.to_str().ok()?;
    Some(percent_decode_str(header).decode_utf8_lossy().into_owned())
}

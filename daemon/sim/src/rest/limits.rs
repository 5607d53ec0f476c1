//! Rate limits (Topics: Rate Limits): a bucket per route and top-level resource, 50 requests a second in all, and the
//! count of invalid requests that leads to a block. They go by real time.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use serde_json::json;

use super::call::identify;
use crate::{Id, Sim};

const GLOBAL: u32 = 50;
const SECOND: Duration = Duration::from_secs(1);
/// So many invalid requests in the window lead to a block (Rate Limits: Invalid Request Limit).
const INVALID_MOST: usize = 10_000;
const INVALID_WINDOW: Duration = Duration::from_mins(10);

/// The windows that are open.
#[derive(Default)]
pub struct Limits(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    buckets: HashMap<u64, Window>,
    global: HashMap<Option<Id>, Window>,
    /// Limits of routes that were set.
    set: HashMap<String, (u32, Duration)>,
    invalid: VecDeque<Instant>,
}

#[derive(Clone, Copy)]
struct Window {
    since: Instant,
    used: u32,
}

/// How a request stands in its bucket.
struct Standing {
    limit: u32,
    remaining: u32,
    reset_after: Duration,
    bucket: u64,
}

/// A window is used up: the whole account's, or the bucket's.
enum Refusal {
    Global(Duration),
    Bucket(Standing),
}

impl Limits {
    /// Answers 401, 403 and 429 of the last ten minutes; those of shared limits do not count.
    pub fn invalid(&self) -> usize {
        let invalid = &mut self.0.lock().invalid;
        while invalid
            .front()
            .is_some_and(|at| at.elapsed() >= INVALID_WINDOW)
        {
            invalid.pop_front();
        }
        invalid.len()
    }

    /// Whether the address is blocked for its invalid requests.
    pub(crate) fn is_blocked(&self) -> bool {
        self.invalid() >= INVALID_MOST
    }

    /// Pretends that so many invalid requests came just now.
    pub fn spend_invalid(&self, count: usize) {
        let now = Instant::now();
        self.0
            .lock()
            .invalid
            .extend(std::iter::repeat_n(now, count));
    }

    /// Sets how many requests of a route such as `DELETE /guilds/{guild}/members/{user}` pass in how long.
    pub fn set(&self, route: &str, limit: u32, per: Duration) {
        self.0.lock().set.insert(route.into(), (limit, per));
    }

    pub(crate) fn note_invalid(&self) {
        self.0.lock().invalid.push_back(Instant::now());
    }

    fn take(&self, caller: Option<Id>, route: &Route) -> Result<Standing, Refusal> {
        let mut inner = self.0.lock();
        if !route.exempt {
            let global = inner.global.entry(caller).or_insert_with(Window::new);
            if !global.take(GLOBAL, SECOND) {
                return Err(Refusal::Global(global.left(SECOND)));
            }
        }
        let own = (route.limit, route.per);
        let (limit, per) = inner.set.get(&route.bucket).copied().unwrap_or(own);
        let key = hash(&(caller, &route.bucket, &route.resource));
        let window = inner.buckets.entry(key).or_insert_with(Window::new);
        let taken = window.take(limit, per);
        let standing = Standing {
            limit,
            remaining: limit.saturating_sub(window.used),
            reset_after: window.left(per),
            bucket: hash(&route.bucket),
        };
        if taken {
            Ok(standing)
        } else {
            Err(Refusal::Bucket(standing))
        }
    }
}

impl Window {
    fn new() -> Self {
        Self {
            since: Instant::now(),
            used: 0,
        }
    }

    fn take(&mut self, limit: u32, per: Duration) -> bool {
        if self.since.elapsed() >= per {
            *self = Self::new();
        }
        if self.used >= limit {
            return false;
        }
        self.used += 1;
        true
    }

    fn left(&self, per: Duration) -> Duration {
        per.saturating_sub(self.since.elapsed())
    }
}

/// A route's bucket.
struct Route {
    bucket: String,
    /// The guild, channel or webhook of the path.
    resource: String,
    limit: u32,
    per: Duration,
    /// Interactions and webhooks are outside the global limit.
    exempt: bool,
}

impl Route {
    fn of(request: &Request) -> Self {
        let template = request
            .extensions()
            .get::<MatchedPath>()
            .map_or("", MatchedPath::as_str);
        let method = request.method().as_str();
        let path = request.uri().path();
        let mut parts = path.trim_start_matches("/api/v10").split('/').skip(1);
        let top = parts.next().unwrap_or_default();
        let is_top = matches!(top, "guilds" | "channels" | "webhooks" | "interactions");
        let resource = if is_top {
            parts.next().unwrap_or_default()
        } else {
            ""
        };
        let template = template.trim_start_matches("/api/v10");
        let (limit, per) = match (method, template) {
            ("POST", "/channels/{channel}/messages") => (5, Duration::from_secs(2)),
            ("PUT" | "DELETE", path) if path.contains("/reactions/") => (4, SECOND),
            _ => (40, SECOND),
        };
        let exempt = matches!(top, "interactions" | "webhooks");
        Self {
            bucket: format!("{method} {template}"),
            resource: resource.into(),
            limit,
            per,
            exempt,
        }
    }
}

/// Lets a request pass if its bucket and the account allow it, and says in headers how the bucket stands.
pub(super) async fn limit(State(sim): State<Arc<Sim>>, request: Request, next: Next) -> Response {
    let caller = identify(&sim, request.headers());
    let route = Route::of(&request);
    match sim.limits.take(caller, &route) {
        Ok(standing) => {
            let mut response = next.run(request).await;
            standing.write(response.headers_mut(), None);
            response
        }
        Err(Refusal::Bucket(standing)) => {
            let mut response = too_many(standing.reset_after, false);
            standing.write(response.headers_mut(), Some("user"));
            response
        }
        Err(Refusal::Global(left)) => too_many(left, true),
    }
}

/// A 429 of Discord's own (Rate Limits: Exceeding A Rate Limit).
pub(crate) fn too_many(retry_after: Duration, global: bool) -> Response {
    let seconds = round_up(retry_after);
    let body = json!({ "message": "You are being rate limited.", "retry_after": seconds, "global": global, "code": 0 });
    let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert("retry-after", text(&seconds.ceil().max(1.0)));
    if global {
        headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
        headers.insert("x-ratelimit-scope", HeaderValue::from_static("global"));
    }
    response
}

impl Standing {
    fn write(&self, headers: &mut HeaderMap, scope: Option<&'static str>) {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let after = round_up(self.reset_after);
        headers.insert("x-ratelimit-limit", text(&self.limit));
        headers.insert("x-ratelimit-remaining", text(&self.remaining));
        headers.insert("x-ratelimit-reset-after", text(&format_args!("{after:.3}")));
        headers.insert(
            "x-ratelimit-reset",
            text(&format_args!("{:.3}", now.as_secs_f64() + after)),
        );
        headers.insert(
            "x-ratelimit-bucket",
            text(&format_args!("{:016x}", self.bucket)),
        );
        if let Some(scope) = scope {
            headers.insert("x-ratelimit-scope", HeaderValue::from_static(scope));
        }
    }
}

/// Seconds, rounded up to a millisecond so that a client never comes back too early.
fn round_up(time: Duration) -> f64 {
    ((time.as_secs_f64() * 1000.0).ceil() / 1000.0).max(0.001)
}

fn text(value: &impl ToString) -> HeaderValue {
    HeaderValue::from_str(&value.to_string()).unwrap_or(HeaderValue::from_static(""))
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

//! What an answer of Discord says about limits: its headers, and the body of a 429 (Rate Limits).

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::Deserialize;

/// A pause without a usable length lasts this long.
const DEFAULT_PAUSE: Duration = Duration::from_secs(1);
/// Below this a retry would be a hot loop; above it a number is a mistake.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// What one answer said, as far as the governor cares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub status: u16,
    /// The window of the route's bucket, if the headers are whole.
    pub window: Option<Window>,
    /// The pause that a 429 asks for.
    pub pause: Option<Pause>,
    /// Discord itself answers in JSON; its edge blocks with HTML.
    pub edge: bool,
}

/// `X-RateLimit-Bucket`, `-Limit`, `-Remaining`, `-Reset-After`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub bucket: Arc<str>,
    pub limit: u32,
    pub remaining: u32,
    pub reset_after: Duration,
}

/// How long to be silent, and whereto.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    pub after: Duration,
    pub scope: Scope,
}

/// `X-RateLimit-Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The bot's own use of one bucket.
    User,
    /// Every call of the bot.
    Global,
    /// A resource that others use too; such a 429 does not count as an invalid request.
    Shared,
}

/// The body of a 429 and of every refusal. Each field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ErrorBody {
    pub(crate) code: u64,
    pub(crate) message: String,
    retry_after: Option<f64>,
    global: bool,
}

impl ErrorBody {
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

impl Said {
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let refusal = ErrorBody::read(body);
        Self {
            status,
            window: window(headers),
            pause: (status == 429).then(|| pause(headers, refusal.as_ref())),
            edge: matches!(status, 403 | 429) && refusal.is_none(),
        }
    }
}

fn window(headers: &HeaderMap) -> Option<Window> {
    Some(Window {
        bucket: text(headers, "x-ratelimit-bucket")?.into(),
        limit: text(headers, "x-ratelimit-limit")?.parse().ok()?,
        remaining: text(headers, "x-ratelimit-remaining")?.parse().ok()?,
        reset_after: seconds(text(headers, "x-ratelimit-reset-after")?.parse().ok()?)?,
    })
}

fn pause(headers: &HeaderMap, body: Option<&ErrorBody>) -> Pause {
    let global = body.is_some_and(|body| body.global)
        || text(headers, "x-ratelimit-global").is_some_and(|value| value == "true");
    let scope = match text(headers, "x-ratelimit-scope") {
        _ if global => Scope::Global,
        Some("global") => Scope::Global,
        Some("shared") => Scope::Shared,
        _ => Scope::User,
    };
    let header = || text(headers, "retry-after")?.parse().ok();
    let after = body
        .and_then(|body| body.retry_after)
        .or_else(header)
        .and_then(seconds)
        .unwrap_or(DEFAULT_PAUSE)
        .clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
    Pause { after, scope }
}

/// A length of time, unless the number cannot be one.
fn seconds(number: f64) -> Option<Duration> {
    if number.is_nan() || number < 0.0 {
        return None;
    }
    Duration::try_from_secs_f64(number.min(LONGEST_PAUSE.as_secs_f64())).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn paused(value: &'static str) -> Duration {
        let said = Said::read(429, &headers(&[("retry-after", value)]), b"{}");
        said.pause.unwrap().after
    }

    #[test]
    fn reads_a_window() {
        let said = Said::read(
            204,
            &headers(&[
                ("x-ratelimit-bucket", "abc"),
                ("x-ratelimit-limit", "5"),
                ("x-ratelimit-remaining", "3"),
                ("x-ratelimit-reset-after", "1.25"),
            ]),
            b"",
        );

        let expected = Window {
            bucket: "abc".into(),
            limit: 5,
            remaining: 3,
            reset_after: Duration::from_millis(1_250),
        };
        assert_eq!(said.window, Some(expected));
        assert_eq!(said.pause, None);
    }

    #[test]
    fn f26_clamps_every_retry_after() {
        assert_eq!(paused("2"), Duration::from_secs(2));
        assert_eq!(paused("1e12"), LONGEST_PAUSE);
        assert_eq!(paused("-1"), DEFAULT_PAUSE);
        assert_eq!(paused("NaN"), DEFAULT_PAUSE);
        assert_eq!(paused("inf"), LONGEST_PAUSE);
        assert_eq!(paused("soon"), DEFAULT_PAUSE);
        assert_eq!(paused("0"), SHORTEST_PAUSE);
        assert_eq!(
            Said::read(429, &HeaderMap::new(), b"").pause.unwrap().after,
            DEFAULT_PAUSE
        );
    }

    #[test]
    fn knows_the_scope_by_header_or_body() {
        let scope =
            |pairs: &[_], body: &[u8]| Said::read(429, &headers(pairs), body).pause.unwrap().scope;

        assert_eq!(scope(&[], br#"{"global":true}"#), Scope::Global);
        assert_eq!(scope(&[("x-ratelimit-global", "true")], b""), Scope::Global);
        assert_eq!(
            scope(&[("x-ratelimit-scope", "shared")], b""),
            Scope::Shared
        );
        assert_eq!(scope(&[("x-ratelimit-scope", "user")], b""), Scope::User);
    }

    #[test]
    fn html_is_of_the_edge() {
        assert!(Said::read(403, &HeaderMap::new(), b"<html>").edge);
        assert!(!Said::read(403, &HeaderMap::new(), br#"{"code":50013}"#).edge);
        assert!(!Said::read(502, &HeaderMap::new(), b"<html>").edge);
    }
}

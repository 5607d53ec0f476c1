//! What goes wrong when told: for requests by route, for dispatches by kind, for so many times.

use axum::http::Method;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// One thing that goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// A part of `METHOD /path`, such as `PUT /api/v10/guilds/`; none for a fault of the gateway.
    #[serde(default)]
    pub route: Option<String>,
    /// The kind of dispatch before which it happens, or `IDENTIFY` and `RESUME`.
    #[serde(default)]
    pub event: Option<String>,
    /// How many pass before the first.
    #[serde(default)]
    pub skip: u32,
    /// How many it hits.
    #[serde(default = "once")]
    pub times: u32,
    pub what: What,
}

fn once() -> u32 {
    1
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// 429 of the route.
    RouteLimit { retry_after_ms: u64 },
    /// 429 of the whole account.
    GlobalLimit { retry_after_ms: u64 },
    /// 429 of a limit that others used up.
    SharedLimit { retry_after_ms: u64 },
    /// A server error, or with a status below 500 a refusal of Discord's own, without doing anything.
    Status { status: u16 },
    /// A refusal of Discord's own with this JSON error code, without doing anything.
    Refused { status: u16, code: u64 },
    /// The answer comes later.
    Slow { ms: u64 },
    /// Nothing is done before the faults are cleared.
    Held,
    /// Neither done nor answered; the socket stays open.
    BlackHole,
    /// Done, and the socket is closed without an answer.
    AnswerLost,
    /// A web page instead of JSON, with this status, as a proxy in between gives it.
    Html { status: u16 },
    /// The socket is closed without a close frame.
    DropSocket,
    /// Nothing more is sent, not even heartbeat answers.
    Silence,
    /// Reconnect.
    Op7,
    /// Invalid session.
    Op9 { resumable: bool },
    /// The gateway closes with this code.
    Close { code: u16 },
    /// A dispatch of the kind whose fields have wrong types.
    Malformed,
    /// A dispatch of this size.
    Huge { bytes: usize },
    /// A sequence number is left out.
    SkipSeq,
}

/// The faults that are still to happen.
#[derive(Default)]
pub struct Faults {
    list: Mutex<Vec<Fault>>,
    cleared: watch::Sender<()>,
}

impl Faults {
    pub fn add(&self, fault: Fault) {
        self.list.lock().push(fault);
    }

    /// Adds a fault of a route, from code.
    pub fn on(&self, route: &str, times: u32, what: What) {
        self.add(Fault {
            route: Some(route.into()),
            event: None,
            skip: 0,
            times,
            what,
        });
    }

    /// Adds a fault before a kind of dispatch, from code.
    pub fn before(&self, event: &str, times: u32, what: What) {
        self.add(Fault {
            route: None,
            event: Some(event.into()),
            skip: 0,
            times,
            what,
        });
    }

    /// Forgets all that are to happen, and lets go what is held.
    pub fn clear(&self) {
        self.list.lock().clear();
        self.cleared.send_replace(());
    }

    /// Ends when the faults are cleared after this was called.
    pub(crate) fn cleared(&self) -> impl Future<Output = ()> + use<> {
        let mut cleared = self.cleared.subscribe();
        async move {
            let _ = cleared.changed().await;
        }
    }

    pub fn list(&self) -> Vec<Fault> {
        self.list.lock().clone()
    }

    pub(crate) fn on_request(&self, method: &Method, path: &str) -> Option<What> {
        let request = format!("{method} {path}");
        self.take(|fault| {
            fault
                .route
                .as_ref()
                .is_some_and(|route| request.contains(route.as_str()))
        })
    }

    pub(crate) fn on_gateway(&self, command: &str) -> Option<What> {
        self.take(|fault| fault.event.as_deref() == Some(command))
    }

    /// Everything that happens before a dispatch of this kind.
    pub(crate) fn on_event(&self, kind: &str) -> Vec<What> {
        if self.list.lock().is_empty() {
            return Vec::new();
        }
        self.take(|fault| fault.event.as_deref() == Some(kind))
            .into_iter()
            .collect()
    }

    fn take(&self, is_meant: impl Fn(&Fault) -> bool) -> Option<What> {
        let mut faults = self.list.lock();
        let position = faults.iter().position(is_meant)?;
        let fault = &mut faults[position];
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        let what = fault.what;
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            faults.remove(position);
        }
        Some(what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_passes_some_and_hits_as_many_as_it_was_told() {
        let faults = Faults::default();
        let what = What::Status { status: 503 };
        faults.add(Fault {
            route: Some("PUT /bans".into()),
            event: None,
            skip: 1,
            times: 2,
            what,
        });

        let hits: Vec<_> = (0..5)
            .map(|_| faults.on_request(&Method::PUT, "/bans/1").is_some())
            .collect();

        assert_eq!(hits, [false, true, true, false, false]);
        assert_eq!(faults.on_request(&Method::GET, "/bans/1"), None);
    }

    #[test]
    fn a_fault_is_read_from_json() {
        let json = r#"{"event":"MESSAGE_CREATE","what":{"kind":"op9","resumable":true}}"#;

        let fault: Fault = serde_json::from_str(json).unwrap();

        assert_eq!(
            (fault.times, fault.what),
            (1, What::Op9 { resumable: true })
        );
    }
}

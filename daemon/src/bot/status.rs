//! How the shards are, for `emp status` and for readiness.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::health::{Health, Reason};

/// How a shard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Connecting,
    Resuming,
    Ready,
    Disconnected,
    Fatal,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Resuming => "resuming",
            Self::Ready => "ready",
            Self::Disconnected => "disconnected",
            Self::Fatal => "fatal",
        }
    }
}

/// A shard as it is now.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) state: State,
    pub(super) detail: String,
    pub(super) latency: Option<Duration>,
    /// Since the start.
    pub(super) resumes: u64,
}

/// All shards of this process.
#[derive(Clone)]
pub(super) struct Board {
    lines: Arc<Mutex<BTreeMap<u32, Line>>>,
    health: Arc<Health>,
}

impl Board {
    pub(super) fn new(health: Arc<Health>) -> Self {
        health.set(Reason::Gateway, "the gateway is not connected yet");
        Self {
            lines: Arc::default(),
            health,
        }
    }

    pub(super) fn set(&self, shard: u32, state: State, detail: &str) {
        let mut lines = self.lines.lock();
        let line = lines.entry(shard).or_insert_with(|| Line {
            state,
            detail: String::new(),
            latency: None,
            resumes: 0,
        });
        line.state = state;
        line.detail = detail.into();
        let away = lines.iter().find(|(_, line)| line.state != State::Ready);
        match away {
            None => self.health.clear(Reason::Gateway),
            Some((id, line)) => {
                let words = format!("shard {id} is {}: {}", line.state.name(), line.detail);
                let words = words.trim_end_matches(": ").to_owned();
                if state == State::Fatal {
                    let words = format!("the gateway is closed for good: {detail}");
                    self.health.set(Reason::GatewayFatal, words);
                }
                self.health.set(Reason::Gateway, words);
            }
        }
    }

    pub(super) fn resumed(&self, shard: u32) {
        if let Some(line) = self.lines.lock().get_mut(&shard) {
            line.resumes += 1;
        }
    }

    pub(super) fn latency(&self, shard: u32, latency: Option<Duration>) {
        if let Some(line) = self.lines.lock().get_mut(&shard) {
            line.latency = latency.or(line.latency);
        }
    }

    pub(super) fn lines(&self) -> Vec<(u32, Line)> {
        let lines = self.lines.lock();
        lines.iter().map(|(id, line)| (*id, line.clone())).collect()
    }
}

//! Places where a test may end the process as SIGKILL would: without a destructor, a flush or a farewell.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

static ARMED: OnceLock<Armed> = OnceLock::new();

struct Armed {
    name: String,
    left: AtomicU64,
}

/// Arms `name` or `name:n` (the n-th passage). Only a simulated Discord may be crashed against.
pub fn arm(at: &str) {
    let (name, passages) = at.split_once(':').unwrap_or((at, "1"));
    let left = AtomicU64::new(passages.parse().unwrap_or(1));
    let _ = ARMED.set(Armed {
        name: name.into(),
        left,
    });
}

/// Ends the process here if this point is armed and its passage has come.
pub fn point(name: &str) {
    if let Some(armed) = ARMED.get()
        && armed.name == name
        && armed.left.fetch_sub(1, Ordering::SeqCst) == 1
    {
        std::process::abort();
    }
}

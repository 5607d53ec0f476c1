//! What systemd is told: ready, still alive, stopping. Outside systemd all of it does nothing.

use std::convert::Infallible;
use std::time::Duration;

use sd_notify::NotifyState;

pub(super) fn ready() {
    say(NotifyState::Ready);
}

/// Says that the daemon lives, as often as systemd wants to hear it.
pub(super) async fn alive() -> Infallible {
    let mut every = 0;
    if !sd_notify::watchdog_enabled(false, &mut every) {
        return std::future::pending().await;
    }
    let mut tick = tokio::time::interval(Duration::from_micros(every / 2));
    loop {
        tick.tick().await;
        say(NotifyState::Watchdog);
    }
}

pub(super) fn stopping() {
    say(NotifyState::Stopping);
}

fn say(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(false, &[state]) {
        tracing::debug!(%error, "systemd could not be told");
    }
}

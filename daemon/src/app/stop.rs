//! When to stop: SIGTERM, SIGINT, or the end of standard input for a daemon that a parent holds by it.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Waits until somebody wants the daemon to stop, and says who.
///
/// # Errors
/// If the signals cannot be listened for.
pub async fn asked_to_stop(hold_stdin: bool) -> io::Result<&'static str> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (closed, input) = oneshot::channel();
    if hold_stdin {
        // A thread of its own: a blocking read of standard input would keep tokio from ending.
        std::thread::Builder::new()
            .name("standard input".into())
            .spawn(move || {
                let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
                let _ = closed.send(());
            })?;
    } else {
        // Never sent, and never dropped before the process ends.
        std::mem::forget(closed);
    }
    Ok(tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
        _ = input => "the end of standard input",
    })
}

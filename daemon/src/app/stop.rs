//! When to stop: SIGTERM, SIGINT, or the end of standard input for a daemon that a parent holds by it.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// Whoever may want the daemon to stop. Made before anything starts: a signal that comes meanwhile counts.
pub struct StopSigns {
    terminate: Signal,
    interrupt: Signal,
    input: Option<oneshot::Receiver<()>>,
}

impl StopSigns {
    /// Begins to listen.
    ///
    /// # Errors
    /// If the signals cannot be listened for.
    pub fn listen(hold_stdin: bool) -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            input: hold_stdin.then(watch_input).transpose()?,
        })
    }

    /// Waits until somebody wants the daemon to stop, and says who.
    pub async fn wait(mut self) -> &'static str {
        let input = async {
            match self.input {
                Some(closed) => drop(closed.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
            () = input => "the end of standard input",
        }
    }
}

/// A thread of its own: a blocking read of standard input would keep tokio from ending.
fn watch_input() -> io::Result<oneshot::Receiver<()>> {
    let (closed, input) = oneshot::channel();
    std::thread::Builder::new()
        .name("standard input".into())
        .spawn(move || {
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = closed.send(());
        })?;
    Ok(input)
}

//! Builds the daemon: ports, then store, then services, then doors; and takes it down in the other order.

mod build;
mod epoch;
mod failure;
mod gateway;
mod notify;
pub mod restore;
pub mod simulated;
mod stop;
mod storage;
mod words;
mod work;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use build::{location, make_folder};
pub use failure::Failure;
pub use stop::StopSigns;

use crate::clock::Clock;
use crate::config::Config;
use crate::health::Reason;
use crate::services::{Parts, Services};
use crate::{rest, rpc, telemetry};

/// How long the work under way may take after the daemon was asked to stop.
const DRAIN: Duration = Duration::from_secs(20);

/// What the daemon is started with.
pub struct Setup {
    pub config: Config,
    pub token: SecretString,
    pub clock: Clock,
    /// Stands for `https://discord.com`.
    pub discord: Option<String>,
}

/// A running daemon.
pub struct App {
    parts: Parts,
    services: Arc<Services>,
    http: Option<SocketAddr>,
    work: TaskTracker,
    doors: TaskTracker,
    /// Cancelled after the work has ended.
    close: CancellationToken,
}

impl App {
    /// Starts every part; when this returns, the socket answers.
    ///
    /// # Errors
    /// What keeps the daemon from starting, with the way out.
    pub async fn start(setup: Setup) -> Result<Self, Failure> {
        telemetry::metrics();
        let door = rpc::Door::open(&setup.config.rpc)
            .map_err(|error| Failure::start("the socket", &error))?;
        let http = build::listen(&setup.config).await?;
        let token = setup.token.clone();
        let (parts, queue) = build::parts(setup).await?;
        let services = Arc::new(Services::new(parts.clone()));
        let work = work::begin(&parts, &services, queue, token).await?;
        let (doors, close) = (TaskTracker::new(), CancellationToken::new());
        doors.spawn(door.serve(services.clone(), close.clone()));
        let address = http
            .as_ref()
            .and_then(|listener| listener.local_addr().ok());
        if let Some(listener) = http {
            let serving = rest::serve(listener, services.clone(), close.clone());
            doors.spawn(async move {
                if let Err(error) = serving.await {
                    tracing::error!(%error, "health and metrics are no longer served");
                }
            });
        }
        Ok(Self {
            parts,
            services,
            http: address,
            work,
            doors,
            close,
        })
    }

    /// The services, for a test in the same process.
    pub fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// What the services are made of, for a test in the same process.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Where health and metrics are served.
    pub fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// Runs until somebody wants it to stop, then stops.
    pub async fn run_until(self, signs: StopSigns) {
        notify::ready();
        let socket = self.parts.config.rpc.socket.display();
        tracing::info!(%socket, http = ?self.http, "empd is ready");
        let by = tokio::select! {
            by = signs.wait() => by,
            never = notify::alive() => match never {},
        };
        notify::stopping();
        tracing::info!(by, "empd stops");
        self.stop().await;
    }

    /// Takes no more work, ends what is under way, then closes the doors and the database.
    pub async fn stop(self) {
        self.parts
            .health
            .set(Reason::Draining, "the daemon is stopping");
        self.parts.stop.cancel();
        if tokio::time::timeout(DRAIN, self.work.wait()).await.is_err() {
            tracing::warn!("some work did not end in time; it goes on at the next start");
        }
        self.close.cancel();
        self.doors.close();
        if tokio::time::timeout(DRAIN, self.doors.wait())
            .await
            .is_err()
        {
            tracing::warn!("some calls did not end in time");
        }
        if let Err(error) = build::end(&self.parts).await {
            tracing::warn!(%error, "the end of this run could not be noted");
        }
        self.parts.db.close().await;
    }
}

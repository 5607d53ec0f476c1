//! Builds the daemon: ports, then store, then services, then doors; and takes it down in the other order.

mod ears;
mod failure;
mod notify;
pub mod simulated;
mod stop;
mod words;

use std::fs::DirBuilder;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use failure::Failure;
pub use stop::StopSigns;

use crate::bot::discord::Rest;
use crate::bot::governor::{self, Governor};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::safe_mode;
use crate::health::{Health, Reason};
use crate::jobs::{self, queue::Apalis};
use crate::ports::vitals::Vitals;
use crate::seal::Seal;
use crate::services::{Parts, Services, Start};
use crate::store::{Db, Location, starts};
use crate::{cache, rest, rpc, telemetry};

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
    queue: Arc<Apalis>,
    ears: ears::Ears,
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
        let http = listen(&setup.config).await?;
        let token = setup.token.clone();
        let (parts, queue) = parts(setup).await?;
        let services = Arc::new(Services::new(parts.clone()));
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
        let app = Self {
            ears: ears::open(&parts, token).await?,
            parts,
            services,
            queue,
            http: address,
            work: TaskTracker::new(),
            doors,
            close,
        };
        app.begin_work();
        Ok(app)
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

    fn begin_work(&self) {
        let parts = &self.parts;
        self.spawn(words::carry(parts.db.clone(), parts.cache.clone()));
        self.spawn(words::watch(parts.clone()));
        // Not dropped when the daemon stops: running jobs may end.
        let (services, queue) = (self.services.clone(), self.queue.clone());
        self.work.spawn(jobs::run(parts.clone(), services, queue));
        self.work.close();
    }

    /// Runs a part of the work that may be dropped at any time.
    fn spawn(&self, part: impl Future<Output = ()> + Send + 'static) {
        let stop = self.parts.stop.clone();
        self.work.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = part => {}
            }
        });
    }

    /// Takes no more work, ends what is under way, then closes the doors and the database.
    pub async fn stop(self) {
        self.parts
            .health
            .set(Reason::Draining, "the daemon is stopping");
        self.parts.stop.cancel();
        self.ears.close().await;
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
        if let Err(error) = end(&self.parts).await {
            tracing::warn!(%error, "the end of this run could not be noted");
        }
        self.parts.db.close().await;
    }
}

async fn listen(config: &Config) -> Result<Option<TcpListener>, Failure> {
    if !config.http.enabled {
        return Ok(None);
    }
    let address = config.http.listen;
    let listener = TcpListener::bind(address).await;
    let failure = |error| {
        Failure::start(&format!("http.listen ({address})"), &error)
            .hint("choose another address with `--http`, or set http.enabled = false")
    };
    listener.map(Some).map_err(failure)
}

async fn parts(setup: Setup) -> Result<(Parts, Arc<Apalis>), Failure> {
    let Setup {
        config,
        token,
        clock,
        discord,
    } = setup;
    let folder = config.storage.folder.clone();
    make_folder(&folder)?;
    let health = Arc::new(Health::default());
    let seal = Seal::open(&folder.join("master.key"))
        .map_err(|error| Failure::start("the master key", &error))?;
    let db = open_database(&config).await?;
    let redis = config.redis_url()?;
    let cache = cache::open(redis.as_ref()).map_err(|error| Failure::start("redis", &error))?;
    let vitals = Arc::new(Vitals::default());
    let start = begin(&db, &clock, &health)
        .await
        .map_err(|error| Failure::start("the database", &error))?;
    let queue = Apalis::open(&location(&config)?, cache.clone())
        .await
        .map_err(|error| Failure::start("the queue of jobs", &error))?;
    let queue = Arc::new(queue);
    let mut settings = governor::Settings::new(token);
    settings.base = discord;
    let governor = Governor::start(settings, health.clone())
        .map_err(|error| Failure::start("the HTTP client", &error))?;
    let stats = governor.clone();
    vitals.governor.plug(move || stats.stats());
    let parts = Parts {
        db,
        clock,
        start: Arc::new(start),
        config: Arc::new(config),
        state: Arc::default(),
        discord: Arc::new(Rest::new(governor)),
        health,
        seal: Arc::new(seal),
        cache,
        vitals,
        queue: queue.clone(),
        stop: CancellationToken::new(),
    };
    Ok((parts, queue))
}

/// Makes a folder that only its owner may enter.
///
/// # Errors
/// If it cannot be made.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|error| Failure::start(&path.display().to_string(), &error))
}

/// Where the database of these settings is.
///
/// # Errors
/// If the file with its address cannot be read.
pub fn location(config: &Config) -> Result<Location, Failure> {
    Ok(match config.database_url()? {
        Some(url) => Location::Postgres(url),
        None => Location::Sqlite(config.storage.folder.join("empd.db")),
    })
}

async fn open_database(config: &Config) -> Result<Db, Failure> {
    let location = location(config)?;
    Db::open(&location)
        .await
        .map_err(|error| Failure::start("the database", &error))
}

/// Notes this start, and enters safe mode if the last ones crashed.
async fn begin(db: &Db, clock: &Clock, health: &Health) -> crate::store::Result<Start> {
    let at = clock.now();
    let start = Start {
        id: format!("{:016x}", rand::random::<u64>()),
        at,
    };
    let mut tx = db.write().await?;
    starts::begin(&mut tx, &start.id, at).await?;
    let crashes = starts::crashed(&mut tx, &start.id, safe_mode::since(at)).await?;
    tx.commit().await?;
    if safe_mode::is_needed(&crashes, at) {
        health.set(
            Reason::SafeMode,
            "safe mode: the daemon crashed repeatedly, so nothing acts by itself; `emp resume` ends it",
        );
    }
    Ok(start)
}

async fn end(parts: &Parts) -> crate::store::Result<()> {
    let mut tx = parts.db.write().await?;
    starts::end(&mut tx, &parts.start.id, parts.clock.now()).await?;
    tx.commit().await
}

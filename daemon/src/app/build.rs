//! What the services are made of.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Failure, Setup, epoch, words};
use crate::bot::discord::Rest;
use crate::bot::governor::{self, Governor};
use crate::cache;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::safe_mode;
use crate::health::{Health, Reason};
use crate::jobs::queue::Apalis;
use crate::outward::Network;
use crate::ports::vitals::Vitals;
use crate::seal::Seal;
use crate::services::{Parts, Start};
use crate::store::{Db, Location, events, leases, partitions, starts};

pub(super) async fn listen(config: &Config) -> Result<Option<TcpListener>, Failure> {
    if !config.http.enabled {
        return Ok(None);
    }
    let address = config.http.listen;
    let listener = TcpListener::bind(address).await;
    let failure = |error: std::io::Error| {
        Failure::start(&format!("http.listen ({address})"), &error)
            .hint("choose another address with `--http`, or set http.enabled = false")
    };
    listener.map(Some).map_err(failure)
}

pub(super) async fn parts(setup: Setup) -> Result<(Parts, Arc<Apalis>), Failure> {
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
    let cache =
        cache::open(redis.as_ref()).map_err(|error| Failure::new(format!("redis: {error}")))?;
    let vitals = Arc::new(Vitals::default());
    let start = begin(&db, &clock, &health, &folder)
        .await
        .map_err(|error| Failure::start("the database", &error))?;
    let queue = Apalis::open(&location(&config)?, cache.clone())
        .await
        .map_err(|error| Failure::start("the queue of jobs", &error))?;
    let queue = Arc::new(queue);
    let mut settings = governor::Settings::new(token);
    settings.base = discord;
    let governor = Governor::start(settings, health.clone())
        .map_err(|error| Failure::new(format!("the HTTP client: {error}")))?;
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
        live: Arc::default(),
        outward: Arc::new(Network),
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
async fn begin(
    db: &Db,
    clock: &Clock,
    health: &Health,
    folder: &Path,
) -> crate::store::Result<Start> {
    let at = clock.now();
    let mut tx = db.write().await?;
    let installation = words::installation(&mut tx).await?;
    let head = events::head(&mut tx).await?;
    let start = Start {
        id: format!("{:016x}", rand::random::<u64>()),
        at,
        lost: epoch::noted(folder, &installation).filter(|noted| *noted > head),
        installation,
    };
    leases::bury(&mut tx).await?;
    starts::begin(&mut tx, &start.id, at).await?;
    let crashes = starts::crashed(&mut tx, &start.id, safe_mode::since(at)).await?;
    tx.commit().await?;
    partitions::prepare(db, at).await?;
    if safe_mode::is_needed(&crashes, at) {
        health.set(
            Reason::SafeMode,
            "safe mode: the daemon crashed repeatedly, so nothing acts by itself; `emp resume` ends it",
        );
    }
    Ok(start)
}

pub(super) async fn end(parts: &Parts) -> crate::store::Result<()> {
    epoch::note_now(parts);
    let mut tx = parts.db.write().await?;
    starts::end(&mut tx, &parts.start.id, parts.clock.now()).await?;
    tx.commit().await
}

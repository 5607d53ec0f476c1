//! The daemon itself: how it is, what is wrong, the end of safe mode.

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::system::{Finding, Status, Store};

use super::access::check_role;
use super::{Parts, Result, doctor};
use crate::domain::actor::{Actor, Role};
use crate::domain::invite;
use crate::health::Reason;
use crate::store;

/// Gaps that ended longer ago are history.
const DAY: Duration = Duration::from_hours(24);

/// The service.
#[derive(Clone)]
pub struct System(pub(super) Arc<Parts>);

/// Whether the daemon can do its work, by part: `ok`, or what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    pub ready: bool,
    pub database: String,
    pub redis: String,
    pub discord: String,
    pub api: String,
}

impl System {
    /// Says how the daemon is.
    pub async fn status(&self, actor: &Actor) -> Result<Status> {
        check_role(actor, Role::Viewer)?;
        let parts = &self.0;
        let mut tx = parts.db.read().await?;
        let last_event = store::events::head(&mut tx).await?;
        let since = Timestamp(parts.clock.now().0 - crate::clock::millis(DAY));
        let gaps = store::gaps::since(&mut tx, since).await?.len() as u64;
        drop(tx);
        let me = parts
            .state
            .read()
            .me
            .as_ref()
            .map(|me| (me.name.to_string(), me.id));
        let (bot, id) = me.unzip();
        let health = &parts.health;
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").into(),
            pid: std::process::id(),
            started_at: parts.start.at,
            now: parts.clock.now(),
            ready: health.unready().is_none(),
            problems: health.problems(),
            safe_mode: health.holds(Reason::SafeMode),
            intents: parts.config.bot.intents,
            bot,
            invite: id.map(invite::link),
            shards: parts.vitals.shards.ask().unwrap_or_default(),
            ingest: parts.vitals.ingest.ask().unwrap_or_default(),
            governor: parts.vitals.governor.ask().unwrap_or_default(),
            store: self.store().await,
            cache: parts.cache.vitals(),
            gaps,
            last_event,
        })
    }

    /// Asks every question of `emp doctor`.
    pub async fn doctor(&self, actor: &Actor) -> Result<Vec<Finding>> {
        check_role(actor, Role::Viewer)?;
        Ok(Box::pin(doctor::ask(&self.0)).await)
    }

    /// Ends safe mode: the crashes that led to it no longer count.
    pub async fn resume(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let mut tx = self.0.db.write().await?;
        store::starts::forgive(&mut tx, &self.0.start.id).await?;
        let record = ("resumed", "safe mode was ended".into());
        self.0.record(&mut tx, actor, None, record).await?;
        tx.commit().await?;
        self.0.health.clear(Reason::SafeMode);
        Ok(())
    }

    /// Whether the daemon can do its work. The database is asked, the other parts report by themselves.
    pub async fn readiness(&self, actor: &Actor) -> Readiness {
        let health = &self.0.health;
        let of = |reasons: &[Reason]| {
            let found = reasons.iter().find_map(|reason| health.words(*reason));
            found.unwrap_or_else(|| "ok".into())
        };
        let database = match (check_role(actor, Role::Viewer), self.0.db.read().await) {
            (Ok(()), Ok(_)) => of(&[Reason::Database, Reason::Commit]),
            (Err(error), _) => error.to_string(),
            (_, Err(error)) => error.to_string(),
        };
        let gateway = [
            Reason::GatewayFatal,
            Reason::Token,
            Reason::Standby,
            Reason::Gateway,
            Reason::Breaker,
        ];
        Readiness {
            ready: database == "ok" && health.unready().is_none(),
            database,
            redis: self.redis(),
            discord: of(&gateway),
            api: of(&[Reason::Draining]),
        }
    }

    fn redis(&self) -> String {
        let cache = self.0.cache.vitals();
        if cache.healthy {
            "ok"
        } else {
            "redis does not answer"
        }
        .into()
    }

    async fn store(&self) -> Store {
        let size = self.0.db.size().await;
        Store {
            backend: self.0.db.backend().into(),
            size_bytes: size.as_ref().map_or(0, |size| *size),
            healthy: size.is_ok(),
        }
    }
}

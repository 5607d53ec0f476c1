//! Every rule, in a service per noun; the actor comes first and is checked here, never in a door.

mod access;
pub mod actions;
pub mod alerts;
pub mod analytics;
pub mod archives;
pub mod audit;
pub mod backups;
pub mod batches;
pub mod cases;
pub mod commands;
mod direct;
pub mod doctor;
pub mod error;
pub mod events;
pub mod evidence;
pub mod facts;
pub mod guilds;
pub mod identifies;
pub mod imports;
pub mod inbox;
pub mod jobs;
mod ladders;
mod limits;
pub mod live;
pub mod members;
pub mod messages;
pub mod notices;
pub mod outbox;
mod page;
pub mod perms;
pub mod persist;
pub mod privacy;
pub mod reports;
mod restored;
pub mod retention;
pub mod schedules;
pub mod system;
pub mod templates;

use std::sync::Arc;

use emperione_protocol::Timestamp;
use parking_lot::{Mutex, RwLock};
use tokio_util::sync::CancellationToken;

pub use actions::Actions;
pub use alerts::Alerts;
pub use analytics::Analytics;
pub use archives::Archives;
pub use audit::Audit;
pub use backups::Backups;
pub use batches::Batches;
pub use cases::Cases;
pub use commands::Commands;
pub use error::{Error, Result};
pub use events::Events;
pub use evidence::Evidence;
pub use facts::Facts;
pub use guilds::Guilds;
pub use imports::Imports;
pub use inbox::Inbox;
pub use jobs::Jobs;
pub use ladders::Ladders;
pub use live::Live;
pub use members::Members;
pub use messages::Messages;
pub use notices::Notices;
pub use outbox::Outbox;
pub use perms::Perms;
pub use persist::Persist;
pub use privacy::Privacy;
pub use reports::Reports;
pub use retention::Retention;
pub use schedules::Schedules;
pub use system::System;
pub use templates::Templates;

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::live::Counters;
use crate::domain::state::State;
use crate::health::{Health, Reason};
use crate::ports::cache::Cache;
use crate::ports::discord::Discord;
use crate::ports::outward::Outward;
use crate::ports::queue::Queue;
use crate::ports::vitals::Vitals;
use crate::seal::Seal;
use crate::store::Db;

/// What the services are made of; shared by all of them.
#[derive(Clone)]
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub start: Arc<Start>,
    pub config: Arc<Config>,
    /// What Discord shows now.
    pub state: Arc<RwLock<State>>,
    pub discord: Arc<dyn Discord>,
    pub health: Arc<Health>,
    pub seal: Arc<Seal>,
    pub vitals: Arc<Vitals>,
    /// What happened in the last hour by the second, as this process hears it.
    pub live: Arc<Mutex<Counters>>,
    pub outward: Arc<dyn Outward>,
    pub cache: Arc<dyn Cache>,
    pub queue: Arc<dyn Queue>,
    /// Cancelled when the daemon ends: long waits return early.
    pub stop: CancellationToken,
}

impl Parts {
    /// Whether another process may have the lease by now.
    fn has_lost_lease(&self) -> bool {
        self.vitals.lease.ask() == Some(false)
    }

    /// Whether nothing may be done in Discord now, or written down.
    fn is_refused(&self) -> bool {
        self.has_lost_lease() || self.health.refusal().is_some()
    }

    /// Whether nothing happens by itself now: in safe mode people act, and nothing else.
    fn is_held(&self) -> bool {
        self.is_refused() || self.health.holds(Reason::SafeMode)
    }

    /// Whether jobs run here: another daemon that has the lease runs its own, and in safe mode none run.
    pub(crate) fn runs_jobs(&self) -> bool {
        let waits = [Reason::Standby, Reason::SafeMode];
        !self.has_lost_lease() && !waits.into_iter().any(|reason| self.health.holds(reason))
    }
}

/// This run of the daemon.
#[derive(Debug)]
pub struct Start {
    /// Its row among the starts.
    pub id: String,
    pub at: Timestamp,
    /// What the installation is called.
    pub installation: String,
    /// The last event that there was, if the database does not know it: it was restored from an older copy.
    pub lost: Option<u64>,
}

/// A service per noun.
#[derive(Clone)]
pub struct Services {
    pub analytics: Analytics,
    pub actions: Actions,
    pub alerts: Alerts,
    pub archives: Archives,
    pub audit: Audit,
    pub backups: Backups,
    pub batches: Batches,
    pub cases: Cases,
    pub commands: Commands,
    pub events: Events,
    pub evidence: Evidence,
    pub facts: Facts,
    pub guilds: Guilds,
    pub imports: Imports,
    pub inbox: Inbox,
    pub jobs: Jobs,
    pub ladders: Ladders,
    pub live: Live,
    pub members: Members,
    pub messages: Messages,
    pub notices: Notices,
    pub outbox: Outbox,
    pub perms: Perms,
    pub persist: Persist,
    pub privacy: Privacy,
    pub reports: Reports,
    pub retention: Retention,
    pub schedules: Schedules,
    pub system: System,
    pub templates: Templates,
}

impl Services {
    pub fn new(parts: Parts) -> Self {
        let parts = Arc::new(parts);
        let evidence = Evidence::new(parts.clone());
        let actions = Actions::new(parts.clone(), evidence.clone());
        let members = Members(parts.clone());
        let analytics = Analytics::new(parts.clone());
        let cases = Cases(parts.clone());
        let inbox = Inbox::new(parts.clone(), actions.clone());
        let reports = Reports::new(parts.clone(), analytics.clone(), cases.clone());
        let live = Live::new(parts.clone());
        Self {
            alerts: Alerts::new(parts.clone(), live.clone(), inbox.clone()),
            archives: Archives::new(parts.clone()),
            schedules: Schedules::new(parts.clone(), reports.clone()),
            reports,
            analytics,
            audit: Audit(parts.clone()),
            backups: Backups::new(parts.clone()),
            batches: Batches::new(parts.clone(), actions.clone(), members.clone()),
            imports: Imports(parts.clone()),
            inbox,
            live,
            persist: Persist::new(parts.clone(), actions.clone()),
            actions,
            cases,
            commands: Commands(parts.clone()),
            events: Events(parts.clone()),
            evidence,
            facts: Facts(parts.clone()),
            guilds: Guilds(parts.clone()),
            jobs: Jobs(parts.clone()),
            ladders: Ladders(parts.clone()),
            members,
            messages: Messages(parts.clone()),
            notices: Notices(parts.clone()),
            outbox: Outbox::new(parts.clone()),
            perms: Perms(parts.clone()),
            privacy: Privacy(parts.clone()),
            retention: Retention(parts.clone()),
            system: System(parts.clone()),
            templates: Templates(parts),
        }
    }
}

//! Reports on a schedule. What is due becomes a row that is unique by its schedule and period; the row is done in the
//! transaction that puts its post into the outbox, or after its file lies in its place, so that nothing comes twice.

mod deliver;
mod file;
mod set;
mod state;

use std::sync::Arc;

use emperione_protocol::GuildId;
use emperione_protocol::schedules::{Schedule, ScheduleDetail};
use tokio::sync::Mutex;

pub(in crate::services) use state::{delivery, problem};

use super::{Error, Parts, Reports, Result};
use crate::domain::actor::Actor;
use crate::store::Tx;
use crate::store::schedules::{self as rows, ScheduleRow};

/// How many of a schedule's last deliveries are shown.
const SHOWN: u32 = 20;

/// The service.
#[derive(Clone)]
pub struct Schedules {
    parts: Arc<Parts>,
    reports: Reports,
    /// Held by who delivers.
    turn: Arc<Mutex<()>>,
}

impl Schedules {
    pub(super) fn new(parts: Arc<Parts>, reports: Reports) -> Self {
        Self {
            parts,
            reports,
            turn: Arc::default(),
        }
    }

    /// Lists the schedules of a guild by name, and how they stand.
    pub async fn list(&self, actor: &Actor, guild: GuildId) -> Result<Vec<Schedule>> {
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let found = rows::all(&mut tx, Some(guild)).await?;
        let mut schedules = Vec::with_capacity(found.len());
        for row in found {
            schedules.push(state::shown(&self.parts, &mut tx, row).await?);
        }
        Ok(schedules)
    }

    /// Shows a schedule with its last deliveries.
    pub async fn show(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<ScheduleDetail> {
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let row = find(&mut tx, guild, name).await?;
        let mut deliveries = Vec::new();
        for row in rows::last(&mut tx, guild, name, SHOWN).await? {
            deliveries.push(state::delivery(&mut tx, row).await?);
        }
        Ok(ScheduleDetail {
            schedule: state::shown(&self.parts, &mut tx, row).await?,
            deliveries,
        })
    }
}

async fn find(tx: &mut Tx, guild: GuildId, name: &str) -> Result<ScheduleRow> {
    let row = rows::find(tx, guild, name).await?;
    row.ok_or_else(|| Error::not_found("report schedule", &name))
}

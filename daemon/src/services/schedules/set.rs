//! What people do with schedules: set them, take them away, and ask for a report now.

use emperione_protocol::reports::{ReportKind, ReportRequest};
use emperione_protocol::schedules::{Delivery, Destination, MAX_SCHEDULES, Schedule, SetSchedule};
use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::super::access::bound_user;
use super::super::analytics::calendar;
use super::super::reports::check;
use super::super::{Error, Result};
use super::{Schedules, find, state};
use crate::domain::actor::Actor;
use crate::domain::alerts::grammar::is_name;
use crate::domain::reports::schedule::{MINUTES_OF_DAY, Timing, noun, slug};
use crate::store::schedules::{self as rows, DeliveryRow, ScheduleRow};
use crate::store::{Tx, chain, outbox};

impl Schedules {
    /// Sets a schedule under a name. What waits of another report under it is given up; what waits of the same one goes
    /// to where it goes now.
    pub async fn set(&self, actor: &Actor, request: SetSchedule) -> Result<Schedule> {
        let guild = request.guild;
        self.parts.check_manages(actor, guild)?;
        let row = self.read(actor, request)?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let known = rows::all(&mut tx, Some(guild)).await?;
        let before = known.iter().find(|known| known.name == row.name);
        if before.is_none() && known.len() >= MAX_SCHEDULES {
            let message = format!("a guild has {MAX_SCHEDULES} report schedules at most");
            return Err(
                Error::conflict(message).hint("remove one with `emp report schedule remove`")
            );
        }
        if let Some(before) = before {
            let same = about(before) == about(&row);
            match row.to.filter(|_| same) {
                Some(channel) => self.readdress(&mut tx, &row, channel).await?,
                None => {
                    self.withdraw(&mut tx, &row, "the schedule was set anew")
                        .await?;
                }
            }
            if !same {
                let key = (guild, row.name.as_str());
                let now = self.parts.clock.now();
                rows::give_up(&mut tx, key, "the schedule was set anew", now).await?;
            }
        }
        rows::set(&mut tx, &row).await?;
        let record = ("report_schedule_set", words(&row));
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        let mut tx = self.parts.db.read().await?;
        let row = find(&mut tx, guild, &row.name).await?;
        state::shown(&self.parts, &mut tx, row).await
    }

    /// Takes a schedule away, and what waits to be delivered of it.
    pub async fn remove(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<()> {
        const GONE: &str = "the schedule was removed";
        self.parts.check_manages(actor, guild)?;
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let row = find(&mut tx, guild, name).await?;
        rows::take_away(&mut tx, (guild, name), GONE, now).await?;
        let record = ("report_schedule_removed", words(&row));
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Delivers the report on the last period that is over now, once more if it was delivered.
    pub async fn run(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<Delivery> {
        self.parts.check_manages(actor, guild)?;
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let row = find(&mut tx, guild, name).await?;
        if row.to.is_none() {
            check_house(actor)?;
        }
        let calendar = calendar(&mut tx, guild).await?;
        let due = row.timing.due(&calendar, now);
        let period = slug(row.kind, row.timing.every, &calendar, due.from);
        let run = rows::next_run(&mut tx, guild, name, &period).await?;
        rows::plan(&mut tx, &planned(&row, (&period, run), due.from, now)).await?;
        let record = ("report_sent", format!("{name}: {period}"));
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        let key = (guild, name);
        let mut tx = self.parts.db.read().await?;
        let delivery = rows::delivery(&mut tx, key, (&period, run)).await?;
        drop(tx);
        if let Some(delivery) = delivery {
            self.attempt(delivery).await?;
        }
        let mut tx = self.parts.db.read().await?;
        let delivery = rows::delivery(&mut tx, key, (&period, run)).await?;
        let delivery = delivery.ok_or_else(|| Error::not_found("report", &period))?;
        Ok(state::delivery(&mut tx, delivery).await?)
    }

    /// What is asked for, as it is kept.
    fn read(&self, actor: &Actor, request: SetSchedule) -> Result<ScheduleRow> {
        let guild = request.guild;
        if !is_name(&request.name) {
            let why = format!(
                "`{}` is no name of small letters, digits and dashes",
                request.name
            );
            return Err(Error::invalid("name", why));
        }
        let timing = Timing {
            every: request.every,
            minute: request.minute,
            day: request.day.unwrap_or(1),
        };
        if let Some(why) = timing.problem() {
            let field = if request.minute < MINUTES_OF_DAY {
                "day"
            } else {
                "minute"
            };
            return Err(Error::invalid(field, why));
        }
        let row = ScheduleRow {
            guild,
            name: request.name,
            kind: request.kind,
            user: request.user.filter(|_| request.kind == ReportKind::Member),
            channel: request
                .channel
                .filter(|_| request.kind == ReportKind::Channel),
            timing,
            format: request.format,
            to: match request.to {
                Destination::Channel { channel } => Some(channel),
                Destination::Folder => None,
            },
            sees_as: bound_user(actor),
            set_at: self.parts.clock.now(),
            since: self.parts.clock.now(),
        };
        check(&asked(&row, row.set_at))?;
        if row.to.is_none() {
            check_house(actor)?;
        }
        for channel in row.to.iter().chain(&row.channel) {
            let state = self.parts.state.read();
            let known = state.guild(guild);
            let is_here = known.is_some_and(|known| known.channels.contains_key(channel));
            drop(state);
            if !is_here || !self.parts.sees_channel(actor, guild, *channel) {
                return Err(Error::not_found("channel", channel));
            }
        }
        Ok(row)
    }

    async fn readdress(&self, tx: &mut Tx, row: &ScheduleRow, channel: ChannelId) -> Result<()> {
        for seq in rows::waiting_posts(tx, row.guild, &row.name).await? {
            outbox::readdress(tx, seq, channel).await?;
        }
        Ok(())
    }

    /// Gives up what waits to be posted of a schedule.
    pub(super) async fn withdraw(&self, tx: &mut Tx, row: &ScheduleRow, why: &str) -> Result<()> {
        let now = self.parts.clock.now();
        for seq in rows::waiting_posts(tx, row.guild, &row.name).await? {
            outbox::withdraw(tx, seq, why, now).await?;
        }
        Ok(())
    }
}

/// The report of a schedule on the period that holds a time.
pub(super) fn asked(row: &ScheduleRow, at: Timestamp) -> ReportRequest {
    ReportRequest {
        guild: row.guild,
        kind: row.kind,
        every: row.timing.every,
        at: Some(at),
        user: row.user,
        channel: row.channel,
    }
}

/// A delivery that is not yet made.
pub(super) fn planned(
    row: &ScheduleRow,
    (period, run): (&str, i64),
    period_at: Timestamp,
    due_at: Timestamp,
) -> DeliveryRow {
    DeliveryRow {
        id: 0,
        guild: row.guild,
        name: row.name.clone(),
        period: period.into(),
        run,
        period_at,
        due_at,
        tries: 0,
        next_at: due_at,
        done_at: None,
        post: None,
        file: None,
        sha256: None,
        error: None,
    }
}

/// What makes a report another one.
fn about(row: &ScheduleRow) -> impl PartialEq + use<> {
    (row.kind, row.timing.every, row.user, row.channel)
}

/// Files are written where the operator's are.
fn check_house(actor: &Actor) -> Result<()> {
    if bound_user(actor).is_none() {
        return Ok(());
    }
    let message = "the folder of reports is the operator's: only users of this machine write there";
    Err(Error::forbidden(message).hint("name a channel instead"))
}

/// A schedule in the audit log.
fn words(row: &ScheduleRow) -> String {
    let kind = serde_json::to_value(row.kind).unwrap_or_default();
    let kind = kind.as_str().unwrap_or_default().to_owned();
    let to = row.to.map_or_else(
        || "the folder".to_owned(),
        |channel| format!("channel {channel}"),
    );
    let (name, every) = (&row.name, noun(row.timing.every));
    format!("{name}: {kind} of each {every} to {to}")
}

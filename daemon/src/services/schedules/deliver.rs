//! Delivers what is due. A report that cannot be made or written is tried again after a growing pause, until a later one
//! takes its place.

use std::time::Duration;

use emperione_protocol::events::Body;
use emperione_protocol::reports::{Report, ReportFormat};
use emperione_protocol::{ChannelId, GuildId, Timestamp};

use super::super::access::check_role;
use super::super::analytics::calendar;
use super::super::{Error, Result};
use super::set::{asked, planned};
use super::{Schedules, file};
use crate::clock::millis;
use crate::crash;
use crate::domain::actor::{Actor, Role};
use crate::domain::outbox::Told;
use crate::domain::reports::schedule::{Due, slug};
use crate::domain::reports::summary;
use crate::domain::{hash, outbox as words};
use crate::store::outbox::{self, Wish};
use crate::store::schedules::{self as rows, DeliveryRow, ScheduleRow};
use crate::store::{self, Tx, aggregates, events};

const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Discord takes 10 MiB (Uploading Files), with what else is in the request.
const LARGEST: usize = 9 << 20;

impl Schedules {
    /// Makes and delivers what is due. A missed time is caught up once; a second call delivers nothing more.
    pub async fn deliver(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        if self.parts.is_held() {
            return Ok(());
        }
        self.plan().await?;
        let now = self.parts.clock.now();
        let open = rows::open(&mut self.parts.db.read().await?).await?;
        let mut outcome = Ok(());
        for row in open.into_iter().filter(|row| row.next_at <= now) {
            // One that fails keeps no other from being made.
            let done = self.attempt(row).await;
            outcome = outcome.and(done);
        }
        outcome
    }

    /// Writes down what is due and was not.
    async fn plan(&self) -> Result<()> {
        let now = self.parts.clock.now();
        for row in rows::all(&mut self.parts.db.read().await?, None).await? {
            if self.parts.state.read().guild(row.guild).is_none() {
                continue;
            }
            let mut tx = self.parts.db.read().await?;
            let calendar = calendar(&mut tx, row.guild).await?;
            let due = row.timing.last(&calendar, now);
            let Some(due) = due.filter(|due| due.at > row.since) else {
                continue;
            };
            let period = slug(row.kind, row.timing.every, &calendar, due.from);
            let key = (row.guild, row.name.as_str());
            let known = rows::delivery(&mut tx, key, (&period, 0)).await?;
            if known.is_some() || !is_computed(&mut tx, row.guild, due).await? {
                continue;
            }
            drop(tx);
            let mut tx = self.parts.db.write_batch().await?;
            let later = "a later report took its place";
            rows::give_up(&mut tx, key, later, now).await?;
            self.withdraw(&mut tx, &row, later).await?;
            let planned = planned(&row, (&period, 0), due.from, due.at);
            // Another daemon was faster: its row stands, and nothing of this is kept.
            if rows::plan(&mut tx, &planned).await? {
                tx.commit().await?;
            }
        }
        Ok(())
    }

    /// Tries once to make and deliver a report, unless somebody else did. What is away is an error; what cannot be is
    /// written down.
    pub(super) async fn attempt(&self, row: DeliveryRow) -> Result<()> {
        let _turn = self.turn.lock().await;
        let mut tx = self.parts.db.read().await?;
        let schedule = rows::find(&mut tx, row.guild, &row.name).await?;
        let key = (row.guild, row.name.as_str());
        let now = rows::delivery(&mut tx, key, (&row.period, row.run)).await?;
        drop(tx);
        let open = now.filter(|now| now.done_at.is_none() && now.tries == row.tries);
        let (Some(schedule), Some(row)) = (schedule, open) else {
            return Ok(());
        };
        match self.make(&schedule, &row).await {
            Err(error @ Error::Unavailable { .. }) if row.run == 0 => Err(error),
            Err(error) => self.failed(&schedule, &row, error).await,
            Ok(()) => Ok(()),
        }
    }

    async fn make(&self, schedule: &ScheduleRow, row: &DeliveryRow) -> Result<()> {
        let actor = match schedule.sees_as {
            Some(id) => Actor::User { id },
            None => Actor::System { name: "report" },
        };
        let request = asked(schedule, row.period_at);
        let report = self.reports.make(&actor, &request).await?;
        let text = super::super::reports::written(&report, schedule.format)?;
        let name = match schedule.format {
            ReportFormat::Markdown => format!("{}.md", row.period),
            ReportFormat::Html => format!("{}.html", row.period),
            ReportFormat::Csv => format!("{}.csv", row.period),
            ReportFormat::Json => format!("{}.json", row.period),
        };
        match schedule.to {
            Some(channel) => self.post((row, channel), &report, (name, text)).await,
            None => self.save(row, &name, text).await,
        }
    }

    async fn post(
        &self,
        (row, channel): (&DeliveryRow, ChannelId),
        report: &Report,
        (name, text): (String, String),
    ) -> Result<()> {
        if text.len() > LARGEST {
            let message = format!(
                "it has {} MB, which Discord does not take: set a shorter period, or the folder",
                text.len() >> 20
            );
            return Err(Error::conflict(message));
        }
        let (title, lines) = summary::write(report);
        let wish = Wish {
            guild: row.guild,
            channel,
            told: Told::Report,
            case: None,
            batch: None,
            item: None,
            text: words::report_text(&title, &lines),
            created_at: self.parts.clock.now(),
        };
        let mut tx = self.parts.db.write().await?;
        let seq = outbox::insert(&mut tx, &wish).await?;
        outbox::attach(&mut tx, seq, &name, text.as_bytes()).await?;
        self.finish(tx, row, Some(seq)).await
    }

    async fn save(&self, row: &DeliveryRow, name: &str, text: String) -> Result<()> {
        let folder = self.parts.config.report_folder();
        let file = format!("{}/{}-{name}", row.guild, row.name);
        let sha256 = hash::hex(text.as_bytes());
        let mut ours = rows::written(&mut self.parts.db.read().await?, &file).await?;
        let before = row
            .sha256
            .clone()
            .filter(|_| row.file.as_ref() == Some(&file));
        let place = folder.join(&file);
        let was_written = {
            let place = place.clone();
            blocking(move || Ok(before.is_some() && file::checksum(&place) == before)).await?
        };
        if !was_written {
            let mut tx = self.parts.db.write().await?;
            rows::write(&mut tx, row.id, &file, &sha256).await?;
            tx.commit().await?;
            ours.push(sha256);
            crash::point("before_report_file");
            blocking(move || file::put((&folder, &place), text.as_bytes(), &ours)).await?;
            crash::point("after_report_file");
        }
        let tx = self.parts.db.write().await?;
        self.finish(tx, row, None).await
    }

    /// Says that a delivery is done; if somebody else did it, nothing of the transaction is kept.
    async fn finish(&self, mut tx: Tx, row: &DeliveryRow, post: Option<i64>) -> Result<()> {
        let now = self.parts.clock.now();
        if !rows::finish(&mut tx, row.id, post, now).await? {
            return Ok(());
        }
        let body = Body::ReportMade {
            schedule: row.name.clone(),
            period: row.period.clone(),
        };
        events::append(&mut tx, now, &[(Some(row.guild), body)]).await?;
        Ok(tx.commit().await?)
    }

    async fn failed(&self, schedule: &ScheduleRow, row: &DeliveryRow, error: Error) -> Result<()> {
        let why = match (&error, schedule.sees_as) {
            (Error::NotFound { .. } | Error::Forbidden { .. }, Some(user)) => format!(
                "user {user}, who set it, may not see this any more ({error}): set it anew with `emp report schedule set`"
            ),
            (Error::Internal(cause), _) => {
                tracing::error!(guild.id = row.guild.0, schedule = row.name, %cause, "a report could not be made");
                "internal error: see the daemon's log".into()
            }
            _ => error.to_string(),
        };
        let now = self.parts.clock.now();
        let pause = FIRST_PAUSE * 2_u32.saturating_pow(row.tries.min(10));
        let next = Timestamp(now.0 + millis(pause.min(LONGEST_PAUSE)));
        let mut tx = self.parts.db.write().await?;
        if !rows::fail(&mut tx, (row.id, row.tries), &why, next).await? {
            return Ok(());
        }
        if row.run > 0 {
            rows::end(&mut tx, row.id, now).await?;
        } else if row.tries == 0 {
            let (name, period) = (&row.name, &row.period);
            tracing::warn!(
                guild.id = row.guild.0,
                schedule = name,
                why,
                "a report was not delivered"
            );
            let text =
                format!("the report {period} of the schedule {name} was not delivered: {why}");
            let fact = (Some(row.guild), Body::Warning { text });
            events::append(&mut tx, now, &[fact]).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Whether the hours and days of what is due are computed; before that a report would say that nothing is known.
pub(super) async fn is_computed(tx: &mut Tx, guild: GuildId, due: Due) -> store::Result<bool> {
    let mark = aggregates::watermark(tx, guild).await?;
    Ok(mark.is_some_and(|mark| mark.until >= due.to && mark.days_until >= due.to))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, String> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Error::Internal(Box::new(error)))?;
    done.map_err(Error::conflict)
}

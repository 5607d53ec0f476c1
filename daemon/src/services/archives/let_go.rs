//! The daily run: which rows go, month by month.

use std::time::{Duration, Instant};

use emperione_protocol::privacy::Retained;
use emperione_protocol::{GuildId, Timestamp};

use super::{Archives, blocking, broken, check_sum};
use crate::archive::{Kind, Reader, Row, Writer, Written};
use crate::crash;
use crate::domain::actor::{Actor, Role};
use crate::domain::duration::DAY_MS;
use crate::services::access::check_role;
use crate::services::{Error, Result};
use crate::store::archives::{self, Archive, Place, Rows};
use crate::store::guilds::{self, GuildRow};
use crate::store::{aggregates, ladders};

/// Rows that were put back stay so long.
const KEPT_DAYS: i64 = 30;
/// A run begins nothing new after this; the next one goes on.
const LONGEST: Duration = Duration::from_mins(7);

impl Archives {
    /// Writes what retention lets go into the archive, and deletes it. What an earlier run left is ended first.
    pub async fn let_go(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        let _held = self.hold()?;
        let mut run = Run {
            began: Instant::now(),
            rows: 0,
            broken: None,
        };
        for archive in archives::all(&mut self.parts.db.read().await?, None).await? {
            run.take(self.resume(archive.place).await.map(|()| 0))?;
            run.take(self.unshare(archive.place).await.map(|()| 0))?;
        }
        run.take(self.erase_all().await.map(|()| 0))?;
        for guild in guilds::all(&mut self.parts.db.read().await?).await? {
            for kind in Kind::ALL {
                self.let_go_kind(&guild, kind, &mut run).await?;
            }
        }
        run.take(self.erase_all().await.map(|()| 0))?;
        tracing::info!(rows = run.rows, "what retention let go is archived");
        run.broken.map_or(Ok(()), Err)
    }

    /// Notes that the database holds no rows of a file, if it is so.
    async fn unshare(&self, place: Place) -> Result<()> {
        let mut tx = self.parts.db.read().await?;
        let Some(mut archive) = archives::find(&mut tx, place).await? else {
            return Ok(());
        };
        let times = month_of(place.month);
        if archive.shared
            && archive.restored == 0
            && archives::page(&mut tx, place, times, None, 1)
                .await?
                .is_empty()
        {
            drop(tx);
            archive.shared = false;
            self.save(&archive).await?;
        }
        Ok(())
    }

    async fn let_go_kind(&self, guild: &GuildRow, kind: Kind, run: &mut Run) -> Result<()> {
        let Some(until) = self.until(guild, kind).await? else {
            return Ok(());
        };
        let mut from = Timestamp(0);
        while run.began.elapsed() < LONGEST && !self.parts.stop.is_cancelled() {
            let mut tx = self.parts.db.read().await?;
            let oldest = archives::oldest(&mut tx, (guild.id, kind), (from, until)).await?;
            drop(tx);
            let Some(oldest) = oldest else { break };
            let (month, end) = month_of(oldest);
            let place = Place {
                guild: guild.id,
                kind,
                month,
            };
            run.take(self.let_go_month(place, until.min(end)).await)?;
            from = end;
        }
        Ok(())
    }

    /// Before which time rows go: whole days, of which every metric is final.
    async fn until(&self, guild: &GuildRow, kind: Kind) -> Result<Option<Timestamp>> {
        let retained = match kind {
            Kind::Activity => Retained::Activity,
            Kind::Joins => Retained::Joins,
            Kind::Cases => Retained::Cases,
        };
        let mut tx = self.parts.db.read().await?;
        let days = self.parts.kept_days(&mut tx, guild.id, retained).await?;
        if days == 0 {
            return Ok(None);
        }
        let now = self.parts.clock.now().0;
        let mut until = now - i64::from(days) * DAY_MS;
        if guild.removed_at.is_none() {
            let mark = aggregates::watermark(&mut tx, guild.id).await?;
            // A day of the guild's zone may end a day after that of UTC.
            let computed = mark.map_or(0, |mark| mark.until.min(mark.days_until).0);
            until = until.min(computed - 2 * DAY_MS);
        }
        if kind == Kind::Cases {
            // A warning that a ladder still counts is not over.
            let steps = ladders::find(&mut tx, guild.id).await?;
            let longest = steps.iter().map(|step| step.within_ms).max();
            until = until.min(now.saturating_sub_unsigned(longest.unwrap_or(0)));
        }
        Ok(Some(Timestamp(until.div_euclid(DAY_MS) * DAY_MS)).filter(|until| until.0 > 0))
    }

    async fn let_go_month(&self, place: Place, until: Timestamp) -> Result<u64> {
        let now = self.parts.clock.now();
        let known = archives::find(&mut self.parts.db.read().await?, place).await?;
        let mut archive = known.unwrap_or_else(|| Archive::new(place, now));
        let kept = Timestamp(now.0 - KEPT_DAYS * DAY_MS);
        if archive.restored_at.is_some_and(|at| at > kept) {
            return Ok(0);
        }
        self.check_known(&archive).await?;
        let written = self.write_part(place, until).await?;
        crash::point("archive_part_written");
        let rows = written.rows;
        if rows == 0 {
            return self.tidy(place).await.map(|()| 0);
        }
        archive.part = Some(Rows {
            sha256: written.sha256,
            rows,
        });
        archive.part_done = 0;
        let mut tx = self.parts.db.write_batch().await?;
        archives::save(&mut tx, &archive).await?;
        archives::set_horizon(&mut tx, place, until).await?;
        tx.commit().await?;
        crash::point("archive_part_noted");
        self.finish(archive).await?;
        Ok(rows)
    }

    /// Refuses to go on beside a file that is not the one that was written.
    async fn check_known(&self, archive: &Archive) -> Result<()> {
        let Place { guild, kind, month } = archive.place;
        let path = self.folder.file(guild, kind, month);
        if archive.is_open() {
            let what = label(guild, kind);
            return Err(Error::conflict(format!(
                "{what}: what an earlier run left is not ended"
            )));
        }
        let file = archive.file.clone();
        blocking(move || match file {
            Some(file) => check_sum(&path, &file.sha256),
            None if path.exists() => Err(broken(&path, "the database does not know it".into())),
            None => Ok(()),
        })
        .await
    }

    /// Writes the rows of a month into its part, and compares it with the database.
    async fn write_part(&self, place: Place, until: Timestamp) -> Result<Written> {
        let Place { guild, kind, month } = place;
        self.folder.make_guild(guild)?;
        let path = self.folder.part(guild, kind, month);
        let mut writer = Writer::create(&path, kind)?;
        let mut after = None;
        while let Some(rows) = self.page(place, until, &mut after).await? {
            writer = blocking(move || {
                rows.into_iter().try_for_each(|row| writer.push(row))?;
                Ok(writer)
            })
            .await?;
        }
        let written = blocking(move || writer.finish()).await?;
        let (mut reader, mut after) = (Reader::open(&path, kind)?, None);
        while let Some(rows) = self.page(place, until, &mut after).await? {
            reader = blocking(move || same(reader, &rows))
                .await?
                .ok_or_else(changed)?;
        }
        let end = blocking(move || reader.next().transpose()).await?;
        end.map_or(Ok(written), |_| Err(changed()))
    }

    /// The rows after the last one that was read; none at the end.
    async fn page(
        &self,
        place: Place,
        until: Timestamp,
        after: &mut Option<Row>,
    ) -> Result<Option<Vec<Row>>> {
        let mut tx = self.parts.db.read().await?;
        let times = (place.month, until);
        let rows = archives::page(&mut tx, place, times, after.as_ref(), super::PAGE).await?;
        if let Some(last) = rows.last() {
            *after = Some(last.clone());
        }
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

/// What a run has done. A file that is broken keeps no other from being written.
struct Run {
    began: Instant,
    rows: u64,
    broken: Option<Error>,
}

impl Run {
    fn take(&mut self, done: Result<u64>) -> Result<()> {
        match done {
            Ok(rows) => self.rows += rows,
            Err(error @ Error::Conflict { .. }) => {
                tracing::error!(%error, "a file of the archive is left as it is");
                self.broken.get_or_insert(error);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// None if the file goes on otherwise.
fn same(mut reader: Reader, rows: &[Row]) -> crate::archive::Result<Option<Reader>> {
    for row in rows {
        if reader.next().transpose()?.as_ref() != Some(row) {
            return Ok(None);
        }
    }
    Ok(Some(reader))
}

fn changed() -> Error {
    Error::unavailable("what is to be archived changed while it was written")
}

/// The first millisecond of the month of a time, and that of the next month, in UTC.
pub(super) fn month_of(at: Timestamp) -> (Timestamp, Timestamp) {
    let text = at.to_string();
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap_or(1);
    let (year, month) = (number(0..4), number(5..7));
    let next = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    (first_of(year, month), first_of(next.0, next.1))
}

/// The first millisecond of a month.
fn first_of(year: i64, month: i64) -> Timestamp {
    let text = format!("{year:04}-{month:02}-01T00:00:00Z");
    let time = text.parse::<jiff::Timestamp>();
    Timestamp(time.map_or(0, jiff::Timestamp::as_millisecond))
}

/// Reads a month such as `2026-01`.
pub(super) fn read_month(text: &str) -> Option<Timestamp> {
    let time: jiff::Timestamp = format!("{text}-01T00:00:00Z").parse().ok()?;
    (text.len() == 7).then(|| Timestamp(time.as_millisecond()))
}

/// What a file is of, in words.
pub(super) fn label(guild: GuildId, kind: Kind) -> String {
    format!("{kind} of guild {guild}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_and_ends_in_utc() {
        let (first, next) = month_of(Timestamp(1_767_225_599_999));

        assert_eq!(first.to_string(), "2025-12-01T00:00:00.000Z");
        assert_eq!(next.to_string(), "2026-01-01T00:00:00.000Z");
        assert_eq!(read_month("2026-01"), Some(next));
        assert_eq!(read_month("2026-13"), None);
        assert_eq!(read_month("2026-1"), None);
    }
}

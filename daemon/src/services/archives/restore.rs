//! Rows back into the database, a few in each transaction, each of which notes how many are there.

use emperione_protocol::GuildId;
use emperione_protocol::archives::Restored;

use super::let_go::label;
use super::{Archives, blocking, check_file, make};
use crate::archive::Reader;
use crate::crash;
use crate::domain::actor::Actor;
use crate::services::{Error, Result};
use crate::store::archives::{self, Archive, Place};

impl Archives {
    /// Puts the rows of a file back into the database, where they stay for 30 days. The file stays.
    pub async fn restore(
        &self,
        actor: &Actor,
        guild: GuildId,
        (kind, month): (&str, &str),
    ) -> Result<Restored> {
        self.parts.check_runs(actor, guild)?;
        let (kind, month) = (super::read_kind(kind)?, super::read_month(month)?);
        let place = Place { guild, kind, month };
        let _held = self.wait().await?;
        self.resume(place).await?;
        let found = archives::find(&mut self.parts.db.read().await?, place).await?;
        let what = label(place.guild, place.kind);
        let archive = found.filter(|archive| archive.file.is_some());
        let mut archive = archive.ok_or_else(|| Error::not_found("archive", &what))?;
        if archive.shared && archive.restored == 0 {
            let message = format!("the database may hold rows of {what} already");
            return Err(Error::conflict(message)
                .hint("the next daily run of the job `archive` sorts them out"));
        }
        let restored = self.put_back(&mut archive).await?;
        self.erase_all().await?;
        let mut tx = self.parts.db.write().await?;
        let text = format!("{} rows: {what}, {}", restored.rows, restored.month);
        let record = ("archive_restored", text);
        self.parts
            .record(&mut tx, actor, Some(place.guild), record)
            .await?;
        tx.commit().await?;
        Ok(restored)
    }

    pub(super) async fn put_back(&self, archive: &mut Archive) -> Result<Restored> {
        let Place { guild, kind, month } = archive.place;
        let Some(file) = archive.file.clone() else {
            return Err(Error::not_found("archive", &label(guild, kind)));
        };
        let path = self.folder.file(guild, kind, month);
        let skip = usize::try_from(archive.restored).unwrap_or(usize::MAX);
        let (rows, before) = (file.rows, archive.restored);
        let mut reader = blocking(move || {
            check_file(&path, kind, &file)?;
            let mut reader = Reader::open(&path, kind)?;
            reader
                .by_ref()
                .take(skip)
                .try_for_each(|row| row.map(drop))?;
            Ok(reader)
        })
        .await?;
        while archive.restored < rows {
            let (rest, found) = blocking(move || make::take(reader)).await?;
            reader = rest;
            let mut tx = self.parts.db.write_batch().await?;
            archives::put_back(&mut tx, archive.place, &found).await?;
            archive.restored += found.len() as u64;
            (archive.shared, archive.restored_at) = (true, Some(self.parts.clock.now()));
            archives::save(&mut tx, archive).await?;
            tx.commit().await?;
            crash::point("archive_put_back");
        }
        Ok(Restored {
            guild,
            kind: kind.name().into(),
            month: month.to_string()[..7].into(),
            rows,
            already: before,
        })
    }
}

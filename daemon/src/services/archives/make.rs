//! From a compared part to the file: delete its rows, merge, swap. Each function goes on where a death left it.

use std::path::Path;

use super::let_go::month_of;
use super::{Archives, blocking, check_sum};
use crate::archive::{Erased, Merge, Reader, Row, Rule, checksum};
use crate::crash;
use crate::services::Result;
use crate::store::archives::{self, Archive, Place, Rows};

/// How many rows are deleted in one transaction, which others wait for.
const STEP: usize = 1_000;

impl Archives {
    /// Ends what an earlier run left of a file, and removes what it left beside it.
    pub(super) async fn resume(&self, place: Place) -> Result<()> {
        match archives::find(&mut self.parts.db.read().await?, place).await? {
            Some(archive) if archive.is_open() => self.finish(archive).await,
            _ => self.tidy(place).await,
        }
    }

    pub(super) async fn tidy(&self, place: Place) -> Result<()> {
        let folder = self.folder.clone();
        let Place { guild, kind, month } = place;
        blocking(move || folder.tidy(guild, kind, month)).await
    }

    /// Brings a file to where nothing is under way.
    pub(super) async fn finish(&self, mut archive: Archive) -> Result<()> {
        if let Some(next) = archive.next.take()
            && self.is_swapped(archive.place, &next).await?
        {
            return self.commit(archive, next).await;
        }
        if archive.part.is_some() {
            self.delete(&mut archive).await?;
            let written = self.merge(&mut archive).await?;
            return self.swap(archive, written).await;
        }
        self.save(&archive).await
    }

    /// Whether the next file is in its place, or can be put there.
    async fn is_swapped(&self, place: Place, next: &Rows) -> Result<bool> {
        let (folder, sha256) = (self.folder.clone(), next.sha256.clone());
        let Place { guild, kind, month } = place;
        blocking(move || {
            let is = |path: &Path| checksum(path).is_ok_and(|(found, _)| found == sha256);
            if is(&folder.file(guild, kind, month)) {
                return Ok(true);
            }
            let ready = is(&folder.next(guild, kind, month));
            if ready {
                folder.swap(guild, kind, month)?;
            }
            Ok(ready)
        })
        .await
    }

    /// Deletes the rows of the part in the database, a few in each transaction.
    async fn delete(&self, archive: &mut Archive) -> Result<()> {
        let Some(part) = archive.part.clone() else {
            return Ok(());
        };
        let Place { guild, kind, month } = archive.place;
        let path = self.folder.part(guild, kind, month);
        let skip = usize::try_from(archive.part_done).unwrap_or(usize::MAX);
        let sha256 = part.sha256.clone();
        let mut reader = blocking(move || {
            check_sum(&path, &sha256)?;
            let mut reader = Reader::open(&path, kind)?;
            reader
                .by_ref()
                .take(skip)
                .try_for_each(|row| row.map(drop))?;
            Ok(reader)
        })
        .await?;
        while archive.part_done < part.rows {
            let (rest, rows) = blocking(move || take(reader)).await?;
            reader = rest;
            let mut tx = self.parts.db.write_batch().await?;
            archives::let_go(&mut tx, archive.place, &rows, self.parts.clock.now()).await?;
            archive.part_done += rows.len() as u64;
            archives::save(&mut tx, archive).await?;
            tx.commit().await?;
            crash::point("archive_let_go");
        }
        Ok(())
    }

    /// Writes the next file of the file and its part, and notes it.
    pub(super) async fn merge(&self, archive: &mut Archive) -> Result<Rows> {
        let mut tx = self.parts.db.read().await?;
        let erased = archives::erased(&mut tx, archive.place.guild).await?;
        let (_, end) = month_of(archive.place.month);
        let stayed = archives::stayed(&mut tx, archive.place, end).await?;
        drop(tx);
        let (of, folder) = (archive.clone(), self.folder.clone());
        let written = blocking(move || {
            let Place { guild, kind, month } = of.place;
            let (file, part) = (
                folder.file(guild, kind, month),
                folder.part(guild, kind, month),
            );
            for (path, rows) in [(&file, &of.file), (&part, &of.part)] {
                if let Some(rows) = rows {
                    check_sum(path, &rows.sha256)?;
                }
            }
            let files = [of.file.map(|_| &*file), of.part.map(|_| &*part)];
            let rule = if of.shared { Rule::Larger } else { Rule::Add };
            let merge = Merge::new(kind, rule, &erased).without(&stayed);
            merge.write(files, &folder.next(guild, kind, month))
        })
        .await?;
        let next = Rows {
            sha256: written.sha256,
            rows: written.rows,
        };
        archive.next = Some(next.clone());
        self.save(archive).await?;
        crash::point("archive_merged");
        Ok(next)
    }

    /// Puts the next file in its place.
    pub(super) async fn swap(&self, archive: Archive, next: Rows) -> Result<()> {
        let Place { guild, kind, month } = archive.place;
        let folder = self.folder.clone();
        blocking(move || folder.swap(guild, kind, month)).await?;
        crash::point("archive_swapped");
        self.commit(archive, next).await
    }

    /// Notes that the next file is the file.
    async fn commit(&self, mut archive: Archive, next: Rows) -> Result<()> {
        let Place { guild, kind, month } = archive.place;
        let path = self.folder.file(guild, kind, month);
        let (_, bytes) = blocking(move || checksum(&path)).await?;
        if archive.part.take().is_some() {
            // What was put back is no longer in the database.
            (archive.shared, archive.restored, archive.restored_at) = (false, 0, None);
        } else if archive.restored > 0 {
            archive.restored = next.rows;
        }
        archive.part_done = 0;
        (archive.file, archive.bytes, archive.next) = (Some(next), bytes, None);
        archive.written_at = self.parts.clock.now();
        self.save(&archive).await?;
        crash::point("archive_committed");
        self.tidy(archive.place).await
    }

    /// Whether a file names somebody who was erased.
    pub(super) async fn concerns(&self, archive: &Archive, erased: &Erased) -> Result<bool> {
        let Place { guild, kind, month } = archive.place;
        let path = self.folder.file(guild, kind, month);
        let (erased, file) = (erased.clone(), archive.file.clone());
        blocking(move || match file {
            None => Ok(false),
            Some(rows) => {
                check_sum(&path, &rows.sha256)?;
                Merge::new(kind, Rule::Add, &erased).concerns(&path)
            }
        })
        .await
    }
}

/// The next rows of a file, and the rest.
pub(super) fn take(mut reader: Reader) -> crate::archive::Result<(Reader, Vec<Row>)> {
    let rows = reader.by_ref().take(STEP).collect::<Result<_, _>>()?;
    Ok((reader, rows))
}

//! The archive: what retention lets go is written, read back, compared, and only then deleted.
//!
//! Each file is journalled, so that a death at any moment loses nothing and doubles nothing: a *part* with the rows of this
//! run is compared with the database; a transaction notes it; then its rows are deleted in small steps, each of which notes
//! how many are gone; then part and file are merged into the *next* file, which is compared with both, noted, and put in
//! the file's place. A run begins with what an earlier one left.

mod erase;
mod let_go;
mod make;
mod restore;

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::archives::{Checked, File, FileFilter};
use emperione_protocol::{GuildId, Timestamp};

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::archive::{self, Folder, Held, Kind, Reader, checksum};
use crate::domain::actor::{Actor, Role};
use crate::store::archives::{self, Archive, Place, Rows};

/// How many rows are read at once.
const PAGE: u32 = 5_000;
/// How long a person waits for the end of what is being written.
const PATIENCE: Duration = Duration::from_secs(20);

/// The service.
#[derive(Clone)]
pub struct Archives {
    parts: Arc<Parts>,
    folder: Folder,
}

/// Which files are meant.
#[derive(Clone, Copy, Debug)]
struct Which {
    guild: Option<GuildId>,
    kind: Option<Kind>,
    month: Option<Timestamp>,
}

impl Which {
    fn read(filter: &FileFilter) -> Result<Self> {
        Ok(Self {
            guild: filter.guild,
            kind: filter.kind.as_deref().map(read_kind).transpose()?,
            month: filter.month.as_deref().map(read_month).transpose()?,
        })
    }

    fn fits(&self, place: Place) -> bool {
        self.kind.is_none_or(|kind| kind == place.kind)
            && self.month.is_none_or(|month| month == place.month)
    }
}

fn read_kind(text: &str) -> Result<Kind> {
    text.parse().map_err(|why| Error::invalid("kind", why))
}

fn read_month(text: &str) -> Result<Timestamp> {
    let why = || format!("`{text}` is no month such as 2026-01");
    let_go::read_month(text).ok_or_else(|| Error::invalid("month", why()))
}

impl Archives {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        let folder = Folder::new(parts.config.storage.archive());
        Self { parts, folder }
    }

    /// Lists the files, by guild, kind and month.
    pub async fn list(&self, actor: &Actor, filter: &FileFilter) -> Result<Vec<File>> {
        let found = self.find(actor, filter).await?;
        Ok(found.iter().map(shown).collect())
    }

    /// Reads files and says whether they are what was written.
    pub async fn verify(&self, actor: &Actor, filter: &FileFilter) -> Result<Vec<Checked>> {
        let mut all = Vec::new();
        for archive in self.find(actor, filter).await? {
            let broken = self.check(&archive).await?;
            let file = shown(&archive);
            all.push(Checked { file, broken });
        }
        Ok(all)
    }

    async fn find(&self, actor: &Actor, filter: &FileFilter) -> Result<Vec<Archive>> {
        let which = Which::read(filter)?;
        match which.guild {
            Some(guild) => self.parts.check_runs(actor, guild)?,
            None => check_role(actor, Role::Viewer)?,
        }
        let mut tx = self.parts.db.read().await?;
        let mut found = archives::all(&mut tx, which.guild).await?;
        found.retain(|archive| {
            let place = archive.place;
            which.fits(place) && self.parts.check_runs(actor, place.guild).is_ok()
        });
        Ok(found)
    }

    /// Why a file is not what was written, if it is not.
    async fn check(&self, archive: &Archive) -> Result<Option<String>> {
        let place = archive.place;
        let file = self.folder.file(place.guild, place.kind, place.month);
        let part = self.folder.part(place.guild, place.kind, place.month);
        let waiting = archive.part.clone().map(|rows| (part, rows));
        let files = archive.file.clone().map(|rows| (file, rows));
        for (path, rows) in files.into_iter().chain(waiting) {
            let checked = blocking(move || check_file(&path, place.kind, &rows)).await;
            if let Err(error) = checked {
                return Ok(Some(error.to_string()));
            }
        }
        Ok(None)
    }

    /// The right to write in the archive, at once or not at all.
    fn hold(&self) -> Result<Held> {
        Ok(self.folder.hold()?)
    }

    /// The right to write in the archive, for which a person waits.
    async fn wait(&self) -> Result<Held> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            match self.folder.hold() {
                Err(archive::Error::Busy(_)) if tokio::time::Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                held => return Ok(held?),
            }
        }
    }

    /// Writes down how far a file came.
    async fn save(&self, archive: &Archive) -> Result<()> {
        let mut tx = self.parts.db.write_batch().await?;
        archives::save(&mut tx, archive).await?;
        Ok(tx.commit().await?)
    }
}

fn check_file(path: &std::path::Path, kind: Kind, rows: &Rows) -> archive::Result<()> {
    check_sum(path, &rows.sha256)?;
    let (mut count, reader) = (0, Reader::open(path, kind)?);
    for row in reader {
        row?;
        count += 1;
    }
    if count == rows.rows {
        return Ok(());
    }
    let why = format!("it has {count} rows instead of {}", rows.rows);
    Err(broken(path, why))
}

/// Refuses a file with another checksum.
fn check_sum(path: &std::path::Path, sha256: &str) -> archive::Result<()> {
    let (found, _) = checksum(path)?;
    if found == sha256 {
        return Ok(());
    }
    let why = format!("its SHA-256 is {found}, that of what was written is {sha256}");
    Err(broken(path, why))
}

fn broken(path: &std::path::Path, why: String) -> archive::Error {
    archive::Error::Broken {
        path: path.to_owned(),
        why,
    }
}

fn shown(archive: &Archive) -> File {
    let place = archive.place;
    let rows = |rows: &Option<Rows>| rows.as_ref().map_or(0, |rows| rows.rows);
    File {
        guild: place.guild,
        kind: place.kind.name().into(),
        month: place.month.to_string()[..7].into(),
        name: Folder::name(place.guild, place.kind, place.month),
        rows: rows(&archive.file),
        bytes: archive.bytes,
        sha256: archive.file.as_ref().map(|file| file.sha256.clone()),
        waiting: rows(&archive.part),
        restored: archive.restored,
        restored_at: archive.restored_at,
        written_at: archive.written_at,
    }
}

/// Works with files where it keeps nobody waiting.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> archive::Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(Error::Internal(Box::new(error))),
    }
}

//! Backups of the whole database, while everything goes on.
//!
//! A backup lies under another name until it is written, brought onto the disk and read back.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use emperione_protocol::Timestamp;
use emperione_protocol::backups::{Backup, Progress};
use parking_lot::Mutex;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::access::{bound_user, check_role};
use super::{Error, Parts, Result};
use crate::archive::{self, Folder, Held, create_private, remove, replace};
use crate::backup::{Header, Reader, Writer};
use crate::crash;
use crate::domain::actor::{Actor, Role};
use crate::store::backups::Part;

const SUFFIX: &str = ".backup";
/// A backup that is not older is the one of this tick.
const RECENT_MS: i64 = 3_600_000;
/// How much of a SQLite file is read at once.
const PIECE: usize = 1 << 20;

/// The service.
#[derive(Clone)]
pub struct Backups {
    parts: Arc<Parts>,
    folder: PathBuf,
    /// Of the last one, which may be under way.
    progress: Arc<Mutex<Progress>>,
}

impl Backups {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        let folder = parts.config.backups();
        Self {
            parts,
            folder,
            progress: Arc::default(),
        }
    }

    /// Begins a backup.
    pub async fn create(&self, actor: &Actor) -> Result<Progress> {
        check(actor)?;
        let held = Folder::new(self.folder.clone()).hold()?;
        let mut tx = self.parts.db.write().await?;
        let record = ("backup_made", String::new());
        self.parts.record(&mut tx, actor, None, record).await?;
        tx.commit().await?;
        self.begin(held).await?;
        self.progress(actor)
    }

    /// Begins to make one, which goes on if nobody waits for it.
    async fn begin(&self, held: Held) -> Result<JoinHandle<()>> {
        *self.progress.lock() = Progress {
            total: self.parts.db.size().await?,
            ..Progress::default()
        };
        let backups = self.clone();
        Ok(tokio::spawn(async move {
            let _held = held;
            let made = backups.make().await;
            let mut progress = backups.progress.lock();
            match made {
                Ok(backup) => progress.backup = Some(backup),
                Err(error) => progress.failed = Some(error.into()),
            }
        }))
    }

    /// How far the last one came.
    pub fn progress(&self, actor: &Actor) -> Result<Progress> {
        check(actor)?;
        Ok(self.progress.lock().clone())
    }

    /// Makes the daily backup, if that is configured and none was just made.
    pub async fn daily(&self, actor: &Actor) -> Result<()> {
        check(actor)?;
        if !self.parts.config.backup.daily {
            return Ok(());
        }
        let held = match Folder::new(self.folder.clone()).hold() {
            Err(archive::Error::Busy(_)) => return Ok(()),
            held => held?,
        };
        let newest = self
            .list(actor)
            .await?
            .into_iter()
            .find_map(|backup| backup.made_at);
        let recent = Timestamp(self.parts.clock.now().0 - RECENT_MS);
        if newest.is_some_and(|at| at > recent) {
            return Ok(());
        }
        if let Err(error) = self.begin(held).await?.await {
            return Err(Error::Internal(Box::new(error)));
        }
        match self.progress.lock().failed.clone() {
            None => Ok(()),
            Some(error) => Err(Error::unavailable(error.message)),
        }
    }

    /// Lists the backups, newest first, by what they say of themselves.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Backup>> {
        check(actor)?;
        let folder = self.folder.clone();
        blocking(move || {
            let names = names(&folder)?.into_iter().rev();
            names
                .map(|name| shown(&folder.join(name), Reader::header))
                .collect()
        })
        .await
    }

    /// Reads a backup as a whole.
    pub async fn verify(&self, actor: &Actor, name: &str) -> Result<Backup> {
        check(actor)?;
        let folder = self.folder.clone();
        let known = blocking(move || names(&folder)).await?;
        let known = known.into_iter().find(|known| known == name);
        let name = known.ok_or_else(|| Error::not_found("backup", &name))?;
        let path = self.folder.join(name);
        blocking(move || shown(&path, read_all)).await
    }

    async fn make(&self) -> Result<Backup> {
        let now = self.parts.clock.now();
        let stamp: String = now
            .to_string()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let path = self.folder.join(format!("empd-{stamp}{SUFFIX}"));
        let (making, copy) = (path.with_extension("making"), self.folder.join("copy.db"));
        let header = Header {
            database: self.parts.db.backend().into(),
            schema: self.parts.db.schema(),
            made_at: now,
            version: env!("CARGO_PKG_VERSION").into(),
        };
        let (folder, to) = (self.folder.clone(), making.clone());
        let writer = blocking(move || {
            sweep(&folder)?;
            Writer::create(&to, &header)
        })
        .await?;
        if self.parts.db.backend() == "sqlite" {
            self.write_sqlite(writer, copy).await?;
        } else {
            self.write_postgres(writer).await?;
        }
        crash::point("backup_written");
        let (keep, folder) = (self.parts.config.backup.keep, self.folder.clone());
        blocking(move || {
            let mut backup = shown(&making, read_all)?;
            if let Some(why) = backup.broken.take() {
                return Err(io::Error::other(why));
            }
            replace(&making, &path).map_err(io::Error::other)?;
            prune(&folder, keep)?;
            shown(&path, Reader::header)
        })
        .await
    }

    async fn write_sqlite(&self, mut writer: Writer, copy: PathBuf) -> Result<()> {
        let at = copy.clone();
        blocking(move || create_private(&at).map_err(io::Error::other)).await?;
        self.parts.db.copy_into(&copy).await?;
        crash::point("backup_copied");
        let progress = self.progress.clone();
        blocking(move || {
            let mut file = File::open(&copy)?;
            progress.lock().total = file.metadata()?.len();
            writer.begin("empd.db")?;
            let mut piece = vec![0; PIECE];
            loop {
                let read = file.read(&mut piece)?;
                if read == 0 {
                    break;
                }
                writer.piece(&piece[..read])?;
                progress.lock().done += read as u64;
            }
            writer.end()?;
            writer.finish()?;
            fs::remove_file(&copy)
        })
        .await
    }

    async fn write_postgres(&self, mut writer: Writer) -> Result<()> {
        let (parts, mut taken) = mpsc::channel(2);
        let progress = self.progress.clone();
        let write = blocking(move || {
            while let Some(part) = taken.blocking_recv() {
                match part {
                    Part::Table(table) => writer.begin(&serde_json::to_string(&table)?)?,
                    Part::Piece(piece) => {
                        progress.lock().done += piece.len() as u64;
                        writer.piece(&piece)?;
                    }
                    Part::End => writer.end()?,
                    Part::Whole => return writer.finish(),
                }
            }
            Err(io::Error::other("the copy was cut off"))
        });
        let (copied, written) = tokio::join!(self.parts.db.copy_out(parts), write);
        copied?;
        written
    }
}

/// A backup holds everything of every guild.
fn check(actor: &Actor) -> Result<()> {
    check_role(actor, Role::Admin)?;
    match bound_user(actor) {
        None => Ok(()),
        Some(_) => Err(Error::forbidden(
            "backups are for admins who are bound to no Discord user",
        )),
    }
}

/// The names of the backups, oldest first.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(SUFFIX) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Deletes what a death left.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("copy.db") || name.ends_with(".making") {
            remove(&path).map_err(io::Error::other)?;
        }
    }
    Ok(())
}

/// Deletes the oldest beyond so many.
fn prune(folder: &Path, keep: u32) -> io::Result<()> {
    let names = names(folder)?;
    let old = names.len().saturating_sub(keep as usize);
    names
        .iter()
        .take(old)
        .try_for_each(|name| fs::remove_file(folder.join(name)))
}

fn read_all(path: &Path) -> io::Result<Header> {
    let mut reader = Reader::open(path)?;
    while reader.next_name()?.is_some() {
        while reader.next_piece()?.is_some() {}
    }
    Ok(reader.header)
}

fn shown(path: &Path, look: impl Fn(&Path) -> io::Result<Header>) -> io::Result<Backup> {
    let looked = look(path);
    let broken = looked.as_ref().err().map(ToString::to_string);
    // One that is broken may still say what it is.
    let header = looked.or_else(|_| Reader::header(path)).ok();
    Ok(Backup {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        path: path.display().to_string(),
        bytes: fs::metadata(path)?.len(),
        made_at: header.as_ref().map(|header| header.made_at),
        schema: header.as_ref().map(|header| header.schema),
        version: header.as_ref().map(|header| header.version.clone()),
        database: header.map(|header| header.database),
        broken,
    })
}

/// Works with files where it keeps nobody waiting.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Error::unavailable(format!(
            "the folder of the backups: {error}"
        ))),
        Err(error) => Err(Error::Internal(Box::new(error))),
    }
}

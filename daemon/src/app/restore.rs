//! `empd restore`: a backup put back while no daemon runs.
//!
//! A SQLite database is built beside the one that is there, checked and marked, and then takes its place in one step; the
//! old one stays under another name. A PostgreSQL database has to be empty, and no daemon starts on it before the end.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use emperione_protocol::cases::Entry;
use emperione_protocol::{GuildId, Timestamp};

use super::{Failure, build};
use crate::archive::{Folder, Reader as Rows, checksum, create_private, remove, replace};
use crate::backup::erased::{self, Erasure};
use crate::backup::{Header, Reader, Table};
use crate::clock::Clock;
use crate::config::Config;
use crate::crash;
use crate::seal::Seal;
use crate::store::archives::{self, Archive, Place};
use crate::store::restores::{self, Filling, Marked};
use crate::store::{self, Db, Location, chain, guilds, lock, migrate, privacy};

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub made_at: Timestamp,
    pub marked: Marked,
    /// So many users were erased again.
    pub erased: usize,
    /// So many files of the archive are newer than the backup.
    pub newer: usize,
    /// Where the database lies that was replaced.
    pub replaced: Option<PathBuf>,
}

/// Puts a backup back.
///
/// # Errors
/// Why it was not, with the way out; then the database is what it was, or a PostgreSQL database that a repetition fills.
pub async fn run(config: &Config, backup: &Path) -> Result<Done, Failure> {
    let named = |error: io::Error| Failure::start(&backup.display().to_string(), &error);
    let reader = Reader::open(backup).map_err(named)?;
    let location = build::location(config)?;
    fits(&reader.header, &location)?;
    let folder = &config.storage.folder;
    let list = erased::all(folder).map_err(|error| {
        Failure::start("erased.list", &error).hint("it says whom to erase again: repair it first")
    })?;
    let restore = Restore {
        folder: folder.clone(),
        archive: Folder::new(config.storage.archive()),
        made_at: reader.header.made_at,
        list,
        now: Clock::Wall.now(),
    };
    match &location {
        Location::Sqlite(path) => restore.sqlite(reader, path).await,
        Location::Postgres(_) => restore.postgres(reader, &location).await,
    }
}

fn fits(header: &Header, location: &Location) -> Result<(), Failure> {
    let (database, other) = match location {
        Location::Sqlite(_) => (
            "sqlite",
            "name the PostgreSQL database in database.url_file",
        ),
        Location::Postgres(_) => ("postgresql", "leave database.url out to use SQLite"),
    };
    if header.database != database {
        let why = format!(
            "the backup is of {}, and the database of the configuration is {database}",
            header.database
        );
        return Err(Failure::new(why).hint(other));
    }
    let known = migrate::known(database == "sqlite");
    if header.schema > known {
        let why = format!(
            "the backup has schema {}, this version knows {known}",
            header.schema
        );
        return Err(
            Failure::new(why).hint("put it back with the version that made it, or a newer one")
        );
    }
    Ok(())
}

/// What a restore needs beside the backup.
struct Restore {
    folder: PathBuf,
    archive: Folder,
    made_at: Timestamp,
    list: Vec<Erasure>,
    now: Timestamp,
}

impl Restore {
    async fn sqlite(&self, mut reader: Reader, path: &Path) -> Result<Done, Failure> {
        build::make_folder(&self.folder)?;
        let _lock = lock(path).map_err(|error| match error {
            store::Error::Held(_) => Failure::start("the database", &error)
                .hint("stop the daemon first: `systemctl stop empd`"),
            error => database(error),
        })?;
        let beside = path.with_file_name("restoring.db");
        sweep(&beside)?;
        write_out(&mut reader, &beside)
            .map_err(|error| Failure::start(&beside.display().to_string(), &error))?;
        crash::point("restore_filled");
        restores::check_sqlite(&beside).await.map_err(database)?;
        let db = Db::open_restored(&Location::Sqlite(beside.clone()))
            .await
            .map_err(database)?;
        let done = self.mark(&db).await;
        db.settle().await.map_err(database)?;
        db.close().await;
        let done = done?;
        crash::point("restore_marked");
        let replaced = self.swap(&beside, path).await?;
        Ok(Done { replaced, ..done })
    }

    async fn postgres(&self, mut reader: Reader, location: &Location) -> Result<Done, Failure> {
        let schema = reader.header.schema;
        let mut filling = Filling::begin(location, schema).await.map_err(|error| {
            database(error).hint("make an empty database, and name it in database.url_file")
        })?;
        let broken = |error: io::Error| Failure::start("the backup", &error);
        while let Some(name) = reader.next_name().map_err(broken)? {
            let table: Table = serde_json::from_str(&name).map_err(|error| broken(error.into()))?;
            let next = async || reader.next_piece().map_err(broken);
            filling.fill(&table, next).await?;
        }
        filling.commit().await.map_err(database)?;
        crash::point("restore_filled");
        let db = Db::open_restored(location).await.map_err(database)?;
        let done = self.mark(&db).await?;
        let mut tx = db.write().await.map_err(database)?;
        restores::end(&mut tx).await.map_err(database)?;
        tx.commit().await.map_err(database)?;
        db.close().await;
        Ok(done)
    }

    /// Marks what was under way, erases again who was erased, and looks at keys and archive.
    async fn mark(&self, db: &Db) -> Result<Done, Failure> {
        self.check_keys(db).await?;
        let mut tx = db.write().await.map_err(database)?;
        let marked = restores::mark(&mut tx, self.made_at, self.now)
            .await
            .map_err(database)?;
        let text = format!("a backup of {}", self.made_at);
        let entry = self.entry("backup_restored", text);
        chain::append(&mut tx, GuildId(0), 0, &entry)
            .await
            .map_err(database)?;
        tx.commit().await.map_err(database)?;
        Ok(Done {
            made_at: self.made_at,
            marked,
            erased: self.erase(db).await.map_err(database)?,
            newer: self.adopt(db).await?,
            replaced: None,
        })
    }

    /// The texts open with the master key of another backup, and the daemon would not start.
    async fn check_keys(&self, db: &Db) -> Result<(), Failure> {
        let mut tx = db.read().await.map_err(database)?;
        let all = guilds::all(&mut tx).await.map_err(database)?;
        let path = self.folder.join("master.key");
        if all.is_empty() {
            return Ok(());
        }
        let hint = format!(
            "put the key of the daemon that made the backup into {}",
            path.display()
        );
        if !path.exists() {
            let why = "the master key is missing, and no backup holds it";
            return Err(Failure::new(why).hint(hint));
        }
        let seal = Seal::open(&path).map_err(|error| Failure::start("the master key", &error))?;
        for guild in all {
            if seal.learn(guild.id, &guild.key).is_err() {
                let why = "the texts of the backup are sealed with another master key";
                return Err(Failure::new(why).hint(hint));
            }
        }
        Ok(())
    }

    /// Erases who was erased after the backup was made.
    async fn erase(&self, db: &Db) -> store::Result<usize> {
        let mut count = 0;
        for Erasure { at, guild, user } in &self.list {
            let mut tx = db.write().await?;
            chain::lock(&mut tx, *guild).await?;
            let known = archives::erased(&mut tx, *guild).await?;
            if known.get(user).is_some_and(|known| known >= at) {
                continue;
            }
            let declares = self.entry("", String::new());
            privacy::erase(&mut tx, *guild, *user, &declares).await?;
            restores::erase_open(&mut tx, *guild, *user).await?;
            archives::note_erasure(&mut tx, *guild, *user, *at).await?;
            tx.commit().await?;
            count += 1;
        }
        Ok(count)
    }

    /// Takes the files of the archive as they are: where the backup is older, both may hold a row.
    async fn adopt(&self, db: &Db) -> Result<usize, Failure> {
        let mut newer = 0;
        for (guild, kind, month) in self.archive.files().map_err(archive)? {
            let place = Place { guild, kind, month };
            let mut tx = db.write().await.map_err(database)?;
            let known = archives::find(&mut tx, place).await.map_err(database)?;
            let mut known = known.unwrap_or_else(|| Archive::new(place, self.now));
            let path = self.archive.file(guild, kind, month);
            let (sha256, bytes) = checksum(&path).map_err(archive)?;
            if known
                .file
                .as_ref()
                .is_some_and(|file| file.sha256 == sha256)
            {
                continue;
            }
            let rows = Rows::open(&path, kind).map_err(archive)?.rows();
            known.file = Some(archives::Rows { sha256, rows });
            (known.bytes, known.shared) = (bytes, true);
            (known.part, known.part_done, known.next) = (None, 0, None);
            (known.restored, known.restored_at) = (0, None);
            archives::save(&mut tx, &known).await.map_err(database)?;
            tx.commit().await.map_err(database)?;
            newer += 1;
        }
        Ok(newer)
    }

    fn entry(&self, kind: &str, text: String) -> Entry {
        let name = "restore".into();
        Entry {
            at: self.now,
            actor: emperione_protocol::actions::ActorRef::System { name },
            kind: kind.into(),
            text,
        }
    }

    /// Puts the new database in the place of the old one, which stays under another name.
    async fn swap(&self, beside: &Path, path: &Path) -> Result<Option<PathBuf>, Failure> {
        let failed = |error: io::Error| Failure::start(&path.display().to_string(), &error);
        for suffix in ["-wal", "-shm"] {
            remove(&with(beside, suffix)).map_err(archive)?;
        }
        remove(&beside.with_extension("lock")).map_err(archive)?;
        let replaced = path
            .exists()
            .then(|| path.with_file_name(format!("empd.db.replaced-{}", self.now.0)));
        if let Some(replaced) = &replaced {
            // What its journal holds belongs to it, and to no other database.
            if restores::fold(path).await.is_err() && with(path, "-wal").exists() {
                replace(&with(path, "-wal"), &with(replaced, "-wal")).map_err(archive)?;
            }
            for suffix in ["-wal", "-shm"] {
                remove(&with(path, suffix)).map_err(archive)?;
            }
            fs::hard_link(path, replaced).map_err(failed)?;
        }
        crash::point("restore_set_aside");
        replace(beside, path).map_err(archive)?;
        Ok(replaced)
    }
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn sweep(beside: &Path) -> Result<(), Failure> {
    for suffix in ["", "-wal", "-shm"] {
        remove(&with(beside, suffix)).map_err(archive)?;
    }
    Ok(())
}

fn write_out(reader: &mut Reader, to: &Path) -> io::Result<()> {
    let mut file: File = create_private(to).map_err(io::Error::other)?;
    while reader.next_name()?.is_some() {
        while let Some(piece) = reader.next_piece()? {
            file.write_all(&piece)?;
        }
    }
    file.sync_all()
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn database(error: store::Error) -> Failure {
    Failure::start("the database", &error)
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn archive(error: crate::archive::Error) -> Failure {
    Failure::new(error.to_string())
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        database(error)
    }
}

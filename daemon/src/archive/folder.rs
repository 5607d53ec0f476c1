//! Where the files lie: a folder per guild, 0700, and files of mode 0600.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use emperione_protocol::{GuildId, Timestamp};
use ring::digest::{Context, SHA256};

use super::{Error, Kind, Result};
use crate::domain::cases::chain::write_hex;

/// The folder of the archive.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

/// The right to write in the folder, of one in all processes; given back when it is dropped.
pub struct Held {
    _lock: File,
}

impl Folder {
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Takes the right to write.
    ///
    /// # Errors
    /// `Busy` if somebody else has it.
    pub fn hold(&self) -> Result<Held> {
        make(&self.0)?;
        let path = self.0.join(".lock");
        let options = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(&path);
        let lock = options.map_err(Error::io(&path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Held { _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy(self.0.clone())),
            Err(TryLockError::Error(error)) => Err(Error::io(&path)(error)),
        }
    }

    /// The name of a file, below this folder.
    pub fn name(guild: GuildId, kind: Kind, month: Timestamp) -> String {
        let text = month.to_string();
        format!("{guild}/{kind}-{}.parquet", &text[..7])
    }

    /// The place of a file.
    pub fn file(&self, guild: GuildId, kind: Kind, month: Timestamp) -> PathBuf {
        self.0.join(Self::name(guild, kind, month))
    }

    /// Where rows lie that are not yet merged into a file.
    pub fn part(&self, guild: GuildId, kind: Kind, month: Timestamp) -> PathBuf {
        self.file(guild, kind, month).with_extension("part")
    }

    /// Where a file lies before it takes its place.
    pub fn next(&self, guild: GuildId, kind: Kind, month: Timestamp) -> PathBuf {
        self.file(guild, kind, month).with_extension("next")
    }

    /// The files that are there, with what their names say.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn files(&self) -> Result<Vec<(GuildId, Kind, Timestamp)>> {
        let mut found = Vec::new();
        for folder in read(&self.0)? {
            let guild = folder
                .file_name()
                .and_then(|name| name.to_str()?.parse().ok());
            let Some(guild) = guild.filter(|_| folder.is_dir()) else {
                continue;
            };
            for file in read(&folder)? {
                if let Some((kind, month)) = read_name(&file) {
                    found.push((guild, kind, month));
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Makes the folder of a guild.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn make_guild(&self, guild: GuildId) -> Result<()> {
        make(&self.0.join(guild.to_string()))
    }
}

fn read(path: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io(path))?,
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    paths.collect::<io::Result<_>>().map_err(Error::io(path))
}

fn read_name(path: &Path) -> Option<(Kind, Timestamp)> {
    let name = path.file_name()?.to_str()?.strip_suffix(".parquet")?;
    let (kind, month) = name.split_once('-')?;
    let time: jiff::Timestamp = format!("{month}-01T00:00:00Z").parse().ok()?;
    Some((kind.parse().ok()?, Timestamp(time.as_millisecond())))
}

fn make(path: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(Error::io(path))
}

/// Puts a file into the place of another, for good.
///
/// # Errors
/// If the disk does not do it.
pub fn replace(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(Error::io(to))?;
    sync_folder(to)
}

/// Removes a file, if it is there.
///
/// # Errors
/// If the disk does not do it.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let open = File::open(folder).and_then(|folder| folder.sync_all());
    open.map_err(Error::io(folder))
}

/// Makes a file that only its owner may read, or empties the one that is there.
///
/// # Errors
/// If it cannot be made.
pub fn create_private(path: &Path) -> Result<File> {
    remove(path)?;
    let options = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path);
    options.map_err(Error::io(path))
}

/// The SHA-256 of a file in hexadecimal, and its length.
///
/// # Errors
/// If it cannot be read.
pub fn checksum(path: &Path) -> Result<(String, u64)> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    let (mut context, mut bytes) = (Context::new(&SHA256), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer).map_err(Error::io(path))?;
        if read == 0 {
            return Ok((write_hex(context.finish().as_ref()), bytes));
        }
        context.update(&buffer[..read]);
        bytes += read as u64;
    }
}

impl Folder {
    /// Puts the file that lies ready into its place, for good.
    ///
    /// # Errors
    /// If the disk does not do it.
    pub fn swap(&self, guild: GuildId, kind: Kind, month: Timestamp) -> Result<()> {
        let next = self.next(guild, kind, month);
        replace(&next, &self.file(guild, kind, month))
    }

    /// Removes what is left of the making of a file.
    ///
    /// # Errors
    /// If the disk does not do it.
    pub fn tidy(&self, guild: GuildId, kind: Kind, month: Timestamp) -> Result<()> {
        remove(&self.part(guild, kind, month))?;
        remove(&self.next(guild, kind, month))
    }
}

//! Whom to erase again after a backup is put back: a file beside the database, which no backup holds, only appended to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use emperione_protocol::{GuildId, Timestamp, UserId};

/// A user who was erased in a guild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub at: Timestamp,
    pub guild: GuildId,
    pub user: UserId,
}

/// The place of the list.
pub fn path(folder: &Path) -> PathBuf {
    folder.join("erased.list")
}

/// Adds a user, before they are erased, and brings it onto the disk.
///
/// # Errors
/// If the disk does not take it.
pub fn append(folder: &Path, erasure: Erasure) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).append(true).mode(0o600);
    let mut file = options.open(path(folder))?;
    cut_off(&mut file)?;
    let Erasure { at, guild, user } = erasure;
    // One write: a line of another process never stands within.
    file.write_all(format!("{} {guild} {user}\n", at.0).as_bytes())?;
    file.sync_all()
}

/// Removes a last line without an end: a death cut it off, and nobody was erased after it.
fn cut_off(file: &mut File) -> io::Result<()> {
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let whole = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |end| end + 1);
    if whole < text.len() {
        file.set_len(whole as u64)?;
    }
    Ok(())
}

/// Everybody on the list, the oldest first; nobody if there is none.
///
/// # Errors
/// If it cannot be read, or a line is none of ours. A last one without an end does not count.
pub fn all(folder: &Path) -> io::Result<Vec<Erasure>> {
    let text = match fs::read_to_string(path(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text?,
    };
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(read).collect()
}

fn read(line: &str) -> io::Result<Erasure> {
    let numbers: Vec<u64> = line.split(' ').flat_map(str::parse).collect();
    if let [at, guild, user] = numbers[..] {
        return Ok(Erasure {
            at: Timestamp(at.cast_signed()),
            guild: GuildId(guild),
            user: UserId(user),
        });
    }
    let why = format!("`{line}` is no line of erased.list");
    Err(io::Error::new(io::ErrorKind::InvalidData, why))
}

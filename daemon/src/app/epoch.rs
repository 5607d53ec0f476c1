//! How far the event log came, noted beside the database: a database that knows less was restored from an older copy, and
//! its journal must not be taken for what is still to be done.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use crate::services::Parts;

/// So often at most it is noted.
const BREATH: Duration = Duration::from_millis(250);

/// Where it is noted.
fn file(folder: &Path) -> PathBuf {
    folder.join("epoch")
}

/// The last event that was noted of an installation; none if there is no note, or it is another's.
pub(super) fn noted(folder: &Path, installation: &str) -> Option<u64> {
    let text = fs::read_to_string(file(folder)).ok()?;
    let (of, head) = text.trim().split_once(' ')?;
    head.parse().ok().filter(|_| of == installation)
}

/// Notes every commit. Ends when it is dropped.
pub(super) async fn keep(parts: Parts) {
    let mut head = parts.db.head();
    loop {
        head.mark_unchanged();
        note_now(&parts);
        tokio::time::sleep(BREATH).await;
        if head.changed().await.is_err() {
            return;
        }
    }
}

/// Notes how far it came by now.
pub(super) fn note_now(parts: &Parts) {
    let seq = *parts.db.head().borrow();
    let folder = &parts.config.storage.folder;
    if let Err(error) = note(folder, &parts.start.installation, seq) {
        tracing::warn!(%error, "how far the event log came could not be noted");
    }
}

/// The note is there whole or not at all.
fn note(folder: &Path, installation: &str, seq: u64) -> io::Result<()> {
    let draft = folder.join("epoch.new");
    fs::write(&draft, format!("{installation} {seq}\n"))?;
    fs::rename(draft, file(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_again_and_only_for_its_installation() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(noted(folder.path(), "here"), None);

        note(folder.path(), "here", 7).unwrap();

        assert_eq!(noted(folder.path(), "here"), Some(7));
        assert_eq!(noted(folder.path(), "elsewhere"), None);
        fs::write(file(folder.path()), "here").unwrap();
        assert_eq!(noted(folder.path(), "here"), None);
    }
}

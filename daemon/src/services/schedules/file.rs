//! Puts a report into its place: whole or not at all, and never over a file that is somebody else's.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use crate::archive::{self, Folder, create_private, remove};

/// The SHA-256 of a file; none if it cannot be read.
pub(super) fn checksum(path: &Path) -> Option<String> {
    archive::checksum(path).ok().map(|(sha256, _)| sha256)
}

/// Writes a file into a folder of the daemon's. One that is there is replaced only if its checksum is among `ours`.
pub(super) fn put(
    (folder, path): (&Path, &Path),
    text: &[u8],
    ours: &[String],
) -> Result<(), String> {
    let _held = Folder::new(folder.into())
        .hold()
        .map_err(|error| error.to_string())?;
    let parent = path.parent().unwrap_or(folder);
    let made = DirBuilder::new().recursive(true).mode(0o700).create(parent);
    made.map_err(|error| says(parent, &error))?;
    let next = path.with_extension("making");
    let mut file = create_private(&next).map_err(|error| error.to_string())?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    let placed = written
        .map_err(|error| says(&next, &error))
        .and_then(|()| place(&next, path, ours));
    let removed = remove(&next).map_err(|error| error.to_string());
    let synced = File::open(parent).and_then(|parent| parent.sync_all());
    placed
        .and(removed)
        .and(synced.map_err(|error| says(parent, &error)))
}

fn place(next: &Path, path: &Path, ours: &[String]) -> Result<(), String> {
    // A link fails where something is; a rename would replace it.
    match fs::hard_link(next, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        linked => return linked.map_err(|error| says(path, &error)),
    }
    if checksum(path).is_none_or(|sha256| !ours.contains(&sha256)) {
        let name = path.display();
        return Err(format!(
            "{name} is there and is none of this schedule's: move it out of the way"
        ));
    }
    fs::rename(next, path).map_err(|error| says(path, &error))
}

fn says(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hash;

    #[test]
    fn a_file_is_written_whole_and_only_ours_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("7/week.html");
        let put =
            |text: &str, ours: &[String]| super::put((folder.path(), &path), text.as_bytes(), ours);

        put("one", &[]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");

        let why = put("two", &[hash::hex(b"zero")]).unwrap_err();
        assert!(why.contains("move it out of the way"), "{why}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");

        put("two", &[hash::hex(b"one")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        let names = fs::read_dir(folder.path().join("7")).unwrap();
        assert_eq!(names.count(), 1, "nothing of the making is left");
    }
}

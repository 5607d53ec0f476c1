//! The socket file. Only its owner's folder holds it; a lock beside it says whether a daemon still serves it, so that a
//! stale one is replaced and a living one never is.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

use super::peer;

/// A socket that is ours until it is dropped.
pub(super) struct Socket {
    pub(super) listener: UnixListener,
    /// Who made the file: this process's user.
    pub(super) own_uid: u32,
    path: PathBuf,
    _lock: File,
}

impl Socket {
    /// Binds `path`: 0600, or 0660 for `group`. A folder that is made for it is 0700, or 0750 for `group`; to one of ours
    /// that exists, such as a unit's `RuntimeDirectory=`, the group is let in.
    pub(super) fn bind(path: &Path, group: Option<&str>) -> io::Result<Self> {
        let gid = group.map(find_group).transpose()?;
        let folder = path
            .parent()
            .ok_or_else(|| unusable(path, "has no folder"))?;
        prepare(folder, gid)?;
        let lock = lock(path)?;
        remove_stale(path)?;
        let listener = UnixListener::bind(path).map_err(|error| named(path, &error))?;
        restrict(path, 0o600, 0o660, gid)?;
        let own_uid = fs::metadata(path)?.uid();
        if let Some(gid) = gid {
            let_in(folder, own_uid, gid)?;
        }
        Ok(Self {
            listener,
            own_uid,
            path: path.into(),
            _lock: lock,
        })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // The lock is still held, so the file is the one that was bound here.
        let _ = fs::remove_file(&self.path);
    }
}

fn prepare(folder: &Path, gid: Option<u32>) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(about) if about.permissions().mode() & 0o022 != 0 => Err(unusable(
            folder,
            "may be written by others, who could put their own socket there",
        )),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)
                .map_err(|error| named(folder, &error))?;
            restrict(folder, 0o700, 0o750, gid)
        }
        Err(error) => Err(named(folder, &error)),
    }
}

/// Lets a group pass an existing folder of ours to the socket; that of somebody else is as they want it.
fn let_in(folder: &Path, own_uid: u32, gid: u32) -> io::Result<()> {
    const OTHERS_PASS: u32 = 0o001;
    const GROUP_PASSES: u32 = 0o010;
    let about = fs::metadata(folder).map_err(|error| named(folder, &error))?;
    let mode = about.permissions().mode();
    let passes = about.gid() == gid && mode & GROUP_PASSES != 0;
    if passes || mode & OTHERS_PASS != 0 || about.uid() != own_uid {
        return Ok(());
    }
    give(folder, gid)?;
    let mode = Permissions::from_mode(mode & 0o700 | 0o050);
    fs::set_permissions(folder, mode).map_err(|error| named(folder, &error))
}

fn give(path: &Path, gid: u32) -> io::Result<()> {
    chown(path, None, Some(gid)).map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            let why = "cannot be given to rpc.group, in which the daemon's own user is not";
            io::Error::new(error.kind(), format!("{} {why}", path.display()))
        }
        _ => named(path, &error),
    })
}

fn restrict(path: &Path, alone: u32, with_group: u32, gid: Option<u32>) -> io::Result<()> {
    let mode = if gid.is_some() { with_group } else { alone };
    if let Some(gid) = gid {
        give(path, gid)?;
    }
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(|error| named(path, &error))
}

fn lock(path: &Path) -> io::Result<File> {
    // Not `empd.lock`: that is the database's, which may stand in the same folder.
    let name = path.with_added_extension("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&name)
        .map_err(|error| named(&name, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let why = format!("{} is served by another empd", path.display());
            Err(io::Error::new(io::ErrorKind::AddrInUse, why))
        }
        Err(TryLockError::Error(error)) => Err(named(&name, &error)),
    }
}

fn remove_stale(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.file_type().is_socket() => fs::remove_file(path),
        Ok(_) => Err(unusable(path, "exists and is no socket")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(named(path, &error)),
    }
}

fn find_group(name: &str) -> io::Result<u32> {
    peer::group_id(name)
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("there is no group {name}")))
}

fn unusable(path: &Path, why: &str) -> io::Error {
    let why = format!("{} {why}", path.display());
    io::Error::new(io::ErrorKind::InvalidInput, why)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn only_its_owner_may_use_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run/empd.sock");

        let _socket = Socket::bind(&path, None).unwrap();

        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    /// The name of the group that a folder is of.
    fn group_of(folder: &Path) -> String {
        let own = fs::metadata(folder).unwrap().gid().to_string();
        let groups = fs::read_to_string("/etc/group").unwrap();
        let mut lines = groups.lines();
        let line = lines.find(|line| line.split(':').nth(2) == Some(&own));
        line.and_then(|line| line.split(':').next()).unwrap().into()
    }

    #[tokio::test]
    async fn a_group_may_use_it_when_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run/empd.sock");
        let group = group_of(folder.path());

        let _socket = Socket::bind(&path, Some(&group)).unwrap();

        assert_eq!(mode(&path), 0o660);
        assert_eq!(mode(path.parent().unwrap()), 0o750);
    }

    #[tokio::test]
    async fn a_group_is_let_into_a_folder_of_ours_that_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let group = group_of(folder.path());
        let set = |mode| fs::set_permissions(folder.path(), Permissions::from_mode(mode)).unwrap();
        let path = folder.path().join("empd.sock");
        for (before, group, after) in [
            (0o700, Some(&*group), 0o750),
            (0o711, Some(&*group), 0o711),
            (0o700, None, 0o700),
        ] {
            set(before);
            let _socket = Socket::bind(&path, group).unwrap();
            assert_eq!(mode(folder.path()), after);
        }
    }

    #[tokio::test]
    async fn a_stale_socket_is_replaced_and_a_served_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run/empd.sock");
        fs::create_dir(path.parent().unwrap()).unwrap();
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());

        let socket = Socket::bind(&path, None).unwrap();
        let second = Socket::bind(&path, None);

        assert!(second.err().unwrap().to_string().contains("another empd"));
        drop(socket);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_file_or_a_link_in_its_place_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empd.sock");
        std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();

        assert!(Socket::bind(&path, None).is_err());
        assert!(path.is_symlink());
    }

    #[tokio::test]
    async fn a_folder_that_others_may_write_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();

        let error = Socket::bind(&folder.path().join("empd.sock"), None).err();

        assert!(error.unwrap().to_string().contains("written by others"));
    }
}

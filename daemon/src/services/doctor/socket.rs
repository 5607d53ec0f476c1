//! Can only those reach the socket who should?

use std::fs;
use std::future::{Ready, ready};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{Answer, Parts};

pub(super) fn ask(parts: &Parts) -> Ready<Vec<Answer>> {
    ready(vec![judge(&parts.config.rpc.socket)])
}

fn judge(socket: &Path) -> Answer {
    let mode = |path: &Path| fs::metadata(path).map(|about| about.permissions().mode() & 0o777);
    let restart = "restart empd, which sets the modes anew";
    let folder = socket.parent().unwrap_or(socket);
    match (mode(socket), mode(folder)) {
        (Ok(mode), _) if mode & 0o007 != 0 => Answer::error(
            format!("everybody may use {} (mode {mode:o})", socket.display()),
            restart,
        ),
        (Ok(_), Ok(mode)) if mode & 0o022 != 0 => Answer::error(
            format!("others may write to {} (mode {mode:o})", folder.display()),
            format!("chmod 700 {}", folder.display()),
        ),
        (Ok(mode), Ok(_)) => Answer::ok(format!("{} has mode {mode:o}", socket.display())),
        (Err(error), _) | (_, Err(error)) => {
            Answer::error(format!("{}: {error}", socket.display()), restart)
        }
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[test]
    fn a_socket_for_everybody_or_in_a_shared_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empd.sock");
        let change = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };

        assert_eq!(judge(&path).level, Level::Error);
        fs::write(&path, "").unwrap();
        change(&path, 0o600);
        assert_eq!(judge(&path).level, Level::Ok);
        change(&path, 0o666);
        assert_eq!(judge(&path).level, Level::Error);
        change(&path, 0o600);
        change(folder.path(), 0o777);
        assert_eq!(judge(&path).level, Level::Error);
    }
}

//! `[rpc]`: the socket of `emp`, and who may use it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use emperione_protocol::UserId;
use serde::{Deserialize, Serialize};

use super::section::{Check, Problem, section};
use crate::domain::actor::Role;

/// A user of this machine, as the daemon sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalUser {
    /// The Discord user whose rights bound what they may do.
    pub user: Option<UserId>,
    /// What they may do in Emperione.
    #[serde(with = "role")]
    pub role: Role,
}

section! {
    /// The socket of `emp` and `emp tui`, and who may use it.
    Rpc as "rpc" {
        /// The path of the socket. By default in the runtime folder that systemd gives, or in `$XDG_RUNTIME_DIR/emperione`.
        socket: PathBuf = PathBuf::from("/run/emperione/empd.sock");
        /// The group whose members may connect, beside the daemon's own user and root. The daemon's user has to be in it; for
        /// the unit, `systemctl edit empd` takes `[Service]` and `SupplementaryGroups=emperione`.
        group: Option<String> = None, eg "\"emperione\"";
        /// Users of this machine, by uid: a `role` (`viewer`, `helper`, `moderator`, `admin` or `owner`) and the id of the
        /// Discord `user` they are, if any. Nobody else is let in, except the daemon's own user and root.
        users: BTreeMap<String, LocalUser> = BTreeMap::new(), eg "{ 1000 = { role = \"moderator\", user = \"80351110224678912\" } }";
        /// How many calls of one connection may be under way; more wait.
        in_flight: usize = 100;
    }
}

impl Check for Rpc {
    fn check(&self) -> Result<(), Problem> {
        if !self.socket.is_absolute() {
            return Err(Problem::new("rpc.socket", "the path is not absolute"));
        }
        if self.in_flight == 0 {
            return Err(Problem::new("rpc.in_flight", "at least one is needed"));
        }
        match self.users.keys().find(|uid| uid.parse::<u32>().is_err()) {
            Some(uid) => Err(Problem::new("rpc.users", format!("`{uid}` is not a uid"))
                .hint("`id -u NAME` prints it")),
            None => Ok(()),
        }
    }
}

impl Rpc {
    /// Whom a uid is mapped to.
    pub fn user(&self, uid: u32) -> Option<LocalUser> {
        self.users.get(&uid.to_string()).copied()
    }
}

mod role {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::domain::actor::Role;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(role: &Role, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(role)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Role, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

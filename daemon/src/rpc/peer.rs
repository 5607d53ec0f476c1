//! Who connects: a user of this machine, by the kernel's word.

use emperione_protocol::{Error, ErrorKind};

use crate::config::Rpc;
use crate::domain::actor::{Actor, Role};

const ROOT: u32 = 0;

/// The actor of a uid: its own user and root are owners, mapped users are what they are mapped to, others are refused.
pub(super) fn actor(uid: u32, own_uid: u32, settings: &Rpc) -> Result<Actor, Error> {
    if let Some(user) = settings.user(uid) {
        return Ok(Actor::Local {
            uid,
            name: user_name(uid),
            user: user.user,
            role: user.role,
        });
    }
    if uid == own_uid || uid == ROOT {
        return Ok(Actor::Local {
            uid,
            name: user_name(uid),
            user: None,
            role: Role::Owner,
        });
    }
    tracing::warn!(
        peer.uid = uid,
        "refused a connection: the uid is not mapped"
    );
    Err(Error::new(
        ErrorKind::Forbidden,
        format!("uid {uid} is not mapped to a role"),
    )
    .hint(format!("add `[rpc.users.{uid}]` with a role to empd.toml")))
}

fn user_name(uid: u32) -> String {
    name_in("/etc/passwd", uid).unwrap_or_else(|| uid.to_string())
}

/// The id of a group of this machine.
pub(super) fn group_id(name: &str) -> Option<u32> {
    let groups = std::fs::read_to_string("/etc/group").ok()?;
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then(|| fields.nth(1)?.parse().ok())?
    })
}

fn name_in(file: &str, id: u32) -> Option<String> {
    let users = std::fs::read_to_string(file).ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let found: u32 = fields.nth(1)?.parse().ok()?;
        (found == id).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use emperione_protocol::UserId;

    use super::*;
    use crate::config::LocalUser;

    fn settings() -> Rpc {
        let alice = LocalUser {
            user: Some(UserId(7)),
            role: Role::Moderator,
        };
        let guest = LocalUser {
            user: None,
            role: Role::Viewer,
        };
        let users = [("1000".to_owned(), alice), ("0".to_owned(), guest)];
        Rpc {
            users: users.into(),
            ..Rpc::default()
        }
    }

    #[track_caller]
    fn check(uid: u32, settings: &Rpc, expected: Option<(Role, Option<UserId>)>) {
        let found = actor(uid, 990, settings).ok().map(|actor| match actor {
            Actor::Local { role, user, .. } => (role, user),
            other => panic!("{other} is not local"),
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn the_own_user_and_root_are_owners() {
        check(990, &Rpc::default(), Some((Role::Owner, None)));
        check(0, &Rpc::default(), Some((Role::Owner, None)));
    }

    #[test]
    fn a_mapped_user_is_what_the_map_says_even_root() {
        check(1000, &settings(), Some((Role::Moderator, Some(UserId(7)))));
        check(0, &settings(), Some((Role::Viewer, None)));
    }

    #[test]
    fn every_other_user_is_refused_with_the_way_in() {
        let error = actor(1001, 990, &settings()).unwrap_err();

        assert_eq!(error.kind, ErrorKind::Forbidden);
        assert!(error.hint.unwrap().contains("[rpc.users.1001]"));
    }

    #[test]
    fn names_and_groups_come_from_the_machine() {
        assert_eq!(user_name(0), "root");
        assert_eq!(group_id("root"), Some(0));
        assert_eq!(group_id("no such group"), None);
    }
}

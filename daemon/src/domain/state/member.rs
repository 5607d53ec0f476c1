//! A member, in as few bytes as there are many of them.

use std::sync::Arc;

use emperione_protocol::{RoleId, Timestamp};

use crate::domain::event;

/// A member. Three names in one allocation and times without a flag beside them: 64 bytes instead of 112, of which a
/// table holds up to two for each member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user name, the display name and the nickname, one behind the other.
    names: Box<str>,
    name_len: u16,
    /// `ABSENT` where there is none.
    global_len: u16,
    nick_len: u16,
    pub bot: bool,
    /// Sorted, without `@everyone`.
    pub roles: Arc<[RoleId]>,
    joined_at: i64,
    timed_out_until: i64,
    /// As [`event::flags`] joins them.
    pub flags: u64,
}

const ABSENT: u16 = u16::MAX;
/// More bytes than any name of Discord's has.
const LONGEST: usize = 1_024;
const NEVER: i64 = i64::MIN;

impl Member {
    pub(super) fn new(member: &event::Member, roles: Arc<[RoleId]>) -> Self {
        let user = &member.user;
        let name = cut(&user.name);
        let global = user.global_name.as_deref().map(cut);
        let nick = member.nick.as_deref().map(cut);
        let time = |at: Option<Timestamp>| at.map_or(NEVER, |at| at.0);
        Self {
            names: [name, global.unwrap_or_default(), nick.unwrap_or_default()]
                .concat()
                .into(),
            name_len: length(name),
            global_len: global.map_or(ABSENT, length),
            nick_len: nick.map_or(ABSENT, length),
            bot: user.bot,
            roles,
            joined_at: time(member.joined_at),
            timed_out_until: time(member.timed_out_until),
            flags: member.flags,
        }
    }

    /// The unique user name.
    pub fn name(&self) -> &str {
        &self.names[..self.name_len.into()]
    }

    pub fn global_name(&self) -> Option<&str> {
        let from = usize::from(self.name_len);
        (self.global_len != ABSENT).then(|| &self.names[from..from + usize::from(self.global_len)])
    }

    pub fn nick(&self) -> Option<&str> {
        let from = self.names.len().checked_sub(self.nick_len.into());
        from.map(|from| &self.names[from..])
            .filter(|_| self.nick_len != ABSENT)
    }

    /// The nickname or display name, if there is one.
    pub fn display_name(&self) -> Option<&str> {
        self.nick().or(self.global_name())
    }

    pub fn joined_at(&self) -> Option<Timestamp> {
        (self.joined_at != NEVER).then_some(Timestamp(self.joined_at))
    }

    pub fn timed_out_until(&self) -> Option<Timestamp> {
        (self.timed_out_until != NEVER).then_some(Timestamp(self.timed_out_until))
    }

    pub fn is_timed_out(&self, now: Timestamp) -> bool {
        self.timed_out_until().is_some_and(|until| until > now)
    }
}

/// Discord's names have 32 letters at most (User, Guild Member); more than any of them is cut.
fn cut(name: &str) -> &str {
    &name[..name.floor_char_boundary(LONGEST)]
}

fn length(name: &str) -> u16 {
    u16::try_from(name.len()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use emperione_protocol::UserId;
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn names_and_times_come_back_as_they_were() {
        let name = Some("émile");
        for (global, nick) in [
            (None, None),
            (Some("É"), None),
            (None, Some("n")),
            (name, name),
            (Some(""), Some("")),
        ] {
            let member = Member::new(
                &event::Member {
                    user: event::User {
                        id: UserId(1),
                        name: "emile".into(),
                        global_name: global.map(Into::into),
                        bot: false,
                    },
                    nick: nick.map(Into::into),
                    roles: Vec::new(),
                    joined_at: Some(Timestamp(-1)),
                    timed_out_until: None,
                    flags: 3,
                },
                [].into(),
            );

            assert_eq!(
                (member.name(), member.global_name(), member.nick()),
                ("emile", global, nick)
            );
            assert_eq!(
                (member.joined_at(), member.timed_out_until()),
                (Some(Timestamp(-1)), None)
            );
        }
    }

    #[test]
    fn a_member_is_small() {
        assert_eq!(size_of::<Member>(), 64);
    }
}

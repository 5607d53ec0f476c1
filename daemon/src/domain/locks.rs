//! Locks of channels, as what they change in the overwrite of `@everyone`: an unlock changes the same back, and leaves
//! alone what others changed meanwhile.

use emperione_protocol::RoleId;
use emperione_protocol::actions::Lock;

use super::event::{Overwrite, OverwriteOf};
use super::permissions::{
    ADD_REACTIONS, CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS, SPEAK,
};

/// What a lock takes from everybody. Not `CONNECT`: without it the bot could no longer unlock a voice channel (Topics:
/// Permissions, Implicit Permissions).
pub const LOCKED: u64 = SEND_MESSAGES
    | ADD_REACTIONS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_MESSAGES_IN_THREADS
    | SPEAK;

/// What a channel allows and denies to `@everyone`.
pub fn of_everyone(overwrites: &[Overwrite], everyone: RoleId) -> (u64, u64) {
    overwrites
        .iter()
        .find(|overwrite| overwrite.of == OverwriteOf::Role(everyone))
        .map_or((0, 0), |overwrite| (overwrite.allow, overwrite.deny))
}

/// What a lock would change; none if the channel is locked. Nobody denies what they do not have themselves (Channel:
/// Edit Channel Permissions), so that `may` bounds it.
pub fn change((allow, deny): (u64, u64), may: u64) -> Option<Lock> {
    let locked = LOCKED & may;
    let lock = Lock {
        allowed: allow & locked,
        denied: locked & !deny,
    };
    (lock != Lock::default()).then_some(lock)
}

/// What an unlock would change where no lock of ours is known; none if nothing is denied.
pub fn change_back((_, deny): (u64, u64)) -> Option<Lock> {
    let denied = deny & LOCKED;
    (denied != 0).then_some(Lock { allowed: 0, denied })
}

/// What two locks change together.
pub fn both(one: Lock, other: Lock) -> Lock {
    Lock {
        allowed: one.allowed | other.allowed,
        denied: one.denied | other.denied,
    }
}

/// The overwrite after a lock.
pub fn shut((allow, deny): (u64, u64), lock: Lock) -> (u64, u64) {
    (allow & !lock.allowed, deny | lock.denied)
}

/// The overwrite after its end.
pub fn open((allow, deny): (u64, u64), lock: Lock) -> (u64, u64) {
    (allow | lock.allowed, deny & !lock.denied)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_unlock_restores_what_was_and_keeps_what_others_changed(
            allow: u64, deny: u64, may: u64, theirs: u64,
        ) {
            let before = (allow & !deny, deny);
            let Some(lock) = change(before, may) else { return Ok(()) };
            let theirs = theirs & !LOCKED;

            let shut = shut(before, lock);
            let edited = (shut.0 ^ theirs, shut.1);
            let opened = open(edited, lock);

            prop_assert_eq!(opened, (before.0 ^ theirs, before.1));
            prop_assert_eq!(shut.1 & LOCKED & may, LOCKED & may);
            prop_assert_eq!(shut.0 & LOCKED & may, 0);
            prop_assert!(change(shut, may).is_none());
        }
    }
}

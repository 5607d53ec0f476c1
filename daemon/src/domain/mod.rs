//! What the house knows, without any way to reach out: no I/O, no clock, no libraries of the doors.

pub mod actions;
pub mod actor;
pub mod alerts;
pub mod analytics;
pub mod answers;
pub mod calm;
pub mod cases;
pub mod duration;
pub mod event;
pub mod evidence;
pub mod explanation;
pub mod flags;
pub mod hash;
pub mod imports;
pub mod inbox;
pub mod invites;
pub mod join;
pub mod ladder;
pub mod length;
pub mod live;
pub mod locks;
#[cfg(test)]
mod many;
pub mod notices;
pub mod outbox;
pub mod past;
pub mod permissions;
pub mod persist;
pub mod query;
pub mod reports;
pub mod retention;
pub mod safe_mode;
pub mod selection;
pub mod state;
pub mod templates;
pub mod visibility;

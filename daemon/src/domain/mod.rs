//! What the house knows, without any way to reach out: no I/O, no clock, no libraries of the doors.

pub mod actor;
pub mod analytics;
pub mod event;
pub mod safe_mode;
pub mod state;

//! The command line's tests; one binary, a file per matter.
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail by a panic"
)]

mod common;

mod act;
mod alert;
mod archive;
mod audit;
mod backup;
mod batch;
mod case;
mod evidence;
mod generated;
mod help;
mod inbox;
mod job;
mod output;
mod persist;
mod schedule;
mod schema;
mod texts;

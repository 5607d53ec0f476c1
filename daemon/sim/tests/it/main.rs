//! The simulator as a client sees it: real HTTP, real web sockets, and `twilight-model` as a second reader.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod community;
mod faults;
mod gateway;
mod interactions;
mod invites;
mod limits;
mod members;
mod permissions;
mod rest;
mod resume;
mod twilight;

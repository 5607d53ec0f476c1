//! Discord: frames of its gateway come in, calls of its REST API go out.

mod close;
pub mod commands;
pub mod discord;
pub mod frames;
pub mod gateway;
pub mod governor;
mod identify;
mod pages;
mod session;
mod shard;
mod status;

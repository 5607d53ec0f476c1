//! What the services need from outside, as traits: Discord, and later the cache and the queue.

pub mod cache;
pub mod discord;
pub mod outward;
pub mod queue;
pub mod reader;
pub mod vitals;

//! `empd`, the daemon: Discord's events in, actions out, and the doors for everyone who asks.
//!
//! # Invariants
//!
//! 1. `domain` imports no library of a door and none of storage; it cannot fail on I/O because it does none.
//! 2. `services` knows `domain`, `store` and `ports`, and holds every rule.
//! 3. Doors (`bot`, `rest`, `rpc`, `jobs`) translate in, call one service method, translate out; they never touch `store`.
//! 4. Every service method that reveals or changes something takes the actor first and checks it.
//! 5. Only `clock` reads the time; only `bot/discord.rs` calls Discord; only `store` holds SQL.
//! 6. A write and the event it causes are one transaction. Jobs are idempotent.
//! 7. `migrations/sqlite` and `migrations/postgres` have the same names and give the same tables.

pub mod app;
pub mod archive;
pub mod backup;
pub mod bot;
pub mod cache;
pub mod clock;
pub mod command;
pub mod config;
pub mod crash;
pub mod domain;
pub mod health;
pub mod ingest;
pub mod jobs;
pub mod lease;
pub mod outward;
pub mod ports;
pub mod rest;
pub mod rpc;
pub mod seal;
pub mod services;
pub mod store;
pub mod telemetry;
pub mod wire;

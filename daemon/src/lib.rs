//! `empd`, the daemon: Discord's events in, actions out, and the doors for everyone who asks.
//!
//! # Map
//!
//! A frame of Discord's gateway becomes an event in `bot/frames`, state and rows in `ingest`, and one more line of the event
//! log in `store`. What somebody asks for comes in by a door, is checked and done by a service, and goes out through a port.
//!
//! - `app` builds all of it and takes it down; `command` is what `empd` does when it is called; `config` is what it is told.
//! - Doors: `bot/commands` for Discord, `rpc` for `emp` and `emp tui`, `rest` over HTTP, `jobs` by the clock. `wire` is how a
//!   refusal crosses them.
//! - `services`: every rule, a file or a folder for each noun, named as in `protocol`, `store` and the doors.
//! - `domain`: what is true without I/O. `store`: all SQL, a file for each table or list.
//! - `ports`: what the services ask of the outside; `bot/discord`, `jobs/queue`, `cache` and `outward` answer it.
//! - `archive`, `backup`, `seal`: files of the past, copies of the database, secrets at rest.
//! - `health`, `telemetry`, `lease`, `crash`: how it is, what is logged, whose turn it is, where a test ends it.
//!
//! # What is new goes where
//!
//! - A call of `emp`: its method in the trait of `protocol`, one expression in `rpc/<noun>.rs`, the rule in `services/<noun>`.
//! - A slash command, a form, a button: a file in `bot/commands` and one word in its `commands!`, `menus!` or `buttons!`.
//! - A kind of action: `protocol::actions::Kind`, its facts in `domain/actions/kinds.rs`; the compiler names the rest.
//! - A job: a file in `jobs` and one word in `jobs!`. A metric: a file in `domain/analytics/metrics` and a word in `metrics!`.
//! - A question of `emp doctor`: a file in `services/doctor` and one word in `questions!`.
//! - A section of `empd.toml`: a file in `config` and one word in `sections!`; the man page follows.
//! - A table: a migration of the same name in `migrations/sqlite` and `migrations/postgres`, and a file in `store`.
//!
//! # Invariants
//!
//! 1. `domain` imports no library of a door and none of storage; it cannot fail on I/O because it does none.
//! 2. `services` knows `domain`, `store` and `ports`, and holds every rule.
//! 3. Doors (`bot`, `rest`, `rpc`, `jobs`) translate in, call one service method, translate out; they never touch `store`.
//!    `jobs/queue.rs` alone does: it answers a port, and its rows are in the database.
//! 4. Every service method that reveals or changes something takes the actor first and checks it.
//! 5. Only `clock` reads the time of day (how long something takes is measured by `Instant` where it happens); only
//!    `bot/discord` calls Discord; only `store` holds SQL.
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

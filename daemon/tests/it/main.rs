//! The daemon's tests; one binary, a file per noun.
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail by a panic"
)]

#[macro_use]
mod common;

mod actions;
mod adopted;
mod aggregate_killed;
mod agrees;
mod alert_posts;
mod alert_zones;
mod alerts;
mod analytics;
mod analytics_people;
mod appeals;
mod archive;
mod archive_columns;
mod archive_faults;
mod audit;
mod away;
mod backups;
mod batch_faults;
mod batches;
mod budget;
mod cache;
mod cases;
mod channels;
mod commands;
mod disk;
mod doctor;
mod doors;
mod evidence;
mod facts;
mod forms;
mod gateway;
mod gateway_faults;
mod generated;
mod governor;
mod hooks;
mod imports;
mod inbox;
mod inbox_posts;
mod invites;
mod jobs;
mod killed;
mod ladder;
mod layering;
mod leases;
mod limits;
mod live;
mod lost;
mod lost_commit;
mod members;
mod messages;
mod migrations;
mod outbox;
mod partitions;
mod pauses;
mod peers;
mod perms;
mod persist;
mod persist_killed;
mod persist_owed;
mod privacy;
mod process;
mod query;
mod reconcile;
mod records;
mod reports;
mod rest;
mod restored;
mod restores;
mod retention;
mod retime;
mod rpc;
mod rules;
mod schedule_posts;
mod schedules;
mod sooner;
mod stalled;
mod store;
mod templates;
mod thirty;
mod threads;
mod truth;
mod two;
mod undone;

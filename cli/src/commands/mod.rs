//! A file per noun; this one only hands over.

pub mod act;
pub mod alert;
pub mod analytics;
pub mod archive;
pub mod audit;
pub mod backup;
pub mod batch;
pub mod case;
pub mod config;
pub mod demo;
mod doctor;
pub mod event;
pub mod generate;
pub mod guild;
mod help;
pub mod inbox;
pub mod job;
mod kind;
pub mod ladder;
pub mod member;
pub mod notice;
pub mod perms;
pub mod persist;
pub mod privacy;
pub mod report;
pub mod schema;
mod status;
pub mod template;
pub mod tui;
mod when;

use emperione_protocol::Flatten;
use emperione_protocol::actions::Kind;
use emperione_protocol::transport::within;

use crate::args::Command;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::Output;

/// Runs one command.
///
/// # Errors
/// Why it was not done, with the exit code.
pub async fn run(command: Command, context: &Context, out: &mut Output) -> Result<(), Failure> {
    match command {
        Command::Status => status::run(context, out).await,
        Command::Ban(args) => act::ban(args, context, out).await,
        Command::Timeout(args) => act::timeout(args, context, out).await,
        Command::Unban(args) => act::plain(Kind::Unban, args, context, out).await,
        Command::Kick(args) => act::plain(Kind::Kick, args, context, out).await,
        Command::Untimeout(args) => act::plain(Kind::Untimeout, args, context, out).await,
        Command::Warn(args) => act::warn(args, context, out).await,
        Command::Ladder(command) => ladder::run(command, context, out).await,
        Command::Template(command) => template::run(command, context, out).await,
        Command::Notice(command) => notice::run(command, context, out).await,
        Command::Softban(args) => act::softban(args, context, out).await,
        Command::Nick(args) => act::nick(args, context, out).await,
        Command::Role(args) => act::role(args, context, out).await,
        Command::Voice(args) => act::voice::voice(args, context, out).await,
        Command::Purge(args) => act::purge::purge(args, context, out).await,
        Command::Message(command) => act::message::message(command, context, out).await,
        Command::Slowmode(args) => act::channel::slowmode(args, context, out).await,
        Command::Lock(args) => act::channel::lock(args, context, out).await,
        Command::Unlock(args) => act::channel::unlock(args, context, out).await,
        Command::Thread(args) => act::channel::thread(args, context, out).await,
        Command::Invites(args) => act::pause::invites(args, context, out).await,
        Command::Dms(args) => act::pause::dms(args, context, out).await,
        Command::Retime(args) => act::retime::retime(args, context, out).await,
        Command::Undo(args) => act::undo(args, context, out).await,
        Command::Plan(args) => act::show(&args, context, out).await,
        Command::Apply(args) => act::apply(args, context, out).await,
        Command::Batch(command) => batch::run(command, context, out).await,
        Command::Note(args) => act::plain(Kind::Note, args, context, out).await,
        Command::Archive(command) => archive::run(command, context, out).await,
        Command::Audit(command) => audit::run(command, context, out).await,
        Command::Backup(command) => backup::run(command, context, out).await,
        Command::Case(command) => case::run(command, context, out).await,
        Command::Inbox(command) => inbox::run(command, context, out).await,
        Command::Member(command) => member::run(command, context, out).await,
        Command::Perms(command) => perms::run(command, context, out).await,
        Command::Persist(command) => persist::run(command, context, out).await,
        Command::Privacy(command) => privacy::run(command, context, out).await,
        Command::Alert(command) => alert::run(command, context, out).await,
        Command::Report(command) => report::run(command, context, out).await,
        Command::Analytics(command) => analytics::run(command, context, out).await,
        Command::Event(command) => event::run(command, context, out).await,
        Command::Guild(command) => guild::run(command, context, out).await,
        Command::Job(command) => job::run(command, context, out).await,
        Command::Doctor => doctor::run(context, out).await,
        Command::Resume => resume(context, out).await,
        Command::Tui(args) => tui::run(&args, context, out).await,
        Command::Demo(args) => Box::pin(demo::run(args, context, out)).await,
        Command::Config(command) => config::run(&command, context, out),
        Command::Schema { record } => schema::run(record.as_deref(), out),
        Command::Help { topic } => help::run(&topic, out),
        Command::Completions { shell } => generate::completions(shell, out),
        Command::Man { folder } => generate::man(&folder),
    }
}

async fn resume(context: &Context, out: &Output) -> Result<(), Failure> {
    context
        .client()
        .await?
        .system()
        .resume(within(PATIENCE))
        .await
        .flat()?;
    out.note("safe mode ended");
    Ok(())
}

//! The command line; help, man pages and completions are made of it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    act, alert, analytics, archive, audit, backup, batch, case, config, demo, event, guild, inbox,
    job, ladder, member, notice, perms, persist, privacy, report, template, tui,
};

/// Moderate and watch Discord communities from the terminal
#[derive(Debug, Parser)]
#[command(name = "emp", version, max_term_width = 100, arg_required_else_help = true, after_long_help = AFTER,
    disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

const AFTER: &str = "\
Examples:
  emp demo
  emp ban @raider7 --reason spam --for 7d
  emp member list --status timed-out --format csv
  emp event follow --format jsonl | jq -r .kind

`emp help exit-codes` lists the exit codes, `emp help errors` the errors, `emp help E0413` explains one.";

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Reach the daemon at this socket
    #[arg(
        long,
        value_name = "PATH",
        global = true,
        env = "EMP_SOCKET",
        hide_env_values = true
    )]
    pub socket: Option<PathBuf>,
    /// Work in this guild, by id or name; not needed where there is only one
    #[arg(
        short,
        long,
        value_name = "GUILD",
        global = true,
        env = "EMP_GUILD",
        hide_env_values = true
    )]
    pub guild: Option<String>,
    /// Print in this format [default: a table on a terminal, tabs when piped]
    #[arg(
        long,
        value_name = "FORMAT",
        global = true,
        env = "EMP_FORMAT",
        hide_env_values = true
    )]
    pub format: Option<Format>,
    /// Print JSON, of these fields only if they are named
    #[arg(long, value_name = "FIELDS", global = true, num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "format")]
    pub json: Option<String>,
    /// Use colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: Color,
    /// Draw bars and marks in ASCII
    #[arg(long, global = true, env = "EMP_NO_UNICODE", hide_env_values = true)]
    pub no_unicode: bool,
    /// Say nothing but data and errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Never ask
    #[arg(long, global = true)]
    pub no_input: bool,
}

/// How records are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Jsonl,
    Csv,
    Md,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show how the daemon is
    #[command(after_help = "Examples:\n  emp status\n  emp status --json=ready,problems")]
    Status,
    /// Ban members, for good or for a time
    Ban(act::Ban),
    /// Lift bans
    #[command(
        after_help = "Examples:\n  emp unban 80351110224678912 --reason 'the appeal was granted'\n  emp unban - --yes < ids.txt"
    )]
    Unban(act::Plain),
    /// Remove members and what they wrote; they may come back
    Softban(act::Softban),
    /// Remove members; they may come back
    #[command(
        after_help = "Examples:\n  emp kick @raider7 --reason spam\n  emp kick - --reason raid --yes < ids.txt"
    )]
    Kick(act::Plain),
    /// Keep members from writing for a time
    Timeout(act::Timeout),
    /// End timeouts
    #[command(
        after_help = "Examples:\n  emp untimeout @raider7\n  emp untimeout @raider7 --reason 'calmed down' --notify"
    )]
    Untimeout(act::Plain),
    /// Warn members by direct message
    Warn(act::Warn),
    /// Write a note about members that only moderators see
    #[command(
        after_help = "Examples:\n  emp note @raider7 --reason 'asked for help'\n  emp note @raider7 --reason 'the link of the report' --evidence item:12"
    )]
    Note(act::Plain),
    /// Change the nickname of members
    Nick(act::Nick),
    #[command(subcommand)]
    Role(act::Role),
    #[command(subcommand)]
    Voice(act::voice::Voice),
    /// Delete messages of a channel
    Purge(act::purge::Purge),
    #[command(subcommand)]
    Message(act::message::Message),
    /// Set how often a member may write in a channel
    Slowmode(act::channel::Slowmode),
    /// Keep everybody from writing in channels or the whole guild
    Lock(act::channel::Lock),
    /// Let everybody write in channels again
    Unlock(act::channel::Unlock),
    #[command(subcommand)]
    Thread(act::channel::Thread),
    #[command(subcommand)]
    Invites(act::pause::Invites),
    #[command(subcommand)]
    Dms(act::pause::Dms),
    /// Change when something temporary ends
    Retime(act::retime::Retime),
    /// Undo a case, an action or a batch
    Undo(act::Undo),
    #[command(subcommand)]
    Plan(act::Plan),
    /// Carry a plan out
    Apply(act::Apply),
    #[command(subcommand)]
    Batch(batch::Command),
    #[command(subcommand)]
    Ladder(ladder::Command),
    #[command(subcommand)]
    Template(template::Command),
    #[command(subcommand)]
    Notice(notice::Command),
    #[command(subcommand)]
    Persist(persist::Command),
    /// Look at cases, and write into them
    #[command(subcommand)]
    Case(case::Command),
    /// Look at who did what, and whether the log is whole
    #[command(subcommand)]
    Audit(audit::Command),
    /// Work through what waits: reports and appeals
    #[command(subcommand)]
    Inbox(inbox::Command),
    /// Look at members
    #[command(subcommand)]
    Member(member::Command),
    /// Ask who may do what, and why
    #[command(subcommand)]
    Perms(perms::Command),
    /// Show, copy or erase what is kept of a user
    #[command(subcommand)]
    Privacy(privacy::Command),
    /// Watch numbers, and be told when they are odd
    #[command(subcommand)]
    Alert(alert::Command),
    /// Look at numbers over time
    #[command(subcommand)]
    Analytics(analytics::Command),
    /// Make reports about a guild
    #[command(subcommand)]
    Report(report::Command),
    /// Look at what happens
    #[command(subcommand)]
    Event(event::Command),
    /// Look at what retention let go, and put it back
    #[command(subcommand)]
    Archive(archive::Command),
    /// Make copies of the database, and check them
    #[command(subcommand)]
    Backup(backup::Command),
    /// Look at the guilds that the bot is in
    #[command(subcommand)]
    Guild(guild::Command),
    /// Look at background jobs
    #[command(subcommand)]
    Job(job::Command),
    /// Ask whether everything is as it should be
    #[command(
        after_help = "Examples:\n  emp doctor\n  emp doctor --json | jq '.[] | select(.level != \"ok\")'"
    )]
    Doctor,
    /// End the daemon's safe mode
    #[command(
        after_help = "Examples:\n  emp resume\n  emp --socket /run/emperione/empd.sock resume"
    )]
    Resume,
    /// Watch and act on a full screen
    Tui(tui::Args),
    /// Try everything on a simulated community
    Demo(demo::Args),
    /// Look at the settings of this program
    #[command(subcommand)]
    Config(config::Command),
    /// Show what the records look like that are printed as JSON
    #[command(after_help = "Examples:\n  emp schema\n  emp schema case | jq '.properties | keys'")]
    Schema {
        /// The record; all are listed if none is named
        #[arg(value_name = "RECORD")]
        record: Option<String>,
    },
    /// Explain a command, an error or a topic
    #[command(after_help = "Examples:\n  emp help ban\n  emp help exit-codes\n  emp help E0413")]
    Help {
        /// A command, an error such as E0413, or one of `exit-codes`, `errors`, `formats`, `environment`
        #[arg(value_name = "TOPIC")]
        topic: Vec<String>,
    },
    /// Print completions for a shell
    #[command(
        after_help = "Examples:\n  emp completions bash > ~/.local/share/bash-completion/completions/emp\n  emp completions fish > ~/.config/fish/completions/emp.fish"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the man pages into a folder
    #[command(after_help = "Examples:\n  emp man ~/.local/share/man/man1\n  emp man man")]
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}

/// A shell that completions exist for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}

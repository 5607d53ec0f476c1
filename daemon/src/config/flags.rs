//! The command line of `empd`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Run the Emperione daemon
///
/// The bot, its storage and its jobs, in one process. Without a subcommand it runs. Settings come from the
/// configuration file, then from EMP_* variables, then from these flags; secrets from files, systemd credentials and
/// standard input, and the token, with a warning, from `DISCORD_TOKEN`.
#[derive(Debug, Parser)]
#[command(name = "empd", version, max_term_width = 100, after_long_help = AFTER)]
pub struct Flags {
    #[command(flatten)]
    pub settings: Settings,
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER: &str = "\
Examples:
  empd --token-file /etc/emperione/token
  pass show discord/token | empd --token-file -
  empd config default > empd.toml

Exit codes: 0 stopped as asked, 1 failed for a reason that may pass, such as a database that is not up yet, 2 wrong
usage, 78 cannot start as configured.";

/// What a flag can set.
#[derive(Args, Clone, Debug, Default)]
pub struct Settings {
    /// Read this configuration file
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Keep databases, key and logs in this folder
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Listen for `emp` on this socket
    #[arg(long, value_name = "PATH", global = true)]
    pub socket: Option<PathBuf>,
    /// Read the bot's token from this file, or one line of standard input for `-`
    #[arg(long, value_name = "FILE", global = true)]
    pub token_file: Option<PathBuf>,
    /// Read the address of a PostgreSQL database from this file
    #[arg(long, value_name = "FILE", global = true)]
    pub database_url_file: Option<PathBuf>,
    /// Read the address of a Redis server from this file
    #[arg(long, value_name = "FILE", global = true)]
    pub redis_url_file: Option<PathBuf>,
    /// Serve health and metrics at this address
    #[arg(long, value_name = "ADDR", global = true)]
    pub http: Option<SocketAddr>,
    /// Talk to a simulator at this address instead of Discord
    #[arg(long, value_name = "URL", global = true)]
    pub simulated: Option<String>,
    /// Stop when standard input closes
    #[arg(long, global = true)]
    pub hold_stdin: bool,
}

/// What to do instead of running.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run the daemon; the default
    Run,
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Bring the database to this version's schema
    Migrate {
        /// List what would be applied, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Put a backup back, while no daemon runs
    ///
    /// On SQLite the database of now stays under another name; on PostgreSQL the database has to be empty. Whoever was
    /// erased since the backup was made is erased again. What was under way in it is never done again: it is looked up
    /// in Discord. The master key is in no backup, and has to be the one of the daemon that made it.
    #[command(
        after_long_help = "Examples:\n  empd restore /var/lib/emperione/backup/empd-20260615T120000000Z.backup"
    )]
    Restore {
        /// The backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What to do with the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigCommand {
    /// Say whether the configuration can be used
    Check,
    /// Print every key with its meaning and its default
    Default,
    /// Print the values in force and where each comes from
    Show,
}

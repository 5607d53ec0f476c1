//! `emp backup`

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use clap::Subcommand;
use emperione_protocol::backups::{Backup, Progress};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Flatten};

use super::demo::program;
use super::when;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::{Output, Row};

/// How long a file may be read.
const FILE_PATIENCE: Duration = Duration::from_hours(1);
/// How often the progress is asked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What to do with backups.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a backup, while everything goes on
    #[command(
        after_help = "Examples:\n  emp backup create\n  emp backup create --json=path | jq -r .path\n\nThe daemon writes it into its folder of backups. The master key is in none: copy `master.key` of the daemon's folder\nyourself. `emp backup restore FILE` puts a backup back."
    )]
    Create,
    /// List the backups, newest first
    #[command(
        after_help = "Examples:\n  emp backup list\n  emp backup list --json | jq -r '.[0].path'"
    )]
    List,
    /// Read backups and check that they are what was written
    #[command(
        after_help = "Examples:\n  emp backup verify\n  emp backup verify empd-20260615T120000000Z.backup"
    )]
    Verify {
        /// The name of a backup; all are read if none is named
        name: Option<String>,
    },
    /// Put a backup back, while no daemon runs
    ///
    /// It is `empd restore`, for the user of the daemon on its machine: whoever was erased since is erased again, and nothing
    /// that was under way is done twice.
    #[command(
        after_help = "Examples:\n  emp backup restore /var/lib/emperione/backup/empd-20260615T120000000Z.backup\n  emp backup restore /media/empd-20260615T120000000Z.backup -- --data /var/lib/emperione"
    )]
    Restore {
        /// The backup
        file: PathBuf,
        /// Options of `empd`, as the daemon is started with
        #[arg(last = true, value_name = "EMPD_OPTION")]
        options: Vec<OsString>,
    },
}

impl Row for Backup {
    const COLUMNS: &'static [&'static str] =
        &["name", "made", "database", "schema", "bytes", "broken"];

    fn cells(&self) -> Vec<String> {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".into());
        vec![
            self.name.clone(),
            or_none(self.made_at.map(when::time)),
            or_none(self.database.clone()),
            or_none(self.schema.map(|schema| schema.to_string())),
            self.bytes.to_string(),
            or_none(self.broken.clone()),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    match command {
        Command::Create => {
            let backup = create(&context.client().await?, out).await?;
            out.rows(&[backup])
        }
        Command::List => out.rows(&list(&context.client().await?).await?),
        Command::Verify { name } => {
            let client = context.client().await?;
            let names = if let Some(name) = name {
                vec![name]
            } else {
                let found = list(&client).await?.into_iter();
                found.map(|backup| backup.name).collect()
            };
            verify(&client, names, out).await
        }
        Command::Restore { file, options } => Err(restore(&file, &options)),
    }
}

async fn list(client: &Client) -> Result<Vec<Backup>, Failure> {
    Ok(client.backups().list(within(PATIENCE)).await.flat()?)
}

/// Becomes the program that restores; returns only if that cannot be started.
fn restore(file: &Path, options: &[OsString]) -> Failure {
    let empd = match program("empd", "emperione-daemon") {
        Ok(empd) => empd,
        Err(failure) => return failure,
    };
    let mut command = process::Command::new(&empd);
    let error = command.arg("restore").args(options).arg(file).exec();
    Failure::error(format!("{}: {error}", empd.display()))
}

async fn create(client: &Client, out: &Output) -> Result<Backup, Failure> {
    let backups = client.backups();
    let mut progress = backups.create(within(PATIENCE)).await.flat()?;
    let bar = out.progress(Some(progress.total.max(1)), "making a backup");
    loop {
        bar.set_length(progress.total.max(1));
        bar.set_position(progress.done);
        match progress {
            Progress {
                backup: Some(backup),
                ..
            } => {
                bar.finish_and_clear();
                return Ok(backup);
            }
            Progress {
                failed: Some(error),
                ..
            } => {
                bar.finish_and_clear();
                return Err(error.into());
            }
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
        progress = backups.progress(within(PATIENCE)).await.flat()?;
    }
}

async fn verify(client: &Client, names: Vec<String>, out: &mut Output) -> Result<(), Failure> {
    let backups = client.backups();
    let mut broken = None;
    let mut read = Vec::new();
    for name in names {
        let backup = backups.verify(within(FILE_PATIENCE), name).await.flat()?;
        if let Some(why) = &backup.broken {
            broken.get_or_insert(format!("{}: {why}", backup.name));
        }
        read.push(backup);
    }
    out.rows(&read)?;
    match broken {
        Some(why) => {
            Err(Failure::new(Code::Broken, why).hint("make a new one: `emp backup create`"))
        }
        None => Ok(()),
    }
}

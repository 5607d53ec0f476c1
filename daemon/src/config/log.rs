//! `[log]`: what is written down about the daemon itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use super::section::{Check, Problem, section};

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// For eyes.
    Pretty,
    /// One JSON object a line.
    Json,
}

section! {
    /// What is written down about the daemon itself; never a message's text, never a secret.
    Log as "log" {
        /// `pretty` for eyes, or `json`, one object a line.
        format: Format = Format::Pretty;
        /// The least severe level that is written, by module: `error`, `warn`, `info` or `debug`. Libraries that see
        /// message texts or secrets stay at `warn` whatever this says.
        levels: String = "info,serenity=warn,sqlx=warn,tarpc=warn".into();
        /// The folder of the files, one a day. By default `log` in the storage folder.
        folder: Option<PathBuf> = None, eg "\"/var/log/emperione\"";
        /// How many daily files are kept.
        keep_files: usize = 14;
        /// Whether the same is written to standard error.
        stderr: bool = true;
    }
}

impl Check for Log {
    fn check(&self) -> Result<(), Problem> {
        EnvFilter::builder().parse(&self.levels).map_err(|error| {
            Problem::new("log.levels", error).hint("such as \"info,emperione_daemon::bot=debug\"")
        })?;
        if self.keep_files == 0 {
            return Err(Problem::new(
                "log.keep_files",
                "at least one file is needed",
            ));
        }
        Ok(())
    }
}

//! `emp config`

use clap::Subcommand;

use crate::context::Context;
use crate::error::Failure;
use crate::output::Output;
use crate::settings;

/// What to do with this program's settings.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what is in force
    #[command(after_help = "Examples:\n  emp config show\n  emp config show --json")]
    Show,
    /// Print where the file is read from
    #[command(after_help = "Examples:\n  emp config path\n  $EDITOR \"$(emp config path)\"")]
    Path,
}

pub(super) fn run(command: &Command, context: &Context, out: &mut Output) -> Result<(), Failure> {
    match command {
        Command::Show => {
            let unset = || "-".to_owned();
            let lines = [
                ("socket", context.socket.display().to_string()),
                ("guild", context.guild.clone().unwrap_or_else(unset)),
                (
                    "theme",
                    context.theme.clone().unwrap_or_else(|| "dark".into()),
                ),
            ];
            let record: serde_json::Map<_, _> = lines
                .iter()
                .map(|(name, value)| ((*name).into(), value.clone().into()))
                .collect();
            out.record(&record, &lines)
        }
        Command::Path => {
            let path = settings::path()
                .ok_or_else(|| Failure::error("neither XDG_CONFIG_HOME nor HOME is set"))?;
            out.text(&format!("{}\n", path.display()))
        }
    }
}

//! `emp tui`

use std::path::Path;

use emperione_protocol::Client;
use emperione_tui::{Connect, Options, ThemeName};

use crate::context::Context;
use crate::error::Failure;
use crate::output::Output;

/// How the screen looks.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  emp tui\n  emp tui --theme contrast --no-unicode")]
pub struct Args {
    /// Use this theme: dark, light or contrast
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
}

pub(super) async fn run(args: &Args, context: &Context, out: &Output) -> Result<(), Failure> {
    let client = context.client().await?;
    let guild = match &context.guild {
        Some(_) => Some(context.guild(&client).await?),
        None => None,
    };
    let mut options = options(
        &context.socket,
        args.theme.as_deref().or(context.theme.as_deref()),
    )?;
    options.guild = guild;
    options.color = out.color;
    options.unicode = !out.ascii();
    show(client, options).await
}

/// Options for the daemon at a socket.
pub(super) fn options(socket: &Path, theme: Option<&str>) -> Result<Options, Failure> {
    let mut options = Options::new(Connect::socket(socket));
    if let Some(theme) = theme {
        let unknown = |_| {
            Failure::usage(format!("there is no theme `{theme}`"))
                .hint("there are dark, light and contrast")
        };
        options.theme = theme.parse::<ThemeName>().map_err(unknown)?;
    }
    Ok(options)
}

/// Takes the terminal until the person leaves.
pub(super) async fn show(client: Client, options: Options) -> Result<(), Failure> {
    match emperione_tui::run(client, options).await {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::error(error.to_string())),
    }
}

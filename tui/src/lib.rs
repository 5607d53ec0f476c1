//! `emp tui`, the terminal dashboard. It holds a `protocol` client and nothing else of the house.

mod options;
mod terminal;

use crossterm::event::{Event, EventStream, KeyCode};
use emperione_protocol::{Client, Flatten, VERSION};
use futures::StreamExt;
use ratatui::widgets::Paragraph;
use tarpc::context;

pub use options::{Connect, Options, ThemeName, UnknownTheme};

/// Why the dashboard ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Somebody asked for it.
    Quit,
}

/// Why the dashboard could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot use the terminal: {0}")]
    Terminal(#[from] std::io::Error),
    #[error(transparent)]
    Daemon(#[from] emperione_protocol::Error),
}

/// Shows the dashboard until somebody quits it.
pub async fn run(client: Client, options: Options) -> Result<Exit, Error> {
    let hello = client
        .system()
        .hello(context::current(), VERSION)
        .await
        .flat()?;
    let mut held = terminal::Held::take()?;
    let mut events = EventStream::new();
    let banner = options.banner.unwrap_or_default();
    let text = format!(
        "empd {} for {}\n{banner}\nq quits",
        hello.version, hello.actor
    );
    loop {
        held.terminal()
            .draw(|frame| frame.render_widget(Paragraph::new(text.as_str()), frame.area()))?;
        match events.next().await.transpose()? {
            Some(Event::Key(key)) if key.code == KeyCode::Char('q') => return Ok(Exit::Quit),
            Some(_) => {}
            None => return Ok(Exit::Quit),
        }
    }
}

//! `emp tui`, the terminal dashboard. It holds a `protocol` client and nothing else of the house.
//!
//! State, message, update, effect, view: `app` is the state, `message` what can happen, `app/update.rs` what that
//! changes, `effect` what is wanted of the daemon, `app/view.rs` how it looks. `runtime` drives them.
//!
//! - Another key: a line in `keys/table.rs`, its order in `app/order.rs`, and in `app/unable.rs` why it may do nothing.
//! - Another act on a member: a line in `keys/table.rs` for the menu, and its fields in `dialog/form.rs`.
//! - Another screen: a file in `screens`, a variant of `Screen`, an arm wherever the compiler asks for one.
//! - Another call: a variant of `Call` and of `Answer`, and an arm in `effect::perform`.
//! - Another colour: a meaning in `theme.rs`.

mod app;
mod dialog;
mod effect;
mod format;
pub mod keys;
mod line;
mod listing;
mod message;
mod options;
mod remote;
mod runtime;
mod screens;
mod terminal;
pub mod testing;
#[cfg(test)]
mod tests;
mod text;
mod theme;
mod widgets;

use crossterm::event::EventStream;
use emperione_protocol::Client;
use jiff::tz::TimeZone;

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

/// Shows the dashboard until somebody quits it. The daemon is greeted first, so that a refusal is printed on an
/// ordinary screen.
pub async fn run(client: Client, options: Options) -> Result<Exit, Error> {
    let hello = effect::greet(&client).await?;
    let mut held = terminal::Held::take()?;
    let size = runtime::Surface::terminal(&mut held).size()?;
    let size = (size.width, size.height);
    let runtime = runtime::Runtime::new(client, &options, TimeZone::system(), size);
    runtime.run(hello, &mut held, EventStream::new()).await
}

//! What the caller of the dashboard decides.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use emperione_protocol::{Client, GuildId, transport};
use futures::future::BoxFuture;

/// How the dashboard starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The guild to show; the first one if none is named.
    pub guild: Option<GuildId>,
    pub theme: ThemeName,
    /// False for `NO_COLOR`: every theme then speaks by weight and reversal only.
    pub color: bool,
    /// False draws lines, bars and marks in ASCII.
    pub unicode: bool,
    /// A line under the header, such as what the demo is doing.
    pub banner: Option<String>,
    /// Makes a new connection when the first one is lost.
    pub connect: Connect,
}

impl Options {
    pub fn new(connect: Connect) -> Self {
        Self {
            guild: None,
            theme: ThemeName::default(),
            color: true,
            unicode: true,
            banner: None,
            connect,
        }
    }
}

/// The themes, by the word that `:theme` and `--theme` take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// For a dark terminal, on its own background.
    #[default]
    Dark,
    /// Paints a light background.
    Light,
    /// High contrast without colour.
    Contrast,
}

impl ThemeName {
    pub const ALL: [Self; 3] = [Self::Dark, Self::Light, Self::Contrast];

    pub fn word(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
        }
    }
}

/// A word that names no theme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no theme is called `{0}`: use dark, light or contrast")]
pub struct UnknownTheme(String);

impl FromStr for ThemeName {
    type Err = UnknownTheme;

    fn from_str(word: &str) -> Result<Self, UnknownTheme> {
        Self::ALL
            .into_iter()
            .find(|theme| theme.word() == word)
            .ok_or_else(|| UnknownTheme(word.into()))
    }
}

type Connecting = BoxFuture<'static, Result<Client, emperione_protocol::Error>>;

/// Connects to the daemon anew.
#[derive(Clone)]
pub struct Connect(Arc<dyn Fn() -> Connecting + Send + Sync>);

impl Connect {
    pub fn new(connect: impl Fn() -> Connecting + Send + Sync + 'static) -> Self {
        Self(Arc::new(connect))
    }

    /// Connects to the unix socket at `path`.
    pub fn socket(path: impl Into<PathBuf>) -> Self {
        let path: Arc<PathBuf> = Arc::new(path.into());
        Self::new(move || {
            let path = Arc::clone(&path);
            Box::pin(async move { transport::connect(&path).await })
        })
    }

    pub(crate) fn call(&self) -> Connecting {
        (self.0)()
    }
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connect")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_named_by_its_word() {
        for theme in ThemeName::ALL {
            assert_eq!(theme.word().parse(), Ok(theme));
        }
        assert_eq!(
            "pink".parse::<ThemeName>().unwrap_err().to_string(),
            "no theme is called `pink`: use dark, light or contrast"
        );
    }
}

//! This program's own settings: a small file, below flags and variables.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// What `~/.config/emp/config.toml` may hold.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// The daemon's socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) socket: Option<PathBuf>,
    /// The guild to work in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guild: Option<String>,
    /// The theme of `emp tui`: dark, light or contrast.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) theme: Option<String>,
}

const KEYS: [&str; 3] = ["socket", "guild", "theme"];

impl Settings {
    /// Reads the file; without one everything is as by default.
    ///
    /// # Errors
    /// If it cannot be read, or holds what is not known.
    pub(crate) fn load() -> Result<Self, Failure> {
        let Some(path) = path() else {
            return Ok(Self::default());
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Failure::usage(format!("{}: {error}", path.display()))),
        };
        toml::from_str(&text).map_err(|error| {
            let message = error.message().to_owned();
            let failure = Failure::usage(format!("{}: {message}", path.display()));
            match nearest(&message) {
                Some(key) => failure.hint(format!("did you mean `{key}`?")),
                None => failure,
            }
        })
    }
}

/// The known key that an unknown one was probably meant to be.
fn nearest(message: &str) -> Option<&'static str> {
    let unknown = message.strip_prefix("unknown field `")?.split('`').next()?;
    KEYS.into_iter()
        .min_by_key(|key| strsim::levenshtein(key, unknown))
}

/// Where the file is: below `XDG_CONFIG_HOME`, or `~/.config`.
pub(crate) fn path() -> Option<PathBuf> {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".config"));
    let folder = std::env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(home)?;
    Some(folder.join("emp/config.toml"))
}

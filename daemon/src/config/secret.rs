//! Secrets: from files that are not open to everybody, from systemd credentials, from standard input. `DISCORD_TOKEN` is
//! accepted with a warning, because every child process and `/proc` can show the environment.

use std::fmt;
use std::io::{BufRead, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::section::Problem;
use super::{Config, Environment};

/// The most bytes of a secret; more is the wrong file.
const MAX_SECRET: u64 = 16 << 10;

/// Where the bot's token comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenSource {
    File(PathBuf),
    /// A credential of systemd's unit.
    Credential(PathBuf),
    StandardInput,
    /// `DISCORD_TOKEN`.
    Environment,
}

impl TokenSource {
    /// Finds where the token is to come from; none means that nobody gave one.
    pub fn find(config: &Config, environment: &Environment) -> Option<Self> {
        if let Some(path) = &config.bot.token_file {
            return Some(if path.as_os_str() == "-" {
                Self::StandardInput
            } else {
                Self::File(path.clone())
            });
        }
        credential(environment, "discord_token")
            .map(Self::Credential)
            .or_else(|| environment.get("DISCORD_TOKEN").map(|_| Self::Environment))
    }

    /// Reads the token; `input` is standard input.
    pub fn read(
        &self,
        environment: &Environment,
        input: &mut dyn BufRead,
    ) -> Result<SecretString, Problem> {
        let text = match self {
            Self::File(path) | Self::Credential(path) => read_file("bot.token_file", path)?,
            Self::StandardInput => read_line(input)?,
            Self::Environment => environment.get("DISCORD_TOKEN").unwrap_or_default().into(),
        };
        let token = text.trim();
        let token = token.strip_prefix("Bot ").unwrap_or(token).trim();
        match token {
            "" => Err(Problem::new(
                "bot.token_file",
                format!("{self} holds no token"),
            )),
            token if token.contains(char::is_whitespace) => Err(Problem::new(
                "bot.token_file",
                format!("{self} holds more than a token"),
            )),
            token => Ok(SecretString::from(token)),
        }
    }
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Credential(path) => write!(f, "the credential {}", path.display()),
            Self::StandardInput => f.write_str("standard input"),
            Self::Environment => f.write_str("DISCORD_TOKEN"),
        }
    }
}

fn credential(environment: &Environment, name: &str) -> Option<PathBuf> {
    let path = environment.path("CREDENTIALS_DIRECTORY")?.join(name);
    path.exists().then_some(path)
}

fn read_line(input: &mut dyn BufRead) -> Result<String, Problem> {
    let mut line = String::new();
    input
        .take(MAX_SECRET)
        .read_line(&mut line)
        .map_err(|error| Problem::new("bot.token_file", format!("standard input: {error}")))?;
    Ok(line)
}

/// Reads a file that holds a secret for the key `key`, unless everybody may read or write it too. A group may: that of a
/// service reads what root owns.
pub fn read_file(key: &str, path: &Path) -> Result<String, Problem> {
    let problem =
        |error: &dyn fmt::Display| Problem::new(key, format!("{}: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(|error| problem(&error))?;
    let about = file.metadata().map_err(|error| problem(&error))?;
    if about.is_file() && about.permissions().mode() & 0o006 != 0 {
        return Err(problem(&"everybody may read or write it")
            .hint(format!("chmod 600 {}", path.display())));
    }
    let mut text = String::new();
    file.take(MAX_SECRET)
        .read_to_string(&mut text)
        .map_err(|error| problem(&error))?;
    Ok(text)
}

/// The address of a server: the plain one, or what its file holds.
pub(super) fn url(
    section: &str,
    plain: Option<&str>,
    file: Option<&Path>,
) -> Result<Option<SecretString>, Problem> {
    let Some(path) = file else {
        return Ok(plain.map(SecretString::from));
    };
    let key = format!("{section}.url_file");
    let text = read_file(&key, path)?;
    match text.trim() {
        "" => Err(Problem::new(key, format!("{} is empty", path.display()))),
        url => Ok(Some(SecretString::from(url))),
    }
}

/// Refuses an address with a password in plain sight.
pub(super) fn check_url(
    section: &str,
    url: Option<&str>,
    file: Option<&Path>,
) -> Result<(), Problem> {
    let key = format!("{section}.url");
    let Some(text) = url else { return Ok(()) };
    if file.is_some() {
        return Err(Problem::new(
            &key,
            format!("{section}.url_file is given too"),
        ));
    }
    // The address itself stays out of the message: it may hold what must not be shown.
    let url = reqwest::Url::parse(text).map_err(|error| Problem::new(&key, error))?;
    let in_query = url.query_pairs().any(|(name, _)| name == "password");
    if url.password().is_some() || in_query {
        return Err(
            Problem::new(&key, "an address with a password is not accepted here").hint(format!(
                "write it into a file of mode 600 and name that file in {section}.url_file"
            )),
        );
    }
    Ok(())
}

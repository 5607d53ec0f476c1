//! What a service can refuse, as clients see it.

use serde::{Deserialize, Serialize};

use crate::Code;

/// A refusal, with the way out where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub kind: ErrorKind,
    /// The cause, which people look up.
    #[serde(default = "unnamed")]
    pub code: Code,
    /// Lower case, without a full stop, naming the thing: `case 42 is already closed`.
    pub message: String,
    /// What to do, in the imperative.
    pub hint: Option<String>,
    /// At which letter, from 1, a text of the request goes wrong.
    #[serde(default)]
    pub column: Option<u32>,
}

/// As many kinds as there are different reactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The thing does not exist, or the actor may not know that it does.
    NotFound,
    /// The actor, or the bot, lacks a right.
    Forbidden,
    /// The request is wrong by itself.
    Invalid,
    /// The world is already otherwise.
    Conflict,
    /// Discord, the database or the daemon's readiness is away; a retry may help.
    Unavailable,
    /// The daemon cannot be reached, or speaks another version.
    Unreachable,
    /// A fault of ours; the message has an id that the daemon's log explains.
    #[serde(other)]
    Internal,
}

fn unnamed() -> Code {
    Code::Internal
}

impl Error {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: Code::of(kind),
            message: message.into(),
            hint: None,
            column: None,
        }
    }

    /// An error with a cause of its own.
    pub fn coded(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            ..Self::new(code.kind(), message)
        }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<tarpc::client::RpcError> for Error {
    fn from(error: tarpc::client::RpcError) -> Self {
        use tarpc::client::RpcError;
        match error {
            RpcError::DeadlineExceeded => {
                Self::coded(Code::Late, "the daemon did not answer in time")
            }
            RpcError::Server(error) => Self::new(ErrorKind::Internal, error.detail),
            RpcError::Shutdown | RpcError::Send(_) | RpcError::Channel(_) => Self::coded(
                Code::ConnectionLost,
                "the connection to the daemon was lost",
            )
            .hint("see whether it runs: `systemctl status empd`"),
        }
    }
}

/// Makes one result of the two that a call gives: that of the connection and that of the service.
pub trait Flatten<T> {
    fn flat(self) -> Result<T, Error>;
}

impl<T> Flatten<T> for Result<Result<T, Error>, tarpc::client::RpcError> {
    fn flat(self) -> Result<T, Error> {
        self?
    }
}

//! Failures, and the exit codes that scripts branch on.

use emperione_protocol::{Error, ErrorKind};

/// Exit codes; their meaning never changes.
pub mod exit {
    pub const ERROR: u8 = 1;
    pub const USAGE: u8 = 2;
    pub const FORBIDDEN: u8 = 5;
    pub const CONFLICT: u8 = 6;
    pub const PARTIAL: u8 = 7;
    pub const UNAVAILABLE: u8 = 8;
    pub const UNREACHABLE: u8 = 10;
    pub const CANCELLED: u8 = 130;
}

/// Why a command did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub code: u8,
    /// Empty if everything was said already.
    pub message: String,
    pub hint: Option<String>,
    /// What was written, and at which letter of it, from 1, it goes wrong.
    pub place: Option<(String, usize)>,
}

impl Failure {
    pub fn new(code: u8, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            place: None,
        }
    }

    pub fn error(message: impl Into<String>) -> Self {
        Self::new(exit::ERROR, message)
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(exit::USAGE, message)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Points at the letter of `text` at which the daemon says that it goes wrong.
    pub fn of_text(error: Error, text: &str) -> Self {
        let place = error
            .column
            .and_then(|column| usize::try_from(column).ok())
            .map(|column| (text.to_owned(), column));
        Self {
            place,
            ..Self::from(error)
        }
    }

    /// Everything was said already; only the code is left.
    pub fn silent(code: u8) -> Self {
        Self::new(code, "")
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error.kind {
            ErrorKind::NotFound | ErrorKind::Internal => exit::ERROR,
            ErrorKind::Invalid => exit::USAGE,
            ErrorKind::Forbidden => exit::FORBIDDEN,
            ErrorKind::Conflict => exit::CONFLICT,
            ErrorKind::Unavailable => exit::UNAVAILABLE,
            ErrorKind::Unreachable => exit::UNREACHABLE,
        };
        Self {
            code,
            message: error.message,
            hint: error.hint,
            place: None,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::error(error.to_string())
    }
}

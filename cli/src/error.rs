//! Failures, and the exit codes that scripts branch on.

use emperione_protocol::{Code, Error, ErrorKind};

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

    /// Every code with its meaning.
    pub const ALL: [(u8, &str); 9] = [
        (0, "done"),
        (ERROR, "failed"),
        (USAGE, "wrong usage"),
        (FORBIDDEN, "forbidden: a right or a rank is missing"),
        (
            CONFLICT,
            "conflict: it is so already, or somebody changed it",
        ),
        (PARTIAL, "done in part"),
        (UNAVAILABLE, "unavailable or limited: try again later"),
        (UNREACHABLE, "the daemon cannot be reached"),
        (CANCELLED, "cancelled by the person who asked"),
    ];
}

/// Why a command did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: u8,
    pub code: Code,
    /// Empty if everything was said already.
    pub message: String,
    pub hint: Option<String>,
    /// What was written, and at which letter of it, from 1, it goes wrong.
    pub place: Option<(String, usize)>,
}

impl Failure {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            exit: exit_of(code),
            code,
            message: message.into(),
            hint: None,
            place: None,
        }
    }

    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Code::Failed, message)
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Code::Usage, message)
    }

    /// The person who asked said no.
    pub fn cancelled() -> Self {
        Self::new(Code::Cancelled, "nothing was done")
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

    /// Everything was said already; only the exit code is left.
    pub fn silent(exit: u8) -> Self {
        Self {
            exit,
            ..Self::new(Code::Failed, "")
        }
    }
}

/// The exit code of a cause.
pub(crate) fn exit_of(code: Code) -> u8 {
    match code.kind() {
        _ if code == Code::Cancelled => exit::CANCELLED,
        ErrorKind::NotFound | ErrorKind::Internal => exit::ERROR,
        ErrorKind::Invalid => exit::USAGE,
        ErrorKind::Forbidden => exit::FORBIDDEN,
        ErrorKind::Conflict => exit::CONFLICT,
        ErrorKind::Unavailable => exit::UNAVAILABLE,
        ErrorKind::Unreachable => exit::UNREACHABLE,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            hint: error.hint,
            ..Self::new(error.code, error.message)
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::error(error.to_string())
    }
}

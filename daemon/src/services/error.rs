//! What a service can refuse: as many variants as there are different reactions.

use emperione_protocol::Code;

use crate::{archive, store};

/// A result of a service.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal. Texts are lower case, without a full stop, and name the thing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{what} {id} is not known")]
    NotFound { what: &'static str, id: String },
    #[error("{message}")]
    Forbidden {
        code: Code,
        message: String,
        hint: Option<String>,
    },
    #[error("{field}: {why}")]
    Invalid {
        field: &'static str,
        why: String,
        hint: Option<String>,
    },
    /// A text that is no query of members, and at which letter (from 1) it goes wrong.
    #[error("{message}")]
    Query {
        column: usize,
        message: String,
        hint: Option<String>,
    },
    /// A text of a request, and at which letter (from 1) it goes wrong.
    #[error("{field}: at column {column}: {why}")]
    Text {
        field: &'static str,
        column: usize,
        why: String,
    },
    #[error("{message}")]
    Conflict {
        code: Code,
        message: String,
        hint: Option<String>,
    },
    /// Discord, the database or our own readiness is away; a retry may help.
    #[error("{message}")]
    Unavailable {
        code: Code,
        message: String,
        hint: Option<String>,
    },
    /// A fault of ours; the cause is logged under an id, and shown by that id alone.
    #[error("internal error")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub fn not_found(what: &'static str, id: &impl ToString) -> Self {
        Self::NotFound {
            what,
            id: id.to_string(),
        }
    }

    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden {
            code: Code::Forbidden,
            message: message.into(),
            hint: None,
        }
    }

    pub fn invalid(field: &'static str, why: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            why: why.into(),
            hint: None,
        }
    }

    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict {
            code: Code::Conflict,
            message: message.into(),
            hint: None,
        }
    }

    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::Unavailable {
            code: Code::Unavailable,
            message: message.into(),
            hint: None,
        }
    }

    /// Names the cause more closely; the reaction stays.
    #[must_use]
    pub fn code(mut self, cause: Code) -> Self {
        if let Self::Forbidden { code, .. }
        | Self::Conflict { code, .. }
        | Self::Unavailable { code, .. } = &mut self
        {
            debug_assert_eq!(code.kind(), cause.kind());
            *code = cause;
        }
        self
    }

    /// Adds the way out, in the imperative.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        if let Self::Forbidden { hint, .. }
        | Self::Invalid { hint, .. }
        | Self::Conflict { hint, .. }
        | Self::Unavailable { hint, .. } = &mut self
        {
            *hint = Some(text.into());
        }
        self
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(_) | store::Error::Held(_) => {
                Self::unavailable(error.to_string())
            }
            store::Error::Conflict { .. } => Self::conflict(error.to_string()),
            _ => Self::Internal(Box::new(error)),
        }
    }
}

impl From<archive::Error> for Error {
    fn from(error: archive::Error) -> Self {
        match error {
            archive::Error::Broken { .. } => Self::conflict(error.to_string()).hint(
                "nothing was changed; put the file back from a copy, or move it out of the way",
            ),
            archive::Error::Io { .. } | archive::Error::Busy(_) => {
                Self::unavailable(error.to_string())
            }
        }
    }
}

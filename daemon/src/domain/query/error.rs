//! What is wrong with a query, and where.

/// A text that is no query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Error {
    /// The letter at which it goes wrong, counted from 1.
    pub column: usize,
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("expected {expected}, found {found}")]
    Unexpected {
        expected: &'static str,
        found: String,
    },
    #[error("`{word}` is not a field")]
    UnknownField {
        word: String,
        nearest: Option<&'static str>,
    },
    #[error("`{field}` cannot be narrowed by `{part}`")]
    UnknownPart {
        field: &'static str,
        part: String,
        expected: &'static str,
    },
    #[error("`{field}` is compared with {expected}, not with `{found}`")]
    WrongValue {
        field: &'static str,
        expected: &'static str,
        found: String,
    },
    #[error("`{operator}` does not go with `{field}`")]
    WrongOperator {
        field: &'static str,
        operator: &'static str,
        expected: &'static str,
    },
    #[error("no role is called `{name}`")]
    UnknownRole {
        name: String,
        nearest: Option<String>,
    },
    #[error("several roles are called `{name}`")]
    SeveralRoles { name: String, ids: String },
    #[error("the quoted text does not end")]
    OpenQuote,
    #[error("a query has at most {most} {what}")]
    TooLong { most: usize, what: &'static str },
}

impl Problem {
    /// What to write instead, in the imperative.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownField { nearest, .. } => Some(nearest.map_or_else(
                || "see emp-query(7) for the fields".into(),
                |name| format!("did you mean `{name}`?"),
            )),
            Self::UnknownPart { expected, .. } => Some(format!("write {expected}")),
            Self::WrongOperator { expected, .. } => Some(format!("use {expected}")),
            Self::UnknownRole { nearest, .. } => nearest
                .as_ref()
                .map(|name| format!("did you mean `{name}`?")),
            Self::SeveralRoles { ids, .. } => Some(format!("name one by its id: {ids}")),
            Self::OpenQuote => Some("close it with the quote that opens it".into()),
            Self::Unexpected { .. } | Self::WrongValue { .. } | Self::TooLong { .. } => None,
        }
    }

    pub(super) fn at(self, column: usize) -> Error {
        Error {
            column,
            problem: self,
        }
    }
}

//! A service's refusal as clients see it.

use emperione_protocol::{self as protocol, ErrorKind};

use crate::services::Error;

impl From<Error> for protocol::Error {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::NotFound { .. } => Self::new(ErrorKind::NotFound, message),
            Error::Invalid { .. } => Self::new(ErrorKind::Invalid, message),
            Error::Query { column, hint, .. } => Self {
                column: u32::try_from(column).ok(),
                ..with(ErrorKind::Invalid, message, hint)
            },
            Error::Forbidden { hint, .. } => with(ErrorKind::Forbidden, message, hint),
            Error::Conflict { hint, .. } => with(ErrorKind::Conflict, message, hint),
            Error::Unavailable { hint, .. } => with(ErrorKind::Unavailable, message, hint),
            Error::Internal(cause) => {
                let id = format!("{:08x}", rand::random::<u32>());
                tracing::error!(error.id = id, %cause, "a request failed by a fault of the daemon");
                Self::new(ErrorKind::Internal, format!("internal error (id {id})"))
                    .hint(format!("look for {id} in the daemon's log"))
            }
        }
    }
}

fn with(kind: ErrorKind, message: String, hint: Option<String>) -> protocol::Error {
    protocol::Error {
        hint,
        ..protocol::Error::new(kind, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_cause_is_shown_by_an_id_alone() {
        let error = Error::Internal("SELECT secret FROM table".into());

        let shown = protocol::Error::from(error);

        assert_eq!(shown.kind, ErrorKind::Internal);
        assert!(!format!("{shown:?}").contains("SELECT"));
        assert!(shown.message.starts_with("internal error (id "));
    }

    #[test]
    fn a_hint_survives() {
        let shown = protocol::Error::from(Error::conflict("case 1 is closed").hint("reopen it"));

        assert_eq!(shown.kind, ErrorKind::Conflict);
        assert_eq!(shown.message, "case 1 is closed");
        assert_eq!(shown.hint.as_deref(), Some("reopen it"));
    }
}

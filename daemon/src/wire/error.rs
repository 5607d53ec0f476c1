//! A service's refusal as clients see it.

use emperione_protocol::{self as protocol, Code};

use crate::services::Error;

impl From<Error> for protocol::Error {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error {
            Error::NotFound { .. } => Self::coded(Code::NotFound, message),
            Error::Invalid { hint, .. } => Self {
                hint,
                ..Self::coded(Code::Field, message)
            },
            Error::Query { column, hint, .. } => Self {
                column: u32::try_from(column).ok(),
                hint,
                ..Self::coded(Code::Query, message)
            },
            Error::Text { column, .. } => Self {
                column: u32::try_from(column).ok(),
                ..Self::coded(Code::Field, message)
            },
            Error::Forbidden { code, hint, .. }
            | Error::Conflict { code, hint, .. }
            | Error::Unavailable { code, hint, .. } => Self {
                hint,
                ..Self::coded(code, message)
            },
            Error::Internal(cause) => {
                let id = format!("{:08x}", rand::random::<u32>());
                tracing::error!(error.id = id, %cause, "a request failed by a fault of the daemon");
                Self::coded(Code::Internal, format!("internal error (id {id})"))
                    .hint(format!("look for {id} in the daemon's log"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::ErrorKind;

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
    fn a_hint_and_a_code_survive() {
        let refusal = Error::conflict("case 1 is closed").code(Code::Already);
        let shown = protocol::Error::from(refusal.hint("reopen it"));

        assert_eq!(
            (shown.kind, shown.code),
            (ErrorKind::Conflict, Code::Already)
        );
        assert_eq!(shown.message, "case 1 is closed");
        assert_eq!(shown.hint.as_deref(), Some("reopen it"));
    }

    #[test]
    fn a_hint_of_a_wrong_field_survives() {
        let refusal = Error::invalid("zone", "`Mars` is no time zone");
        let shown = protocol::Error::from(refusal.hint("name one such as Europe/Berlin"));

        assert_eq!(
            (shown.code, shown.message.as_str()),
            (Code::Field, "zone: `Mars` is no time zone")
        );
        let hint = shown.hint.as_deref();
        assert_eq!(hint, Some("name one such as Europe/Berlin"));
    }
}

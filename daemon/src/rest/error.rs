//! A service's refusal as HTTP has it.

use axum::http::StatusCode;

use crate::services::Error;

/// The status that a refusal is answered with.
pub(super) fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::Invalid { .. } | Error::Query { .. } | Error::Text { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

//! Refusals, with Discord's JSON error codes (Opcodes and Status Codes: JSON Error Codes).

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A refusal.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: u64,
    message: String,
    errors: Option<Value>,
    retry_after: Option<f64>,
}

/// A result of a handler.
pub(crate) type Result<T = Json<Value>> = std::result::Result<T, ApiError>;

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: u64, message: &str) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            errors: None,
            retry_after: None,
        }
    }

    pub(crate) fn not_found_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, 0, "404: Not Found")
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, 0, "405: Method Not Allowed")
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 0, "401: Unauthorized")
    }

    /// `Unknown …`, with its code.
    pub(crate) fn unknown(code: u64, what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, &format!("Unknown {what}"))
    }

    pub(crate) fn missing_access() -> Self {
        Self::new(StatusCode::FORBIDDEN, 50_001, "Missing Access")
    }

    pub(crate) fn missing_permissions() -> Self {
        Self::new(StatusCode::FORBIDDEN, 50_013, "Missing Permissions")
    }

    pub(crate) fn bad(code: u64, message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// `Invalid Form Body`, naming the field, with Discord's name of the rule.
    pub(crate) fn invalid(field: &str, rule: &str, message: &str) -> Self {
        let mut errors = json!({ "_errors": [{ "code": rule, "message": message }] });
        for part in field.rsplit('.') {
            errors = json!({ part: errors });
        }
        Self {
            errors: Some(errors),
            ..Self::bad(50_035, "Invalid Form Body")
        }
    }

    /// Slow mode: try again after so many seconds.
    pub(crate) fn slow_mode(retry_after: f64) -> Self {
        let message = "This action cannot be performed due to slowmode rate limit";
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, 20_016, message)
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        if let Some(after) = self.retry_after {
            body["retry_after"] = json!(after);
            body["global"] = json!(false);
        }
        (self.status, Json(body)).into_response()
    }
}

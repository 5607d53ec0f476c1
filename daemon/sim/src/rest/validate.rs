//! Checks that several routes share.

use serde_json::Value;

use super::call::Query;
use super::error::{ApiError, Result};
use crate::Id;

/// A number of the query within bounds.
pub(super) fn limit(query: &Query, default: usize, most: usize) -> Result<usize> {
    let Some(text) = query.get("limit") else {
        return Ok(default);
    };
    match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => {
            let message = format!("int value should be between 1 and {most}.");
            Err(ApiError::invalid("limit", "NUMBER_TYPE_RANGE", &message))
        }
    }
}

pub(super) fn id_of(query: &Query, name: &str) -> Result<Option<Id>> {
    let Some(text) = query.get(name) else {
        return Ok(None);
    };
    let invalid = || ApiError::invalid(name, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
    Id::parse(text).map(Some).ok_or_else(invalid)
}

/// An id in a body, as text or as a number.
pub(super) fn id(value: &Value) -> Option<Id> {
    match value {
        Value::String(text) => Id::parse(text),
        Value::Number(number) => number.as_u64().map(Id),
        _ => None,
    }
}

/// A list of ids in a body.
pub(super) fn ids(value: &Value, field: &str) -> Result<Vec<Id>> {
    let invalid = || ApiError::invalid(field, "NUMBER_TYPE_COERCE", "Value is not snowflake.");
    let list = value
        .as_array()
        .ok_or_else(|| ApiError::invalid(field, "BASE_TYPE_REQUIRED", "This field is required"))?;
    list.iter()
        .map(|value| id(value).ok_or_else(invalid))
        .collect()
}

/// A text in a body of so many characters.
pub(super) fn text(value: &Value, field: &str, longest: usize) -> Result<Option<String>> {
    let Some(text) = value.as_str() else {
        return Ok(None);
    };
    if text.chars().count() > longest {
        let message = format!("Must be {longest} or fewer in length.");
        return Err(ApiError::invalid(field, "BASE_TYPE_MAX_LENGTH", &message));
    }
    Ok(Some(text.into()))
}

/// A whole number in a body within bounds.
pub(super) fn number(value: &Value, field: &str, most: u64) -> Result<Option<u64>> {
    if value.is_null() {
        return Ok(None);
    }
    match value.as_u64() {
        Some(number) if number <= most => Ok(Some(number)),
        _ => {
            let message = format!("int value should be between 0 and {most}.");
            Err(ApiError::invalid(field, "NUMBER_TYPE_RANGE", &message))
        }
    }
}

/// Permissions in a body: text, or a number.
pub(super) fn permissions(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .or_else(|| value.as_u64())
        .unwrap_or(0)
}

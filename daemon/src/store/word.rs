//! Enums as words in columns: the same words as on the wire.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Error, Result};

/// The word of a value without fields.
pub(super) fn write(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => unreachable!("only enums without fields are words"),
    }
}

/// The value of a word; `place` is the table, the column and the row.
pub(super) fn read<T: DeserializeOwned>(
    word: &str,
    table: &'static str,
    column: &'static str,
    row: &impl ToString,
) -> Result<T> {
    serde_json::from_value(Value::String(word.into())).map_err(|error| Error::Inconsistent {
        table,
        column,
        row: row.to_string(),
        why: error.to_string(),
    })
}

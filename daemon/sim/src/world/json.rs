//! Small pieces of Discord's JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

/// A time as Discord writes it: ISO 8601 with an offset.
pub fn time(ms: i64) -> String {
    let time = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX);
    time.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

pub fn optional_time(ms: Option<i64>) -> Value {
    ms.map_or(Value::Null, |ms| json!(time(ms)))
}

/// Reads a time that a client sent.
pub fn parse_time(text: &str) -> Option<i64> {
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_millisecond)
}

/// Cuts a text to so many characters.
pub fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

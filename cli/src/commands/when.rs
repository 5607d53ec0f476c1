//! Times as people read them.

use emperione_protocol::Timestamp;

/// A time in UTC, to the second.
pub(super) fn time(at: Timestamp) -> String {
    at.to_string()
        .get(..19)
        .map_or_else(|| at.to_string(), |text| text.replace('T', " "))
}

/// A time, or a dash.
pub(super) fn maybe(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "-".into(), time)
}

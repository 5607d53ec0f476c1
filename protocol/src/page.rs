//! Lists come in pages.

use serde::{Deserialize, Serialize};

/// The most items of one page.
pub const MAX_PAGE: u32 = 500;

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The `next` of the page before; none for the first page.
    pub after: Option<String>,
    /// How many items at most, 1 to [`MAX_PAGE`].
    pub limit: u32,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self {
            after: None,
            limit: 100,
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
    /// The number of the last event that this page knows of.
    pub as_of: u64,
}

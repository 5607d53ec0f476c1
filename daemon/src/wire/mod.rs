//! The house's own types as the protocol says them; once, for every door.

pub mod error;

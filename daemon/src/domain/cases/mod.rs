//! Cases: what may be written into one, and the chain that its entries form.

pub mod chain;
pub mod edit;
pub mod rule;

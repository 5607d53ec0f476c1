//! Discord: frames of its gateway come in, calls of its REST API go out.

pub mod discord;
pub mod frames;
pub mod governor;
mod pages;

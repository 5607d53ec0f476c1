//! `[http]`: health, metrics and the form for appeals.

use std::net::{Ipv4Addr, SocketAddr};

use super::section::{Check, section};

/// Where health and metrics are served unless the configuration says otherwise.
const DEFAULT_PORT: u16 = 8430;

section! {
    /// Health, metrics and the form for appeals over HTTP.
    Http as "http" {
        /// Whether to serve `/livez`, `/readyz`, `/metrics` and `/appeal/`.
        enabled: bool = true;
        /// The address to serve them at. They are meant for this machine: whoever reaches the address may read them. Let a
        /// proxy lead `/appeal/` to it, and nothing else.
        listen: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT));
    }
}

impl Check for Http {}

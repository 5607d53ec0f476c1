//! `[redis]`: the cache and the counters of several processes.

use std::path::PathBuf;

use super::secret;
use super::section::{Check, Problem, section};

section! {
    /// The cache and the counters that several processes share. Without it the process's own memory serves.
    Redis as "redis" {
        /// The address of a Redis server, without a password.
        url: Option<String> = None, eg "\"redis://localhost:6379\"";
        /// The file that holds the address of a Redis server with its password; only its owner may read it.
        url_file: Option<PathBuf> = None, eg "\"/etc/emperione/redis-url\"";
    }
}

impl Check for Redis {
    fn check(&self) -> Result<(), Problem> {
        secret::check_url("redis", self.url.as_deref(), self.url_file.as_deref())?;
        match &self.url {
            Some(url) if !url.starts_with("redis://") && !url.starts_with("rediss://") => Err(
                Problem::new("redis.url", "the address does not begin with redis://"),
            ),
            _ => Ok(()),
        }
    }
}

//! The two caches: this process's memory, and Redis with the memory behind it.

pub mod memory;
pub mod redis;

use std::sync::Arc;

use secrecy::SecretString;

use crate::ports::cache::Cache;

/// Opens Redis if an address is given, else the memory.
///
/// # Errors
/// If the address is none of Redis. A server that does not answer is no error: it may come back.
pub fn open(redis: Option<&SecretString>) -> Result<Arc<dyn Cache>, ::redis::RedisError> {
    Ok(match redis {
        Some(url) => Arc::new(redis::Redis::open(url)?),
        None => Arc::new(memory::Memory::default()),
    })
}

/// Counts a read by its result.
fn counted<T>(found: Option<T>) -> Option<T> {
    let result = if found.is_some() { "hit" } else { "miss" };
    metrics::counter!("emp_cache_requests_total", "result" => result).increment(1);
    found
}

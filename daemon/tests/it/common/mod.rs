//! What the tests share.

#[macro_use]
pub mod database;
pub mod app;
pub mod checked;
pub mod ear;
pub mod expected;
pub mod house;
pub mod items;
pub mod past;
pub mod place;
pub mod process;

use std::sync::Once;

use secrecy::SecretString;

/// The Redis server of `EMP_TEST_REDIS`; none, said once, if it is not set.
pub fn redis_server() -> Option<SecretString> {
    static SAID: Once = Once::new();
    database::server("EMP_TEST_REDIS", "Redis", &SAID).map(SecretString::from)
}

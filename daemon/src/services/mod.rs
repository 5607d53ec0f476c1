//! Every rule, in a service per noun; the actor comes first and is checked here, never in a door.

pub mod error;

use std::sync::Arc;

pub use error::{Error, Result};

use crate::clock::Clock;
use crate::health::Health;
use crate::ports::discord::Discord;
use crate::seal::Seal;
use crate::store::Db;

/// What the services are made of; shared by all of them.
#[derive(Clone)]
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub discord: Arc<dyn Discord>,
    pub health: Arc<Health>,
    pub seal: Arc<Seal>,
}

//! Ladders: what follows when somebody's warnings reach so many points, per guild.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::Kind;
use crate::{Error, GuildId};

/// The most steps of one ladder.
pub const MAX_STEPS: usize = 20;

/// A step of a ladder.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// It is reached with so many points.
    pub points: u32,
    /// Points count for so long, in milliseconds.
    pub within_ms: u64,
    /// What follows: a timeout, a kick or a ban.
    pub kind: Kind,
    /// How long that lasts, in milliseconds.
    pub duration_ms: Option<u64>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Ladders {
    /// Shows the ladder of a guild, from the lowest step.
    async fn show(guild: GuildId) -> Result<Vec<Step>, Error>;
    /// Replaces the ladder of a guild; none takes it away.
    async fn set(guild: GuildId, steps: Vec<Step>) -> Result<Vec<Step>, Error>;
}

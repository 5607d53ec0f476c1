//! Notices: what a member is told by direct message of what was done to them, per guild and kind.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::Kind;
use crate::{Error, GuildId};

/// The most letters that a notice has once its placeholders are filled in.
pub const LONGEST_NOTICE: usize = 2_000;

/// What is told of a kind.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    pub kind: Kind,
    /// The words, with placeholders such as `{reason}`; none: those of Emperione.
    pub text: Option<String>,
}

/// A direct message as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Sample {
    pub kind: Kind,
    pub text: String,
    /// The small print, by which the message is found again.
    pub footer: String,
    /// The label of the button under it.
    pub button: Option<String>,
    /// The letters of the text, with the longest values that its placeholders can have.
    pub longest: usize,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Notices {
    /// Lists what is told of each kind that members are told of.
    async fn list(guild: GuildId) -> Result<Vec<Notice>, Error>;
    /// Saves what is told of a kind; without a text it is again what Emperione says by itself.
    async fn set(guild: GuildId, notice: Notice) -> Result<Notice, Error>;
    /// Fills a text with made-up values, or what is told now if it has none; changes nothing.
    async fn preview(guild: GuildId, notice: Notice) -> Result<Sample, Error>;
}

//! Templates: reasons that are said again and again, by name, per guild.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, GuildId};

/// The most templates of one guild.
pub const MAX_TEMPLATES: usize = 100;
/// The longest name.
pub const LONGEST_NAME: usize = 32;

/// A reason with a name.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Small letters, digits, `-` and `_`; [`LONGEST_NAME`] at most.
    pub name: String,
    /// The reason.
    pub text: String,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Templates {
    /// Lists the templates of a guild, by name.
    async fn list(guild: GuildId) -> Result<Vec<Template>, Error>;
    /// Shows a template.
    async fn show(guild: GuildId, name: String) -> Result<Template, Error>;
    /// Saves a template, in the place of one of the same name.
    async fn set(guild: GuildId, template: Template) -> Result<Template, Error>;
    /// Removes a template, and gives it a last time.
    async fn remove(guild: GuildId, name: String) -> Result<Template, Error>;
}

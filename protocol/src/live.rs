//! What happened in the last hour, by the second.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ChannelId, Error, GuildId, Timestamp};

/// Which counts are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveRequest {
    pub guild: GuildId,
    /// Only the messages of this channel.
    pub channel: Option<ChannelId>,
    /// How far back, in seconds; an hour at most.
    pub seconds: u32,
    /// How many seconds stand together.
    pub width: u32,
}

/// Counts of the last seconds, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Live {
    /// When the first interval begins.
    pub from: Timestamp,
    /// How many seconds an interval has.
    pub width: u32,
    /// By what is counted; none where not all of the interval was heard.
    pub counts: BTreeMap<String, Vec<Option<u32>>>,
    /// How many processes told of what they hear.
    pub processes: u32,
    /// False while the counts of other processes are not known, because Redis is away.
    pub complete: bool,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Counts {
    /// Gives the counts of the last seconds.
    async fn last(request: LiveRequest) -> Result<Live, Error>;
}

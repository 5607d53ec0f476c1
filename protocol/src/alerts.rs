//! Alerts: rules that watch what is counted, their ringings, and whom they tell.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actions::ActorRef;
use crate::{Error, GuildId, Timestamp};

/// The most rules of one guild.
pub const MAX_RULES: usize = 50;

/// Where a rule stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    #[default]
    Quiet,
    /// Its condition holds, not yet for long enough.
    Pending,
    Ringing,
    /// It rings, and is calm, not yet for long enough.
    Clearing,
}

impl Phase {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Pending => "pending",
            Self::Ringing => "ringing",
            Self::Clearing => "clearing",
        }
    }
}

/// A rule and where it stands.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Rule {
    pub guild: GuildId,
    pub name: String,
    /// The rule as it is written, such as `joins > 10 in 10s to inbox`.
    pub text: String,
    /// `threshold`, `absence`, `change` or `anomaly`.
    pub kind: String,
    pub phase: Phase,
    /// When the phase began.
    pub since: Option<Timestamp>,
    /// The last value; none if there was none.
    pub value: Option<f64>,
    /// The value in words, such as `12 joins in 10s`.
    pub says: Option<String>,
    /// When it was read last.
    pub read_at: Option<Timestamp>,
    /// Why there is not enough data for a value; none if there is.
    pub missing: Option<String>,
    /// Until then nobody is told.
    pub muted_until: Option<Timestamp>,
    /// The number of the alert that rings.
    pub alert: Option<u64>,
    pub set_at: Timestamp,
    /// Routes that do not work, and why.
    pub broken: Vec<String>,
}

/// One ringing of a rule.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Alert {
    pub guild: GuildId,
    /// Its number in the guild, from 1.
    pub number: u64,
    /// The name of the rule, and its text then.
    pub rule: String,
    pub text: String,
    pub opened_at: Timestamp,
    /// The value with which it rang.
    pub value: f64,
    /// The value in words.
    pub says: String,
    /// When its routes were told; none in quiet hours, while it is muted, or if it cleared before.
    pub told_at: Option<Timestamp>,
    pub acked_at: Option<Timestamp>,
    pub acked_by: Option<ActorRef>,
    pub cleared_at: Option<Timestamp>,
}

/// A rule with its last ringings and what became of telling them, newest first.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct RuleDetail {
    pub rule: Rule,
    pub alerts: Vec<Alert>,
    pub posts: Vec<Post>,
}

/// How far a post to a webhook or a command came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    Pending,
    /// It is under way; a command that was cut off is not run again.
    Sending,
    Done,
    Failed,
}

impl PostState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A post to a webhook or a command.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Post {
    pub alert: u64,
    /// `webhook NAME` or `command NAME`.
    pub route: String,
    /// `rang` or `cleared`.
    pub what: String,
    pub state: PostState,
    pub tries: u32,
    pub at: Timestamp,
    pub error: Option<String>,
}

/// A rule that is set under a name, in place of what had the name before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    pub guild: GuildId,
    pub name: String,
    pub text: String,
}

/// Asks what a rule would have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestRequest {
    pub guild: GuildId,
    /// The name of a rule, or the text of one.
    pub rule: String,
    /// From when on; if not given, seven days of what is counted by the second, and ninety of hours.
    pub since: Option<Timestamp>,
}

/// A ringing that would have been.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Ringing {
    pub at: Timestamp,
    pub cleared_at: Option<Timestamp>,
    /// The value farthest off.
    pub peak: f64,
    /// The same in words.
    pub says: String,
    /// Whether a case was opened from half an hour before it to two hours after; if none was, it counts as a false alarm.
    pub acted: bool,
}

/// What a rule would have done in an interval.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize, Deserialize)]
pub struct Replay {
    pub text: String,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Of the interval, for how many weeks there was enough data.
    pub weeks: f64,
    /// Why there was not, where there was not.
    pub missing: Option<String>,
    /// Oldest first.
    pub ringings: Vec<Ringing>,
    /// Ringings per week; none if the weeks are too few to say.
    pub per_week: Option<f64>,
    /// False alarms per week.
    pub false_per_week: Option<f64>,
}

/// A webhook of a guild, or one of the operator's.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Webhook {
    pub name: String,
    /// Whether empd.toml names it.
    pub operator: bool,
    /// The host that it goes to; the rest of its address is a secret.
    pub host: String,
    /// Since when nothing is posted to it, and why.
    pub disabled_at: Option<Timestamp>,
    pub why: Option<String>,
}

/// The address of a webhook, which is never shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(pub String);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Alerts {
    /// Lists the rules of a guild by name, with where they stand now.
    async fn list(guild: GuildId) -> Result<Vec<Rule>, Error>;
    /// Shows a rule with its last ringings.
    async fn show(guild: GuildId, name: String) -> Result<RuleDetail, Error>;
    /// Sets a rule.
    async fn set(request: SetRule) -> Result<Rule, Error>;
    /// Takes a rule away; what it rang stays in the list of alerts.
    async fn remove(guild: GuildId, name: String) -> Result<(), Error>;
    /// Replays a rule over the past.
    async fn test(request: TestRequest) -> Result<Replay, Error>;
    /// Notes that somebody has seen what rings.
    async fn ack(guild: GuildId, name: String) -> Result<Alert, Error>;
    /// Tells nobody of a rule until a time; none ends that.
    async fn mute(guild: GuildId, name: String, until: Option<Timestamp>) -> Result<Rule, Error>;
    /// Lists the webhooks that rules of a guild may name.
    async fn webhooks(guild: GuildId) -> Result<Vec<Webhook>, Error>;
    /// Sets a webhook of the guild, and enables it.
    async fn set_webhook(guild: GuildId, name: String, address: Address) -> Result<Webhook, Error>;
    /// Takes a webhook of the guild away.
    async fn remove_webhook(guild: GuildId, name: String) -> Result<(), Error>;
    /// Posts to a webhook again that was disabled.
    async fn enable_webhook(guild: GuildId, name: String) -> Result<Webhook, Error>;
}

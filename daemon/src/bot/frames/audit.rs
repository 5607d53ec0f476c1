//! The audit log and Discord's AutoMod.

use std::borrow::Cow;

use emperione_protocol::UserId;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Data;
use super::value::{Id, lenient, owned};
use crate::domain::cases::rule;
use crate::domain::event::{AuditChange, AuditEntry, Body};

#[derive(Deserialize)]
struct Entry<'a> {
    id: Id,
    guild_id: Id,
    action_type: u16,
    #[serde(default)]
    user_id: Option<Id>,
    /// An id for most kinds of acts.
    #[serde(borrow, default)]
    target_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    reason: Option<Cow<'a, str>>,
    /// Of another shape for each kind of acts.
    #[serde(default)]
    options: Option<Value>,
    #[serde(borrow, default, deserialize_with = "lenient")]
    changes: Vec<ChangeData<'a>>,
}

#[derive(Deserialize)]
struct ChangeData<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
    #[serde(borrow, default)]
    old_value: Option<&'a RawValue>,
    #[serde(borrow, default)]
    new_value: Option<&'a RawValue>,
}

pub(super) fn entry(data: &str) -> Data {
    let data: Entry<'_> = serde_json::from_str(data)?;
    let value = |value: Option<&RawValue>| value.map(|value| value.get().to_owned());
    let change = |change: &ChangeData<'_>| AuditChange {
        key: owned(&change.key).into(),
        old: value(change.old_value),
        new: value(change.new_value),
    };
    let guild = data.guild_id.guild();
    let entry = AuditEntry {
        id: data.id.0,
        guild,
        action_type: data.action_type,
        actor: data.user_id.map(|id| UserId(id.0)),
        target: data.target_id.and_then(|id| id.parse().ok()),
        reason: data.reason.as_deref().map(|text| owned(text).into()),
        rule: data.options.as_ref().and_then(rule::of_options),
        changes: data.changes.iter().map(change).collect(),
    };
    Ok((Some(guild), Body::Audited(Box::new(entry))))
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Discord's")]
struct Execution {
    guild_id: Id,
    user_id: Id,
    #[serde(default)]
    rule_id: Option<Id>,
}

pub(super) fn automod(data: &str) -> Data {
    let data: Execution = serde_json::from_str(data)?;
    let rule = data
        .rule_id
        .map_or_else(|| "?".into(), |id| id.0.to_string().into());
    let body = Body::AutoMod {
        user: UserId(data.user_id.0),
        rule,
    };
    Ok((Some(data.guild_id.guild()), body))
}

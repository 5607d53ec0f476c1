//! The audit log: filters and paging.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Caller, Query};
use super::error::Result;
use super::validate;
use crate::world::audit::{Entry, KEPT_MS};
use crate::world::permissions::VIEW_AUDIT_LOG;
use crate::{Id, Sim};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new().route("/guilds/{guild}/audit-logs", get(list))
}

async fn list(caller: Caller, Path(guild): Path<Id>, query: Query) -> Result {
    let limit = validate::limit(&query, 50, 100)?;
    let at = |name| validate::id_of(&query, name);
    let (actor, before, after) = (at("user_id")?, at("before")?, at("after")?);
    let kind: Option<u16> = query.get("action_type").and_then(|text| text.parse().ok());
    caller.sim.read(|world| {
        caller.needs(world, guild, VIEW_AUDIT_LOG)?;
        let oldest = Id::at(world.now_ms() - KEPT_MS);
        let wanted = |entry: &&Entry| {
            entry.id > oldest
                && actor.is_none_or(|actor| entry.actor == actor)
                && kind.is_none_or(|kind| entry.action_type == kind)
                && before.is_none_or(|before| entry.id < before)
                && after.is_none_or(|after| entry.id > after)
        };
        let entries = world.guilds[&guild].audit.iter();
        // With `after` the order is ascending (Audit Log: Get Guild Audit Log).
        let page: Vec<&Entry> = match after {
            Some(_) => entries.filter(wanted).take(limit).collect(),
            None => entries.rev().filter(wanted).take(limit).collect(),
        };
        let users: BTreeSet<Id> = page.iter().flat_map(|entry| [Some(entry.actor), entry.target]).flatten().collect();
        let users: Vec<Value> = users.iter().filter_map(|id| world.users.get(id)).map(crate::world::User::json).collect();
        let entries: Vec<Value> = page.into_iter().map(Entry::json).collect();
        Ok(Json(json!({
            "audit_log_entries": entries, "users": users, "integrations": [], "webhooks": [],
            "guild_scheduled_events": [], "threads": [], "application_commands": [], "auto_moderation_rules": [],
        })))
    })
}

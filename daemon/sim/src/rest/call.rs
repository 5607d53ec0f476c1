//! What every handler reads of a request: who calls, why, and the body.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::error::{ApiError, Result};
use crate::world::permissions::VIEW_CHANNEL;
use crate::{Id, Sim, World};

/// The longest audit-log reason (Audit Log: `X-Audit-Log-Reason`).
const LONGEST_REASON: usize = 512;

/// Who calls, and the reason for the audit log.
pub(super) struct Caller {
    pub sim: Arc<Sim>,
    pub id: Id,
    pub reason: Option<String>,
}

impl FromRequestParts<Arc<Sim>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sim: &Arc<Sim>) -> Result<Self> {
        let id = identify(sim, &parts.headers).ok_or_else(ApiError::unauthorized)?;
        Ok(Self {
            sim: sim.clone(),
            id,
            reason: reason(&parts.headers)?,
        })
    }
}

impl Caller {
    pub(super) fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Refuses a caller who is not in the guild or lacks one of these permissions.
    pub(super) fn needs(&self, world: &World, guild: Id, permissions: u64) -> Result<()> {
        let found = world
            .guild(guild)
            .ok_or_else(|| ApiError::unknown(10_004, "Guild"))?;
        if !found.members.contains_key(&self.id) {
            return Err(ApiError::missing_access());
        }
        if world.guild_permissions(found, self.id) & permissions == permissions {
            Ok(())
        } else {
            Err(ApiError::missing_permissions())
        }
    }

    /// The same for a channel, which also must be visible.
    pub(super) fn needs_in(&self, world: &World, channel: Id, permissions: u64) -> Result<()> {
        let found = world
            .channels
            .get(&channel)
            .ok_or_else(|| ApiError::unknown(10_003, "Channel"))?;
        let granted = world.channel_permissions(found, self.id);
        if granted & VIEW_CHANNEL == 0 {
            return Err(ApiError::missing_access());
        }
        if granted & permissions == permissions {
            Ok(())
        } else {
            Err(ApiError::missing_permissions())
        }
    }
}

/// Whose token the request bears: `Bot TOKEN` for the bot, `TOKEN` alone for a person.
pub(super) fn identify(sim: &Sim, headers: &HeaderMap) -> Option<Id> {
    let header = headers.get("authorization")?.to_str().ok()?;
    sim.read(|world| {
        let (token, is_bot) = header
            .strip_prefix("Bot ")
            .map_or((header, false), |token| (token, true));
        let id = *world.tokens.get(token)?;
        (world.users.get(&id)?.bot == is_bot).then_some(id)
    })
}

fn reason(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(header) = headers.get("x-audit-log-reason") else {
        return Ok(None);
    };
    let reason = percent_decode_str(header.to_str().unwrap_or_default())
        .decode_utf8_lossy()
        .into_owned();
    if reason.chars().count() > LONGEST_REASON {
        return Err(ApiError::invalid(
            "reason",
            "BASE_TYPE_MAX_LENGTH",
            "Must be 512 or fewer in length.",
        ));
    }
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// A JSON body; an empty one is an empty object.
pub(super) struct Body(pub Value);

impl FromRequest<Arc<Sim>> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, sim: &Arc<Sim>) -> Result<Self> {
        let invalid = || ApiError::bad(50_109, "The request body contains invalid JSON.");
        let bytes = Bytes::from_request(request, sim)
            .await
            .map_err(|_| invalid())?;
        if bytes.is_empty() {
            return Ok(Self(json!({})));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| invalid())
    }
}

/// The query, where booleans come as `true` and as `1`.
pub(super) type Query = axum::extract::Query<std::collections::HashMap<String, String>>;

pub(super) fn is_true(query: &Query, name: &str) -> bool {
    query
        .get(name)
        .is_some_and(|value| value == "true" || value == "1")
}

//! Users, direct channels, the application itself, and the gateway's address.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Body, Caller};
use super::error::{ApiError, Result};
use super::validate;
use crate::world::json::cut;
use crate::{Id, Sim};

/// The application has the three privileged intents (Application: Application Flags, the limited ones).
const FLAGS: u64 = 1 << 13 | 1 << 15 | 1 << 19;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/gateway", get(gateway))
        .route("/gateway/bot", get(gateway_bot))
        .route("/users/@me", get(me))
        .route("/users/@me/guilds", get(guilds))
        .route("/users/@me/channels", post(open))
        .route("/users/{user}", get(show))
        .route("/applications/@me", get(application))
        .route("/oauth2/applications/@me", get(application))
}

async fn gateway(State(sim): State<Arc<Sim>>) -> Json<Value> {
    Json(json!({ "url": sim.hub.gateway_url() }))
}

async fn gateway_bot(caller: Caller) -> Json<Value> {
    let limit = caller.sim.hub.start_limit();
    Json(json!({
        "url": caller.sim.hub.gateway_url(), "shards": 1,
        "session_start_limit": {
            "total": limit.total, "remaining": limit.remaining, "reset_after": limit.reset_after_ms,
            "max_concurrency": limit.max_concurrency,
        },
    }))
}

async fn me(caller: Caller) -> Json<Value> {
    let mut user = caller.sim.read(|world| world.user_json(caller.id));
    user["mfa_enabled"] = json!(true);
    user["locale"] = json!("en-US");
    user["verified"] = json!(true);
    user["email"] = Value::Null;
    Json(user)
}

async fn guilds(caller: Caller) -> Json<Value> {
    Json(caller.sim.read(|world| {
        let mine = world.guilds.values().filter(|guild| guild.members.contains_key(&caller.id));
        mine.map(|guild| {
            json!({
                "id": guild.id, "name": guild.name, "icon": null, "banner": null, "owner": guild.owner == caller.id,
                "permissions": world.guild_permissions(guild, caller.id).to_string(), "features": [],
            })
        })
        .collect()
    }))
}

async fn show(caller: Caller, Path(user): Path<Id>) -> Result {
    let found = caller
        .sim
        .read(|world| world.users.get(&user).map(crate::world::User::json));
    found
        .map(Json)
        .ok_or_else(|| ApiError::unknown(10_013, "User"))
}

async fn open(caller: Caller, Body(body): Body) -> Result {
    let recipient = validate::id(&body["recipient_id"]).ok_or_else(|| {
        ApiError::invalid(
            "recipient_id",
            "BASE_TYPE_REQUIRED",
            "This field is required",
        )
    })?;
    caller.sim.act(|world| {
        if !world.users.contains_key(&recipient) {
            return Err(ApiError::unknown(10_013, "User"));
        }
        if recipient == caller.id {
            return Err(ApiError::bad(50_007, "Cannot send messages to this user"));
        }
        let person = if caller.id == world.bot {
            recipient
        } else {
            caller.id
        };
        let channel = world.open_direct(person);
        Ok(Json(world.channel_json(&world.channels[&channel])))
    })
}

async fn application(caller: Caller) -> Json<Value> {
    let (bot, owner, guilds) = caller.sim.read(|world| {
        (
            world.user_json(world.bot),
            world.user_json(caller.sim.places.owner),
            world.guilds.len(),
        )
    });
    Json(json!({
        "id": bot["id"], "name": cut(bot["username"].as_str().unwrap_or_default(), 32), "icon": null, "description": "",
        "type": null, "bot": bot, "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64),
        "flags": FLAGS, "flags_new": FLAGS.to_string(), "redirect_uris": [], "interactions_endpoint_url": null,
        "role_connections_verification_url": null, "owner": owner, "approximate_guild_count": guilds,
        "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0, "team": null, "eligible_oauth2_scopes": [], "rpc_origins": [], "tags": [],
    }))
}

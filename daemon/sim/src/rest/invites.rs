//! Invites: looking at one, and joining by it as a person.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::Caller;
use super::error::{ApiError, Result};
use crate::world::Guild;
use crate::{Id, Sim, World};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/invites/{code}", get(show).post(join))
        .route("/guilds/{guild}/invites", get(list))
}

fn unknown() -> ApiError {
    ApiError::unknown(10_006, "Invite")
}

async fn show(State(sim): State<Arc<Sim>>, Path(code): Path<String>) -> Result {
    sim.read(|world| {
        let guild = world
            .invites
            .get(&code)
            .and_then(|guild| world.guild(*guild))
            .ok_or_else(unknown)?;
        Ok(Json(invite(world, guild, &code)))
    })
}

async fn list(caller: Caller, Path(guild): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, crate::world::permissions::MANAGE_GUILD)?;
        let codes = world.invites.iter().filter(|(_, of)| **of == guild);
        Ok(Json(
            codes
                .map(|(code, _)| invite(world, &world.guilds[&guild], code))
                .collect(),
        ))
    })
}

async fn join(caller: Caller, Path(code): Path<String>) -> Result {
    caller.sim.act(|world| {
        let id = *world.invites.get(&code).ok_or_else(unknown)?;
        let guild = world.guild(id).ok_or_else(unknown)?;
        if guild.bans.contains_key(&caller.id) {
            let message = "The user is banned from this guild";
            return Err(ApiError::new(StatusCode::FORBIDDEN, 40_007, message));
        }
        let member = guild.members.contains_key(&caller.id);
        if !member
            && guild
                .invites_disabled_until
                .is_some_and(|until| until > world.now_ms())
        {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                30_043,
                "Invites are paused for this guild",
            ));
        }
        if !member {
            world.join(id, caller.id);
        }
        Ok(Json(invite(world, &world.guilds[&id], &code)))
    })
}

fn invite(world: &World, guild: &Guild, code: &str) -> Value {
    let channel = guild
        .channels
        .iter()
        .filter_map(|id| world.channels.get(id))
        .find(|channel| channel.kind == 0);
    json!({
        "type": 0, "code": code, "expires_at": null, "guild_id": guild.id, "inviter": world.user_json(guild.owner),
        "guild": {
            "id": guild.id, "name": guild.name, "splash": null, "banner": null, "description": null, "icon": null,
            "features": ["COMMUNITY"], "verification_level": 1, "vanity_url_code": null, "nsfw_level": 0, "nsfw": false,
            "premium_subscription_count": 0, "premium_tier": 0,
        },
        "channel": channel.map(|channel| json!({ "id": channel.id, "type": channel.kind, "name": channel.name })),
        "approximate_member_count": guild.members.len(), "approximate_presence_count": guild.members.len() / 3,
    })
}

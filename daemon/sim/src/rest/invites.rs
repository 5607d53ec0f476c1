//! Invites: lists, making and revoking them, and joining by one as a person.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::call::{Body, Caller};
use super::error::{ApiError, Result};
use super::validate;
use crate::world::invites::InviteLimits;
use crate::world::permissions::{
    CREATE_INSTANT_INVITE, MANAGE_CHANNELS, MANAGE_GUILD, VIEW_AUDIT_LOG,
};
use crate::{Id, Sim, World};

/// Invite: Create Channel Invite.
const OLDEST: u64 = 5_184_000;
const MOST_USES: u64 = 100;
const DAY: u32 = 86_400;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/invites/{code}", get(show).post(join).delete(revoke))
        .route("/guilds/{guild}/invites", get(list))
        .route("/guilds/{guild}/vanity-url", get(vanity))
        .route(
            "/channels/{channel}/invites",
            get(list_channel).post(create),
        )
}

fn unknown() -> ApiError {
    ApiError::unknown(10_006, "Invite")
}

async fn show(State(sim): State<Arc<Sim>>, Path(code): Path<String>) -> Result {
    sim.read(|world| world.invite_json(&code).map(Json).ok_or_else(unknown))
}

/// Whoever may only see the audit log is not told the uses (Guild: Get Guild Invites).
async fn list(caller: Caller, Path(guild): Path<Id>) -> Result {
    caller.sim.read(|world| {
        let manages = caller.needs(world, guild, MANAGE_GUILD);
        if manages.is_err() {
            caller.needs(world, guild, VIEW_AUDIT_LOG)?;
        }
        let shown = world.invites_of(guild).into_iter().filter_map(|(code, _)| {
            if manages.is_ok() {
                world.invite_json_with_uses(code)
            } else {
                world.invite_json(code)
            }
        });
        Ok(Json(shown.collect()))
    })
}

async fn list_channel(caller: Caller, Path(channel): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs_in(world, channel, MANAGE_CHANNELS)?;
        let guild = world.channels[&channel].guild.unwrap_or_default();
        let all = world.invites_of(guild).into_iter();
        let here = all.filter(|(_, invite)| invite.channel == channel);
        Ok(Json(
            here.filter_map(|(code, _)| world.invite_json_with_uses(code))
                .collect(),
        ))
    })
}

async fn vanity(caller: Caller, Path(guild): Path<Id>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, MANAGE_GUILD)?;
        let vanity = world.guilds[&guild].vanity.as_ref();
        Ok(Json(json!({
            "code": vanity.map(|vanity| &vanity.code), "uses": vanity.map_or(0, |vanity| vanity.uses),
        })))
    })
}

async fn create(caller: Caller, Path(channel): Path<Id>, Body(body): Body) -> Result {
    let limits = InviteLimits {
        max_uses: limit(&body, "max_uses", MOST_USES)?.unwrap_or(0),
        max_age: limit(&body, "max_age", OLDEST)?.unwrap_or(DAY),
    };
    caller.sim.act(|world| {
        caller.needs_in(world, channel, CREATE_INSTANT_INVITE)?;
        let code = world
            .create_invite(channel, caller.id, None, limits)
            .ok_or_else(|| ApiError::unknown(10_003, "Channel"))?;
        let shown = world.invite_json_with_uses(&code);
        shown.map(Json).ok_or_else(unknown)
    })
}

fn limit(body: &Value, field: &str, most: u64) -> Result<Option<u32>> {
    let number = validate::number(&body[field], field, most)?;
    Ok(number.and_then(|number| u32::try_from(number).ok()))
}

async fn revoke(caller: Caller, Path(code): Path<String>) -> Result {
    caller.sim.act(|world| {
        let invite = world.invite(&code).cloned().ok_or_else(unknown)?;
        let in_channel = caller.needs_in(world, invite.channel, MANAGE_CHANNELS);
        if in_channel.is_err() {
            caller.needs(world, invite.guild, MANAGE_GUILD)?;
        }
        let shown = world.invite_json(&code);
        world.delete_invite(caller.id, &code, caller.reason());
        shown.map(Json).ok_or_else(unknown)
    })
}

async fn join(caller: Caller, Path(code): Path<String>) -> Result {
    caller.sim.act(|world| {
        let shown = world.invite_json(&code).ok_or_else(unknown)?;
        let id = validate::id(&shown["guild_id"]).ok_or_else(unknown)?;
        check_entry(world, id, caller.id)?;
        if world.member(id, caller.id).is_none() {
            world.join_by(&code, caller.id);
        }
        Ok(Json(shown))
    })
}

/// Refuses who is banned, and strangers while invites are paused.
fn check_entry(world: &World, id: Id, user: Id) -> Result<()> {
    let guild = world.guild(id).ok_or_else(unknown)?;
    let refused = |code, message| Err(ApiError::new(StatusCode::FORBIDDEN, code, message));
    if guild.bans.contains_key(&user) {
        return refused(40_007, "The user is banned from this guild");
    }
    let until = guild.invites_disabled_until;
    let is_paused = until.is_some_and(|until| until > world.now_ms());
    if is_paused && !guild.members.contains_key(&user) {
        return refused(30_043, "Invites are paused for this guild");
    }
    Ok(())
}

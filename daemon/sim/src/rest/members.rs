//! Members: lists, edits, roles, kicks.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::{get, patch, put};
use axum::{Json, Router};
use serde_json::Value;

use super::call::{Body, Caller, Query};
use super::error::{ApiError, Result};
use super::{validate, voice};
use crate::world::Member;
use crate::world::json::parse_time;
use crate::world::members::MemberEdit;
use crate::world::permissions::{
    ADMINISTRATOR, CHANGE_NICKNAME, KICK_MEMBERS, MANAGE_NICKNAMES, MANAGE_ROLES, MODERATE_MEMBERS,
    is_role_below,
};
use crate::{Id, Sim, World};

/// The longest timeout (Guild: Modify Guild Member).
const LONGEST_TIMEOUT_MS: i64 = 28 * 24 * 3_600_000;
/// What the clocks of two machines may differ.
const SLACK_MS: i64 = 60_000;

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/guilds/{guild}/members", get(list))
        .route("/guilds/{guild}/members/search", get(search))
        .route("/guilds/{guild}/members/@me", patch(edit_me))
        .route(
            "/guilds/{guild}/members/{user}",
            get(show).patch(edit).delete(kick),
        )
        .route(
            "/guilds/{guild}/members/{user}/roles/{role}",
            put(add_role).delete(remove_role),
        )
}

async fn list(caller: Caller, Path(guild): Path<Id>, query: Query) -> Result {
    let limit = validate::limit(&query, 1, 1000)?;
    let after = validate::id_of(&query, "after")?.unwrap_or_default();
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        let members = world.guilds[&guild]
            .members
            .range(Id(after.0.saturating_add(1))..)
            .take(limit);
        Ok(Json(
            members
                .map(|(_, member)| world.member_json(member))
                .collect(),
        ))
    })
}

async fn search(caller: Caller, Path(guild): Path<Id>, query: Query) -> Result {
    let limit = validate::limit(&query, 1, 1000)?;
    let prefix = query
        .get("query")
        .map(|query| query.to_lowercase())
        .unwrap_or_default();
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        let found = world.guilds[&guild]
            .members
            .values()
            .filter(|member| world.is_named(member, &prefix))
            .take(limit);
        Ok(Json(
            found.map(|member| world.member_json(member)).collect(),
        ))
    })
}

impl World {
    /// Whether a member's user name, display name or nickname begins with a text in lower case.
    pub fn is_named(&self, member: &Member, prefix: &str) -> bool {
        let user = self.users.get(&member.user);
        let names = [
            user.map(|user| user.username.as_str()),
            user.and_then(|user| user.global_name.as_deref()),
            member.nick.as_deref(),
        ];
        names
            .into_iter()
            .flatten()
            .any(|name| name.to_lowercase().starts_with(prefix))
    }
}

async fn show(caller: Caller, Path((guild, user)): Path<(Id, Id)>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        Ok(Json(world.member_json(found(world, guild, user)?)))
    })
}

fn found(world: &World, guild: Id, user: Id) -> Result<&Member> {
    let unknown = || {
        if world.users.contains_key(&user) {
            ApiError::unknown(10_007, "Member")
        } else {
            ApiError::unknown(10_013, "User")
        }
    };
    world.member(guild, user).ok_or_else(unknown)
}

/// Refuses to act on oneself's equals and betters.
fn outranks(world: &World, caller: &Caller, guild: Id, target: Id) -> Result<()> {
    let guild = &world.guilds[&guild];
    if world.is_above(guild, caller.id, target) {
        Ok(())
    } else {
        Err(ApiError::missing_permissions())
    }
}

async fn edit(caller: Caller, Path((guild, user)): Path<(Id, Id)>, Body(body): Body) -> Result {
    caller.sim.act(|world| {
        caller.needs(world, guild, 0)?;
        found(world, guild, user)?;
        let edit = read_edit(world, &caller, [guild, user], &body)?;
        voice::edit(world, &caller, [guild, user], &body)?;
        world.edit_member(caller.id, guild, user, edit, caller.reason());
        Ok(Json(world.member_json(found(world, guild, user)?)))
    })
}

async fn edit_me(caller: Caller, Path(guild): Path<Id>, Body(body): Body) -> Result {
    caller.sim.act(|world| {
        caller.needs(world, guild, CHANGE_NICKNAME)?;
        let edit = MemberEdit {
            nick: read_nick(&body)?,
            ..MemberEdit::default()
        };
        world.edit_member(caller.id, guild, caller.id, edit, caller.reason());
        Ok(Json(world.member_json(found(world, guild, caller.id)?)))
    })
}

fn read_edit(
    world: &World,
    caller: &Caller,
    [guild, user]: [Id; 2],
    body: &Value,
) -> Result<MemberEdit> {
    let mut edit = MemberEdit {
        nick: read_nick(body)?,
        ..MemberEdit::default()
    };
    if edit.nick.is_some() {
        let own = user == caller.id;
        caller.needs(
            world,
            guild,
            if own {
                CHANGE_NICKNAME
            } else {
                MANAGE_NICKNAMES
            },
        )?;
        if !own {
            outranks(world, caller, guild, user)?;
        }
    }
    if let Some(until) = body.get("communication_disabled_until") {
        caller.needs(world, guild, MODERATE_MEMBERS)?;
        outranks(world, caller, guild, user)?;
        if world.guild_permissions(&world.guilds[&guild], user) & ADMINISTRATOR != 0 {
            return Err(ApiError::missing_permissions());
        }
        edit.timed_out_until = Some(read_timeout(until, world.now_ms())?);
    }
    if !body["roles"].is_null() {
        caller.needs(world, guild, MANAGE_ROLES)?;
        let roles = validate::ids(&body["roles"], "roles")?;
        let held = &found(world, guild, user)?.roles;
        let changed = roles
            .iter()
            .filter(|role| !held.contains(role))
            .chain(held.iter().filter(|role| !roles.contains(role)));
        for role in changed {
            check_role(world, caller, guild, *role)?;
        }
        edit.roles = Some(roles);
    }
    Ok(edit)
}

#[expect(
    clippy::option_option,
    reason = "absent, null and a name are three things"
)]
fn read_nick(body: &Value) -> Result<Option<Option<String>>> {
    match body.get("nick") {
        None => Ok(None),
        Some(nick) => Ok(Some(
            validate::text(nick, "nick", 32)?.filter(|nick| !nick.is_empty()),
        )),
    }
}

fn read_timeout(value: &Value, now_ms: i64) -> Result<Option<i64>> {
    let invalid = |message| {
        ApiError::invalid(
            "communication_disabled_until",
            "BASE_TYPE_BAD_TIME",
            message,
        )
    };
    let Some(text) = value.as_str() else {
        return Ok(None);
    };
    let until = parse_time(text).ok_or_else(|| invalid("Must be an ISO 8601 timestamp."))?;
    if until > now_ms + LONGEST_TIMEOUT_MS + SLACK_MS {
        return Err(invalid("Must be less than 28 days in the future."));
    }
    Ok(Some(until))
}

fn check_role(world: &World, caller: &Caller, guild: Id, role: Id) -> Result<()> {
    let found = &world.guilds[&guild];
    let known = found
        .roles
        .get(&role)
        .ok_or_else(|| ApiError::unknown(10_011, "Role"))?;
    if known.bot.is_some() || role == guild || !is_role_below(found, caller.id, role) {
        return Err(ApiError::missing_permissions());
    }
    Ok(())
}

async fn kick(caller: Caller, Path((guild, user)): Path<(Id, Id)>) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs(world, guild, KICK_MEMBERS)?;
        found(world, guild, user)?;
        outranks(world, &caller, guild, user)?;
        world.kick(caller.id, guild, user, caller.reason());
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn add_role(
    caller: Caller,
    Path((guild, user, role)): Path<(Id, Id, Id)>,
) -> Result<StatusCode> {
    change_role(&caller, [guild, user, role], |roles| {
        if !roles.contains(&role) {
            roles.push(role);
        }
    })
}

async fn remove_role(
    caller: Caller,
    Path((guild, user, role)): Path<(Id, Id, Id)>,
) -> Result<StatusCode> {
    change_role(&caller, [guild, user, role], |roles| {
        roles.retain(|held| *held != role);
    })
}

fn change_role(
    caller: &Caller,
    [guild, user, role]: [Id; 3],
    change: impl FnOnce(&mut Vec<Id>),
) -> Result<StatusCode> {
    caller.sim.act(|world| {
        caller.needs(world, guild, MANAGE_ROLES)?;
        let held = found(world, guild, user)?.roles.clone();
        check_role(world, caller, guild, role)?;
        let mut roles = held.clone();
        change(&mut roles);
        if roles != held {
            let edit = MemberEdit {
                roles: Some(roles),
                ..MemberEdit::default()
            };
            world.edit_member(caller.id, guild, user, edit, caller.reason());
        }
        Ok(StatusCode::NO_CONTENT)
    })
}

//! Members in voice.

use std::sync::Arc;

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use super::call::Caller;
use super::error::{ApiError, Result};
use super::validate;
use crate::world::permissions::{DEAFEN_MEMBERS, MOVE_MEMBERS, MUTE_MEMBERS};
use crate::world::voice::VoiceEdit;
use crate::{Id, Sim, World};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new().route("/guilds/{guild}/voice-states/{user}", get(show))
}

async fn show(caller: Caller, Path((guild, user)): Path<(Id, Id)>) -> Result {
    caller.sim.read(|world| {
        caller.needs(world, guild, 0)?;
        let voice = world.guilds[&guild].voice.get(&user);
        let voice = voice.ok_or_else(|| ApiError::unknown(10_065, "Voice State"))?;
        Ok(Json(voice.json(Some(guild), user)))
    })
}

/// What of a member's edit is about voice.
pub(super) fn edit(
    world: &mut World,
    caller: &Caller,
    [guild, user]: [Id; 2],
    body: &Value,
) -> Result<()> {
    let edit = VoiceEdit {
        mute: body["mute"].as_bool(),
        deaf: body["deaf"].as_bool(),
        channel: body.get("channel_id").map(validate::id),
    };
    for (wanted, permission) in [
        (edit.mute.is_some(), MUTE_MEMBERS),
        (edit.deaf.is_some(), DEAFEN_MEMBERS),
        (edit.channel.is_some(), MOVE_MEMBERS),
    ] {
        if wanted {
            caller.needs(world, guild, permission)?;
        }
    }
    let any = edit.mute.is_some() || edit.deaf.is_some() || edit.channel.is_some();
    if any && !world.edit_voice(caller.id, [guild, user], edit, caller.reason()) {
        return Err(ApiError::bad(
            40_032,
            "Target user is not connected to voice.",
        ));
    }
    Ok(())
}

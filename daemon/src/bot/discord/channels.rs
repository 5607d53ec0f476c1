//! Channels and threads: Channel: Get and Modify Channel, Edit and Delete Channel Permissions.

use emperione_protocol::ChannelId;
use futures::FutureExt;
use serde_json::json;
use serenity::http::{LightMethod, Route};
use serenity::model::id::TargetId;

use super::{Plan, Repeat, Rest, because, id, place, read, unreadable};
use crate::bot::frames;
use crate::domain::event::OverwriteOf;
use crate::ports::discord::code::UNKNOWN_CHANNEL;
use crate::ports::discord::{Call, CallError, Channel, ChannelEdit, Channels, Lane, Overwrite};

const UNKNOWN_OVERWRITE: u64 = 10_009;

impl Channels for Rest {
    fn find_channel(&self, lane: Lane, channel: ChannelId) -> Call<'_, Option<Channel>> {
        async move {
            let call = read(lane, place("GET /channels/{}", channel.0), route(channel)?);
            match self.send(call).await {
                Ok(answer) => frames::channel(&answer.body)
                    .map(Some)
                    .map_err(|error| unreadable(&error)),
                Err(error) if error.code() == Some(UNKNOWN_CHANNEL) => Ok(None),
                Err(error) => Err(error),
            }
        }
        .boxed()
    }

    fn edit_channel<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        edit: ChannelEdit,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("PATCH /channels/{}", channel.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Patch,
                route: route(channel)?,
            };
            let mut body = serde_json::Map::new();
            if let Some(seconds) = edit.slow_mode {
                body.insert("rate_limit_per_user".into(), json!(seconds));
            }
            if let Some(locked) = edit.locked {
                body.insert("locked".into(), json!(locked));
            }
            if let Some(archived) = edit.archived {
                body.insert("archived".into(), json!(archived));
            }
            self.done(because(plan.body(&body)?, reason)).await
        }
        .boxed()
    }

    fn set_overwrite<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        overwrite: Overwrite,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let (target, kind) = match overwrite.of {
                OverwriteOf::Role(role) => (role.0, 0),
                OverwriteOf::Member(user) => (user.0, 1),
            };
            let plan = |place, method| {
                Ok(Plan {
                    lane,
                    place,
                    repeat: Repeat::Idempotent,
                    method,
                    route: Route::ChannelPermission {
                        channel_id: id(channel.0)?,
                        target_id: id::<TargetId>(target)?,
                    },
                })
            };
            if overwrite.allow == 0 && overwrite.deny == 0 {
                let place = place("DELETE /channels/{}/permissions/{}", channel.0);
                let plan = plan(place, LightMethod::Delete)?;
                return match self.done(because(plan.request(), reason)).await {
                    Err(error) if error.code() == Some(UNKNOWN_OVERWRITE) => Ok(()),
                    done => done,
                };
            }
            let place = place("PUT /channels/{}/permissions/{}", channel.0);
            let body = json!({
                "type": kind, "allow": overwrite.allow.to_string(), "deny": overwrite.deny.to_string(),
            });
            let call = plan(place, LightMethod::Put)?.body(&body)?;
            self.done(because(call, reason)).await
        }
        .boxed()
    }
}

fn route(channel: ChannelId) -> Result<Route<'static>, CallError> {
    Ok(Route::Channel {
        channel_id: id(channel.0)?,
    })
}

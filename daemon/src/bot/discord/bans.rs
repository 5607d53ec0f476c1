//! Bans: Guild: Create, Remove and Bulk Guild Ban.

use emperione_protocol::{GuildId, UserId};
use futures::FutureExt;
use serenity::http::{LightMethod, Route};
use serenity::model as discord;

use super::budget::place_of;
use super::{Plan, Repeat, Rest, because, id, pages, place, read, user};
use crate::ports::discord::code::UNKNOWN_BAN;
use crate::ports::discord::{Ban, Bans, BulkBan, Call, CallError, Lane, Quota, Target};

impl Bans for Rest {
    fn ban<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        delete_seconds: u32,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place_of(Quota::Ban, target.guild),
                repeat: Repeat::Idempotent,
                method: LightMethod::Put,
                route: ban_of(target)?,
            };
            let body = serde_json::json!({ "delete_message_seconds": delete_seconds });
            self.done(because(plan.body(&body)?, reason)).await
        }
        .boxed()
    }

    fn unban<'a>(&'a self, lane: Lane, target: Target, reason: &'a str) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place_of(Quota::Unban, target.guild),
                repeat: Repeat::Idempotent,
                method: LightMethod::Delete,
                route: ban_of(target)?,
            };
            self.done(because(plan.request(), reason)).await
        }
        .boxed()
    }

    fn find_ban(&self, lane: Lane, target: Target) -> Call<'_, Option<Ban>> {
        async move {
            let place = place("GET /guilds/{}/bans/{}", target.guild.0);
            let call = read(lane, place, ban_of(target)?);
            let found: Option<discord::guild::Ban> = self.find(call, &[UNKNOWN_BAN]).await?;
            Ok(found.map(ban))
        }
        .boxed()
    }

    fn bans(&self, lane: Lane, guild: GuildId, after: Option<UserId>) -> Call<'_, Vec<Ban>> {
        async move {
            let route = Route::GuildBans {
                guild_id: id(guild.0)?,
            };
            let mut call = read(lane, place("GET /guilds/{}/bans", guild.0), route);
            let mut query = vec![("limit", "1000".to_owned())];
            query.extend(after.map(|user| ("after", user.0.to_string())));
            call.request = call.request.params(Some(query));
            let found: Vec<discord::guild::Ban> = self.get(call).await?;
            Ok(found.into_iter().map(ban).collect())
        }
        .boxed()
    }

    fn bulk_ban<'a>(&'a self, lane: Lane, bans: BulkBan<'a>) -> Call<'a, Vec<UserId>> {
        async move {
            let plan = Plan {
                lane,
                place: place_of(Quota::BulkBan, bans.guild),
                // A second time those who are banned already are counted as failed.
                repeat: Repeat::Never,
                method: LightMethod::Post,
                route: Route::GuildBulkBan {
                    guild_id: id(bans.guild.0)?,
                },
            };
            let ids: Vec<_> = bans.users.iter().map(ToString::to_string).collect();
            let body =
                serde_json::json!({ "user_ids": ids, "delete_message_seconds": bans.delete_seconds });
            let answer: pages::BulkBan = self.get(because(plan.body(&body)?, bans.reason)).await?;
            Ok(answer.banned())
        }
        .boxed()
    }
}

fn ban_of(target: Target) -> Result<Route<'static>, CallError> {
    Ok(Route::GuildBan {
        guild_id: id(target.guild.0)?,
        user_id: id(target.user.0)?,
    })
}

fn ban(ban: discord::guild::Ban) -> Ban {
    Ban {
        user: user(&ban.user),
        reason: ban.reason,
    }
}

//! What is asked once in a while: the audit log, the application, its commands and the answers to them.

use emperione_protocol::{GuildId, UserId};
use futures::FutureExt;
use serenity::http::{LightMethod, Route};
use serenity::model::application::CurrentApplicationInfo;
use serenity::model::gateway::BotGateway;

use super::{Plan, Repeat, Rest, because, id, pages, paging, place, read, webhook, whole};
use crate::ports::discord::{
    Application, AuditEntry, Call, Direction, Gateway, House, Lane, Pause,
};

impl House for Rest {
    fn audit_log(
        &self,
        lane: Lane,
        guild: GuildId,
        direction: Direction,
    ) -> Call<'_, Vec<AuditEntry>> {
        async move {
            let route = Route::GuildAuditLogs {
                guild_id: id(guild.0)?,
            };
            let mut call = read(lane, place("GET /guilds/{}/audit-logs", guild.0), route);
            call.request = call.request.params(Some(paging(direction)));
            let found: pages::AuditLog = self.get(call).await?;
            Ok(found.entries(guild))
        }
        .boxed()
    }

    fn pause<'a>(
        &'a self,
        lane: Lane,
        guild: GuildId,
        pause: Pause,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("PUT /guilds/{}/incident-actions", guild.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Put,
                route: Route::GuildIncidentActions {
                    guild_id: id(guild.0)?,
                },
            };
            let (field, until) = match pause {
                Pause::Invites(until) => ("invites_disabled_until", until),
                Pause::Dms(until) => ("dms_disabled_until", until),
            };
            let body = serde_json::json!({ field: until.map(|until| until.to_string()) });
            self.done(because(plan.body(&body)?, reason)).await
        }
        .boxed()
    }

    fn application(&self, lane: Lane) -> Call<'_, Application> {
        async move {
            let place = place("GET /oauth2/applications/@me", 0);
            let call = read(lane, place, Route::Oauth2ApplicationCurrent);
            let found: CurrentApplicationInfo = self.get(call).await?;
            Ok(Application {
                id: UserId(found.id.get()),
                name: found.name,
                flags: found.flags.map_or(0, |flags| flags.bits()),
            })
        }
        .boxed()
    }

    fn gateway(&self, lane: Lane) -> Call<'_, Gateway> {
        async move {
            let call = read(lane, place("GET /gateway/bot", 0), Route::GatewayBot);
            let found: BotGateway = self.get(call).await?;
            let limit = found.session_start_limit;
            Ok(Gateway {
                url: found.url,
                shards: found.shards,
                identifies_total: whole(limit.total),
                identifies_left: whole(limit.remaining),
                reset_after_ms: limit.reset_after,
                max_concurrency: whole(limit.max_concurrency),
            })
        }
        .boxed()
    }

    fn set_commands<'a>(
        &'a self,
        lane: Lane,
        application: UserId,
        commands: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("PUT /applications/{}/commands", application.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Put,
                route: Route::Commands {
                    application_id: id(application.0)?,
                },
            };
            self.done(plan.raw(commands.into())).await
        }
        .boxed()
    }

    fn respond<'a>(&'a self, interaction: u64, token: &'a str, response: &'a str) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane: Lane::Interaction,
                place: webhook("POST /interactions/{}/{}/callback", interaction),
                repeat: Repeat::Never,
                method: LightMethod::Post,
                route: Route::InteractionResponse {
                    interaction_id: id(interaction)?,
                    token,
                },
            };
            self.done(plan.raw(response.into())).await
        }
        .boxed()
    }

    fn edit_response<'a>(
        &'a self,
        application: UserId,
        token: &'a str,
        message: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let route = Route::WebhookOriginalInteractionResponse {
                application_id: id(application.0)?,
                token,
            };
            let plan = Plan {
                lane: Lane::Interaction,
                place: webhook("PATCH /webhooks/{}/{}/messages/@original", application.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Patch,
                route,
            };
            self.done(plan.raw(message.into())).await
        }
        .boxed()
    }
}

//! The only place that builds a REST request: serenity's routes, builders and models, carried out by the governor.

use std::num::NonZeroU64;

use emperione_protocol::{ChannelId, GuildId, MessageId, RoleId, Timestamp, UserId};
use futures::FutureExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serenity::builder::{
    CreateAllowedMentions, CreateEmbed, CreateEmbedFooter, CreateMessage, EditMember,
};
use serenity::http::{LightMethod, Request, Route};
use serenity::model as discord;
use serenity::model::application::CurrentApplicationInfo;
use serenity::model::channel::{Nonce, PrivateChannel};
use serenity::model::gateway::BotGateway;

use super::governor::bucket::Place;
use super::governor::{Answer, Governor, Outgoing, Repeat};
use super::pages;
use crate::ports::discord::{
    Application, AuditEntry, Ban, Call, CallError, DirectMessage, Direction, Discord, Gateway,
    Lane, Member, Post, Target, User,
};

/// Audit Log: `X-Audit-Log-Reason`.
const LONGEST_REASON: usize = 512;
const UNKNOWN_MEMBER: u64 = 10_007;
const UNKNOWN_USER: u64 = 10_013;
const UNKNOWN_BAN: u64 = 10_026;

/// Discord's REST API.
#[derive(Clone)]
pub struct Rest {
    pub governor: Governor,
}

/// What distinguishes one call from another; the body and the headers come later.
struct Plan<'a> {
    lane: Lane,
    place: Place,
    repeat: Repeat,
    method: LightMethod,
    route: Route<'a>,
}

impl<'a> Plan<'a> {
    fn request(self) -> Outgoing<'a> {
        Outgoing {
            request: Request::new(self.route, self.method),
            lane: self.lane,
            place: self.place,
            repeat: self.repeat,
        }
    }

    fn body(self, body: &impl Serialize) -> Result<Outgoing<'a>, CallError> {
        let bytes = serde_json::to_vec(body).map_err(|error| unsendable(&error))?;
        Ok(self.raw(bytes))
    }

    fn raw(self, body: Vec<u8>) -> Outgoing<'a> {
        let mut call = self.request();
        call.request = call.request.body(Some(body));
        call
    }
}

fn place(route: &'static str, resource: u64) -> Place {
    Place {
        route,
        resource,
        webhook: false,
    }
}

fn webhook(route: &'static str, resource: u64) -> Place {
    Place {
        webhook: true,
        ..place(route, resource)
    }
}

impl Rest {
    pub fn new(governor: Governor) -> Self {
        Self { governor }
    }

    async fn send(&self, call: Outgoing<'_>) -> Result<Answer, CallError> {
        self.governor.call(call).await
    }

    async fn done(&self, call: Outgoing<'_>) -> Result<(), CallError> {
        self.send(call).await.map(drop)
    }

    async fn get<T: DeserializeOwned>(&self, call: Outgoing<'_>) -> Result<T, CallError> {
        decode(&self.send(call).await?)
    }

    /// Reads what may not exist.
    async fn find<T: DeserializeOwned>(
        &self,
        call: Outgoing<'_>,
        absent: &[u64],
    ) -> Result<Option<T>, CallError> {
        match self.get(call).await {
            Ok(found) => Ok(Some(found)),
            Err(CallError::Refused { code, .. }) if absent.contains(&code) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Discord for Rest {
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
                place: place("PUT /guilds/{}/bans/{}", target.guild.0),
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
                place: place("DELETE /guilds/{}/bans/{}", target.guild.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Delete,
                route: ban_of(target)?,
            };
            self.done(because(plan.request(), reason)).await
        }
        .boxed()
    }

    fn kick<'a>(&'a self, lane: Lane, target: Target, reason: &'a str) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("DELETE /guilds/{}/members/{}", target.guild.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Delete,
                route: member_of(target)?,
            };
            self.done(because(plan.request(), reason)).await
        }
        .boxed()
    }

    fn time_out<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        until: Option<Timestamp>,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("PATCH /guilds/{}/members/{}", target.guild.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Patch,
                route: member_of(target)?,
            };
            let edit = match until {
                Some(until) => EditMember::new().disable_communication_until(until.to_string()),
                None => EditMember::new().enable_communication(),
            };
            self.done(because(plan.body(&edit)?, reason)).await
        }
        .boxed()
    }

    fn direct_channel(&self, lane: Lane, user: UserId) -> Call<'_, ChannelId> {
        async move {
            let plan = Plan {
                lane,
                place: place("POST /users/@me/channels", 0),
                // A second time Discord gives the same channel.
                repeat: Repeat::Read,
                method: LightMethod::Post,
                route: Route::UserMeDmChannels,
            };
            let call = plan.body(&serde_json::json!({ "recipient_id": user.0.to_string() }))?;
            let channel: PrivateChannel = self.get(call).await?;
            Ok(ChannelId(channel.id.get()))
        }
        .boxed()
    }

    fn send_direct<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: &'a DirectMessage,
    ) -> Call<'a, MessageId> {
        async move {
            let plan = Plan {
                lane,
                place: place("POST /channels/{}/messages", channel.0),
                repeat: Repeat::Never,
                method: LightMethod::Post,
                route: Route::ChannelMessages {
                    channel_id: id(channel.0)?,
                },
            };
            let embed = CreateEmbed::new()
                .description(&message.text)
                .footer(CreateEmbedFooter::new(&message.footer));
            let create = CreateMessage::new()
                .embed(embed)
                .nonce(Nonce::String(message.nonce.clone()))
                .enforce_nonce(true)
                .allowed_mentions(CreateAllowedMentions::new());
            let sent: pages::Identified = self.get(plan.body(&create)?).await?;
            Ok(MessageId(sent.id))
        }
        .boxed()
    }

    fn delete_message(&self, lane: Lane, channel: ChannelId, message: MessageId) -> Call<'_, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("DELETE /channels/{}/messages/{}", channel.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Delete,
                route: Route::ChannelMessage {
                    channel_id: id(channel.0)?,
                    message_id: id(message.0)?,
                },
            };
            self.done(plan.request()).await
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

    fn find_member(&self, lane: Lane, target: Target) -> Call<'_, Option<Member>> {
        async move {
            let place = place("GET /guilds/{}/members/{}", target.guild.0);
            let call = read(lane, place, member_of(target)?);
            let absent = [UNKNOWN_MEMBER, UNKNOWN_USER];
            let found: Option<discord::guild::Member> = self.find(call, &absent).await?;
            Ok(found.map(|member| Member {
                user: self::user(&member.user),
                roles: member.roles.iter().map(|role| RoleId(role.get())).collect(),
                nick: member.nick,
                joined_at: member.joined_at.map(moment),
                timed_out_until: member.communication_disabled_until.map(moment),
            }))
        }
        .boxed()
    }

    fn find_user(&self, lane: Lane, user: UserId) -> Call<'_, Option<User>> {
        async move {
            let route = Route::User {
                user_id: id(user.0)?,
            };
            let call = read(lane, place("GET /users/{}", 0), route);
            let found: Option<discord::user::User> = self.find(call, &[UNKNOWN_USER]).await?;
            Ok(found.as_ref().map(self::user))
        }
        .boxed()
    }

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

    fn messages(
        &self,
        lane: Lane,
        channel: ChannelId,
        direction: Direction,
    ) -> Call<'_, Vec<Post>> {
        async move {
            let route = Route::ChannelMessages {
                channel_id: id(channel.0)?,
            };
            let mut call = read(lane, place("GET /channels/{}/messages", channel.0), route);
            call.request = call.request.params(Some(paging(direction)));
            let found: Vec<pages::Message> = self.get(call).await?;
            Ok(found.into_iter().map(Into::into).collect())
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

fn read(lane: Lane, place: Place, route: Route<'_>) -> Outgoing<'_> {
    Plan {
        lane,
        place,
        repeat: Repeat::Read,
        method: LightMethod::Get,
        route,
    }
    .request()
}

fn ban_of(target: Target) -> Result<Route<'static>, CallError> {
    Ok(Route::GuildBan {
        guild_id: id(target.guild.0)?,
        user_id: id(target.user.0)?,
    })
}

fn member_of(target: Target) -> Result<Route<'static>, CallError> {
    Ok(Route::GuildMember {
        guild_id: id(target.guild.0)?,
        user_id: id(target.user.0)?,
    })
}

/// Puts a reason into the audit log, cut to what Discord takes.
fn because<'a>(mut call: Outgoing<'a>, reason: &str) -> Outgoing<'a> {
    let cut: String = reason.chars().take(LONGEST_REASON).collect();
    let text = utf8_percent_encode(&cut, NON_ALPHANUMERIC).to_string();
    if let (false, Ok(value)) = (cut.is_empty(), HeaderValue::from_str(&text)) {
        let mut headers = HeaderMap::new();
        headers.insert("x-audit-log-reason", value);
        call.request = call.request.headers(Some(headers));
    }
    call
}

fn paging(direction: Direction) -> Vec<(&'static str, String)> {
    let mut query = vec![("limit", "100".to_owned())];
    match direction {
        Direction::Before(id) => query.push(("before", id.to_string())),
        Direction::After(id) => query.push(("after", id.to_string())),
        Direction::Newest => {}
    }
    query
}

fn id<T: From<NonZeroU64>>(number: u64) -> Result<T, CallError> {
    let number = NonZeroU64::new(number);
    number
        .map(T::from)
        .ok_or_else(|| CallError::NotSent("0 is no id".into()))
}

fn unsendable(error: &serde_json::Error) -> CallError {
    CallError::NotSent(format!("the request could not be written: {error}"))
}

fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallError> {
    // The error's text may show a part of the body, which is not ours to log.
    serde_json::from_slice(&answer.body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        CallError::Unknown(format!(
            "its answer could not be read (line {line}, column {column})"
        ))
    })
}

fn user(user: &discord::user::User) -> User {
    User {
        id: UserId(user.id.get()),
        name: user.name.clone(),
        global_name: user.global_name.clone(),
        bot: user.bot,
    }
}

fn ban(ban: discord::guild::Ban) -> Ban {
    Ban {
        user: user(&ban.user),
        reason: ban.reason,
    }
}

fn moment(time: discord::Timestamp) -> Timestamp {
    Timestamp(time.unix_timestamp() * 1_000 + i64::from(time.millisecond()))
}

fn whole(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

//! Members and users: Guild: Modify, Get and Remove Guild Member; User: Get User.

use emperione_protocol::{ChannelId, RoleId, Timestamp, UserId};
use futures::FutureExt;
use serenity::builder::EditMember;
use serenity::http::{LightMethod, Route};
use serenity::model as discord;

use super::budget::place_of;
use super::{Place, Plan, Repeat, Rest, because, id, moment, place, read};
use crate::ports::discord::{
    Call, CallError, Lane, Member, Members, Quota, Target, User, VoiceEdit, VoiceState,
};

const UNKNOWN_MEMBER: u64 = 10_007;
const UNKNOWN_USER: u64 = 10_013;
const UNKNOWN_VOICE_STATE: u64 = 10_065;

impl Members for Rest {
    fn kick<'a>(&'a self, lane: Lane, target: Target, reason: &'a str) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place_of(Quota::Kick, target.guild),
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
            let edit = match until {
                Some(until) => EditMember::new().disable_communication_until(until.to_string()),
                None => EditMember::new().enable_communication(),
            };
            self.done(because(patch(lane, target)?.body(&edit)?, reason))
                .await
        }
        .boxed()
    }

    fn set_nick<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        nick: Option<&'a str>,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let edit = EditMember::new().nickname(nick.unwrap_or_default());
            self.done(because(patch(lane, target)?.body(&edit)?, reason))
                .await
        }
        .boxed()
    }

    fn add_role<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        role: RoleId,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let place = place_of(Quota::AddRole, target.guild);
            let plan = role_plan(lane, place, LightMethod::Put, (target, role))?;
            self.done(because(plan.request(), reason)).await
        }
        .boxed()
    }

    fn remove_role<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        role: RoleId,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let place = place_of(Quota::RemoveRole, target.guild);
            let plan = role_plan(lane, place, LightMethod::Delete, (target, role))?;
            self.done(because(plan.request(), reason)).await
        }
        .boxed()
    }

    fn edit_voice<'a>(
        &'a self,
        lane: Lane,
        target: Target,
        edit: VoiceEdit,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let new = EditMember::new();
            let edit = match edit {
                VoiceEdit::Move(channel) => {
                    new.voice_channel(id::<discord::id::ChannelId>(channel.0)?)
                }
                VoiceEdit::Disconnect => new.disconnect_member(),
                VoiceEdit::Mute(mute) => new.mute(mute),
                VoiceEdit::Deafen(deafen) => new.deafen(deafen),
            };
            self.done(because(patch(lane, target)?.body(&edit)?, reason))
                .await
        }
        .boxed()
    }

    fn find_voice(&self, lane: Lane, target: Target) -> Call<'_, Option<VoiceState>> {
        async move {
            let place = place("GET /guilds/{}/voice-states/{}", target.guild.0);
            let route = Route::GuildVoiceStates {
                guild_id: id(target.guild.0)?,
                user_id: id(target.user.0)?,
            };
            let found: Option<discord::voice::VoiceState> = self
                .find(read(lane, place, route), &[UNKNOWN_VOICE_STATE])
                .await?;
            Ok(found.map(|state| VoiceState {
                channel: state.channel_id.map(|id| ChannelId(id.get())),
                mute: state.mute,
                deaf: state.deaf,
            }))
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
                user: super::user(&member.user),
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
            Ok(found.as_ref().map(super::user))
        }
        .boxed()
    }
}

fn patch(lane: Lane, target: Target) -> Result<Plan<'static>, CallError> {
    Ok(Plan {
        lane,
        place: place_of(Quota::EditMember, target.guild),
        repeat: Repeat::Idempotent,
        method: LightMethod::Patch,
        route: member_of(target)?,
    })
}

fn member_of(target: Target) -> Result<Route<'static>, CallError> {
    Ok(Route::GuildMember {
        guild_id: id(target.guild.0)?,
        user_id: id(target.user.0)?,
    })
}

fn role_plan(
    lane: Lane,
    place: Place,
    method: LightMethod,
    (target, role): (Target, RoleId),
) -> Result<Plan<'static>, CallError> {
    Ok(Plan {
        lane,
        place,
        repeat: Repeat::Idempotent,
        method,
        route: Route::GuildMemberRole {
            guild_id: id(target.guild.0)?,
            user_id: id(target.user.0)?,
            role_id: id(role.0)?,
        },
    })
}

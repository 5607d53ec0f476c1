//! Invites.

use std::borrow::Cow;

use emperione_protocol::UserId;
use serde::Deserialize;

use super::value::{Id, lenient, moment, owned};
use super::{Data, member};
use crate::domain::event::Body;
use crate::domain::invites::Invite;

#[derive(Deserialize)]
struct InviteData<'a> {
    #[serde(borrow)]
    code: Cow<'a, str>,
    #[serde(default)]
    guild_id: Option<Id>,
    #[serde(borrow, default)]
    inviter: Option<member::UserData<'a>>,
    #[serde(default, deserialize_with = "lenient")]
    uses: u64,
    #[serde(default, deserialize_with = "lenient")]
    max_uses: u64,
    #[serde(borrow, default)]
    expires_at: Option<Cow<'a, str>>,
}

pub(super) fn created(data: &str) -> Data {
    let data: InviteData<'_> = serde_json::from_str(data)?;
    let invite = Invite {
        code: owned(&data.code),
        inviter: data.inviter.map(|user| UserId(user.id.0)),
        uses: data.uses,
        max_uses: data.max_uses,
        expires_at: data.expires_at.as_deref().and_then(moment),
        vanity: false,
    };
    let guild = data.guild_id.map(Id::guild);
    Ok((guild, Body::InviteCreated(Box::new(invite))))
}

pub(super) fn deleted(data: &str) -> Data {
    let data: InviteData<'_> = serde_json::from_str(data)?;
    let guild = data.guild_id.map(Id::guild);
    Ok((guild, Body::InviteDeleted(owned(&data.code))))
}

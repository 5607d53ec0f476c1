//! The calls of acts.

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::events::MAX_WAIT_MS;
use emperione_protocol::{Client, Error, ErrorKind, Flatten, GuildId, UserId};
use tarpc::context::current;

use super::{Call, waiting};
use crate::dialog::pick::Named;
use crate::message::Answer;
use crate::remote::is_passing;

/// The kinds that need nothing besides whom, so that their checks can be asked before anything is filled in.
const PLAIN: [Kind; 13] = [
    Kind::Ban,
    Kind::Unban,
    Kind::Softban,
    Kind::Kick,
    Kind::Timeout,
    Kind::Untimeout,
    Kind::Warn,
    Kind::Note,
    Kind::VoiceDisconnect,
    Kind::VoiceMute,
    Kind::VoiceUnmute,
    Kind::VoiceDeafen,
    Kind::VoiceUndeafen,
];

pub(super) async fn perform(call: Call, client: &Client) -> Answer {
    let actions = client.actions();
    match call {
        Call::Roles(guild) => {
            let roles = client.guilds().roles(current(), guild).await.flat();
            let named = |roles: Vec<_>| roles.iter().map(role).collect();
            Answer::Roles(guild, roles.map(named))
        }
        Call::Channels(guild) => {
            let channels = client.guilds().channels(current(), guild).await.flat();
            let named = |channels: Vec<_>| channels.iter().map(channel).collect();
            Answer::Channels(guild, channels.map(named))
        }
        Call::Verdicts(guild, user) => Answer::Verdicts(user, verdicts(guild, user, client).await),
        Call::Submit(request) => {
            let submitted = actions.submit(waiting(), (*request).clone()).await;
            Answer::Submitted(*request, submitted.flat())
        }
        Call::Wait(id) => {
            let action = actions.wait(waiting(), id, MAX_WAIT_MS).await;
            Answer::Action(id, action.flat())
        }
        Call::Inverse(guild, number) => {
            let inverse = actions.inverse(current(), guild, number).await;
            Answer::Inverse(number, inverse.flat())
        }
        Call::Resolve { guild, text, then } => {
            let members = client.members();
            let found = members.resolve(current(), guild, text.clone()).await;
            let result = found.flat();
            Answer::Resolved { text, then, result }
        }
        Call::Preview(request) => {
            let preview = actions.preview(waiting(), (*request).clone()).await;
            Answer::Preview(*request, preview.flat())
        }
        other => unreachable!("{other:?} is no call of acts"),
    }
}

fn role(role: &emperione_protocol::guilds::RoleRef) -> Named {
    Named::new(role.id.0, &role.name)
}

fn channel(channel: &emperione_protocol::guilds::ChannelRef) -> Named {
    Named::new(channel.id.0, &channel.name)
}

/// What the checks say against each act that needs no form.
async fn verdicts(
    guild: GuildId,
    user: UserId,
    client: &Client,
) -> Result<Vec<(Kind, String)>, Error> {
    let mut verdicts = Vec::new();
    for kind in PLAIN {
        let request = ActRequest {
            // A warning and a note are checked with a text only.
            reason: Some("-".into()),
            ..ActRequest::new(guild, kind, user)
        };
        let preview = client.actions().preview(current(), request).await.flat();
        let against = match preview {
            Ok(preview) => preview.checks.into_iter().find(|check| !check.ok),
            Err(error) if is_passing(&error) => return Err(error),
            Err(error) if error.kind == ErrorKind::Invalid => None,
            Err(error) => {
                verdicts.push((kind, error.message));
                continue;
            }
        };
        verdicts.extend(against.map(|check| (kind, check.detail)));
    }
    Ok(verdicts)
}

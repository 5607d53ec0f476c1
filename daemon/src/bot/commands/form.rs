//! Forms that open from a member's menu: why, and for how long.

use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, Kind};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{
    CommandType, CreateActionRow, CreateCommand, CreateInputText, CreateModal, InputTextStyle,
    InteractionContext, Permissions, ResolvedTarget,
};

use super::call::{Call, read_duration};
use super::press::{Button, Press};
use super::reply::Reply;
use super::{act, confirm};
use crate::domain::actions::kinds::{Length, facts};
use crate::services::{Error, Result};

/// The kinds that have a form.
const KINDS: [Kind; 3] = [Kind::Warn, Kind::Timeout, Kind::Ban];
/// The longest title (Modal: `title`).
const LONGEST_TITLE: usize = 45;
/// Whatever makes sense, for a check of the rights before anything is written.
const SOME_LENGTH_MS: u64 = 60_000;

/// A command in the menu of a member, for members with a right.
pub(super) fn menu(name: &str, needs: Permissions) -> CreateCommand {
    CreateCommand::new(name)
        .kind(CommandType::User)
        .default_member_permissions(needs)
        .contexts(vec![InteractionContext::Guild])
}

/// The form for an act on the member from whose menu it is chosen, if the checks allow it.
pub(super) async fn open(call: &Call<'_>, kind: Kind) -> Result<CreateModal> {
    let Some(ResolvedTarget::User(user, _)) = call.interaction.data.target() else {
        return Err(Error::invalid("member", "it is missing"));
    };
    let request = ActRequest {
        reason: Some("-".into()),
        duration_ms: (kind == Kind::Timeout).then_some(SOME_LENGTH_MS),
        ..ActRequest::new(call.guild()?, kind, UserId(user.id.get()))
    };
    confirm::check(call.by(), &request).await?;
    let title: String = format!("{kind} {}", user.name).chars().take(LONGEST_TITLE).collect();
    Ok(CreateModal::new(format!("{}:{kind}:{}", Form::NAME, user.id), title).components(rows(kind)))
}

fn rows(kind: Kind) -> Vec<CreateActionRow> {
    let why = CreateInputText::new(InputTextStyle::Paragraph, "Why", "reason")
        .placeholder("For the case, the audit log and the member; template:NAME is that template")
        .max_length(act::LONGEST_REASON)
        .required(facts(kind).needs_reason);
    let mut rows = vec![CreateActionRow::InputText(why)];
    if facts(kind).length != Length::Never {
        let must = kind == Kind::Timeout;
        let label = if must {
            "How long, such as 10m, 1h or 7d"
        } else {
            "How long, such as 7d; for good without it"
        };
        let length = CreateInputText::new(InputTextStyle::Short, label, "duration")
            .max_length(20)
            .required(must);
        rows.push(CreateActionRow::InputText(length));
    }
    rows
}

/// What comes back from such a form.
pub(super) struct Form;

impl Button for Form {
    const NAME: &'static str = "form";

    fn open<'a>(_: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async { Err(Error::invalid("form", "no button opens it")) }.boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let request = request(press).await?;
            if confirm::needs(request.kind) {
                confirm::ask(press.by(), request, None).await
            } else {
                press.by().submit(request).await
            }
        }
        .boxed()
    }
}

async fn request(press: &Press<'_>) -> Result<ActRequest> {
    let (kind, target) = read(press.key)?;
    let guild = press.guild()?;
    let written = |name: &str| press.field(name).map(str::trim).filter(|text| !text.is_empty());
    let templates = &press.services.templates;
    let reason = match written("reason") {
        Some(typed) => Some(templates.reason(&press.actor, guild, typed).await?),
        None => None,
    };
    Ok(ActRequest {
        id: super::action_id(press.interaction),
        reason,
        duration_ms: read_duration("duration", written("duration"))?,
        notify: act::tells(kind),
        ..ActRequest::new(guild, kind, target)
    })
}

fn read(key: &str) -> Result<(Kind, UserId)> {
    let parts = key.split_once(':').and_then(|(word, user)| {
        let kind = KINDS.into_iter().find(|kind| kind.word() == word)?;
        Some((kind, user.parse().ok()?))
    });
    parts.ok_or_else(|| Error::invalid("form", "it is not known"))
}

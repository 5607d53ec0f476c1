//! The form for an act on a member: why, and for how long. It opens from their menu, and under an item about them.

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::{GuildId, UserId};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{
    CommandType, CreateCommand, CreateModal, InteractionContext, Permissions, ResolvedTarget,
};

use super::call::Call;
use super::confirm;
use super::field::{self, Field};
use super::press::{Button, Press};
use super::reply::Reply;
use crate::domain::actions::kinds::{Length, facts};
use crate::services::{Error, Result};

/// The kinds that have a form.
const KINDS: [Kind; 3] = [Kind::Warn, Kind::Timeout, Kind::Ban];
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
    check(call, kind, UserId(user.id.get())).await?;
    let id = format!("{}:{kind}:{}", Form::NAME, user.id);
    Ok(of(&id, kind, &user.name))
}

/// Refuses an act that the checks do not allow, before anything is written.
pub(super) async fn check(call: &Call<'_>, kind: Kind, target: UserId) -> Result<()> {
    let request = ActRequest {
        reason: Some("-".into()),
        duration_ms: (kind == Kind::Timeout).then_some(SOME_LENGTH_MS),
        ..ActRequest::new(call.guild()?, kind, target)
    };
    confirm::check_soon(call.by(), &request).await
}

/// The form for an act on a member.
pub(super) fn of(id: &str, kind: Kind, name: &str) -> CreateModal {
    titled(id, kind, &format!("{kind} {name}"))
}

/// The same under another title.
pub(super) fn titled(id: &str, kind: Kind, title: &str) -> CreateModal {
    let why = Field::reason("Why")
        .hint("For the case, the audit log and the member; template:NAME is that template")
        .required(facts(kind).needs_reason);
    let length = match (facts(kind).length, kind) {
        (Length::Never, _) => None,
        (_, Kind::Timeout) => Some(Field::duration("How long, such as 10m, 1h or 7d")),
        _ => Some(Field::duration("How long, such as 7d; for good without it").optional()),
    };
    let tells = kind.tells_by_default().then(Field::notify);
    field::form(id, title, [why].into_iter().chain(length).chain(tells))
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
            let request = request(press, press.guild()?, read(press.key)?).await?;
            confirm::run(press.by(), request).await
        }
        .boxed()
    }
}

/// The kind of a form.
pub(super) fn kind(word: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| kind.word() == word)
}

/// The request that the fields make.
pub(super) async fn request(
    press: &Press<'_>,
    guild: GuildId,
    (kind, target): (Kind, UserId),
) -> Result<ActRequest> {
    Ok(ActRequest {
        id: super::action_id(press.interaction),
        reason: press.reason(guild).await?,
        duration_ms: press.duration()?,
        notify: press.notify(kind)?,
        ..ActRequest::new(guild, kind, target)
    })
}

fn read(key: &str) -> Result<(Kind, UserId)> {
    let parts = key
        .split_once(':')
        .and_then(|(word, user)| Some((kind(word)?, user.parse().ok()?)));
    parts.ok_or_else(|| Error::invalid("form", "it is not known"))
}

use emperione_protocol::UserId;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::messages::read_link;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{
    CommandOptionType, CreateButton, CreateCommand, CreateCommandOption, InteractionContext,
    ResolvedValue, User,
};

use super::Command;
use super::call::Call;
use super::reply::Reply;
use crate::services::inbox::{Filing, Subject};
use crate::services::{Error, Result};

pub(super) struct Report;

impl Command for Report {
    const NAME: &'static str = "report";

    fn define() -> CreateCommand {
        let text = CommandOptionType::String;
        CreateCommand::new(Self::NAME)
            .description("Report a member or a message to the moderators; only they see it")
            .contexts(vec![InteractionContext::Guild])
            .add_option(
                CreateCommandOption::new(text, "reason", "What is wrong")
                    .max_length(1_000)
                    .required(true),
            )
            .add_option(CreateCommandOption::new(
                CommandOptionType::User,
                "member",
                "Whom",
            ))
            .add_option(
                CreateCommandOption::new(text, "message", "The link of a message").max_length(200),
            )
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let subject = match (call.text("message"), call.user_if_named("member")) {
                (Some(link), _) => linked(call, link)?,
                (None, Some(_)) => Subject::Member(member(call)?),
                (None, None) => {
                    return Err(Error::invalid("report", "name a member or a message"));
                }
            };
            file(call, subject).await
        }
        .boxed()
    }
}

fn linked(call: &Call<'_>, link: &str) -> Result<Subject> {
    let guild = call.guild()?;
    match read_link(link) {
        Some((of, channel, message)) if of == guild => Ok(Subject::Link(channel, message)),
        Some(_) => Err(Error::invalid("message", "it is of another server")),
        None => {
            let why = "it is no link; use Copy Message Link in the message's menu";
            Err(Error::invalid("message", why))
        }
    }
}

fn member(call: &Call<'_>) -> Result<UserRef> {
    let options = call.interaction.data.options();
    let found = options.iter().find_map(|option| match option.value {
        ResolvedValue::User(found, _) if option.name == "member" => Some(user(found)),
        _ => None,
    });
    found.ok_or_else(|| Error::invalid("member", "it is missing"))
}

/// A user of Discord's as records name them.
pub(super) fn user(user: &User) -> UserRef {
    UserRef {
        id: UserId(user.id.get()),
        name: user.name.clone(),
        display_name: user.global_name.clone(),
    }
}

/// Makes the report, and asks for words where there are none.
pub(super) async fn file(call: &Call<'_>, subject: Subject) -> Result<Reply> {
    let (guild, interaction) = (call.guild()?, call.interaction.id.get());
    let filing = Filing {
        guild,
        interaction,
        subject,
        words: call.text("reason").map(str::to_owned),
    };
    let has_words = filing.words.is_some();
    let filed = call.services.inbox.report(&call.actor, filing).await?;
    let others = if filed.joined {
        " Others reported the same."
    } else {
        ""
    };
    let text = format!(
        "Reported to the moderators (item {}).{others} You are told by direct message what they decide.",
        filed.number
    );
    let why = CreateButton::new(format!("explain:{guild}:{interaction}")).label("Say why");
    let buttons = if has_words { Vec::new() } else { vec![why] };
    Ok(Reply { text, buttons })
}

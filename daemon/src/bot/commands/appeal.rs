use emperione_protocol::GuildId;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::CreateModal;

use super::field::{Field, form};
use super::press::{Button, Press};
use super::reply::Reply;
use crate::domain::actions::notice;
use crate::services::{Error, Result};

/// Under the direct message that tells of a timeout.
pub(super) struct Appeal;

impl Button for Appeal {
    const NAME: &'static str = "appeal";

    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async move {
            let (guild, case) = read(press.key)?;
            let inbox = &press.services.inbox;
            inbox.check_appeal(&press.actor, guild, case).await?;
            let id = notice::appeal_button(guild, case);
            let title = format!("Appeal against case {case}");
            let why = Field::words("Why should the timeout end?");
            Ok(Some(form(&id, &title, [why])))
        }
        .boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let of = read(press.key)?;
            let words = press.words().to_owned();
            let said = (press.interaction, words);
            let inbox = &press.services.inbox;
            let filed = inbox.appeal(&press.actor, of, said).await?;
            let text = format!(
                "Your appeal waits for the moderators (item {}). You are told here what they decide.",
                filed.number
            );
            Ok(text.into())
        }
        .boxed()
    }
}

fn read(key: &str) -> Result<(GuildId, u64)> {
    notice::read_appeal(&format!("{}:{key}", Appeal::NAME))
        .ok_or_else(|| Error::invalid("appeal", "the button is not known"))
}

use emperione_protocol::GuildId;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::CreateModal;

use super::field::{Field, form};
use super::press::{Button, Press};
use super::reply::Reply;
use crate::services::{Error, Result};

/// Under the answer to a report: adds words to it.
pub(super) struct Explain;

impl Button for Explain {
    const NAME: &'static str = "explain";

    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>> {
        async move {
            read(press.key)?;
            let id = format!("{}:{}", Self::NAME, press.key);
            Ok(Some(form(&id, "Report", [Field::words("What is wrong?")])))
        }
        .boxed()
    }

    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Reply>> {
        async move {
            let words = press.words();
            let inbox = &press.services.inbox;
            inbox.explain(&press.actor, read(press.key)?, words).await?;
            Ok("Your words were added to the report.".to_owned().into())
        }
        .boxed()
    }
}

/// The report: its guild and its interaction.
fn read(key: &str) -> Result<(GuildId, u64)> {
    let parts = key.split_once(':');
    let read = parts.and_then(|(guild, id)| Some((guild.parse().ok()?, id.parse().ok()?)));
    read.ok_or_else(|| Error::invalid("report", "the button is not known"))
}

use emperione_protocol::PageRequest;
use emperione_protocol::cases::CaseFilter;
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CommandOptionType, CreateCommand, CreateCommandOption, Permissions};

use super::call::Call;
use super::reply::{self, Reply};
use super::{Command, act};
use crate::services::Result;

/// So many fit into a message.
const MOST: u32 = 15;

pub(super) struct Cases;

impl Command for Cases {
    const NAME: &'static str = "cases";

    fn define() -> CreateCommand {
        let words = CreateCommandOption::new(
            CommandOptionType::String,
            "words",
            "Words of the name, the reason or the log",
        )
        .max_length(100);
        let about = "List the newest cases";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS).add_option(words)
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        let filter = CaseFilter {
            text: call.text("words").map(str::to_owned),
            ..CaseFilter::default()
        };
        list(call, filter).boxed()
    }
}

/// The newest cases that fit, one a line.
pub(super) async fn list(call: &Call<'_>, filter: CaseFilter) -> Result<Reply> {
    let filter = CaseFilter {
        guild: Some(call.guild()?),
        ..filter
    };
    let page = PageRequest {
        after: None,
        limit: MOST,
    };
    let found = call
        .services
        .cases
        .list(&call.actor, &filter, &page)
        .await?;
    let lines: Vec<_> = found.items.iter().map(reply::line).collect();
    let more = found.next.map(|_| "- … and older ones".to_owned());
    let lines: Vec<_> = lines.into_iter().chain(more).collect();
    if lines.is_empty() {
        return Ok("there are no cases".to_owned().into());
    }
    Ok(lines.join("\n").into())
}

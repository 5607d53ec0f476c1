//! The calls of cases.

use emperione_protocol::actions::RetimeRequest;
use emperione_protocol::{Client, Flatten};
use tarpc::context::current;

use super::Call;
use crate::message::Answer;

pub(super) async fn perform(call: Call, client: &Client) -> Answer {
    let cases = client.cases();
    match call {
        Call::Cases { filter, page } => {
            let more = page.after.is_some();
            let list = cases.list(current(), filter.clone(), page).await;
            Answer::Cases {
                filter,
                more,
                result: list.flat(),
            }
        }
        Call::Case(guild, number) => {
            let shown = cases.show(current(), guild, number).await;
            Answer::Case(number, shown.flat())
        }
        Call::Changes(guild, number) => {
            let changes = cases.diff(current(), guild, number).await;
            Answer::Changes(number, changes.flat())
        }
        Call::Edit(request) => {
            let edited = cases.edit(current(), (*request).clone()).await;
            Answer::Edited(*request, edited.flat())
        }
        Call::Retime(guild, number, length) => {
            let actions = client.actions();
            let request = RetimeRequest {
                duration_ms: length,
                ..RetimeRequest::new(guild, number)
            };
            let case = actions.retime(current(), request).await;
            Answer::Retimed(number, length, case.flat())
        }
        other => unreachable!("{other:?} is no call of cases"),
    }
}

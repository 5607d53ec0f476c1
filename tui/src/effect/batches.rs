//! The calls of plans and batches.

use std::time::Duration;

use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten};
use tarpc::context::current;

use super::{Call, Planning};
use crate::message::Answer;
use crate::screens::batches::Turn;

/// A plan of ten thousand takes its time.
const LONG: Duration = Duration::from_mins(2);

pub(super) async fn perform(call: Call, client: &Client) -> Answer {
    let batches = client.batches();
    match call {
        Call::Plan(planning) => {
            let plan = match &planning {
                Planning::Act(request) => batches.plan(within(LONG), (**request).clone()).await,
                Planning::Undo(id) => batches.inverse(within(LONG), *id).await,
            };
            Answer::Plan(planning, plan.flat())
        }
        Call::Create(request) => {
            let created = batches.create(within(LONG), (*request).clone()).await;
            Answer::Created(*request, created.flat())
        }
        Call::Batches { guild, page } => {
            let more = page.after.is_some();
            let list = batches.list(current(), Some(guild), page).await;
            Answer::Batches {
                guild,
                more,
                result: list.flat(),
            }
        }
        Call::Batch(id) => Answer::Batch(id, batches.show(current(), id).await.flat()),
        Call::BatchLines { id, page } => {
            let more = page.after.is_some();
            let lines = batches.lines(current(), id, page).await;
            Answer::BatchLines {
                id,
                more,
                result: lines.flat(),
            }
        }
        Call::TurnBatch(id, turn) => {
            let turned = match turn {
                Turn::Pause => batches.pause(current(), id).await,
                Turn::Resume => batches.resume(current(), id).await,
                Turn::Cancel => batches.cancel(current(), id).await,
                Turn::Approve => batches.approve(current(), id).await,
            };
            Answer::Turned(id, turned.flat())
        }
        other => unreachable!("{other:?} is no call of batches"),
    }
}

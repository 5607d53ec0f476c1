//! Batches as they could be.

use emperione_protocol::BatchId;
use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::batches::{Act, Batch, BatchState};

use super::fixtures::{GUILD, ago};

pub(crate) fn batch(number: u32) -> Batch {
    let states = [
        BatchState::Done,
        BatchState::Running,
        BatchState::Waiting,
        BatchState::Paused,
        BatchState::Cancelled,
    ];
    let state = states[number as usize % states.len()];
    let total = u64::from(number) * 37 % 400 + 4;
    let ended = match state {
        BatchState::Done => total,
        BatchState::Waiting => 0,
        _ => total * 2 / 3,
    };
    let failed = ended / 9;
    Batch {
        id: BatchId(u64::from(number) + 1_000),
        guild: GUILD,
        act: Act {
            reason: Some(format!("raid, wave {number}")),
            ..Act::new(Kind::Ban)
        },
        state,
        actor: ActorRef::Local {
            uid: 0,
            name: "root".into(),
        },
        approver: None,
        halted: (state == BatchState::Paused).then(|| "the bot lost BAN_MEMBERS".into()),
        undoes: (number % 5 == 4).then_some(BatchId(1_000)),
        total,
        applied: ended - failed,
        failed,
        refused: 0,
        open: u64::from(state == BatchState::Running),
        created_at: ago(i64::from(number) * 700 + 9),
        finished_at: state.is_final().then(|| ago(1)),
        left_ms: (total - ended) * 500,
    }
}

pub(crate) fn batches(n: u32) -> Vec<Batch> {
    (0..n).map(batch).collect()
}

//! Plans and batches as they could be.

use emperione_protocol::actions::{ActorRef, Kind, State};
use emperione_protocol::batches::{Act, Aim, Batch, BatchLine, BatchState, Plan, PlanLine};
use emperione_protocol::{ActionId, BatchId};

use super::fixtures::{GUILD, ago, user};

/// The plan of an act on so many; every fourth is refused.
pub(crate) fn plan(act: Act, n: u32) -> Plan {
    let line = |number: u32| PlanLine {
        aim: Aim::new(user(number).id),
        target: user(number),
        refused: (number % 4 == 3).then(|| "you stand not above the target".into()),
        already: false,
    };
    Plan {
        guild: GUILD,
        guild_name: "Aurora Commons".into(),
        act,
        lines: (0..n).map(line).collect(),
        calls: u64::from(n.div_ceil(200)),
        wait_ms: u64::from(n) * 22,
        risks: vec!["2 joined more than 30 days ago".into()],
        confirm: (n > 25).then(|| format!("it hits {n}, more than 25")),
        undoes: None,
    }
}

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

pub(crate) fn lines(n: u32) -> Vec<BatchLine> {
    let line = |number: u32| {
        let state = match number % 5 {
            0 => Some(State::Failed),
            1 => Some(State::Sending),
            2 => None,
            _ => Some(State::Applied),
        };
        BatchLine {
            target: user(number),
            action: state.map(|_| ActionId(u64::from(number))),
            case: state.map(|_| u64::from(number) + 40),
            state,
            error: match state {
                Some(State::Failed) => Some("the member left".into()),
                None if number % 2 == 0 => Some("you stand not above the target".into()),
                _ => None,
            },
        }
    };
    (0..n).map(line).collect()
}

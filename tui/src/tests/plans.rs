//! Plans, and what became of everybody, as they could be.

use emperione_protocol::actions::State;
use emperione_protocol::batches::{Act, Aim, BatchLine, Plan, PlanLine};
use emperione_protocol::{ActionId, Code};

use crate::testing::fixtures::{GUILD, user};

/// The plan of an act on so many; every fourth is refused.
pub(crate) fn plan(act: Act, n: u32) -> Plan {
    let line = |number: u32| PlanLine {
        aim: Aim::new(user(number).id),
        target: user(number),
        refused: (number % 4 == 3).then(|| "you stand not above the target".into()),
        already: false,
        code: (number % 4 == 3).then_some(Code::ActorRank),
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
                None if number.is_multiple_of(2) => Some("you stand not above the target".into()),
                _ => None,
            },
        }
    };
    (0..n).map(line).collect()
}

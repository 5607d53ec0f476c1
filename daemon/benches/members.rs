//! The memory of 100,000 members in the state. `cargo bench -p emperione-daemon --bench members`
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a benchmark may fail by a panic"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use common::{chunk, guild, line, resident};
use emperione_daemon::bot::frames::{self, Frame};
use emperione_daemon::domain::state::State;
use emperione_protocol::{GuildId, Timestamp};

const CHUNKS: u64 = 100;

fn apply(state: &mut State, text: &str) {
    let Ok(Frame::Dispatch { event, .. }) = frames::decode(text) else {
        panic!("not a dispatch");
    };
    state.apply(&event, Timestamp(0));
}

fn main() {
    let mut state = State::default();
    apply(&mut state, &guild());
    let before = resident();

    for index in 0..CHUNKS {
        apply(&mut state, &chunk(index, CHUNKS));
    }

    let used = resident() - before;
    let members = state.guild(GuildId(common::GUILD)).unwrap().members.len();
    line(&format!(
        "{members} members in the state: {} MB resident",
        used.div_ceil(1_000_000)
    ));
}

//! Does this machine's clock agree with Discord's?

use emperione_protocol::Timestamp;
use std::future::{Ready, ready};

use super::{Answer, Parts};

/// A difference that signatures, due times and timeouts do not notice.
const TOLERATED_MS: i64 = 5_000;

pub(super) fn ask(parts: &Parts) -> Ready<Vec<Answer>> {
    // Discord's newest id holds Discord's time; one from the future shows that our clock is behind.
    let newest = {
        let state = parts.state.read();
        let channels = state
            .guilds
            .values()
            .flat_map(|guild| guild.channels.values());
        channels.filter_map(|channel| channel.last_message).max()
    };
    ready(vec![judge(
        newest.map(emperione_protocol::MessageId::created_at),
        parts.clock.now(),
    )])
}

fn judge(newest: Option<Timestamp>, now: Timestamp) -> Answer {
    let Some(newest) = newest else {
        return Answer::ok("no message was seen yet to compare the clock with");
    };
    let behind = newest.0 - now.0;
    if behind > TOLERATED_MS {
        return Answer::error(
            format!(
                "this machine's clock is {} s behind Discord's",
                behind / 1000
            ),
            "synchronise it: `timedatectl set-ntp true`",
        );
    }
    Answer::ok("this machine's clock is not behind Discord's")
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[test]
    fn a_message_from_the_future_shows_a_late_clock() {
        assert_eq!(
            judge(Some(Timestamp(14_000)), Timestamp(10_000)).level,
            Level::Ok
        );
        assert_eq!(
            judge(Some(Timestamp(16_000)), Timestamp(10_000)).level,
            Level::Error
        );
        assert_eq!(judge(None, Timestamp(10_000)).level, Level::Ok);
    }
}

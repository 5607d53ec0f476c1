//! How many times may the bot still log in today?

use super::{Answer, Parts, soon};
use crate::ports::discord::{Gateway, Lane};

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    vec![match soon(parts.discord.gateway(Lane::Manual)).await {
        Ok(gateway) => judge(&gateway),
        Err(error) => Answer::unasked(&error),
    }]
}

/// Discord resets the token of a bot that identifies more often than it may (Gateway: Identifying).
fn judge(gateway: &Gateway) -> Answer {
    let Gateway {
        identifies_left: left,
        identifies_total: total,
        ..
    } = *gateway;
    let detail = format!(
        "{left} of {total} logins are left, renewed in {} min",
        gateway.reset_after_ms / 60_000
    );
    match left {
        0 => Answer::error(
            detail,
            "wait until they are renewed; do not restart the daemon",
        ),
        _ if left < total / 10 => Answer::warning(detail, "find out what restarts the daemon"),
        _ => Answer::ok(detail),
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[track_caller]
    fn check(left: u32, expected: Level) {
        let gateway = Gateway {
            url: String::new(),
            shards: 1,
            identifies_total: 1000,
            identifies_left: left,
            reset_after_ms: 60_000,
            max_concurrency: 1,
        };
        assert_eq!(judge(&gateway).level, expected);
    }

    #[test]
    fn few_logins_are_a_warning_and_none_an_error() {
        check(1000, Level::Ok);
        check(100, Level::Ok);
        check(99, Level::Warning);
        check(0, Level::Error);
    }
}

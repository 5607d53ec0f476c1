//! Are the privileged intents switched on that the configuration asks for?

use emperione_protocol::system::Intents;

use super::{Answer, Parts, soon};
use crate::ports::discord::Lane;

/// Bits of the application's flags: with review and without (Application: Application Flags).
const MEMBERS: u64 = 1 << 14 | 1 << 15;
const CONTENT: u64 = 1 << 18 | 1 << 19;

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    match soon(parts.discord.application(Lane::Manual)).await {
        Ok(application) => judge(parts.config.bot.intents, application.flags),
        Err(error) => vec![Answer::unasked(&error)],
    }
}

fn judge(wanted: Intents, flags: u64) -> Vec<Answer> {
    let tiers = [
        (
            MEMBERS,
            "server members",
            wanted != Intents::Minimal,
            "joins and leaves are not seen",
        ),
        (
            CONTENT,
            "message content",
            wanted == Intents::Full,
            "message texts are not seen",
        ),
    ];
    tiers
        .map(
            |(bits, name, wanted, lacks)| match (wanted, flags & bits != 0) {
                (true, true) => Answer::ok(format!("the intent {name} is on")),
                (true, false) => Answer::error(
                    format!("the intent {name} is off, but bot.intents asks for it"),
                    "switch it on in Discord's Developer Portal, page Bot, or lower bot.intents",
                ),
                (false, _) => Answer::warning(
                    format!("the intent {name} is not asked for: {lacks}"),
                    "set bot.intents = \"full\" in empd.toml if you want them",
                ),
            },
        )
        .into()
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[track_caller]
    fn check(wanted: Intents, flags: u64, expected: [Level; 2]) {
        let levels: Vec<_> = judge(wanted, flags)
            .iter()
            .map(|answer| answer.level)
            .collect();
        assert_eq!(levels, expected);
    }

    #[test]
    fn an_intent_that_is_wanted_and_off_is_an_error() {
        check(Intents::Full, 1 << 15 | 1 << 19, [Level::Ok, Level::Ok]);
        check(Intents::Full, 1 << 14, [Level::Ok, Level::Error]);
        check(Intents::NoContent, 0, [Level::Error, Level::Warning]);
        check(Intents::Minimal, 0, [Level::Warning, Level::Warning]);
    }
}

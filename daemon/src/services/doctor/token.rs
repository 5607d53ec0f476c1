//! Does Discord take the token?

use super::{Answer, Parts, soon};
use crate::ports::discord::{CallError, Lane};

const UNAUTHORIZED: u16 = 401;

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    vec![match soon(parts.discord.application(Lane::Manual)).await {
        Ok(application) => Answer::ok(format!("the token is that of {}", application.name)),
        Err(CallError::Refused {
            status: UNAUTHORIZED,
            ..
        }) => Answer::error(
            "discord does not take the token",
            "reset it in Discord's Developer Portal, put the new one where the old one is, and restart empd",
        ),
        Err(error) => Answer::unasked(&error),
    }]
}

//! Can every guild's inbox be posted to its channel, and is nothing left to post?

use super::log_channels::{Sort, ask_of};
use super::{Answer, Parts};

const INBOXES: Sort = Sort {
    label: "inbox channel",
    key: "inbox.channels",
    instead: "read the inbox with `emp inbox list`",
};

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    ask_of(parts, parts.config.inbox.guilds(), &INBOXES).await
}

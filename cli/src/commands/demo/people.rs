//! The demo's moderator: warns, times out and bans the one who posts the same link again and again.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Action, Kind};
use emperione_protocol::messages::MessageFilter;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Error, Flatten};

use super::children::Info;
use crate::commands::act::until_final;
use crate::context::PATIENCE;

/// How long the ban lasts, in the community's time.
pub(super) const BAN: Duration = Duration::from_secs(10);
const TIMEOUT: Duration = Duration::from_mins(1);
/// Between what the moderator does, in real time.
const PAUSE: Duration = Duration::from_secs(2);

/// Acts three times on the spammer, once there is something to see.
pub(super) async fn act(client: &Client, info: &Info) -> Result<(), Error> {
    while posts(client, info).await? == 0 {
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    for (kind, length, reason) in [
        (Kind::Warn, None, "no advertising, please"),
        (Kind::Timeout, Some(TIMEOUT), "asked to stop, and did not"),
        (Kind::Ban, Some(BAN), "spam"),
    ] {
        carry_out(client, info, kind, (length, reason)).await?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn posts(client: &Client, info: &Info) -> Result<usize, Error> {
    let filter = MessageFilter {
        guild: info.guild,
        author: Some(info.spammer.id),
        ..MessageFilter::default()
    };
    Ok(client
        .messages()
        .list(within(PATIENCE), filter, 1)
        .await
        .flat()?
        .len())
}

async fn carry_out(
    client: &Client,
    info: &Info,
    kind: Kind,
    (length, reason): (Option<Duration>, &str),
) -> Result<Action, Error> {
    let request = ActRequest {
        reason: Some(reason.into()),
        duration_ms: length.map(|length| u64::try_from(length.as_millis()).unwrap_or(u64::MAX)),
        notify: kind == Kind::Warn,
        ..ActRequest::new(info.guild, kind, info.spammer.id)
    };
    until_final(&request, client).await
}

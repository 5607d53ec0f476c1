//! Alerts and live counts of the daemon that answers by rule.

use emperione_protocol::alerts::{
    Address, Alert, Alerts, Replay, Rule, RuleDetail, SetRule, TestRequest, Webhook,
};
use emperione_protocol::inbox::{Item, ItemKind, ItemState};
use emperione_protocol::live::{Counts, Live, LiveRequest};
use emperione_protocol::{Error, ErrorKind, GuildId, Timestamp, UserId};
use tarpc::context::Context;

use super::daemon::Daemon;
use super::inbox::item;
use crate::testing::fixtures;

fn missing<T>(name: &str) -> Result<T, Error> {
    let message = format!("alert rule {name} is not known");
    Err(Error::new(ErrorKind::NotFound, message))
}

/// An alert in the inbox.
pub(super) fn rang(number: u64) -> Item {
    let mut item = item(number, ItemState::Open);
    item.kind = ItemKind::Alert;
    (item.target.id, item.target.name) = (UserId(0), "raid".into());
    item.target.display_name = None;
    (item.channel, item.message, item.case) = (None, None, None);
    item.alert = Some(4);
    item
}

impl Alerts for Daemon {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Rule>, Error> {
        Ok(Vec::new())
    }
    async fn show(self, _: Context, _: GuildId, name: String) -> Result<RuleDetail, Error> {
        missing(&name)
    }
    async fn set(self, _: Context, request: SetRule) -> Result<Rule, Error> {
        missing(&request.name)
    }
    async fn remove(self, _: Context, _: GuildId, name: String) -> Result<(), Error> {
        missing(&name)
    }
    async fn test(self, _: Context, request: TestRequest) -> Result<Replay, Error> {
        missing(&request.rule)
    }
    async fn ack(self, _: Context, _: GuildId, name: String) -> Result<Alert, Error> {
        missing(&name)
    }
    async fn mute(
        self,
        _: Context,
        _: GuildId,
        name: String,
        _: Option<Timestamp>,
    ) -> Result<Rule, Error> {
        missing(&name)
    }
    async fn webhooks(self, _: Context, _: GuildId) -> Result<Vec<Webhook>, Error> {
        Ok(Vec::new())
    }
    async fn set_webhook(
        self,
        _: Context,
        _: GuildId,
        name: String,
        _: Address,
    ) -> Result<Webhook, Error> {
        missing(&name)
    }
    async fn remove_webhook(self, _: Context, _: GuildId, name: String) -> Result<(), Error> {
        missing(&name)
    }
    async fn enable_webhook(self, _: Context, _: GuildId, name: String) -> Result<Webhook, Error> {
        missing(&name)
    }
}

impl Counts for Daemon {
    async fn last(self, _: Context, request: LiveRequest) -> Result<Live, Error> {
        let counts = fixtures::counts();
        let minutes = request.seconds / request.width;
        assert_eq!((request.width, minutes), (counts.width, 60));
        Ok(counts)
    }
}

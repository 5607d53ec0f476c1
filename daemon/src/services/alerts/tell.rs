//! Whom a ringing is told: written down with the ringing itself, and sent by those who send such things.

use emperione_protocol::GuildId;
use emperione_protocol::events::Body;
use serde_json::json;

use super::Alerts;
use crate::domain::actor::Actor;
use crate::domain::alerts::{Route, Rule};
use crate::domain::outbox::{Told, alert_text};
use crate::services::Result;
use crate::services::inbox::Rang;
use crate::store::alert_posts::{self, NewPost};
use crate::store::alerts::AlertRow;
use crate::store::outbox::{self, Wish};
use crate::store::{self, Tx, events};

/// The version of what webhooks and commands read.
const VERSION: u32 = 1;

/// What is told of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Rang,
    Cleared,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Rang => "rang",
            Self::Cleared => "cleared",
        }
    }
}

impl Alerts {
    /// Writes down what is to be told to each route of a rule.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (rule, alert): (&Rule, &AlertRow),
        what: What,
    ) -> Result<()> {
        for route in &rule.routes {
            match route {
                Route::Inbox => self.tell_inbox(tx, actor, alert, what).await?,
                Route::Channel(channel) => {
                    let wish = Wish {
                        guild: alert.guild,
                        channel: *channel,
                        told: Told::Alert,
                        case: None,
                        batch: None,
                        item: None,
                        text: self.words(rule, alert, what),
                        created_at: self.parts.clock.now(),
                    };
                    outbox::insert(tx, &wish).await?;
                }
                Route::Webhook(name) => {
                    let post = self.post(("webhook", name), rule, alert, what);
                    alert_posts::insert(tx, &post).await?;
                }
                Route::Command(name) => {
                    let post = self.post(("command", name), rule, alert, what);
                    alert_posts::insert(tx, &post).await?;
                }
            }
        }
        Ok(())
    }

    async fn tell_inbox(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        alert: &AlertRow,
        what: What,
    ) -> Result<()> {
        let rang = Rang {
            guild: alert.guild,
            alert: alert.number,
            rule: &alert.rule,
            says: &alert.says,
        };
        match what {
            What::Rang => self.inbox.ring(tx, actor, rang).await,
            What::Cleared => self.inbox.ring_out(tx, actor, rang).await,
        }
    }

    /// What is told in words: a title, and the lines below it.
    fn words(&self, rule: &Rule, alert: &AlertRow, what: What) -> String {
        let (number, name) = (alert.number, &alert.rule);
        let title = format!("Alert {number} · {name} · {}", what.word());
        let rule = rule.named(&self.channels(alert.guild));
        alert_text(&title, &alert.says, &rule, &alert.opened_at)
    }

    fn post(
        &self,
        (kind, name): (&'static str, &str),
        rule: &Rule,
        alert: &AlertRow,
        what: What,
    ) -> NewPost {
        let (number, guild) = (alert.number, alert.guild);
        let text = format!(
            "alert {number} {}: {} ({})",
            what.word(),
            alert.rule,
            alert.says
        );
        let body = json!({
            "version": VERSION,
            // The same for a post that comes twice.
            "id": format!("{guild}-{number}-{}", what.word()),
            "what": what.word(),
            "guild": guild,
            "alert": number,
            "rule": alert.rule,
            "condition": rule.named(&self.channels(guild)),
            "value": alert.value,
            "says": alert.says,
            "opened_at": alert.opened_at.to_string(),
            "cleared_at": alert.cleared_at.map(|at| at.to_string()),
            "text": text,
            // So that Discord's own webhooks take it, and mention nobody.
            "content": text,
            "allowed_mentions": { "parse": [] },
        });
        NewPost {
            guild,
            alert: number,
            kind,
            name: name.into(),
            what: what.word(),
            body: body.to_string(),
            at: self.parts.clock.now(),
        }
    }

    /// Says in the event log what an alert does.
    pub(super) async fn note(
        &self,
        tx: &mut Tx,
        (guild, alert, rule): (GuildId, u64, &str),
        text: &str,
    ) -> store::Result<()> {
        let body = Body::AlertChanged {
            alert,
            rule: rule.into(),
            text: text.into(),
        };
        let at = self.parts.clock.now();
        events::append(tx, at, &[(Some(guild), body)]).await?;
        Ok(())
    }
}

//! Alerts: rules that watch what is counted. The present is watched by [`evaluate`], the past is tried by [`replay`], both
//! with the machine of the domain. A ringing and everything that is to be told of it are one transaction.

mod deliver;
mod evaluate;
mod read;
mod replay;
mod set;
mod tell;
mod webhooks;

use std::sync::Arc;

use emperione_protocol::alerts::{self, RuleDetail};
use emperione_protocol::{ChannelId, GuildId};
use tokio::sync::Notify;

pub use evaluate::Which;

use super::{Error, Inbox, Live, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::alerts::machine::Machine;
use crate::domain::alerts::{Rule, grammar};
use crate::store::Tx;
use crate::store::alert_posts::{self, PostRow};
use crate::store::alerts::{self as rows, AlertRow, RuleRow};

/// How many of a rule's last alerts are shown.
const SHOWN: u32 = 20;
const SHOWN_POSTS: u32 = 40;

/// The service.
#[derive(Clone)]
pub struct Alerts {
    parts: Arc<Parts>,
    live: Live,
    inbox: Inbox,
    /// Told when something waits to be posted.
    posts: Arc<Notify>,
}

impl Alerts {
    pub(super) fn new(parts: Arc<Parts>, live: Live, inbox: Inbox) -> Self {
        Self {
            parts,
            live,
            inbox,
            posts: Arc::default(),
        }
    }

    /// Lists the rules of a guild by name, with what they read now.
    pub async fn list(&self, actor: &Actor, guild: GuildId) -> Result<Vec<alerts::Rule>> {
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let found = rows::rules(&mut tx, Some(guild)).await?;
        let mut rules = Vec::with_capacity(found.len());
        for row in found {
            rules.push(self.shown(&mut tx, row).await?);
        }
        Ok(rules)
    }

    /// Shows a rule with its last ringings.
    pub async fn show(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<RuleDetail> {
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let row = find(&mut tx, guild, name).await?;
        let alerts = rows::of_rule(&mut tx, guild, name, SHOWN).await?;
        let oldest = alerts.last().map_or(u64::MAX, |alert| alert.number);
        let mut posts = alert_posts::of_alerts(&mut tx, guild, oldest, SHOWN_POSTS).await?;
        posts.retain(|post| alerts.iter().any(|alert| alert.number == post.alert));
        Ok(RuleDetail {
            rule: self.shown(&mut tx, row).await?,
            alerts: alerts.into_iter().map(alert).collect(),
            posts: posts.into_iter().map(post).collect(),
        })
    }

    /// Watches, and delivers what is to be posted, until the daemon stops.
    pub async fn run(self) {
        tokio::join!(self.watch(), self.deliver());
    }

    /// The channels of a guild with their names.
    fn channels(&self, guild: GuildId) -> Vec<(ChannelId, String)> {
        let state = self.parts.state.read();
        let known = state.guild(guild).into_iter();
        let channels = known.flat_map(|guild| guild.channels.values());
        let places = channels.filter(|channel| !channel.is_category());
        places
            .map(|channel| (channel.id, channel.name.to_string()))
            .collect()
    }

    /// A rule as clients see it, with what it reads now.
    async fn shown(&self, tx: &mut Tx, row: RuleRow) -> Result<alerts::Rule> {
        let Ok(rule) = grammar::parse(&row.text, &[]) else {
            let missing = Some("this version of empd cannot read the rule: set it anew".into());
            return Ok(listed(row, None, missing));
        };
        let now = self.parts.clock.now();
        let (mut row, mut read) = (row, None);
        if rule.is_live() {
            let reading = self.read_now(tx, &row, &rule, now).await?;
            row.machine.read_at = Some(now);
            read = Some(reading);
        }
        let (value, missing) = match read {
            Some(reading) => evaluate::split(&reading),
            None => (row.value, row.missing.clone()),
        };
        (row.value, row.missing) = (value, missing);
        let mut shown = listed(row, Some(&rule), None);
        shown.text = rule.named(&self.channels(shown.guild));
        shown.broken = self.broken(tx, shown.guild, &rule).await?;
        Ok(shown)
    }
}

fn listed(row: RuleRow, rule: Option<&Rule>, unread: Option<String>) -> alerts::Rule {
    let Machine {
        phase,
        since,
        read_at,
    } = row.machine;
    let says = rule
        .zip(row.value)
        .map(|(rule, value)| rule.describe(value));
    alerts::Rule {
        guild: row.guild,
        name: row.name,
        text: row.text,
        kind: rule.map_or("", Rule::kind).into(),
        phase,
        since,
        value: row.value,
        says,
        read_at,
        missing: unread.or(row.missing).or_else(|| {
            let unread = row.value.is_none() && read_at.is_none();
            unread.then(|| "nothing was read yet".into())
        }),
        muted_until: row.muted_until,
        alert: row.alert,
        set_at: row.set_at,
        broken: Vec::new(),
    }
}

fn alert(row: AlertRow) -> alerts::Alert {
    alerts::Alert {
        guild: row.guild,
        number: row.number,
        rule: row.rule,
        text: row.text,
        opened_at: row.opened_at,
        value: row.value,
        says: row.says,
        told_at: row.told_at,
        acked_at: row.acked_at,
        acked_by: row.acked_by,
        cleared_at: row.cleared_at,
    }
}

fn post(row: PostRow) -> alerts::Post {
    alerts::Post {
        alert: row.alert,
        route: format!("{} {}", row.kind, row.name),
        what: row.what,
        state: row.state,
        tries: row.tries,
        at: row.created_at,
        error: row.error,
    }
}

async fn find(tx: &mut Tx, guild: GuildId, name: &str) -> Result<RuleRow> {
    let row = rows::rule(tx, guild, name).await?;
    row.ok_or_else(|| Error::not_found("alert rule", &name))
}

//! What people do with rules: set them, take them away, say that they have seen what rings, and mute it.

use emperione_protocol::alerts::{self, MAX_RULES, SetRule};
use emperione_protocol::{Code, GuildId, Timestamp};

use super::{Alerts, alert, find};
use crate::domain::actor::{Actor, Role};
use crate::domain::alerts::grammar::{self, is_name};
use crate::domain::alerts::machine::rings;
use crate::domain::alerts::{Route, Rule, Source, problem};
use crate::services::access::bound_user;
use crate::services::{Error, Result};
use crate::store::alerts::{self as rows, RuleRow};
use crate::store::{Tx, alert_posts, chain};

impl Alerts {
    /// Sets a rule under a name. If another had the name, what it rang clears.
    pub async fn set(&self, actor: &Actor, request: SetRule) -> Result<alerts::Rule> {
        let SetRule { guild, name, text } = request;
        self.parts.check_manages(actor, guild)?;
        if !is_name(&name) {
            let why = format!("`{name}` is no name of small letters, digits and dashes");
            return Err(Error::invalid("name", why));
        }
        let rule = self.parse(guild, &text)?;
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        self.check_routes(&mut tx, actor, guild, &rule).await?;
        let known = rows::rules(&mut tx, Some(guild)).await?;
        let before = known.iter().find(|row| row.name == name);
        if before.is_none() && known.len() >= MAX_RULES {
            let message = format!("a guild has {MAX_RULES} rules at most");
            return Err(Error::conflict(message).hint("remove one with `emp alert remove`"));
        }
        if let Some(row) = before {
            self.clear_old(&mut tx, actor, row).await?;
        }
        rows::set(&mut tx, guild, &name, &rule.to_string(), now).await?;
        let record = ("alert_set", format!("{name}: {rule}"));
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        self.posts.notify_one();
        self.listed(guild, &name).await
    }

    /// Takes a rule away. What it rang clears, and stays in the history.
    pub async fn remove(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<()> {
        self.parts.check_manages(actor, guild)?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let row = find(&mut tx, guild, name).await?;
        self.clear_old(&mut tx, actor, &row).await?;
        rows::remove(&mut tx, guild, name).await?;
        let record = ("alert_removed", format!("{name}: {}", row.text));
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        self.posts.notify_one();
        Ok(())
    }

    /// Ends what a rule rings that goes: those who were told hear that it is over, at once, as nobody could tell them later.
    /// A rule that cannot be read names nobody.
    async fn clear_old(&self, tx: &mut Tx, actor: &Actor, row: &RuleRow) -> Result<()> {
        let mut row = row.clone();
        self.clear(tx, &mut row, self.parts.clock.now()).await?;
        match grammar::parse(&row.text, &[]) {
            Ok(rule) => {
                let of = (row.guild, row.name.as_str());
                self.tell_clear(tx, actor, of, &rule).await
            }
            Err(_) => Ok(()),
        }
    }

    /// Notes that somebody has seen what rings; it rings on until it clears.
    pub async fn ack(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<alerts::Alert> {
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        let by = self.parts.actor_ref(actor, guild);
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let row = find(&mut tx, guild, name).await?;
        let rings = row.alert.filter(|_| rings(row.machine.phase));
        let Some(number) = rings else {
            let message = format!("the alert rule {name} does not ring");
            return Err(Error::conflict(message).hint("see `emp alert list`"));
        };
        let now = self.parts.clock.now();
        if !rows::ack(&mut tx, (guild, number), &by, now).await? {
            let message = format!("alert {number} was acknowledged already");
            return Err(Error::conflict(message)
                .code(Code::Already)
                .hint(format!("see `emp alert show {name}`")));
        }
        let record = ("alert_acked", format!("{name}: alert {number}"));
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        self.note(&mut tx, (guild, number, name), "acked").await?;
        let acked = rows::find(&mut tx, guild, number).await?;
        tx.commit().await?;
        let acked = acked.ok_or_else(|| Error::not_found("alert", &number))?;
        Ok(alert(acked))
    }

    /// Tells nobody of a rule until a time; none ends that. What rings meanwhile is told when it ends, if it still
    /// rings; that it cleared is told then to those who knew that it rang.
    pub async fn mute(
        &self,
        actor: &Actor,
        (guild, name): (GuildId, &str),
        until: Option<Timestamp>,
    ) -> Result<alerts::Rule> {
        self.parts
            .check_moderates_as(actor, guild, Role::Moderator)?;
        let now = self.parts.clock.now();
        if until.is_some_and(|until| until <= now) {
            return Err(Error::invalid("until", "it is over already"));
        }
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let row = find(&mut tx, guild, name).await?;
        rows::mute(&mut tx, &row, until).await?;
        let record = match until {
            Some(until) => ("alert_muted", format!("{name}: until {until}")),
            None => ("alert_unmuted", name.to_owned()),
        };
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        self.listed(guild, name).await
    }

    /// Reads a rule with the guild's channels.
    pub(super) fn parse(&self, guild: GuildId, text: &str) -> Result<Rule> {
        let channels = self.channels(guild);
        let rule = grammar::parse(text, &channels)
            .map_err(|error| Error::invalid("rule", error.to_string()))?;
        if let Some(why) = problem(&rule) {
            return Err(Error::invalid("rule", why));
        }
        if let (Source::Hours, Some(channel)) = (rule.source(), rule.channel) {
            self.parts.check_counted(guild, channel)?;
        }
        let named = rule.routes.iter().filter_map(|route| match route {
            Route::Channel(id) => Some(*id),
            _ => None,
        });
        let mut named = named.chain(rule.channel);
        match named.find(|id| !channels.iter().any(|(known, _)| known == id)) {
            Some(id) => Err(Error::not_found("channel", &id)),
            None => Ok(rule),
        }
    }

    /// What a rule names must be there, and be the actor's to name.
    async fn check_routes(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        guild: GuildId,
        rule: &Rule,
    ) -> Result<()> {
        let config = &self.parts.config.alerts;
        let own = alert_posts::webhooks(tx, guild).await?;
        for route in &rule.routes {
            let (known, house, words) = match route {
                Route::Inbox | Route::Channel(_) => continue,
                Route::Webhook(name) => {
                    let house = config.webhooks.contains_key(name);
                    let known = house || own.iter().any(|row| row.name == *name);
                    (known, house, format!("webhook {name}"))
                }
                Route::Command(name) => {
                    let known = config.commands.contains_key(name);
                    (known, known, format!("command {name}"))
                }
            };
            if !known {
                let why = format!(
                    "there is no {words}: `emp alert webhook set` makes a webhook, `[alerts]` of empd.toml names both"
                );
                return Err(Error::invalid("rule", why));
            }
            if house && bound_user(actor).is_some() {
                let message =
                    format!("{words} is the operator's: only users of this machine name it");
                return Err(Error::forbidden(message));
            }
        }
        Ok(())
    }

    async fn listed(&self, guild: GuildId, name: &str) -> Result<alerts::Rule> {
        let mut tx = self.parts.db.read().await?;
        let row = find(&mut tx, guild, name).await?;
        self.shown(&mut tx, row).await
    }
}

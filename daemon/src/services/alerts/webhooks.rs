//! Webhooks: those that guilds set, whose addresses are sealed, and those of the operator's, whose addresses are in files.

use emperione_protocol::alerts::{Address, Webhook};
use emperione_protocol::{GuildId, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::Alerts;
use crate::config::secret::read_file;
use crate::domain::actor::{Actor, Role};
use crate::domain::alerts::grammar::is_name;
use crate::domain::alerts::{Route, Rule};
use crate::services::access::check_role;
use crate::services::{Error, Result};
use crate::store::alert_posts::{self, WebhookRow};
use crate::store::{Tx, chain};

/// To whom the operator's webhooks belong.
const HOUSE: GuildId = GuildId(0);
const MOST: usize = 20;

/// Where a webhook leads.
pub(super) struct Hook {
    pub(super) address: SecretString,
    /// The operator named it, so it may lead into a private network.
    pub(super) private: bool,
    /// Whose row says that it is disabled.
    pub(super) owner: GuildId,
}

impl Alerts {
    /// Lists the webhooks that rules of a guild may name.
    pub async fn webhooks(&self, actor: &Actor, guild: GuildId) -> Result<Vec<Webhook>> {
        self.parts.check_manages(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let own = alert_posts::webhooks(&mut tx, guild).await?;
        let house = alert_posts::webhooks(&mut tx, HOUSE).await?;
        let mut all = Vec::new();
        for name in self.parts.config.alerts.webhooks.keys() {
            let row = house.iter().find(|row| row.name == *name);
            let address = self.operators(name);
            all.push(self.webhook(name, true, address.ok().as_ref(), row));
        }
        for row in &own {
            let address = self.unseal(guild, row);
            all.push(self.webhook(&row.name, false, address.as_ref(), Some(row)));
        }
        Ok(all)
    }

    /// Sets a webhook of a guild, and enables it.
    pub async fn set_webhook(
        &self,
        actor: &Actor,
        (guild, name): (GuildId, &str),
        address: Address,
    ) -> Result<Webhook> {
        self.parts.check_manages(actor, guild)?;
        let address = SecretString::from(address.0.trim());
        if !is_name(name) {
            let why = format!("`{name}` is no name of small letters, digits and dashes");
            return Err(Error::invalid("name", why));
        }
        if self.parts.config.alerts.webhooks.contains_key(name) {
            let message = format!("the webhook {name} is the operator's");
            return Err(Error::conflict(message).hint("choose another name"));
        }
        if let Some(why) = self.parts.outward.problem(&address, false) {
            return Err(Error::invalid("address", why));
        }
        let text = address.expose_secret().as_bytes();
        let sealed = self.parts.seal.seal_bytes(&purpose(guild, name), text);
        let sealed = sealed.map_err(|error| Error::Internal(Box::new(error)))?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let known = alert_posts::webhooks(&mut tx, guild).await?;
        if known.len() >= MOST && !known.iter().any(|row| row.name == name) {
            return Err(Error::conflict(format!(
                "a guild has {MOST} webhooks at most"
            )));
        }
        alert_posts::set_webhook(&mut tx, guild, name, Some(&sealed)).await?;
        let record = ("alert_webhook_set", name.to_owned());
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        Ok(self.webhook(name, false, Some(&address), None))
    }

    /// Takes a webhook of a guild away.
    pub async fn remove_webhook(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<()> {
        self.parts.check_manages(actor, guild)?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        if !alert_posts::remove_webhook(&mut tx, guild, name).await? {
            return Err(Error::not_found("webhook", &name));
        }
        let record = ("alert_webhook_removed", name.to_owned());
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Posts to a webhook again that was disabled.
    pub async fn enable_webhook(
        &self,
        actor: &Actor,
        guild: GuildId,
        name: &str,
    ) -> Result<Webhook> {
        self.parts.check_manages(actor, guild)?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let hook = self.hook(&mut tx, guild, name).await?;
        let hook = hook.ok_or_else(|| Error::not_found("webhook", &name))?;
        if hook.owner == HOUSE {
            check_role(actor, Role::Admin)?;
        }
        alert_posts::enable_webhook(&mut tx, hook.owner, name).await?;
        let record = ("alert_webhook_enabled", name.to_owned());
        self.parts
            .record(&mut tx, actor, Some(guild), record)
            .await?;
        tx.commit().await?;
        Ok(self.webhook(name, hook.private, Some(&hook.address), None))
    }

    /// Where a name leads; the operator's goes before a guild's.
    pub(super) async fn hook(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        name: &str,
    ) -> Result<Option<Hook>> {
        if self.parts.config.alerts.webhooks.contains_key(name) {
            let address = self.operators(name)?;
            return Ok(Some(Hook {
                address,
                private: true,
                owner: HOUSE,
            }));
        }
        let rows = alert_posts::webhooks(tx, guild).await?;
        let row = rows.iter().find(|row| row.name == name);
        let address = row.and_then(|row| self.unseal(guild, row));
        Ok(address.map(|address| Hook {
            address,
            private: false,
            owner: guild,
        }))
    }

    /// Why nothing is posted to a webhook, if so.
    pub(super) async fn disabled(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        name: &str,
    ) -> Result<Option<String>> {
        let house = self.parts.config.alerts.webhooks.contains_key(name);
        let owner = if house { HOUSE } else { guild };
        let rows = alert_posts::webhooks(tx, owner).await?;
        let row = rows.into_iter().find(|row| row.name == name);
        Ok(row.filter(|row| row.disabled_at.is_some()).map(|row| {
            let why = row.why.unwrap_or_default();
            format!("webhook {name} is disabled: {why}")
        }))
    }

    /// What of a rule's routes does not work, and why.
    pub(super) async fn broken(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        rule: &Rule,
    ) -> Result<Vec<String>> {
        let config = &self.parts.config.alerts;
        let mut found = Vec::new();
        for route in &rule.routes {
            match route {
                Route::Inbox => {}
                Route::Channel(id) => {
                    let known = self.channels(guild);
                    if !known.iter().any(|(channel, _)| channel == id) {
                        found.push(format!("channel {id} is gone"));
                    }
                }
                Route::Webhook(name) => {
                    let disabled = self.disabled(tx, guild, name).await?;
                    match disabled {
                        Some(why) => found.push(why),
                        None => match self.hook(tx, guild, name).await {
                            Ok(Some(_)) => {}
                            Ok(None) => found.push(format!("there is no webhook {name}")),
                            Err(error) => found.push(format!("webhook {name}: {error}")),
                        },
                    }
                }
                Route::Command(name) if config.commands.contains_key(name) => {}
                Route::Command(name) => {
                    found.push(format!("empd.toml names no command {name}"));
                }
            }
        }
        Ok(found)
    }

    /// Reads the address of a webhook of the operator's.
    fn operators(&self, name: &str) -> Result<SecretString> {
        let path = self.parts.config.alerts.webhooks.get(name);
        let path = path.ok_or_else(|| Error::not_found("webhook", &name))?;
        let text = read_file("alerts.webhooks", path)
            .map_err(|problem| Error::unavailable(problem.why))?;
        Ok(SecretString::from(text.trim()))
    }

    fn webhook(
        &self,
        name: &str,
        operator: bool,
        address: Option<&SecretString>,
        row: Option<&WebhookRow>,
    ) -> Webhook {
        let host = address.and_then(|address| self.parts.outward.host(address));
        Webhook {
            name: name.into(),
            operator,
            host: host.unwrap_or_default(),
            disabled_at: row.and_then(|row| row.disabled_at).map(Timestamp),
            why: row.and_then(|row| row.why.clone()),
        }
    }

    fn unseal(&self, guild: GuildId, row: &WebhookRow) -> Option<SecretString> {
        let sealed = row.sealed.as_ref()?;
        let opened = self
            .parts
            .seal
            .open_bytes(&purpose(guild, &row.name), sealed);
        let opened = opened
            .inspect_err(|error| tracing::warn!(guild.id = guild.0, webhook = row.name, %error, "the address of a webhook cannot be opened"));
        Some(SecretString::from(String::from_utf8(opened.ok()?).ok()?))
    }
}

fn purpose(guild: GuildId, name: &str) -> String {
    format!("webhook {guild} {name}")
}

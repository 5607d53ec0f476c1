//! The slash commands as Discord knows them: registered only when they changed.

use std::sync::Arc;

use super::access::check_role;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::hash;
use crate::ports::discord::Lane;
use crate::store::meta;

/// Where the hash of what was registered is kept.
const KEY: &str = "commands";

/// The service.
#[derive(Clone)]
pub struct Commands(pub(super) Arc<Parts>);

impl Commands {
    /// Registers definitions, given as their JSON, unless they are those of the last time. Says whether it did.
    pub async fn register(&self, actor: &Actor, definitions: &str) -> Result<bool> {
        check_role(actor, Role::Admin)?;
        let discord = &self.0.discord;
        let away = |error| Error::unavailable(format!("the commands were not registered: {error}"));
        let application = discord.application(Lane::Alert).await.map_err(away)?;
        let named = format!("{} {definitions}", application.id);
        let hash = format!("{:032x}", hash::of(&named));
        if meta::get(&mut self.0.db.read().await?, KEY)
            .await?
            .as_deref()
            == Some(&hash)
        {
            return Ok(false);
        }
        let set = discord.set_commands(Lane::Alert, application.id, definitions);
        set.await.map_err(away)?;
        let mut tx = self.0.db.write().await?;
        meta::set(&mut tx, KEY, &hash).await?;
        let text = format!("for application {}", application.id);
        self.0
            .record(&mut tx, actor, None, ("commands_registered", text))
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}

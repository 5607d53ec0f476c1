//! Templates: reasons with names.

use std::sync::Arc;

use emperione_protocol::GuildId;
use emperione_protocol::templates::{MAX_TEMPLATES, Template};

use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::templates::{self as domain, Typed};
use crate::store::templates;

/// The service.
#[derive(Clone)]
pub struct Templates(pub(super) Arc<Parts>);

impl Templates {
    /// Lists the templates of a guild, by name.
    pub async fn list(&self, actor: &Actor, guild: GuildId) -> Result<Vec<Template>> {
        self.0.check_moderates(actor, guild)?;
        Ok(templates::all(&mut self.0.db.read().await?, guild).await?)
    }

    /// Shows a template.
    pub async fn show(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<Template> {
        self.0.check_moderates(actor, guild)?;
        let found = templates::find(&mut self.0.db.read().await?, guild, name).await?;
        found.ok_or_else(|| Error::not_found("template", &name))
    }

    /// Saves a template, in the place of one of the same name.
    pub async fn set(&self, actor: &Actor, guild: GuildId, template: Template) -> Result<Template> {
        self.0.check_manages(actor, guild)?;
        if let Some((field, why)) = domain::problem(&template) {
            return Err(Error::invalid(field, why));
        }
        let mut tx = self.0.db.write().await?;
        let known = templates::all(&mut tx, guild).await?;
        let is_new = known.iter().all(|it| it.name != template.name);
        if is_new && known.len() >= MAX_TEMPLATES {
            let words = format!("there are {MAX_TEMPLATES} templates, and no guild has more");
            return Err(Error::conflict(words).hint("remove one with `emp template remove`"));
        }
        templates::save(&mut tx, guild, &template).await?;
        let text = format!("{}: {}", template.name, template.text);
        self.0
            .record(&mut tx, actor, Some(guild), ("template", text))
            .await?;
        tx.commit().await?;
        Ok(template)
    }

    /// Removes a template, and gives it a last time.
    pub async fn remove(&self, actor: &Actor, guild: GuildId, name: &str) -> Result<Template> {
        self.0.check_manages(actor, guild)?;
        let mut tx = self.0.db.write().await?;
        let found = templates::find(&mut tx, guild, name).await?;
        let found = found.ok_or_else(|| Error::not_found("template", &name))?;
        templates::delete(&mut tx, guild, name).await?;
        let text = format!("{name}: removed");
        self.0
            .record(&mut tx, actor, Some(guild), ("template", text))
            .await?;
        tx.commit().await?;
        Ok(found)
    }

    /// The reason that somebody typed: the text of the template that it names, or itself.
    pub async fn reason(&self, actor: &Actor, guild: GuildId, typed: &str) -> Result<String> {
        let name = match domain::read(typed) {
            Typed::Literal(text) => return Ok(text.into()),
            Typed::Named(name) => name,
        };
        match self.show(actor, guild, name).await {
            Err(Error::NotFound {
                what: "template", ..
            }) => {
                let why = format!(
                    "there is no template `{name}`; for these very words write `\\{typed}`"
                );
                Err(Error::invalid("reason", why))
            }
            found => Ok(found?.text),
        }
    }
}

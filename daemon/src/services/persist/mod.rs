//! What members get back who left and return. What they had stays owed, in a row of its own, until it was given back or
//! a person has it forgotten: a missing right costs nobody their roles.

mod look;
mod run;

use std::sync::Arc;

use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::persist::{
    self as protocol, MAX_ROLES, Progress, ReturnFilter, Roles, Settings,
};
use emperione_protocol::{GuildId, Page, PageRequest, RoleId, UserId};
use tokio::sync::Notify;

use super::actions::Actions;
use super::page::cut;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::persist::Return;
use crate::store::{Tx, events, members, persist};

/// The service.
#[derive(Clone)]
pub struct Persist {
    parts: Arc<Parts>,
    actions: Actions,
    /// Told when something may have become due.
    woken: Arc<Notify>,
}

impl Persist {
    pub(super) fn new(parts: Arc<Parts>, actions: Actions) -> Self {
        Self {
            parts,
            actions,
            woken: Arc::default(),
        }
    }

    /// Shows what comes back in a guild.
    pub async fn show(&self, actor: &Actor, guild: GuildId) -> Result<Settings> {
        self.parts.check_moderates(actor, guild)?;
        Ok(persist::settings(&mut self.parts.db.read().await?, guild).await?)
    }

    /// Says what comes back in a guild from now on.
    pub async fn set(&self, actor: &Actor, guild: GuildId, settings: Settings) -> Result<Settings> {
        self.parts.check_manages(actor, guild)?;
        let roles = self.names(guild, &settings.roles)?;
        let mut tx = self.parts.db.write().await?;
        persist::set_settings(&mut tx, guild, &settings).await?;
        let nick = if settings.nick { "on" } else { "off" };
        let text = format!("roles {roles}, nickname {nick}");
        self.parts
            .record(&mut tx, actor, Some(guild), ("persist", text))
            .await?;
        tx.commit().await?;
        Ok(settings)
    }

    /// The roles in words; refuses those that cannot be given.
    fn names(&self, guild: GuildId, roles: &Roles) -> Result<String> {
        let roles = match roles {
            Roles::None => return Ok("none".into()),
            Roles::All => return Ok("all".into()),
            Roles::Only { roles } => roles,
        };
        let invalid = |why: String| Err(Error::invalid("roles", why));
        if roles.is_empty() || roles.len() > MAX_ROLES {
            return invalid(format!("are 1 to {MAX_ROLES}"));
        }
        let state = self.parts.state.read();
        let known = state.guild(guild).map(|guild| &guild.roles);
        let mut names = Vec::with_capacity(roles.len());
        for id in roles {
            let Some(role) = known.and_then(|known| known.get(id)) else {
                return invalid(format!("role {id} is not known in this guild"));
            };
            if *id == guild.everyone() {
                return invalid("everybody has `@everyone`".into());
            }
            if role.managed {
                let why = format!("`{}` belongs to an integration, which gives it", role.name);
                return invalid(why);
            }
            names.push(role.name.to_string());
        }
        Ok(names.join(" "))
    }

    /// Lists members who came back, the latest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ReturnFilter,
        page: &PageRequest,
    ) -> Result<Page<protocol::Return>> {
        self.parts.check_moderates(actor, filter.guild)?;
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let limit = page.limit.clamp(1, MAX_PAGE);
        let mut tx = self.parts.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = persist::list(&mut tx, filter, before, limit + 1).await?;
        let next = cut(&mut rows, limit, |row| {
            format!("{}.{}", row.changed_at.0, row.user)
        });
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(self.record(&mut tx, row).await?);
        }
        Ok(Page { items, next, as_of })
    }

    /// Tries again now what could not be given back, to one member or to all; says to how many.
    pub async fn retry(&self, actor: &Actor, guild: GuildId, user: Option<UserId>) -> Result<u64> {
        self.parts
            .check_moderates_as(actor, guild, Role::Moderator)?;
        let mut tx = self.parts.db.write().await?;
        let n = persist::retry(&mut tx, guild, user, self.parts.clock.now()).await?;
        if let (Some(user), 0) = (user, n) {
            let nothing = format!("nothing is owed to user {user} that can be tried now");
            return Err(Error::conflict(nothing).hint("see `emp persist list --all`"));
        }
        if n > 0 {
            let whom = user.map_or_else(|| format!("{n} members"), |user| format!("user {user}"));
            let text = format!("tries again what {whom} did not get");
            self.parts
                .record(&mut tx, actor, Some(guild), ("persist_retried", text))
                .await?;
        }
        tx.commit().await?;
        self.woken.notify_one();
        Ok(n)
    }

    /// Forgets what a member had when they left, so that nothing of it comes back.
    pub async fn forget(&self, actor: &Actor, guild: GuildId, user: UserId) -> Result<()> {
        self.parts
            .check_moderates_as(actor, guild, Role::Moderator)?;
        let mut tx = self.parts.db.write().await?;
        let now = self.parts.clock.now();
        let known = persist::find(&mut tx, guild, user).await?;
        let left = members::last_leave(&mut tx, guild, user).await?;
        let nothing = || Error::conflict(format!("nothing is kept for user {user}"));
        let (left_at, joined_at) = match (known, left) {
            (Some(row), _) if row.progress == Progress::Forgotten => return Err(nothing()),
            (Some(row), _) => (row.left_at, row.joined_at),
            (None, Some(left)) => (left.at, None),
            (None, None) => return Err(nothing()),
        };
        let forgotten = Return {
            guild,
            user,
            left_at,
            left_exact: true,
            joined_at,
            roles: Vec::new(),
            nick: None,
            timed_out_until: None,
            progress: Progress::Forgotten,
            why: Vec::new(),
            failures: 0,
            attempts: 0,
            next_at: None,
            changed_at: now,
        };
        persist::save(&mut tx, &forgotten).await?;
        let text = format!("forgot what user {user} had");
        self.parts
            .record(&mut tx, actor, Some(guild), ("persist_forgotten", text))
            .await?;
        Ok(tx.commit().await?)
    }

    async fn record(&self, tx: &mut Tx, row: Return) -> Result<protocol::Return> {
        let user = self.actions.stored_name(tx, row.guild, row.user).await?;
        let roles = self.role_names(row.guild, &row.roles);
        Ok(protocol::Return {
            guild: row.guild,
            user,
            left_at: row.left_at,
            joined_at: row.joined_at,
            progress: row.progress,
            roles,
            nick: row.nick,
            why: row.why,
            attempts: row.attempts,
            next_at: row.next_at,
        })
    }

    fn role_names(&self, guild: GuildId, roles: &[RoleId]) -> Vec<String> {
        let state = self.parts.state.read();
        let known = state.guild(guild).map(|guild| &guild.roles);
        let name = |id: &RoleId| {
            let role = known.and_then(|known| known.get(id));
            role.map_or_else(|| id.to_string(), |role| role.name.to_string())
        };
        roles.iter().map(name).collect()
    }
}

fn read_cursor(text: &str) -> Result<(i64, i64)> {
    let parts = text.split_once('.');
    let read = parts.and_then(|(at, user)| Some((at.parse().ok()?, user.parse().ok()?)));
    let why = || format!("`{text}` is no place in a list of returns");
    read.ok_or_else(|| Error::invalid("after", why()))
}

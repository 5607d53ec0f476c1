//! Cases: lists, and one with its entries.

use std::sync::Arc;

use emperione_protocol::cases::{Case, CaseDetail, CaseFilter};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{GuildId, Page, PageRequest};

use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::store::cases::CaseRow;
use crate::store::{cases, events};

/// The service.
#[derive(Clone)]
pub struct Cases(pub(super) Arc<Parts>);

impl Cases {
    /// Lists cases, newest first.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &CaseFilter,
        page: &PageRequest,
    ) -> Result<Page<Case>> {
        if let Some(guild) = filter.guild {
            self.0.check_moderates(actor, guild)?;
        }
        let limit = page.limit.clamp(1, MAX_PAGE);
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let mut tx = self.0.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut rows = cases::list(&mut tx, filter, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(cursor);
        let visible = rows
            .into_iter()
            .filter(|row| self.0.check_moderates(actor, row.guild).is_ok());
        Ok(Page {
            items: visible.map(|row| self.0.case(row)).collect(),
            next,
            as_of,
        })
    }

    /// Shows a case with its entries.
    pub async fn show(&self, actor: &Actor, guild: GuildId, number: u64) -> Result<CaseDetail> {
        self.0.check_moderates(actor, guild)?;
        let mut tx = self.0.db.read().await?;
        let row = cases::find(&mut tx, guild, number).await?;
        let row = row.ok_or_else(|| Error::not_found("case", &number))?;
        let entries = cases::entries(&mut tx, guild, number).await?;
        Ok(CaseDetail {
            case: self.0.case(row),
            entries,
        })
    }
}

impl Parts {
    /// A case as clients see it.
    pub(super) fn case(&self, row: CaseRow) -> Case {
        let known = self.user_ref(row.guild, row.target);
        let stored = UserRef {
            id: row.target,
            name: row.target_name,
            display_name: None,
        };
        Case {
            guild: row.guild,
            number: row.number,
            kind: row.kind,
            state: row.state,
            target: known.unwrap_or(stored),
            actor: row.actor,
            reason: row.reason,
            opened_at: row.opened_at,
            until: row.until,
            action: row.action,
        }
    }
}

fn cursor(row: &CaseRow) -> String {
    format!("{}.{}.{}", row.opened_at.0, row.guild, row.number)
}

fn read_cursor(text: &str) -> Result<(i64, u64, u64)> {
    let mut parts = text.split('.');
    let mut next = || parts.next();
    let read = (|| {
        Some((
            next()?.parse().ok()?,
            next()?.parse().ok()?,
            next()?.parse().ok()?,
        ))
    })();
    read.ok_or_else(|| Error::invalid("after", format!("`{text}` is no place in a list of cases")))
}

//! Changing when something temporary ends: only the books change, since it is Emperione that ends it.

use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::actions::{ActRequest, Kind, RetimeRequest, Retiming};
use emperione_protocol::cases::{Case, CaseState, Entry};
use emperione_protocol::events::Body;

use super::request::check_reason;
use super::{Actions, rights};
use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::services::{Error, Result};
use crate::store::cases::CaseRow;
use crate::store::expiries::Expiry;
use crate::store::{Tx, cases, events, expiries};

impl Actions {
    /// Lets what a case did end at another time, or never.
    pub async fn retime(&self, actor: &Actor, request: &RetimeRequest) -> Result<Case> {
        let (guild, number) = (request.guild, request.case);
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.write().await?;
        cases::lock(&mut tx, guild).await?;
        let (case, expiry) = self.retimed(&mut tx, actor, request).await?;
        // Kept until the new time is committed.
        let taken = self.ends.take(expiry.action);
        let _taken = taken.ok_or_else(|| {
            Error::conflict(format!("case {number} is being ended at this moment"))
                .hint(format!("see `emp case show {number}`"))
        })?;
        let now = self.parts.clock.now();
        let until = until(request, now);
        cases::set_until(&mut tx, &case, until).await?;
        match until {
            Some(due_at) => expiries::set(&mut tx, &Expiry { due_at, ..expiry }).await?,
            None => {
                expiries::close(&mut tx, expiry.action, now).await?;
            }
        }
        let text = words(request);
        let why = request.reason.iter().map(|reason| format!(": {reason}"));
        let entry = Entry {
            at: now,
            actor: self.parts.actor_ref(actor, guild),
            kind: "retimed".into(),
            text: text.clone() + &why.collect::<String>(),
        };
        cases::append(&mut tx, guild, number, &entry).await?;
        let changed = Body::CaseChanged { case: number, text };
        events::append(&mut tx, now, &[(Some(guild), changed)]).await?;
        tx.commit().await?;
        self.wake_expiries();
        let filed = cases::read(&mut self.parts.db.read().await?, guild, number).await?;
        let filed = filed.ok_or_else(|| Error::not_found("case", &number))?;
        Ok(self.parts.case(filed))
    }

    /// Says from when to when the end of a case would move; changes nothing.
    pub async fn preview_retime(&self, actor: &Actor, request: &RetimeRequest) -> Result<Retiming> {
        self.parts.check_moderates(actor, request.guild)?;
        let mut tx = self.parts.db.read().await?;
        let (case, _) = self.retimed(&mut tx, actor, request).await?;
        Ok(Retiming {
            case: case.number,
            kind: case.kind,
            target: self.stored_name(&mut tx, case.guild, case.target).await?,
            from: case.until,
            until: until(request, self.parts.clock.now()),
        })
    }

    /// The case whose end is to be another one, and that end.
    async fn retimed(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        request: &RetimeRequest,
    ) -> Result<(CaseRow, Expiry)> {
        let (guild, number) = (request.guild, request.case);
        let case = cases::find(tx, guild, number).await?;
        let case = case.ok_or_else(|| Error::not_found("case", &number))?;
        let act = ActRequest {
            detail: case.detail.clone(),
            ..ActRequest::new(guild, case.kind, case.target)
        };
        rights::refuse(&self.checks(actor, &act))?;
        let expiry = expiry(&case)?;
        check_reason(case.kind, request.reason.as_deref())?;
        if request.duration_ms == Some(0) {
            return Err(Error::invalid("duration", "is zero"));
        }
        Ok((case, expiry))
    }
}

/// When it is to end.
fn until(request: &RetimeRequest, now: Timestamp) -> Option<Timestamp> {
    let end = |ms| Timestamp(now.0.saturating_add_unsigned(ms));
    request.duration_ms.map(end)
}

fn words(request: &RetimeRequest) -> String {
    request.duration_ms.map_or_else(
        || "lasts for ever".into(),
        |ms| format!("ends in {}", duration::format(Duration::from_millis(ms))),
    )
}

/// The end of a case that Emperione ends; none yet, if it is at an unknown time.
fn expiry(case: &CaseRow) -> Result<Expiry> {
    let number = case.number;
    if case.state != CaseState::Applied {
        let why = format!("case {number} is not in force");
        return Err(Error::conflict(why).hint(format!("see `emp case show {number}`")));
    }
    if !matches!(
        case.kind,
        Kind::Ban | Kind::RoleAdd | Kind::Slowmode | Kind::Lock
    ) {
        let why = format!(
            "case {number} is a {}, which does not end by itself",
            case.kind
        );
        return Err(Error::conflict(why));
    }
    let action = case.action.ok_or_else(|| {
        Error::conflict(format!(
            "case {number} was made in Discord, which has no end"
        ))
        .hint(format!("end it now with `emp undo {number}`"))
    })?;
    Ok(Expiry {
        action,
        guild: case.guild,
        user: case.target,
        kind: case.kind,
        due_at: Timestamp(0),
        attempts: 0,
    })
}

//! What moderators do with an item: take it, hand it on, merge it, decide it.

use emperione_protocol::actions::{ActRequest, Action, ActorRef, Kind, State};
use emperione_protocol::cases::CaseState;
use emperione_protocol::inbox::{Decision, Item, ItemKind, ItemState, Resolution, ResolveRequest};
use emperione_protocol::{ActionId, GuildId, UserId};

use super::{Inbox, read};
use crate::domain::actor::{Actor, Role};
use crate::domain::inbox::{is_same, name};
use crate::services::{Error, Result};
use crate::store::inbox::{self, ItemRow};
use crate::store::{actions, cases, chain, evidence};

/// How long a decision waits for the end of its action; the caller's own patience is 30 s.
const WAIT_MS: u64 = 15_000;

/// What is written into the history: a word and a text.
type Told = (&'static str, String);

impl Inbox {
    /// Takes an item, if nobody has it.
    pub async fn claim(&self, actor: &Actor, guild: GuildId, number: u64) -> Result<Item> {
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        self.change(actor, guild, number, |row, by| {
            row.standing().claim(by)?;
            take(row, by);
            Ok(Some(("claimed", String::new())))
        })
        .await
    }

    /// Gives an item back.
    pub async fn release(&self, actor: &Actor, guild: GuildId, number: u64) -> Result<Item> {
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        self.change(actor, guild, number, |row, by| {
            row.standing().release(by)?;
            row.assignee = None;
            row.state = ItemState::Open;
            Ok(Some(("released", String::new())))
        })
        .await
    }

    /// Hands an item to a moderator, or takes it over; whoever has it loses it.
    pub async fn assign(
        &self,
        actor: &Actor,
        (guild, number): (GuildId, u64),
        to: Option<UserId>,
    ) -> Result<Item> {
        self.parts
            .check_moderates_as(actor, guild, Role::Moderator)?;
        let to = match to {
            Some(id) => self.moderator(guild, id)?,
            None => self.parts.actor_ref(actor, guild),
        };
        self.change(actor, guild, number, |row, _| {
            row.standing().wait()?;
            if row.assignee.as_ref().is_some_and(|has| is_same(has, &to)) {
                let who = name(&to);
                return Err(Error::conflict(format!(
                    "item {number} of the inbox: {who} has it already"
                )));
            }
            take(row, &to);
            Ok(Some(("assigned", format!("to {}", name(&to)))))
        })
        .await
    }

    /// Moves the reports and the evidence of an item into another one of the same member.
    pub async fn merge(
        &self,
        actor: &Actor,
        (guild, number): (GuildId, u64),
        into: u64,
    ) -> Result<Item> {
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        let by = self.parts.actor_ref(actor, guild);
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let mut from = read(&mut tx, guild, number).await?;
        let mut to = read(&mut tx, guild, into).await?;
        from.standing().decide(&by)?;
        to.standing().decide(&by)?;
        let fits = number != into && from.kind == ItemKind::Report && to.kind == from.kind;
        if !fits || from.target != to.target {
            let why = "only two reports about the same member are merged";
            return Err(Error::invalid("into", why));
        }
        let now = self.parts.clock.now();
        inbox::move_all(&mut tx, guild, number, into).await?;
        from.state = ItemState::Merged;
        from.merged_into = Some(into);
        from.open_key = None;
        for row in [&mut from, &mut to] {
            row.changed_at = now;
            inbox::save(&mut tx, row).await?;
        }
        self.tell(&mut tx, actor, &from, ("merged", format!("into {into}")))
            .await?;
        self.tell(&mut tx, actor, &to, ("merged", format!("with {number}")))
            .await?;
        let after = read(&mut tx, guild, into).await?;
        tx.commit().await?;
        Ok(self.parts.item(after))
    }

    /// Decides an item. What it does goes through the actions' journal; a retry finds what was done and only notes it.
    pub async fn resolve(&self, actor: &Actor, request: ResolveRequest) -> Result<Item> {
        let (guild, number) = (request.guild, request.number);
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        let row = read(&mut self.parts.db.read().await?, guild, number).await?;
        let decision = decision(row.kind, &request.resolution)?;
        let outcome = match wanted(&request.resolution) {
            None => None,
            Some(_) if self.is_moot(&request).await? => None,
            Some(id) => Some(self.act(actor, &request, id).await?.case),
        };
        let item = self
            .change(actor, guild, number, |row, by| {
                if is_decided(row, by, (decision, outcome)) {
                    return Ok(None);
                }
                row.standing().decide(by)?;
                take(row, by);
                row.state = ItemState::Resolved;
                row.open_key = None;
                row.decision = Some(decision);
                row.reason.clone_from(&request.reason);
                row.tell.clone_from(&request.tell);
                row.outcome = outcome;
                row.resolved_at = Some(row.changed_at);
                let why = request.reason.clone().unwrap_or_default();
                Ok(Some((decision.word(), why)))
            })
            .await?;
        self.answers.notify_one();
        Ok(item)
    }

    /// Whether an appeal is granted without an act: its case has ended, and not by an act for this appeal.
    async fn is_moot(&self, request: &ResolveRequest) -> Result<bool> {
        if !matches!(request.resolution, Resolution::Grant { .. }) {
            return Ok(false);
        }
        let (guild, number) = (request.guild, request.number);
        let mut tx = self.parts.db.read().await?;
        let case = read(&mut tx, guild, number).await?.case;
        let case = cases::find(&mut tx, guild, case.unwrap_or_default()).await?;
        if case.is_none_or(|case| case.state != CaseState::Ended) {
            return Ok(false);
        }
        // An act that ended the case was written down for the item before.
        let known = match read(&mut tx, guild, number).await?.action {
            Some(known) => actions::find(&mut tx, known).await?,
            None => None,
        };
        Ok(known.is_none_or(|known| known.journal.state == State::Failed))
    }

    /// Carries out what decides an item, once, and waits for its end.
    async fn act(&self, actor: &Actor, request: &ResolveRequest, id: ActionId) -> Result<Action> {
        let number = request.number;
        let id = match self.begin(actor, request, id).await? {
            Begun::Known(id) => id,
            Begun::New(id) => {
                let act = self.wish(actor, request, id).await?;
                let kind = act.kind;
                let submitted = self.actions.submit(actor, act).await?;
                // The same moderator decided by another act in the same moment.
                check_same(number, kind, &submitted.action)?;
                submitted.action.id
            }
        };
        let action = self.actions.wait(actor, id, WAIT_MS).await?;
        match action.state {
            State::Applied | State::Verified => Ok(action),
            State::Failed => {
                let why = action.error.as_deref().unwrap_or("no reason is known");
                let case = action.case;
                let message = format!("nothing was done: {why} (case {case})");
                Err(Error::conflict(message).hint(format!("item {number} is still yours")))
            }
            State::Planned | State::Sending | State::Unknown => {
                let message = format!("case {} is under way", action.case);
                let hint = format!("decide item {number} again when it has ended");
                Err(Error::unavailable(message).hint(hint))
            }
        }
    }

    /// Takes the item and writes down the action that will decide it, so that after a crash nothing is done twice.
    async fn begin(&self, actor: &Actor, request: &ResolveRequest, id: ActionId) -> Result<Begun> {
        let (guild, number) = (request.guild, request.number);
        let by = self.parts.actor_ref(actor, guild);
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let mut row = read(&mut tx, guild, number).await?;
        row.standing().decide(&by)?;
        let known = match row.action {
            Some(known) => actions::find(&mut tx, known).await?,
            None => None,
        };
        let has_failed = known.is_some();
        if let Some(known) = known.filter(|known| known.journal.state != State::Failed) {
            if let Resolution::Act(act) = &request.resolution
                && act.kind != known.journal.kind
            {
                return Err(other_act(number, known.journal.kind, known.case));
            }
            return Ok(Begun::Known(known.journal.id));
        }
        // What another call of theirs is about to ask for is asked for once: the same id is the same action.
        if let Some(pending) = row.action.filter(|_| !has_failed) {
            return Ok(Begun::New(pending));
        }
        let is_new = row.assignee.is_none();
        take(&mut row, &by);
        row.action = Some(id);
        row.changed_at = self.parts.clock.now();
        inbox::save(&mut tx, &row).await?;
        if is_new {
            self.tell(&mut tx, actor, &row, ("claimed", String::new()))
                .await?;
        }
        tx.commit().await?;
        Ok(Begun::New(id))
    }

    /// The action that a decision asks for.
    async fn wish(
        &self,
        actor: &Actor,
        request: &ResolveRequest,
        id: ActionId,
    ) -> Result<ActRequest> {
        let (guild, number) = (request.guild, request.number);
        let row = read(&mut self.parts.db.read().await?, guild, number).await?;
        match &request.resolution {
            Resolution::Act(act) => {
                if (act.guild, act.target) != (guild, row.target) {
                    let why = format!("item {number} is about user {}", row.target);
                    return Err(Error::invalid("target", why));
                }
                let act = ActRequest::clone(act);
                let reason = act.reason.clone().or_else(|| request.reason.clone());
                let mut evidence = act.evidence.clone();
                let mut tx = self.parts.db.read().await?;
                if !evidence::of_item(&mut tx, guild, number).await?.is_empty() {
                    evidence.push(format!("item:{number}"));
                }
                Ok(ActRequest {
                    id,
                    reason,
                    evidence,
                    ..act
                })
            }
            Resolution::Grant { force, .. } => {
                let case = row.case.unwrap_or_default();
                let inverse = self.actions.inverse(actor, guild, case).await?;
                Ok(ActRequest {
                    id,
                    force: *force,
                    reason: Some(format!("appeal against case {case} was granted")),
                    ..inverse.request
                })
            }
            Resolution::Dismiss | Resolution::Deny => {
                Err(Error::invalid("decision", "it asks for no action"))
            }
        }
    }

    /// One change of an item under the guild's lock, with everything that tells of it; none is no change.
    async fn change(
        &self,
        actor: &Actor,
        guild: GuildId,
        number: u64,
        change: impl FnOnce(&mut ItemRow, &ActorRef) -> Result<Option<Told>>,
    ) -> Result<Item> {
        let by = self.parts.actor_ref(actor, guild);
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let mut row = read(&mut tx, guild, number).await?;
        row.changed_at = self.parts.clock.now();
        let Some(told) = change(&mut row, &by)? else {
            return Ok(self.parts.item(row));
        };
        inbox::save(&mut tx, &row).await?;
        if row.state == ItemState::Resolved {
            inbox::queue_answers(&mut tx, guild, number).await?;
        }
        self.tell(&mut tx, actor, &row, told).await?;
        tx.commit().await?;
        Ok(self.parts.item(row))
    }

    /// A member who may see the inbox.
    fn moderator(&self, guild: GuildId, id: UserId) -> Result<ActorRef> {
        let who = Actor::User { id };
        let refused = self.parts.check_moderates(&who, guild).is_err();
        if refused {
            let why = format!("user {id} is no moderator of this guild");
            return Err(Error::invalid("to", why));
        }
        Ok(self.parts.actor_ref(&who, guild))
    }
}

/// Whether an item has an action already, and the id of the one that decides it.
enum Begun {
    New(ActionId),
    Known(ActionId),
}

/// Refuses an action of another kind than was asked for.
fn check_same(number: u64, kind: Kind, action: &Action) -> Result<()> {
    if action.kind == kind {
        Ok(())
    } else {
        Err(other_act(number, action.kind, action.case))
    }
}

fn other_act(number: u64, kind: Kind, case: u64) -> Error {
    let message = format!("case {case}, a {kind}, was made for item {number} already");
    Error::conflict(message).hint(format!("decide it by a {kind}"))
}

/// Whether the same person decided it by the same act already: another call of theirs was faster.
fn is_decided(row: &ItemRow, by: &ActorRef, (decision, outcome): (Decision, Option<u64>)) -> bool {
    row.state == ItemState::Resolved
        && row.decision == Some(decision)
        && outcome.is_some()
        && row.outcome == outcome
        && row.assignee.as_ref().is_some_and(|has| is_same(has, by))
}

fn take(row: &mut ItemRow, by: &ActorRef) {
    row.assignee = Some(by.clone());
    row.state = ItemState::Claimed;
}

/// The id of the action that a decision asks for.
fn wanted(resolution: &Resolution) -> Option<ActionId> {
    match resolution {
        Resolution::Act(act) => Some(act.id),
        Resolution::Grant { id, .. } => Some(*id),
        Resolution::Dismiss | Resolution::Deny => None,
    }
}

fn decision(kind: ItemKind, resolution: &Resolution) -> Result<Decision> {
    match (kind, resolution) {
        (ItemKind::Report | ItemKind::Alert, Resolution::Dismiss) => Ok(Decision::Dismissed),
        (ItemKind::Report, Resolution::Act(_)) => Ok(Decision::Acted),
        (ItemKind::Appeal, Resolution::Grant { .. }) => Ok(Decision::Granted),
        (ItemKind::Appeal, Resolution::Deny) => Ok(Decision::Denied),
        (ItemKind::Report, _) => {
            let why = "a report is dismissed, or decided by an act";
            Err(Error::invalid("decision", why))
        }
        (ItemKind::Alert, _) => Err(Error::invalid("decision", "an alert is dismissed")),
        (ItemKind::Appeal, _) => Err(Error::invalid("decision", "an appeal is granted or denied")),
    }
}

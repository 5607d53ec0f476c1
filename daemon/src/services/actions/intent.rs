//! The intent of an action: what is written before anything is sent, and what its end means for the books.

use std::time::Duration;

use emperione_protocol::actions::{
    ActRequest, Action, ActorRef, Detail, Kind, Lock, State, Subject,
};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{BatchId, ChannelId, GuildId, RoleId, Timestamp, UserId};

use super::Actions;
use crate::domain::actions::{Journal, armed_until, kinds, next_look};
use crate::domain::actor::Actor;
use crate::domain::outbox::Told;
use crate::domain::{duration, locks};
use crate::store::actions::ActionRow;
use crate::store::cases::CaseRow;
use crate::store::expiries::Expiry;
use crate::store::{self, Tx, actions, cases, expiries};

/// What the event log is told.
pub(in crate::services) type Fact = (Option<GuildId>, Body);

/// Who ends a case. What a batch ends is told by the batch's own post.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    actor: &'a ActorRef,
    batch: Option<BatchId>,
}

impl<'a> By<'a> {
    fn of(row: &'a ActionRow) -> Self {
        Self {
            actor: &row.actor_ref,
            batch: row.batch,
        }
    }
}

impl<'a> From<&'a ActorRef> for By<'a> {
    fn from(actor: &'a ActorRef) -> Self {
        Self { actor, batch: None }
    }
}

impl Actions {
    /// Action, case, its first entry, the evidence it wants and its expiry, in the transaction of the caller, who appends the facts at its end.
    /// The guild's head is locked by then ([`cases::lock`]), and the standing was asked.
    pub(in crate::services) async fn write_intent(
        &self,
        tx: &mut Tx,
        row: ActionRow,
        evidence: &[String],
    ) -> store::Result<(ActionRow, [Fact; 2])> {
        let target = self.stored_name(tx, row.guild, row.target).await?;
        let mut row = ActionRow {
            case: cases::next_number(tx, row.guild).await?,
            target_name: target.name.clone(),
            ..row
        };
        match row.journal.kind {
            Kind::Unlock if row.undoes.is_none() => {
                row.detail.lock = self.lock_in_force(tx, &row).await?.or(row.detail.lock);
            }
            Kind::Lock => {
                let outlasted = self.outlasted(tx, &row).await?;
                let locks = outlasted.into_iter().filter_map(|case| case.detail.lock);
                row.detail.lock = locks.chain(row.detail.lock).reduce(locks::both);
            }
            Kind::Slowmode if row.until.is_some() => {
                row.detail.former_slow_mode = self.slow_mode_before(tx, &row).await?;
            }
            _ => {}
        }
        cases::insert(tx, &case_of(&row)).await?;
        actions::insert(tx, &row).await?;
        let entry = Entry {
            at: row.created_at,
            actor: row.actor_ref.clone(),
            kind: "pending".into(),
            text: describe(&row),
        };
        cases::append(tx, row.guild, row.case, &entry).await?;
        self.parts
            .want_evidence(tx, (row.guild, row.case), evidence, &row.actor_ref)
            .await?;
        if let Some(expiry) = expiry_of(&row) {
            expiries::insert(tx, &expiry).await?;
        }
        if row.finished_at.is_some() {
            self.settle_case(tx, &row, row.created_at).await?;
        } else {
            self.tell(tx, Told::Opened, &row).await?;
        }
        let opened = Body::CaseOpened {
            case: row.case,
            action: row.journal.kind,
            target,
            adopted: false,
        };
        let facts = [(Some(row.guild), opened), self.fact(&row)];
        Ok((row, facts))
    }

    /// The row of a new action, which has no case yet.
    pub(in crate::services) fn row(
        &self,
        actor: &Actor,
        request: &ActRequest,
        batch: Option<BatchId>,
    ) -> ActionRow {
        let now = self.parts.clock.now();
        let journal = Journal::new(request.id, request.kind, notifies(request));
        let length = request
            .duration_ms
            .and_then(|length| i64::try_from(length).ok());
        let detail = self.complete(request);
        ActionRow {
            guild: request.guild,
            case: 0,
            target: request.target,
            target_name: String::new(),
            actor: actor.clone(),
            actor_ref: self.parts.actor_ref(actor, request.guild),
            reason: request.reason.clone(),
            until: length.map(|length| Timestamp(now.0.saturating_add(length))),
            delete_seconds: request
                .delete_message_seconds
                .unwrap_or(kinds::looks_back(request.kind)),
            detail,
            undoes: request.undoes,
            batch,
            created_at: now,
            finished_at: journal.state.is_final().then_some(now),
            journal,
        }
    }

    /// What the act needs besides what was asked for: how the world is before it.
    fn complete(&self, request: &ActRequest) -> Detail {
        let mut detail = request.detail.clone();
        let state = self.parts.state.read();
        let Some(guild) = state.guild(request.guild) else {
            return detail;
        };
        let channel = guild.channels.get(&ChannelId(request.target.0));
        let overwrite = || {
            let everyone = request.guild.everyone();
            channel.map(|channel| locks::of_everyone(&channel.overwrites, everyone))
        };
        match request.kind {
            Kind::Nick => {
                let member = guild.members.get(&request.target);
                detail.former_nick = member.and_then(|member| member.nick().map(str::to_owned));
            }
            Kind::Warn => detail.points = Some(detail.points.unwrap_or(1)),
            Kind::VoiceMove => {
                let stay = guild.voice.get(&request.target);
                detail.former_channel = stay.map(|stay| stay.channel);
            }
            Kind::Slowmode => detail.former_slow_mode = channel.map(|channel| channel.slow_mode),
            Kind::Lock if detail.lock.is_none() => {
                let may = self.bot_may(&state, request.guild);
                detail.lock = overwrite().and_then(|before| locks::change(before, may));
            }
            Kind::Unlock if detail.lock.is_none() => {
                detail.lock = overwrite().and_then(locks::change_back);
            }
            _ => {}
        }
        detail
    }

    /// What the locks of ours changed that hold a channel now.
    async fn lock_in_force(&self, tx: &mut Tx, row: &ActionRow) -> store::Result<Option<Lock>> {
        let cases = cases::in_force(tx, row.guild, row.target, Kind::Lock).await?;
        let locks = cases.into_iter().filter_map(|case| case.detail.lock);
        Ok(locks.reduce(locks::both))
    }

    /// The locks of a channel that end before a new one, which takes their place.
    async fn outlasted(&self, tx: &mut Tx, row: &ActionRow) -> store::Result<Vec<CaseRow>> {
        let mut cases = cases::in_force(tx, row.guild, row.target, Kind::Lock).await?;
        cases.retain(|case| {
            let is_sooner = |until: Timestamp| row.until.is_none_or(|end| end > until);
            case.state == CaseState::Applied && case.until.is_some_and(is_sooner)
        });
        Ok(cases)
    }

    /// What a slow mode for a time gives way to when it ends: not to another one for a time, whose end it takes away.
    async fn slow_mode_before(&self, tx: &mut Tx, row: &ActionRow) -> store::Result<Option<u32>> {
        let former = row.detail.former_slow_mode;
        let cases = cases::in_force(tx, row.guild, row.target, Kind::Slowmode).await?;
        let is_it = |case: &&CaseRow| case.until.is_some() && case.detail.slow_mode == former;
        let below = cases.iter().find(is_it);
        Ok(below.map_or(former, |case| case.detail.former_slow_mode))
    }

    /// What the end of an action means for cases and expiries.
    pub(super) async fn settle_case(
        &self,
        tx: &mut Tx,
        row: &ActionRow,
        now: Timestamp,
    ) -> store::Result<()> {
        let case = (row.guild, row.case);
        if row.journal.state == State::Failed {
            self.tell(tx, Told::Failed, row).await?;
            cases::set_state(tx, case.0, case.1, CaseState::Failed).await?;
            return expiries::close(tx, row.journal.id, now).await.map(drop);
        }
        if let Some(undone) = row.undoes {
            let text = format!("undone by case {}", row.case);
            self.end_case(tx, (row.guild, undone), By::of(row), text)
                .await?;
        }
        // Its own case is pending still, so that one of the same kind does not end itself.
        if let Some(ended) = kinds::ends(row.journal.kind) {
            let (target, role) = ((row.guild, row.target), row.detail.role);
            self.end_cases(tx, target, (ended, role), By::of(row))
                .await?;
        }
        if row.journal.kind == Kind::Lock {
            for case in self.outlasted(tx, row).await? {
                let text = format!("case {} lasts longer", row.case);
                self.close_case(tx, &case, By::of(row), text).await?;
            }
        }
        self.tell(tx, Told::Applied, row).await?;
        cases::set_state(tx, case.0, case.1, CaseState::Applied).await
    }

    async fn tell(&self, tx: &mut Tx, told: Told, row: &ActionRow) -> store::Result<()> {
        let case = (row.guild, row.case, row.batch);
        let why = row.journal.error.as_deref().unwrap_or_default();
        self.parts.tell_case(tx, told, case, why).await
    }

    /// Ends one case, and what would have ended it later.
    pub(super) async fn end_case(
        &self,
        tx: &mut Tx,
        (guild, number): (GuildId, u64),
        by: impl Into<By<'_>>,
        text: String,
    ) -> store::Result<()> {
        match cases::find(tx, guild, number).await? {
            Some(case) if case.state == CaseState::Applied => {
                self.close_case(tx, &case, by.into(), text).await
            }
            _ => Ok(()),
        }
    }

    /// Ends the cases of a kind that are in force for a user, of roles those of one, and what would have ended them later.
    pub(super) async fn end_cases(
        &self,
        tx: &mut Tx,
        (guild, user): (GuildId, UserId),
        (kind, role): (Kind, Option<RoleId>),
        by: impl Into<By<'_>>,
    ) -> store::Result<()> {
        let by = by.into();
        for case in cases::in_force(tx, guild, user, kind).await? {
            let is_meant = role.is_none() || case.detail.role == role;
            if is_meant && case.state != CaseState::Pending {
                self.close_case(tx, &case, by, String::new()).await?;
            }
        }
        Ok(())
    }

    async fn close_case(
        &self,
        tx: &mut Tx,
        case: &CaseRow,
        by: By<'_>,
        text: String,
    ) -> store::Result<()> {
        let now = self.parts.clock.now();
        cases::set_state(tx, case.guild, case.number, CaseState::Ended).await?;
        let entry = Entry {
            at: now,
            actor: by.actor.clone(),
            kind: "ended".into(),
            text,
        };
        if by.batch.is_none() {
            let ended = (case.guild, case.number, case.batch);
            self.parts
                .tell_case(tx, Told::Ended, ended, &entry.text)
                .await?;
        }
        cases::append(tx, case.guild, case.number, &entry).await?;
        if let Some(action) = case.action {
            expiries::close(tx, action, now).await?;
        }
        Ok(())
    }

    pub(super) fn fact(&self, row: &ActionRow) -> Fact {
        let journal = &row.journal;
        let known = self.parts.user_ref(row.guild, row.target);
        let target = known.unwrap_or_else(|| stored_ref(row));
        let body = Body::Action {
            id: journal.id,
            case: row.case,
            action: journal.kind,
            target,
            state: journal.state,
        };
        (Some(row.guild), body)
    }

    fn name(&self, guild: GuildId, user: UserId) -> UserRef {
        UserRef {
            id: user,
            name: self
                .place_name(guild, user)
                .unwrap_or_else(|| user.to_string()),
            display_name: None,
        }
    }

    /// The name of a channel or of the guild, if the id is one of theirs.
    fn place_name(&self, id: GuildId, target: UserId) -> Option<String> {
        let state = self.parts.state.read();
        let guild = state.guild(id)?;
        if target.0 == id.0 {
            return Some(guild.name.to_string());
        }
        let channel = guild.channels.get(&ChannelId(target.0))?;
        Some(format!("#{}", channel.name))
    }

    /// The same, also of somebody who is gone: by what the books know.
    pub(in crate::services) async fn stored_name(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        user: UserId,
    ) -> store::Result<UserRef> {
        let known = self.parts.stored_user(tx, guild, user).await?;
        Ok(known.unwrap_or_else(|| self.name(guild, user)))
    }

    /// An action as clients see it.
    pub(super) fn record(&self, row: ActionRow) -> Action {
        let known = self.parts.user_ref(row.guild, row.target);
        let stored = stored_ref(&row);
        Action {
            id: row.journal.id,
            guild: row.guild,
            case: row.case,
            kind: row.journal.kind,
            target: known.unwrap_or(stored),
            actor: row.actor_ref,
            reason: row.reason,
            state: row.journal.state,
            error: row.journal.error,
            direct_message: row.journal.direct_message,
            created_at: row.created_at,
            finished_at: row.finished_at,
            until: row.until,
            detail: row.detail,
            undoes: row.undoes,
            batch: row.batch,
        }
    }
}

/// Whether the target is told of it.
pub(in crate::services) fn notifies(request: &ActRequest) -> bool {
    request.notify && request.kind != Kind::Note && request.kind.subject() == Subject::Member
}

fn stored_ref(row: &ActionRow) -> UserRef {
    UserRef {
        id: row.target,
        name: row.target_name.clone(),
        display_name: None,
    }
}

fn case_of(row: &ActionRow) -> CaseRow {
    CaseRow {
        guild: row.guild,
        number: row.case,
        kind: row.journal.kind,
        state: CaseState::Pending,
        target: row.target,
        target_name: row.target_name.clone(),
        actor: row.actor_ref.clone(),
        reason: row.reason.clone(),
        opened_at: row.created_at,
        until: row.until,
        action: Some(row.journal.id),
        audit_entry: None,
        detail: row.detail.clone(),
        undoes: row.undoes,
        batch: row.batch,
    }
}

fn expiry_of(row: &ActionRow) -> Option<Expiry> {
    let (guild, user, kind) = (row.guild, row.target, row.journal.kind);
    let due_at = match kind {
        Kind::Timeout => Some(next_look(armed_until(row.created_at, row.until), row.until)),
        _ => row.until,
    };
    due_at.map(|due_at| Expiry {
        action: row.journal.id,
        guild,
        user,
        kind,
        due_at,
        attempts: 0,
    })
}

fn describe(row: &ActionRow) -> String {
    let length = row.until.map(|until| {
        let ms = (until.0 - row.created_at.0).max(0).unsigned_abs();
        format!("for {}", duration::format(Duration::from_millis(ms)))
    });
    [describe_detail(&row.detail), length, row.reason.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ")
}

fn describe_detail(detail: &Detail) -> Option<String> {
    match (detail.slow_mode, detail.messages.len(), &detail.nick) {
        (Some(0), ..) => Some("no slow mode".into()),
        (Some(seconds), ..) => {
            let pace = Duration::from_secs(seconds.into());
            Some(format!("a message every {}", duration::format(pace)))
        }
        (_, 1, _) => Some("1 message".into()),
        (_, 2.., _) => Some(format!("{} messages", detail.messages.len())),
        (.., Some(nick)) => Some(format!("to `{nick}`")),
        _ => None,
    }
}

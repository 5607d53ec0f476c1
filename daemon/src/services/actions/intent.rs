//! The intent of an action: what is written before anything is sent, and what its end means for the books.

use std::time::Duration;

use emperione_protocol::actions::{
    ActRequest, Action, ActorRef, Detail, Kind, Lock, MAX_MESSAGES, State, Subject,
};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{BatchId, ChannelId, GuildId, Timestamp, UserId};

use super::Actions;
use crate::domain::actions::kinds::{self, Length, facts};
use crate::domain::actions::{Journal, LONGEST_DELETE, LONGEST_SLOW_MODE, armed_until, next_look};
use crate::domain::actor::Actor;
use crate::domain::outbox::Told;
use crate::domain::{duration, locks};
use crate::services::{Error, Result};
use crate::store::actions::ActionRow;
use crate::store::cases::CaseRow;
use crate::store::expiries::Expiry;
use crate::store::{self, Tx, actions, cases, expiries, roster};

/// What the event log is told.
pub(in crate::services) type Fact = (Option<GuildId>, Body);

/// The longest reason that is kept; what Discord keeps of it is cut to 512 letters.
const LONGEST_REASON: usize = 1000;
/// The most points of one warning.
const MAX_POINTS: u32 = 100;
/// Guild: Modify Guild Member.
const LONGEST_NICK: usize = 32;

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
    /// Action, case, its first entry and its expiry, in the transaction of the caller, who appends the facts at its end.
    /// The guild's head is locked by then ([`cases::lock`]), and the standing was asked.
    pub(in crate::services) async fn write_intent(
        &self,
        tx: &mut Tx,
        row: ActionRow,
    ) -> store::Result<(ActionRow, [Fact; 2])> {
        let target = self.stored_name(tx, row.guild, row.target).await?;
        let mut row = ActionRow {
            case: cases::next_number(tx, row.guild).await?,
            target_name: target.name.clone(),
            ..row
        };
        if row.journal.kind == Kind::Unlock && row.undoes.is_none() {
            row.detail.lock = self.lock_in_force(tx, &row).await?.or(row.detail.lock);
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
            delete_seconds: request.delete_message_seconds.unwrap_or(0),
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
        let may = self.bot_may(request.guild);
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
        Ok(locks.reduce(|all, more| Lock {
            allowed: all.allowed | more.allowed,
            denied: all.denied | more.denied,
        }))
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
            let target = (row.guild, row.target);
            self.end_cases(tx, target, ended, By::of(row)).await?;
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

    /// Ends the cases of a kind that are in force for a user, and what would have ended them later.
    pub(super) async fn end_cases(
        &self,
        tx: &mut Tx,
        (guild, user): (GuildId, UserId),
        kind: Kind,
        by: impl Into<By<'_>>,
    ) -> store::Result<()> {
        let by = by.into();
        for case in cases::in_force(tx, guild, user, kind).await? {
            if case.state != CaseState::Pending {
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
        if let Some(known) = self.parts.user_ref(guild, user) {
            return Ok(known);
        }
        let found = roster::find(tx, guild, user).await?;
        Ok(found.map_or_else(
            || self.name(guild, user),
            |entry| UserRef {
                id: user,
                name: entry.name,
                display_name: entry.display_name,
            },
        ))
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

/// Refuses a request that is wrong by itself.
pub(in crate::services) fn check_request(request: &ActRequest) -> Result<()> {
    check_reason(request)?;
    check_length(request)?;
    check_detail(request)?;
    let facts = facts(request.kind);
    let deletes = request.delete_message_seconds;
    if deletes.is_some_and(|seconds| seconds > LONGEST_DELETE || !facts.deletes) {
        return Err(Error::invalid(
            "delete_message_seconds",
            "is for bans and softbans, and 7 days at most",
        ));
    }
    if request.kind == Kind::Unwarn && request.undoes.is_none() {
        return Err(Error::invalid(
            "undoes",
            "is missing: which warning is taken back is said by its case",
        ));
    }
    Ok(())
}

fn check_reason(request: &ActRequest) -> Result<()> {
    let reason = request.reason.as_deref().unwrap_or_default();
    if reason.chars().count() > LONGEST_REASON {
        let why = format!("has more than {LONGEST_REASON} letters");
        return Err(Error::invalid("reason", why));
    }
    if facts(request.kind).needs_reason && reason.trim().is_empty() {
        let why = "is missing: a warning and a note are their text";
        return Err(Error::invalid("reason", why));
    }
    Ok(())
}

fn check_length(request: &ActRequest) -> Result<()> {
    let invalid = |why: String| Err(Error::invalid("duration", why));
    let length = request.duration_ms;
    match facts(request.kind).length {
        Length::Must(longest) => {
            let most = duration::format(longest);
            match length {
                None => invalid(format!("is missing; {most} are the most")),
                Some(length) if Duration::from_millis(length) > longest => {
                    invalid(format!("is too long: Discord takes {most} at most"))
                }
                Some(_) => check_not_zero(length),
            }
        }
        Length::Never if length.is_some() => {
            invalid(format!("is not for `{}`, which has none", request.kind))
        }
        Length::May | Length::Never => check_not_zero(length),
    }
}

fn check_not_zero(length: Option<u64>) -> Result<()> {
    if length == Some(0) {
        return Err(Error::invalid("duration", "is zero"));
    }
    Ok(())
}

fn check_detail(request: &ActRequest) -> Result<()> {
    let (kind, detail) = (request.kind, &request.detail);
    let fields = [
        (
            "role",
            detail.role.is_some(),
            matches!(kind, Kind::RoleAdd | Kind::RoleRemove),
        ),
        ("channel", detail.channel.is_some(), kind == Kind::VoiceMove),
        (
            "slow_mode",
            detail.slow_mode.is_some(),
            kind == Kind::Slowmode,
        ),
        ("messages", !detail.messages.is_empty(), kind == Kind::Purge),
        ("caused_by", detail.caused_by.is_some(), false),
        // One that is not weighed has a point.
        (
            "points",
            detail.points.is_some(),
            kind == Kind::Warn && detail.points.is_some(),
        ),
    ];
    for (name, given, wanted) in fields {
        match (given, wanted) {
            (false, true) => return Err(Error::invalid(name, "is missing")),
            (true, false) => return Err(Error::invalid(name, format!("is not for `{kind}`"))),
            _ => {}
        }
    }
    if detail.slow_mode.is_some_and(|it| it > LONGEST_SLOW_MODE) {
        let why = "is too long: Discord's slow mode is 6h at most";
        return Err(Error::invalid("slow_mode", why));
    }
    if detail
        .points
        .is_some_and(|points| !(1..=MAX_POINTS).contains(&points))
    {
        return Err(Error::invalid("points", format!("are 1 to {MAX_POINTS}")));
    }
    if detail.messages.len() > MAX_MESSAGES {
        let why = format!("are more than {MAX_MESSAGES}, the most of one purge");
        return Err(Error::invalid("messages", why));
    }
    check_nick(request)
}

fn check_nick(request: &ActRequest) -> Result<()> {
    let nick = request.detail.nick.as_deref();
    if nick.is_some() && request.kind != Kind::Nick {
        return Err(Error::invalid("nick", "is for `nick`"));
    }
    if nick.is_some_and(|nick| nick.trim().is_empty() || nick.chars().count() > LONGEST_NICK) {
        let why = format!("has 1 to {LONGEST_NICK} letters; without one it is taken away");
        return Err(Error::invalid("nick", why));
    }
    Ok(())
}

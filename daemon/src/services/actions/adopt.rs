//! What others do in Discord becomes a case, once, with its true actor and time.

use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::events::Body;
use emperione_protocol::guilds::{Pauses, UserRef};
use emperione_protocol::{BatchId, GuildId, MessageId, RoleId, Timestamp, UserId};
use serde::de::DeserializeOwned;

use super::Actions;
use futures::future::BoxFuture;

use crate::domain::actions::{kinds, notice};
use crate::domain::event::{AUTOMOD_TIMEOUT, AuditChange, AuditEntry};
use crate::domain::outbox::Told;
use crate::ingest::Observer;
use crate::services::Result;
use crate::store::cases::{self, CaseRow};
use crate::store::{Tx, actions, batches, events, expiries};

/// Discord's numbers of acts (Audit Log: Audit Log Events).
const MEMBER_KICK: u16 = 20;
const MEMBER_BAN_ADD: u16 = 22;
const MEMBER_BAN_REMOVE: u16 = 23;
const MEMBER_UPDATE: u16 = 24;
const MEMBER_ROLE_UPDATE: u16 = 25;
/// Who acts by the rules of a guild.
const AUTOMOD: &str = "AutoMod";

/// An act on a member, as the audit log tells it.
struct Act {
    kind: Kind,
    until: Option<Timestamp>,
    detail: Detail,
}

impl Act {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            until: None,
            detail: Detail::default(),
        }
    }
}

impl Observer for Actions {
    fn observe<'a>(&'a self, entry: &'a AuditEntry) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.adopt(entry))
    }

    fn reconciled(&self, guild: GuildId) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.recheck(guild))
    }

    fn pauses_moved(&self, guild: GuildId, was: Pauses) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.end_moved(guild, was))
    }
}

impl Actions {
    /// Checks what was expected while we did not listen to a guild.
    async fn recheck(&self, guild: GuildId) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        expiries::recheck(&mut tx, guild, self.parts.clock.now()).await?;
        tx.commit().await?;
        self.wake_expiries();
        Ok(())
    }

    /// Takes note of an entry of the audit log; a second time it changes nothing.
    async fn adopt(&self, entry: &AuditEntry) -> Result<()> {
        let (acts, Some(target)) = (self.read(entry), entry.target.map(UserId)) else {
            return Ok(());
        };
        if acts.is_empty() {
            return Ok(());
        }
        let mut tx = self.parts.db.write().await?;
        if cases::is_adopted(&mut tx, entry.id).await? {
            return Ok(());
        }
        let Some(by) = self.author(&mut tx, entry).await? else {
            return Ok(());
        };
        let target = self.stored_name(&mut tx, entry.guild, target).await?;
        let mut changed = false;
        for (part, act) in acts.into_iter().enumerate() {
            if !self.is_ours(&mut tx, entry, &act, target.id).await? {
                let row = adopted(entry, act, &by, &target, part);
                self.adopt_act(&mut tx, row, &target, entry.rule.as_deref())
                    .await?;
                changed = true;
            }
        }
        if changed {
            tx.commit().await?;
            self.wake_expiries();
        }
        Ok(())
    }

    /// What an entry says that somebody did to a member.
    fn read(&self, entry: &AuditEntry) -> Vec<Act> {
        if entry.action_type != AUTOMOD_TIMEOUT {
            return read(entry);
        }
        let until = self.timed_out_by(entry);
        vec![Act {
            until,
            ..Act::new(Kind::Timeout)
        }]
    }

    /// When a timeout of AutoMod ends. The audit log does not say it, the member does, whose update is sent with it: as
    /// nobody who is timed out can post, a time after the entry's is that of this timeout.
    fn timed_out_by(&self, entry: &AuditEntry) -> Option<Timestamp> {
        let state = self.parts.state.read();
        let member = state.member(entry.guild, UserId(entry.target?))?;
        let until = member.timed_out_until();
        until.filter(|until| *until > opened_at(entry))
    }

    /// Who did it. AutoMod has no id of its own: the documentation (Audit Log: Audit Log Entry Object) does not say whose
    /// stands in its entries, and the simulator puts the creator of the rule there, who did nothing to the member.
    async fn author(&self, tx: &mut Tx, entry: &AuditEntry) -> Result<Option<ActorRef>> {
        if entry.action_type == AUTOMOD_TIMEOUT {
            let name = AUTOMOD.into();
            return Ok(Some(ActorRef::System { name }));
        }
        let Some(actor) = entry.actor else {
            return Ok(None);
        };
        let user = self.stored_name(tx, entry.guild, actor).await?;
        Ok(Some(ActorRef::User { user }))
    }

    async fn adopt_act(
        &self,
        tx: &mut Tx,
        mut row: CaseRow,
        target: &UserRef,
        rule: Option<&str>,
    ) -> Result<()> {
        self.end_older(tx, &row).await?;
        let later = overtaking(tx, &row).await?;
        if later.is_some() {
            row.state = CaseState::Ended;
        }
        row.number = cases::next_number(tx, row.guild).await?;
        cases::insert(tx, &row).await?;
        let adoption = Entry {
            at: row.opened_at,
            actor: row.actor.clone(),
            kind: "adopted".into(),
            text: row.reason.clone().unwrap_or_default(),
        };
        cases::append(tx, row.guild, row.number, &adoption).await?;
        if let Some(later) = later {
            let ended = Entry {
                at: later.opened_at,
                actor: later.actor,
                kind: "ended".into(),
                text: format!("by case {}, which came later", later.number),
            };
            cases::append(tx, row.guild, row.number, &ended).await?;
        }
        if let Some(rule) = rule {
            let by = (row.opened_at, &row.actor);
            cases::set_rule(tx, (row.guild, row.number), by, rule).await?;
        }
        let case = (row.guild, row.number, None);
        self.parts.tell_case(tx, Told::Applied, case, "").await?;
        let body = Body::CaseOpened {
            case: row.number,
            action: row.kind,
            target: target.clone(),
            adopted: true,
        };
        let now = self.parts.clock.now();
        events::append(tx, now, &[(Some(row.guild), body)]).await?;
        Ok(())
    }

    /// Ends what an adopted act ended: an entry may be read long after its act, when newer cases are in force.
    async fn end_older(&self, tx: &mut Tx, row: &CaseRow) -> Result<()> {
        let Some(ended) = kinds::ends(row.kind) else {
            return Ok(());
        };
        for case in cases::in_force(tx, row.guild, row.target, ended).await? {
            let is_meant = row.detail.role.is_none() || case.detail.role == row.detail.role;
            if is_meant && case.opened_at <= row.opened_at {
                let number = (case.guild, case.number);
                self.end_case(tx, number, &row.actor, String::new()).await?;
            }
        }
        Ok(())
    }

    /// An entry is ours only if our bot made it and its marker, target, kind and role are those of an action of ours.
    async fn is_ours(
        &self,
        tx: &mut Tx,
        entry: &AuditEntry,
        act: &Act,
        target: UserId,
    ) -> Result<bool> {
        let kind = act.kind;
        let me = self.parts.state.read().me.as_ref().map(|me| me.id);
        let Some(id) = entry
            .reason
            .as_deref()
            .and_then(notice::read_marker)
            .filter(|_| entry.actor == me)
        else {
            return Ok(false);
        };
        if kind == Kind::Ban && batches::hits(tx, BatchId(id.0), target).await? {
            return Ok(true);
        }
        let row = actions::find(tx, id).await?;
        // The end of what is temporary bears its marker, and a softban is both.
        let fits = |of: Kind| {
            of == kind
                || matches!(
                    (of, kind),
                    (Kind::Ban, Kind::Unban)
                        | (Kind::Softban, Kind::Ban | Kind::Unban)
                        | (Kind::RoleAdd, Kind::RoleRemove)
                )
        };
        Ok(row.is_some_and(|row| {
            let same = row.target == target && row.detail.role == act.detail.role;
            same && fits(row.journal.kind)
        }))
    }
}

/// The first case by which what an adopted act did was over before it was read.
async fn overtaking(tx: &mut Tx, row: &CaseRow) -> Result<Option<CaseRow>> {
    let is_done = |case: &CaseRow| matches!(case.state, CaseState::Applied | CaseState::Ended);
    let after = (row.opened_at, u64::MAX >> 1);
    let later = cases::since(tx, (row.guild, row.target), after).await?;
    Ok(later.into_iter().find(|case| {
        is_done(case)
            && case.detail.role == row.detail.role
            && kinds::overtakes(case.kind, row.kind)
    }))
}

/// What an entry says that somebody did to a member.
fn read(entry: &AuditEntry) -> Vec<Act> {
    match entry.action_type {
        MEMBER_KICK => vec![Act::new(Kind::Kick)],
        MEMBER_BAN_ADD => vec![Act::new(Kind::Ban)],
        MEMBER_BAN_REMOVE => vec![Act::new(Kind::Unban)],
        MEMBER_UPDATE => entry
            .changes
            .iter()
            .filter_map(|change| read_change(entry, change))
            .collect(),
        MEMBER_ROLE_UPDATE if !is_own(entry) => entry.changes.iter().flat_map(read_roles).collect(),
        _ => Vec::new(),
    }
}

/// Whether a member changed themselves, which is no moderation.
fn is_own(entry: &AuditEntry) -> bool {
    entry.actor.map(|actor| actor.0) == entry.target
}

fn read_change(entry: &AuditEntry, change: &AuditChange) -> Option<Act> {
    match change.key.as_str() {
        "communication_disabled_until" => {
            let until = parse(change.new.as_deref());
            let kind = if until.is_some() {
                Kind::Timeout
            } else {
                Kind::Untimeout
            };
            Some(Act {
                until,
                ..Act::new(kind)
            })
        }
        "nick" if !is_own(entry) => Some(Act {
            detail: Detail {
                nick: parse(change.new.as_deref()),
                former_nick: parse(change.old.as_deref()),
                ..Detail::default()
            },
            ..Act::new(Kind::Nick)
        }),
        _ => None,
    }
}

fn read_roles(change: &AuditChange) -> Vec<Act> {
    /// A role as the audit log names it (Audit Log: Audit Log Change Exceptions).
    #[derive(serde::Deserialize)]
    struct Named {
        id: RoleId,
    }
    let kind = match change.key.as_str() {
        "$add" => Kind::RoleAdd,
        "$remove" => Kind::RoleRemove,
        _ => return Vec::new(),
    };
    let roles: Vec<Named> = parse(change.new.as_deref()).unwrap_or_default();
    let act = |role: Named| Act {
        detail: Detail {
            role: Some(role.id),
            ..Detail::default()
        },
        ..Act::new(kind)
    };
    roles.into_iter().map(act).collect()
}

fn parse<T: DeserializeOwned>(json: Option<&str>) -> Option<T> {
    json.and_then(|json| serde_json::from_str(json).ok())
}

fn adopted(entry: &AuditEntry, act: Act, by: &ActorRef, target: &UserRef, part: usize) -> CaseRow {
    CaseRow {
        guild: entry.guild,
        number: 0,
        kind: act.kind,
        state: CaseState::Applied,
        target: target.id,
        target_name: target.name.clone(),
        actor: by.clone(),
        reason: entry.reason.clone(),
        opened_at: opened_at(entry),
        until: act.until,
        action: None,
        audit_entry: Some((entry.id, part as u64)),
        detail: act.detail,
        undoes: None,
        batch: None,
    }
}

/// An entry's id holds the time of the act.
fn opened_at(entry: &AuditEntry) -> Timestamp {
    MessageId(entry.id).created_at()
}

//! Plans: every check for everybody, what it costs, and what should make one look twice.

use std::collections::HashSet;

use emperione_protocol::actions::{Kind, Subject};
use emperione_protocol::batches::{Act, Aim, MAX_TARGETS, Plan, PlanLine, PlanRequest};
use emperione_protocol::ladders::Step;
use emperione_protocol::{BatchId, Code, GuildId, UserId};

use super::Batches;
use crate::clock::millis;
use crate::domain::actions::quotas::Calls;
use crate::domain::actor::Actor;
use crate::domain::ladder;
use crate::services::actions::bulk;
use crate::services::actions::intent::notifies;
use crate::services::actions::request::check_request;
use crate::services::{Error, Result};
use crate::store::{Tx, cases};

/// Whoever joined longer ago than this is no raider.
const LONG: std::time::Duration = std::time::Duration::from_hours(30 * 24);

impl Batches {
    /// Runs every check for everybody and changes nothing.
    pub async fn plan(&self, actor: &Actor, request: &PlanRequest) -> Result<Plan> {
        self.parts.check_moderates(actor, request.guild)?;
        let mut wanted = request.aims.clone();
        if let Some(query) = &request.query {
            wanted.extend(self.select(actor, request.guild, query).await?);
        }
        let aims = self.in_order(request.guild, &request.act, wanted)?;
        let evidence = (request.act.evidence.as_slice(), aims.len());
        self.parts
            .check_shared_evidence(actor, request.guild, evidence)
            .await?;
        let mut lines = Vec::with_capacity(aims.len());
        let mut tx = self.parts.db.read().await?;
        let mut shortened = Vec::new();
        for aim in aims {
            let wish = request.act.on(request.guild, &aim);
            let verdict = self.actions.verdict(&mut tx, actor, &wish).await?;
            shortened.extend(self.actions.shortens(&mut tx, &wish).await?);
            let target = self
                .actions
                .stored_name(&mut tx, request.guild, aim.target)
                .await?;
            lines.push(PlanLine {
                aim,
                target,
                already: verdict.as_ref().is_some_and(|it| it.code == Code::Already),
                code: verdict.as_ref().map(|it| it.code),
                refused: verdict.map(|it| it.words),
            });
        }
        let mut plan = self.plan_of(request.guild, request.act.clone(), lines);
        let allowed = plan.lines.iter().filter(|line| line.refused.is_none());
        let over = self
            .parts
            .over_hourly(&mut tx, actor, allowed.count() as u64)
            .await?;
        plan.risks.extend(over.map(|over| over.message));
        plan.risks.extend(shortens(plan.act.kind, &shortened));
        plan.risks.extend(self.ladder_risks(&mut tx, &plan).await?);
        Ok(plan)
    }

    /// What follows by the ladder, and for how many.
    async fn ladder_risks(&self, tx: &mut Tx, plan: &Plan) -> Result<Vec<String>> {
        if plan.act.kind != Kind::Warn {
            return Ok(Vec::new());
        }
        let allowed = plan.lines.iter().filter(|line| line.refused.is_none());
        let warnings: Vec<_> = allowed
            .map(|line| plan.act.on(plan.guild, &line.aim))
            .collect();
        let reached = self.actions.climbs(tx, &warnings).await?;
        let words = |(step, count): (Step, usize)| {
            let reach = if count == 1 { "reaches" } else { "reach" };
            format!(
                "{count} {reach} a step of the ladder: `{}`",
                ladder::describe(&step)
            )
        };
        Ok(reached.into_iter().map(words).collect())
    }

    /// Whom a query finds.
    async fn select(&self, actor: &Actor, guild: GuildId, query: &str) -> Result<Vec<Aim>> {
        let most = u32::try_from(MAX_TARGETS).unwrap_or(u32::MAX);
        let found = self.members.select(actor, guild, query, most + 1).await?;
        if found.is_empty() {
            return Err(Error::invalid("where", "nobody is found"));
        }
        Ok(found.into_iter().map(Aim::new).collect())
    }

    /// Says what would undo a batch, and who was changed since.
    pub async fn inverse(&self, actor: &Actor, id: BatchId) -> Result<Plan> {
        let batch = self.find(id).await?;
        self.parts.check_moderates(actor, batch.guild)?;
        let mut tx = self.parts.db.read().await?;
        let done = cases::of_batch(&mut tx, batch.guild, id).await?;
        drop(tx);
        let (mut act, mut overtaken) = (None, Vec::new());
        let mut lines = Vec::with_capacity(done.len());
        for (number, target) in done {
            let inverse = match self.actions.inverse(actor, batch.guild, number).await {
                Ok(inverse) => inverse,
                // What has ended has nothing to undo.
                Err(Error::Conflict { .. }) => {
                    overtaken.push((number, target));
                    continue;
                }
                Err(error) => return Err(error),
            };
            debug_assert_eq!(inverse.request.target, target);
            let request = inverse.request;
            act.get_or_insert(Act {
                reason: Some(format!("undo of batch {id}")),
                ..Act::new(request.kind)
            });
            let aim = Aim {
                target,
                reason: None,
                duration_ms: request.duration_ms,
                detail: Some(request.detail),
                undoes: request.undoes,
            };
            lines.push(PlanLine {
                aim,
                target: inverse.target,
                code: inverse.changed.as_ref().map(|_| Code::Changed),
                refused: inverse.changed,
                already: false,
            });
        }
        let act =
            act.ok_or_else(|| Error::conflict(format!("nothing of batch {id} can be undone")))?;
        for case in overtaken {
            lines.extend(self.overtaken(batch.guild, case, act.kind).await?);
        }
        Ok(Plan {
            undoes: Some(id),
            ..self.plan_of(batch.guild, act, lines)
        })
    }

    /// The line of somebody on whom others acted since, so that there is nothing left to undo.
    async fn overtaken(
        &self,
        guild: GuildId,
        (number, target): (u64, UserId),
        undo: Kind,
    ) -> Result<Option<PlanLine>> {
        let mut tx = self.parts.db.read().await?;
        let Some((kind, words)) = self.actions.overtaken(&mut tx, guild, number).await? else {
            return Ok(None);
        };
        let aim = Aim {
            undoes: Some(number),
            ..Aim::new(target)
        };
        Ok(Some(PlanLine {
            aim,
            target: self.actions.stored_name(&mut tx, guild, target).await?,
            refused: Some(words),
            already: kind == undo,
            code: Some(if kind == undo {
                Code::Already
            } else {
                Code::Changed
            }),
        }))
    }

    /// Everybody once, in the order in which they are done.
    pub(super) fn in_order(
        &self,
        guild: GuildId,
        act: &Act,
        mut aims: Vec<Aim>,
    ) -> Result<Vec<Aim>> {
        if aims.is_empty() {
            return Err(Error::invalid("aims", "nobody is named"));
        }
        if aims.len() > MAX_TARGETS {
            let why = format!("more than {MAX_TARGETS} targets are too many for one batch");
            return Err(Error::invalid("aims", why));
        }
        for aim in &aims {
            check_request(&act.on(guild, aim))?;
        }
        // What somebody wrote may stand in several channels.
        if act.kind != Kind::MessageDelete {
            let mut seen = HashSet::new();
            aims.retain(|aim| seen.insert((aim.target, aim.undoes)));
        }
        if act.kind == Kind::Ban {
            // Discord limits bans of users who are not members, so members go first.
            aims.sort_by_cached_key(|aim| !self.is_member(guild, aim.target));
        }
        Ok(aims)
    }

    fn plan_of(&self, guild: GuildId, act: Act, lines: Vec<PlanLine>) -> Plan {
        let allowed: Vec<_> = lines
            .iter()
            .filter(|line| line.refused.is_none())
            .map(|line| line.aim.target)
            .collect();
        let calls = self.calls(guild, &act, allowed.len() as u64);
        let state = self.parts.state.read();
        let name = state
            .guild(guild)
            .map_or("", |guild| &guild.name)
            .to_owned();
        drop(state);
        Plan {
            guild,
            guild_name: name,
            calls: calls.all,
            wait_ms: self.actions.wait_ms(guild, &calls),
            risks: self.risks(guild, &allowed),
            confirm: self.must_confirm(guild, act.kind, allowed.len()),
            undoes: None,
            act,
            lines,
        }
    }

    /// The calls of an act on so many.
    pub(super) fn calls(&self, guild: GuildId, act: &Act, targets: u64) -> Calls {
        if self.is_bulk(guild, act) {
            return Calls::of_bulk_bans(targets.div_ceil(bulk::MOST.into()));
        }
        let one = act.on(guild, &Aim::new(UserId(0)));
        Calls::of(act.kind, notifies(&one), targets)
    }

    pub(super) fn is_bulk(&self, guild: GuildId, act: &Act) -> bool {
        act.kind == Kind::Ban && !act.notify && self.actions.may_bulk_ban(guild)
    }

    fn risks(&self, guild: GuildId, targets: &[UserId]) -> Vec<String> {
        let state = self.parts.state.read();
        let long_ago = self.parts.clock.now().0 - millis(LONG);
        let (mut old, mut ranked, mut bots) = (0, 0, 0);
        for member in targets.iter().filter_map(|user| state.member(guild, *user)) {
            old += usize::from(member.joined_at().is_some_and(|at| at.0 < long_ago));
            ranked += usize::from(!member.roles.is_empty());
            bots += usize::from(member.bot);
        }
        let counted = [
            (old, "joined more than 30 days ago"),
            (ranked, "have roles"),
            (bots, "are bots"),
        ];
        counted
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect()
    }

    /// Why a batch of so many has to be confirmed.
    pub(super) fn must_confirm(
        &self,
        guild: GuildId,
        kind: Kind,
        targets: usize,
    ) -> Option<String> {
        let settings = &self.parts.config.actions;
        let members = self
            .parts
            .state
            .read()
            .guild(guild)
            .map_or(0, |guild| guild.member_count);
        let targets = targets as u64;
        if targets > u64::from(settings.confirm_above) {
            return Some(format!(
                "it hits {targets}, more than {}",
                settings.confirm_above
            ));
        }
        let share = u64::from(settings.confirm_above_percent);
        // A handful is nobody's mistake, however small the guild.
        let counts = kind.subject() == Subject::Member && targets > 10;
        (counts && targets * 100 > members * share)
            .then(|| format!("it hits {targets} of {members} members, more than {share} %"))
    }

    pub(super) fn is_member(&self, guild: GuildId, user: UserId) -> bool {
        self.parts.state.read().member(guild, user).is_some()
    }
}

/// What is in force for longer, in words of each.
fn shortens(kind: Kind, held: &[String]) -> Option<String> {
    let first = held.first()?;
    Some(match kind {
        Kind::Timeout => format!(
            "{} are timed out for longer, which this shortens",
            held.len()
        ),
        _ => format!("{first}: this shortens it"),
    })
}

//! What follows a warning that was applied: the step of the guild's ladder that it reaches, as an action of its own
//! whose intent is committed with the warning's end.

use emperione_protocol::actions::{ActRequest, Check, Climb, DirectMessage, Kind, State};
use emperione_protocol::cases::Entry;
use emperione_protocol::ladders::Step;
use emperione_protocol::{ActionId, GuildId, UserId};

use super::Actions;
use super::intent::Fact;
use crate::domain::actions::checks;
use crate::domain::actor::Actor;
use crate::domain::cases::rule;
use crate::domain::ladder;
use crate::store::actions::ActionRow;
use crate::store::{self, Tx, cases, ladders};

const LADDER: Actor = Actor::System { name: "ladder" };

impl Actions {
    /// The steps that warnings reach, from the lowest, each with how many of those who are warned reach it.
    pub(in crate::services) async fn climbs(
        &self,
        tx: &mut Tx,
        warnings: &[ActRequest],
    ) -> store::Result<Vec<(Step, usize)>> {
        let mut reached: Vec<(Step, usize)> = Vec::new();
        let Some(first) = warnings.first() else {
            return Ok(reached);
        };
        let steps = ladders::find(tx, first.guild).await?;
        // Without a ladder nobody's points are read.
        for warning in warnings.iter().filter(|_| !steps.is_empty()) {
            let (climb, _) = self.climb_on(&steps, tx, warning).await?;
            let Some(step) = climb.step else {
                continue;
            };
            match reached.iter_mut().find(|(known, _)| *known == step) {
                Some((_, count)) => *count += 1,
                None => reached.push((step, 1)),
            }
        }
        reached.sort_by_key(|(step, _)| step.points);
        Ok(reached)
    }

    /// What a warning would make of the target's points, and why no step follows where one is reached.
    pub(super) async fn climb(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Option<(Climb, Option<Check>)>> {
        if request.kind != Kind::Warn {
            return Ok(None);
        }
        let steps = ladders::find(tx, request.guild).await?;
        self.climb_on(&steps, tx, request).await.map(Some)
    }

    async fn climb_on(
        &self,
        steps: &[Step],
        tx: &mut Tx,
        warning: &ActRequest,
    ) -> store::Result<(Climb, Option<Check>)> {
        let before = cases::points(tx, warning.guild, warning.target).await?;
        let points = warning.detail.points.unwrap_or(1);
        let now = self.parts.clock.now();
        let mut climb = ladder::climb(steps, &before, points, now);
        let Some(step) = &climb.step else {
            return Ok((climb, None));
        };
        let follows = follows(step, warning.guild, warning.target);
        let held = self.shortens(tx, &follows).await?;
        let kept = held.map(|held| checks::warn("the ladder", stays(step, &held)));
        climb.step.take_if(|_| kept.is_some());
        Ok((climb, kept))
    }

    /// The intent of what follows an action in this very transaction, if something does. It is named by the warning's
    /// id, so that it follows once.
    pub(super) async fn follow(
        &self,
        tx: &mut Tx,
        row: &ActionRow,
    ) -> store::Result<Option<(ActionRow, [Fact; 2])>> {
        if row.journal.kind != Kind::Warn || row.journal.state != State::Applied {
            return Ok(None);
        }
        let steps = ladders::find(tx, row.guild).await?;
        let id = ActionId(row.journal.id.0 ^ 1);
        if steps.is_empty() || store::actions::find(tx, id).await?.is_some() {
            return Ok(None);
        }
        cases::lock(tx, row.guild).await?;
        let now = self.parts.clock.now();
        let points = row.detail.points.unwrap_or(1);
        let mut before = cases::points(tx, row.guild, row.target).await?;
        // The warning itself is among those in force by now.
        if let Some(own) = before
            .iter()
            .position(|held| *held == (row.created_at, points.into()))
        {
            before.swap_remove(own);
        }
        let Some(step) = ladder::climb(&steps, &before, points, now).step else {
            return Ok(None);
        };
        let words = ladder::describe(&step);
        let mut request = ActRequest {
            id,
            reason: Some(format!("{words} (case #{})", row.case)),
            notify: row.journal.direct_message != DirectMessage::None,
            ..follows(&step, row.guild, row.target)
        };
        request.detail.caused_by = Some(row.case);
        if let Some(held) = self.shortens(tx, &request).await? {
            self.note(tx, row, stays(&step, &held)).await?;
            return Ok(None);
        }
        if let Some(refused) = self.verdict(tx, &LADDER, &request).await? {
            let text = not_followed(&step, &refused.words);
            self.note(tx, row, text).await?;
            return Ok(None);
        }
        self.note(tx, row, format!("{words} follows")).await?;
        let next = self.row(&LADDER, &request, None);
        let (next, facts) = Box::pin(self.write_intent(tx, next, &[])).await?;
        let (case, by) = ((next.guild, next.case), (now, &next.actor_ref));
        cases::set_rule(tx, case, by, &rule::of_step(&step)).await?;
        Ok(Some((next, facts)))
    }

    async fn note(&self, tx: &mut Tx, row: &ActionRow, text: String) -> store::Result<()> {
        let entry = Entry {
            at: self.parts.clock.now(),
            actor: self.parts.actor_ref(&LADDER, row.guild),
            kind: "ladder".into(),
            text,
        };
        cases::append(tx, row.guild, row.case, &entry).await
    }
}

/// The act of a step on whoever reaches it.
fn follows(step: &Step, guild: GuildId, user: UserId) -> ActRequest {
    ActRequest {
        duration_ms: step.duration_ms,
        ..ActRequest::new(guild, step.kind, user)
    }
}

fn not_followed(step: &Step, why: &str) -> String {
    format!("{} does not follow: {why}", ladder::describe(step))
}

/// A step that would shorten what is in force.
fn stays(step: &Step, held: &str) -> String {
    not_followed(step, &format!("{held}, which is longer"))
}

//! Watches the present. A rule is read, its machine takes the reading, and what follows is committed with the place of the
//! machine, so that a reading that is taken twice, or by two processes, brings about nothing new.

use std::time::Duration;

use emperione_protocol::{GuildId, Timestamp};

use super::Alerts;
use super::tell::What;
use crate::clock::millis;
use crate::domain::actor::{Actor, Role};
use crate::domain::alerts::baseline::{Hours, WEEKS, end};
use crate::domain::alerts::machine::{Transition, rings};
use crate::domain::alerts::{Missing, Reading, Rule, grammar};
use crate::domain::analytics::calendar::Calendar;
use crate::domain::analytics::{HOUR_MS, series};
use crate::services::Result;
use crate::services::access::check_role;
use crate::services::analytics::calendar;
use crate::store::alerts::{self as rows, AlertRow, RuleRow};
use crate::store::{self, Tx, aggregates, chain};

/// How often live rules are read. Faster nobody could act, and it is well within the seconds that a raid takes.
const EVERY: Duration = crate::domain::alerts::replay::EVERY;
/// However fast the clock runs, not more often than this.
const BREATH: Duration = Duration::from_millis(250);
/// A value that changes nothing is written down this often, for whoever looks.
const NOTED_EVERY: Duration = Duration::from_mins(1);
/// Older hours than these are not made up for.
const CATCH_UP_HOURS: i64 = 14 * 24;
/// What a threshold of several hours may look back beyond the weeks that are compared.
const WINDOW_HOURS: i64 = 7 * 24;

/// Which rules are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that are read from moment to moment.
    Live,
    All,
}

/// What a reading brought about.
struct Step {
    at: Timestamp,
    transition: Transition,
    value: f64,
}

impl Alerts {
    /// Reads live rules every few seconds until the daemon stops.
    pub(super) async fn watch(&self) {
        let actor = Actor::System { name: "alerts" };
        while !self.parts.stop.is_cancelled() {
            if let Err(error) = self.evaluate(&actor, Which::Live).await {
                tracing::warn!(%error, "live alert rules could not be read");
            }
            let pause = async {
                tokio::join!(self.parts.clock.sleep(EVERY), tokio::time::sleep(BREATH));
            };
            tokio::select! {
                () = pause => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Reads rules and does what follows. A missed time is caught up once; a second time changes nothing.
    pub async fn evaluate(&self, actor: &Actor, which: Which) -> Result<()> {
        check_role(actor, Role::Admin)?;
        if self.parts.is_held() {
            return Ok(());
        }
        let found = rows::rules(&mut self.parts.db.read().await?, None).await?;
        let mut outcome = Ok(());
        for row in found {
            let here = self.parts.state.read().guild(row.guild).is_some();
            let Ok(rule) = grammar::parse(&row.text, &[]) else {
                tracing::warn!(
                    guild.id = row.guild.0,
                    rule = row.name,
                    "an alert rule cannot be read"
                );
                continue;
            };
            if !here || which == Which::Live && !rule.is_live() {
                continue;
            }
            // One rule that fails keeps no other from being read.
            let done = self.evaluate_rule(actor, row, &rule).await;
            outcome = outcome.and(done);
        }
        outcome
    }

    async fn evaluate_rule(&self, actor: &Actor, row: RuleRow, rule: &Rule) -> Result<()> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.read().await?;
        let calendar = calendar(&mut tx, row.guild).await?;
        let readings = if rule.is_live() {
            vec![(now, self.read_now(&mut tx, &row, rule, now).await?)]
        } else {
            self.read_hours(&mut tx, &row, (rule, &calendar)).await?
        };
        let untold = self.is_untold(&mut tx, &row).await?;
        let held = rows::holds_clear(&mut tx, row.guild, &row.name).await?;
        drop(tx);
        let mut next = row.clone();
        let mut steps = Vec::new();
        for (at, reading) in &readings {
            let transition = next.machine.step(rule, *at, reading);
            (next.value, next.missing) = split(reading);
            let step = |transition| Step {
                at: *at,
                transition,
                value: next.value.unwrap_or_default(),
            };
            steps.extend(transition.map(step));
        }
        let muted = next.muted_until.is_some_and(|until| until > now);
        let may_tell = !muted && !rule.is_quiet(now, &calendar);
        let untold = untold && rings(next.machine.phase);
        let speaks = !steps.is_empty() || may_tell && (untold || held);
        let moved = next.machine.phase != row.machine.phase || next.missing != row.missing;
        if speaks {
            self.follow(actor, (next, rule), &steps, (now, may_tell))
                .await
        } else if moved || !rule.is_live() && !readings.is_empty() || is_old(&row, now) {
            let mut tx = self.parts.db.write_batch().await?;
            rows::save(&mut tx, &next).await?;
            Ok(tx.commit().await?)
        } else {
            Ok(())
        }
    }

    /// Commits what readings brought about, and what is to be told of it.
    async fn follow(
        &self,
        actor: &Actor,
        (mut row, rule): (RuleRow, &Rule),
        steps: &[Step],
        (now, may_tell): (Timestamp, bool),
    ) -> Result<()> {
        let guild = row.guild;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        for step in steps {
            match step.transition {
                Transition::Rang => row.alert = Some(self.open(&mut tx, &row, rule, step).await?),
                Transition::Cleared => self.clear(&mut tx, &mut row, step.at).await?,
            }
        }
        if may_tell {
            self.tell_clear(&mut tx, actor, (guild, &row.name), rule)
                .await?;
        }
        if let Some(number) = row.alert
            && may_tell
            && rings(row.machine.phase)
            && rows::tell(&mut tx, guild, number, now).await?
        {
            let alert = rows::find(&mut tx, guild, number).await?;
            if let Some(alert) = alert {
                self.tell(&mut tx, actor, (rule, &alert), What::Rang)
                    .await?;
            }
        }
        // Somebody else took the same readings, or changed the rule: nothing of this is kept.
        if !rows::save(&mut tx, &row).await? {
            return Ok(());
        }
        tx.commit().await?;
        self.posts.notify_one();
        Ok(())
    }

    async fn open(
        &self,
        tx: &mut Tx,
        row: &RuleRow,
        rule: &Rule,
        step: &Step,
    ) -> store::Result<u64> {
        let says = rule.describe(step.value);
        let alert = AlertRow {
            guild: row.guild,
            number: 0,
            rule: row.name.clone(),
            text: row.text.clone(),
            opened_at: step.at,
            value: step.value,
            says: says.clone(),
            told_at: None,
            acked_at: None,
            acked_by: None,
            cleared_at: None,
        };
        let number = rows::open(tx, &alert).await?;
        tracing::info!(
            guild.id = row.guild.0,
            rule = row.name,
            alert = number,
            value = says,
            "an alert rings"
        );
        self.note(tx, (row.guild, number, &row.name), "rang")
            .await?;
        Ok(number)
    }

    /// Ends what a rule rings.
    pub(super) async fn clear(&self, tx: &mut Tx, row: &mut RuleRow, at: Timestamp) -> Result<()> {
        let Some(number) = row.alert.take() else {
            return Ok(());
        };
        rows::clear(tx, row.guild, number, at).await?;
        self.note(tx, (row.guild, number, &row.name), "cleared")
            .await?;
        Ok(())
    }

    /// Tells those who were told that a rule rang that it cleared, be it now or while nobody was to be told.
    pub(super) async fn tell_clear(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (guild, name): (GuildId, &str),
        rule: &Rule,
    ) -> Result<()> {
        for alert in rows::let_clear(tx, guild, name).await? {
            self.tell(tx, actor, (rule, &alert), What::Cleared).await?;
        }
        Ok(())
    }

    /// Whether a rule rings of which nobody was told.
    async fn is_untold(&self, tx: &mut Tx, row: &RuleRow) -> Result<bool> {
        let Some(number) = row.alert.filter(|_| rings(row.machine.phase)) else {
            return Ok(false);
        };
        let alert = rows::find(tx, row.guild, number).await?;
        Ok(alert.is_some_and(|alert| alert.told_at.is_none()))
    }

    /// The hours that were not read yet and are final, oldest first; of a new rule only the last.
    async fn read_hours(
        &self,
        tx: &mut Tx,
        row: &RuleRow,
        (rule, calendar): (&Rule, &Calendar),
    ) -> Result<Vec<(Timestamp, Reading)>> {
        let Some(mark) = aggregates::watermark(tx, row.guild).await? else {
            return Ok(Vec::new());
        };
        let to = mark.until.0.div_euclid(HOUR_MS);
        let read = row.machine.read_at.map(|at| at.0.div_euclid(HOUR_MS));
        let from = read.unwrap_or(to - 1).max(to - CATCH_UP_HOURS);
        if from >= to {
            return Ok(Vec::new());
        }
        if self.is_blind(rule) {
            let missing = Reading::Missing(Missing::NoIntent);
            return Ok(vec![(end(to - 1), missing)]);
        }
        let first = from - WEEKS * 168 - WINDOW_HOURS;
        let window = (Timestamp(first * HOUR_MS), mark.until);
        let hours = hours_of(tx, row.guild, (rule, calendar), window).await?;
        let read = |hour| (end(hour), hours.read(rule, hour));
        Ok((from..to).map(read).collect())
    }
}

/// The hours that a rule reads, of the guild or of a channel.
pub(super) async fn hours_of(
    tx: &mut Tx,
    guild: GuildId,
    (rule, calendar): (&Rule, &Calendar),
    window: (Timestamp, Timestamp),
) -> Result<Hours> {
    let name = rule.measure.as_str();
    let mut samples = aggregates::series(tx, guild, name, window, false).await?;
    if let Some(channel) = rule.channel {
        let part = channel.to_string();
        let of_channel = aggregates::part(tx, guild, (name, &part), window).await?;
        samples = series::filled(&samples, &of_channel);
    }
    Ok(Hours::new(&samples, calendar))
}

/// The value of a reading, or why it has none.
pub(super) fn split(reading: &Reading) -> (Option<f64>, Option<String>) {
    match reading {
        Reading::Value(value) => (Some(*value), None),
        Reading::Missing(missing) => (None, Some(missing.to_string())),
    }
}

/// Whether what is written down of a live rule is old.
fn is_old(row: &RuleRow, now: Timestamp) -> bool {
    let noted = row.machine.read_at;
    noted.is_none_or(|at| now.0 - at.0 >= millis(NOTED_EVERY))
}

//! What a rule sees now.

use emperione_protocol::{GuildId, Timestamp};

use super::Alerts;
use crate::clock::millis;
use crate::domain::alerts::{Condition, Missing, Reading, Rule, Source, whole};
use crate::domain::analytics::metrics;
use crate::domain::live::{Measure, second};
use crate::services::Result;
use crate::services::analytics::gaps_of;
use crate::store::alerts::RuleRow;
use crate::store::{Tx, guilds, live};

const NOT_HEARD: Reading = Reading::Missing(Missing::NotHeard);

impl Alerts {
    /// What a rule that is read from moment to moment sees now.
    pub(super) async fn read_now(
        &self,
        tx: &mut Tx,
        row: &RuleRow,
        rule: &Rule,
        now: Timestamp,
    ) -> Result<Reading> {
        if self.is_blind(rule) {
            return Ok(Reading::Missing(Missing::NoIntent));
        }
        match rule.source() {
            Source::Live { measure, window } => {
                let heard = self.live.heard(row.guild).await;
                let end = second(now) + 1;
                let within = (end - millis(window) / 1_000, end);
                if let Some(sum) = heard.sum(measure, rule.channel, within) {
                    return Ok(Reading::Value(whole(sum.cast_signed())));
                }
                let at_least = heard.at_least(measure, rule.channel, within);
                let value = whole(at_least.cast_signed());
                // More that was not heard would only make it ring the more.
                let upward =
                    matches!(rule.condition, Condition::Threshold { op, .. } if op.is_upward());
                Ok(if upward && rule.is_over(value) {
                    Reading::Value(value)
                } else {
                    NOT_HEARD
                })
            }
            Source::Last => self.read_last(tx, row, rule, now).await,
            Source::Hours => Ok(NOT_HEARD),
        }
    }

    /// Whether the intents of the bot do not bring what a rule measures.
    pub(super) fn is_blind(&self, rule: &Rule) -> bool {
        let metric = metrics::find(&rule.measure);
        metric.is_some_and(|metric| metric.is_unknown(self.parts.config.bot.intents))
    }

    /// How long nothing happened, in seconds.
    async fn read_last(
        &self,
        tx: &mut Tx,
        row: &RuleRow,
        rule: &Rule,
        now: Timestamp,
    ) -> Result<Reading> {
        let Condition::Absence { length } = rule.condition else {
            return Ok(NOT_HEARD);
        };
        let since = Timestamp(now.0 - millis(length));
        let last = match Measure::read(&rule.measure) {
            Some(Measure::Joins) => live::last_change(tx, row.guild, "join", since).await?,
            Some(Measure::Leaves) => live::last_change(tx, row.guild, "leave", since).await?,
            _ => live::last_message(tx, row.guild, rule.channel, since).await?,
        };
        if let Some(last) = last {
            return Ok(Reading::Value(whole((now.0 - last.0) / 1_000)));
        }
        if !self.was_heard(tx, row.guild, since, now).await? {
            return Ok(NOT_HEARD);
        }
        // Farther back nobody looks: what was absent before is so much longer absent now.
        let before = row.value.zip(row.machine.read_at);
        let longer = before.map_or(0.0, |(value, at)| value + whole((now.0 - at.0) / 1_000));
        Ok(Reading::Value(longer.max(length.as_secs_f64())))
    }

    /// Whether a guild was listened to from a time to now.
    async fn was_heard(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let seen = guilds::first_seen_at(tx, guild).await?;
        if seen.is_none_or(|seen| seen > since) || self.parts.is_deaf() {
            return Ok(false);
        }
        let gaps = gaps_of(tx, guild, since).await?;
        let open = |gap: &crate::store::gaps::Gap| {
            gap.reconciled_at.is_none() && gap.from < now && gap.to.is_none_or(|to| to > since)
        };
        Ok(!gaps.iter().any(open))
    }
}

//! Tries a rule on the past.

use std::time::Duration;

use emperione_protocol::alerts::{Replay, Ringing, TestRequest};
use emperione_protocol::{GuildId, Timestamp};

use super::Alerts;
use super::evaluate::hours_of;
use crate::clock::millis;
use crate::domain::actor::Actor;
use crate::domain::alerts::baseline::WEEKS;
use crate::domain::alerts::grammar::{is_name, parse};
use crate::domain::alerts::replay::{self, Replayed, Seconds, farthest, weeks};
use crate::domain::alerts::{Missing, Rule};
use crate::domain::analytics::{HOUR_MS, metrics};
use crate::domain::live::{Measure, second};
use crate::services::analytics::{calendar, gaps_of};
use crate::services::{Error, Result};
use crate::store::{Tx, aggregates, alerts as rows, guilds, live};

const DAY_MS: i64 = 86_400_000;
/// From when on, if nobody says.
const DAYS_OF_SECONDS: i64 = 7;
const DAYS_OF_HOURS: i64 = 90;
/// A case this long before a ringing or after it shows that there was something to ring for.
const BEFORE: Duration = Duration::from_mins(30);
const AFTER: Duration = Duration::from_hours(2);
/// With less data than a day nothing is said of a week.
const LEAST_WEEKS: f64 = 1.0 / 7.0;

impl Alerts {
    /// Says when a rule would have rung since a time.
    pub async fn test(&self, actor: &Actor, request: &TestRequest) -> Result<Replay> {
        let guild = request.guild;
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        let rule = self.rule_of(&mut tx, guild, &request.rule).await?;
        let now = self.parts.clock.now();
        let days = if rule.is_live() {
            DAYS_OF_SECONDS
        } else {
            DAYS_OF_HOURS
        };
        let since = request.since.unwrap_or(Timestamp(now.0 - days * DAY_MS));
        let far = Timestamp(now.0 - millis(farthest(&rule)));
        let seen = guilds::first_seen_at(&mut tx, guild).await?.unwrap_or(now);
        let from = since.max(far).max(seen);
        if since >= now {
            return Err(Error::invalid("since", "it is not in the past"));
        }
        let (replayed, to) = if self.is_blind(&rule) {
            let replayed = Replayed {
                missing: Some(Missing::NoIntent),
                ..Replayed::default()
            };
            (replayed, now)
        } else if rule.is_live() {
            (
                self.replay_seconds(&mut tx, guild, &rule, (from, now))
                    .await?,
                now,
            )
        } else {
            replay_hours(&mut tx, guild, &rule, from).await?
        };
        let around = (
            Timestamp(from.0 - millis(BEFORE)),
            Timestamp(to.0 + millis(AFTER)),
        );
        let cases = live::cases(&mut tx, guild, around).await?;
        let text = rule.named(&self.channels(guild));
        Ok(report(&rule, text, (from, to), &replayed, &cases))
    }

    async fn rule_of(&self, tx: &mut Tx, guild: GuildId, text: &str) -> Result<Rule> {
        if is_name(text) {
            let row = rows::rule(tx, guild, text).await?;
            let row = row.ok_or_else(|| Error::not_found("alert rule", &text))?;
            return parse(&row.text, &[])
                .map_err(|error| Error::invalid("rule", error.to_string()));
        }
        self.parse(guild, text)
    }

    /// Day by day, so that a busy guild's seconds are never all in memory.
    async fn replay_seconds(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        rule: &Rule,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Replayed> {
        let measure = Measure::read(&rule.measure).filter(|measure| measure.is_stored());
        let Some(measure) = measure else {
            return Err(Error::invalid("rule", untried(&rule.measure)));
        };
        let gaps = gaps_of(tx, guild, from).await?.into_iter();
        let open = gaps.filter(|gap| gap.reconciled_at.is_none());
        let unheard = open.map(|gap| (second(gap.from), second(gap.to.unwrap_or(to)) + 1));
        let mut seconds = Seconds::new(rule, second(from) + 1, unheard.collect());
        let mut begin = from;
        while begin < to {
            let end = to.min(Timestamp(begin.0 + DAY_MS));
            let counts = counts(tx, guild, (measure, rule), (begin, end)).await?;
            seconds.go_on(counts, second(end));
            begin = end;
        }
        Ok(seconds.end())
    }
}

/// Why a rule of seconds cannot be tried, and what can.
fn untried(measure: &str) -> String {
    let way_out = if metrics::find(measure).is_some() {
        format!("one of whole hours can, such as `{measure} > 50 in 2h`")
    } else {
        "once it is set, `emp alert list` shows what it reads".to_owned()
    };
    format!(
        "{measure} are not stored by the second, so this rule cannot be tried on the past; {way_out}"
    )
}

async fn counts(
    tx: &mut Tx,
    guild: GuildId,
    (measure, rule): (Measure, &Rule),
    interval: (Timestamp, Timestamp),
) -> Result<Vec<(i64, u32)>> {
    let kind = match measure {
        Measure::Joins => "join",
        Measure::Leaves => "leave",
        Measure::Bans => "ban",
        _ => {
            let found = live::messages(tx, guild, rule.channel, interval).await?;
            return Ok(found
                .into_iter()
                .map(|(_, at, count)| (at, count))
                .collect());
        }
    };
    Ok(live::changes(tx, guild, kind, interval).await?)
}

async fn replay_hours(
    tx: &mut Tx,
    guild: GuildId,
    rule: &Rule,
    from: Timestamp,
) -> Result<(Replayed, Timestamp)> {
    let Some(mark) = aggregates::watermark(tx, guild).await? else {
        let replayed = Replayed {
            missing: Some(Missing::NotHeard),
            ..Replayed::default()
        };
        return Ok((replayed, from));
    };
    let first = from.0.div_euclid(HOUR_MS);
    let earliest = Timestamp((first - WEEKS * 168) * HOUR_MS);
    let calendar = calendar(tx, guild).await?;
    let hours = hours_of(tx, guild, (rule, &calendar), (earliest, mark.until)).await?;
    let end = mark.until.0.div_euclid(HOUR_MS).max(first);
    Ok((
        replay::hours(rule, &hours, (first, end)),
        Timestamp(end * HOUR_MS),
    ))
}

fn report(
    rule: &Rule,
    text: String,
    (from, to): (Timestamp, Timestamp),
    replayed: &Replayed,
    cases: &[Timestamp],
) -> Replay {
    let acted = |at: Timestamp| {
        let near =
            |case: &Timestamp| (at.0 - millis(BEFORE)..=at.0 + millis(AFTER)).contains(&case.0);
        cases.iter().any(near)
    };
    let ringing = |ringing: &replay::Ringing| Ringing {
        at: ringing.at,
        cleared_at: ringing.cleared_at,
        peak: ringing.peak,
        says: rule.describe(ringing.peak),
        acted: acted(ringing.at),
    };
    let ringings: Vec<Ringing> = replayed.ringings.iter().map(ringing).collect();
    let weeks = weeks(replayed.known_ms);
    let rate = |count: usize| {
        let count = f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        (weeks >= LEAST_WEEKS).then(|| count / weeks)
    };
    let wrong = ringings.iter().filter(|ringing| !ringing.acted).count();
    Replay {
        text,
        from,
        to,
        weeks,
        missing: replayed.missing.map(|missing| missing.to_string()),
        per_week: rate(ringings.len()),
        false_per_week: rate(wrong),
        ringings,
    }
}

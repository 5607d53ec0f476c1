//! What was unusual on a day.

use emperione_protocol::analytics::{Cause, Every, Insight, Verdict};
use emperione_protocol::{GuildId, Timestamp};

use super::series::find;
use super::values::buckets;
use super::{Analytics, DAY_MS, after};
use crate::domain::actor::Actor;
use crate::domain::analytics::insights;
use crate::services::Result;
use crate::store::marks;

/// What is watched. Everything else follows from these.
const WATCHED: [&str; 6] = [
    "messages",
    "active_members",
    "joins",
    "leaves",
    "voice_minutes",
    "cases",
];
/// Eight weeks, and the day itself.
const BACK_MS: i64 = 57 * DAY_MS;

impl Analytics {
    /// Says what was unusual on a day, or on the last one that is over: first what stands out most.
    pub async fn insights(
        &self,
        actor: &Actor,
        guild: GuildId,
        at: Option<Timestamp>,
    ) -> Result<Vec<Insight>> {
        self.0.check_sees(actor, guild)?;
        let (from, to, _) = self.period(guild, Every::Day, at).await?;
        let tx = &mut self.0.db.read().await?;
        let window = (after(from, -BACK_MS), Some(to));
        let Some(frame) = self.frame(tx, guild, window, Every::Day).await? else {
            return Ok(Vec::new());
        };
        let marks = marks::all(tx, guild).await?.into_iter();
        let marks: Vec<_> = marks.map(|mark| (mark.at, mark.label)).collect();
        let mut causes = insights::marked(&marks, (from, to));
        if let Some(hours) = self.frame(tx, guild, (from, Some(to)), Every::Hour).await? {
            let joins = buckets(tx, find("joins")?, &hours).await?;
            causes.extend(insights::burst(&joins));
        }
        let mut found = Vec::new();
        for name in WATCHED {
            let metric = find(name)?;
            let days = buckets(tx, metric, &frame).await?;
            let Some(day) = days.last().filter(|day| day.at == from) else {
                continue;
            };
            let hours = day.hours.saturating_sub(day.heard_hours);
            let unheard = (hours > 0).then_some(Cause::Unheard { hours });
            let causes = causes.iter().cloned().chain(unheard).collect();
            found.extend(insights::insight(metric, &days, causes));
        }
        for insight in &mut found {
            if insight.verdict == Verdict::Usual {
                insight.causes.clear();
            }
        }
        let far = |insight: &Insight| insight.deviations.map_or(0.0, f64::abs);
        found.sort_by(|a, b| far(b).total_cmp(&far(a)));
        Ok(found)
    }
}

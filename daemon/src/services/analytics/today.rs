//! What the first screen says of today: what is computed, and the facts that came since.

use emperione_protocol::analytics::Every;
use emperione_protocol::{GuildId, Timestamp};

use super::{DAY_MS, after, calendar, gaps_of};
use crate::domain::analytics::days::Sets;
use crate::domain::analytics::{HOUR_MS, hour};
use crate::services::Result;
use crate::store::{Tx, aggregates, days};

/// The beginning of today in the guild's time zone, the messages since then, and how many members were active.
pub(super) async fn today(
    tx: &mut Tx,
    guild: GuildId,
    now: Timestamp,
) -> Result<(Timestamp, u64, u64)> {
    let today = calendar(tx, guild).await?.start(now, Every::Day);
    let end = after(now, DAY_MS);
    if let Some(since) = computed(tx, guild, today).await?
        && let Some((_, members)) = days::between(tx, guild, (today, after(today, 1)), Sets::Active)
            .await?
            .pop()
    {
        let hours = aggregates::series(tx, guild, "messages", (today, since), false).await?;
        let before: f64 = hours.iter().map(|hour| hour.value).sum();
        let more = aggregates::messages(tx, guild, (since, end), DAY_MS).await?;
        let more: u64 = more.values().sum();
        let came = aggregates::active_since(tx, guild, since).await?;
        let is_new = |ordinal: &&Option<u32>| ordinal.is_none_or(|of| !members.active.contains(of));
        let new = came.iter().filter(is_new).count() as u64;
        return Ok((today, whole(before) + more, members.active.len() + new));
    }
    let messages = aggregates::messages(tx, guild, (today, end), DAY_MS).await?;
    let active = aggregates::count_active(tx, guild, today).await?;
    Ok((today, messages.values().sum(), active))
}

/// Before when the hours of today are final, and its members; none if they are not yet, or a gap was found or filled since.
async fn computed(tx: &mut Tx, guild: GuildId, today: Timestamp) -> Result<Option<Timestamp>> {
    let Some(mark) = aggregates::watermark(tx, guild).await? else {
        return Ok(None);
    };
    let gaps = gaps_of(tx, guild, today).await?;
    let is_settled = gaps
        .iter()
        .all(|gap| gap.reconciled_at.is_some_and(|at| at < mark.computed_at));
    let until = mark.until.min(mark.days_until).min(hour(mark.computed_at));
    let since = after(until, -HOUR_MS);
    Ok(Some(since).filter(|since| is_settled && *since > today))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of counts is a count"
)]
fn whole(sum: f64) -> u64 {
    sum as u64
}

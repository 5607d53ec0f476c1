//! What was changed of guilds, in their audit logs at Discord and in our own.

use emperione_protocol::{GuildId, Timestamp, UserId};

use super::conditions::Conditions;
use super::{Result, Tx, on};
use crate::domain::analytics::causes;

/// What was changed in an interval, and when.
pub async fn of(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<(Timestamp, &'static str)>> {
    // Ids hold times.
    let id = |at: Timestamp| UserId::first_at(at).0.cast_signed();
    let events: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(
        "SELECT id, action_type FROM audit_entries WHERE guild_id = $1 AND id >= $2 AND id < $3",
    ).bind(guild.0.cast_signed()).bind(id(from)).bind(id(to)).fetch_all(conn).await)?;
    let event = |(id, action_type): (i64, i64)| {
        let what = causes::of_event(u16::try_from(action_type).ok()?)?;
        Some((UserId(id.cast_unsigned()).created_at(), what))
    };
    let mut changes: Vec<_> = events.into_iter().filter_map(event).collect();
    let mut all = Conditions::default();
    all.add("guild_id = ?", [guild.0.into()]);
    // The log of the guild itself; that of a case says what followed in it.
    all.add("number = ?", [0_i64.into()]);
    all.add("at >= ?", [from.0.into()]);
    all.add("at < ?", [to.0.into()]);
    let places = vec!["?"; causes::settings().count()].join(", ");
    let kinds = causes::settings().map(Into::into);
    all.add(&format!("kind IN ({places})"), kinds);
    let settings: Vec<(i64, String)> = all
        .fetch(
            tx,
            "SELECT at, kind FROM case_entries",
            "ORDER BY at",
            u32::MAX,
        )
        .await?;
    let setting = |(at, kind): (i64, String)| Some((Timestamp(at), causes::of_setting(&kind)?));
    changes.extend(settings.into_iter().filter_map(setting));
    Ok(changes)
}

//! What people made of the cases of rules.

use emperione_protocol::{GuildId, Timestamp};

use super::imports::withdrawn;
use super::{Result, Tx, on};
use crate::domain::analytics::rules::Judged;

/// The cases of rules that did something, each with its verdict; of a withdrawn import there are none.
macro_rules! verdicts {
    ($columns:literal, $more:literal) => {
        concat!(
            "SELECT ",
            $columns,
            ", CASE
                WHEN EXISTS (SELECT 1 FROM cases AS undoing WHERE undoing.guild_id = cases.guild_id
                    AND undoing.undoes = cases.number AND undoing.state IN ('applied', 'ended')
                    AND undoing.actor_kind <> 'system') THEN 'overturned'
                WHEN closed_at IS NOT NULL OR EXISTS (SELECT 1 FROM inbox_items WHERE inbox_items.guild_id = cases.guild_id
                    AND inbox_items.case_number = cases.number AND inbox_items.kind = 'appeal'
                    AND inbox_items.decision = 'denied') THEN 'upheld'
                ELSE '' END AS verdict
             FROM cases WHERE guild_id = $1 AND rule_key IS NOT NULL AND state <> 'failed' AND NOT ",
            withdrawn!(),
            " AND ",
            $more
        )
    };
}

/// The judged ones of those that were opened in an interval, oldest first. Of what was in the archive that counts which was
/// known then.
pub async fn judged(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Judged>> {
    const TEXT: &str = concat!(
        "SELECT opened_at, verdict FROM (",
        verdicts!(
            "opened_at",
            "opened_at >= $2 AND opened_at < $3 AND NOT EXISTS (SELECT 1 FROM rule_verdicts
                WHERE rule_verdicts.guild_id = cases.guild_id AND rule_verdicts.number = cases.number)"
        ),
        " UNION ALL SELECT opened_at, verdict FROM rule_verdicts
             WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3) AS known
         WHERE verdict <> '' ORDER BY opened_at"
    );
    let rows: Vec<(i64, String)> = on!(tx, conn => sqlx::query_as(TEXT)
        .bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    let read = |(at, verdict): (i64, String)| Judged {
        opened_at: Timestamp(at),
        overturned: verdict == "overturned",
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Keeps the verdict of a case that is let go. One that was put back before keeps the first.
pub async fn keep(tx: &mut Tx, guild: GuildId, number: u64) -> Result<()> {
    const TEXT: &str = concat!(
        "INSERT INTO rule_verdicts (guild_id, number, opened_at, verdict) ",
        verdicts!("guild_id, number, opened_at", "number = $2"),
        " ON CONFLICT DO NOTHING"
    );
    on!(tx, conn => sqlx::query(TEXT).bind(guild.0.cast_signed()).bind(number.cast_signed())
        .execute(conn).await.map(drop))?;
    Ok(())
}

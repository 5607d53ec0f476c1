//! Cases of which nothing is in force any more, without their words. The entries stay as links of the guild's chain, with
//! their texts erased.

use std::collections::BTreeSet;

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::{GuildId, Timestamp};

use crate::archive::{Cell, Column, Is, Kind, Row};
use crate::domain::cases::chain::ERASED;
use crate::domain::cases::rule;
use crate::store::{Result, Tx, chain, on, verdicts};

/// Cases that are over, as a condition: closed, or without an effect that lasts; nobody works on them.
macro_rules! over {
    () => {
        "(closed_at IS NOT NULL OR state IN ('failed', 'ended')
            OR state = 'applied' AND kind IN ('warn', 'note', 'kick', 'softban', 'purge', 'unban', 'untimeout'))
         AND state <> 'pending'
         AND NOT EXISTS (SELECT 1 FROM actions WHERE actions.id = cases.action_id AND actions.finished_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM expiries WHERE expiries.action_id = cases.action_id AND expiries.done_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM inbox_items WHERE inbox_items.guild_id = cases.guild_id
            AND inbox_items.case_number = cases.number AND inbox_items.open_key IS NOT NULL)"
    };
}

/// The cases of a guild that are over, as rows of the archive, as far as another condition holds.
macro_rules! select {
    ($more:literal) => {
        concat!(
            "SELECT guild_id, number, opened_at, kind, state, target_id, actor_kind, actor_id, coalesce(until_at, 0) AS until_at,
                coalesce(closed_at, 0) AS closed_at, coalesce(action_id, 0) AS action_id, coalesce(batch_id, 0) AS batch_id,
                coalesce(undoes, 0) AS undoes, coalesce(caused_by, 0) AS caused_by, points,
                coalesce(rule, '') AS rule FROM cases WHERE guild_id = $1 AND ",
            over!(),
            " AND ",
            $more
        )
    };
}

pub(super) const OLDEST: &str = concat!(
    "SELECT min(opened_at) FROM cases WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3 AND ",
    over!()
);

pub(super) async fn page(
    tx: &mut Tx,
    (guild, (from, to)): (GuildId, (Timestamp, Timestamp)),
    after: Option<&Row>,
    limit: u32,
) -> Result<Vec<Row>> {
    const TEXT: &str =
        select!("opened_at >= $2 AND opened_at < $3 AND number > $4 ORDER BY number LIMIT $5");
    let after = after.map_or(-1, |row| row[1].int());
    on!(tx, conn => {
        let found = sqlx::query(TEXT).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).bind(after)
            .bind(i64::from(limit)).fetch_all(conn).await?;
        Ok(found.iter().map(read).collect::<sqlx::Result<_>>()?)
    })
}

fn read<'r, R>(found: &'r R) -> sqlx::Result<Row>
where
    R: sqlx::Row,
    usize: sqlx::ColumnIndex<R>,
    i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    let columns = Kind::Cases.columns().iter().enumerate();
    let cell = |(index, column): (usize, &Column)| {
        Ok(match column.is {
            Is::Int | Is::Time => Cell::Int(found.try_get(index)?),
            Is::Text => Cell::Text(found.try_get(index)?),
        })
    };
    columns.map(cell).collect()
}

/// Takes cases out, and gives those that went: one that changed since it was written stays.
pub(super) async fn let_go(
    tx: &mut Tx,
    guild: GuildId,
    rows: &[Row],
    at: Timestamp,
) -> Result<Vec<Row>> {
    chain::lock(tx, guild).await?;
    let mut gone = Vec::new();
    for row in rows {
        let number = row[1].int().cast_unsigned();
        if find(tx, guild, number).await?.as_ref() != Some(row) {
            tracing::info!(
                guild.id = guild.0,
                case = number,
                "a case changed while it was archived, and stays"
            );
            continue;
        }
        erase_texts(tx, guild, number, at).await?;
        verdicts::keep(tx, guild, number).await?;
        for text in [
            "DELETE FROM case_quotes WHERE guild_id = $1 AND number = $2",
            "DELETE FROM case_files WHERE guild_id = $1 AND number = $2",
            "DELETE FROM case_evidence WHERE guild_id = $1 AND number = $2",
            "UPDATE actions SET target_name = CAST(target_id AS TEXT), reason = NULL
             WHERE guild_id = $1 AND case_number = $2 AND finished_at IS NOT NULL",
            "DELETE FROM cases WHERE guild_id = $1 AND number = $2",
        ] {
            on!(tx, conn => sqlx::query(text).bind(guild.0.cast_signed()).bind(row[1].int())
                .execute(conn).await.map(drop))?;
        }
        gone.push(row.clone());
    }
    Ok(gone)
}

/// A case as it may be let go now.
async fn find(tx: &mut Tx, guild: GuildId, number: u64) -> Result<Option<Row>> {
    on!(tx, conn => {
        let found = sqlx::query(select!("number = $2")).bind(guild.0.cast_signed()).bind(number.cast_signed())
            .fetch_optional(conn).await?;
        Ok(found.as_ref().map(read).transpose()?)
    })
}

/// The numbers of the cases that were opened between two times and are there.
pub(super) async fn numbers(
    tx: &mut Tx,
    guild: GuildId,
    (from, to): (Timestamp, Timestamp),
) -> Result<BTreeSet<i64>> {
    let found: Vec<i64> = on!(tx, conn => sqlx::query_scalar(
        "SELECT number FROM cases WHERE guild_id = $1 AND opened_at >= $2 AND opened_at < $3",
    ).bind(guild.0.cast_signed()).bind(from.0).bind(to.0).fetch_all(conn).await)?;
    Ok(found.into_iter().collect())
}

/// The chain itself says which texts are gone.
async fn erase_texts(tx: &mut Tx, guild: GuildId, number: u64, at: Timestamp) -> Result<()> {
    let erased = chain::erase(tx, guild, number).await?;
    if erased.is_empty() {
        return Ok(());
    }
    let named: Vec<_> = erased.iter().map(i64::to_string).collect();
    let name = "archive".into();
    let entry = Entry {
        at,
        actor: ActorRef::System { name },
        kind: ERASED.into(),
        text: named.join(" "),
    };
    chain::append(tx, guild, number, &entry).await
}

/// The names are ids from now on, and there is no reason.
pub(super) async fn put_back(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    for row in rows {
        let int = |column: usize| row[column].int();
        let some = |column: usize| Some(row[column].int()).filter(|number| *number != 0);
        let rule = Some(row[15].text()).filter(|rule| !rule.is_empty());
        on!(tx, conn => sqlx::query(
            "INSERT INTO cases (guild_id, number, opened_at, kind, state, target_id, target_name, actor_kind, actor_id,
                actor_name, until_at, closed_at, action_id, batch_id, undoes, caused_by, points, search, rule, rule_key)
             VALUES ($1, $2, $3, $4, $5, $6, CAST($6 AS TEXT), $7, $8, CAST($8 AS TEXT), $9, $10, $11, $12, $13, $14, $15,
                CAST($6 AS TEXT), $16, $17)
             ON CONFLICT DO NOTHING",
        ).bind(int(0)).bind(int(1)).bind(int(2)).bind(row[3].text()).bind(row[4].text()).bind(int(5))
            .bind(row[6].text()).bind(int(7)).bind(some(8)).bind(some(9)).bind(some(10)).bind(some(11)).bind(some(12))
            .bind(some(13)).bind(int(14)).bind(rule).bind(rule.map(rule::key)).execute(conn).await.map(drop))?;
    }
    Ok(())
}

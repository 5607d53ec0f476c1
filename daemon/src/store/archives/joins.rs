//! Joins and leaves.

use emperione_protocol::{GuildId, Timestamp};

use crate::archive::{Cell, Row};
use crate::store::bulk::Insert;
use crate::store::{On, Result, Tx, on};

pub(super) const OLDEST: &str = "SELECT min(at) FROM member_changes
    WHERE guild_id = $1 AND kind IN ('join', 'leave') AND at >= $2 AND at < $3";

pub(super) async fn page(
    tx: &mut Tx,
    (guild, (from, to)): (GuildId, (Timestamp, Timestamp)),
    after: Option<&Row>,
    limit: u32,
) -> Result<Vec<Row>> {
    type Found = (i64, i64, String, String, i64, i64, String, String, i64);
    let (at, id) = after.map_or((from.0, ""), |row| (row[1].int(), row[4].text()));
    let rows: Vec<Found> = on!(tx, conn => sqlx::query_as(
        "SELECT at, user_id, kind, id, CAST(CASE WHEN exact THEN 1 ELSE 0 END AS BIGINT), coalesce(tenure_ms, 0),
            coalesce(came_by, ''), coalesce(invite, ''), coalesce(inviter_id, 0) FROM member_changes
         WHERE guild_id = $1 AND kind IN ('join', 'leave') AND at >= $2 AND at < $3 AND (at, id) > ($2, $4)
         ORDER BY at, id LIMIT $5",
    ).bind(guild.0.cast_signed()).bind(at).bind(to.0).bind(id).bind(i64::from(limit)).fetch_all(conn).await)?;
    let row = |(at, user, kind, id, exact, tenure_ms, came_by, invite, inviter): Found| -> Row {
        let guild = guild.0.cast_signed();
        vec![
            guild.into(),
            at.into(),
            user.into(),
            kind.into(),
            id.into(),
            exact.into(),
            tenure_ms.into(),
            came_by.into(),
            invite.into(),
            inviter.into(),
        ]
    };
    Ok(rows.into_iter().map(row).collect())
}

/// A list of ids is an array on PostgreSQL and JSON on SQLite.
pub(super) async fn let_go(tx: &mut Tx, guild: GuildId, rows: &[Row]) -> Result<()> {
    let ids: Vec<&str> = rows.iter().map(|row| row[4].text()).collect();
    match &mut tx.on {
        On::Sqlite(tx) => {
            let ids = serde_json::to_string(&ids).unwrap_or_default();
            sqlx::query(
                "DELETE FROM member_changes WHERE guild_id = $1 AND id IN (SELECT value FROM json_each($2))",
            )
            .bind(guild.0.cast_signed())
            .bind(ids)
            .execute(&mut **tx)
            .await?;
        }
        On::Postgres(tx) => {
            sqlx::query("DELETE FROM member_changes WHERE guild_id = $1 AND id = ANY($2)")
                .bind(guild.0.cast_signed())
                .bind(ids)
                .execute(&mut **tx)
                .await?;
        }
    }
    Ok(())
}

/// One that is there already stays. 0 and an empty text are none.
pub(super) async fn put_back(tx: &mut Tx, rows: &[Row]) -> Result<()> {
    const TAIL: &str = "ON CONFLICT (id) DO NOTHING";
    match &mut tx.on {
        On::Sqlite(tx) => {
            let insert = Insert {
                head: "INSERT INTO member_changes (guild_id, at, user_id, kind, id, exact, detail, tenure_ms, came_by, invite,
                    inviter_id)",
                columns: 11,
                tail: TAIL,
            };
            insert.run(tx, rows, bind).await?;
        }
        On::Postgres(tx) => {
            let ints =
                |column: usize| -> Vec<i64> { rows.iter().map(|row| row[column].int()).collect() };
            let texts = |column: usize| -> Vec<&str> {
                rows.iter().map(|row| row[column].text()).collect()
            };
            sqlx::query(sqlx::AssertSqlSafe(format!(
                "INSERT INTO member_changes (guild_id, at, user_id, kind, id, exact, detail, tenure_ms, came_by, invite,
                    inviter_id)
                 SELECT guild_id, at, user_id, kind, id, exact <> 0, '', nullif(tenure_ms, 0), nullif(came_by, ''),
                    nullif(invite, ''), nullif(inviter_id, 0)
                 FROM UNNEST($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                    $8::text[], $9::text[], $10::bigint[])
                    AS r (guild_id, at, user_id, kind, id, exact, tenure_ms, came_by, invite, inviter_id) {TAIL}"
            )))
            .bind(ints(0))
            .bind(ints(1))
            .bind(ints(2))
            .bind(texts(3))
            .bind(texts(4))
            .bind(ints(5))
            .bind(ints(6))
            .bind(texts(7))
            .bind(texts(8))
            .bind(ints(9))
            .execute(&mut **tx)
            .await?;
        }
    }
    Ok(())
}

type Statement<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind<'q>(query: Statement<'q>, row: &Row) -> Statement<'q> {
    let cells = row.iter().take(5).fold(query, |query, cell| match cell {
        Cell::Int(number) => query.bind(*number),
        Cell::Text(text) => query.bind(text.clone()),
    });
    let number = |column: usize| Some(row[column].int()).filter(|number| *number != 0);
    let text = |column: usize| Some(row[column].text().to_owned()).filter(|it| !it.is_empty());
    let query = cells.bind(row[5].int() != 0).bind("").bind(number(6));
    query.bind(text(7)).bind(text(8)).bind(number(9))
}

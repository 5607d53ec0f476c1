//! How much one person asked for in a time, by whatever door: acts of their own, and batches with everybody they hit. Of a
//! cancelled batch counts what was begun.

use emperione_protocol::{Timestamp, UserId};

use super::{Result, Tx, on};
use crate::domain::actor::Actor;

/// A person: a Discord user, with every local user who is bound to them, or a local user who is bound to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    User(UserId),
    Local(u32),
}

impl Person {
    /// The person who acts; none if it is a part of the daemon.
    pub fn of(actor: &Actor) -> Option<Self> {
        match actor {
            Actor::User { id } => Some(Self::User(*id)),
            Actor::Local {
                user: Some(user), ..
            } => Some(Self::User(*user)),
            Actor::Local { uid, .. } => Some(Self::Local(*uid)),
            Actor::System { .. } => None,
        }
    }

    /// The Discord user and the local user, of whom one is nobody.
    fn ids(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::User(id) => (Some(id.0.cast_signed()), None),
            Self::Local(uid) => (None, Some(i64::from(uid))),
        }
    }
}

macro_rules! theirs {
    () => {
        "created_at > $1 AND ((actor_kind = 'user' AND actor_id = $2) OR (actor_kind = 'local' AND actor_user = $2)
            OR (actor_kind = 'local' AND actor_id = $3 AND actor_user IS NULL))"
    };
}

macro_rules! total {
    () => {
        "CASE WHEN state = 'cancelled' THEN (SELECT count(*) FROM actions WHERE batch_id = batches.id) ELSE total END"
    };
}

/// How many acts somebody asked for since a time.
pub async fn count(tx: &mut Tx, person: Person, since: Timestamp) -> Result<u64> {
    let (user, local) = person.ids();
    let count: i64 = on!(tx, conn => sqlx::query_scalar(concat!(
        "SELECT (SELECT count(*) FROM actions WHERE batch_id IS NULL AND ", theirs!(), ")
            + (SELECT CAST(coalesce(sum(", total!(), "), 0) AS BIGINT) FROM batches WHERE ", theirs!(), ")",
    )).bind(since.0).bind(user).bind(local).fetch_one(conn).await)?;
    Ok(count.cast_unsigned())
}

/// When they asked for them, and for how many at once, from the oldest.
pub async fn times(tx: &mut Tx, person: Person, since: Timestamp) -> Result<Vec<(Timestamp, u64)>> {
    let (user, local) = person.ids();
    let rows: Vec<(i64, i64)> = on!(tx, conn => sqlx::query_as(concat!(
        "SELECT created_at, count(*) AS n FROM actions WHERE batch_id IS NULL AND ", theirs!(), " GROUP BY created_at
         UNION ALL SELECT created_at, ", total!(), " FROM batches WHERE ", theirs!(), " ORDER BY created_at",
    )).bind(since.0).bind(user).bind(local).fetch_all(conn).await)?;
    let read = |(at, n): (i64, i64)| (Timestamp(at), n.cast_unsigned());
    Ok(rows.into_iter().map(read).collect())
}

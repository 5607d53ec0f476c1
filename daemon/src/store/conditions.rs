//! The conditions of a list, put together of those that are there, so that an index fits them.

use emperione_protocol::cases::CaseActor;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};

use super::{Result, Tx, on};

/// A value of a condition.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Number(i64),
    Text(String),
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(number.cast_signed())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// The conditions, all of which must hold.
#[derive(Default)]
pub(super) struct Conditions {
    text: String,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds a condition; each `?` in it stands for one of the values.
    pub(super) fn add(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.text += if self.text.is_empty() {
            " WHERE "
        } else {
            " AND "
        };
        let mut parts = condition.split('?');
        self.text += parts.next().unwrap_or_default();
        for (part, value) in parts.zip(values) {
            self.values.push(value);
            let place = self.values.len().to_string();
            self.text.extend(["$", &place, part]);
        }
    }

    /// Wants a column to contain a text.
    pub(super) fn add_part(&mut self, column: &str, part: &str) {
        let pattern = Value::Text(format!("%{}%", escape_like(part)));
        self.add(&format!(r"{column} LIKE ? ESCAPE '\'"), [pattern]);
    }

    pub(super) fn add_actor(&mut self, actor: &CaseActor) {
        match actor {
            CaseActor::User(user) => {
                self.add("actor_id = ? AND actor_kind = 'user'", [user.0.into()]);
            }
            CaseActor::Name(name) => {
                self.add("lower(actor_name) = lower(?)", [Value::Text(name.clone())]);
            }
        }
    }

    /// Reads so many rows that fit.
    pub(super) async fn fetch<T>(
        self,
        tx: &mut Tx,
        select: &str,
        order: &str,
        limit: u32,
    ) -> Result<Vec<T>>
    where
        T: Send + Unpin + for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        let text = format!("{select}{} {order} LIMIT {limit}", self.text);
        Ok(on!(tx, conn => {
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for value in self.values {
                query = match value {
                    Value::Number(number) => query.bind(number),
                    Value::Text(text) => query.bind(text),
                };
            }
            query.fetch_all(conn).await
        })?)
    }
}

/// Takes the meaning from the letters that `LIKE` reads as wildcards.
fn escape_like(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_")
}

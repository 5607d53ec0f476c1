//! A statement that is put together, for either database. Values are bound, never written into the text.

use sqlx::{Database, Encode, Postgres, QueryBuilder, Sqlite, Type};

/// A database, with the few words in which the statements differ.
pub(super) trait Dialect: Database {
    /// Orders names by their bytes, whatever the locale of the database is; SQLite does so of itself.
    const BY_BYTES: &'static str;
    /// Ends an `EXISTS` that is to be asked row by row. PostgreSQL would make a join of it, which reads all of the other
    /// table before the first row of a page; SQLite never does.
    const EACH: &'static str;
}

impl Dialect for Sqlite {
    const BY_BYTES: &'static str = "";
    const EACH: &'static str = ")";
}

impl Dialect for Postgres {
    const BY_BYTES: &'static str = " COLLATE \"C\"";
    const EACH: &'static str = " OFFSET 0)";
}

/// A statement in the making.
pub(super) struct Sql<DB: Database>(pub(super) QueryBuilder<DB>);

impl<DB: Dialect> Sql<DB>
where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
{
    pub(super) fn new() -> Self {
        Self(QueryBuilder::new(""))
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.0.push(text);
        self
    }

    pub(super) fn number(&mut self, number: i64) -> &mut Self {
        self.0.push_bind(number);
        self
    }

    pub(super) fn text(&mut self, text: String) -> &mut Self {
        self.0.push_bind(text);
        self
    }

    /// A list of texts in brackets.
    pub(super) fn texts(&mut self, texts: &[String]) -> &mut Self {
        self.push("(");
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.text(text.clone());
        }
        self.push(")")
    }

    /// A list in brackets.
    pub(super) fn numbers(&mut self, numbers: impl Iterator<Item = i64>) -> &mut Self {
        self.push("(");
        for (index, number) in numbers.enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.number(number);
        }
        self.push(")")
    }
}

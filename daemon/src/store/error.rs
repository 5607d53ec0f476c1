//! What the database can answer.

/// A result of the store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a statement has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique or foreign key stands against it.
    #[error("the database has a row that forbids this ({constraint})")]
    Conflict { constraint: String },
    /// A row holds what the program never writes.
    #[error("table {table}, column {column}, row {row}: {why}")]
    Inconsistent {
        table: &'static str,
        column: &'static str,
        row: String,
        why: String,
    },
    /// The schema is of a later version of the program.
    #[error(
        "the database was written by a newer version (schema {found}, this version knows {known})"
    )]
    Newer { found: i64, known: i64 },
    /// Another daemon has the file open.
    #[error("another daemon uses {0}")]
    Held(String),
    /// The place of the database cannot be used.
    #[error("{0}")]
    Location(String),
    #[error("a migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the database does not answer: {0}")]
    Unavailable(sqlx::Error),
    #[error("the database refused a statement: {0}")]
    Statement(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database)
                if database.is_unique_violation() || database.is_foreign_key_violation() =>
            {
                let constraint = database.constraint().unwrap_or_else(|| database.message());
                Self::Conflict {
                    constraint: constraint.into(),
                }
            }
            _ if is_away(&error) => Self::Unavailable(error),
            _ => Self::Statement(error),
        }
    }
}

impl Error {
    /// Whether the same may succeed later, without anybody's doing.
    pub fn is_passing(&self) -> bool {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match self {
            Self::Unavailable(_) | Self::Held(_) => true,
            Self::Migrate(Execute(error) | ExecuteMigration(error, _)) => is_away(error),
            _ => false,
        }
    }
}

/// Whether the database does not answer, or has no room or time just now.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(database) => is_passing(database.code().as_deref()),
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Tls(_) => true,
        _ => false,
    }
}

/// SQLite's `BUSY`, `LOCKED`, `IOERR`, `FULL` and `CANTOPEN`, whose lowest byte is what went wrong; PostgreSQL's classes
/// 08, 53 and 57 (connection, resources, operator), whose codes have five letters.
fn is_passing(code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    if code.len() == 5 {
        return ["08", "53", "57"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    let primary = code.parse::<u32>().map(|code| code & 0xFF);
    matches!(primary, Ok(5 | 6 | 10 | 13 | 14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_told_from_what_may_not() {
        for code in ["5", "517", "13", "778", "4874", "08006", "53100", "57P01"] {
            assert!(is_passing(Some(code)), "{code}");
        }
        for code in ["1", "11", "2067", "23505", "22021", "42P01"] {
            assert!(!is_passing(Some(code)), "{code}");
        }
    }
}

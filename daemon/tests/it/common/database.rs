//! A fresh database for each test: a SQLite file, and PostgreSQL where `EMP_TEST_POSTGRES` names a server.

use std::sync::Once;

use emperione_daemon::store::{Db, Location};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Makes one test per database of each `async fn name(db: Db)`.
macro_rules! each_database {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let database = crate::common::database::Sqlite::new().await;
                super::$name(database.db.clone()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = crate::common::database::Postgres::new().await else { return };
                super::$name(database.db.clone()).await;
                database.drop().await;
            }
        }
    )*};
}

/// Makes a test on SQLite and one on PostgreSQL of each `async fn name`, which takes what `house` makes with the
/// database's address; none is SQLite.
macro_rules! each_house {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(super::house(None).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = crate::common::database::Postgres::new().await else { return };
                super::$name(super::house(Some(database.url())).await).await;
                database.drop().await;
            }
        }
    )*};
}

/// A database in a file of its own.
pub struct Sqlite {
    pub db: Db,
    folder: tempfile::TempDir,
}

impl Sqlite {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Location::Sqlite(folder.path().join("empd.db")))
            .await
            .unwrap();
        Self { db, folder }
    }

    pub fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("empd.db")
    }
}

/// A database of its own on the server of `EMP_TEST_POSTGRES`.
pub struct Postgres {
    pub db: Db,
    server: String,
    name: String,
}

impl Postgres {
    /// None, said once, if no server is named.
    pub async fn new() -> Option<Self> {
        let server = postgres_server()?;
        let name = format!("empd_{:016x}", rand::random::<u64>());
        execute(&server, format!("CREATE DATABASE {name}")).await;
        let url = url(&server, &name);
        let db = Db::open(&Location::Postgres(SecretString::from(url)))
            .await
            .unwrap();
        Some(Self { db, server, name })
    }

    pub fn url(&self) -> String {
        url(&self.server, &self.name)
    }

    pub async fn drop(self) {
        self.db.close().await;
        execute(
            &self.server,
            format!("DROP DATABASE {} WITH (FORCE)", self.name),
        )
        .await;
    }
}

fn postgres_server() -> Option<String> {
    static SAID: Once = Once::new();
    server("EMP_TEST_POSTGRES", "PostgreSQL", &SAID)
}

fn url(server: &str, name: &str) -> String {
    let (base, _) = server
        .rsplit_once('/')
        .expect("EMP_TEST_POSTGRES ends with a database");
    format!("{base}/{name}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told of servers by the environment"
)]
pub(super) fn server(variable: &str, name: &str, said: &Once) -> Option<String> {
    let server = std::env::var(variable).ok();
    if server.is_none() {
        said.call_once(|| {
            use std::io::Write;
            let _ = writeln!(
                std::io::stderr(),
                "{variable} is not set: {name} is not tested"
            );
        });
    }
    server
}

async fn execute(server: &str, statement: String) {
    let mut connection = PgConnection::connect(server).await.unwrap();
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap();
}

//! Where a database is, and a place to put a backup of it.

use std::fs;
use std::path::PathBuf;

use emperione_daemon::config::Config;
use emperione_daemon::store::Location;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

use super::app::TestApp;
use super::database::Postgres;

/// Where a database is, for a daemon and for a look from outside.
#[derive(Clone)]
pub struct Place {
    pub folder: PathBuf,
    pub url: Option<String>,
}

impl Place {
    pub fn of(app: &TestApp) -> Self {
        let config = &app.parts().config;
        Self {
            folder: config.storage.folder.clone(),
            url: config.database.url.clone(),
        }
    }

    pub fn config(&self) -> Config {
        let mut config = Config::default();
        config.storage.folder.clone_from(&self.folder);
        config.database.url.clone_from(&self.url);
        config
    }

    pub fn location(&self) -> Location {
        match &self.url {
            Some(url) => Location::Postgres(SecretString::from(url.clone())),
            None => Location::Sqlite(self.folder.join("empd.db")),
        }
    }

    /// Every row of a table, in no order.
    pub async fn rows(&self, table: &str) -> Vec<String> {
        let mut rows: Vec<String> = if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let text = format!("SELECT t::text FROM {table} AS t");
            let rows = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut connection);
            rows.await.unwrap()
        } else {
            let mut connection = self.sqlite().await;
            let names = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)").bind(table);
            let names: Vec<String> = names.fetch_all(&mut connection).await.unwrap();
            let quoted: Vec<_> = names.iter().map(|name| format!("quote({name})")).collect();
            let text = format!("SELECT {} FROM {table}", quoted.join(" || ',' || "));
            let rows = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut connection);
            let rows = rows.await.unwrap();
            // Its files beside the database go with it.
            connection.close().await.unwrap();
            rows
        };
        rows.sort();
        rows
    }

    pub async fn execute(&self, text: &str) {
        let text = AssertSqlSafe(text.to_owned());
        if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query(text).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = self.sqlite().await;
            sqlx::query(text).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }

    async fn sqlite(&self) -> SqliteConnection {
        let path = self.folder.join("empd.db");
        SqliteConnection::connect(path.to_str().unwrap())
            .await
            .unwrap()
    }
}

/// A place to put a backup, with the master key of another.
pub struct Target {
    pub place: Place,
    pub database: Option<Postgres>,
    pub folder: tempfile::TempDir,
}

impl Target {
    pub async fn beside(source: &Place) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::copy(source.folder.join("master.key"), data.join("master.key")).unwrap();
        let database = match source.url {
            Some(_) => Postgres::new().await,
            None => None,
        };
        Self {
            place: Place {
                folder: data,
                url: database.as_ref().map(Postgres::url),
            },
            database,
            folder,
        }
    }

    pub async fn drop(self) {
        if let Some(database) = self.database {
            database.drop().await;
        }
    }
}

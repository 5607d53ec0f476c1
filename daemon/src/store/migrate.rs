//! The schema: numbered files, never edited, forward only, the same names for both databases.

use sqlx::migrate::{Migrate, Migrator};

use super::pools::Pools;
use super::{Error, Location, Result};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// Brings the schema up to date. PostgreSQL holds an advisory lock meanwhile; on SQLite the file is ours alone.
pub(crate) async fn run(pools: &Pools) -> Result<()> {
    refuse_newer(pools).await?;
    match pools {
        Pools::Sqlite { write, .. } => SQLITE.run(write).await?,
        Pools::Postgres { write, .. } => POSTGRES.run(write).await?,
    }
    Ok(())
}

/// Brings an empty database to a schema of the past.
pub(crate) async fn run_to(pools: &Pools, version: i64) -> Result<()> {
    match pools {
        Pools::Sqlite { write, .. } => SQLITE.run_to(version, write).await?,
        Pools::Postgres { write, .. } => POSTGRES.run_to(version, write).await?,
    }
    Ok(())
}

/// The last migration that this version of the program knows.
pub fn known(is_sqlite: bool) -> i64 {
    let migrator = if is_sqlite { &SQLITE } else { &POSTGRES };
    let versions = migrator.iter().map(|migration| migration.version);
    versions.max().unwrap_or(0)
}

/// Names the migrations that [`super::Db::open`] would run, and runs none.
pub async fn pending(location: &Location) -> Result<Vec<String>> {
    let pools = Pools::open(location).await?;
    refuse_newer(&pools).await?;
    let applied = applied(&pools).await?;
    let pending = migrator(&pools)
        .iter()
        .filter(|migration| !applied.contains(&migration.version));
    let names = pending
        .map(|migration| format!("{:04}_{}", migration.version, migration.description))
        .collect();
    pools.close().await;
    Ok(names)
}

fn migrator(pools: &Pools) -> &'static Migrator {
    if pools.is_sqlite() {
        &SQLITE
    } else {
        &POSTGRES
    }
}

pub(crate) async fn refuse_newer(pools: &Pools) -> Result<()> {
    let known = known(pools.is_sqlite());
    let found = applied(pools).await?.into_iter().max().unwrap_or(0);
    if found > known {
        Err(Error::Newer { found, known })
    } else {
        Ok(())
    }
}

async fn applied(pools: &Pools) -> Result<Vec<i64>> {
    const TABLE: &str = "_sqlx_migrations";
    let applied = match pools {
        Pools::Sqlite { read, .. } => {
            let found = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
            if sqlx::query_scalar::<_, i64>(found).fetch_one(read).await? == 0 {
                return Ok(Vec::new());
            }
            read.acquire().await?.list_applied_migrations(TABLE).await?
        }
        Pools::Postgres { read: pool, .. } => {
            let found = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
            if !sqlx::query_scalar::<_, bool>(found).fetch_one(pool).await? {
                return Ok(Vec::new());
            }
            pool.acquire().await?.list_applied_migrations(TABLE).await?
        }
    };
    Ok(applied
        .into_iter()
        .map(|migration| migration.version)
        .collect())
}

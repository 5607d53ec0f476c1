//! The backups of the fake daemon: one that is whole, and one that is not.

use emperione_protocol::backups::{Backup, Backups, Progress};
use emperione_protocol::{Error, ErrorKind};
use tarpc::context::Context;

use super::fake::{AT, Fake};

const WHOLE: &str = "empd-20260101T000000000Z.backup";
const BROKEN: &str = "empd-20251231T000000000Z.backup";

fn backup(name: &str) -> Backup {
    Backup {
        name: name.into(),
        path: format!("/var/lib/emperione/backup/{name}"),
        bytes: 40_960,
        made_at: Some(AT),
        database: Some("sqlite".into()),
        schema: Some(28),
        version: Some("0.1.0".into()),
        broken: None,
    }
}

impl Backups for Fake {
    async fn create(self, _: Context) -> Result<Progress, Error> {
        Ok(Progress {
            total: 40_960,
            ..Progress::default()
        })
    }

    async fn progress(self, _: Context) -> Result<Progress, Error> {
        Ok(Progress {
            done: 40_960,
            total: 40_960,
            backup: Some(backup(WHOLE)),
            failed: None,
        })
    }

    async fn list(self, _: Context) -> Result<Vec<Backup>, Error> {
        Ok(vec![backup(WHOLE), backup(BROKEN)])
    }

    async fn verify(self, _: Context, name: String) -> Result<Backup, Error> {
        match name.as_str() {
            WHOLE => Ok(backup(WHOLE)),
            BROKEN => Ok(Backup {
                broken: Some("it was changed or cut off".into()),
                ..backup(BROKEN)
            }),
            _ => Err(Error::new(
                ErrorKind::NotFound,
                format!("backup {name} is not known"),
            )),
        }
    }
}

//! Does the database take a write, and in time?

use std::time::{Duration, Instant};

use super::{Answer, Parts};
use crate::health::Reason;
use crate::store::{self, Db, meta};

/// A commit that takes longer than this delays everything behind it.
const SLOW: Duration = Duration::from_secs(1);

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    let began = Instant::now();
    let write = match write(&parts.db).await {
        Ok(()) => judge(parts.db.backend(), began.elapsed()),
        Err(error) => Answer::error(
            format!("the database takes no writes: {error}"),
            "look at its disk and its own log",
        ),
    };
    let journal = parts.health.words(Reason::Journal).map(|words| {
        let fix = "end whoever has the file open beside the daemon: `fuser -v empd.db` names them";
        Answer::warning(words, fix)
    });
    [Some(write), journal].into_iter().flatten().collect()
}

async fn write(db: &Db) -> store::Result<()> {
    let mut tx = db.write().await?;
    meta::set(&mut tx, "doctor", "was here").await?;
    tx.commit().await
}

fn judge(backend: &str, took: Duration) -> Answer {
    let detail = format!("{backend} took a write in {} ms", took.as_millis());
    if took > SLOW {
        Answer::warning(
            detail,
            "move the database to a faster disk, or lighten its load",
        )
    } else {
        Answer::ok(detail)
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::system::Level;

    use super::*;

    #[test]
    fn a_slow_write_is_a_warning() {
        assert_eq!(judge("sqlite", Duration::from_millis(900)).level, Level::Ok);
        assert_eq!(
            judge("sqlite", Duration::from_millis(1100)).level,
            Level::Warning
        );
    }
}

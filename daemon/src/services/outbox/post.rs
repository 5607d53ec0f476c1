//! Which rows go out together, and what their post says.

use std::time::Duration;

use emperione_protocol::Timestamp;

use super::Outbox;
use crate::clock::millis;
use crate::domain::outbox::{Told, Words};
use crate::domain::{duration, outbox as words};
use crate::store::cases::Filed;
use crate::store::outbox::{self, OutboxRow, Tried};
use crate::store::{self, Tx, batches, cases};

/// What waited longer is summed up in one line.
pub(super) const OVERDUE: Duration = Duration::from_hours(24);
/// How long a case waits for its end, so that one post tells both.
const GRACE: Duration = Duration::from_secs(2);
/// How long the ends of a batch's cases are quiet before they are summed up, and how long they wait for that at most.
const QUIET: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_mins(1);

/// What goes out next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Rows by their numbers.
    Rows(Vec<i64>),
    /// Everything from before this time.
    Overdue(Timestamp),
}

/// Chooses from what waits, which begins with an untried row; an error says until when nothing goes out.
pub(super) fn next(rows: &[OutboxRow], now: Timestamp) -> Result<Group, Timestamp> {
    let Some(first) = rows.first() else {
        return Ok(Group::Rows(Vec::new()));
    };
    let day_ago = before(now, OVERDUE);
    if !first.wish.told.keeps() && first.wish.created_at < day_ago {
        return Ok(Group::Overdue(day_ago));
    }
    let together = together(first, rows);
    let due = match (first.wish.told, together.last()) {
        (Told::Opened, _) if together.len() == 1 => after(first.wish.created_at, GRACE),
        (Told::Ended, Some(last)) if first.wish.batch.is_some() => {
            let quiet = after(last.wish.created_at, QUIET);
            quiet.min(after(first.wish.created_at, PATIENCE))
        }
        _ => now,
    };
    if due > now {
        Err(due)
    } else {
        Ok(Group::Rows(together.iter().map(|row| row.seq).collect()))
    }
}

/// The rows that share the first one's post: a case and its end, or the ends of a batch's cases.
fn together<'a>(first: &'a OutboxRow, rows: &'a [OutboxRow]) -> Vec<&'a OutboxRow> {
    let wish = &first.wish;
    let shares = |row: &&OutboxRow| {
        let other = &row.wish;
        row.seq == first.seq
            || row.tried.is_none()
                && other.guild == wish.guild
                && match wish.told {
                    Told::Opened => {
                        matches!(other.told, Told::Applied | Told::Failed)
                            && other.case == wish.case
                    }
                    Told::Ended => {
                        other.told == Told::Ended
                            && wish.batch.is_some()
                            && other.batch == wish.batch
                    }
                    Told::Item => other.told == Told::Item && other.item == wish.item,
                    _ => false,
                }
    };
    rows.iter().filter(shares).collect()
}

fn before(time: Timestamp, by: Duration) -> Timestamp {
    Timestamp(time.0.saturating_sub(millis(by)))
}

fn after(time: Timestamp, by: Duration) -> Timestamp {
    Timestamp(time.0.saturating_add(millis(by)))
}

impl Outbox {
    /// What a post that was begun says, and the time it is of; none if what it tells of is gone.
    pub(super) async fn words(
        &self,
        tx: &mut Tx,
        tried: Tried,
    ) -> store::Result<Option<(Words, Timestamp)>> {
        let rows = outbox::of_post(tx, tried.post).await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(None);
        };
        if !first.wish.told.keeps() && first.wish.created_at < before(tried.at, OVERDUE) {
            let counts = outbox::count_post(tx, tried.post).await?;
            return Ok(Some((words::of_backlog(&counts), tried.at)));
        }
        let words = match (last.wish.told, last.wish.batch) {
            (Told::Batch, _) => batch_words(tx, last).await?,
            (told @ (Told::Alert | Told::Report), _) => {
                Some(words::of_lines(told, &last.wish.text))
            }
            (Told::Ended, Some(batch)) if rows.len() > 1 => {
                let kind = batches::find(tx, batch).await?.map(|row| row.act.kind);
                kind.map(|kind| words::of_ends(batch, kind, rows.len(), &last.wish.text))
            }
            _ => case_words(tx, last).await?,
        };
        Ok(words.map(|words| (words, last.wish.created_at)))
    }
}

async fn case_words(tx: &mut Tx, row: &OutboxRow) -> store::Result<Option<Words>> {
    let Some(number) = row.wish.case else {
        return Ok(None);
    };
    let filed = cases::read(tx, row.wish.guild, number).await?;
    Ok(filed.map(|filed| of_case(row, &filed)))
}

fn of_case(row: &OutboxRow, filed: &Filed) -> Words {
    let case = &filed.case;
    let length = case.until.map(|until| {
        let ms = (until.0 - case.opened_at.0).max(0).unsigned_abs();
        duration::format(Duration::from_millis(ms))
    });
    let told = words::Case {
        number: case.number,
        kind: case.kind,
        target: case.target,
        target_name: &case.target_name,
        actor: &case.actor,
        reason: case.reason.as_deref(),
        length: length.as_deref(),
        undoes: case.undoes,
        rule: filed.rule.as_deref(),
    };
    words::of_case(row.wish.told, &told, &row.wish.text)
}

async fn batch_words(tx: &mut Tx, row: &OutboxRow) -> store::Result<Option<Words>> {
    let Some(id) = row.wish.batch else {
        return Ok(None);
    };
    let Some(batch) = batches::find(tx, id).await? else {
        return Ok(None);
    };
    let counts = batches::count(tx, id).await?;
    Ok(Some(words::of_batch(&words::Batch {
        id,
        kind: batch.act.kind,
        state: batch.state.word(),
        actor: &batch.actor_ref,
        reason: batch.act.reason.as_deref(),
        total: batch.total,
        applied: counts.applied,
        failed: counts.failed,
        refused: counts.refused,
    })))
}

#[cfg(test)]
mod tests {
    use emperione_protocol::{BatchId, ChannelId, GuildId};

    use super::*;
    use crate::store::outbox::Wish;

    const NOW: Timestamp = Timestamp(1_000_000_000_000);

    fn row(seq: i64, told: Told, case: u64, age: Duration) -> OutboxRow {
        OutboxRow {
            seq,
            wish: Wish {
                guild: GuildId(1),
                channel: ChannelId(2),
                told,
                case: Some(case),
                batch: None,
                item: None,
                text: String::new(),
                created_at: before(NOW, age),
            },
            tried: None,
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_case_and_its_end_share_a_post() {
        let rows = [
            row(1, Told::Opened, 7, SECOND),
            row(2, Told::Opened, 8, SECOND),
            row(3, Told::Applied, 7, SECOND),
        ];

        assert_eq!(next(&rows, NOW), Ok(Group::Rows(vec![1, 3])));
    }

    #[test]
    fn a_case_waits_for_its_end_only_so_long() {
        let young = [row(1, Told::Opened, 7, SECOND)];
        let old = [row(1, Told::Opened, 7, SECOND * 3)];

        assert_eq!(next(&young, NOW), Err(Timestamp(NOW.0 + 1_000)));
        assert_eq!(next(&old, NOW), Ok(Group::Rows(vec![1])));
    }

    #[test]
    fn the_ends_of_a_batch_are_told_together_once_they_are_quiet() {
        let of_batch = |seq, age| {
            let mut row = row(seq, Told::Ended, seq.unsigned_abs(), age);
            row.wish.batch = Some(BatchId(5));
            row
        };

        let quiet = [of_batch(1, SECOND * 9), of_batch(2, SECOND * 6)];
        let busy = [of_batch(1, SECOND * 9), of_batch(2, SECOND)];

        assert_eq!(next(&quiet, NOW), Ok(Group::Rows(vec![1, 2])));
        assert_eq!(next(&busy, NOW), Err(Timestamp(NOW.0 + 4_000)));
    }

    #[test]
    fn what_is_older_than_a_day_is_summed_up() {
        let rows = [
            row(1, Told::Opened, 7, OVERDUE + SECOND),
            row(2, Told::Opened, 8, SECOND),
        ];

        assert_eq!(next(&rows, NOW), Ok(Group::Overdue(before(NOW, OVERDUE))));
    }
}

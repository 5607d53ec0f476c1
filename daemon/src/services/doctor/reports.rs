//! Do the reports on a schedule arrive?

use super::{Answer, Parts};
use crate::services::schedules::{delivery, problem};
use crate::store::{self, schedules};

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    match troubles(parts).await {
        Err(error) => vec![Answer::error(
            format!("the schedules of reports could not be read: {error}"),
            "see what the question about the database says",
        )],
        Ok((0, _)) => vec![Answer::ok("no reports are made on a schedule")],
        Ok((n, answers)) if answers.is_empty() => {
            vec![Answer::ok(format!(
                "{n} schedules of reports, and nothing is known against them"
            ))]
        }
        Ok((_, answers)) => answers,
    }
}

async fn troubles(parts: &Parts) -> store::Result<(usize, Vec<Answer>)> {
    let mut tx = parts.db.read().await?;
    let found = schedules::all(&mut tx, None).await?;
    let mut answers = Vec::new();
    for row in &found {
        let last = schedules::last(&mut tx, row.guild, &row.name, 1)
            .await?
            .pop();
        let last = match last {
            Some(last) => Some(delivery(&mut tx, last).await?),
            None => None,
        };
        if let Some(why) = problem(parts, &mut tx, row, last.as_ref()).await? {
            answers.push(Answer::error(
                format!("the report schedule {}: {why}", row.name),
                format!("see `emp report schedule show {}`", row.name),
            ));
        }
    }
    Ok((found.len(), answers))
}

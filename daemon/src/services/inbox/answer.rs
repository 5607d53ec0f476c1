//! Whoever reported or appealed is told how it ended, by direct message. An answer is pending in the database first; one
//! that may have been sent is looked for before it is sent again.

use std::time::Duration;

use emperione_protocol::inbox::Answer;

use super::{Inbox, read};
use crate::domain::hash;
use crate::domain::inbox::{Verdict, answer, name};
use crate::ports::discord::{CallError, DirectMessage, Lane};
use crate::services::Result;
use crate::store::inbox::{self, ReportRow};

/// How many are read at once.
const PAGE: u32 = 50;
/// When nobody tells, look again after this: another process may have left some.
const IDLE: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_secs(5);

impl Inbox {
    /// Answers reporters until the daemon stops.
    pub async fn run(self) {
        while !self.parts.stop.is_cancelled() {
            let pause = match self.answer_all().await {
                Ok(true) => IDLE,
                Ok(false) => AGAIN,
                Err(error) => {
                    tracing::warn!(%error, "answers to reporters wait for the database");
                    AGAIN
                }
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.answers.notified() => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Sends what is pending; false if something has to be tried again.
    async fn answer_all(&self) -> Result<bool> {
        loop {
            if self.parts.is_held() {
                return Ok(false);
            }
            let found = inbox::unanswered(&mut self.parts.db.read().await?, PAGE).await?;
            if found.is_empty() {
                return Ok(true);
            }
            for report in &found {
                if self.parts.stop.is_cancelled() || !self.answer_one(report).await? {
                    return Ok(false);
                }
            }
        }
    }

    /// Sends one; false if it has to be tried again.
    async fn answer_one(&self, report: &ReportRow) -> Result<bool> {
        let message = self.message(report).await?;
        let was_sent = if report.answer == Answer::Sending {
            let found = self
                .parts
                .find_direct(Lane::Alert, report.user, &message.footer);
            found.await.map(|sent| sent.is_some())
        } else {
            self.set(report, Answer::Sending).await?;
            Ok(false)
        };
        let outcome = match was_sent {
            Ok(true) => Ok(()),
            Ok(false) => self.send(report, &message).await,
            Err(error) => Err(error),
        };
        match outcome {
            Ok(()) => self.set(report, Answer::Sent).await?,
            Err(CallError::Refused { .. }) => self.set(report, Answer::Failed).await?,
            Err(error) => {
                tracing::warn!(%error, "a reporter is answered later");
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn set(&self, report: &ReportRow, answer: Answer) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        inbox::set_answer(&mut tx, report, answer).await?;
        Ok(tx.commit().await?)
    }

    async fn send(&self, report: &ReportRow, message: &DirectMessage) -> Result<(), CallError> {
        let discord = &self.parts.discord;
        let channel = discord.direct_channel(Lane::Alert, report.user).await?;
        discord.send_direct(Lane::Alert, channel, message).await?;
        Ok(())
    }

    async fn message(&self, report: &ReportRow) -> Result<DirectMessage> {
        let row = read(
            &mut self.parts.db.read().await?,
            report.guild,
            report.number,
        )
        .await?;
        let names = self.parts.config.inbox.name_moderators;
        let by = row.assignee.as_ref().filter(|_| names).map(name);
        let guild = {
            let state = self.parts.state.read();
            let known = state.guild(report.guild);
            known.map_or("the server".to_owned(), |guild| guild.name.to_string())
        };
        let verdict = Verdict {
            decision: row.decision,
            case: row.case,
            acted: row.outcome.is_some(),
            tell: row.tell.as_deref(),
            by,
        };
        let (number, part) = (report.number, report.interaction);
        Ok(DirectMessage {
            text: answer(&guild, verdict),
            footer: format!("inbox {number} · {part:x}"),
            nonce: nonce(report),
            button: None,
        })
    }
}

/// The same for the same report, for ever.
fn nonce(report: &ReportRow) -> String {
    let name = format!("inbox:{}:{}", report.guild, report.interaction);
    format!("{:024x}", hash::of(&name) >> 32)
}

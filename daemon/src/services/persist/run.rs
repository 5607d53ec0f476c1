//! The worker: looks at whoever came back when their time has come, and writes down what is still owed.

use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::events::Body;
use emperione_protocol::persist::Progress;
use futures::{StreamExt, stream};

use super::Persist;
use super::look::{Found, Look};
use crate::clock::millis;
use crate::crash;
use crate::domain::persist::Return;
use crate::services::Result;
use crate::store::{events, persist};

/// How many are read and looked at together.
const PAGE: u32 = 100;
const AT_ONCE: usize = 8;
/// When nothing is due and nobody tells, look again after this: a role that changed makes something due in silence.
const IDLE: Duration = Duration::from_secs(5);
/// While nothing may be done, look again after this.
const HELD: Duration = Duration::from_secs(1);
/// Events come in numbers; more often than this nobody looks.
const BREATH: Duration = Duration::from_millis(250);
/// What is not known yet is looked for again after this.
const SOON: Duration = Duration::from_secs(1);
/// The pauses between two tries of what cannot be given now.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

impl Persist {
    /// Gives back what is owed until the daemon stops.
    pub async fn run(self) {
        let mut head = self.parts.db.head();
        while !self.parts.stop.is_cancelled() {
            if self.parts.is_held() {
                self.actions.pause(HELD).await;
                continue;
            }
            head.mark_unchanged();
            let next = match self.give_back().await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(%error, "what is owed to members waits for the database");
                    self.actions.pause(HELD).await;
                    continue;
                }
            };
            let due = async {
                match next {
                    Some(at) => self.parts.clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            let told = async {
                let _ = tokio::time::timeout(IDLE, head.changed()).await;
                tokio::time::sleep(BREATH).await;
            };
            tokio::select! {
                () = due => {}
                () = told => {}
                () = self.woken.notified() => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Looks at everybody whose time has come, and says when the next one's is.
    async fn give_back(&self) -> Result<Option<Timestamp>> {
        while !self.parts.is_held() && !self.parts.stop.is_cancelled() {
            let now = self.parts.clock.now();
            let due = persist::due(&mut self.parts.db.read().await?, now, PAGE).await?;
            if due.is_empty() {
                break;
            }
            let looks = stream::iter(due).map(|row| self.visit(row));
            let mut looks = looks.buffer_unordered(AT_ONCE);
            while let Some(looked) = looks.next().await {
                looked?;
            }
        }
        Ok(persist::next_at(&mut self.parts.db.read().await?).await?)
    }

    async fn visit(&self, row: Return) -> Result<()> {
        let found = self.look(&row).await?;
        crash::point("after_return");
        let now = self.parts.clock.now();
        let mut after = Return {
            changed_at: now,
            ..row.clone()
        };
        match found {
            Found::Soon => {
                after.changed_at = row.changed_at;
                after.next_at = Some(Timestamp(now.0 + millis(SOON)));
            }
            Found::Away => (after.progress, after.next_at) = (Progress::Away, None),
            Found::Looked(look) => settle(&mut after, look, now),
        }
        self.write(&row, &after).await
    }

    /// Writes down what is still owed, unless they came back anew meanwhile, or a person had it forgotten.
    async fn write(&self, before: &Return, after: &Return) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        let current = persist::find(&mut tx, after.guild, after.user).await?;
        let is_same =
            |it: &Return| it.progress == Progress::Open && it.joined_at == before.joined_at;
        let Some(current) = current.filter(is_same) else {
            return Ok(());
        };
        let mut after = after.clone();
        // Somebody wants it tried anew, which this try may have come too early for.
        if current.next_at != before.next_at && after.next_at.is_some() {
            after.next_at = after.next_at.min(current.next_at);
        }
        persist::save(&mut tx, &after).await?;
        if after.attempts > before.attempts && after.why != before.why {
            let user = self
                .actions
                .stored_name(&mut tx, after.guild, after.user)
                .await?;
            let why = after.why.join("; ");
            tracing::warn!(
                guild.id = after.guild.0,
                user.id = after.user.0,
                why,
                "a member did not get back all they had"
            );
            let text = format!(
                "{} came back and did not get all they had: {why}; it is kept, see `emp persist list`",
                user.name
            );
            let fact = (Some(after.guild), Body::Warning { text });
            events::append(&mut tx, after.changed_at, &[fact]).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn settle(after: &mut Return, look: Look, now: Timestamp) {
    after.roles = look.roles;
    after.nick = after.nick.take().filter(|_| look.nick);
    after.failures += look.failures;
    if look.waits.is_empty() {
        (after.progress, after.next_at) = (Progress::Done, None);
    } else {
        let doubled = FIRST_PAUSE * 2_u32.pow(after.attempts.min(10));
        after.attempts += 1;
        after.next_at = Some(Timestamp(now.0 + millis(doubled.min(LONGEST_PAUSE))));
    }
    after.why = [look.waits, look.left_out].concat();
}

//! Posts to webhooks, and runs commands. A webhook may hear the same twice, a command never does.

use std::collections::BTreeSet;
use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::alerts::PostState;
use emperione_protocol::events::Body;
use futures::future::join_all;

use super::Alerts;
use crate::clock::millis;
use crate::crash;
use crate::ports::outward::{Failure, Letter, Program};
use crate::services::Result;
use crate::store::alert_posts::{self, PostRow};
use crate::store::{Tx, events};

/// How many wait to be looked at.
const PAGE: u32 = 100;
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// Look again after this: another process may have left some, or one may be due.
const IDLE: Duration = Duration::from_secs(15);
const BUSY: Duration = Duration::from_secs(1);

impl Alerts {
    /// Delivers until the daemon stops.
    pub(super) async fn deliver(&self) {
        while !self.parts.stop.is_cancelled() {
            let waits = match self.deliver_due().await {
                Ok(waits) => waits,
                Err(error) => {
                    tracing::warn!(%error, "posts of alerts wait for the database");
                    true
                }
            };
            let pause = if waits { BUSY } else { IDLE };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.posts.notified() => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Delivers what is due, to each webhook and command in its order; says whether some wait.
    async fn deliver_due(&self) -> Result<bool> {
        if self.parts.is_held() {
            return Ok(true);
        }
        let now = self.parts.clock.now();
        let found = alert_posts::waiting(&mut self.parts.db.read().await?, PAGE).await?;
        let waits = !found.is_empty();
        let mut seen = BTreeSet::new();
        let mut first = found;
        first.sort_by_key(|post| post.id);
        first.retain(|post| {
            let place = (post.guild, post.kind.clone(), post.name.clone());
            seen.insert(place) && post.due_at <= now
        });
        let more = !first.is_empty();
        let done = join_all(first.into_iter().map(|post| self.attempt(post))).await;
        done.into_iter().collect::<Result<Vec<()>>>()?;
        if more {
            self.posts.notify_one();
        }
        Ok(waits)
    }

    async fn attempt(&self, mut post: PostRow) -> Result<()> {
        let was_cut_off = post.state == PostState::Sending;
        if was_cut_off && post.kind == "command" {
            let why = "the daemon ended while it ran: whether it did its work is not known";
            return self.end(post, Err(Failure::Refused(why.into()))).await;
        }
        post.state = PostState::Sending;
        post.tries += 1;
        self.save(&post, None).await?;
        crash::point("before_alert_post");
        let outcome = match post.kind.as_str() {
            "command" => self.run_command(&post).await,
            _ => self.post_to_webhook(&post).await?,
        };
        crash::point("after_alert_post");
        self.end(post, outcome).await
    }

    async fn run_command(&self, post: &PostRow) -> Result<(), Failure> {
        let Some(line) = self.parts.config.alerts.commands.get(&post.name) else {
            let why = format!("empd.toml names no command {}", post.name);
            return Err(Failure::Refused(why));
        };
        let input = &post.body;
        let ran = self.parts.outward.run(Program { line, input }).await;
        // It may have done a part of its work, so it is not run again.
        ran.map_err(|failure| Failure::Refused(failure.to_string()))
    }

    async fn post_to_webhook(&self, post: &PostRow) -> Result<Result<(), Failure>> {
        let mut tx = self.parts.db.read().await?;
        if let Some(why) = self.disabled(&mut tx, post.guild, &post.name).await? {
            return Ok(Err(Failure::Refused(why)));
        }
        let hook = match self.hook(&mut tx, post.guild, &post.name).await {
            Ok(hook) => hook,
            Err(error) => return Ok(Err(Failure::Away(error.to_string()))),
        };
        drop(tx);
        let Some(hook) = hook else {
            let why = format!("there is no webhook {}", post.name);
            return Ok(Err(Failure::Refused(why)));
        };
        let letter = Letter {
            address: &hook.address,
            body: &post.body,
            private: hook.private,
        };
        let sent = self.parts.outward.post(letter).await;
        if let Err(Failure::Gone(why)) = &sent {
            self.disable(&hook, post, why).await?;
        }
        Ok(sent)
    }

    /// Discord asks to stop using a webhook that answers 404 (Rate Limits: Invalid Request Limit), and others mean it too.
    async fn disable(&self, hook: &super::webhooks::Hook, post: &PostRow, why: &str) -> Result<()> {
        let (name, now) = (&post.name, self.parts.clock.now());
        let mut tx = self.parts.db.write().await?;
        if alert_posts::disable_webhook(&mut tx, (hook.owner, name), why, now).await? {
            tracing::error!(
                guild.id = post.guild.0,
                webhook = name,
                why,
                "a webhook is disabled"
            );
            let text = format!(
                "the webhook {name} is disabled, because {why}: `emp alert webhook enable {name}` posts to it again"
            );
            self.warn(&mut tx, post, text).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn end(&self, mut post: PostRow, outcome: Result<(), Failure>) -> Result<()> {
        let now = self.parts.clock.now();
        let Err(failure) = outcome else {
            post.state = PostState::Done;
            post.error = None;
            return self.save(&post, Some(now)).await;
        };
        post.error = Some(failure.to_string());
        if matches!(failure, Failure::Away(_)) && post.tries < TRIES {
            let pause = FIRST_PAUSE * 3_u32.pow(post.tries - 1);
            post.state = PostState::Pending;
            post.due_at = Timestamp(now.0 + millis(pause));
            return self.save(&post, None).await;
        }
        post.state = PostState::Failed;
        let (kind, name, alert) = (&post.kind, &post.name, post.alert);
        tracing::warn!(guild.id = post.guild.0, alert, kind, name, error = %failure, "an alert was not told");
        let mut tx = self.parts.db.write().await?;
        alert_posts::save(&mut tx, &post, Some(now)).await?;
        let text = format!("alert {alert} was not told to {kind} {name}: {failure}");
        self.warn(&mut tx, &post, text).await?;
        Ok(tx.commit().await?)
    }

    async fn save(&self, post: &PostRow, done_at: Option<Timestamp>) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        alert_posts::save(&mut tx, post, done_at).await?;
        Ok(tx.commit().await?)
    }

    async fn warn(&self, tx: &mut Tx, post: &PostRow, text: String) -> Result<()> {
        let fact = (Some(post.guild), Body::Warning { text });
        events::append(tx, self.parts.clock.now(), &[fact]).await?;
        Ok(())
    }
}

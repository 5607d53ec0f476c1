//! The calls on members, batches, numbers and the inbox.

use emperione_protocol::actions::{Kind, RetimeRequest};
use emperione_protocol::analytics::Mark;
use emperione_protocol::cases::{CaseEdit, EditRequest};
use emperione_protocol::inbox::{Resolution, ResolveRequest};
use emperione_protocol::ladders::Step;
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp, UserId};
use pretty_assertions::assert_eq;

use super::PATIENCE;
use super::stage::Stage;
use crate::actions::owner;

impl Stage {
    /// Calls a method once, with whatever it needs.
    #[expect(clippy::too_many_lines, reason = "it is one story, told in its order")]
    pub(super) async fn call(&self, method: &str) {
        let (client, guild) = (&self.client, self.house.guild());
        let context = || within(PATIENCE);
        match method {
            "actions.submit" => {
                let request = self.house.request(Kind::Warn, self.house.user(0));
                client
                    .actions()
                    .submit(context(), request)
                    .await
                    .flat()
                    .map(drop)
            }
            "actions.retime" => {
                let request = RetimeRequest {
                    duration_ms: Some(60_000),
                    ..RetimeRequest::new(guild, self.case(Kind::Ban).await)
                };
                client
                    .actions()
                    .retime(context(), request)
                    .await
                    .flat()
                    .map(drop)
            }
            "cases.edit" => {
                let number = self.case(Kind::Note).await;
                let edit = CaseEdit::Close(None);
                let request = EditRequest {
                    guild,
                    number,
                    edit,
                    dry_run: false,
                };
                client
                    .cases()
                    .edit(context(), request)
                    .await
                    .flat()
                    .map(drop)
            }
            "ladders.set" => {
                let step = Step {
                    points: 3,
                    within_ms: 60_000,
                    kind: Kind::Kick,
                    duration_ms: None,
                };
                client
                    .ladders()
                    .set(context(), guild, vec![step])
                    .await
                    .flat()
                    .map(drop)
            }
            "privacy.erase" => client
                .privacy()
                .erase(context(), guild, UserId(77))
                .await
                .flat()
                .map(drop),
            "system.resume" => client.system().resume(context()).await.flat(),
            "jobs.retry" => {
                let id = self.dead_job("first").await;
                client.jobs().retry(context(), id).await.flat().map(drop)
            }
            "jobs.discard" => {
                let id = self.dead_job("second").await;
                client.jobs().discard(context(), id).await.flat()
            }
            _ if method.starts_with("alerts.") => return self.call_on_alert(method).await,
            _ if method.starts_with("schedules.") => return self.call_on_schedule(method).await,
            _ if method.starts_with("persist.") => return self.call_on_return(method).await,
            _ if method.starts_with("imports.") => return self.call_on_import(method).await,
            _ if is_of(method, &["jobs", "notices", "privacy", "templates"]) => {
                return self.call_on_setting(method).await;
            }
            _ if is_of(method, &["archives", "backups", "evidence"]) => {
                return self.call_on_file(method).await;
            }
            _ if method.starts_with("analytics.") => return self.call_on_numbers(method).await,
            _ if method.starts_with("batches.") => return self.call_on_batch(method).await,
            _ => return self.call_on_item(method).await,
        }
        .unwrap();
    }

    async fn call_on_numbers(&self, method: &str) {
        let (analytics, guild) = (self.client.analytics(), self.house.guild());
        let context = within(PATIENCE);
        let label = || "opening".to_owned();
        let called = match method {
            "analytics.list_contributor" => {
                let user = self.house.user(0);
                analytics
                    .list_contributor(context, guild, user, false)
                    .await
            }
            "analytics.mark" => {
                let mark = Mark {
                    at: Timestamp(1),
                    label: label(),
                };
                analytics.mark(context, guild, mark).await
            }
            "analytics.unmark" => {
                let removed = analytics.unmark(context, guild, label()).await;
                return assert_eq!(removed.flat(), Ok(1));
            }
            "analytics.set_zone" => {
                let zone = "Europe/Paris".into();
                analytics.set_zone(context, guild, zone).await
            }
            _ => panic!("{method} is not called here"),
        };
        called.flat().unwrap();
    }

    async fn call_on_batch(&self, method: &str) {
        let batches = self.client.batches();
        let context = within(PATIENCE);
        let called = match method {
            "batches.create" => batches.create(context, self.batch(Kind::Kick, 2)).await,
            "batches.pause" => batches.pause(context, self.running().await).await,
            "batches.resume" => {
                let id = self.running().await;
                self.house
                    .app
                    .services()
                    .batches
                    .pause(&owner(), id)
                    .await
                    .unwrap();
                batches.resume(context, id).await
            }
            "batches.cancel" => batches.cancel(context, self.waiting().await).await,
            "batches.approve" => batches.approve(context, self.waiting().await).await,
            _ => panic!("{method} is not called here"),
        };
        called.flat().unwrap();
        self.house.app.sim().faults.clear();
    }

    async fn call_on_item(&self, method: &str) {
        let (inbox, guild) = (self.client.inbox(), self.house.guild());
        let context = within(PATIENCE);
        let called = match method {
            "inbox.claim" => inbox.claim(context, guild, self.item(1).await).await,
            "inbox.release" => {
                let number = self.item(2).await;
                let services = self.house.app.services();
                services.inbox.claim(&owner(), guild, number).await.unwrap();
                inbox.release(context, guild, number).await
            }
            "inbox.assign" => {
                let to = Some(UserId(self.house.app.sim().places.moderator.0));
                inbox.assign(context, guild, self.item(3).await, to).await
            }
            "inbox.merge" => {
                let (one, other) = (self.item(4).await, self.item(5).await);
                inbox.merge(context, guild, one, other).await
            }
            "inbox.resolve" => {
                let number = self.item(6).await;
                let request = ResolveRequest {
                    guild,
                    number,
                    resolution: Resolution::Dismiss,
                    reason: None,
                    tell: None,
                };
                inbox.resolve(context, request).await
            }
            _ => panic!("{method} is not called here"),
        };
        called.flat().unwrap();
    }
}

/// Whether a method is of one of these nouns.
fn is_of(method: &str, nouns: &[&str]) -> bool {
    method
        .split_once('.')
        .is_some_and(|(noun, _)| nouns.contains(&noun))
}

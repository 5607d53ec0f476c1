//! The calls on what a guild sets: alert rules, webhooks, templates, notices and what comes back; and on jobs.

use emperione_daemon::domain::persist::Return;
use emperione_daemon::services::alerts::Which;
use emperione_daemon::store::persist;
use emperione_protocol::actions::Kind;
use emperione_protocol::alerts::{Address, Phase, SetRule};
use emperione_protocol::notices::Notice;
use emperione_protocol::persist::{Progress, Settings};
use emperione_protocol::privacy::{Keeps, Retained};
use emperione_protocol::schedules::{Destination, SetSchedule};
use emperione_protocol::templates::Template;
use emperione_protocol::transport::within;
use emperione_protocol::{ChannelId, Flatten, Timestamp, UserId};
use emperione_sim::world::messages::NewMessage;

use super::PATIENCE;
use super::stage::Stage;
use crate::actions::until;
use crate::alerts::TEST;
use crate::schedules::daily;

const RULE: &str = "busy";
const HOOK: &str = "ops";
const REPORT: &str = "daily";
const OWED: UserId = UserId(77);

impl Stage {
    pub(super) async fn call_on_alert(&self, method: &str) {
        let (alerts, guild) = (self.client.alerts(), self.house.guild());
        let (context, name) = (within(PATIENCE), RULE.to_owned());
        match method {
            "alerts.set" => {
                let text = "messages > 0 in 10m to inbox".into();
                let request = SetRule { guild, name, text };
                alerts.set(context, request).await.flat().map(drop)
            }
            "alerts.mute" => {
                let muted = alerts
                    .mute(context, guild, name, Some(Timestamp(4_000_000_000_000)))
                    .await;
                muted.flat().map(drop)
            }
            "alerts.ack" => {
                self.rings().await;
                alerts.ack(context, guild, name).await.flat().map(drop)
            }
            "alerts.remove" => alerts.remove(context, guild, name).await.flat(),
            "alerts.set_webhook" => {
                let address = Address("https://hooks.example.org/secret".into());
                let set = alerts
                    .set_webhook(context, guild, HOOK.into(), address)
                    .await;
                set.flat().map(drop)
            }
            "alerts.enable_webhook" => {
                let enabled = alerts.enable_webhook(context, guild, HOOK.into()).await;
                enabled.flat().map(drop)
            }
            "alerts.remove_webhook" => {
                let removed = alerts.remove_webhook(context, guild, HOOK.into()).await;
                removed.flat()
            }
            _ => panic!("{method} is not called here"),
        }
        .unwrap();
    }

    /// Somebody writes, which is what the rule waits for.
    async fn rings(&self) {
        let sim = self.house.app.sim();
        let (general, author) = (sim.places.general, sim.places.users[0]);
        sim.act(|world| world.post(general, author, NewMessage::text("hello")));
        let alerts = &self.house.app.services().alerts;
        until("the rule to ring", async || {
            alerts.evaluate(&TEST, Which::All).await.unwrap();
            let shown = alerts.show(&TEST, self.house.guild(), RULE).await;
            shown.unwrap().rule.phase == Phase::Ringing
        })
        .await;
    }

    pub(super) async fn call_on_setting(&self, method: &str) {
        let (client, guild) = (&self.client, self.house.guild());
        let (context, job) = (within(PATIENCE), || "prune".to_owned());
        match method {
            "jobs.run" => {
                let run = client.jobs().run(context, job(), "now".into()).await;
                run.flat().map(drop)
            }
            "jobs.pause" => client.jobs().pause(context, job()).await.flat().map(drop),
            "jobs.resume" => client.jobs().resume(context, job()).await.flat().map(drop),
            "notices.set" => {
                let text = Some("You were warned: {reason}".into());
                let kind = Kind::Warn;
                let notice = Notice { kind, text };
                client
                    .notices()
                    .set(context, guild, notice)
                    .await
                    .flat()
                    .map(drop)
            }
            "privacy.set_retention" => {
                let (kind, keeps) = (Retained::Text, Some(Keeps::Days(14)));
                let privacy = client.privacy();
                let set = privacy.set_retention(context, guild, kind, keeps).await;
                set.flat().map(drop)
            }
            "templates.set" => {
                let template = Template {
                    name: "ads".into(),
                    text: "no advertising".into(),
                };
                client
                    .templates()
                    .set(context, guild, template)
                    .await
                    .flat()
                    .map(drop)
            }
            "templates.remove" => {
                let removed = client
                    .templates()
                    .remove(context, guild, "ads".into())
                    .await;
                removed.flat().map(drop)
            }
            _ => panic!("{method} is not called here"),
        }
        .unwrap();
    }

    pub(super) async fn call_on_schedule(&self, method: &str) {
        let (schedules, guild) = (self.client.schedules(), self.house.guild());
        let (context, name) = (within(PATIENCE), REPORT.to_owned());
        match method {
            "schedules.set" => {
                let request = SetSchedule {
                    guild,
                    to: Destination::Channel {
                        channel: ChannelId(self.house.app.sim().places.log.0),
                    },
                    ..daily(REPORT)
                };
                schedules.set(context, request).await.flat().map(drop)
            }
            "schedules.run" => schedules.run(context, guild, name).await.flat().map(drop),
            "schedules.remove" => schedules.remove(context, guild, name).await.flat(),
            _ => panic!("{method} is not called"),
        }
        .unwrap();
    }

    pub(super) async fn call_on_return(&self, method: &str) {
        let (client, guild) = (&self.client, self.house.guild());
        let context = within(PATIENCE);
        match method {
            "persist.set" => {
                let settings = Settings {
                    nick: true,
                    ..Settings::default()
                };
                client
                    .persist()
                    .set(context, guild, settings)
                    .await
                    .flat()
                    .map(drop)
            }
            "persist.retry" => {
                self.owes().await;
                let retried = client.persist().retry(context, guild, Some(OWED)).await;
                retried.flat().map(drop)
            }
            "persist.forget" => client.persist().forget(context, guild, OWED).await.flat(),
            _ => panic!("{method} is not called here"),
        }
        .unwrap();
    }

    /// Somebody came back and did not get their nickname.
    async fn owes(&self) {
        let now = self.house.app.parts().clock.now();
        let row = Return {
            guild: self.house.guild(),
            user: OWED,
            left_at: now,
            left_exact: true,
            joined_at: Some(now),
            roles: Vec::new(),
            nick: Some("Otter".into()),
            timed_out_until: None,
            progress: Progress::Open,
            why: vec!["the nickname: the bot lacks MANAGE_NICKNAMES".into()],
            failures: 0,
            attempts: 1,
            next_at: None,
            changed_at: now,
        };
        let mut tx = self.house.app.parts().db.write().await.unwrap();
        persist::save(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
    }
}

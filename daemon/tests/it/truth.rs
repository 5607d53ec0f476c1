//! Seven days of the simulator's community, with a raid and two outages: every metric is what really happened.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::{Duration, Instant};

use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::store::gaps::{self, Gap};
use emperione_daemon::store::{audit, sessions};
use emperione_protocol::Timestamp;
use emperione_protocol::inbox::{Decision, ItemKind};
use emperione_sim::community::Days;
use emperione_sim::world::NewMessage;
use emperione_sim::{Happened, Id, Options, Server, Sim, What as Fault};
use jiff::tz::TimeZone;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::common::app::TestApp;
use crate::common::checked::check;
use crate::common::database::Postgres;
use crate::common::expected::{
    Case, Every, HOUR, Known, Message, Outage, Story, What, names, whole,
};
use crate::common::items::decided;

const TEST: Actor = Actor::System { name: "test" };
/// A Thursday, three days before the clocks of Paris change, and six before the month does.
const START: &str = "2026-03-26T09:30:00Z";
const ZONE: &str = "Europe/Paris";
const STEP: i64 = HOUR / 2;
/// Some 15,000 events in a week.
const PACE: f64 = 0.001;
const PATIENCE: Duration = Duration::from_mins(2);

/// A week that is lived step by step: nobody goes on before the daemon has heard everything.
struct Week {
    app: TestApp,
    life: Days,
    clock: Clock,
    outages: Vec<Outage>,
    members: HashMap<u64, i64>,
    /// What moderators decided, and when.
    decided: Vec<(i64, What)>,
}

impl Week {
    async fn begin(url: Option<&str>) -> Self {
        let start: jiff::Timestamp = START.parse().unwrap();
        let server = Server::start(Options {
            members: 50,
            speed: 0.0,
            start_ms: Some(start.as_millisecond()),
            record: true,
            ..Options::default()
        })
        .await
        .unwrap();
        let life = Days::new(server.sim(), PACE);
        let guild = server.sim().places.guild;
        let members = server.sim().read(|world| {
            let members = world.guilds[&guild].members.iter();
            members
                .map(|(user, member)| (user.0, member.joined_ms))
                .collect()
        });
        let clock = Clock::manual(Timestamp(start.as_millisecond()));
        let app = TestApp::simulated_at(server, clock.clone(), at(url)).await;
        let week = Self {
            app,
            life,
            clock,
            outages: Vec::new(),
            members,
            decided: Vec::new(),
        };
        week.settle().await;
        let analytics = &week.app.services().analytics;
        analytics
            .set_zone(&TEST, week.app.guild(), ZONE)
            .await
            .unwrap();
        week
    }

    /// Lives so many hours, heard and computed.
    async fn live(&mut self, hours: i64) {
        for step in 1..=hours * HOUR / STEP {
            pass(self.app.sim(), &self.clock, &mut self.life, STEP);
            self.settle().await;
            if step % 2 == 0 {
                self.decide().await;
                self.compute().await;
            }
        }
    }

    /// Now and then somebody acts on a report, and dismisses another one.
    async fn decide(&mut self) {
        let now = self.clock.now();
        let hour = now.0.div_euclid(HOUR);
        if hour % 7 > 2 {
            return;
        }
        let took = (hour % 11 + 1) * STEP + hour % 13;
        for decision in [Decision::Acted, Decision::Dismissed] {
            let report = (self.app.guild(), ItemKind::Report);
            let life = (Timestamp(now.0 - took), now, decision);
            decided(&self.app.parts().db, report, life).await;
        }
        self.decided.push((now.0, What::Decided { took }));
    }

    async fn compute(&self) {
        self.app
            .services()
            .analytics
            .aggregate(&TEST)
            .await
            .unwrap();
    }

    /// Waits until all that was sent is committed, and all that people did by hand is a case.
    async fn settle(&self) {
        let db = &self.app.parts().db;
        wait("everything is heard", async || {
            let truth = self.app.sim().read(|world| self.app.sim().hub.truth(world));
            let mut tx = db.read().await.unwrap();
            let found = sessions::all(&mut tx).await.unwrap();
            let heard: Value = found
                .iter()
                .map(|of| (of.id.clone(), json!(of.seq)))
                .collect();
            let state = self.app.parts().state.read();
            let is_whole = state
                .guild(self.app.guild())
                .is_some_and(|guild| !guild.partial);
            drop(state);
            is_whole && !found.is_empty() && truth["last_seq"] == heard
        })
        .await;
        wait("every case is adopted", async || {
            let mut tx = db.read().await.unwrap();
            audit::unobserved(&mut tx, 0, 1).await.unwrap().is_empty()
        })
        .await;
    }

    async fn gaps(&self) -> Vec<Gap> {
        gaps::since(&mut self.app.parts().db.read().await.unwrap(), Timestamp(0))
            .await
            .unwrap()
    }

    async fn reconciled(&self, gaps: usize) {
        wait("every gap is reconciled", async || {
            let found = self.gaps().await;
            found.len() == gaps && found.iter().all(|gap| gap.reconciled_at.is_some())
        })
        .await;
        self.settle().await;
    }

    /// Somebody writes, so that it is known when we listened last.
    async fn last_word(&mut self) -> i64 {
        let places = self.app.sim().places.clone();
        let word = NewMessage::text("the last word");
        self.app
            .sim()
            .act(|world| world.post(places.general, places.users[0], word));
        self.settle().await;
        self.compute().await;
        self.clock.now().0
    }

    /// The daemon is stopped, the community is not.
    async fn stopped(mut self, hours: i64, url: Option<&str>) -> Self {
        let from = self.last_word().await;
        let (clock, mut life) = (self.clock.clone(), self.life);
        let meanwhile = async |server: &Server| {
            server.sim().hub.expire_sessions();
            pass(server.sim(), &clock, &mut life, hours * HOUR);
        };
        let app = self.app.again_with(at(url), meanwhile).await;
        let week = Self { app, life, ..self };
        week.over(from)
    }

    /// The daemon hears nothing, and then Discord does not let it read what it missed.
    async fn cut_off(mut self, hours: i64) -> Self {
        let from = self.last_word().await;
        let unavailable = Fault::Status { status: 503 };
        self.app
            .sim()
            .faults
            .on("GET /api/v10/channels/", u32::MAX, unavailable);
        self.app.sim().hub.expire_sessions();
        pass(self.app.sim(), &self.clock, &mut self.life, hours * HOUR);
        wait("it is back", async || {
            self.gaps().await.len() == self.outages.len() + 1
        })
        .await;
        self.settle().await;
        self.over(from)
    }

    fn over(mut self, from: i64) -> Self {
        self.outages.push(Outage {
            from,
            to: self.clock.now().0,
            is_read: false,
        });
        self
    }

    /// What was missed is read.
    async fn read(&mut self) {
        self.app.sim().faults.clear();
        self.reconciled(self.outages.len()).await;
        self.outages.last_mut().unwrap().is_read = true;
    }

    fn story(&self) -> Story {
        let sim = self.app.sim();
        let bots = sim.read(|world| {
            let bots = world.users.values().filter(|user| user.bot);
            bots.map(|user| user.id.0).collect::<HashSet<u64>>()
        });
        let start: jiff::Timestamp = START.parse().unwrap();
        let mut acts = acts(&sim.record());
        acts.extend(self.decided.iter().cloned());
        acts.sort_by_key(|(at, _)| *at);
        Story {
            acts,
            bots,
            members: self.members.clone(),
            first: start.as_millisecond(),
            now: self.clock.now().0,
            outages: self.outages.clone(),
            zone: TimeZone::get(ZONE).unwrap(),
        }
    }

    async fn check(&self) {
        self.compute().await;
        let analytics = &self.app.services().analytics;
        let story = self.story();
        let compared = check(analytics, self.app.guild(), &story).await;
        assert!(compared > 1_000, "{compared}");
        if story.outages.iter().all(|outage| outage.is_read) {
            let overview = analytics.overview(&TEST, self.app.guild()).await.unwrap();
            let today = |metric| {
                whole(&Known::of(&story), metric, Every::Day)
                    .pop()
                    .unwrap()
                    .value
            };
            let shown = [overview.messages_today, overview.active_today]
                .map(|n| f64::from(u32::try_from(n).unwrap()));
            let really = ["messages", "active_members"].map(|metric| today(metric).unwrap());
            assert_eq!(format!("{shown:?}"), format!("{really:?}"), "today");
        }
    }
}

fn at(url: Option<&str>) -> impl FnOnce(&mut Config) {
    let url = url.map(Into::into);
    move |config| config.database.url = url
}

/// The community's time goes on, and the daemon's with it.
fn pass(sim: &Sim, clock: &Clock, life: &mut Days, ms: i64) {
    clock.advance(Duration::from_millis(ms.unsigned_abs()));
    life.live_until(sim, clock.now().0);
}

async fn wait(what: &str, is: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is().await {
        assert!(
            begun.elapsed() < PATIENCE,
            "not within {PATIENCE:?}: {what}"
        );
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

/// What the simulator recorded, in words of the story.
fn acts(record: &[Happened]) -> Vec<(i64, What)> {
    let mut acts = Vec::new();
    for happened in record {
        let data = &happened.dispatch.data;
        let id = |name: &str| data[name].as_str().map(|id| id.parse::<u64>().unwrap());
        let named = |name: &str| id(name).unwrap();
        let user = |of: &Value| of["id"].as_str().unwrap().parse::<u64>().unwrap();
        let at = happened.at_ms;
        let mut push = |what| acts.push((at, what));
        match happened.dispatch.kind {
            "MESSAGE_CREATE" => acts.push((
                Id(named("id")).created_ms(),
                What::Wrote(Message {
                    id: named("id"),
                    channel: named("channel_id"),
                    by: user(&data["author"]),
                    length: length(data),
                    files: data["attachments"].as_array().unwrap().len(),
                    is_reply: data["message_reference"]["message_id"].is_string(),
                }),
            )),
            "MESSAGE_UPDATE" => push(What::Edited {
                id: named("id"),
                length: length(data),
            }),
            "MESSAGE_DELETE" => push(What::Deleted { id: named("id") }),
            "MESSAGE_REACTION_ADD" => push(What::Reacted {
                channel: named("channel_id"),
                by: named("user_id"),
            }),
            "VOICE_STATE_UPDATE" => push(What::Voice {
                user: named("user_id"),
                channel: id("channel_id"),
                deaf: data["deaf"] == true || data["self_deaf"] == true,
            }),
            "GUILD_MEMBER_ADD" => push(What::Joined {
                user: user(&data["user"]),
            }),
            "GUILD_MEMBER_REMOVE" => push(What::Left {
                user: user(&data["user"]),
            }),
            "THREAD_CREATE" => acts.push((
                Id(named("id")).created_ms(),
                What::Began {
                    thread: named("id"),
                    channel: named("parent_id"),
                },
            )),
            "GUILD_AUDIT_LOG_ENTRY_CREATE" => {
                if let Some(kind) = case(data) {
                    push(What::Case(Case {
                        kind,
                        by: named("user_id"),
                        target: named("target_id"),
                    }));
                }
            }
            _ => {}
        }
    }
    acts
}

fn length(message: &Value) -> usize {
    message["content"].as_str().unwrap().chars().count()
}

/// What a moderator did to a member, if it was that.
fn case(entry: &Value) -> Option<&'static str> {
    match entry["action_type"].as_u64().unwrap() {
        20 => Some("kick"),
        22 => Some("ban"),
        23 => Some("unban"),
        24 if entry["changes"][0]["key"] == "communication_disabled_until" => Some("timeout"),
        _ => None,
    }
}

/// The metrics that no day has anything of.
fn silent(known: &Known) -> Vec<&'static str> {
    let is_silent = |name: &&str| {
        let days = whole(known, name, Every::Day);
        days.iter()
            .all(|of| of.value.is_none_or(|value| value == 0.0))
    };
    names().into_iter().filter(is_silent).collect()
}

async fn seven_days(url: Option<&str>) {
    let mut week = Week::begin(url).await;
    week.live(30).await;
    week = week.stopped(5, url).await;
    week.read().await;
    week.check().await;

    week.live(40).await;
    week = week.cut_off(3).await;
    week.check().await;
    week.read().await;
    week.live(36).await;
    week.life.raid(week.app.sim());
    week.live(54).await;

    week.check().await;
    let gaps = week.gaps().await;
    let told: Vec<_> = gaps
        .iter()
        .map(|gap| (gap.from.0, gap.to.unwrap().0))
        .collect();
    let outages: Vec<_> = week
        .outages
        .iter()
        .map(|outage| (outage.from, outage.to))
        .collect();
    assert_eq!(told, outages);
    let seen: BTreeSet<_> = week
        .story()
        .acts
        .iter()
        .map(|(_, what)| std::mem::discriminant(what))
        .map(|of| format!("{of:?}"))
        .collect();
    assert_eq!(seen.len(), 10, "everything that people do was done");
    // Seven days are too short for them, and no rule acts.
    let long = [
        "mau",
        "repeat_offence",
        "retained_week1",
        "retained_week4",
        "rule_precision",
        "stickiness",
        "thread_life",
    ];
    assert_eq!(silent(&Known::of(&week.story())), long);
    week.app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seven_days_are_told_as_they_were_on_sqlite() {
    seven_days(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seven_days_are_told_as_they_were_on_postgresql() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    seven_days(Some(&database.url())).await;
    database.drop().await;
}

//! Every call that changes something is written into the audit log: who, what, on what. The methods are read from the
//! protocol, so that a new one that is not told apart here fails.

use std::collections::BTreeSet;
use std::path::Path;

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::analytics::Mark;
use emperione_protocol::audit::{AuditFilter, Record};
use emperione_protocol::batches::{Act, Aim, BatchRequest, BatchState};
use emperione_protocol::cases::{CaseEdit, EditRequest};
use emperione_protocol::inbox::{Resolution, ResolveRequest};
use emperione_protocol::jobs::JobState;
use emperione_protocol::ladders::Step;
use emperione_protocol::transport::within;
use emperione_protocol::{BatchId, Client, Flatten, PageRequest, Timestamp, UserId};
use emperione_sim::{Options, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;
use crate::inbox::filing;
use crate::jobs::{await_state, execute};

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

/// The calls that change something, and what they leave in the audit log.
const CHANGES: &[(&str, &str)] = &[
    ("actions.submit", "pending"),
    ("actions.retime", "retimed"),
    ("analytics.list_contributor", "unlisted"),
    ("analytics.mark", "marked"),
    ("analytics.unmark", "unmarked"),
    ("analytics.set_zone", "zone"),
    ("batches.create", "batch_created"),
    ("batches.pause", "batch_paused"),
    ("batches.resume", "batch_resumed"),
    ("batches.cancel", "batch_cancelled"),
    ("batches.approve", "batch_approved"),
    ("cases.edit", "closed"),
    ("inbox.claim", "inbox_claimed"),
    ("inbox.release", "inbox_released"),
    ("inbox.assign", "inbox_assigned"),
    ("inbox.merge", "inbox_merged"),
    ("inbox.resolve", "inbox_dismissed"),
    ("jobs.retry", "job_retried"),
    ("jobs.discard", "job_discarded"),
    ("ladders.set", "ladder"),
    ("privacy.erase", "privacy_erased"),
    ("system.resume", "resumed"),
];

/// Those that change something, whose own tests say what is written down.
const ELSEWHERE: &[&str] = &[
    "alerts.ack",
    "alerts.enable_webhook",
    "alerts.mute",
    "alerts.remove",
    "alerts.remove_webhook",
    "alerts.set",
    "alerts.set_webhook",
    "archives.restore",
    "backups.create",
    "evidence.add",
    "imports.add",
    "imports.begin",
    "imports.undo",
    "jobs.pause",
    "jobs.resume",
    "jobs.run",
    "notices.set",
    "persist.forget",
    "persist.retry",
    "persist.set",
    "schedules.remove",
    "schedules.run",
    "schedules.set",
    "templates.remove",
    "templates.set",
];

/// Those that only look.
const READS: &[&str] = &[
    "cases.export",
    "alerts.webhooks",
    "alerts.list",
    "alerts.show",
    "alerts.test",
    "archives.list",
    "archives.verify",
    "backups.list",
    "backups.progress",
    "backups.verify",
    "evidence.list",
    "evidence.read",
    "facts.counts",
    "imports.check",
    "imports.list",
    "jobs.kinds",
    "live.last",
    "notices.list",
    "notices.preview",
    "persist.list",
    "persist.show",
    "schedules.list",
    "schedules.show",
    "templates.list",
    "templates.show",
    "actions.inverse",
    "actions.list",
    "actions.preview",
    "actions.show",
    "actions.wait",
    "analytics.cohorts",
    "analytics.compare",
    "analytics.heatmap",
    "analytics.insights",
    "analytics.marks",
    "analytics.metrics",
    "analytics.overview",
    "analytics.series",
    "analytics.top",
    "analytics.totals",
    "analytics.zone",
    "audit.log",
    "audit.verify",
    "batches.inverse",
    "batches.lines",
    "batches.list",
    "batches.plan",
    "batches.show",
    "batches.wait",
    "cases.diff",
    "cases.list",
    "cases.show",
    "events.next",
    "guilds.channels",
    "guilds.list",
    "guilds.roles",
    "guilds.threads",
    "inbox.list",
    "inbox.show",
    "jobs.list",
    "ladders.show",
    "members.at",
    "members.list",
    "members.resolve",
    "members.show",
    "messages.list",
    "messages.select",
    "perms.can",
    "perms.why",
    "privacy.export",
    "privacy.show",
    "reports.make",
    "reports.write",
    "system.doctor",
    "system.hello",
    "system.status",
];

/// The methods of the protocol, as `noun.verb`.
fn methods() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/src");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let Some((_, service)) = text.split_once("#[tarpc::service") else {
            continue;
        };
        let noun = path.file_stem().unwrap().to_string_lossy().into_owned();
        let verbs = service.lines().take_while(|line| *line != "}");
        let verbs = verbs.filter_map(|line| line.trim().strip_prefix("async fn "));
        found.extend(verbs.map(|rest| format!("{noun}.{}", rest.split('(').next().unwrap())));
    }
    found
}

#[test]
fn every_method_is_told_apart() {
    let changes = CHANGES.iter().map(|(method, _)| (*method).to_owned());
    let known: BTreeSet<_> = changes
        .chain(READS.iter().chain(ELSEWHERE).map(ToString::to_string))
        .collect();

    assert_eq!(methods(), known);
    assert_eq!(
        known.len(),
        CHANGES.len() + READS.len() + ELSEWHERE.len(),
        "each is one or the other"
    );
}

/// A house, a client of its owner, and what has to be there for the calls.
struct Stage {
    house: House,
    client: Client,
}

impl Stage {
    async fn new() -> Self {
        let options = Options {
            members: 80,
            ..Options::default()
        };
        let app = TestApp::simulated_with(options, |config| {
            config.actions.second_person = true;
        });
        let house = House::of(app.await).await;
        let client = house.app.client().await;
        Self { house, client }
    }

    async fn log(&self) -> Vec<Record> {
        let audit = &self.house.app.services().audit;
        let page = PageRequest {
            after: None,
            limit: 500,
        };
        audit
            .log(&owner(), &AuditFilter::default(), &page)
            .await
            .unwrap()
            .items
    }

    fn batch(&self, kind: Kind, count: usize) -> BatchRequest {
        BatchRequest {
            id: BatchId::random(),
            guild: self.house.guild(),
            act: Act::new(kind),
            aims: self.house.crowd(count).into_iter().map(Aim::new).collect(),
            confirm: None,
            undoes: None,
        }
    }

    /// One that waits for a second person.
    async fn waiting(&self) -> BatchId {
        let colleague = Actor::Local {
            uid: 1000,
            name: "kim".into(),
            user: None,
            role: Role::Moderator,
        };
        let batches = &self.house.app.services().batches;
        let request = self.batch(Kind::Kick, 30);
        let batch = batches.create(&colleague, request).await.unwrap();
        assert_eq!(batch.state, BatchState::Waiting);
        batch.id
    }

    /// One that is under way for a while.
    async fn running(&self) -> BatchId {
        let faults = &self.house.app.sim().faults;
        faults.on("bulk-ban", 1, What::Slow { ms: 4_000 });
        let request = self.batch(Kind::Ban, 3);
        let batches = &self.house.app.services().batches;
        batches.create(&owner(), request).await.unwrap().id
    }

    async fn item(&self, n: u64) -> u64 {
        // Nobody reports often.
        let users = [0, 2, 3].map(|index| self.house.user(index));
        let member = Actor::User {
            id: users[usize::try_from(n).unwrap() % users.len()],
        };
        let report = filing(&self.house, n, n, self.house.user(1));
        let inbox = &self.house.app.services().inbox;
        inbox.report(&member, report).await.unwrap().number
    }

    async fn dead_job(&self, key: &str) -> String {
        let app = &self.house.app;
        execute(app, "ALTER TABLE leases RENAME TO hidden").await;
        app.parts().queue.enqueue("prune", key).await.unwrap();
        let dead = await_state(app, "prune", JobState::Dead).await;
        execute(app, "ALTER TABLE hidden RENAME TO leases").await;
        dead.id
    }

    async fn case(&self, kind: Kind) -> u64 {
        let user = self.house.user(usize::from(kind == Kind::Ban));
        self.house
            .act(self.house.request(kind, user))
            .await
            .unwrap()
            .case
    }

    /// Calls a method once, with whatever it needs.
    #[expect(clippy::too_many_lines, reason = "it is one story, told in its order")]
    async fn call(&self, method: &str) {
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
                let case = self.case(Kind::Ban).await;
                client
                    .actions()
                    .retime(context(), guild, case, Some(60_000))
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_that_changes_something_is_in_the_audit_log_with_who_asked() {
    let stage = Stage::new().await;
    for (method, kind) in CHANGES {
        let before = stage.log().await.len();

        stage.call(method).await;

        let log = stage.log().await;
        let is_new = |record: &&Record| record.kind == *kind;
        let added = log.len() - before;
        let found = log.iter().take(added).find(is_new);
        let found = found.unwrap_or_else(|| panic!("{method} leaves no `{kind}`: {log:#?}"));
        let by_owner = matches!(found.actor, ActorRef::Local { .. });
        assert!(by_owner, "{method}: {found:?}");
    }
    until("the end of what was begun", async || {
        let batches = &stage.house.app.services().batches;
        let all = batches.list(&owner(), None, &PageRequest::default()).await;
        let all = all.unwrap().items;
        all.iter().all(|batch| batch.open == 0)
    })
    .await;
    let verified = stage
        .house
        .app
        .services()
        .audit
        .verify(&owner(), None, None)
        .await;
    assert!(verified.unwrap().iter().all(|chain| chain.broken.is_none()));
}

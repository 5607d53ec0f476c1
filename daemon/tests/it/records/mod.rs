//! Every call that changes something is written into the audit log: who, what, on what. The methods are read from the
//! protocol, so that a new one that is not told apart here fails.

mod calls;
mod files;
mod settings;
mod stage;

use std::collections::BTreeSet;
use std::path::Path;

use emperione_protocol::PageRequest;
use emperione_protocol::actions::ActorRef;
use emperione_protocol::audit::Record;
use emperione_sim::Options;
use pretty_assertions::assert_eq;

use self::stage::Stage;
use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

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
    ("alerts.set", "alert_set"),
    ("alerts.mute", "alert_muted"),
    ("alerts.ack", "alert_acked"),
    ("alerts.remove", "alert_removed"),
    ("alerts.set_webhook", "alert_webhook_set"),
    ("alerts.enable_webhook", "alert_webhook_enabled"),
    ("alerts.remove_webhook", "alert_webhook_removed"),
    ("archives.restore", "archive_restored"),
    ("backups.create", "backup_made"),
    ("evidence.add", "evidence"),
    ("imports.begin", "import_begun"),
    ("imports.add", "imported"),
    ("imports.undo", "import_undone"),
    ("jobs.pause", "job_paused"),
    ("jobs.resume", "job_resumed"),
    ("jobs.run", "job_run"),
    ("notices.set", "notice"),
    ("persist.set", "persist"),
    ("persist.retry", "persist_retried"),
    ("persist.forget", "persist_forgotten"),
    ("privacy.set_retention", "retention"),
    ("schedules.set", "report_schedule_set"),
    ("schedules.run", "report_sent"),
    ("schedules.remove", "report_schedule_removed"),
    ("templates.set", "template"),
    ("templates.remove", "template"),
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
    "templates.list",
    "templates.show",
    "actions.inverse",
    "actions.preview_retime",
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
    "privacy.retention",
    "privacy.show",
    "reports.make",
    "reports.progress",
    "reports.write",
    "schedules.list",
    "schedules.show",
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
        let file = if path.is_dir() {
            path.join("mod.rs")
        } else {
            path.clone()
        };
        let text = std::fs::read_to_string(file).unwrap();
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
    let reads = READS.iter().map(ToString::to_string);
    let known: BTreeSet<_> = changes.chain(reads).collect();

    assert_eq!(methods(), known);
    assert_eq!(
        known.len(),
        CHANGES.len() + READS.len(),
        "each is one or the other"
    );
}

each_house!(every_call_that_changes_something_is_in_the_audit_log_with_who_asked);

async fn house(url: Option<String>) -> House {
    let options = Options {
        members: 80,
        ..Options::default()
    };
    let app = TestApp::simulated_with(options, |config| {
        config.actions.second_person = true;
        config.storage.activity_days = 100;
        config.database.url = url;
    });
    House::of(app.await).await
}

async fn every_call_that_changes_something_is_in_the_audit_log_with_who_asked(house: House) {
    let stage = Stage::of(house).await;
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
    stage.house.app.sim().faults.clear();
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

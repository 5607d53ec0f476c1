//! Alerts that are told to webhooks and commands.

use std::collections::BTreeMap;
use std::time::Duration;

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_daemon::store::{alert_posts, restores};
use emperione_protocol::UserId;
use emperione_protocol::alerts::{Address, PostState};
use pretty_assertions::assert_eq;

use crate::actions::{owner, until};
use crate::alerts::{
    GUILD, START, alerts, app, at, each_app, hour, refused, says, set, show, warnings,
};
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::hooks::{Answers, Hook};

each_app! {
    a_command_that_was_cut_off_is_not_run_again,
    the_address_of_a_webhook_is_sealed,
    what_waits_in_a_backup_is_told_to_nobody_once_it_is_put_back,
}

fn to_a_command() -> alert_posts::NewPost {
    alert_posts::NewPost {
        guild: GUILD,
        alert: 1,
        kind: "command",
        name: "page".into(),
        what: "rang",
        body: "{}".into(),
        at: at(0, 0),
    }
}

async fn what_waits_in_a_backup_is_told_to_nobody_once_it_is_put_back(app: &TestApp) {
    // None of it is committed, so that the daemon itself does nothing with it.
    let mut tx = app.parts().db.write().await.unwrap();
    let post = to_a_command();
    alert_posts::insert(&mut tx, &post).await.unwrap();

    let marked = restores::mark(&mut tx, at(0, 0), at(1, 0)).await.unwrap();

    assert_eq!(marked.posts, 1);
    assert_eq!(alert_posts::waiting(&mut tx, 10).await.unwrap(), []);
    let ended = alert_posts::of_alerts(&mut tx, GUILD, 1, 10).await.unwrap();
    let why = ended[0].error.as_deref().unwrap();
    assert_eq!(ended[0].state, PostState::Failed);
    assert!(why.contains("put back from a backup"), "{why}");
}

async fn a_command_that_was_cut_off_is_not_run_again(app: &TestApp) {
    let mut tx = app.parts().db.write().await.unwrap();
    let post = to_a_command();
    alert_posts::insert(&mut tx, &post).await.unwrap();
    let mut row = alert_posts::waiting(&mut tx, 10).await.unwrap().remove(0);
    row.state = PostState::Sending;
    alert_posts::save(&mut tx, &row, None).await.unwrap();
    tx.commit().await.unwrap();

    until("the end of the post", async || {
        let mut tx = app.parts().db.read().await.unwrap();
        alert_posts::waiting(&mut tx, 10).await.unwrap().is_empty()
    })
    .await;

    let said = warnings(app).await;
    let why = "alert 1 was not told to command page: the daemon ended while it ran";
    assert!(said.iter().any(|text| text.starts_with(why)), "{said:?}");
}

async fn the_address_of_a_webhook_is_sealed(app: &TestApp) {
    const SECRET: &str = "https://93.184.216.34/hook/s3cr3t-t0ken";
    let address = |text: &str| Address(text.into());
    let webhooks = alerts(app);
    let set = async |name: &str, text: &str| {
        let me = owner();
        let set = webhooks.set_webhook(&me, (GUILD, name), address(text));
        set.await.map(|webhook| webhook.host)
    };

    assert_eq!(set("ops", SECRET).await.unwrap(), "93.184.216.34");
    let private = set("near", "https://10.1.1.1/").await.unwrap_err();
    assert_eq!(private.to_string(), "address: it is in a private network");

    let mut tx = app.parts().db.read().await.unwrap();
    let row = alert_posts::webhooks(&mut tx, GUILD)
        .await
        .unwrap()
        .remove(0);
    let sealed = row.sealed.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("s3cr3t"));
    drop(tx);
    let listed = webhooks.webhooks(&owner(), GUILD).await.unwrap();
    assert_eq!((listed.len(), listed[0].operator), (1, false));
    assert!(!format!("{:?}", address(SECRET)).contains("s3cr3t"));
    webhooks
        .remove_webhook(&owner(), GUILD, "ops")
        .await
        .unwrap();
    assert_eq!(webhooks.webhooks(&owner(), GUILD).await.unwrap(), []);
}

/// A daemon whose operator has webhooks on this machine, and a rule that tells them.
async fn with_hooks(hooks: &[(&str, &Hook)]) -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut webhooks = BTreeMap::new();
    for (name, hook) in hooks {
        let path = folder.path().join(name);
        std::fs::write(&path, hook.address()).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&path, mode).unwrap();
        webhooks.insert((*name).to_owned(), path);
    }
    let told = folder.path().join("told");
    let script = format!("cat >> {}; echo >> {0}", told.display());
    let app = app(|config| {
        config.alerts.webhooks = webhooks;
        let line = ["/bin/sh", "-c", script.as_str()].map(str::to_owned);
        config.alerts.commands.insert("page".into(), line.into());
    });
    (app.await, folder)
}

/// Rings a rule, and clears it again.
async fn ring(app: &TestApp, from: i64) {
    says(&app.parts().db, at(from, 0), 60).await;
    let now = (app.parts().clock.now().0 - START.0) / 3_600_000;
    for _ in now..=from {
        hour(app).await;
    }
}

async fn posts(app: &TestApp, name: &str) -> Vec<(String, String, PostState, u32)> {
    let found = show(app, name).await.posts;
    let mut lines: Vec<_> = found
        .into_iter()
        .map(|post| (post.route, post.what, post.state, post.tries))
        .collect();
    lines.reverse();
    lines
}

async fn all_end(app: &TestApp) {
    until("the end of the posts", async || {
        let mut tx = app.parts().db.read().await.unwrap();
        alert_posts::waiting(&mut tx, 10).await.unwrap().is_empty()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f52_a_webhook_that_answers_404_is_disabled_after_the_first() {
    let gone = Hook::start(Answers::Status(404)).await;
    let (app, _folder) = with_hooks(&[("gone", &gone)]).await;
    set(&app, "busy", "messages > 50 calm for 1m to webhook gone").await;

    ring(&app, 1).await;
    all_end(&app).await;
    // It clears, and rings again.
    ring(&app, 6).await;
    all_end(&app).await;

    assert_eq!(gone.heard().len(), 1, "nothing more is sent there");
    let rule = show(&app, "busy").await.rule;
    assert_eq!(rule.broken, ["webhook gone is disabled: it answered 404"]);
    let said = warnings(&app).await;
    let disabled = said
        .iter()
        .filter(|text| text.starts_with("the webhook gone is disabled, because it answered 404"));
    assert_eq!(disabled.count(), 1, "{said:?}");

    gone.answer(Answers::Status(204));
    let enabled = alerts(&app).enable_webhook(&owner(), GUILD, "gone").await;
    assert_eq!(enabled.unwrap().disabled_at, None);
    ring(&app, 11).await;
    all_end(&app).await;
    assert!(gone.heard().len() >= 2);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_is_down_is_tried_again_and_a_slow_one_holds_up_no_other() {
    let (down, slow) = (
        Hook::start(Answers::Status(500)).await,
        Hook::start(Answers::Never).await,
    );
    let fine = Hook::start(Answers::Status(200)).await;
    let hooks = [("down", &down), ("slow", &slow), ("fine", &fine)];
    let (app, folder) = with_hooks(&hooks).await;
    let routes = "webhook slow, webhook down, webhook fine, command page";
    set(&app, "busy", &format!("messages > 50 to {routes}")).await;

    ring(&app, 1).await;
    until("the ones that answer", async || {
        down.heard().len() == 1 && fine.heard().len() == 1
    })
    .await;
    let told = folder.path().join("told");
    until("the command", async || {
        std::fs::read_to_string(&told).is_ok_and(|text| text.ends_with('\n'))
    })
    .await;
    until("the answer of the slow one", async || {
        let posts = show(&app, "busy").await.posts;
        let slow = posts.iter().find(|post| post.route == "webhook slow");
        slow.and_then(|post| post.error.clone()).as_deref() == Some("it did not answer within 10 s")
    })
    .await;

    let letter: serde_json::Value = serde_json::from_str(&fine.heard()[0]).unwrap();
    assert_eq!(letter["id"], "7-1-rang");
    assert_eq!(letter["says"], "60 messages in 1h");
    assert_eq!(letter["allowed_mentions"]["parse"], serde_json::json!([]));
    let told = std::fs::read_to_string(&told).unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&told).unwrap(),
        letter
    );

    down.answer(Answers::Status(200));
    slow.answer(Answers::Status(200));
    app.parts().clock.advance(Duration::from_secs(5));
    all_end(&app).await;
    let line = |route: &str, tries| (route.to_owned(), "rang".to_owned(), PostState::Done, tries);
    assert_eq!(
        posts(&app, "busy").await,
        [
            line("webhook slow", 2),
            line("webhook down", 2),
            line("webhook fine", 1),
            line("command page", 1),
        ]
    );
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_operators_own_users_name_what_is_the_operators() {
    let hook = Hook::start(Answers::Status(200)).await;
    let (app, _folder) = with_hooks(&[("ops", &hook)]).await;
    let admin = Actor::Local {
        uid: 5,
        name: "ada".into(),
        user: Some(UserId(1)),
        role: Role::Owner,
    };
    {
        let mut state = app.parts().state.write();
        let guild = state.guilds.get_mut(&GUILD).unwrap();
        guild.owner = UserId(1);
    }

    for route in ["webhook ops", "command page"] {
        let text = format!("joins > 10 in 10s to {route}");
        let error = refused(&app, &admin, "raid", &text).await;
        assert!(matches!(error, Error::Forbidden { .. }), "{error:?}");
        assert!(error.to_string().contains("is the operator's"), "{error}");
    }
    let (me, address) = (owner(), Address("https://x.org/".into()));
    let taken = alerts(&app).set_webhook(&me, (GUILD, "ops"), address);
    let taken = taken.await.unwrap_err();
    assert_eq!(taken.to_string(), "the webhook ops is the operator's");
    app.app.stop().await;
}

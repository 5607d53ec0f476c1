//! The socket: who gets in, what comes first, what happens when the daemon ends.

use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use emperione_daemon::config::LocalUser;
use emperione_daemon::domain::actor::Role;
use emperione_daemon::health::Reason;
use emperione_daemon::store::events;
use emperione_protocol::actions::{Action, Kind, State};
use emperione_protocol::batches::{Act, Aim, BatchRequest};
use emperione_protocol::events::Body;
use emperione_protocol::transport::{self, MAX_FRAME};
use emperione_protocol::{BatchId, ErrorKind, Flatten, GuildId, Timestamp, VERSION};
use emperione_sim::What;
use pretty_assertions::assert_eq;
use tarpc::context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::actions::{House, until};
use crate::common::app::TestApp;

fn warning(text: &str) -> Body {
    Body::Warning { text: text.into() }
}

async fn append(app: &TestApp, guild: Option<GuildId>, text: &str) -> u64 {
    let mut tx = app.parts().db.write().await.unwrap();
    let seq = events::append(&mut tx, Timestamp(1), &[(guild, warning(text))])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    seq
}

#[tokio::test]
async fn the_own_user_is_greeted_as_owner() {
    let app = TestApp::new().await;
    let client = transport::connect(&app.socket()).await.unwrap();

    let hello = client.system().hello(context::current(), VERSION).await;

    let hello = hello.flat().unwrap();
    assert!(hello.actor.starts_with("local owner "), "{}", hello.actor);
    assert_eq!(hello.protocol, VERSION);
}

#[tokio::test]
async fn nothing_passes_before_hello() {
    let app = TestApp::new().await;
    let client = transport::connect(&app.socket()).await.unwrap();

    let error = client.system().status(context::current()).await.flat();

    assert!(error.unwrap_err().message.contains("system.hello"));
}

#[tokio::test]
async fn another_protocol_is_told_which_side_to_upgrade() {
    let app = TestApp::new().await;
    let client = transport::connect(&app.socket()).await.unwrap();

    let older = client.system().hello(context::current(), VERSION - 1).await;
    let newer = client.system().hello(context::current(), VERSION + 1).await;

    assert_eq!(
        older.flat().unwrap_err().hint.unwrap(),
        "upgrade this client"
    );
    let newer = newer.flat().unwrap_err();
    assert_eq!(newer.kind, ErrorKind::Unreachable);
    assert_eq!(newer.hint.unwrap(), "upgrade empd");
}

#[tokio::test]
async fn a_mapped_user_is_bound_by_the_role() {
    let own = tempfile::tempdir()
        .unwrap()
        .path()
        .metadata()
        .unwrap()
        .uid();
    let app = TestApp::configured(|config| {
        let viewer = LocalUser {
            user: None,
            role: Role::Viewer,
        };
        config.rpc.users.insert(own.to_string(), viewer);
    })
    .await;
    let client = app.client().await;

    let status = client.system().status(context::current()).await.flat();
    let resume = client.system().resume(context::current()).await.flat();

    status.unwrap();
    assert_eq!(resume.unwrap_err().kind, ErrorKind::Forbidden);
}

#[tokio::test]
async fn the_status_says_what_is_wrong() {
    let app = TestApp::new().await;
    let health = &app.parts().health;
    health.set(Reason::GatewayFatal, "discord closed with 4004");
    health.set(Reason::SafeMode, "safe mode");
    let client = app.client().await;

    let before = client
        .system()
        .status(context::current())
        .await
        .flat()
        .unwrap();
    client
        .system()
        .resume(context::current())
        .await
        .flat()
        .unwrap();
    let after = client
        .system()
        .status(context::current())
        .await
        .flat()
        .unwrap();

    assert!(!before.ready && before.safe_mode && !after.safe_mode);
    for problem in ["discord closed with 4004", "safe mode"] {
        assert!(
            before.problems.iter().any(|known| known == problem),
            "{:?}",
            before.problems
        );
    }
    assert_eq!(before.store.backend, "sqlite");
    assert!(before.store.healthy && before.store.size_bytes > 0);
}

#[tokio::test]
async fn a_wait_for_events_ends_with_the_next_one() {
    let app = TestApp::new().await;
    let client = app.client().await;
    let begin = client.events().next(context::current(), None, 0).await;
    let begin = begin.flat().unwrap();
    assert!(begin.events.is_empty() && !begin.lagged);

    let waiting = tokio::spawn(async move {
        let context = transport::within(Duration::from_secs(25));
        client
            .events()
            .next(context, Some(begin.next), 20_000)
            .await
    });
    let seq = append(&app, None, "redis is away").await;

    let batch = waiting.await.unwrap().flat().unwrap();
    assert_eq!(batch.next, seq);
    assert_eq!(batch.events[0].body, warning("redis is away"));
}

#[tokio::test]
async fn who_is_too_late_for_an_event_is_told() {
    let app = TestApp::new().await;
    append(&app, None, "one").await;
    append(&app, None, "two").await;
    let mut tx = app.parts().db.write().await.unwrap();
    events::prune(&mut tx, Timestamp(2)).await.unwrap();
    tx.commit().await.unwrap();
    let client = app.client().await;

    let late = client.events().next(context::current(), Some(0), 0).await;
    let early = client.events().next(context::current(), Some(99), 0).await;
    let exact = client.events().next(context::current(), Some(2), 0).await;

    let late = late.flat().unwrap();
    assert!(late.lagged && late.next == 2);
    assert!(early.flat().unwrap().lagged);
    assert!(!exact.flat().unwrap().lagged);
}

#[tokio::test]
async fn a_waiting_client_is_answered_when_the_daemon_ends() {
    let app = TestApp::new().await;
    let client = app.client().await;
    let waiting = tokio::spawn(async move {
        let context = transport::within(Duration::from_secs(25));
        client.events().next(context, Some(0), 20_000).await
    });
    append_when_waiting(&app).await;

    app.app.stop().await;

    assert!(waiting.await.unwrap().flat().is_ok());
}

/// Returns once the call of the other task has certainly reached the daemon: a second client was answered after it.
async fn append_when_waiting(app: &TestApp) {
    let client = app.client().await;
    client
        .system()
        .status(context::current())
        .await
        .flat()
        .unwrap();
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_the_connection() {
    let app = TestApp::new().await;
    let mut stream = tokio::net::UnixStream::connect(app.socket()).await.unwrap();
    let length = u32::try_from(MAX_FRAME + 1).unwrap();
    stream.write_all(&length.to_be_bytes()).await.unwrap();

    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();

    assert!(rest.is_empty());
}

#[tokio::test]
async fn a_second_daemon_on_the_same_socket_is_refused() {
    let app = TestApp::new().await;

    let second = emperione_daemon::rpc::Door::open(&app.parts().config.rpc);

    assert!(second.err().unwrap().to_string().contains("another empd"));
}

#[tokio::test]
async fn the_socket_may_stand_beside_the_database() {
    let app = TestApp::configured(|config| {
        config.rpc.socket = config.storage.folder.join("empd.sock");
    });
    let app = app.await;

    app.client().await;
    app.app.stop().await;
}

#[tokio::test]
async fn the_doctor_answers_every_question() {
    let app = TestApp::new().await;
    app.know_guild(7, &[(1, "ann")]);
    let client = app.client().await;

    let findings = client
        .system()
        .doctor(context::current())
        .await
        .flat()
        .unwrap();

    let asked: Vec<_> = findings
        .iter()
        .map(|finding| finding.name.as_str())
        .collect();
    for question in [
        "token",
        "intents",
        "permissions",
        "identify",
        "database",
        "clock",
        "socket",
        "frames",
    ] {
        assert!(
            asked.contains(&question),
            "{question} is missing in {asked:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f50_what_a_client_asked_for_before_it_died_goes_on_and_a_retry_gives_the_same() {
    const CLIENTS: usize = 40;
    let house = House::new().await;
    let targets = house.crowd(CLIENTS);
    let requests: Vec<_> = targets
        .iter()
        .map(|target| house.request(Kind::Kick, *target))
        .collect();
    for (n, request) in requests.iter().enumerate() {
        let client = house.app.client().await;
        let actions = client.actions();
        let asked = actions.submit(context::current(), request.clone());
        // Sooner or later: before the call arrives, while it is committed, after it.
        let dies = tokio::time::sleep(Duration::from_micros(n as u64 * 150));
        tokio::select! {
            biased;
            () = dies => {}
            _ = asked => {}
        }
    }

    let client = house.app.client().await;
    for request in requests {
        let actions = client.actions();
        let open = |action: &Action| !action.state.is_final();
        let known = actions
            .wait(context::current(), request.id, 8_000)
            .await
            .flat();
        assert!(
            !known.as_ref().is_ok_and(open),
            "it does not go on: {known:?}"
        );
        let again = actions.submit(context::current(), request.clone()).await;
        let again = again.flat().unwrap();
        assert_eq!(again.created, known.is_err());
        let ended = actions.wait(context::current(), request.id, 8_000).await;
        let ended = ended.flat().unwrap();
        assert_eq!(
            (ended.state, ended.case),
            (State::Applied, again.action.case)
        );
        assert!(known.is_err() || known.unwrap() == ended, "the same result");
    }
    assert_eq!(house.calls("DELETE /guilds/{guild}/members"), CLIENTS);
    assert_eq!(house.case_kinds().await.len(), CLIENTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f50_a_batch_goes_on_whose_client_died_while_it_waited() {
    let house = House::new().await;
    let targets = house.crowd(9);
    let sim = house.app.sim();
    sim.faults
        .on("POST /api/v10/guilds", 1, What::Slow { ms: 1_000 });
    let request = BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act::new(Kind::Ban),
        aims: targets.iter().copied().map(Aim::new).collect(),
        confirm: Some(house.guild_name()),
        undoes: None,
    };
    let id = request.id;
    let first = house.app.client().await;
    let created = first
        .batches()
        .create(context::current(), request.clone())
        .await;
    created.flat().unwrap();
    drop(first);

    let second = house.app.client().await;
    let again = second.batches().create(context::current(), request).await;
    assert_eq!(again.flat().unwrap().id, id);
    until("the end of the batch", async || {
        let batch = second.batches().show(context::current(), id).await;
        batch.flat().unwrap().applied == 9
    })
    .await;

    assert_eq!(house.calls("bulk-ban"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f50_a_call_that_waited_for_the_database_when_its_client_died_is_not_given_up() {
    let house = House::new().await;
    let request = house.request(Kind::Kick, house.user(0));
    let writer = house.app.parts().db.write().await.unwrap();
    let first = house.app.client().await;
    let asks = first.clone();
    let asked = request.clone();
    let call = tokio::spawn(async move {
        let actions = asks.actions();
        actions.submit(context::current(), asked).await
    });
    tokio::time::sleep(Duration::from_millis(300)).await;

    call.abort();
    drop(first);
    // The daemon notices that the connection is gone.
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(writer);

    let client = house.app.client().await;
    until("the kick", async || {
        let known = client.actions().show(context::current(), request.id).await;
        known
            .flat()
            .is_ok_and(|action| action.state == State::Applied)
    })
    .await;
    let again = client.actions().submit(context::current(), request).await;
    assert!(!again.flat().unwrap().created);
    assert_eq!(house.calls("DELETE /guilds/{guild}/members"), 1);
}

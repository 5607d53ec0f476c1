//! Slash commands, from a person's click in the simulator to the answer they read.

use std::time::Duration;

use emperione_daemon::bot::commands;
use emperione_daemon::domain::actor::Actor;
use emperione_protocol::PageRequest;
use emperione_protocol::cases::CaseFilter;
use emperione_sim::{Id, Options, Sim};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::common::app::TestApp;

const TEST: Actor = Actor::System { name: "test" };
const CALLBACK: &str = "POST /interactions/{interaction}/{token}/callback";
const USER: u8 = 6;
const TEXT: u8 = 3;
const NUMBER: u8 = 4;

async fn app() -> TestApp {
    let app = TestApp::simulated(Options::default()).await;
    app.follow(async || app.knows_a_guild()).await;
    app
}

fn option(name: &str, kind: u8, value: impl Into<Value>) -> Value {
    json!({ "name": name, "type": kind, "value": value.into() })
}

fn command(name: &str, options: &[Value]) -> Value {
    json!({ "id": "1", "name": name, "type": 1, "options": options })
}

fn call(sim: &Sim, user: Id, data: Value) -> Id {
    let channel = sim.places.general;
    sim.act(|world| world.interact(user, 2, channel, data, None))
}

/// What the caller reads in the end.
async fn answer(sim: &Sim, interaction: Id) -> String {
    let read = || {
        sim.read(|world| {
            let known = world.interactions.0.get(&interaction)?;
            let message = world.channels[&known.channel]
                .messages
                .get(&known.original?)?;
            Some(message.content.clone()).filter(|text| !text.is_empty())
        })
    };
    eventually(|| read().is_some()).await;
    read().unwrap()
}

async fn eventually(mut holds: impl FnMut() -> bool) {
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(tokio::time::Instant::now() < until, "it never came to be");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn cases(app: &TestApp) -> usize {
    let all = (CaseFilter::default(), PageRequest::default());
    let found = app.services().cases.list(&TEST, &all.0, &all.1);
    found.await.unwrap().items.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moderator_bans_by_command_and_reads_the_case() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let ban = command(
        "ban",
        &[
            option("member", USER, target.to_string()),
            option("reason", TEXT, "spam"),
            option("duration", TEXT, "7d"),
        ],
    );

    let told = answer(sim, call(sim, moderator, ban)).await;

    assert!(
        told.contains("is banned until <t:") && told.contains("(case 1)"),
        "{told}"
    );
    let guild = sim.places.guild;
    assert!(sim.read(|world| world.guilds[&guild].bans.contains_key(&target)));
    let show = command("case", &[option("number", NUMBER, 1)]);
    let shown = answer(sim, call(sim, moderator, show)).await;
    assert!(
        shown.starts_with("case 1: ban of ") && shown.contains("> spam"),
        "{shown}"
    );
    assert!(
        sim.requests
            .find(CALLBACK)
            .iter()
            .all(|entry| entry.status < 300)
    );
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_without_the_right_is_refused_and_nothing_happens() {
    let app = app().await;
    let sim = app.sim();
    let (caller, target) = (sim.places.users[1], sim.places.users[0]);
    let kick = command("kick", &[option("member", USER, target.to_string())]);

    let told = answer(sim, call(sim, caller, kick)).await;

    assert!(!told.contains("was kicked"), "{told}");
    assert_eq!(cases(&app).await, 0);
    assert!(sim.read(|world| world.member(sim.places.guild, target).is_some()));

    let show = command("case", &[option("number", NUMBER, 1)]);
    let told = answer(sim, call(sim, caller, show)).await;
    assert_eq!(told, "only moderators see cases");

    let wrong = [
        option("member", USER, target.to_string()),
        option("duration", TEXT, "soon"),
    ];
    let timeout = command("timeout", &wrong);
    let told = answer(sim, call(sim, sim.places.moderator, timeout)).await;
    assert!(told.contains("`soon` is not a duration"), "{told}");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f15_an_interaction_that_comes_twice_has_one_effect() {
    let app = app().await;
    let sim = app.sim();
    let target = sim.places.users[0];
    let warn = command(
        "warn",
        &[
            option("member", USER, target.to_string()),
            option("reason", TEXT, "mind your words"),
        ],
    );
    // Taken from the wire before the gateway sends it.
    let (id, frame) = sim.act(|world| {
        let id = world.interact(sim.places.moderator, 2, sim.places.general, warn, None);
        (id, world.outbox.last().unwrap().data.to_string())
    });
    answer(sim, id).await;

    let (again, heard) = mpsc::unbounded_channel();
    for _ in 0..3 {
        again.send(frame.clone().into_boxed_str()).unwrap();
    }
    drop(again);
    let run = commands::run(app.parts().clone(), app.services().clone(), heard);
    let ended = tokio::time::timeout(Duration::from_secs(30), run).await;
    ended.expect("each is answered");

    assert_eq!(cases(&app).await, 1);
    let direct = sim.requests.find("POST /users/@me/channels");
    assert_eq!(direct.len(), 1);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_interaction_without_an_action_is_dropped() {
    let app = app().await;
    let sim = app.sim();
    let target = sim.places.users[0];
    let note = command(
        "note",
        &[
            option("member", USER, target.to_string()),
            option("reason", TEXT, "old"),
        ],
    );
    let mut frame = sim.act(|world| {
        world.interact(sim.places.moderator, 2, sim.places.general, note, None);
        world.outbox.pop().unwrap().data
    });
    let old = frame["id"].as_str().unwrap().parse::<u64>().unwrap() - (10_000 << 22);
    frame["id"] = json!(old.to_string());

    let (late, heard) = mpsc::unbounded_channel();
    late.send(frame.to_string().into_boxed_str()).unwrap();
    drop(late);
    commands::run(app.parts().clone(), app.services().clone(), heard).await;

    assert_eq!(cases(&app).await, 0);
    assert_eq!(sim.requests.find("/callback").len(), 0);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_are_registered_only_when_they_changed() {
    let app = app().await;
    let sim = app.sim();
    let set = || {
        sim.requests
            .find("PUT /applications/{application}/commands")
            .len()
    };
    eventually(|| set() == 1).await;

    let services = app.services();
    let definitions = r#"[{"name":"case","description":"Show a case","type":1}]"#;
    assert!(
        services
            .commands
            .register(&TEST, definitions)
            .await
            .unwrap()
    );
    assert!(
        !services
            .commands
            .register(&TEST, definitions)
            .await
            .unwrap()
    );

    assert_eq!(set(), 2);
    app.app.stop().await;
}

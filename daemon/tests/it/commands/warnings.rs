//! Warnings by commands and forms: what follows by the ladder is named before, and after.

use emperione_daemon::services::Parts;
use emperione_protocol::actions::Kind;
use emperione_protocol::ladders::Step;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, Sim};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{
    NUMBER, TEXT, USER, answer, app, buttons, call, cases, changed, command, option, press, shown,
};
use crate::actions::owner;
use crate::common::app::TestApp;
use crate::forms::fill;

const BOOLEAN: u8 = 5;
const DAY_MS: u64 = 86_400_000;
const FOLLOWS: &str = "With 3 points this follows: `3 points in 30d: timeout 1d`.";

/// With a ladder of one step.
async fn with_ladder() -> TestApp {
    let app = app().await;
    let step = Step {
        points: 3,
        within_ms: 30 * DAY_MS,
        kind: Kind::Timeout,
        duration_ms: Some(DAY_MS),
    };
    let ladders = &app.services().ladders;
    let set = ladders.set(&owner(), app.guild(), vec![step]).await;
    set.unwrap();
    app
}

fn warn(sim: &Sim, points: u64) -> Value {
    let options = [
        option("member", USER, sim.places.users[0].to_string()),
        option("reason", TEXT, "no links"),
        option("points", NUMBER, points),
    ];
    command("warn", &options)
}

/// Says yes to a question, and gives it with what stands in its place then.
async fn accept(sim: &Sim, asked: Id) -> (String, String) {
    let question = answer(sim, asked).await;
    let (message, [yes, _]) = buttons(sim, asked);
    let pressed = press(sim, sim.places.moderator, message, &yes);
    let told = changed(sim, pressed, &question).await;
    (question, told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_that_a_step_follows_names_it_before_and_after() {
    let app = with_ladder().await;
    let sim = app.sim();
    let told = answer(sim, call(sim, sim.places.moderator, warn(sim, 2))).await;
    assert_eq!(told, "alice was warned (case 1)", "nothing follows");

    let asked = call(sim, sim.places.moderator, warn(sim, 1));
    let question = answer(sim, asked).await;
    assert!(question.ends_with(FOLLOWS), "{question}");
    assert_eq!(cases(&app).await, 1);
    let (_, told) = accept(sim, asked).await;

    let lines: Vec<_> = told.lines().collect();
    assert_eq!(
        lines[..2],
        [
            "alice was warned (case 2)",
            "3 points in 30d: timeout 1d follows"
        ]
    );
    assert!(
        lines[2].starts_with("alice is timed out until <t:") && lines[2].ends_with("(case 3)"),
        "{told}"
    );
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_warns_asks_where_a_step_follows() {
    let app = with_ladder().await;
    let sim = app.sim();
    let moderator = sim.places.moderator;
    answer(sim, call(sim, moderator, warn(sim, 2))).await;
    let spam = sim.act(|world| {
        let spam = NewMessage::text("buy now");
        world.post(sim.places.general, sim.places.users[0], spam)
    });
    let stands = || {
        let general = sim.places.general;
        sim.read(|world| world.channels[&general].messages.contains_key(&spam))
    };
    let open = async |menu: Value| {
        let form = shown(sim, call(sim, moderator, menu)).await;
        let id = form["custom_id"].as_str().unwrap().to_owned();
        fill(sim, moderator, &id, &[("reason", "advertising")])
    };

    let member = sim.places.users[0];
    let of_member = json!({ "id": "1", "name": "Warn…", "type": 2, "target_id": member });
    let question = answer(sim, open(of_member).await).await;
    assert!(question.ends_with(FOLLOWS), "{question}");
    let of_message = json!({ "id": "1", "name": "Delete and warn…", "type": 3, "target_id": spam });
    let asked = open(of_message).await;
    let question = answer(sim, asked).await;
    assert!(
        question.ends_with(&format!("{FOLLOWS}\nThen the message is deleted.")),
        "{question}"
    );
    assert_eq!((cases(&app).await, stands()), (1, true));
    let (_, told) = accept(sim, asked).await;

    assert!(told.contains("\nalice is timed out until <t:"), "{told}");
    assert!(
        told.ends_with("\nalice has fewer messages (case 4)"),
        "{told}"
    );
    assert!(!stands());
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_that_decides_a_report_names_its_step() {
    let app = with_ladder().await;
    let sim = app.sim();
    let (moderator, member) = (sim.places.moderator, sim.places.users[0]);
    answer(sim, call(sim, moderator, warn(sim, 2))).await;
    let report = [
        option("reason", TEXT, "rude"),
        option("member", USER, member.to_string()),
    ];
    answer(
        sim,
        call(sim, sim.places.users[1], command("report", &report)),
    )
    .await;
    let post = sim.act(|world| world.post(sim.places.general, member, NewMessage::text("hi")));
    let button = format!("item:warn:{}:1", app.guild());

    let form = shown(sim, press(sim, moderator, post, &button)).await;
    let id = form["custom_id"].as_str().unwrap();
    let asked = fill(sim, moderator, id, &[("reason", "be kind")]);
    let (question, told) = accept(sim, asked).await;

    let decides = format!(" It decides item 1 of the inbox.\n{FOLLOWS}");
    assert!(question.ends_with(&decides), "{question}");
    let expected = "Item 1 is resolved: acted (case 2).\n3 points in 30d: timeout 1d follows\n\
                    alice is timed out until <t:";
    assert!(told.starts_with(expected), "{told}");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_of_a_warning_names_what_it_brought_about_and_undoes_it_if_it_is_told_to() {
    let app = with_ladder().await;
    let sim = app.sim();
    let moderator = sim.places.moderator;
    accept(sim, call(sim, moderator, warn(sim, 3))).await;
    is_known_as_timed_out(&app, app.parts()).await;
    let undo = |options: &[Value]| {
        let number = option("number", NUMBER, 1);
        let options: Vec<_> = std::iter::once(number)
            .chain(options.iter().cloned())
            .collect();
        call(sim, moderator, command("undo", &options))
    };

    let question = answer(sim, undo(&[])).await;
    assert!(
        question.ends_with("\nIt brought about case 2, which stays: `steps` undoes it too."),
        "{question}"
    );
    let (question, told) = accept(sim, undo(&[option("steps", BOOLEAN, true)])).await;

    assert!(
        question.ends_with("\nIt brought about case 2, which is undone too: untimeout."),
        "{question}"
    );
    assert_eq!(
        told,
        "alice has a warning less (case 3)\nalice is no longer timed out (case 4)"
    );
    app.app.stop().await;
}

/// Waits until the gateway has told of the timeout.
async fn is_known_as_timed_out(app: &TestApp, parts: &Parts) {
    let user = emperione_protocol::UserId(app.sim().places.users[0].0);
    let is_told = async || {
        let state = parts.state.read();
        let member = state.member(app.guild(), user).unwrap();
        member.timed_out_until().is_some()
    };
    crate::actions::until("the timeout", is_told).await;
}

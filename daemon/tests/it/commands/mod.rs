//! Slash commands, from a person's click in the simulator to the answer they read.

mod ends;
mod messages;
mod reports;
mod slow;
mod warnings;

use std::time::Duration;

use emperione_daemon::bot::commands;
use emperione_daemon::domain::actor::Actor;
use emperione_protocol::PageRequest;
use emperione_protocol::cases::CaseFilter;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, Options, Sim, What};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::common::app::TestApp;

const TEST: Actor = Actor::System { name: "test" };
const CALLBACK: &str = "POST /interactions/{interaction}/{token}/callback";
pub const USER: u8 = 6;
pub const TEXT: u8 = 3;
const NUMBER: u8 = 4;
const CHANNEL: u8 = 7;

pub async fn app() -> TestApp {
    let app = TestApp::simulated(Options::default()).await;
    app.follow(async || app.knows_a_guild()).await;
    app
}

pub fn option(name: &str, kind: u8, value: impl Into<Value>) -> Value {
    json!({ "name": name, "type": kind, "value": value.into() })
}

pub fn command(name: &str, options: &[Value]) -> Value {
    json!({ "id": "1", "name": name, "type": 1, "options": options })
}

pub fn call(sim: &Sim, user: Id, data: Value) -> Id {
    let channel = sim.places.general;
    sim.act(|world| world.interact(user, 2, channel, data, None))
}

/// What the caller reads in the end.
pub async fn answer(sim: &Sim, interaction: Id) -> String {
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

/// The message that an interaction was answered with, and what its two buttons say when they are pressed.
pub fn buttons(sim: &Sim, interaction: Id) -> (Id, [String; 2]) {
    sim.read(|world| {
        let known = &world.interactions.0[&interaction];
        let id = known.original.unwrap();
        let message = &world.channels[&known.channel].messages[&id];
        let row = &message.components[0]["components"];
        let says = |button: &Value| button["custom_id"].as_str().unwrap().to_owned();
        (id, [says(&row[0]), says(&row[1])])
    })
}

/// Presses a button of a message in the general channel.
pub fn press(sim: &Sim, user: Id, message: Id, button: &str) -> Id {
    let data = json!({ "custom_id": button, "component_type": 2 });
    let channel = sim.places.general;
    sim.act(|world| world.interact(user, 3, channel, data, Some(message)))
}

/// What stands in the place of a question once it is answered.
pub async fn changed(sim: &Sim, interaction: Id, question: &str) -> String {
    loop {
        let told = answer(sim, interaction).await;
        if told != question {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The form or the choices that an interaction was answered with.
pub async fn shown(sim: &Sim, interaction: Id) -> Value {
    let read = || sim.read(|world| world.interactions.0[&interaction].shown.clone());
    eventually(|| read().is_some()).await;
    read().unwrap()
}

/// Sends a form back with these words in its first field.
pub fn submit(sim: &Sim, user: Id, channel: Id, form: &Value, words: &str) -> Id {
    let field = &form["components"][0]["components"][0]["custom_id"];
    let row =
        json!({ "type": 1, "components": [{ "type": 4, "custom_id": field, "value": words }] });
    let data = json!({ "custom_id": form["custom_id"], "components": [row] });
    sim.act(|world| world.interact(user, 5, channel, data, None))
}

async fn eventually(mut holds: impl FnMut() -> bool) {
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(tokio::time::Instant::now() < until, "it never came to be");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

pub async fn cases(app: &TestApp) -> usize {
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

    let asked = call(sim, moderator, ban);
    let question = answer(sim, asked).await;
    assert!(
        question.contains(" for 1w?") || question.contains(" for 7d?"),
        "{question}"
    );
    assert!(question.contains("cannot come back"), "{question}");
    let guild = sim.places.guild;
    assert!(!sim.read(|world| world.guilds[&guild].bans.contains_key(&target)));

    let (message, [yes, _]) = buttons(sim, asked);
    let other = press(sim, sim.places.users[1], message, &yes);
    let refused = changed(sim, other, &question).await;
    assert_eq!(refused, "only who asked may answer this");
    let told = changed(sim, press(sim, moderator, message, &yes), &question).await;

    assert!(
        told.contains("is banned until <t:") && told.contains("(case 1)"),
        "{told}"
    );
    assert!(sim.read(|world| world.guilds[&guild].bans.contains_key(&target)));
    let again = press(sim, moderator, message, &yes);
    assert!(changed(sim, again, &told).await.contains("has lapsed"));
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
async fn a_channel_is_slowed_locked_and_opened_by_commands() {
    let app = app().await;
    let sim = app.sim();
    let (owner, general) = (sim.places.owner, sim.places.general);
    let denied = || {
        let guild = sim.places.guild;
        sim.read(|world| {
            let overwrites = &world.channels[&general].overwrites;
            let found = overwrites.iter().find(|it| it.id == guild);
            found.is_some_and(|it| it.deny & 1 << 11 != 0)
        })
    };
    let named = || option("channel", CHANNEL, general.to_string());

    let slow = command("slowmode", &[option("seconds", NUMBER, 30), named()]);
    let slowed = answer(sim, call(sim, owner, slow)).await;
    let locked = answer(sim, call(sim, owner, command("lock", &[named()]))).await;
    eventually(|| {
        let state = app.parts().state.read();
        let guild = state.guild(app.guild()).unwrap();
        let channel = &guild.channels[&emperione_protocol::ChannelId(general.0)];
        !channel.overwrites.is_empty()
    })
    .await;
    assert!(denied());
    let opened = answer(sim, call(sim, owner, command("unlock", &[named()]))).await;

    assert_eq!(slowed, "#general has another slow mode (case 1)");
    assert_eq!(locked, "#general is locked (case 2)");
    assert_eq!(opened, "#general is open again (case 3)");
    assert_eq!(sim.read(|world| world.channels[&general].slow_mode), 30);
    assert!(!denied());
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
async fn an_act_keeps_the_message_that_is_named() {
    let app = app().await;
    let sim = app.sim();
    let (guild, channel, target) = (sim.places.guild, sim.places.general, sim.places.users[0]);
    let said = sim.act(|world| world.post(channel, target, NewMessage::text("buy now")));
    let warn = |link: String| {
        let options = [
            option("member", USER, target.to_string()),
            option("reason", TEXT, "no spam"),
            option("message", TEXT, link),
        ];
        command("warn", &options)
    };
    let elsewhere = warn(format!("https://discord.com/channels/1/{channel}/{said}"));
    let told = answer(sim, call(sim, sim.places.moderator, elsewhere)).await;
    assert!(told.contains("another server"), "{told}");
    assert_eq!(cases(&app).await, 0);

    let link = format!("https://discord.com/channels/{guild}/{channel}/{said}");
    answer(sim, call(sim, sim.places.moderator, warn(link))).await;

    let owner = crate::actions::owner();
    let evidence = &app.services().evidence;
    let pieces = evidence.list(&owner, app.guild(), 1).await.unwrap();
    let subject = pieces[0].quotes.iter().find(|quote| quote.subject);
    assert_eq!(subject.unwrap().text.as_deref(), Some("buy now"));
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_answered_at_once_however_many_others_are_under_way() {
    let app = app().await;
    let sim = app.sim();
    let deferred = || sim.requests.find(CALLBACK).len();
    sim.faults.on("PATCH /api/v10/webhooks", 1_000, What::Held);

    // More than are worked on at once.
    for count in 1..=70 {
        let show = command("case", &[option("number", NUMBER, 1)]);
        call(sim, sim.places.moderator, show);
        eventually(|| deferred() == count).await;
    }

    sim.faults.clear();
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_without_a_duration_lasts_until_it_is_lifted() {
    let app = app().await;
    let sim = app.sim();
    let member = [option("member", USER, sim.places.users[0].to_string())];

    let timeout = call(sim, sim.places.moderator, command("timeout", &member));

    let told = answer(sim, timeout).await;
    assert!(
        told.contains("is timed out until it is lifted (case 1)"),
        "{told}"
    );
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_given_listed_offered_and_undone_by_commands() {
    let app = app().await;
    let sim = app.sim();
    let (owner, target) = (sim.places.owner, sim.places.users[0]);
    let sub = [
        option("member", USER, target.to_string()),
        option("role", 8, sim.places.muted.to_string()),
    ];
    let role = json!({ "id": "1", "name": "role", "type": 1,
        "options": [{ "name": "add", "type": 1, "options": sub }] });
    let told = answer(sim, call(sim, owner, role)).await;
    assert!(told.contains("has a role more (case 1)"), "{told}");
    let member = [option("member", USER, target.to_string())];
    let history = answer(sim, call(sim, owner, command("history", &member))).await;
    assert!(
        history.starts_with("- #1 ") && history.contains("role add"),
        "{history}"
    );

    let channel = sim.places.general;
    let typed = json!({ "name": "number", "type": NUMBER, "value": "1", "focused": true });
    let asked = |user: Id| {
        let data = command("undo", std::slice::from_ref(&typed));
        sim.act(|world| world.interact(user, 4, channel, data, None))
    };
    let offered = shown(sim, asked(owner)).await;
    assert_eq!(offered["choices"][0]["value"], 1);
    let hidden = shown(sim, asked(target)).await;
    assert_eq!(
        hidden["choices"],
        json!([]),
        "who sees no cases is offered none"
    );

    let undo = call(sim, owner, command("undo", &[option("number", NUMBER, 1)]));
    let question = answer(sim, undo).await;
    let (message, [yes, no]) = buttons(sim, undo);
    assert!(question.contains("role remove"), "{question}");
    assert_ne!(yes, no);
    let told = changed(sim, press(sim, owner, message, &yes), &question).await;
    assert!(told.contains("has a role less (case 2)"), "{told}");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_that_is_declined_does_nothing() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let kick = command("kick", &[option("member", USER, target.to_string())]);
    let asked = call(sim, moderator, kick);
    let question = answer(sim, asked).await;
    let (message, [_, no]) = buttons(sim, asked);

    let told = changed(sim, press(sim, moderator, message, &no), &question).await;

    assert_eq!(told, "Nothing was done.");
    assert_eq!(cases(&app).await, 0);
    let left = sim.read(|world| {
        let message = &world.channels[&sim.places.general].messages[&message];
        message.components.clone()
    });
    assert_eq!(left, json!([]), "the buttons are gone");
    app.app.stop().await;
}

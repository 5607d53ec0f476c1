//! Messages that are deleted by a command and from their menu.

use emperione_protocol::PageRequest;
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{CaseDetail, CaseFilter};
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, Sim};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{
    NUMBER, TEST, TEXT, USER, answer, app, buttons, call, cases, changed, command, option, press,
    shown, submit,
};
use crate::common::app::TestApp;
use crate::forms::fill;

/// Posts of two people in the general channel.
fn chatter(sim: &Sim) -> ([Id; 3], Id) {
    let (spammer, other) = (sim.places.users[0], sim.places.users[1]);
    sim.act(|world| {
        let general = sim.places.general;
        let spam = [
            "buy https://x.example/1",
            "hello",
            "buy https://x.example/2",
        ];
        let spam = spam.map(|text| world.post(general, spammer, NewMessage::text(text)));
        let kept = world.post(general, other, NewMessage::text("see https://x.example"));
        (spam, kept)
    })
}

fn stand(sim: &Sim, messages: &[Id]) -> Vec<bool> {
    let general = sim.places.general;
    sim.read(|world| {
        let known = &world.channels[&general].messages;
        messages.iter().map(|id| known.contains_key(id)).collect()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_names_what_it_hits_and_deletes_exactly_that() {
    let app = app().await;
    let sim = app.sim();
    let (spam, kept) = chatter(sim);
    let (moderator, member) = (sim.places.moderator, sim.places.users[0]);
    let purge = || {
        let options = [
            option("count", NUMBER, 50),
            option("member", USER, member.to_string()),
            option("has", TEXT, "link"),
            option("reason", TEXT, "spam"),
        ];
        command("purge", &options)
    };

    let asked = call(sim, moderator, purge());
    let question = answer(sim, asked).await;
    assert!(
        question.starts_with("Delete 2 messages in <#"),
        "{question}"
    );
    assert!(question.contains("**alice** 2"), "{question}");
    assert!(question.ends_with("gone for good."), "{question}");
    assert_eq!(stand(sim, &spam), [true; 3]);
    let (message, [yes, no]) = buttons(sim, asked);
    let cancelled = press(sim, moderator, message, &no);
    changed(sim, cancelled, &question).await;
    assert_eq!(stand(sim, &spam), [true; 3]);

    let asked = call(sim, moderator, purge());
    let question = answer(sim, asked).await;
    let (message, [again, _]) = buttons(sim, asked);
    assert_ne!(yes, again);
    let pressed = press(sim, moderator, message, &again);
    let told = changed(sim, pressed, &question).await;

    assert_eq!(told, "#general was purged (case 1)");
    assert_eq!(stand(sim, &spam), [false, true, false]);
    assert_eq!(stand(sim, &[kept]), [true]);
    let plain = call(sim, sim.places.users[2], purge());
    assert_eq!(answer(sim, plain).await, "only moderators see cases");
    assert_eq!(cases(&app).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_deleted_from_its_menu_with_a_reason() {
    let app = app().await;
    let sim = app.sim();
    let (spam, _) = chatter(sim);
    let (moderator, general) = (sim.places.moderator, sim.places.general);
    let menu = json!({ "id": "1", "name": "Delete message…", "type": 3, "target_id": spam[0] });

    let refused = call(sim, sim.places.users[1], menu.clone());
    let refusal = answer(sim, refused).await;
    assert!(refusal.contains("MANAGE_MESSAGES"), "{refusal}");
    let form = shown(sim, call(sim, moderator, menu.clone())).await;
    assert_eq!(form["title"], "Delete a message of alice");
    assert_eq!(stand(sim, &spam[..1]), [true]);
    let stranger = submit(sim, sim.places.users[2], general, &form, "mine");
    assert_eq!(
        answer(sim, stranger).await,
        "only who asked may answer this"
    );
    let sent = submit(sim, moderator, general, &form, "advertising");
    let told = answer(sim, sent).await;
    let again = submit(sim, moderator, general, &form, "advertising");
    let repeated = answer(sim, again).await;

    assert_eq!(told, "alice has fewer messages (case 1)");
    assert_eq!(repeated, told);
    assert_eq!(stand(sim, &spam), [false, true, true]);
    let all = (CaseFilter::default(), PageRequest::default());
    let found = app.services().cases.list(&TEST, &all.0, &all.1);
    let case = found.await.unwrap().items.remove(0);
    assert_eq!(case.target.id.0, sim.places.users[0].0);
    assert_eq!(case.reason.as_deref(), Some("advertising"));
    // It is gone by then, which is as good.
    let form = shown(sim, call(sim, moderator, menu_of(spam[1]))).await;
    sim.act(|world| world.delete_message(sim.places.users[0], general, spam[1], None));
    let late = submit(sim, moderator, general, &form, "too late");
    assert_eq!(answer(sim, late).await, "alice has fewer messages (case 2)");
}

fn menu_of(message: Id) -> Value {
    menu("Delete message…", message)
}

async fn case(app: &TestApp, number: u64) -> CaseDetail {
    let found = app.services().cases.show(&TEST, app.guild(), number).await;
    found.unwrap()
}

fn menu(name: &str, message: Id) -> Value {
    json!({ "id": "1", "name": name, "type": 3, "target_id": message })
}

/// The form that an entry of a message's menu opens for the moderator: what it is sent back by, and its title.
async fn form(sim: &Sim, name: &str, message: Id) -> (String, Value) {
    let form = shown(sim, call(sim, sim.places.moderator, menu(name, message))).await;
    let id = form["custom_id"].as_str().unwrap().to_owned();
    (id, form["title"].clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wrote_a_message_is_warned_with_its_deletion_and_the_case_keeps_it() {
    let app = app().await;
    let sim = app.sim();
    let (spam, _) = chatter(sim);
    let (moderator, member) = (sim.places.moderator, sim.places.users[1]);

    let refused = call(sim, member, menu("Delete and warn…", spam[0]));
    let refusal = answer(sim, refused).await;
    assert!(refusal.contains("MANAGE_MESSAGES"), "{refusal}");
    let (warn, title) = form(sim, "Delete and warn…", spam[0]).await;
    assert_eq!(title, "Delete, and warn alice");
    assert_eq!(stand(sim, &spam), [true; 3]);
    let sent = || fill(sim, moderator, &warn, &[("reason", "advertising")]);
    let told = answer(sim, sent()).await;
    let again = answer(sim, sent()).await;

    assert_eq!(
        told,
        "alice was warned (case 1)\nalice has fewer messages (case 2)"
    );
    assert_eq!(again, told);
    assert_eq!(stand(sim, &spam), [false, true, true]);
    let warned = case(&app, 1).await;
    let texts = warned.evidence.iter().flat_map(|piece| &piece.quotes);
    let mut texts = texts.filter_map(|quote| quote.text.as_deref());
    assert!(
        texts.any(|text| text == "buy https://x.example/1"),
        "{warned:?}"
    );
    let deleted = case(&app, 2).await.case;
    assert_eq!(
        (warned.case.kind, deleted.kind),
        (Kind::Warn, Kind::MessageDelete)
    );
    assert_eq!(deleted.reason.as_deref(), Some("advertising"));
    assert_eq!(cases(&app).await, 2);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wrote_a_message_is_timed_out_with_its_deletion_and_nothing_is_done_by_halves() {
    let app = app().await;
    let sim = app.sim();
    let (spam, _) = chatter(sim);
    let moderator = sim.places.moderator;

    let (timeout, _) = form(sim, "Delete and time out…", spam[2]).await;
    let sent = |length| {
        let fields = [("reason", ""), ("duration", length)];
        fill(sim, moderator, &timeout, &fields)
    };
    let told = answer(sim, sent("soon")).await;
    assert!(told.starts_with("duration: `soon`"), "{told}");
    assert_eq!(stand(sim, &spam), [true; 3]);
    let told = answer(sim, sent("10m")).await;
    assert!(
        told.contains("is timed out until") && told.ends_with("(case 2)"),
        "{told}"
    );
    assert_eq!(stand(sim, &spam), [true, true, false]);

    for (forged, expected) in [
        ("delete-and:ban:1", "form: it is not known"),
        ("delete-and:warn", "form: it is not known"),
        (
            "delete-and:warn:1",
            "this question has lapsed; use the command again",
        ),
    ] {
        let sent = fill(sim, moderator, forged, &[("reason", "x")]);
        assert_eq!(answer(sim, sent).await, expected, "{forged}");
    }
    assert_eq!(cases(&app).await, 2);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purge_is_bounded_by_messages_times_and_a_pattern() {
    let app = app().await;
    let sim = app.sim();
    let (guild, general) = (sim.places.guild, sim.places.general);
    let (moderator, member) = (sim.places.moderator, sim.places.users[0]);
    let mut said = Vec::new();
    for text in ["sale 1", "sale 22", "sale 3", "hello 4", "sale 5"] {
        said.push(sim.act(|world| world.post(general, member, NewMessage::text(text))));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let purge = |options: &[Value]| {
        let count = option("count", NUMBER, 50);
        let all: Vec<_> = [count].into_iter().chain(options.iter().cloned()).collect();
        call(sim, moderator, command("purge", &all))
    };
    let link = format!("https://discord.com/channels/{guild}/{general}/{}", said[0]);

    for (name, value, expected) in [
        ("after", "soon", "after: `soon` is no message and no time"),
        (
            "before",
            "https://discord.com/channels/1/2/3",
            "of another channel",
        ),
        ("regex", "(", "regex: "),
        ("before", "2015-06-01", "Nothing fits"),
    ] {
        let told = answer(sim, purge(&[option(name, TEXT, value)])).await;
        assert!(told.contains(expected), "{name}={value}: {told}");
    }
    let asked = purge(&[
        option("after", TEXT, link.clone()),
        option("before", TEXT, said[4].to_string()),
        option("regex", TEXT, "sale [0-9]$"),
        option("message", TEXT, link),
    ]);
    let question = answer(sim, asked).await;
    assert!(question.starts_with("Delete 1 message in"), "{question}");
    let (message, [yes, _]) = buttons(sim, asked);
    changed(sim, press(sim, moderator, message, &yes), &question).await;

    assert_eq!(stand(sim, &said), [true, true, false, true, true]);
    let owner = crate::actions::owner();
    let kept = app.services().evidence.list(&owner, app.guild(), 1).await;
    let kept = kept.unwrap();
    let named = kept[0].quotes.iter().find(|quote| quote.subject).unwrap();
    assert_eq!(named.text.as_deref(), Some("sale 1"));
}

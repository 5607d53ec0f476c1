//! Ends of what is temporary, changed by a command.

use emperione_protocol::PageRequest;
use emperione_protocol::cases::{Case, CaseFilter};
use emperione_sim::Id;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{
    NUMBER, TEST, TEXT, USER, answer, app, buttons, call, changed, command, option, press, shown,
};
use crate::common::app::TestApp;

async fn newest(app: &TestApp) -> Case {
    let all = (CaseFilter::default(), PageRequest::default());
    let found = app.services().cases.list(&TEST, &all.0, &all.1).await;
    found.unwrap().items.remove(0)
}

async fn case(app: &TestApp, number: u64) -> Case {
    let cases = &app.services().cases;
    cases.show(&TEST, app.guild(), number).await.unwrap().case
}

async fn retime(app: &TestApp, user: Id, number: u64, duration: &str) -> (Id, String) {
    let options = [
        option("number", NUMBER, number),
        option("duration", TEXT, duration),
    ];
    let asked = call(app.sim(), user, command("retime", &options));
    (asked, answer(app.sim(), asked).await)
}

async fn banned_for_a_week(app: &TestApp, moderator: Id, target: Id) {
    let sim = app.sim();
    let ban = [
        option("member", USER, target.to_string()),
        option("duration", TEXT, "7d"),
    ];
    let asked = call(sim, moderator, command("ban", &ban));
    let question = answer(sim, asked).await;
    let (message, [yes, _]) = buttons(sim, asked);
    changed(sim, press(sim, moderator, message, &yes), &question).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_ends_at_another_time_never_or_now() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    banned_for_a_week(&app, moderator, target).await;
    let before = case(&app, 1).await.until.unwrap();

    let (_, shorter) = retime(&app, moderator, 1, "1d").await;
    let after = case(&app, 1).await.until.unwrap();
    let (_, forever) = retime(&app, moderator, 1, "forever").await;
    let never = case(&app, 1).await.until;

    assert!(
        shorter.starts_with("The ban of alice ends <t:"),
        "{shorter}"
    );
    assert!(after < before);
    assert_eq!(
        forever,
        "The ban of alice lasts until somebody ends it (case 1)"
    );
    assert_eq!(never, None);
    let (_, wrong) = retime(&app, moderator, 1, "soon").await;
    assert!(wrong.contains("`soon` is not a duration"), "{wrong}");
    let member = sim.places.users[1];
    let (_, refused) = retime(&app, member, 1, "1d").await;
    assert_eq!(refused, "only moderators see cases");

    let (asked, question) = retime(&app, moderator, 1, "now").await;
    assert!(question.contains("unban"), "{question}");
    let (message, [yes, _]) = buttons(sim, asked);
    let told = changed(sim, press(sim, moderator, message, &yes), &question).await;
    assert!(told.contains("is no longer banned (case 2)"), "{told}");
    let guild = sim.places.guild;
    assert!(!sim.read(|world| world.guilds[&guild].bans.contains_key(&target)));
    let (_, over) = retime(&app, moderator, 1, "1d").await;
    assert!(over.contains("case 1 is not in force"), "{over}");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_is_given_anew_without_a_second_message() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let timeout = [
        option("member", USER, target.to_string()),
        option("duration", TEXT, "1h"),
        option("reason", TEXT, "calm down"),
    ];
    answer(sim, call(sim, moderator, command("timeout", &timeout))).await;

    let (_, told) = retime(&app, moderator, 1, "2d").await;

    assert!(told.contains("is timed out until <t:"), "{told}");
    let anew = newest(&app).await;
    assert_eq!(anew.number, 2);
    assert_eq!(anew.reason.as_deref(), Some("calm down"));
    let direct = sim.requests.find("POST /users/@me/channels");
    assert_eq!(direct.len(), 1);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cases_that_have_an_end_and_ends_are_offered() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let note = [
        option("member", USER, target.to_string()),
        option("reason", TEXT, "asked for help"),
    ];
    answer(sim, call(sim, moderator, command("note", &note))).await;
    banned_for_a_week(&app, moderator, target).await;
    let asked = |name: &str, kind: u8| {
        let typed = json!({ "name": name, "type": kind, "value": "", "focused": true });
        let data = command("retime", &[typed]);
        sim.act(|world| world.interact(moderator, 4, sim.places.general, data, None))
    };
    let values = |shown: serde_json::Value| {
        let choices = shown["choices"].as_array().unwrap().iter();
        choices.map(|it| it["value"].clone()).collect::<Vec<_>>()
    };

    let cases = values(shown(sim, asked("number", NUMBER)).await);
    let ends = values(shown(sim, asked("duration", TEXT)).await);

    assert_eq!(cases, [json!(2)], "a note has no end");
    assert!(ends.contains(&json!("forever")) && ends.contains(&json!("now")));
    assert!(ends.contains(&json!("7d")));
    app.app.stop().await;
}

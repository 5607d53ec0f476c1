//! Forms that open from a member's menu, and reasons that are templates, from the click to the case.

use emperione_protocol::PageRequest;
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::CaseFilter;
use emperione_protocol::templates::Template;
use emperione_sim::{Id, Sim};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::actions::owner;
use crate::commands::{
    TEXT, USER, answer, app, buttons, call, cases, changed, command, option, press, shown,
};
use crate::common::app::TestApp;

fn menu(sim: &Sim, user: Id, name: &str, target: Id) -> Id {
    let menu = json!({ "id": "1", "name": name, "type": 2, "target_id": target });
    call(sim, user, menu)
}

/// Sends a form back with these fields.
pub fn fill(sim: &Sim, user: Id, form: &str, fields: &[(&str, &str)]) -> Id {
    let row = |(name, text): &(&str, &str)| json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": text }] });
    let rows: Vec<Value> = fields.iter().map(row).collect();
    let data = json!({ "custom_id": form, "components": rows });
    let channel = sim.places.general;
    sim.act(|world| world.interact(user, 5, channel, data, None))
}

/// The id of a form, its title, and its fields: name, and whether it must be filled.
fn read(form: &Value) -> (String, String, Vec<(String, bool)>) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rows = form["components"].as_array().unwrap().iter();
    let fields = rows.map(|row| {
        let input = &row["components"][0];
        (
            text(&input["custom_id"]),
            input["required"].as_bool().unwrap(),
        )
    });
    (
        text(&form["custom_id"]),
        text(&form["title"]),
        fields.collect(),
    )
}

async fn first_case(app: &TestApp) -> (Kind, Option<String>, bool) {
    let all = (CaseFilter::default(), PageRequest::default());
    let found = app.services().cases.list(&owner(), &all.0, &all.1).await;
    let case = found.unwrap().items.remove(0);
    (case.kind, case.reason, case.until.is_some())
}

async fn keep(app: &TestApp, name: &str, text: &str) {
    let template = Template {
        name: name.into(),
        text: text.into(),
    };
    let templates = &app.services().templates;
    templates
        .set(&owner(), app.guild(), template)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_is_warned_and_timed_out_by_a_form() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);

    let form = shown(sim, menu(sim, moderator, "Warn…", target)).await;
    let (id, title, fields) = read(&form);
    let name = sim.read(|world| world.users[&target].username.clone());
    assert_eq!(title, format!("warn {name}"));
    let tells = ("notify".to_owned(), false);
    assert_eq!(fields, [("reason".to_owned(), true), tells.clone()]);
    let sent = fill(sim, moderator, &id, &[("reason", "no links here")]);
    assert_eq!(
        answer(sim, sent).await,
        format!("{name} was warned (case 1)")
    );
    assert_eq!(
        first_case(&app).await,
        (Kind::Warn, Some("no links here".into()), false)
    );

    let form = shown(sim, menu(sim, moderator, "Timeout…", target)).await;
    let (id, _, fields) = read(&form);
    assert_eq!(
        fields,
        [
            ("reason".to_owned(), false),
            ("duration".to_owned(), true),
            tells
        ]
    );
    let wrong = fill(sim, moderator, &id, &[("reason", ""), ("duration", "soon")]);
    let told = answer(sim, wrong).await;
    assert!(
        told.starts_with("duration: `soon` is not a duration"),
        "{told}"
    );
    assert_eq!(cases(&app).await, 1, "nothing was done");
    let unsure = [("duration", "10m"), ("notify", "hm")];
    let told = answer(sim, fill(sim, moderator, &id, &unsure)).await;
    assert_eq!(told, "notify: write yes or no");
    let direct = || sim.requests.find("POST /users/@me/channels").len();
    let before = direct();
    let silent = [("reason", " "), ("duration", "10m"), ("notify", "No")];
    let sent = fill(sim, moderator, &id, &silent);
    let told = answer(sim, sent).await;
    assert!(told.contains("is timed out until"), "{told}");
    assert_eq!(direct(), before, "they are not told");
    assert_eq!(first_case(&app).await, (Kind::Timeout, None, true));
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_by_a_form_is_asked_again_with_what_it_does() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let form = shown(sim, menu(sim, moderator, "Ban…", target)).await;
    let (id, _, fields) = read(&form);
    assert_eq!(
        fields,
        [
            ("reason".to_owned(), false),
            ("duration".to_owned(), false),
            ("notify".to_owned(), false)
        ]
    );

    let sent = fill(sim, moderator, &id, &[("reason", "spam"), ("duration", "")]);
    let question = answer(sim, sent).await;
    assert!(
        question.contains(" for good? They are removed"),
        "{question}"
    );
    assert_eq!(cases(&app).await, 0);
    let (message, [yes, _]) = buttons(sim, sent);
    let told = changed(sim, press(sim, moderator, message, &yes), &question).await;

    assert!(told.contains("is banned (case 1)"), "{told}");
    assert_eq!(
        first_case(&app).await,
        (Kind::Ban, Some("spam".into()), false)
    );
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_act_gets_no_form_and_a_forged_one_does_nothing() {
    let app = app().await;
    let sim = app.sim();
    let (member, target) = (sim.places.users[1], sim.places.users[0]);

    let told = answer(sim, menu(sim, member, "Ban…", target)).await;
    assert_eq!(told, "you lack BAN_MEMBERS in Discord");
    let told = answer(
        sim,
        menu(sim, sim.places.moderator, "Warn…", sim.places.owner),
    )
    .await;
    assert_eq!(told, "nobody acts on the owner of the guild");

    for (form, expected) in [
        (
            format!("form:warn:{target}"),
            "you lack MODERATE_MEMBERS in Discord",
        ),
        (
            format!("form:ban:{target}"),
            "you lack BAN_MEMBERS in Discord",
        ),
        (format!("form:kick:{target}"), "form: it is not known"),
        ("form:warn:me".into(), "form: it is not known"),
    ] {
        let sent = fill(sim, member, &form, &[("reason", "x")]);
        assert_eq!(answer(sim, sent).await, expected, "{form}");
    }
    assert_eq!(cases(&app).await, 0);
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_is_offered_by_name_and_filled_in() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let long = format!("no advertising {}", "x".repeat(100));
    keep(&app, "ads", &long).await;
    keep(&app, "calm", "calm down").await;
    let asked = |user: Id, typed: &str| {
        let typed = json!({ "name": "reason", "type": TEXT, "value": typed, "focused": true });
        let data = command("warn", &[typed]);
        sim.act(|world| world.interact(user, 4, sim.places.general, data, None))
    };

    let offered = shown(sim, asked(moderator, "A")).await;
    let values: Vec<_> = offered["choices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["value"])
        .collect();
    assert_eq!(values, ["template:ads", "calm down"]);
    let fewer = shown(sim, asked(moderator, "cal")).await;
    assert_eq!(
        fewer["choices"],
        json!([{ "name": "calm: calm down", "value": "calm down" }])
    );
    let hidden = shown(sim, asked(target, "")).await;
    assert_eq!(
        hidden["choices"],
        json!([]),
        "who sees no cases is offered none"
    );

    let warn = async |reason: &str| {
        let options = [
            option("member", USER, target.to_string()),
            option("reason", TEXT, reason),
        ];
        answer(sim, call(sim, moderator, command("warn", &options))).await
    };
    assert!(warn("template:ads").await.contains("was warned"));
    assert_eq!(first_case(&app).await.1, Some(long));
    let told = warn("template:nosuch").await;
    assert_eq!(
        told,
        "reason: there is no template `nosuch`; for these very words write `\\template:nosuch`"
    );
    assert_eq!(cases(&app).await, 1);
    assert!(warn("\\template:nosuch").await.contains("was warned"));
    assert_eq!(first_case(&app).await.1.as_deref(), Some("template:nosuch"));
    app.app.stop().await;
}

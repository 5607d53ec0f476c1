//! Members who report and appeal.

use emperione_protocol::inbox::{ItemDetail, ItemKind};
use emperione_sim::Id;
use emperione_sim::world::messages::NewMessage;
use pretty_assertions::assert_eq;
use serde_json::json;

use super::{TEST, TEXT, USER, answer, app, call, command, option, press, shown, submit};
use crate::common::app::TestApp;

async fn item(app: &TestApp, number: u64) -> ItemDetail {
    let shown = app.services().inbox.show(&TEST, app.guild(), number);
    shown.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_reports_a_message_from_its_menu_and_says_why_in_a_form() {
    let app = app().await;
    let sim = app.sim();
    let (reporter, author) = (sim.places.users[0], sim.places.users[1]);
    let message = sim.act(|world| {
        let new = NewMessage {
            content: "buy cheap things".into(),
            ..NewMessage::default()
        };
        world.post(sim.places.general, author, new)
    });
    let menu = json!({ "id": "1", "name": "Report message", "type": 3, "target_id": message });

    let sent = call(sim, reporter, menu.clone());
    let told = answer(sim, sent).await;

    assert!(
        told.starts_with("Reported to the moderators (item 1)."),
        "{told}"
    );
    let shown_item = item(&app, 1).await;
    assert_eq!(shown_item.item.target.id.0, author.0);
    assert_eq!(
        shown_item.evidence[0].text.as_deref(),
        Some("buy cheap things")
    );
    let (answered, why) = sim.read(|world| {
        let known = &world.interactions.0[&sent];
        let id = known.original.unwrap();
        let row = &world.channels[&known.channel].messages[&id].components[0];
        (
            id,
            row["components"][0]["custom_id"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    });
    let form = shown(sim, press(sim, reporter, answered, &why)).await;
    let general = sim.places.general;
    let stranger = submit(sim, sim.places.users[2], general, &form, "it was not him");
    assert_eq!(
        answer(sim, stranger).await,
        "only who made a report explains it"
    );
    let explained = submit(sim, reporter, general, &form, "he sells things");
    assert_eq!(
        answer(sim, explained).await,
        "Your words were added to the report."
    );
    let words = item(&app, 1).await.reports.remove(0).words;
    assert_eq!(words.as_deref(), Some("he sells things"));

    let again = answer(sim, call(sim, reporter, menu)).await;
    assert_eq!(again, "you reported this already; it waits for a moderator");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_is_reported_from_their_menu_or_by_command_and_a_message_by_its_link() {
    let app = app().await;
    let sim = app.sim();
    let (reporter, author) = (sim.places.users[0], sim.places.users[1]);
    let menu = json!({ "id": "1", "name": "Report member", "type": 2, "target_id": author });
    let told = answer(sim, call(sim, reporter, menu)).await;
    assert!(told.contains("(item 1)"), "{told}");

    let by = sim.places.users[2];
    let named = [
        option("reason", TEXT, "spam"),
        option("member", USER, author.to_string()),
    ];
    let told = answer(sim, call(sim, by, command("report", &named))).await;
    assert!(
        told.contains("(item 1). Others reported the same."),
        "{told}"
    );

    let message = sim.act(|world| {
        let new = NewMessage {
            content: "a bad word".into(),
            ..NewMessage::default()
        };
        world.post(sim.places.general, author, new)
    });
    let link = |guild: Id| {
        let channel = sim.places.general;
        let link = format!("https://discord.com/channels/{guild}/{channel}/{message}");
        [
            option("reason", TEXT, "rude"),
            option("message", TEXT, link),
        ]
    };
    let told = answer(
        sim,
        call(sim, by, command("report", &link(sim.places.guild))),
    )
    .await;
    assert!(told.contains("(item 2)"), "{told}");
    let shown = item(&app, 2).await;
    assert_eq!(shown.evidence[0].text.as_deref(), Some("a bad word"));
    assert_eq!(shown.reports[0].words.as_deref(), Some("rude"));
    let told = answer(sim, call(sim, by, command("report", &link(author)))).await;
    assert!(told.contains("another server"), "{told}");
    let told = answer(
        sim,
        call(sim, by, command("report", &[option("reason", TEXT, "x")])),
    )
    .await;
    assert!(told.contains("name a member or a message"), "{told}");
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timed_out_member_appeals_by_the_button_under_the_message_that_tells_them() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let timeout = [
        option("member", USER, target.to_string()),
        option("duration", TEXT, "1h"),
    ];
    let told = answer(sim, call(sim, moderator, command("timeout", &timeout))).await;
    assert!(told.contains("is timed out"), "{told}");
    let (channel, message, button) = sim.read(|world| {
        let channel = world.direct[&target];
        let (id, message) = world.channels[&channel]
            .messages
            .iter()
            .next_back()
            .unwrap();
        let button = message.components[0]["components"][0]["custom_id"].clone();
        (channel, *id, button)
    });
    let press = |user: Id| {
        let data = json!({ "custom_id": button, "component_type": 2 });
        sim.act(|world| world.interact(user, 3, channel, data, Some(message)))
    };

    let other = press(sim.places.users[1]);
    assert_eq!(
        answer(sim, other).await,
        "only who a case is about may appeal against it"
    );
    let form = shown(sim, press(target)).await;
    assert_eq!(form["title"], "Appeal against case 1");
    let told = answer(
        sim,
        submit(sim, target, channel, &form, "it was my brother"),
    )
    .await;
    assert!(told.starts_with("Your appeal waits"), "{told}");
    let appeal = item(&app, 1).await;
    assert_eq!(
        (appeal.item.kind, appeal.item.case),
        (ItemKind::Appeal, Some(1))
    );
    let second = answer(sim, press(target)).await;
    assert_eq!(second, "your appeal waits for a moderator");
    app.app.stop().await;
}

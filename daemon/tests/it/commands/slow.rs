//! Forms while Discord is slow to answer.

use std::time::{Duration, Instant};

use emperione_protocol::UserId;
use emperione_sim::What;
use emperione_sim::world::messages::NewMessage;
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{answer, app, call, shown};
use crate::common::app::TestApp;
use crate::forms::fill;

/// Lets the state know only a part of the guild, without this member.
fn forget(app: &TestApp, user: emperione_sim::Id) {
    let mut state = app.parts().state.write();
    let guild = state.guilds.get_mut(&app.guild()).unwrap();
    guild.members.remove(&UserId(user.0));
    guild.partial = true;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_opens_in_time_although_discord_does_not_say_who_somebody_is() {
    let app = app().await;
    let sim = app.sim();
    let (moderator, target) = (sim.places.moderator, sim.places.users[0]);
    let said = sim.act(|world| {
        let general = sim.places.general;
        world.post(general, target, NewMessage::text("buy now"))
    });
    forget(&app, target);
    let member = json!({ "id": "1", "name": "Warn…", "type": 2, "target_id": target });
    let of_message = |name: &str| json!({ "id": "1", "name": name, "type": 3, "target_id": said });
    let menus = [
        member,
        of_message("Delete and warn…"),
        of_message("Delete message…"),
    ];
    let route = "GET /api/v10/guilds";
    sim.faults.on(route, 1_000, What::Held);

    for menu in menus {
        let began = Instant::now();
        let form: Value = shown(sim, call(sim, moderator, menu.clone())).await;
        assert!(began.elapsed() < Duration::from_millis(2_900), "{menu}");
        assert!(form["title"].is_string(), "{form}");
    }

    // What is written into it is checked again.
    sim.faults.clear();
    sim.faults.on(route, 1_000, What::Status { status: 404 });
    let owner = sim.places.owner;
    let form = format!("form:warn:{owner}");
    let refused = fill(sim, moderator, &form, &[("reason", "x")]);
    assert_eq!(
        answer(sim, refused).await,
        "nobody acts on the owner of the guild"
    );
    app.app.stop().await;
}

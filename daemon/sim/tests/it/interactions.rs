//! Deadlines of interactions.

use std::time::{Duration, Instant};

use emperione_sim::{Id, Server};
use serde_json::{Value, json};

use crate::common::{Rest, start};

/// Lets the moderator use a command, so long ago, and gives the interaction's id and token.
fn used(server: &Server, age: Duration) -> (Id, String) {
    let places = &server.sim().places;
    server.sim().act(|world| {
        let data = json!({ "id": "1", "name": "note", "type": 1 });
        let id = world.interact(places.moderator, 2, places.general, data, None);
        let known = world.interactions.0.get_mut(&id).unwrap();
        known.at = Instant::now().checked_sub(age).unwrap();
        (id, known.token.clone())
    })
}

#[tokio::test]
async fn the_first_answer_comes_within_three_seconds_and_once() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let deferred = json!({ "type": 5, "data": { "flags": 64 } });
    let (id, token) = used(&server, Duration::from_millis(2500));
    let path = format!("/interactions/{id}/{token}/callback");

    assert_eq!(
        rest.post(&path, deferred.clone()).await,
        (204.try_into().unwrap(), Value::Null)
    );
    assert_eq!(rest.post(&path, deferred.clone()).await.1["code"], 40_060);
    let (late, token) = used(&server, Duration::from_millis(3100));
    let (status, body) = rest
        .post(&format!("/interactions/{late}/{token}/callback"), deferred)
        .await;
    assert_eq!((status.as_u16(), &body["code"]), (404, &json!(10_062)));
}

#[tokio::test]
async fn a_refused_answer_leaves_the_right_to_answer() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let (id, token) = used(&server, Duration::ZERO);
    let path = format!("/interactions/{id}/{token}/callback");

    assert_eq!(
        rest.post(&path, json!({ "type": 4, "data": {} })).await.0,
        400
    );
    assert_eq!(
        rest.post(&path, json!({ "type": 4, "data": { "content": "done" } }))
            .await
            .0,
        204
    );
}

#[tokio::test]
async fn follow_ups_need_a_first_answer_and_end_after_fifteen_minutes() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let bot = server.sim().read(|world| world.bot);
    let (id, token) = used(&server, Duration::ZERO);
    let follow = format!("/webhooks/{bot}/{token}");
    let body = json!({ "content": "more" });

    assert_eq!(rest.post(&follow, body.clone()).await.1["code"], 10_015);
    rest.post(
        &format!("/interactions/{id}/{token}/callback"),
        json!({ "type": 5 }),
    )
    .await;
    assert_eq!(
        rest.patch(&format!("{follow}/messages/@original"), body.clone())
            .await
            .0,
        200
    );
    assert_eq!(rest.post(&follow, body.clone()).await.0, 200);
    server.sim().act(|world| {
        let known = world.interactions.0.get_mut(&id).unwrap();
        known.at = Instant::now()
            .checked_sub(Duration::from_secs(901))
            .unwrap();
    });
    assert_eq!(rest.post(&follow, body).await.1["code"], 10_015);
}

#[tokio::test]
async fn an_answer_fits_what_was_used_and_a_form_its_limits() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let form = |title: &str| {
        let input = json!({ "type": 4, "custom_id": "words", "style": 2, "label": "Why?" });
        let row = json!({ "type": 1, "components": [input] });
        json!({ "type": 9, "data": { "custom_id": "form:1", "title": title, "components": [row] } })
    };
    let choices = json!({ "type": 8, "data": { "choices": [{ "name": "one", "value": 1 }] } });
    for (kind, answer, status) in [
        (2, form("Appeal"), 204),
        (3, form("Appeal"), 204),
        (5, form("Appeal"), 400),
        (2, form(&"x".repeat(46)), 400),
        (4, choices.clone(), 204),
        (2, choices, 400),
        (2, json!({ "type": 6 }), 400),
        (3, json!({ "type": 6 }), 204),
        (4, json!({ "type": 5 }), 400),
    ] {
        let places = &server.sim().places;
        let (id, token) = server.sim().act(|world| {
            let data = json!({ "custom_id": "form:1" });
            let id = world.interact(places.moderator, kind, places.general, data, None);
            (id, world.interactions.0[&id].token.clone())
        });
        let path = format!("/interactions/{id}/{token}/callback");
        let (found, body) = rest.post(&path, answer.clone()).await;
        assert_eq!(found.as_u16(), status, "{kind}: {answer}: {body}");
    }
}

#[tokio::test]
async fn a_message_whose_menu_was_used_comes_with_the_interaction() {
    let server = start().await;
    let places = &server.sim().places;
    let message = places.old_message;

    let payload = server.sim().act(|world| {
        let channel = world
            .channels
            .values()
            .find(|channel| channel.messages.contains_key(&message));
        let channel = channel.unwrap().id;
        let data = json!({ "name": "Report message", "type": 3, "target_id": message });
        world.interact(places.users[0], 2, channel, data, None);
        world.outbox.pop().unwrap().data
    });

    let found = &payload["data"]["resolved"]["messages"][message.to_string()];
    assert_eq!(found["id"], json!(message));
    assert!(found["author"]["id"].is_string(), "{payload}");
}

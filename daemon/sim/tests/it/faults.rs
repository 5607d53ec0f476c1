//! Each fault does to a client what it says.

use std::time::Duration;

use emperione_sim::world::NewMessage;
use emperione_sim::{Server, What};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{ALL, Client, End, Rest, start};

fn post(server: &Server) {
    let places = &server.sim().places;
    server
        .sim()
        .act(|world| world.post(places.general, places.owner, NewMessage::text("hi")));
}

async fn me(server: &Server) -> reqwest::Result<reqwest::Response> {
    Rest::bot(server)
        .send(Method::GET, "/api/v10/users/@me", Value::Null)
        .await
}

#[tokio::test]
async fn limits_say_whose_they_are_and_only_shared_ones_are_not_counted() {
    let server = start().await;
    let retry_after_ms = 1500;
    let cases = [
        (What::RouteLimit { retry_after_ms }, "user", 1),
        (What::GlobalLimit { retry_after_ms }, "global", 2),
        (What::SharedLimit { retry_after_ms }, "shared", 2),
    ];
    for (what, scope, invalid) in cases {
        server.sim().faults.on("GET /api/v10/users/@me", 1, what);
        let response = me(&server).await.unwrap();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()["x-ratelimit-scope"], scope);
        assert_eq!(response.headers()["retry-after"], "2");
        let body: Value = response.json().await.unwrap();
        assert_eq!(
            (&body["retry_after"], &body["global"]),
            (&json!(1.5), &json!(scope == "global"))
        );
        assert_eq!(server.sim().limits.invalid(), invalid);
    }
    assert_eq!(me(&server).await.unwrap().status(), 200);
}

#[tokio::test]
async fn errors_and_pages_take_the_place_of_answers() {
    let server = start().await;
    server
        .sim()
        .faults
        .on("GET /api/v10/users/@me", 1, What::Status { status: 503 });
    server
        .sim()
        .faults
        .on("GET /api/v10/users/@me", 1, What::Html { status: 403 });

    assert_eq!(me(&server).await.unwrap().status(), 503);
    let page = me(&server).await.unwrap();
    assert_eq!(page.status(), 403);
    assert_eq!(page.headers()["content-type"], "text/html");
    assert!(page.text().await.unwrap().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn a_lost_answer_is_of_a_thing_done_and_a_dropped_request_of_one_not_done() {
    let server = start().await;
    let (guild, users) = (server.sim().places.guild, &server.sim().places.users);
    let rest = Rest::bot(&server);
    let ban = |user| format!("/api/v10/guilds/{guild}/bans/{user}");
    let is_banned = |user| {
        server
            .sim()
            .read(|world| world.guilds[&guild].bans.contains_key(&user))
    };
    server.sim().faults.on("PUT ", 1, What::AnswerLost);
    server.sim().faults.on("PUT ", 1, What::DropSocket);

    assert!(
        rest.send(Method::PUT, &ban(users[0]), json!({}))
            .await
            .is_err()
    );
    assert!(
        rest.send(Method::PUT, &ban(users[1]), json!({}))
            .await
            .is_err()
    );

    assert!(is_banned(users[0]));
    assert!(!is_banned(users[1]));
}

#[tokio::test]
async fn a_black_hole_swallows_a_request_and_a_slow_one_is_answered() {
    let server = start().await;
    let path = "GET /api/v10/users/@me";
    server.sim().faults.on(path, 1, What::BlackHole);
    let swallowed = tokio::time::timeout(Duration::from_millis(300), me(&server)).await;
    assert!(swallowed.is_err());

    server.sim().faults.on(path, 1, What::Slow { ms: 200 });
    let begun = std::time::Instant::now();
    assert_eq!(me(&server).await.unwrap().status(), 200);
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn what_is_held_goes_on_when_the_faults_are_cleared() {
    let server = start().await;
    let faults = &server.sim().faults;
    faults.on("GET /api/v10/users/@me", 1, What::Held);
    let mut held = std::pin::pin!(me(&server));
    let early = tokio::time::timeout(Duration::from_millis(300), &mut held).await;
    assert!(early.is_err());

    faults.clear();

    assert_eq!(held.await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_dropped_socket_and_a_close_come_before_the_dispatch_which_is_replayed() {
    for (what, end) in [
        (What::DropSocket, End::Dropped),
        (What::Close { code: 4000 }, End::Code(4000)),
    ] {
        let server = start().await;
        let mut client = Client::identified(&server, ALL).await;
        server.sim().faults.before("MESSAGE_CREATE", 1, what);
        post(&server);
        assert_eq!(client.end().await, end);

        let mut again = Client::resumed(&server, &client.session, client.seq).await;
        assert_eq!(again.up_to("RESUMED").await[0]["t"], "MESSAGE_CREATE");
    }
}

#[tokio::test]
async fn silence_answers_not_even_heartbeats() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 1, What::Silence);
    post(&server);
    client.say(&json!({ "op": 1, "d": client.seq })).await;

    let heard = tokio::time::timeout(Duration::from_millis(300), client.next()).await;

    assert!(heard.is_err(), "{heard:?}");
}

#[tokio::test]
async fn malformed_and_huge_dispatches_come_besides_the_right_one() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 1, What::Malformed);
    post(&server);
    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 1, What::Huge { bytes: 3_000_000 });
    post(&server);

    let broken = client.next().await.unwrap();
    assert_eq!(
        (&broken["t"], &broken["d"]["author"]),
        (&json!("MESSAGE_CREATE"), &json!(7))
    );
    assert_eq!(client.next().await.unwrap()["d"]["content"], "hi");
    assert!(client.text().await.unwrap().len() > 3_000_000);
    assert_eq!(client.next().await.unwrap()["d"]["content"], "hi");
}

#[tokio::test]
async fn a_skipped_number_is_never_sent() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL).await;
    let seq = client.seq;
    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 1, What::SkipSeq);
    post(&server);

    assert_eq!(client.next().await.unwrap()["s"], seq + 2);
}

#[tokio::test]
async fn a_fault_waits_for_a_session_that_hears_the_event() {
    let server = start().await;
    server
        .sim()
        .faults
        .before("MESSAGE_CREATE", 1, What::SkipSeq);
    post(&server);

    assert_eq!(server.sim().faults.list().len(), 1);
}

#[tokio::test]
async fn faults_are_told_over_the_control_route() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let fault = json!({ "route": "/users/@me", "what": { "kind": "status", "status": 502 } });
    let added = rest
        .send(Method::POST, "/_sim/faults", fault)
        .await
        .unwrap();

    assert_eq!(added.status(), 204);
    assert_eq!(me(&server).await.unwrap().status(), 502);
    assert_eq!(me(&server).await.unwrap().status(), 200);
}

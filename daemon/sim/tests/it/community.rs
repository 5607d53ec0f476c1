//! The people: the same seed, the truth, and silence when told.

use std::collections::BTreeMap;
use std::time::Duration;

use emperione_sim::{Options, Server};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{ALL, Client, Rest};

/// What a community consists of apart from the time at which it was founded, from which one more name with a number
/// at its end takes its id.
async fn founded(seed: u64) -> Vec<(String, Option<String>, u64)> {
    let options = Options {
        seed,
        members: 200,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    server.sim().read(|world| {
        let mut users: Vec<_> = world
            .users
            .values()
            .filter(|user| user.username.ends_with(char::is_numeric) && user.username != "dave99")
            .collect();
        users.sort_by_key(|user| user.username.clone());
        users
            .iter()
            .map(|user| {
                (
                    user.username.clone(),
                    user.global_name.clone(),
                    user.id.0 & 0x3F_FFFF,
                )
            })
            .collect()
    })
}

#[tokio::test]
async fn the_same_seed_gives_the_same_people() {
    assert_eq!(founded(7).await, founded(7).await);
    assert_ne!(founded(7).await, founded(8).await);
}

#[tokio::test]
async fn the_truth_is_what_a_client_counts_and_a_stopped_community_is_silent() {
    let options = Options {
        quiet: false,
        speed: 60.0,
        members: 300,
        run_for: Some(Duration::from_mins(1)),
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let mut client = Client::identified(&server, ALL).await;
    let rest = Rest::bot(&server);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let count = |payload: &Value, counts: &mut BTreeMap<String, u64>| {
        *counts
            .entry(payload["t"].as_str().unwrap().into())
            .or_default() += 1;
    };
    // The raid is over when its last account has joined.
    while counts.get("GUILD_MEMBER_ADD").copied().unwrap_or(0) < 160 {
        count(&client.next().await.unwrap(), &mut counts);
    }
    let stopped = rest
        .send(Method::POST, "/_sim/community", json!({ "running": false }))
        .await
        .unwrap();
    assert_eq!(stopped.status(), 204);
    let truth: Value = rest
        .send(Method::GET, "/_sim/truth", Value::Null)
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    for payload in client.drain().await {
        count(&payload, &mut counts);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;

    assert_eq!(client.drain().await, Vec::<Value>::new());
    let told: BTreeMap<String, u64> = serde_json::from_value(truth["events"].clone()).unwrap();
    counts.retain(|kind, _| told.contains_key(kind));
    assert_eq!(counts, told);
    assert_eq!(truth["messages_created"], counts["MESSAGE_CREATE"]);
    assert_eq!(truth["joins"], counts["GUILD_MEMBER_ADD"]);
    assert_eq!(truth["last_seq"][&client.session], client.seq);
    assert!(
        counts["MESSAGE_REACTION_ADD"] > 0 && counts["GUILD_BAN_ADD"] == 1,
        "{counts:?}"
    );
}

//! Op 8.

use emperione_sim::{Options, Server};
use serde_json::{Value, json};

use crate::common::{ALL, Client, MEMBERS, start};

#[tokio::test]
async fn all_members_come_in_chunks_once_in_thirty_seconds() {
    let options = Options {
        members: 2300,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let mut client = Client::identified(&server, ALL).await;
    let guild = server.sim().places.guild;
    let count = server
        .sim()
        .read(|world| world.guilds[&guild].members.len());
    let request =
        json!({ "op": 8, "d": { "guild_id": guild, "query": "", "limit": 0, "nonce": "n1" } });
    client.say(&request).await;
    client.say(&request).await;

    let all = client.up_to("RATE_LIMITED").await;
    let (limited, chunks) = all.split_last().unwrap();

    let sizes: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk["d"]["members"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [1000, 1000, count - 2000]);
    assert!(
        chunks
            .iter()
            .all(|chunk| chunk["d"]["nonce"] == "n1" && chunk["d"]["chunk_count"] == 3)
    );
    assert_eq!(limited["d"]["opcode"], 8);
    assert!((25.0..=30.0).contains(&limited["d"]["retry_after"].as_f64().unwrap()));
}

#[tokio::test]
async fn members_are_found_by_id_and_by_prefix() {
    let server = start().await;
    let mut client = Client::identified(&server, ALL & !MEMBERS).await;
    let places = &server.sim().places;
    let ask = |query: Value| json!({ "op": 8, "d": query });
    client
        .say(&ask(
            json!({ "guild_id": places.guild, "user_ids": [places.users[0], "1"] }),
        ))
        .await;
    client
        .say(&ask(
            json!({ "guild_id": places.guild, "query": "BOB", "limit": 10 }),
        ))
        .await;
    // Everybody needs the intent.
    client
        .say(&ask(
            json!({ "guild_id": places.guild, "query": "", "limit": 0 }),
        ))
        .await;

    let chunks = client.drain().await;

    assert_eq!(chunks.len(), 2, "{chunks:?}");
    assert_eq!(chunks[0]["d"]["not_found"], json!(["1"]));
    assert_eq!(
        chunks[0]["d"]["members"][0]["user"]["id"],
        json!(places.users[0])
    );
    assert_eq!(
        chunks[1]["d"]["members"][0]["user"]["username"],
        "bob_stone"
    );
}

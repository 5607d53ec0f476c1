//! HELLO, IDENTIFY, intents, compression, limits of sending.

use std::io::Write;
use std::time::Duration;

use emperione_sim::world::NewMessage;
use emperione_sim::{Options, Server};
use serde_json::{Value, json};

use crate::common::{ALL, CONTENT, Client, End, MEMBERS, kinds, start};

#[tokio::test]
async fn ready_lists_the_guild_before_it_becomes_available() {
    let server = start().await;
    let mut client = Client::connect(&server).await;
    client.identify(&server, ALL).await;

    let ready = client.until("READY").await;
    let guild = client.until("GUILD_CREATE").await;

    assert_eq!(ready["d"]["guilds"][0]["unavailable"], true);
    assert_eq!(ready["d"]["resume_gateway_url"], server.gateway());
    assert_eq!(guild["d"]["id"], ready["d"]["guilds"][0]["id"]);
    assert_eq!(
        (ready["s"].as_u64(), guild["s"].as_u64()),
        (Some(1), Some(2))
    );
}

#[tokio::test]
async fn wrong_identifies_are_closed_with_their_codes() {
    let server = start().await;
    let token = server.bot_token();
    server.sim().hub.switch_off(MEMBERS);
    let cases = [
        (json!({ "token": "wrong", "intents": 0 }), 4004),
        (json!({ "token": token, "intents": 1_u64 << 40 }), 4013),
        (json!({ "token": token, "intents": MEMBERS }), 4014),
        (
            json!({ "token": token, "intents": 0, "shard": [2, 2] }),
            4010,
        ),
    ];
    for (data, code) in cases {
        let mut client = Client::connect(&server).await;
        client.say(&json!({ "op": 2, "d": data })).await;
        assert_eq!(client.end().await, End::Code(code), "{data}");
    }
}

#[tokio::test]
async fn wrong_payloads_are_closed_with_their_codes() {
    let server = start().await;
    let cases = [
        (json!({ "op": 8, "d": {} }), 4003),
        (json!({ "op": 99, "d": {} }), 4001),
        (json!({ "op": 1, "d": "x".repeat(5000) }), 4002),
    ];
    for (payload, code) in cases {
        let mut client = Client::connect(&server).await;
        client.say(&payload).await;
        assert_eq!(client.end().await, End::Code(code), "{payload}");
    }
}

#[tokio::test]
async fn more_than_120_commands_a_minute_close_the_connection() {
    let server = start().await;
    let mut client = Client::connect(&server).await;
    for _ in 0..121 {
        client.say(&json!({ "op": 1, "d": null })).await;
    }

    assert_eq!(client.end().await, End::Code(4008));
}

#[tokio::test]
async fn a_second_identify_within_five_seconds_is_invalid_and_a_second_on_one_socket_an_error() {
    let server = start().await;
    let mut first = Client::identified(&server, ALL).await;
    let mut second = Client::connect(&server).await;
    second.identify(&server, ALL).await;
    first.identify(&server, ALL).await;

    assert_eq!(second.next().await.unwrap(), json!({ "op": 9, "d": false }));
    assert_eq!(first.end().await, End::Code(4005));
}

#[tokio::test]
async fn identifies_of_a_day_are_counted() {
    let server = start().await;
    server.sim().hub.spend_identifies(1000);
    let mut client = Client::connect(&server).await;
    client.identify(&server, ALL).await;

    assert_eq!(client.next().await.unwrap(), json!({ "op": 9, "d": false }));
    assert_eq!(server.sim().hub.start_limit().remaining, 0);
}

#[tokio::test]
async fn who_sends_no_heartbeat_is_closed() {
    let options = Options {
        heartbeat_interval: Duration::from_millis(200),
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let mut client = Client::connect(&server).await;

    assert_eq!(client.end().await, End::Code(4000));
}

#[tokio::test]
async fn without_the_intent_there_is_no_content() {
    let server = start().await;
    let places = &server.sim().places;
    let mut client = Client::identified(&server, ALL & !CONTENT).await;
    let bot = server.sim().read(|world| world.bot);
    server.sim().act(|world| {
        world.post(places.general, places.users[0], NewMessage::text("secret"));
        let mention = format!("hello <@{bot}>");
        world.post(places.general, places.users[0], NewMessage::text(&mention));
        world.post(places.general, bot, NewMessage::text("own"));
        let direct = world.open_direct(places.users[0]);
        world.post(direct, places.users[0], NewMessage::text("direct"));
    });

    let messages = client.drain().await;
    let contents: Vec<_> = messages
        .iter()
        .map(|one| one["d"]["content"].as_str().unwrap())
        .collect();
    let mention = format!("hello <@{bot}>");
    assert_eq!(contents, ["", mention.as_str(), "own", "direct"]);
}

#[tokio::test]
async fn a_quoted_message_is_hidden_with_the_reply() {
    let server = start().await;
    let places = &server.sim().places;
    let mut client = Client::identified(&server, ALL & !CONTENT).await;
    server.sim().act(|world| {
        let first = world.post(places.general, places.users[0], NewMessage::text("secret"));
        let reply = NewMessage {
            reference: Some(first),
            ..NewMessage::text("secret too")
        };
        world.post(places.general, places.users[1], reply);
    });

    let messages = client.drain().await;
    assert!(messages[1]["d"]["referenced_message"]["id"].is_string());
    assert!(!Value::from(messages).to_string().contains("secret"));
}

#[tokio::test]
async fn without_the_intent_there_are_no_member_events_but_of_the_bot_itself() {
    let server = start().await;
    let places = &server.sim().places;
    let mut client = Client::identified(&server, ALL & !MEMBERS).await;
    server.sim().act(|world| {
        let nick = |name: &str| emperione_sim::world::members::MemberEdit {
            nick: Some(Some(name.into())),
            ..Default::default()
        };
        world.leave(places.guild, places.users[0]);
        world.join(places.guild, places.users[0]);
        world.edit_member(places.owner, places.guild, places.users[0], nick("a"), None);
        world.edit_member(places.owner, places.guild, world.bot, nick("b"), None);
    });

    let seen = client.drain().await;
    let members: Vec<_> = seen
        .iter()
        .filter(|one| one["t"].as_str().unwrap().starts_with("GUILD_MEMBER"))
        .collect();
    assert_eq!(members.len(), 1, "{:?}", kinds(&seen));
    assert_eq!(members[0]["d"]["nick"], "b");
}

#[tokio::test]
async fn a_guild_belongs_to_one_shard() {
    for (count, shard) in [(2_u64, 0_u64), (2, 1)] {
        let server = start().await;
        let owner = (server.sim().places.guild.0 >> 22) % count;
        let mut client = Client::connect(&server).await;
        let data = json!({ "token": server.bot_token(), "intents": ALL, "shard": [shard, count] });
        client.say(&json!({ "op": 2, "d": data })).await;
        let ready = client.until("READY").await;
        let guilds = ready["d"]["guilds"].as_array().unwrap().len();
        assert_eq!(guilds, usize::from(owner == shard));
        let places = &server.sim().places;
        server
            .sim()
            .act(|world| world.post(places.general, places.owner, NewMessage::text("hi")));
        let heard = client.drain().await;
        assert_eq!(kinds(&heard).contains(&"MESSAGE_CREATE"), owner == shard);
    }
}

#[tokio::test]
async fn zlib_is_one_stream_for_the_connection() {
    let server = start().await;
    let mut client = Client::dial(&format!("{}?compress=zlib-stream", server.gateway())).await;
    let mut stream = flate2::write::ZlibDecoder::new(Vec::new());
    client.identify(&server, ALL).await;

    for kind in [Value::Null, json!("READY"), json!("GUILD_CREATE")] {
        let bytes = client.frame().await.unwrap().into_data();
        assert!(bytes.ends_with(&[0, 0, 0xFF, 0xFF]));
        stream.write_all(&bytes).unwrap();
        stream.flush().unwrap();
        let payload: Value = serde_json::from_slice(&std::mem::take(stream.get_mut())).unwrap();
        assert_eq!(payload["t"], kind);
    }
}

#[tokio::test]
async fn zstd_is_one_stream_for_the_connection() {
    let server = start().await;
    let mut client = Client::dial(&format!("{}?compress=zstd-stream", server.gateway())).await;
    let mut stream = zstd::stream::write::Decoder::new(Vec::new()).unwrap();
    client.identify(&server, ALL).await;

    for kind in [Value::Null, json!("READY"), json!("GUILD_CREATE")] {
        let bytes = client.frame().await.unwrap().into_data();
        stream.write_all(&bytes).unwrap();
        stream.flush().unwrap();
        let payload: Value = serde_json::from_slice(&std::mem::take(stream.get_mut())).unwrap();
        assert_eq!(payload["t"], kind);
    }
}

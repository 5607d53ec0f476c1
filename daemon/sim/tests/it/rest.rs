//! Edges of single routes.

use emperione_sim::world::{NewMessage, audit};
use emperione_sim::{Id, Server};
use serde_json::{Value, json};

use crate::common::{Rest, start};

#[tokio::test]
async fn unknown_routes_are_404_and_counted() {
    let server = start().await;
    let (status, body) = Rest::bot(&server).get("/nothing/here").await;

    assert_eq!(
        (status.as_u16(), body),
        (404, json!({ "message": "404: Not Found", "code": 0 }))
    );
    assert_eq!(server.sim().requests.unknown(), 1);
}

fn posted(server: &Server, count: usize) -> Vec<Id> {
    let places = &server.sim().places;
    server.sim().act(|world| {
        (0..count)
            .map(|number| {
                world.post(
                    places.general,
                    places.users[0],
                    NewMessage::text(format!("{number}")),
                )
            })
            .collect()
    })
}

#[tokio::test]
async fn bulk_delete_takes_2_to_100_distinct_young_messages() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let ids = posted(&server, 101);
    let old = server.sim().places.old_message;
    let path = format!(
        "/channels/{}/messages/bulk-delete",
        server.sim().places.general
    );
    let body = |ids: &[Id]| json!({ "messages": ids });

    assert_eq!(rest.post(&path, body(&ids[..1])).await.1["code"], 50_016);
    assert_eq!(rest.post(&path, body(&ids)).await.1["code"], 50_016);
    assert_eq!(
        rest.post(&path, body(&[ids[0], ids[0]])).await.1["code"],
        50_035
    );
    assert_eq!(
        rest.post(&path, body(&[ids[0], old])).await.1["code"],
        50_034
    );
    assert_eq!(rest.post(&path, body(&ids[..100])).await.0, 204);
    let left = server
        .sim()
        .read(|world| world.channels[&server.sim().places.general].messages.len());
    assert_eq!(left, 2);
}

#[tokio::test]
async fn bulk_ban_tells_who_could_not_be_banned() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::bot(&server);
    let path = format!("/guilds/{}/bulk-ban", places.guild);
    let body = |ids: &[Id]| json!({ "user_ids": ids });

    let (status, answer) = rest
        .post(&path, body(&[places.users[0], places.owner, Id(1)]))
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        answer,
        json!({ "banned_users": [places.users[0]], "failed_users": [places.owner, "1"] })
    );
    assert_eq!(
        rest.post(&path, body(&[places.users[0]])).await.1["code"],
        500_000
    );
    let many: Vec<Id> = (1..=201).map(Id).collect();
    assert_eq!(rest.post(&path, body(&many)).await.0, 400);
    assert_eq!(rest.post(&path, body(&[])).await.0, 400);
}

#[tokio::test]
async fn an_enforced_nonce_gives_the_same_message_twice() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let path = format!("/channels/{}/messages", server.sim().places.general);
    let body = json!({ "content": "once", "nonce": "abc", "enforce_nonce": true });

    let (first, second) = (
        rest.post(&path, body.clone()).await.1,
        rest.post(&path, body).await.1,
    );
    let free = json!({ "content": "once", "nonce": "abc" });
    let third = rest.post(&path, free).await.1;

    assert_eq!(first["id"], second["id"]);
    assert_ne!(first["id"], third["id"]);
    let long = json!({ "content": "x", "nonce": "n".repeat(26) });
    assert_eq!(rest.post(&path, long).await.1["code"], 50_035);
}

#[tokio::test]
async fn the_audit_log_is_paged_both_ways() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::bot(&server);
    server.sim().act(|world| {
        for user in &places.users[..4] {
            world.audit(
                places.guild,
                audit::Entry::new(22, places.moderator, Some(*user)),
            );
        }
    });
    let path = format!("/guilds/{}/audit-logs?limit=2", places.guild);
    let ids = |page: &Value| -> Vec<u64> {
        let entries = page["audit_log_entries"].as_array().unwrap();
        entries
            .iter()
            .map(|entry| entry["id"].as_str().unwrap().parse().unwrap())
            .collect()
    };

    let newest = ids(&rest.get(&path).await.1);
    let older = ids(&rest.get(&format!("{path}&before={}", newest[1])).await.1);
    let after = ids(&rest.get(&format!("{path}&after={}", older[1])).await.1);

    assert!(newest[0] > newest[1] && newest[1] > older[0] && older[0] > older[1]);
    assert_eq!(after, [older[0], newest[1]]);
    let none = rest.get(&format!("{path}&action_type=20")).await.1;
    assert_eq!(ids(&none), Vec::<u64>::new());
    let beyond = rest.get(&format!("{path}&after={}", u64::MAX)).await.1;
    assert_eq!(ids(&beyond), Vec::<u64>::new());
}

#[tokio::test]
async fn paging_ends_at_the_greatest_id() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::bot(&server);

    for path in ["members", "bans"]
        .map(|noun| format!("/guilds/{}/{noun}?after={}", places.guild, u64::MAX))
    {
        assert_eq!(rest.get(&path).await.0, 200, "{path}");
    }
    let messages = format!("/channels/{}/messages?after={}", places.general, u64::MAX);
    assert_eq!(
        rest.get(&messages).await,
        (200.try_into().unwrap(), json!([]))
    );
}

#[tokio::test]
async fn automod_blocks_alerts_and_times_out() {
    let server = start().await;
    let places = &server.sim().places;
    let (bot, spammer) = (Rest::bot(&server), Rest::person(&server, places.users[0]));
    let rule = json!({
        "name": "links", "event_type": 1, "trigger_type": 1, "enabled": true,
        "trigger_metadata": { "keyword_filter": ["*gifts.example*"] },
        "actions": [
            { "type": 1 }, { "type": 2, "metadata": { "channel_id": places.log } },
            { "type": 3, "metadata": { "duration_seconds": 60 } },
        ],
    });
    assert_eq!(
        bot.post(
            &format!("/guilds/{}/auto-moderation/rules", places.guild),
            rule
        )
        .await
        .0,
        200
    );
    let path = format!("/channels/{}/messages", places.general);

    let (status, body) = spammer
        .post(&path, json!({ "content": "see gifts.example now" }))
        .await;

    assert_eq!((status.as_u16(), &body["code"]), (400, &json!(200_000)));
    assert_eq!(
        spammer
            .post(&path, json!({ "content": "nothing bad" }))
            .await
            .1["code"],
        50_013
    );
    server.sim().read(|world| {
        let alerts: Vec<_> = world.channels[&places.log]
            .messages
            .values()
            .map(|one| one.kind)
            .collect();
        assert_eq!(alerts, [24]);
        let kinds: Vec<_> = world.guilds[&places.guild]
            .audit
            .iter()
            .map(|entry| entry.action_type)
            .collect();
        assert_eq!(kinds, [140, 143, 144, 145]);
    });
}

#[tokio::test]
async fn mentions_are_counted_once_each() {
    let server = start().await;
    let places = &server.sim().places;
    let rule = json!({
        "name": "mentions", "event_type": 1, "trigger_type": 5, "enabled": true,
        "trigger_metadata": { "mention_total_limit": 2 }, "actions": [{ "type": 1 }],
    });
    server
        .sim()
        .act(|world| world.create_rule(places.owner, places.guild, &rule, None));
    let said = |text: &str| {
        server
            .sim()
            .act(|world| world.moderate(places.guild, places.general, places.users[0], text))
    };

    assert!(!said("<@1> <@!1> <@1> <@2>"));
    assert!(said("<@1> <@2> <@&3>"));
}

#[tokio::test]
async fn a_webhook_posts_with_its_token_alone() {
    let server = start().await;
    let general = server.sim().places.general;
    let bot = Rest::bot(&server);
    let (status, hook) = bot
        .post(
            &format!("/channels/{general}/webhooks"),
            json!({ "name": "news" }),
        )
        .await;
    assert_eq!(status, 200);
    let nobody = Rest::with(&server, String::new());
    let path = format!(
        "/webhooks/{}/{}",
        hook["id"].as_str().unwrap(),
        hook["token"].as_str().unwrap()
    );

    let (_, message) = nobody
        .post(
            &format!("{path}?wait=true"),
            json!({ "content": "hi", "username": "Crier" }),
        )
        .await;

    assert_eq!(message["author"]["username"], "Crier");
    assert_eq!(message["webhook_id"], hook["id"]);
    assert_eq!(nobody.delete(&path).await.0, 204);
    assert_eq!(
        nobody.post(&path, json!({ "content": "hi" })).await.1["code"],
        10_015
    );
}

#[tokio::test]
async fn a_channel_keeps_its_newest_messages() {
    let server = start().await;
    let ids = posted(&server, 5100);
    let kept = server.sim().read(|world| {
        let messages = &world.channels[&server.sim().places.general].messages;
        (messages.len(), messages.keys().next().copied())
    });

    assert_eq!(kept, (5000, Some(ids[100])));
}

#[tokio::test]
async fn closed_direct_messages_are_refused() {
    let server = start().await;
    let rest = Rest::bot(&server);
    let person = server.sim().places.users[4];
    let (_, channel) = rest
        .post("/users/@me/channels", json!({ "recipient_id": person }))
        .await;
    let path = format!("/channels/{}/messages", channel["id"].as_str().unwrap());

    let (status, body) = rest.post(&path, json!({ "content": "hi" })).await;

    assert_eq!((status.as_u16(), &body["code"]), (403, &json!(50_007)));
}

#[tokio::test]
async fn a_change_of_a_rule_is_held_to_the_limits_of_its_kind() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::bot(&server);
    let path = format!("/guilds/{}/auto-moderation/rules", places.guild);
    let rule = json!({
        "name": "spam", "event_type": 1, "trigger_type": 3, "enabled": true, "actions": [{ "type": 1 }],
    });
    let (status, made) = rest.post(&path, rule.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(rest.post(&path, rule).await.1["code"], 30_035);
    let path = format!("{path}/{}", made["id"].as_str().unwrap());

    let timeout = json!({ "actions": [{ "type": 3, "metadata": { "duration_seconds": 60 } }] });
    assert_eq!(rest.patch(&path, timeout).await.1["code"], 50_035);
    assert_eq!(
        rest.patch(&path, json!({ "actions": [] })).await.1["code"],
        50_035
    );
    let roles: Vec<Id> = (1..=21).map(Id).collect();
    assert_eq!(
        rest.patch(&path, json!({ "exempt_roles": roles })).await.1["code"],
        50_035
    );
    assert_eq!(
        rest.patch(&path, json!({ "enabled": false })).await.1["enabled"],
        false
    );
}

#[tokio::test]
async fn automod_reads_edits_too() {
    let server = start().await;
    let places = &server.sim().places;
    let rule = json!({
        "name": "words", "event_type": 1, "trigger_type": 1, "enabled": true,
        "trigger_metadata": { "keyword_filter": ["casino"] }, "actions": [{ "type": 1 }],
    });
    server
        .sim()
        .act(|world| world.create_rule(places.owner, places.guild, &rule, None));
    let rest = Rest::person(&server, places.users[0]);
    let path = format!("/channels/{}/messages", places.general);
    let (_, message) = rest.post(&path, json!({ "content": "hello" })).await;
    let path = format!("{path}/{}", message["id"].as_str().unwrap());

    assert_eq!(
        rest.patch(&path, json!({ "content": "the casino" }))
            .await
            .1["code"],
        200_000
    );
    assert_eq!(rest.get(&path).await.1["content"], "hello");
}

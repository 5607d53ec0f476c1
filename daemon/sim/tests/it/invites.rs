//! Invites: who may see and make them, what they count, and what the gateway tells.

use emperione_sim::Server;
use emperione_sim::world::invites::InviteLimits;
use emperione_sim::world::permissions::{
    CREATE_INSTANT_INVITE, EVERYONE, MANAGE_CHANNELS, VIEW_AUDIT_LOG,
};
use serde_json::{Value, json};

use crate::common::{ALL, Client, Rest, kinds, start};

const INVITES: u64 = 1 << 6;

/// What the bot's own role may do.
fn allow_bot(server: &Server, permissions: u64) {
    let guild = server.sim().places.guild;
    server.sim().act(|world| {
        let role = world.guilds[&guild].bot_role().unwrap().id;
        world.set_role_permissions(guild, role, permissions);
    });
}

fn uses(list: &Value, code: &str) -> Value {
    let all = list.as_array().unwrap();
    let found = all.iter().find(|invite| invite["code"] == code).unwrap();
    found["uses"].clone()
}

#[tokio::test]
async fn a_join_counts_for_its_invite_and_only_managers_see_that() {
    let server = start().await;
    let places = &server.sim().places;
    let list = format!("/guilds/{}/invites", places.guild);
    let stranger = server
        .sim()
        .act(|world| world.create_user("newcomer", None, false));
    let joined = Rest::person(&server, stranger)
        .post(&format!("/invites/{}", places.invite), json!({}))
        .await;
    assert_eq!(joined.0, 200);

    let (_, shown) = Rest::bot(&server).get(&list).await;
    assert_eq!(uses(&shown, "harbor"), 1);
    assert_eq!(uses(&shown, "otters"), 0);
    assert_eq!(shown[0]["inviter"]["id"], json!(places.owner));
    let joined_by = server
        .sim()
        .read(|world| world.joined_by.get(&stranger).cloned());
    assert_eq!(joined_by.as_deref(), Some("harbor"));

    allow_bot(&server, EVERYONE | VIEW_AUDIT_LOG);
    let (status, shown) = Rest::bot(&server).get(&list).await;
    assert_eq!(status, 200);
    assert_eq!(uses(&shown, "harbor"), Value::Null);
    let refused = Rest::person(&server, places.users[0]).get(&list).await;
    assert_eq!(refused.1["code"], 50_013);
}

#[tokio::test]
async fn the_last_use_ends_an_invite_and_its_end_is_told_first() {
    let server = start().await;
    let places = &server.sim().places;
    let mut client = Client::identified(&server, ALL).await;
    let code = server.sim().act(|world| {
        let limits = InviteLimits {
            max_uses: 1,
            max_age: 0,
        };
        world.create_invite(places.general, places.moderator, None, limits)
    });
    let code = code.unwrap();
    let [first, second] = ["one", "two"].map(|name| {
        server
            .sim()
            .act(|world| world.create_user(name, None, false))
    });
    let path = format!("/invites/{code}");

    let joined = Rest::person(&server, first).post(&path, json!({})).await;
    let late = Rest::person(&server, second).post(&path, json!({})).await;

    assert_eq!((joined.0.as_u16(), &late.1["code"]), (200, &json!(10_006)));
    let told = client.drain().await;
    let mut told = kinds(&told);
    told.retain(|kind| !kind.starts_with("GUILD_AUDIT"));
    assert_eq!(told, ["INVITE_CREATE", "INVITE_DELETE", "GUILD_MEMBER_ADD"]);
}

#[tokio::test]
async fn invites_are_told_to_whom_the_intent_and_the_channel_allow_it() {
    let server = start().await;
    let places = &server.sim().places;
    let mut client = Client::identified(&server, ALL & !INVITES).await;
    let make = || {
        server.sim().act(|world| {
            let limits = InviteLimits::default();
            world.create_invite(places.general, places.owner, None, limits)
        })
    };
    make();
    let told = client.drain().await;
    assert!(!kinds(&told).contains(&"INVITE_CREATE"));

    let mut client = {
        tokio::time::sleep(std::time::Duration::from_millis(5_100)).await;
        Client::identified(&server, ALL).await
    };
    allow_bot(&server, EVERYONE);
    make();
    let told = client.drain().await;
    assert!(!kinds(&told).contains(&"INVITE_CREATE"), "{told:?}");
    allow_bot(&server, EVERYONE | MANAGE_CHANNELS);
    make();
    let told = client.drain().await;
    assert!(kinds(&told).contains(&"INVITE_CREATE"), "{told:?}");
}

#[tokio::test]
async fn invites_are_made_and_revoked_by_whoever_may() {
    let server = start().await;
    let places = &server.sim().places;
    let (guild, user) = (places.guild, Rest::person(&server, places.users[0]));
    let path = format!("/channels/{}/invites", places.general);

    assert_eq!(user.post(&path, json!({})).await.1["code"], 50_013);
    server.sim().act(|world| {
        world.set_role_permissions(guild, guild, EVERYONE | CREATE_INSTANT_INVITE);
    });
    let (status, made) = user
        .post(&path, json!({ "max_age": 60, "max_uses": 3 }))
        .await;
    assert_eq!(status, 200);
    assert_eq!((&made["uses"], &made["max_uses"]), (&json!(0), &json!(3)));
    assert_eq!(
        user.post(&path, json!({ "max_uses": 101 })).await.1["code"],
        50_035
    );

    let revoke = format!("/invites/{}", made["code"].as_str().unwrap());
    assert_eq!(user.delete(&revoke).await.1["code"], 50_013);
    assert_eq!(Rest::bot(&server).delete(&revoke).await.0, 200);
    assert_eq!(Rest::bot(&server).get(&revoke).await.1["code"], 10_006);
}

#[tokio::test]
async fn the_guilds_own_address_counts_apart() {
    let server = start().await;
    let places = &server.sim().places;
    let guild = places.guild;
    let mut client = Client::identified(&server, ALL).await;
    server
        .sim()
        .act(|world| world.set_vanity(guild, Some("otterharbor")));
    let update = client.until("GUILD_UPDATE").await;
    assert_eq!(update["d"]["vanity_url_code"], "otterharbor");
    let stranger = server
        .sim()
        .act(|world| world.create_user("newcomer", None, false));
    let joined = Rest::person(&server, stranger)
        .post("/invites/otterharbor", json!({}))
        .await;
    assert_eq!(joined.0, 200);

    let bot = Rest::bot(&server);
    let (_, vanity) = bot.get(&format!("/guilds/{guild}/vanity-url")).await;
    assert_eq!(vanity, json!({ "code": "otterharbor", "uses": 1 }));
    let (_, listed) = bot.get(&format!("/guilds/{guild}/invites")).await;
    let codes = listed.as_array().unwrap().iter().map(|one| &one["code"]);
    assert!(codes.into_iter().all(|code| code != "otterharbor"));
}

//! Who may do what, and to whom.

use emperione_sim::world::members::MemberEdit;
use emperione_sim::world::permissions::{BAN_MEMBERS, EVERYONE, MODERATE_MEMBERS};
use emperione_sim::{Id, Server};
use serde_json::{Value, json};

use crate::common::{Rest, start};

/// Sets a member's roles.
fn set_roles(server: &Server, user: Id, roles: Vec<Id>) {
    let places = &server.sim().places;
    let edit = MemberEdit {
        roles: Some(roles),
        ..MemberEdit::default()
    };
    server
        .sim()
        .act(|world| world.edit_member(places.owner, places.guild, user, edit, None));
}

#[tokio::test]
async fn a_plain_member_moderates_nobody() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::person(&server, places.users[0]);
    let (guild, target) = (places.guild, places.users[1]);
    let ban = format!("/guilds/{guild}/bans/{target}");
    let member = format!("/guilds/{guild}/members/{target}");

    for (status, body) in [
        rest.put(&ban, json!({})).await,
        rest.delete(&member).await,
        rest.patch(&member, json!({ "nick": "x" })).await,
        rest.patch(&member, json!({ "communication_disabled_until": null }))
            .await,
        rest.put(&format!("{member}/roles/{}", places.muted), Value::Null)
            .await,
        rest.get(&format!("/guilds/{guild}/audit-logs")).await,
    ] {
        assert_eq!((status.as_u16(), &body["code"]), (403, &json!(50_013)));
    }
}

#[tokio::test]
async fn the_bot_acts_on_nobody_above_it() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::bot(&server);
    let guild = places.guild;
    set_roles(&server, places.users[0], vec![places.high]);
    let bot = server.sim().read(|world| world.bot);

    for target in [places.owner, places.users[0], bot] {
        assert_eq!(
            rest.put(&format!("/guilds/{guild}/bans/{target}"), json!({}))
                .await
                .1["code"],
            50_013
        );
        assert_eq!(
            rest.delete(&format!("/guilds/{guild}/members/{target}"))
                .await
                .1["code"],
            50_013
        );
    }
    let high = format!(
        "/guilds/{guild}/members/{}/roles/{}",
        places.users[1], places.high
    );
    assert_eq!(rest.put(&high, Value::Null).await.1["code"], 50_013);
    let muted = format!(
        "/guilds/{guild}/members/{}/roles/{}",
        places.users[1], places.muted
    );
    assert_eq!(rest.put(&muted, Value::Null).await.0, 204);
}

#[tokio::test]
async fn the_owner_cannot_be_removed_even_by_themselves() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::person(&server, places.owner);

    let (status, _) = rest
        .delete(&format!(
            "/guilds/{}/members/{}",
            places.guild, places.owner
        ))
        .await;

    assert_eq!(status, 403);
}

#[tokio::test]
async fn nobody_times_out_an_administrator_or_for_more_than_28_days() {
    let server = start().await;
    let places = &server.sim().places;
    let rest = Rest::bot(&server);
    let path = format!("/guilds/{}/members/{}", places.guild, places.users[0]);
    let timeout = |time: &str| json!({ "communication_disabled_until": time });

    assert_eq!(
        rest.patch(&path, timeout("2999-01-01T00:00:00Z")).await.1["code"],
        50_035
    );
    server
        .sim()
        .act(|world| world.set_role_permissions(places.guild, places.member, EVERYONE | 1 << 3));
    set_roles(&server, places.users[0], vec![places.member]);
    assert_eq!(
        rest.patch(&path, timeout("2000-01-01T00:00:00Z")).await.1["code"],
        50_013
    );
}

#[tokio::test]
async fn a_member_in_a_timeout_writes_nothing() {
    let server = start().await;
    let places = &server.sim().places;
    let edit = MemberEdit {
        timed_out_until: Some(Some(i64::MAX / 2)),
        ..MemberEdit::default()
    };
    server
        .sim()
        .act(|world| world.edit_member(places.owner, places.guild, places.users[0], edit, None));
    let rest = Rest::person(&server, places.users[0]);
    let path = format!("/channels/{}/messages", places.general);

    assert_eq!(
        rest.post(&path, json!({ "content": "hi" })).await.1["code"],
        50_013
    );
    assert_eq!(rest.get(&path).await.0, 200);
}

#[tokio::test]
async fn permissions_and_the_rank_are_both_needed() {
    let server = start().await;
    let places = &server.sim().places;
    set_roles(&server, places.users[0], vec![places.moderators]);
    let rest = Rest::person(&server, places.users[0]);
    let guild = places.guild;
    let path = |user: Id| format!("/guilds/{guild}/bans/{user}");

    // Equals do not act on each other.
    assert_eq!(
        rest.put(&path(places.moderator), json!({})).await.1["code"],
        50_013
    );
    assert_eq!(rest.put(&path(places.users[1]), json!({})).await.0, 204);
    let without = EVERYONE | MODERATE_MEMBERS;
    assert_eq!(without & BAN_MEMBERS, 0);
    server
        .sim()
        .act(|world| world.set_role_permissions(guild, places.moderators, without));
    assert_eq!(
        rest.put(&path(places.users[2]), json!({})).await.1["code"],
        50_013
    );
}

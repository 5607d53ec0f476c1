//! Every kind of dispatch that the world emits, read by `twilight-model`.

use std::collections::BTreeSet;

use emperione_sim::world::channels::{ChannelEdit, TEXT};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::world::messages::MessageEdit;
use emperione_sim::world::permissions::EVERYONE;
use emperione_sim::world::{NewMessage, Overwrite};
use emperione_sim::{Sim, World};
use serde::de::DeserializeSeed;
use serde_json::json;
use twilight_model::gateway::event::{GatewayEvent, GatewayEventDeserializer};

use crate::common::{ALL, Client, start};

fn parse(text: &str) -> GatewayEvent {
    let reader = GatewayEventDeserializer::from_json(text).unwrap();
    let mut json = serde_json::Deserializer::from_str(text);
    reader
        .deserialize(&mut json)
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn messages(world: &mut World, sim: &Sim) {
    let (general, user) = (sim.places.general, sim.places.users[0]);
    let first = world.post(general, user, NewMessage::text("hello"));
    let reply = NewMessage {
        reference: Some(first),
        ..NewMessage::text(format!("<@{user}> hello"))
    };
    let second = world.post(general, sim.places.owner, reply);
    let edit = MessageEdit {
        content: Some("bye".into()),
        ..MessageEdit::default()
    };
    world.edit_message(general, first, edit);
    world.react(general, first, user, "👍");
    world.unreact(general, first, user, "👍");
    world.react(general, first, user, "party:123456789012345678");
    world.clear_reactions(general, first, Some("👍"));
    world.clear_reactions(general, first, None);
    world.delete_message(sim.places.owner, general, first, Some("rude"));
    let third = world.post(general, user, NewMessage::text("third"));
    world.delete_messages(general, &[second, third]);
    world.audit_bulk_delete(sim.places.owner, general, 2, None);
    let direct = world.open_direct(user);
    world.post(direct, user, NewMessage::text("direct"));
}

fn members(world: &mut World, sim: &Sim) {
    let places = &sim.places;
    let (owner, guild, user) = (places.owner, places.guild, places.users[1]);
    let until = world.now_ms() + 60_000;
    let edit = MemberEdit {
        nick: Some(Some("Bobby".into())),
        roles: Some(vec![places.member]),
        timed_out_until: Some(Some(until)),
    };
    world.edit_member(owner, guild, user, edit, Some("because"));
    let voice = world.guilds[&guild]
        .channels
        .iter()
        .find(|id| world.channels[id].kind == 2)
        .copied()
        .unwrap();
    world.join_voice(guild, user, voice);
    world.kick(owner, guild, user, None);
    world.join(guild, user);
    world.ban(owner, guild, user, 60, Some("spam"));
    world.unban(owner, guild, user, None);
}

fn guild(world: &mut World, sim: &Sim) {
    let places = &sim.places;
    let (owner, guild) = (places.owner, places.guild);
    let role = world.create_role(guild, "new", EVERYONE, None);
    world.set_role_permissions(guild, role, 0);
    world.delete_role(guild, role);
    let channel = world.create_channel(guild, "new", TEXT);
    let edit = ChannelEdit {
        slow_mode: Some(5),
        topic: Some(Some("topic".into())),
        ..ChannelEdit::default()
    };
    world.edit_channel(owner, channel, edit, None);
    let overwrite = Overwrite {
        id: guild,
        kind: 0,
        allow: 0,
        deny: 1 << 11,
    };
    world.set_overwrite(owner, channel, overwrite, None);
    world.delete_overwrite(owner, channel, guild, None);
    world.rename_guild(owner, guild, "Harbor", None);
    let until = world.now_ms() + 60_000;
    world.set_incidents(guild, Some(until), None);
    let hook = world.create_webhook(owner, guild, places.general, "news");
    world.delete_webhook(owner, hook, None);
    let data = json!({ "id": "1", "name": "ban", "type": 1, "options": [{ "name": "user", "type": 6, "value": places.users[0] }] });
    world.interact(places.moderator, 2, places.general, data, None);
}

fn rules(world: &mut World, sim: &Sim) {
    let places = &sim.places;
    let (owner, guild) = (places.owner, places.guild);
    let rule = json!({
        "name": "words", "event_type": 1, "trigger_type": 1, "enabled": true,
        "trigger_metadata": { "keyword_filter": ["casino*"] },
        "actions": [
            { "type": 1, "metadata": { "custom_message": "no" } },
            { "type": 2, "metadata": { "channel_id": places.log } },
            { "type": 3, "metadata": { "duration_seconds": 60 } },
        ],
    });
    let rule = world.create_rule(owner, guild, &rule, None).unwrap();
    let id = emperione_sim::Id::parse(rule["id"].as_str().unwrap()).unwrap();
    assert!(world.moderate(guild, places.general, places.users[2], "the casinos"));
    world.edit_rule(owner, guild, id, &json!({ "enabled": false }), None);
    world.delete_rule(owner, guild, id, None);
}

const KINDS: [&str; 35] = [
    "AUTO_MODERATION_ACTION_EXECUTION",
    "AUTO_MODERATION_RULE_CREATE",
    "AUTO_MODERATION_RULE_DELETE",
    "AUTO_MODERATION_RULE_UPDATE",
    "CHANNEL_CREATE",
    "CHANNEL_UPDATE",
    "GUILD_AUDIT_LOG_ENTRY_CREATE",
    "GUILD_BAN_ADD",
    "GUILD_BAN_REMOVE",
    "GUILD_CREATE",
    "GUILD_DELETE",
    "GUILD_MEMBERS_CHUNK",
    "GUILD_MEMBER_ADD",
    "GUILD_MEMBER_REMOVE",
    "GUILD_MEMBER_UPDATE",
    "GUILD_ROLE_CREATE",
    "GUILD_ROLE_DELETE",
    "GUILD_ROLE_UPDATE",
    "GUILD_UPDATE",
    "INTERACTION_CREATE",
    "MESSAGE_CREATE",
    "MESSAGE_DELETE",
    "MESSAGE_DELETE_BULK",
    "MESSAGE_REACTION_ADD",
    "MESSAGE_REACTION_REMOVE",
    "MESSAGE_REACTION_REMOVE_ALL",
    "MESSAGE_REACTION_REMOVE_EMOJI",
    "MESSAGE_UPDATE",
    "READY",
    "RESUMED",
    "VOICE_STATE_UPDATE",
    "WEBHOOKS_UPDATE",
    "HELLO",
    "HEARTBEAT_ACK",
    "INVALID_SESSION",
];

#[tokio::test]
async fn every_kind_is_understood() {
    let server = start().await;
    let sim = server.sim();
    let mut client = Client::connect(&server).await;
    client.identify(&server, ALL).await;
    let mut seen: BTreeSet<String> = BTreeSet::from(["HELLO".into()]);
    for act in [messages, members, guild, rules] {
        // The session must be there before the world acts.
        while sim.hub.count("READY") == 0 {
            tokio::task::yield_now().await;
        }
        sim.act(|world| act(world, sim));
    }
    client.say(&json!({ "op": 8, "d": { "guild_id": sim.places.guild, "user_ids": [sim.places.owner] } })).await;
    client.say(&json!({ "op": 1, "d": null })).await;
    let mut note = |text: &str| {
        let name = match parse(text) {
            GatewayEvent::Dispatch(..) => {
                let payload: serde_json::Value = serde_json::from_str(text).unwrap();
                payload["t"].as_str().unwrap().to_owned()
            }
            GatewayEvent::HeartbeatAck => "HEARTBEAT_ACK".into(),
            GatewayEvent::InvalidateSession(_) => "INVALID_SESSION".into(),
            other => panic!("{other:?}"),
        };
        seen.insert(name.clone());
        name
    };
    loop {
        let text = client.text().await.unwrap();
        if text.contains("\"READY\"") {
            let ready: serde_json::Value = serde_json::from_str(&text).unwrap();
            client.session = ready["d"]["session_id"].as_str().unwrap().into();
        }
        if note(&text) == "HEARTBEAT_ACK" {
            break;
        }
    }
    sim.hub
        .inflict(emperione_sim::What::Op9 { resumable: true });
    note(&client.text().await.unwrap());
    sim.act(|world| {
        world.set_available(sim.places.guild, false);
        world.set_available(sim.places.guild, true);
        world.remove_bot(sim.places.guild);
    });
    let (session, seq) = (client.session.clone(), client.seq);
    client.resume(&server, &session, seq).await;
    while note(&client.text().await.unwrap()) != "RESUMED" {}

    let missing: Vec<_> = KINDS.iter().filter(|kind| !seen.contains(**kind)).collect();
    assert!(missing.is_empty(), "not seen: {missing:?}");
    let unknown: Vec<_> = seen
        .iter()
        .filter(|kind| !KINDS.contains(&kind.as_str()))
        .collect();
    assert!(unknown.is_empty(), "not listed: {unknown:?}");
}

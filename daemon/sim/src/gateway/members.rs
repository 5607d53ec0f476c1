//! Op 8: the members of a guild in chunks (Gateway Events: Request Guild Members).

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::intents::MEMBERS;
use super::session::Session;
use crate::world::{Guild, Member};
use crate::{Id, World};

const CHUNK: usize = 1000;
const MOST_BY_QUERY: usize = 100;
const LONGEST_NONCE: usize = 32;
/// All members of a guild may be asked for once in this time.
const ALL_EVERY: Duration = Duration::from_secs(30);

pub(super) fn answer(
    world: &World,
    session: &mut Session,
    asked: &mut HashMap<Id, Instant>,
    request: &Value,
) {
    let Some(guild) = id(&request["guild_id"]).and_then(|guild| world.guild(guild)) else {
        return;
    };
    if !session.owns(guild.id) {
        return;
    }
    let nonce = request["nonce"]
        .as_str()
        .filter(|nonce| nonce.len() <= LONGEST_NONCE);
    let base = json!({ "guild_id": guild.id, "nonce": nonce });
    let prefix = request["query"].as_str().unwrap_or_default().to_lowercase();
    let limit = request["limit"]
        .as_u64()
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(0);
    if !request["user_ids"].is_null() {
        let (members, missing) = by_ids(guild, &request["user_ids"]);
        send(
            world,
            session,
            &members,
            &with(base, "not_found", json!(missing)),
        );
    } else if prefix.is_empty() && limit == 0 {
        send_all(world, session, asked, (guild, base));
    } else {
        let most = if limit == 0 {
            MOST_BY_QUERY
        } else {
            limit.min(MOST_BY_QUERY)
        };
        let named = |member: &&Member| world.is_named(member, &prefix);
        let found: Vec<_> = guild.members.values().filter(named).take(most).collect();
        send(world, session, &found, &base);
    }
}

fn id(value: &Value) -> Option<Id> {
    value
        .as_str()
        .and_then(Id::parse)
        .or_else(|| value.as_u64().map(Id))
}

/// The members with these ids, and the ids that are no members'.
fn by_ids<'a>(guild: &'a Guild, ids: &Value) -> (Vec<&'a Member>, Vec<Id>) {
    let one = std::slice::from_ref(ids);
    let wanted = ids.as_array().map_or(one, Vec::as_slice);
    let wanted: Vec<Id> = wanted.iter().filter_map(id).take(100).collect();
    let members = wanted.iter().filter_map(|id| guild.members.get(id));
    let members = members.collect();
    let missing = wanted
        .iter()
        .filter(|id| !guild.members.contains_key(id))
        .copied();
    (members, missing.collect())
}

fn send_all(
    world: &World,
    session: &mut Session,
    asked: &mut HashMap<Id, Instant>,
    (guild, base): (&Guild, Value),
) {
    if session.intents & MEMBERS == 0 {
        return;
    }
    let last = asked
        .get(&guild.id)
        .map(Instant::elapsed)
        .filter(|since| *since < ALL_EVERY);
    if let Some(since) = last {
        let after = ALL_EVERY.saturating_sub(since).as_secs_f64();
        let limited = json!({ "opcode": 8, "retry_after": after, "meta": base });
        session.dispatch("RATE_LIMITED", limited.to_string().into());
        return;
    }
    asked.insert(guild.id, Instant::now());
    let members: Vec<_> = guild.members.values().collect();
    send(world, session, &members, &base);
}

fn with(mut value: Value, field: &str, content: Value) -> Value {
    value[field] = content;
    value
}

fn send(world: &World, session: &mut Session, members: &[&Member], base: &Value) {
    let chunks: Vec<&[&Member]> = if members.is_empty() {
        vec![&[]]
    } else {
        members.chunks(CHUNK).collect()
    };
    for (index, chunk) in chunks.iter().enumerate() {
        let mut data = base.clone();
        data["members"] = chunk
            .iter()
            .map(|member| world.member_json(member))
            .collect();
        data["chunk_index"] = json!(index);
        data["chunk_count"] = json!(chunks.len());
        if data["nonce"].is_null()
            && let Value::Object(fields) = &mut data
        {
            fields.remove("nonce");
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", data.to_string().into());
    }
}

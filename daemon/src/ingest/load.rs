//! The state and the sessions as they were committed last. A resumed session shows neither again.

use std::collections::HashMap;

use emperione_protocol::{GuildId, Timestamp, UserId};

use super::batch::GuildKey;
use super::derive::Memory;
use super::{Parts, live};
use crate::domain::invites::Invite;
use crate::domain::state::{Guild, State};
use crate::store::gaps::Gap;
use crate::store::guilds::GuildRow;
use crate::store::sessions::Session;
use crate::store::{
    self, Tx, channels, gaps, guilds, invites, me, members, roles, sessions, voice,
};

/// What was committed before this start.
#[derive(Default)]
pub struct Loaded {
    /// By shard.
    pub sessions: Vec<Session>,
    pub(super) keys: HashMap<GuildId, GuildKey>,
    pub(super) open_gaps: Vec<Gap>,
    pub(super) memory: Memory,
    pub(super) invites: Vec<Restored>,
}

/// The invites of a guild, and the joins of which it was being found out how they came.
pub(super) struct Restored {
    pub(super) id: GuildId,
    pub(super) invites: Vec<Invite>,
    pub(super) waiting: Vec<(UserId, Timestamp)>,
}

/// Loads the state into `parts.state`, and the keys of the guilds into the seal.
///
/// # Errors
/// If the database does not answer, or a guild's key does not open with the master key.
pub async fn load(parts: &Parts) -> store::Result<Loaded> {
    let mut tx = parts.db.read().await?;
    let mut state = State {
        me: me::load(&mut tx).await?,
        ..State::default()
    };
    let mut loaded = Loaded::default();
    let known = guilds::all(&mut tx).await?;
    live::fill(parts, &mut tx, &known).await?;
    for row in known {
        learn(parts, &row)?;
        let key = GuildKey {
            wrapped: row.key.clone(),
            first_seen_at: row.first_seen_at,
        };
        loaded.keys.insert(row.id, key);
        let guild = guild(&mut tx, &row).await?;
        if row.removed_at.is_some() {
            state.removed.insert(row.id, guild);
        } else {
            state.guilds.insert(row.id, guild);
            loaded.invites.push(Restored {
                id: row.id,
                invites: invites::all(&mut tx, row.id).await?,
                waiting: invites::waiting(&mut tx, row.id).await?,
            });
        }
    }
    loaded.sessions = sessions::all(&mut tx).await?;
    loaded.open_gaps = gaps::since(&mut tx, Timestamp(i64::MAX))
        .await?
        .into_iter()
        .filter(|gap| gap.reconciled_at.is_none() && gap.to.is_some())
        .collect();
    drop(tx);
    let mut tx = parts.db.write().await?;
    loaded.memory = Memory::load(&mut tx, parts.clock.now()).await?;
    tx.commit().await?;
    *parts.state.write() = state;
    Ok(loaded)
}

async fn guild(tx: &mut Tx, row: &GuildRow) -> store::Result<Guild> {
    let mut guild = Guild::default();
    guild.name = row.name.as_str().into();
    (guild.owner, guild.afk_channel) = (row.owner, row.afk_channel);
    (guild.away_since, guild.partial) = (row.away_since, row.partial);
    (guild.member_count, guild.pauses) = (row.member_count, row.pauses);
    for role in roles::all(tx, row.id).await? {
        guild.roles.insert(role.id, role);
    }
    for channel in channels::all(tx, row.id).await? {
        guild.channels.insert(channel.id, channel);
    }
    for member in members::present(tx, row.id).await? {
        guild.put_member(&member);
    }
    guild.voice.extend(voice::all(tx, row.id).await?);
    Ok(guild)
}

fn learn(parts: &Parts, row: &GuildRow) -> store::Result<()> {
    parts
        .seal
        .learn(row.id, &row.key)
        .map_err(|error| store::Error::Inconsistent {
            table: "guilds",
            column: "key_wrapped",
            row: row.id.to_string(),
            why: error.to_string(),
        })
}

//! Who writes and is no person: bots, whether or not the roster lists them, and webhooks.

use std::collections::BTreeSet;

use emperione_protocol::{GuildId, UserId};

use super::{Result, Tx, bulk};

/// Whether a row with a user, `$table`, is of a person, in a statement whose first parameter is the guild.
macro_rules! of_a_person {
    ($table:literal) => {
        concat!(
            $table,
            ".user_id NOT IN (SELECT bots.user_id FROM bots WHERE bots.guild_id = $1)
             AND NOT EXISTS (SELECT 1 FROM members WHERE members.guild_id = $1 AND members.user_id = ",
            $table,
            ".user_id AND members.bot)"
        )
    };
}
pub(super) use of_a_person;

/// Notes that some are no people.
pub async fn add(tx: &mut Tx, bots: &BTreeSet<(GuildId, UserId)>) -> Result<()> {
    const INSERT: &str = "INSERT INTO bots (guild_id, user_id)";
    const ONCE: &str = "ON CONFLICT DO NOTHING";
    let row = |(guild, user): &(GuildId, UserId)| {
        [Some(guild.0.cast_signed()), Some(user.0.cast_signed())]
    };
    let rows: Vec<_> = bots.iter().map(row).collect();
    bulk::numbers(tx, (INSERT, ONCE), &rows).await
}

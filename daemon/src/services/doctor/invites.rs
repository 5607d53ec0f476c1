//! Is it known, in each guild, by which invite members join?

use emperione_protocol::{GuildId, Timestamp};

use super::{Answer, Parts};
use crate::domain::duration::DAY_MS;
use crate::domain::permissions::{self, MANAGE_GUILD};
use crate::domain::state::State;
use crate::store::{self, invites};

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    let guilds = known(&parts.state.read(), parts.clock.now());
    let mut answers = Vec::new();
    for (id, name, may_read) in guilds {
        let answer = judge(parts, id, &name, may_read).await;
        answers.push(answer.unwrap_or_else(|error| {
            Answer::error(
                format!("{name}: the invites in the books could not be read: {error}"),
                "see what the question about the database says",
            )
        }));
    }
    answers
}

/// The guilds, and whether the bot may read the uses of their invites.
fn known(state: &State, now: Timestamp) -> Vec<(GuildId, String, bool)> {
    let Some(me) = &state.me else {
        return Vec::new();
    };
    let mut guilds: Vec<_> = state
        .guilds
        .iter()
        .map(|(id, guild)| {
            let granted = permissions::of(guild, id.everyone(), me.id, now);
            (*id, guild.name.to_string(), granted & MANAGE_GUILD != 0)
        })
        .collect();
    guilds.sort_by_key(|(id, ..)| *id);
    guilds
}

async fn judge(parts: &Parts, id: GuildId, name: &str, may_read: bool) -> store::Result<Answer> {
    if !may_read {
        return Ok(Answer::warning(
            format!(
                "{name}: by which invite members join is not known, because the bot lacks Manage Server"
            ),
            "give this permission to the bot's role in the server's settings",
        ));
    }
    let since = Timestamp(parts.clock.now().0 - DAY_MS);
    let (joins, unknown) = invites::count_unknown(&mut parts.db.read().await?, id, since).await?;
    Ok(match unknown {
        0 => Answer::ok(format!("{name}: by which invite members join is known")),
        _ => Answer::ok(format!(
            "{name}: of {joins} joins since yesterday the invite of {unknown} is unknown: by none, several at once, or in a gap"
        )),
    })
}

//! Did members who came back get what is owed to them?

use emperione_protocol::{GuildId, UserId};

use super::{Answer, Parts};
use crate::store::persist;

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    let read = async { persist::stuck(&mut parts.db.read().await?).await };
    let stuck = match read.await {
        Ok(stuck) => stuck,
        Err(error) => {
            return vec![Answer::error(
                format!("what is owed to members could not be read: {error}"),
                "see what the question about the database says",
            )];
        }
    };
    if stuck.is_empty() {
        return vec![Answer::ok("nothing is owed to members who came back")];
    }
    stuck.iter().map(|stuck| judge(parts, *stuck)).collect()
}

fn judge(parts: &Parts, (id, members, user): (GuildId, u64, UserId)) -> Answer {
    let state = parts.state.read();
    let name = state
        .guild(id)
        .map_or_else(|| id.to_string(), |guild| guild.name.to_string());
    Answer::warning(
        format!("{name}: {members} who came back did not get all they had, such as user {user}"),
        "see why with `emp persist list`; it is tried again, at once with `emp persist retry`",
    )
}

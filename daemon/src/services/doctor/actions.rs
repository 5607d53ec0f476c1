//! Is every action on its way?

use std::time::Duration;

use emperione_protocol::Timestamp;

use super::{Answer, Parts};
use crate::clock::millis;
use crate::store::actions::{self, ActionRow};

/// An action that is not final after this is stuck.
const STUCK: Duration = Duration::from_mins(2);

pub(super) async fn ask(parts: &Parts) -> Vec<Answer> {
    let read = async { actions::open(&mut parts.db.read().await?).await };
    vec![match read.await {
        Ok(open) => judge(&open, parts.clock.now()),
        Err(error) => Answer::error(
            format!("the open actions could not be read: {error}"),
            "see what the question about the database says",
        ),
    }]
}

fn judge(open: &[ActionRow], now: Timestamp) -> Answer {
    let is_stuck = |row: &&ActionRow| now.0 - row.created_at.0 > millis(STUCK);
    let stuck: Vec<_> = open.iter().filter(is_stuck).collect();
    match stuck.first() {
        None => Answer::ok(format!(
            "{} actions are under way, and none is stuck",
            open.len()
        )),
        Some(first) => Answer::warning(
            format!(
                "{} actions are stuck, the oldest for case #{}",
                stuck.len(),
                first.case
            ),
            format!(
                "see what stands against it: `emp case show {}` and `emp status`",
                first.case
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::actions::{ActorRef, Detail, Kind};
    use emperione_protocol::system::Level;
    use emperione_protocol::{ActionId, GuildId, UserId};

    use super::*;
    use crate::domain::actions::Journal;
    use crate::domain::actor::Actor;

    fn created_at(at: i64) -> ActionRow {
        ActionRow {
            guild: GuildId(1),
            case: 7,
            target: UserId(2),
            target_name: "target".into(),
            actor: Actor::System { name: "test" },
            actor_ref: ActorRef::System {
                name: "test".into(),
            },
            reason: None,
            until: None,
            delete_seconds: 0,
            created_at: Timestamp(at),
            finished_at: None,
            journal: Journal::new(ActionId(3), Kind::Ban, false),
            detail: Detail::default(),
            undoes: None,
            batch: None,
        }
    }

    #[test]
    fn an_action_of_minutes_ago_is_stuck() {
        let now = Timestamp(1_000_000);

        let answer = judge(&[created_at(500_000), created_at(999_000)], now);

        assert_eq!(answer.level, Level::Warning);
        assert!(answer.detail.starts_with("1 actions are stuck"));
        assert_eq!(judge(&[created_at(999_000)], now).level, Level::Ok);
    }
}

//! How much one person may ask for in an hour, by whatever door. What the daemon does by itself is not bound.

use emperione_protocol::{Code, Timestamp};

use super::{Error, Parts, Result};
use crate::domain::actor::Actor;
use crate::domain::duration::HOUR_MS;
use crate::store::Tx;
use crate::store::limits::{self, Person};

/// Why so many acts are too many, and the way out.
pub(super) struct Over {
    pub(super) message: String,
    hint: String,
}

impl Parts {
    /// Refuses so many more acts if they are too many, in the transaction that would begin them.
    pub(super) async fn check_hourly(&self, tx: &mut Tx, actor: &Actor, more: u64) -> Result<()> {
        match self.over_hourly(tx, actor, more).await? {
            Some(over) => Err(Error::unavailable(over.message)
                .code(Code::HourlyLimit)
                .hint(over.hint)),
            None => Ok(()),
        }
    }

    /// Says why so many more acts are too many now, if they are.
    pub(super) async fn over_hourly(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        more: u64,
    ) -> Result<Option<Over>> {
        let Some(person) = Person::of(actor) else {
            return Ok(None);
        };
        let limit = u64::from(self.config.actions.hourly_limit);
        let since = Timestamp(self.clock.now().0 - HOUR_MS);
        let done = limits::count(tx, person, since).await?;
        if done + more <= limit {
            return Ok(None);
        }
        let acts = if more == 1 { "act" } else { "acts" };
        let mut message = format!(
            "{more} more {acts} after {done} in the last hour are more than {limit}, the most of one person"
        );
        let mut hint =
            "whoever runs the daemon raises `actions.hourly_limit` of empd.toml".to_owned();
        let asked = limits::times(tx, person, since).await?;
        match frees_at(&asked, (done + more).saturating_sub(limit)) {
            Some(at) => message.extend(["; there is room again at ", &at.to_string()]),
            None => hint = format!("ask for {limit} at once at most, or {hint}"),
        }
        Ok(Some(Over { message, hint }))
    }
}

/// When so many of what was asked for are an hour ago; never if they are more.
fn frees_at(asked: &[(Timestamp, u64)], over: u64) -> Option<Timestamp> {
    let mut sum = 0;
    let last = asked.iter().find(|(_, n)| {
        sum += n;
        sum >= over
    });
    last.map(|(at, _)| Timestamp(at.0 + HOUR_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_comes_when_the_oldest_are_an_hour_ago() {
        let asked = [(Timestamp(10), 1), (Timestamp(20), 5), (Timestamp(30), 1)];
        let at = |over| frees_at(&asked, over).map(|at| at.0 - HOUR_MS);
        assert_eq!(
            [at(1), at(2), at(6), at(7), at(8)],
            [Some(10), Some(20), Some(20), Some(30), None]
        );
    }
}

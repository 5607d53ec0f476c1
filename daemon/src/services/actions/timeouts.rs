//! Timeouts in force that another one would shorten: of two the later one counts.

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::Actions;
use crate::domain::state::Member;
use crate::store::cases::CaseRow;
use crate::store::{self, Tx, cases};

/// The end of what lasts for ever.
const NEVER: Timestamp = Timestamp(i64::MAX);
/// What roundings may make of an end.
const SLACK_MS: i64 = 1_500;

impl Actions {
    /// Says until when somebody is timed out, if a timeout that is asked for ends before.
    pub(in crate::services) async fn shortens(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Option<String>> {
        if request.kind != Kind::Timeout {
            return Ok(None);
        }
        let user = request.target;
        let held = self.timed_out_until(tx, request.guild, user).await?;
        let now = self.parts.clock.now().0;
        let end = request
            .duration_ms
            .map_or(NEVER.0, |length| now.saturating_add_unsigned(length));
        let longer = held.filter(|held| held.0.saturating_sub(SLACK_MS) > end);
        Ok(longer.map(|until| match until {
            NEVER => format!("user {user} is timed out for ever"),
            until => format!("user {user} is timed out until {until}"),
        }))
    }

    /// When the timeout of somebody ends, by the books, which know of those that Discord does not keep as long, and by
    /// what Discord shows.
    async fn timed_out_until(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        user: UserId,
    ) -> store::Result<Option<Timestamp>> {
        let cases = cases::in_force(tx, guild, user, Kind::Timeout).await?;
        // Of what others did the end may not be known, but none lasts for ever.
        let end = |case: CaseRow| case.until.or(case.action.map(|_| NEVER));
        let state = self.parts.state.read();
        let shown = state.member(guild, user);
        let shown = shown.and_then(Member::timed_out_until);
        let now = self.parts.clock.now();
        let ends = cases.into_iter().filter_map(end).chain(shown);
        Ok(ends.filter(|until| *until > now).max())
    }
}

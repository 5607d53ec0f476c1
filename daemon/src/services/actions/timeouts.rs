//! Timeouts and pauses in force that another one would shorten: of two the later one counts.

use emperione_protocol::actions::{ActRequest, Check, Kind};
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::Actions;
use super::rights::TARGET_STATE;
use crate::domain::actions::checks;
use crate::domain::state::Member;
use crate::store::cases::CaseRow;
use crate::store::{self, Tx, cases};

/// The end of what lasts for ever.
const NEVER: Timestamp = Timestamp(i64::MAX);
/// What roundings may make of an end.
pub(super) const SLACK_MS: i64 = 1_500;

impl Actions {
    /// Says what is in force and until when, if a timeout or pause that is asked for ends before.
    pub(in crate::services) async fn shortens(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Option<String>> {
        let held = match request.kind {
            Kind::Timeout => self.timeout_in_force(tx, request).await?,
            Kind::InvitesPause | Kind::DmsPause => self.pause_in_force(tx, request).await?,
            _ => None,
        };
        let now = self.parts.clock.now().0;
        let end = request
            .duration_ms
            .map_or(NEVER.0, |length| now.saturating_add_unsigned(length));
        let longer = held.filter(|(held, _)| held.0.saturating_sub(SLACK_MS) > end);
        Ok(longer.map(|(_, words)| words))
    }

    /// Tells of the timeout or pause in force that a request would take the place of, if it should be known before.
    pub(super) async fn check_in_force(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Option<Check>> {
        let name = match request.kind {
            Kind::Timeout => "the timeout in force",
            _ => "the pause in force",
        };
        if let Some(held) = self.shortens(tx, request).await? {
            return Ok(Some(checks::warn(
                name,
                format!("{held}: this shortens it"),
            )));
        }
        let held = self.pause_in_force(tx, request).await?;
        let (name, effect) = match request.kind {
            Kind::InvitesPause | Kind::DmsPause => (name, "takes its place"),
            _ => (TARGET_STATE, "ends it"),
        };
        Ok(held.map(|(_, words)| checks::allow(name, format!("{words}: this {effect}"))))
    }

    /// When the timeout of somebody ends, also in words.
    async fn timeout_in_force(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Option<(Timestamp, String)>> {
        let user = request.target;
        let held = self.timed_out_until(tx, request.guild, user).await?;
        Ok(held.map(|until| match until {
            NEVER => (until, format!("user {user} is timed out for ever")),
            until => (until, format!("user {user} is timed out until {until}")),
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

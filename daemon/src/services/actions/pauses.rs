//! Pauses of invites and direct messages that are in force, by whoever: the books know ours before Discord tells of
//! them, and what Discord tells knows those of others too.

use emperione_protocol::actions::{ActRequest, ActorRef, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::events::Body;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::Actions;
use super::rights::{Standing, name};
use super::timeouts::SLACK_MS;
use crate::services::Result;
use crate::store::cases::{self, CaseRow};
use crate::store::{self, Tx, events};

/// Discord does not tell who ends a pause.
const DISCORD: &str = "Discord";
/// What is paused, by what, and what ends it.
const KINDS: [(Kind, Kind); 2] = [
    (Kind::InvitesPause, Kind::InvitesResume),
    (Kind::DmsPause, Kind::DmsResume),
];

/// The kind that pauses what a kind pauses or resumes, and what that is; none for other kinds.
pub(super) fn paused_by(kind: Kind) -> Option<(Kind, &'static str)> {
    match kind {
        Kind::InvitesPause | Kind::InvitesResume => Some((Kind::InvitesPause, "invites")),
        Kind::DmsPause | Kind::DmsResume => Some((Kind::DmsPause, "direct messages")),
        _ => None,
    }
}

/// When the pause ends that a kind makes or ends, as Discord told.
pub(super) fn shown(pauses: Pauses, kind: Kind) -> Option<Timestamp> {
    match kind {
        Kind::InvitesPause | Kind::InvitesResume => pauses.invites,
        _ => pauses.dms,
    }
}

impl Actions {
    /// When the pause ends that a request would end or take the place of, and who made it, in words.
    pub(super) async fn pause_in_force(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Option<(Timestamp, String)>> {
        let Some((kind, what)) = paused_by(request.kind) else {
            return Ok(None);
        };
        let (guild, now) = (request.guild, self.parts.clock.now());
        let cases = cases::in_force(tx, guild, request.target, kind).await?;
        let ours = cases.into_iter().filter_map(|case| {
            let until = case.until.filter(|until| *until > now)?;
            Some((until, case))
        });
        let ours = ours.max_by_key(|(until, _)| *until);
        let shown = shown(self.parts.pauses(guild), kind);
        let of_others = shown.filter(|until| {
            let is_later = |end: Timestamp| until.0 - end.0 > SLACK_MS;
            ours.as_ref().is_none_or(|(end, _)| is_later(*end))
        });
        if let Some(until) = of_others {
            let words = format!("{what} are paused until {until}, which somebody did in Discord");
            return Ok(Some((until, words)));
        }
        Ok(ours.map(|(until, case)| {
            let (by, number) = (name(&case.actor), case.number);
            let words = format!("{what} are paused by {by} until {until}, case #{number}");
            (until, words)
        }))
    }

    /// Whether there is a pause to end.
    pub(super) async fn standing_of_resume(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Standing> {
        if self.pause_in_force(tx, request).await?.is_some() {
            return Ok(Standing::Open);
        }
        let what = paused_by(request.kind).map_or("they", |(_, what)| what);
        Ok(Standing::Missing(format!("{what} are not paused")))
    }

    /// Ends the cases of pauses that somebody ended in Discord or gave another end, as those of timeouts end then.
    pub(super) async fn end_moved(&self, guild: GuildId, was: Pauses) -> Result<()> {
        let now = self.parts.clock.now();
        // What ends at this moment ran out.
        let was = was.at(Timestamp(now.0 + SLACK_MS));
        let by = ActorRef::System {
            name: DISCORD.into(),
        };
        let mut told = Vec::new();
        let mut tx = self.parts.db.write().await?;
        for (pause, resume) in KINDS {
            let Some(end) = shown(was, pause) else {
                continue;
            };
            let text = match shown(self.parts.pauses(guild), pause) {
                Some(until) => format!("somebody let it end at {until}"),
                None => "somebody ended it".into(),
            };
            for case in ended(&mut tx, guild, (pause, resume), end).await? {
                self.end_case(&mut tx, (guild, case), &by, text.clone())
                    .await?;
                let text = format!("ended: {text}");
                told.push((Some(guild), Body::CaseChanged { case, text }));
            }
        }
        if !told.is_empty() {
            events::append(&mut tx, now, &told).await?;
            tx.commit().await?;
            self.wake_expiries();
        }
        Ok(())
    }
}

/// The cases of a pause that had an end. There are none while an act of ours is under way, which ends them itself.
async fn ended(
    tx: &mut Tx,
    guild: GuildId,
    (pause, resume): (Kind, Kind),
    end: Timestamp,
) -> store::Result<Vec<u64>> {
    let target = UserId(guild.0);
    let mut cases = cases::in_force(tx, guild, target, pause).await?;
    let resumes = cases::in_force(tx, guild, target, resume).await?;
    let is_pending = |case: &CaseRow| case.state == CaseState::Pending;
    if cases.iter().chain(&resumes).any(is_pending) {
        return Ok(Vec::new());
    }
    let had_it = |until: Timestamp| (until.0 - end.0).abs() <= SLACK_MS;
    cases.retain(|case| case.until.is_some_and(had_it));
    Ok(cases.into_iter().map(|case| case.number).collect())
}

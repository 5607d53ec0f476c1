//! Who asks, and by which interaction: what a command and a form have in common.

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::cases::CaseFilter;
use emperione_protocol::{GuildId, PageRequest, UserId};

use super::reply::{self, Reply};
use crate::domain::actor::Actor;
use crate::services::{Parts, Result, Services};

/// How long an answer waits for the end of the action.
const WAIT_MS: u64 = 20_000;
/// What a case's log calls the ladder's entries.
const LADDER: &str = "ladder";

#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) parts: &'a Parts,
    pub(super) services: &'a Services,
    pub(super) actor: &'a Actor,
    pub(super) user: UserId,
    pub(super) interaction: u64,
}

impl By<'_> {
    /// Submits an action and says how it ended, and what followed it.
    pub(super) async fn submit(&self, request: ActRequest) -> Result<Reply> {
        let actions = &self.services.actions;
        let submitted = actions.submit(self.actor, request).await?;
        let id = submitted.action.id;
        let action = actions.wait(self.actor, id, WAIT_MS).await?;
        let mut told = vec![reply::outcome(&action)];
        if action.kind == Kind::Warn {
            told.extend(self.followed(action.guild, action.case).await);
        }
        Ok(told.join("\n").into())
    }

    /// What followed a warning by the ladder, or why nothing did; one that is not known is only left out, because the
    /// warning stands.
    pub(super) async fn followed(&self, guild: GuildId, case: u64) -> Vec<String> {
        self.read_followed(guild, case).await.unwrap_or_default()
    }

    async fn read_followed(&self, guild: GuildId, case: u64) -> Result<Vec<String>> {
        let cases = &self.services.cases;
        let entries = cases.show(self.actor, guild, case).await?.entries;
        let entries = entries.into_iter().filter(|entry| entry.kind == LADDER);
        let mut told: Vec<_> = entries.map(|entry| reply::text(&entry)).collect();
        if told.is_empty() {
            return Ok(told);
        }
        let caused = CaseFilter {
            guild: Some(guild),
            caused_by: Some(case),
            ..CaseFilter::default()
        };
        let steps = cases
            .list(self.actor, &caused, &PageRequest::default())
            .await?;
        for id in steps.items.iter().filter_map(|step| step.action) {
            let step = self.services.actions.wait(self.actor, id, WAIT_MS).await?;
            told.push(reply::outcome(&step));
        }
        Ok(told)
    }
}

//! Cases: a list under a filter, and a pane with the entries.

mod view;

use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{Case, CaseDetail, CaseFilter, CaseState};
use emperione_protocol::{Error, GuildId, Page};

use super::Target;
use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing::{Pane, Search};

pub(crate) use view::{draw, standing};

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) search: Search<CaseFilter, Case>,
    pub(crate) only: Option<CaseState>,
    pub(crate) pane: Option<Pane<u64, CaseDetail>>,
}

impl State {
    fn filter(&self, guild: GuildId) -> CaseFilter {
        CaseFilter {
            guild: Some(guild),
            state: self.only,
            text: self.search.filter_text(),
            ..CaseFilter::default()
        }
    }

    pub(crate) fn ask(&mut self, guild: GuildId) -> Vec<Effect> {
        let filter = self.filter(guild);
        let page = self.search.ask(&filter);
        page.map(|page| Effect::Call(Call::Cases { filter, page }))
            .into_iter()
            .collect()
    }

    /// Reads the list and the pane anew.
    pub(crate) fn refresh(&mut self, guild: GuildId) -> Vec<Effect> {
        let mut effects = self.ask(guild);
        if let Some(pane) = &self.pane {
            effects.push(Effect::Call(Call::Case(guild, pane.key)));
        }
        effects
    }

    pub(crate) fn answer(
        &mut self,
        guild: GuildId,
        filter: &CaseFilter,
        more: bool,
        result: Result<Page<Case>, Error>,
    ) -> Vec<Effect> {
        let wanted = self.filter(guild);
        let same = |one: &Case, other: &Case| one.number == other.number;
        if self.search.take(&wanted, (filter, more), result, same) {
            return self.ask(guild);
        }
        Vec::new()
    }

    pub(crate) fn answer_detail(&mut self, number: u64, result: Result<CaseDetail, Error>) {
        if let Some(pane) = &mut self.pane {
            pane.answer(&number, result);
        }
    }

    pub(crate) fn travel(&mut self, guild: GuildId, motion: Motion, page: usize) -> Vec<Effect> {
        self.search.travel(motion, page);
        let mut effects = match (&self.pane, self.search.chosen()) {
            (Some(shown), Some(case)) if shown.key != case.number => {
                let number = case.number;
                self.open(guild, number)
            }
            _ => Vec::new(),
        };
        if let Some(page) = self.search.ask_more() {
            let filter = self.filter(guild);
            effects.push(Effect::Call(Call::Cases { filter, page }));
        }
        effects
    }

    /// Shows a case in the pane.
    pub(crate) fn open(&mut self, guild: GuildId, number: u64) -> Vec<Effect> {
        self.pane = Some(Pane::new(number));
        vec![Effect::Call(Call::Case(guild, number))]
    }

    pub(crate) fn open_chosen(&mut self, guild: GuildId) -> Vec<Effect> {
        let number = self.search.chosen().map(|case| case.number);
        number.map_or_else(Vec::new, |number| self.open(guild, number))
    }

    pub(crate) fn scroll(&mut self, motion: Motion) {
        if let Some(pane) = &mut self.pane {
            pane.scroll(motion, |detail| {
                detail.map_or(0, |detail| 12 + 3 * detail.entries.len())
            });
        }
    }

    /// Goes through the states.
    pub(crate) fn narrow(&mut self) {
        self.only = match self.only {
            None => Some(CaseState::Pending),
            Some(CaseState::Pending) => Some(CaseState::Applied),
            Some(CaseState::Applied) => Some(CaseState::Failed),
            Some(CaseState::Failed) => Some(CaseState::Ended),
            Some(CaseState::Ended) => None,
        };
    }

    /// The case in the pane, else the chosen one.
    fn current(&self) -> Option<&Case> {
        let Some(pane) = &self.pane else {
            return self.search.chosen();
        };
        pane.detail.ready().map(|detail| &detail.case)
    }

    pub(crate) fn target(&self) -> Option<Target> {
        let case = self.current()?;
        let lift = match (case.kind, case.state) {
            (Kind::Ban, CaseState::Applied) => Some(Kind::Unban),
            (Kind::Timeout, CaseState::Applied) => Some(Kind::Untimeout),
            _ => None,
        };
        Some(Target {
            user: case.target.clone(),
            lift,
        })
    }
}

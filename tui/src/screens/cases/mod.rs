//! Cases: a list under a filter, and a pane with the entries.

mod view;

use emperione_protocol::actions::{Kind, Subject};
use emperione_protocol::cases::{Case, CaseChange, CaseDetail, CaseFilter, CaseState};
use emperione_protocol::{Error, GuildId, Page};

use super::Target;
use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing::{Pane, Search};
use crate::remote::Remote;

pub(crate) use view::{draw, standing};

/// Which cases are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    #[default]
    All,
    Standing(CaseState),
    /// Those that nobody closed.
    NotClosed,
    /// The hidden ones too.
    WithHidden,
}

impl Only {
    const ALL: [Self; 7] = [
        Self::All,
        Self::Standing(CaseState::Pending),
        Self::Standing(CaseState::Applied),
        Self::Standing(CaseState::Failed),
        Self::Standing(CaseState::Ended),
        Self::NotClosed,
        Self::WithHidden,
    ];

    fn next(self) -> Self {
        let at = Self::ALL.iter().position(|only| *only == self);
        Self::ALL[at.map_or(0, |at| (at + 1) % Self::ALL.len())]
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) search: Search<CaseFilter, Case>,
    pub(crate) only: Only,
    pub(crate) pane: Option<Pane<u64, CaseDetail>>,
    /// What edits changed in the case of the pane, where that is shown instead of the entries.
    pub(crate) changes: Option<Remote<Vec<CaseChange>>>,
}

impl State {
    fn filter(&self, guild: GuildId) -> CaseFilter {
        let state = match self.only {
            Only::Standing(state) => Some(state),
            _ => None,
        };
        CaseFilter {
            guild: Some(guild),
            state,
            text: self.search.filter_text(),
            closed: (self.only == Only::NotClosed).then_some(false),
            hidden: self.only == Only::WithHidden,
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
            if self.changes.is_some() {
                effects.push(Effect::Call(Call::Changes(guild, pane.key)));
            }
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

    pub(crate) fn answer_changes(&mut self, number: u64, result: Result<Vec<CaseChange>, Error>) {
        let is_shown = self.pane.as_ref().is_some_and(|pane| pane.key == number);
        if let Some(changes) = self.changes.as_mut().filter(|_| is_shown) {
            changes.answer(result);
        }
    }

    /// Shows what edits changed in a case, or its entries again.
    pub(crate) fn turn_to_changes(&mut self, guild: GuildId) -> Vec<Effect> {
        let mut effects = if self.pane.is_none() {
            self.open_chosen(guild)
        } else {
            Vec::new()
        };
        let Some(pane) = &mut self.pane else {
            return effects;
        };
        pane.scroll = 0;
        if self.changes.take().is_none() {
            effects.push(Effect::Call(Call::Changes(guild, pane.key)));
            self.changes = Some(Remote::Loading);
        }
        effects
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
        let mut effects = vec![Effect::Call(Call::Case(guild, number))];
        if let Some(changes) = &mut self.changes {
            *changes = Remote::Loading;
            effects.push(Effect::Call(Call::Changes(guild, number)));
        }
        effects
    }

    pub(crate) fn open_chosen(&mut self, guild: GuildId) -> Vec<Effect> {
        let number = self.search.chosen().map(|case| case.number);
        number.map_or_else(Vec::new, |number| self.open(guild, number))
    }

    pub(crate) fn scroll(&mut self, motion: Motion) {
        let changes = self.changes.as_ref().and_then(Remote::ready);
        let changes = changes.map_or(0, Vec::len);
        if let Some(pane) = &mut self.pane {
            pane.scroll(motion, |detail| {
                let entries = detail.map_or(0, |detail| detail.entries.len());
                16 + 4 * entries.max(changes)
            });
        }
    }

    /// Goes through what can be shown.
    pub(crate) fn narrow(&mut self) {
        self.only = self.only.next();
    }

    /// The case in the pane, else the chosen one.
    pub(crate) fn current(&self) -> Option<&Case> {
        let Some(pane) = &self.pane else {
            return self.search.chosen();
        };
        pane.detail.ready().map(|detail| &detail.case)
    }

    /// The member of the case; what was done to a channel or the guild has none.
    pub(crate) fn target(&self) -> Option<Target> {
        let case = self
            .current()
            .filter(|case| case.kind.subject() == Subject::Member)?;
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

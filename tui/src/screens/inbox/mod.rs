//! The inbox: what waits for a person. One key takes it, and one asks before it is decided, by itself or by an act.

mod view;

use emperione_protocol::inbox::{Item, ItemDetail, ItemFilter, ItemKind, ItemState};
use emperione_protocol::{Error, GuildId, Page};

use super::Target;
use crate::effect::{Call, Choice, Effect};
use crate::keys::Motion;
use crate::listing::{Pane, Search};

pub(crate) use view::draw;

/// What a key does with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Claim,
    Release,
    /// Takes it over from whoever has it.
    Assign,
    /// Moves its reports into another one about the same member.
    Merge,
    Dismiss,
    /// Deletes the message that was reported.
    Delete,
    Grant,
    /// Also if somebody changed since what the appeal is about.
    GrantAnyway,
    Deny,
}

/// Which items are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Only {
    #[default]
    Waiting,
    Mine,
    All,
}

impl Only {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mine => "mine",
            Self::All => "all",
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) search: Search<ItemFilter, Item>,
    pub(crate) only: Only,
    pub(crate) pane: Option<Pane<u64, ItemDetail>>,
}

impl State {
    fn filter(&self, guild: GuildId) -> ItemFilter {
        ItemFilter {
            guild: Some(guild),
            waiting: self.only != Only::All,
            mine: self.only == Only::Mine,
            ..ItemFilter::default()
        }
    }

    pub(crate) fn ask(&mut self, guild: GuildId) -> Vec<Effect> {
        let filter = self.filter(guild);
        let page = self.search.ask(&filter);
        page.map(|page| Effect::Call(Call::Inbox { filter, page }))
            .into_iter()
            .collect()
    }

    /// Reads the list and the pane anew.
    pub(crate) fn refresh(&mut self, guild: GuildId) -> Vec<Effect> {
        let mut effects = self.ask(guild);
        if let Some(pane) = &self.pane {
            effects.push(Effect::Call(Call::Item(guild, pane.key)));
        }
        effects
    }

    pub(crate) fn answer(
        &mut self,
        guild: GuildId,
        filter: &ItemFilter,
        more: bool,
        result: Result<Page<Item>, Error>,
    ) -> Vec<Effect> {
        let wanted = self.filter(guild);
        let same = |one: &Item, other: &Item| one.number == other.number;
        if self.search.take(&wanted, (filter, more), result, same) {
            return self.ask(guild);
        }
        Vec::new()
    }

    pub(crate) fn answer_detail(&mut self, number: u64, result: Result<ItemDetail, Error>) {
        if let Some(pane) = &mut self.pane {
            pane.answer(&number, result);
        }
    }

    pub(crate) fn travel(&mut self, guild: GuildId, motion: Motion, page: usize) -> Vec<Effect> {
        self.search.travel(motion, page);
        let mut effects = match (&self.pane, self.search.chosen()) {
            (Some(shown), Some(item)) if shown.key != item.number => {
                let number = item.number;
                self.open(guild, number)
            }
            _ => Vec::new(),
        };
        if let Some(page) = self.search.ask_more() {
            let filter = self.filter(guild);
            effects.push(Effect::Call(Call::Inbox { filter, page }));
        }
        effects
    }

    fn open(&mut self, guild: GuildId, number: u64) -> Vec<Effect> {
        self.pane = Some(Pane::new(number));
        vec![Effect::Call(Call::Item(guild, number))]
    }

    pub(crate) fn open_chosen(&mut self, guild: GuildId) -> Vec<Effect> {
        let number = self.search.chosen().map(|item| item.number);
        number.map_or_else(Vec::new, |number| self.open(guild, number))
    }

    pub(crate) fn scroll(&mut self, motion: Motion) {
        if let Some(pane) = &mut self.pane {
            pane.scroll(motion, |detail| {
                detail.map_or(0, |detail| {
                    12 + 4 * (detail.entries.len() + detail.reports.len() + detail.evidence.len())
                })
            });
        }
    }

    /// Goes through what can be shown.
    pub(crate) fn narrow(&mut self) {
        self.only = match self.only {
            Only::Waiting => Only::Mine,
            Only::Mine => Only::All,
            Only::All => Only::Waiting,
        };
    }

    /// The item in the pane, else the chosen one.
    pub(crate) fn current(&self) -> Option<&Item> {
        let Some(pane) = &self.pane else {
            return self.search.chosen();
        };
        pane.detail.ready().map(|detail| &detail.item)
    }

    pub(crate) fn target(&self) -> Option<Target> {
        let item = self.current()?;
        // An alert is about nobody.
        (item.kind != ItemKind::Alert).then(|| Target {
            user: item.target.clone(),
            lift: None,
        })
    }

    /// The report that an act on its target decides.
    pub(crate) fn decided_by_an_act(&self) -> Option<u64> {
        let item = self.current()?;
        (waits(item) && item.kind == ItemKind::Report).then_some(item.number)
    }

    /// The newest other report about the same member that waits, of those that are listed.
    pub(crate) fn other_report(&self, item: &Item) -> Option<u64> {
        let items = &self.search.list.ready()?.items;
        let is_other = |other: &&Item| {
            let is_report = other.kind == ItemKind::Report && waits(other);
            is_report && other.target.id == item.target.id && other.number != item.number
        };
        items
            .iter()
            .filter(is_other)
            .map(|other| other.number)
            .max()
    }

    /// Why a key does not fit the item, if it does not.
    pub(crate) fn unfit(&self, verb: Verb) -> Option<&'static str> {
        match self.current() {
            Some(item) => self.call(item.guild, verb).err(),
            None => Some("no item is chosen"),
        }
    }

    /// What a key asks the daemon, or why it does not fit.
    pub(crate) fn call(&self, guild: GuildId, verb: Verb) -> Result<Option<Call>, &'static str> {
        let Some(item) = self.current() else {
            return Ok(None);
        };
        if !waits(item) {
            return Err("this item waits no more");
        }
        let is_report = item.kind == ItemKind::Report;
        let is_alert = item.kind == ItemKind::Alert;
        let choice = match verb {
            Verb::Claim | Verb::Release | Verb::Assign => {
                let number = item.number;
                return Ok(Some(Call::Take {
                    guild,
                    number,
                    verb,
                }));
            }
            Verb::Merge if is_report => {
                return Ok(Some(Call::Merge {
                    guild,
                    number: item.number,
                    into: 0,
                }));
            }
            Verb::Merge => return Err("only reports are merged"),
            Verb::Dismiss if is_report || is_alert => Choice::Dismiss,
            Verb::Dismiss => return Err("an appeal is granted or denied"),
            Verb::Delete => match (item.channel, item.message) {
                (Some(channel), Some(message)) if is_report => Choice::Delete {
                    author: item.target.id,
                    channel,
                    message,
                },
                _ => return Err("this item is not of a message"),
            },
            Verb::Grant | Verb::GrantAnyway | Verb::Deny if is_alert => {
                return Err("an alert is dismissed");
            }
            Verb::Grant | Verb::GrantAnyway | Verb::Deny if is_report => {
                return Err("a report is dismissed, or decided by an act");
            }
            Verb::Grant => Choice::Grant { force: false },
            Verb::GrantAnyway => Choice::Grant { force: true },
            Verb::Deny => Choice::Deny,
        };
        Ok(Some(Call::Decide {
            guild,
            number: item.number,
            choice,
            reason: None,
        }))
    }
}

fn waits(item: &Item) -> bool {
    matches!(item.state, ItemState::Open | ItemState::Claimed)
}

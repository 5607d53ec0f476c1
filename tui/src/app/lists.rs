//! What keys do in lists: moving, opening, narrowing, selecting and filtering.

use emperione_protocol::GuildId;

use super::State;
use crate::effect::Effect;
use crate::keys::{Motion, Order};
use crate::screens::Screen;
use crate::widgets::toast::Level;

impl State {
    pub(super) fn list_order(&mut self, order: Order) -> Vec<Effect> {
        let Some(guild) = self.guild else {
            return Vec::new();
        };
        match order {
            order if self.screen == Screen::Live => {
                self.live_order(order);
                Vec::new()
            }
            Order::Move(motion) => self.travel(guild, motion),
            Order::Scroll(motion) => self.scroll(motion),
            Order::Open => self.open_chosen(guild),
            Order::Narrow => self.narrow(),
            Order::Interval => self.analytics.next_every(guild, self.now),
            Order::NextView => self.analytics.next_view(guild, self.now),
            Order::Parts => self.analytics.turn_parts(guild, self.now),
            Order::Numbers => {
                self.analytics.turn_table();
                Vec::new()
            }
            Order::Changes => self.cases.turn_to_changes(guild),
            Order::Mark | Order::MarkTo | Order::MarkAll => self.mark(guild, order),
            order => self.filter_order(order),
        }
    }

    fn travel(&mut self, guild: GuildId, motion: Motion) -> Vec<Effect> {
        let page = self.page();
        match self.screen {
            Screen::Members => self.members.travel(guild, motion, page),
            Screen::Cases => self.cases.travel(guild, motion, page),
            Screen::Inbox => self.inbox.travel(guild, motion, page),
            Screen::Batches => self.batches.travel(guild, motion, page),
            Screen::Analytics => self.analytics.travel(motion, page, (guild, self.now)),
            Screen::Jobs => {
                self.jobs.travel(motion, page);
                Vec::new()
            }
            Screen::Overview | Screen::Live => Vec::new(),
        }
    }

    fn scroll(&mut self, motion: Motion) -> Vec<Effect> {
        match self.screen {
            Screen::Batches => return self.batches.scroll(motion),
            Screen::Members => self.members.scroll(motion),
            Screen::Cases => self.cases.scroll(motion),
            Screen::Inbox => self.inbox.scroll(motion),
            Screen::Analytics => self.analytics.scroll(motion),
            Screen::Overview | Screen::Live | Screen::Jobs => {}
        }
        Vec::new()
    }

    fn open_chosen(&mut self, guild: GuildId) -> Vec<Effect> {
        match self.screen {
            Screen::Members => self.members.open_chosen(guild),
            Screen::Cases => self.cases.open_chosen(guild),
            Screen::Inbox => self.inbox.open_chosen(guild),
            Screen::Batches => self.batches.open_chosen(),
            Screen::Overview | Screen::Live | Screen::Jobs | Screen::Analytics => Vec::new(),
        }
    }

    fn narrow(&mut self) -> Vec<Effect> {
        match self.screen {
            Screen::Batches => return self.batches.narrow(),
            Screen::Analytics => {
                return match self.guild {
                    Some(guild) => self.analytics.next_range(guild, self.now),
                    None => Vec::new(),
                };
            }
            Screen::Members => self.members.narrow(),
            Screen::Cases => self.cases.narrow(),
            Screen::Inbox => self.inbox.narrow(),
            Screen::Jobs => self.jobs.narrow(),
            Screen::Overview | Screen::Live => return Vec::new(),
        }
        self.refresh()
    }

    /// Selects members.
    fn mark(&mut self, guild: GuildId, order: Order) -> Vec<Effect> {
        let page = self.page();
        match order {
            Order::Mark => return self.members.mark(guild, page),
            Order::MarkTo => self.members.mark_to(),
            _ => {
                if let Some(told) = self.members.mark_all() {
                    self.toast(Level::Warning, told);
                }
            }
        }
        Vec::new()
    }

    fn live_order(&mut self, order: Order) {
        let page = self.page();
        match order {
            Order::Move(motion) => self.live.travel(motion, page),
            Order::Pause => self.live.pause(),
            Order::JumpToLive => self.live.jump_to_live(),
            Order::Narrow => self.live.narrow(),
            _ => {}
        }
    }

    /// Opens, keeps or clears the filter, and closes the pane.
    fn filter_order(&mut self, order: Order) -> Vec<Effect> {
        let had_pane = match (self.screen, order) {
            (Screen::Members, Order::Back) => self.members.pane.take().is_some(),
            (Screen::Cases, Order::Back) => self.cases.pane.take().is_some(),
            (Screen::Inbox, Order::Back) => self.inbox.pane.take().is_some(),
            (Screen::Batches, Order::Back) => self.batches.pane.take().is_some(),
            _ => false,
        };
        if had_pane {
            return Vec::new();
        }
        let (typing, text) = match self.screen {
            Screen::Members => (
                &mut self.members.search.typing,
                &mut self.members.search.text,
            ),
            Screen::Cases => (&mut self.cases.search.typing, &mut self.cases.search.text),
            _ => return Vec::new(),
        };
        match order {
            Order::Filter => *typing = true,
            Order::Accept => *typing = false,
            Order::Cancel | Order::Back => {
                *typing = false;
                if !text.value().is_empty() {
                    text.reset();
                    return self.refresh();
                }
                if self.screen == Screen::Members && order == Order::Back {
                    self.members.basket.clear();
                }
            }
            _ => {}
        }
        if order == Order::Filter {
            self.members.pane = None;
            self.cases.pane = None;
        }
        Vec::new()
    }
}

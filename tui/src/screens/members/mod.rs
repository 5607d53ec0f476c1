//! Members, present and past: a list under a filter, and a pane with history, cases and activity.

mod basket;
mod view;

use emperione_protocol::actions::Kind;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::members::{Member, MemberDetail, MemberFilter, Status};
use emperione_protocol::{Error, GuildId, Page, Timestamp, UserId};

use super::Target;
use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing::{Pane, Search};
use crate::remote::explain;
use basket::Basket;

pub(crate) use view::draw;

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) search: Search<MemberFilter, Member>,
    pub(crate) status: Status,
    pub(crate) pane: Option<Pane<UserRef, MemberDetail>>,
    /// Whom acts are for together; it outlives filters and other screens.
    pub(crate) basket: Basket,
    /// What is wrong with the query that is being written.
    pub(crate) fault: Option<String>,
}

/// What a text in the filter looks for: a query of members begins with `?` or has an operator in it.
fn read_filter(text: Option<String>) -> (Option<String>, Option<String>) {
    let Some(text) = text else {
        return (None, None);
    };
    match text.strip_prefix('?') {
        Some(query) if query.trim().is_empty() => (None, None),
        Some(query) => (None, Some(query.to_owned())),
        None if text.contains(['<', '>', '=', '~']) => (None, Some(text)),
        None => (Some(text), None),
    }
}

impl State {
    fn filter(&self, guild: GuildId) -> MemberFilter {
        let (text, query) = read_filter(self.search.filter_text());
        MemberFilter {
            guild,
            text,
            query,
            status: self.status,
            ..MemberFilter::default()
        }
    }

    pub(crate) fn ask(&mut self, guild: GuildId) -> Vec<Effect> {
        let filter = self.filter(guild);
        let page = self.search.ask(&filter);
        page.map(|page| Effect::Call(Call::Members { filter, page }))
            .into_iter()
            .collect()
    }

    /// Reads the list and the pane anew.
    pub(crate) fn refresh(&mut self, guild: GuildId) -> Vec<Effect> {
        let mut effects = self.ask(guild);
        if let Some(pane) = &self.pane {
            effects.push(Effect::Call(Call::Member(guild, pane.key.id)));
        }
        effects
    }

    pub(crate) fn answer(
        &mut self,
        guild: GuildId,
        filter: &MemberFilter,
        more: bool,
        result: Result<Page<Member>, Error>,
    ) -> Vec<Effect> {
        let wanted = self.filter(guild);
        if more {
            self.search.answer_more(&wanted, filter, result);
            return Vec::new();
        }
        self.fault = fault(&result);
        if self.fault.is_some() && self.search.keep() {
            return if wanted == *filter {
                Vec::new()
            } else {
                self.ask(guild)
            };
        }
        let same = |one: &Member, other: &Member| one.user.id == other.user.id;
        if self.search.answer(&wanted, filter, result, same) {
            return self.ask(guild);
        }
        Vec::new()
    }

    pub(crate) fn answer_detail(&mut self, user: UserId, result: Result<MemberDetail, Error>) {
        if let Some(pane) = &mut self.pane
            && pane.key.id == user
        {
            pane.detail.answer(result);
        }
    }

    pub(crate) fn travel(&mut self, guild: GuildId, motion: Motion, page: usize) -> Vec<Effect> {
        self.search.travel(motion, page);
        let mut effects = self.follow(guild);
        if let Some(page) = self.search.ask_more() {
            let filter = self.filter(guild);
            effects.push(Effect::Call(Call::Members { filter, page }));
        }
        effects
    }

    /// An open pane shows the chosen member.
    fn follow(&mut self, guild: GuildId) -> Vec<Effect> {
        match (&self.pane, self.search.chosen()) {
            (Some(pane), Some(member)) if pane.key.id != member.user.id => {
                let user = member.user.clone();
                self.open(guild, user)
            }
            _ => Vec::new(),
        }
    }

    /// Shows a member in the pane.
    pub(crate) fn open(&mut self, guild: GuildId, user: UserRef) -> Vec<Effect> {
        let id = user.id;
        self.pane = Some(Pane::new(user));
        vec![Effect::Call(Call::Member(guild, id))]
    }

    pub(crate) fn open_chosen(&mut self, guild: GuildId) -> Vec<Effect> {
        match self.search.chosen() {
            Some(member) => {
                let user = member.user.clone();
                self.open(guild, user)
            }
            None => Vec::new(),
        }
    }

    pub(crate) fn scroll(&mut self, motion: Motion) {
        if let Some(pane) = &mut self.pane {
            pane.scroll(motion, view::length);
        }
    }

    /// Selects the chosen member or no longer, and goes to the next.
    pub(crate) fn mark(&mut self, guild: GuildId, page: usize) -> Vec<Effect> {
        if let Some(member) = self.search.chosen() {
            self.basket.toggle(&member.user);
        }
        self.travel(guild, Motion::Down, page)
    }

    /// Selects everybody between the last one that was selected and the chosen one.
    pub(crate) fn mark_to(&mut self) {
        if let Some(list) = self.search.list.ready() {
            let users: Vec<_> = list.items.iter().map(|member| &member.user).collect();
            self.basket.reach(&users, list.chosen);
        }
    }

    /// Selects everybody whom the query finds; without one, those who are listed.
    pub(crate) fn mark_all(&mut self) -> Option<&'static str> {
        let (_, query) = read_filter(self.search.filter_text());
        if let Some(query) = query.filter(|_| self.is_query_alone()) {
            self.basket.find(query);
            return None;
        }
        let list = self.search.list.ready()?;
        let users = list.items.iter().map(|member| &member.user);
        self.basket.add_all(users);
        list.is_partial()
            .then_some("only those who are read are selected; a query such as `?bot` selects all")
    }

    /// Whether the query by itself finds those who are listed.
    fn is_query_alone(&self) -> bool {
        self.fault.is_none() && self.status == Status::Present
    }

    /// Goes through the kinds of members.
    pub(crate) fn narrow(&mut self) {
        self.status = match self.status {
            Status::Present => Status::Left,
            Status::Left => Status::Banned,
            Status::Banned => Status::TimedOut,
            Status::TimedOut => Status::Any,
            Status::Any => Status::Present,
        };
    }

    /// What the list or the pane knows of a member.
    pub(crate) fn known(&self, user: UserId) -> Option<&Member> {
        let pane = self.pane.as_ref().and_then(|pane| pane.detail.ready());
        let listed = self.search.list.ready();
        let listed = listed.map_or(&[][..], |list| &list.items);
        pane.map(|detail| &detail.member)
            .into_iter()
            .chain(listed)
            .find(|member| member.user.id == user)
    }

    /// The member in the pane, else the chosen one.
    pub(crate) fn target(&self, now: Timestamp) -> Option<Target> {
        let pane = self.pane.as_ref();
        let known = pane.and_then(|pane| pane.detail.ready());
        if let (Some(pane), None) = (pane, known) {
            return Some(Target {
                user: pane.key.clone(),
                lift: Some(Kind::Untimeout),
            });
        }
        let member = known
            .map(|detail| &detail.member)
            .or_else(|| self.search.chosen())?;
        Some(Target {
            user: member.user.clone(),
            lift: in_force(member, now),
        })
    }
}

/// What is wrong with a query, and where.
fn fault<T>(result: &Result<T, Error>) -> Option<String> {
    let error = result.as_ref().err()?;
    let column = error.column?;
    Some(format!("letter {column}: {}", explain(error)))
}

/// What lifts what is in force on a member.
fn in_force(member: &Member, now: Timestamp) -> Option<Kind> {
    if member.banned {
        return Some(Kind::Unban);
    }
    let is_timed_out = member.timed_out_until.is_some_and(|until| until > now);
    is_timed_out.then_some(Kind::Untimeout)
}

//! The members who are selected, in the order in which they were.

use std::collections::HashSet;

use emperione_protocol::UserId;
use emperione_protocol::guilds::UserRef;

use crate::dialog::Whom;
use crate::text;

#[derive(Clone, Debug, Default)]
pub(crate) struct Basket {
    users: Vec<UserRef>,
    ids: HashSet<UserId>,
    /// Who was selected last: a range begins there.
    last: Option<UserId>,
    /// Everybody whom this query finds, instead of single ones.
    query: Option<String>,
}

impl Basket {
    pub(crate) fn is_empty(&self) -> bool {
        self.users.is_empty() && self.query.is_none()
    }

    pub(crate) fn has(&self, user: UserId) -> bool {
        self.ids.contains(&user)
    }

    /// Selects somebody, or no longer.
    pub(crate) fn toggle(&mut self, user: &UserRef) {
        self.query = None;
        self.last = Some(user.id);
        if self.ids.remove(&user.id) {
            self.users.retain(|known| known.id != user.id);
        } else {
            self.add_all([user]);
        }
    }

    /// Selects everybody of a list from the last one that was selected to this place.
    pub(crate) fn reach(&mut self, list: &[&UserRef], to: usize) {
        let from = self.last;
        let from = list.iter().position(|user| Some(user.id) == from);
        let from = from.unwrap_or(to);
        let range = list.get(from.min(to)..=from.max(to)).unwrap_or_default();
        self.add_all(range.iter().copied());
        self.last = list.get(to).map(|user| user.id);
    }

    pub(crate) fn add_all<'a>(&mut self, users: impl IntoIterator<Item = &'a UserRef>) {
        self.query = None;
        for user in users {
            if self.ids.insert(user.id) {
                self.users.push(user.clone());
            }
        }
    }

    pub(crate) fn find(&mut self, query: String) {
        *self = Self {
            query: Some(query),
            ..Self::default()
        };
    }

    /// Selects nobody; false if nobody was.
    pub(crate) fn clear(&mut self) -> bool {
        let was_empty = self.is_empty();
        *self = Self::default();
        !was_empty
    }

    /// On whom acts are, if anybody is selected; a single one is a target like any other.
    pub(crate) fn whom(&self) -> Option<Whom> {
        if let Some(query) = &self.query {
            return Some(Whom::Found(query.clone()));
        }
        match &self.users[..] {
            [] => None,
            [user] => Some(Whom::one(user.clone())),
            users => Some(Whom::Some(users.to_vec())),
        }
    }

    /// In a few words, clean; none if nobody is selected.
    pub(crate) fn words(&self) -> Option<String> {
        match &self.query {
            Some(query) => Some(format!("all of `{}` selected", text::clean(query))),
            None if self.users.is_empty() => None,
            None => Some(format!("{} selected", self.users.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixtures::user;

    fn numbers(basket: &Basket) -> Vec<u64> {
        let first = user(0).id.0;
        basket.users.iter().map(|it| it.id.0 - first).collect()
    }

    #[test]
    fn a_range_goes_from_the_last_to_here_both_ways() {
        let list: Vec<_> = (0..6).map(user).collect();
        let list: Vec<_> = list.iter().collect();
        let mut basket = Basket::default();

        basket.toggle(list[3]);
        basket.reach(&list, 1);
        assert_eq!(numbers(&basket), [3, 1, 2]);

        basket.reach(&list, 4);
        assert_eq!(numbers(&basket), [3, 1, 2, 4]);

        basket.toggle(list[3]);
        assert_eq!(numbers(&basket), [1, 2, 4]);
    }

    #[test]
    fn a_range_without_a_beginning_is_one() {
        let list = [user(0), user(1)];
        let list: Vec<_> = list.iter().collect();
        let mut basket = Basket::default();

        basket.reach(&list, 1);
        assert_eq!(numbers(&basket), [1]);
        basket.reach(&list, 7);
        assert_eq!(numbers(&basket), [1]);
    }

    #[test]
    fn a_query_and_single_ones_exclude_each_other() {
        let mut basket = Basket::default();
        basket.toggle(&user(1));
        basket.find("bot".into());
        assert_eq!(basket.whom(), Some(Whom::Found("bot".into())));
        assert_eq!(basket.words().as_deref(), Some("all of `bot` selected"));

        basket.toggle(&user(2));
        assert_eq!(basket.whom(), Some(Whom::one(user(2))));
        assert!(basket.clear());
        assert!(!basket.clear());
    }
}

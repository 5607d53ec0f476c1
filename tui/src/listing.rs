//! A list that comes in pages, with one chosen item, and the search that fills it.

use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{Error, Page, PageRequest};
use tui_input::Input;

use crate::keys::Motion;
use crate::remote::Remote;

/// How many items a page has, and how near to the end the next one is asked for.
const PAGE: u32 = 100;
const NEAR_END: usize = 20;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listing<T> {
    pub(crate) items: Vec<T>,
    pub(crate) chosen: usize,
    next: Option<String>,
    /// A further page is on its way.
    asking: bool,
}

impl<T> Listing<T> {
    pub(crate) fn new(items: Vec<T>, next: Option<String>) -> Self {
        Self {
            items,
            chosen: 0,
            next,
            asking: false,
        }
    }

    pub(crate) fn chosen(&self) -> Option<&T> {
        self.items.get(self.chosen)
    }

    pub(crate) fn travel(&mut self, motion: Motion, page: usize) {
        self.chosen = travel(self.chosen, self.items.len(), motion, page);
    }

    /// Whether the daemon has more than this.
    pub(crate) fn is_partial(&self) -> bool {
        self.next.is_some()
    }

    /// Takes a newer reading, staying on the item that was chosen.
    pub(crate) fn renew(&mut self, newer: Self, same: impl Fn(&T, &T) -> bool) {
        let stay = self
            .chosen()
            .and_then(|old| newer.items.iter().position(|item| same(old, item)));
        let chosen = stay.unwrap_or(self.chosen.min(newer.items.len().saturating_sub(1)));
        *self = Self { chosen, ..newer };
    }
}

/// Where a motion leads in a list of this length.
pub(crate) fn travel(from: usize, length: usize, motion: Motion, page: usize) -> usize {
    let last = length.saturating_sub(1);
    match motion {
        Motion::Up => from.saturating_sub(1),
        Motion::Down => from.saturating_add(1).min(last),
        Motion::PageUp => from.saturating_sub(page),
        Motion::PageDown => from.saturating_add(page).min(last),
        Motion::Top => 0,
        Motion::Bottom => last,
    }
}

/// What the pane beside a list shows.
#[derive(Clone, Debug)]
pub(crate) struct Pane<K, D> {
    pub(crate) key: K,
    pub(crate) detail: Remote<D>,
    pub(crate) scroll: usize,
}

impl<K: PartialEq, D> Pane<K, D> {
    pub(crate) fn new(key: K) -> Self {
        Self {
            key,
            detail: Remote::Loading,
            scroll: 0,
        }
    }

    /// Takes what the daemon knows, unless the pane shows something else by now.
    pub(crate) fn answer(&mut self, key: &K, result: Result<D, Error>) {
        if self.key == *key {
            self.detail.answer(result);
        }
    }

    pub(crate) fn scroll(&mut self, motion: Motion, length: impl FnOnce(Option<&D>) -> usize) {
        let length = length(self.detail.ready());
        self.scroll = travel(self.scroll, length, motion, 10);
    }
}

/// A list under a filter that the daemon applies. One question is open at a time; what was typed meanwhile is
/// asked when the answer comes.
#[derive(Clone, Debug)]
pub(crate) struct Search<F, T> {
    pub(crate) text: Input,
    pub(crate) typing: bool,
    pub(crate) list: Remote<Listing<T>>,
    /// Something changed since the list was read.
    pub(crate) stale: bool,
    asked: Option<F>,
}

impl<F, T> Default for Search<F, T> {
    fn default() -> Self {
        Self {
            text: Input::default(),
            typing: false,
            list: Remote::Idle,
            stale: false,
            asked: None,
        }
    }
}

impl<F: Clone + PartialEq, T> Search<F, T> {
    /// The text of the filter, if there is one.
    pub(crate) fn filter_text(&self) -> Option<String> {
        let text = self.text.value().trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Asks for the first page, at least as long as what is shown; none if a question is open.
    pub(crate) fn ask(&mut self, filter: &F) -> Option<PageRequest> {
        if self.asked.is_some() {
            return None;
        }
        self.asked = Some(filter.clone());
        self.stale = false;
        self.list.ask();
        let shown = self.list.ready().map_or(0, |list| list.items.len());
        let limit = u32::try_from(shown)
            .unwrap_or(MAX_PAGE)
            .clamp(PAGE, MAX_PAGE);
        Some(PageRequest { after: None, limit })
    }

    /// Asks for a further page if the end is near.
    pub(crate) fn ask_more(&mut self) -> Option<PageRequest> {
        let list = self.list.ready_mut()?;
        if list.asking || list.chosen + NEAR_END < list.items.len() {
            return None;
        }
        let after = list.next.clone()?;
        list.asking = true;
        Some(PageRequest {
            after: Some(after),
            limit: PAGE,
        })
    }

    /// Asks for the next page, however far the end is.
    pub(crate) fn ask_rest(&mut self) -> Option<PageRequest> {
        let list = self.list.ready_mut().filter(|list| !list.asking)?;
        let after = list.next.clone()?;
        list.asking = true;
        Some(PageRequest {
            after: Some(after),
            limit: MAX_PAGE,
        })
    }

    /// Takes a page, the first one or a further one; true if the first must be asked for again.
    pub(crate) fn take(
        &mut self,
        wanted: &F,
        (filter, more): (&F, bool),
        result: Result<Page<T>, Error>,
        same: impl Fn(&T, &T) -> bool,
    ) -> bool {
        if more {
            self.answer_more(wanted, filter, result);
            return false;
        }
        self.answer(wanted, filter, result, same)
    }

    /// Takes the first page; true if it must be asked for again because the filter is another by now.
    pub(crate) fn answer(
        &mut self,
        wanted: &F,
        filter: &F,
        result: Result<Page<T>, Error>,
        same: impl Fn(&T, &T) -> bool,
    ) -> bool {
        self.asked = None;
        if wanted != filter {
            return true;
        }
        let result = result.map(|page| Listing::new(page.items, page.next));
        match (&mut self.list, result) {
            (Remote::Ready(list), Ok(newer)) => list.renew(newer, same),
            (list, result) => list.answer(result),
        }
        false
    }

    /// Keeps what is shown although the filter was refused; false if nothing is shown.
    pub(crate) fn keep(&mut self) -> bool {
        let shown = self.list.ready().is_some();
        if shown {
            self.asked = None;
        }
        shown
    }

    /// Takes a further page.
    pub(crate) fn answer_more(&mut self, wanted: &F, filter: &F, result: Result<Page<T>, Error>) {
        let Some(list) = self.list.ready_mut() else {
            return;
        };
        list.asking = false;
        if let (true, Ok(page)) = (wanted == filter, result) {
            list.items.extend(page.items);
            list.next = page.next;
        }
    }

    /// Forgets the open question of a lost connection, or everything when another guild is shown.
    pub(crate) fn forget(&mut self, everything: bool) {
        self.asked = None;
        self.stale = true;
        if everything {
            self.list = Remote::Idle;
        } else if let Some(list) = self.list.ready_mut() {
            list.asking = false;
        }
    }

    pub(crate) fn travel(&mut self, motion: Motion, page: usize) {
        if let Some(list) = self.list.ready_mut() {
            list.travel(motion, page);
        }
    }

    pub(crate) fn chosen(&self) -> Option<&T> {
        self.list.ready()?.chosen()
    }
}

#[cfg(test)]
mod tests {
    use emperione_protocol::ErrorKind;

    use super::*;

    fn page(items: impl IntoIterator<Item = u32>, next: Option<&str>) -> Page<u32> {
        Page {
            items: items.into_iter().collect(),
            next: next.map(Into::into),
            as_of: 0,
        }
    }

    #[test]
    fn stays_on_the_chosen_item_when_others_come_before_it() {
        let mut search = Search::<&str, u32>::default();
        search.ask(&"").unwrap();
        search.answer(&"", &"", Ok(page([3, 2, 1], None)), u32::eq);
        search.travel(Motion::Down, 10);

        search.ask(&"").unwrap();
        search.answer(&"", &"", Ok(page([5, 4, 3, 2, 1], None)), u32::eq);
        assert_eq!(search.chosen(), Some(&2));

        search.answer(&"", &"", Ok(page([5], None)), u32::eq);
        assert_eq!(search.chosen(), Some(&5));
    }

    #[test]
    fn asks_again_when_the_filter_changed_meanwhile() {
        let mut search = Search::<&str, u32>::default();
        assert!(search.ask(&"a").is_some());
        assert!(search.ask(&"al").is_none(), "one question at a time");

        assert!(search.answer(&"al", &"a", Ok(page([1], None)), u32::eq));
        assert_eq!(search.list, Remote::Loading);
    }

    #[test]
    fn asks_for_more_near_the_end_and_once() {
        let mut search = Search::<&str, u32>::default();
        search.ask(&"").unwrap();
        search.answer(&"", &"", Ok(page(0..100, Some("p2"))), u32::eq);
        assert_eq!(search.ask_more(), None);

        search.travel(Motion::Bottom, 10);
        assert_eq!(search.ask_more().unwrap().after.as_deref(), Some("p2"));
        assert_eq!(search.ask_more(), None);

        search.answer_more(&"", &"", Ok(page(100..150, None)));
        search.travel(Motion::Bottom, 10);
        assert_eq!(search.chosen(), Some(&149));
        assert_eq!(search.ask_more(), None);
        assert_eq!(search.ask(&"").unwrap().limit, 150);
    }

    #[test]
    fn a_failure_of_the_first_page_is_shown() {
        let mut search = Search::<&str, u32>::default();
        search.ask(&"").unwrap();
        search.answer(
            &"",
            &"",
            Err(Error::new(ErrorKind::Forbidden, "no")),
            u32::eq,
        );
        assert_eq!(search.list, Remote::Failed("no".into()));
    }
}

//! A field in which one of many names is chosen: by writing a part of it, or by going through those that fit.

use emperione_protocol::Error;
use tui_input::Input;

use crate::remote::Remote;
use crate::text;

/// Something with a name, such as a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) id: u64,
    /// Clean.
    pub(crate) name: String,
}

impl Named {
    pub(crate) fn new(id: u64, name: &str) -> Self {
        Self {
            id,
            name: text::clean(name),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Pick {
    pub(crate) typed: Input,
    known: Remote<Vec<Named>>,
    /// How many of those that fit are passed over; none until somebody went through them.
    skipped: Option<usize>,
}

impl Pick {
    /// Takes the names there are.
    pub(crate) fn answer(&mut self, result: Result<Vec<Named>, Error>) {
        self.known.answer(result);
    }

    pub(crate) fn known(&self) -> &Remote<Vec<Named>> {
        &self.known
    }

    /// After something was written, the first that fits is chosen.
    pub(crate) fn typed(&mut self) {
        self.skipped = None;
    }

    /// Those that fit what was written, the best first: the whole name or id, then its beginning, then a part of it.
    pub(crate) fn fitting(&self) -> Vec<&Named> {
        let wanted = self.typed.value().trim().to_lowercase();
        let known = self.known.ready().map_or(&[][..], Vec::as_slice);
        let mut found: Vec<_> = known
            .iter()
            .filter_map(|named| Some((how_well(named, &wanted)?, named)))
            .collect();
        found.sort_by_key(|(how, _)| *how);
        found.into_iter().map(|(_, named)| named).collect()
    }

    /// Which of those that fit is chosen: nothing before somebody wrote or chose.
    pub(crate) fn place(&self) -> Option<usize> {
        let last = self.fitting().len().checked_sub(1)?;
        match self.skipped {
            None if self.typed.value().trim().is_empty() => None,
            skipped => Some(skipped.unwrap_or(0).min(last)),
        }
    }

    pub(crate) fn chosen(&self) -> Option<&Named> {
        self.fitting().get(self.place()?).copied()
    }

    /// Goes to the next that fits, or the one before.
    pub(crate) fn step(&mut self, forward: bool) {
        let n = self.fitting().len().max(1);
        let next = match self.place() {
            None if forward => 0,
            None => n - 1,
            Some(place) => (place + if forward { 1 } else { n - 1 }) % n,
        };
        self.skipped = Some(next);
    }
}

/// Lower is better; none if it does not fit.
fn how_well(named: &Named, wanted: &str) -> Option<u8> {
    let name = named.name.to_lowercase();
    match () {
        () if name == wanted || named.id.to_string() == wanted => Some(0),
        () if name.starts_with(wanted) => Some(1),
        () if name.contains(wanted) => Some(2),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(typed: &str) -> Pick {
        let names = ["Quiet", "Regular", "Quiet zone", "very quiet"];
        let known = (1..).zip(names).map(|(id, name)| Named::new(id, name));
        let mut pick = Pick {
            typed: Input::new(typed.into()),
            ..Pick::default()
        };
        pick.answer(Ok(known.collect()));
        pick
    }

    #[test]
    fn the_best_fit_comes_first() {
        let found = |typed| {
            let pick = pick(typed);
            pick.fitting().iter().map(|it| it.id).collect::<Vec<_>>()
        };
        assert_eq!(found("QUIET"), [1, 3, 4]);
        assert_eq!(found("2"), [2]);
        assert_eq!(found(""), [1, 2, 3, 4]);
        assert!(found("zz").is_empty());
    }

    #[test]
    fn nothing_is_chosen_by_itself() {
        let mut pick = pick("");
        assert_eq!(pick.chosen(), None);
        pick.step(true);
        assert_eq!(pick.chosen().map(|it| it.id), Some(1));
    }

    #[test]
    fn goes_round_and_begins_anew_with_another_text() {
        let mut pick = pick("quiet");
        pick.step(false);
        assert_eq!(pick.chosen().map(|it| it.id), Some(4));
        pick.step(true);
        assert_eq!(pick.chosen().map(|it| it.id), Some(1));
        pick.step(true);
        pick.typed = Input::new("zz".into());
        pick.typed();
        assert_eq!(pick.chosen(), None);
        pick.step(true);
        assert_eq!(pick.place(), None);
    }
}

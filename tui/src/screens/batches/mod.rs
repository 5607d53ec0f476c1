//! Batches: what was begun on many, how far each is, and what became of everybody.

mod view;

use emperione_protocol::actions::State as ActionState;
use emperione_protocol::batches::{Batch, BatchLine, BatchState};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{BatchId, Error, GuildId, Page};

use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing::Search;
use crate::remote::Remote;
use crate::{format, text};

pub(crate) use view::draw;

/// What a key does with a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Pause,
    Resume,
    Cancel,
    Approve,
}

impl Turn {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
            Self::Approve => "approve",
        }
    }

    /// What `y` does in the question before it.
    pub(crate) fn deed(self) -> &'static str {
        match self {
            Self::Pause => " pauses it, ",
            Self::Resume => " lets it go on, ",
            Self::Cancel => " cancels it, ",
            Self::Approve => " approves it, ",
        }
    }

    /// Whether it fits how a batch stands.
    fn fits(self, state: BatchState) -> bool {
        match self {
            Self::Pause => state == BatchState::Running,
            Self::Resume => state == BatchState::Paused,
            Self::Cancel => !state.is_final(),
            Self::Approve => state == BatchState::Waiting,
        }
    }
}

/// A batch, opened.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) id: BatchId,
    pub(crate) batch: Remote<Batch>,
    pub(crate) lines: Search<BatchId, BatchLine>,
    /// Only those for whom it went wrong.
    pub(crate) only_wrong: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) search: Search<GuildId, Batch>,
    pub(crate) pane: Option<Shown>,
}

impl State {
    /// Reads the list and the pane anew.
    pub(crate) fn refresh(&mut self, guild: GuildId) -> Vec<Effect> {
        let page = self.search.ask(&guild);
        let list = page.map(|page| Effect::Call(Call::Batches { guild, page }));
        let shown = self.pane.as_mut().map_or_else(Vec::new, Shown::ask);
        list.into_iter().chain(shown).collect()
    }

    pub(crate) fn answer(
        &mut self,
        guild: GuildId,
        (of, more): (GuildId, bool),
        result: Result<Page<Batch>, Error>,
    ) -> Vec<Effect> {
        let same = |one: &Batch, other: &Batch| one.id == other.id;
        if self.search.take(&guild, (&of, more), result, same) {
            return self.refresh(guild);
        }
        self.choose_shown();
        Vec::new()
    }

    /// The batch of the pane is the chosen one: one that was just begun comes into the list later.
    fn choose_shown(&mut self) {
        if let (Some(shown), Some(list)) = (&self.pane, self.search.list.ready_mut()) {
            let at = list.items.iter().position(|batch| batch.id == shown.id);
            list.chosen = at.unwrap_or(list.chosen);
        }
    }

    /// Takes how a batch stands, in the list and in the pane.
    pub(crate) fn answer_batch(&mut self, id: BatchId, result: Result<Batch, Error>) {
        if let (Ok(batch), Some(list)) = (&result, self.search.list.ready_mut())
            && let Some(known) = list.items.iter_mut().find(|known| known.id == id)
        {
            known.clone_from(batch);
        }
        if let Some(shown) = self.pane.as_mut().filter(|shown| shown.id == id) {
            shown.batch.answer(result);
        }
    }

    pub(crate) fn answer_lines(
        &mut self,
        id: BatchId,
        more: bool,
        result: Result<Page<BatchLine>, Error>,
    ) -> Vec<Effect> {
        let Some(shown) = self.pane.as_mut().filter(|shown| shown.id == id) else {
            return Vec::new();
        };
        let same = |one: &BatchLine, other: &BatchLine| one.target.id == other.target.id;
        shown.lines.take(&id, (&id, more), result, same);
        shown.ask_rest()
    }

    pub(crate) fn travel(&mut self, guild: GuildId, motion: Motion, page: usize) -> Vec<Effect> {
        self.search.travel(motion, page);
        let mut effects = match (&self.pane, self.search.chosen()) {
            (Some(shown), Some(batch)) if shown.id != batch.id => {
                let id = batch.id;
                self.open(id)
            }
            _ => Vec::new(),
        };
        if let Some(page) = self.search.ask_more() {
            effects.push(Effect::Call(Call::Batches { guild, page }));
        }
        effects
    }

    /// Shows a batch in the pane.
    pub(crate) fn open(&mut self, id: BatchId) -> Vec<Effect> {
        let mut shown = Shown {
            id,
            batch: Remote::Loading,
            lines: Search::default(),
            only_wrong: false,
        };
        let effects = shown.ask();
        self.pane = Some(shown);
        self.choose_shown();
        effects
    }

    pub(crate) fn open_chosen(&mut self) -> Vec<Effect> {
        let id = self.search.chosen().map(|batch| batch.id);
        id.map_or_else(Vec::new, |id| self.open(id))
    }

    /// Goes through the lines of the pane.
    pub(crate) fn scroll(&mut self, motion: Motion) -> Vec<Effect> {
        let Some(shown) = &mut self.pane else {
            return Vec::new();
        };
        shown.lines.travel(motion, 10);
        let (id, page) = (shown.id, shown.lines.ask_more());
        page.map(|page| Effect::Call(Call::BatchLines { id, page }))
            .into_iter()
            .collect()
    }

    /// Shows everybody, or only those for whom it went wrong.
    pub(crate) fn narrow(&mut self) -> Vec<Effect> {
        let Some(shown) = &mut self.pane else {
            return Vec::new();
        };
        shown.only_wrong = !shown.only_wrong;
        shown.ask_rest()
    }

    /// The batch in the pane, else the chosen one.
    pub(crate) fn current(&self) -> Option<&Batch> {
        match &self.pane {
            Some(shown) => shown.batch.ready(),
            None => self.search.chosen(),
        }
    }

    /// What pausing means for the batch as it stands.
    pub(crate) fn halt(&self) -> Turn {
        match self.current().map(|batch| batch.state) {
            Some(BatchState::Paused) => Turn::Resume,
            _ => Turn::Pause,
        }
    }

    /// Why a key does nothing, if it does nothing.
    pub(crate) fn unfit(&self, turn: Turn) -> Option<String> {
        let Some(batch) = self.current() else {
            return Some("no batch is chosen".into());
        };
        let state = batch.state.word();
        (!turn.fits(batch.state)).then(|| format!("batch {} is {state}", batch.id))
    }
}

impl Shown {
    fn ask(&mut self) -> Vec<Effect> {
        let id = self.id;
        let mut effects = vec![Effect::Call(Call::Batch(id))];
        // Reading anew would cut off what somebody scrolled to behind the longest page.
        let read = self.lines.list.ready().map_or(0, |list| list.items.len());
        if read <= MAX_PAGE as usize {
            let page = self.lines.ask(&id);
            effects.extend(page.map(|page| Effect::Call(Call::BatchLines { id, page })));
        }
        effects
    }

    /// What went wrong may be anywhere, so that all lines are read for it.
    fn ask_rest(&mut self) -> Vec<Effect> {
        if !self.only_wrong {
            return Vec::new();
        }
        let (id, page) = (self.id, self.lines.ask_rest());
        page.map(|page| Effect::Call(Call::BatchLines { id, page }))
            .into_iter()
            .collect()
    }
}

/// Whether it went wrong for a target.
pub(crate) fn is_wrong(line: &BatchLine) -> bool {
    let failed = line.state == Some(ActionState::Failed);
    failed || (line.action.is_none() && line.error.is_some())
}

/// A batch in a sentence, clean.
pub(crate) fn summary(batch: &Batch) -> String {
    let parts = [
        (batch.applied, "applied"),
        (batch.failed, "failed"),
        (batch.refused, "refused"),
        (batch.total.saturating_sub(batch.ended()), "left"),
    ];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0);
    let parts: Vec<_> = parts
        .map(|(n, what)| format!("{} {what}", format::count(n)))
        .collect();
    let halted = batch.halted.as_deref().map(text::clean);
    let halted = halted.map_or(String::new(), |why| format!(" ({why})"));
    let (kind, state) = (batch.act.kind.word(), batch.state.word());
    format!("{kind} {state}{halted}: {}", parts.join(", "))
}

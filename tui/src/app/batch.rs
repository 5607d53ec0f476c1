//! What becomes of batches and of what is written into cases.

use emperione_protocol::batches::{Batch, BatchRequest, BatchState};
use emperione_protocol::cases::{Case, EditRequest, Edited};
use emperione_protocol::events::Body;
use emperione_protocol::{ActionId, BatchId, Error};

use super::answer::is_gone;
use super::{Done, State};
use crate::dialog::Dialog;
use crate::dialog::edit::Wish;
use crate::effect::{Call, Effect};
use crate::format;
use crate::message::Answer;
use crate::remote::explain;
use crate::screens::Screen;
use crate::screens::batches::summary;
use crate::text;
use crate::widgets::toast::{Level, Toast};

impl State {
    /// Takes what is about batches or edits.
    pub(super) fn took_batch(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Plan(planning, result) => {
                if let Some(Dialog::Many(many)) = &mut self.dialog {
                    many.planned(&planning, result);
                }
                Vec::new()
            }
            Answer::Created(request, result) => self.created(&request, result),
            Answer::Batch(id, result) => {
                if let Ok(batch) = &result
                    && self.watched.contains(&id)
                {
                    self.tell_batch(batch);
                }
                self.batches.answer_batch(id, result);
                Vec::new()
            }
            Answer::BatchLines { id, more, result } => self.batches.answer_lines(id, more, result),
            Answer::Turned(id, result) => self.turned(id, result),
            Answer::Edited(request, result) => self.edited(&request, result),
            Answer::Retimed(number, length, result) => self.retimed(number, length, result),
            _ => Vec::new(),
        }
    }

    fn created(&mut self, request: &BatchRequest, result: Result<Batch, Error>) -> Vec<Effect> {
        if result.as_ref().is_err_and(is_gone) {
            return Vec::new();
        }
        self.answered(&Call::Create(Box::new(request.clone())));
        let is_shown = match &self.dialog {
            Some(Dialog::Many(many)) => many.sending() == Some(request),
            _ => false,
        };
        let batch = match (result, &mut self.dialog) {
            (Ok(batch), _) => batch,
            (Err(error), Some(Dialog::Many(many))) if is_shown => return many.refused(&error),
            (Err(error), _) => {
                self.toast(Level::Alert, explain(&error));
                return Vec::new();
            }
        };
        match batch.undoes {
            Some(id) => self.done.retain(|done| *done != Done::Batch(id)),
            None => self.done.push(Done::Batch(batch.id)),
        }
        self.members.basket.clear();
        self.watched.push(batch.id);
        self.tell_batch(&batch);
        if !is_shown {
            return Vec::new();
        }
        self.dialog = None;
        let mut effects = self.show(Screen::Batches);
        effects.extend(self.batches.open(batch.id));
        effects
    }

    fn turned(&mut self, id: BatchId, result: Result<Batch, Error>) -> Vec<Effect> {
        match &result {
            Ok(batch) => {
                if !self.watched.contains(&id) {
                    self.watched.push(id);
                }
                self.tell_batch(batch);
            }
            Err(error) => self.toast(Level::Alert, explain(error)),
        }
        if result.is_ok() {
            self.batches.answer_batch(id, result);
        }
        Vec::new()
    }

    /// One toast per batch says how far it is.
    fn tell_batch(&mut self, batch: &Batch) {
        let level = match batch.state {
            BatchState::Waiting | BatchState::Running => Level::Waiting,
            BatchState::Paused | BatchState::Cancelled => Level::Warning,
            BatchState::Done if batch.failed + batch.refused > 0 => Level::Warning,
            BatchState::Done => Level::Good,
        };
        let told = match batch.state {
            BatchState::Waiting => format!("{}: a second person has to approve it", summary(batch)),
            _ => summary(batch),
        };
        if batch.state.is_final() {
            self.watched.retain(|id| *id != batch.id);
        }
        self.put_batch_toast(batch.id, Toast::new(level, told));
    }

    fn put_batch_toast(&mut self, id: BatchId, toast: Toast) {
        let id = ActionId(id.0);
        self.toasts.retain(|toast| toast.action != Some(id));
        self.toasts.push(toast.of(id));
    }

    /// A batch came further: those that are watched tell it; how it ended is asked for.
    pub(super) fn batch_came_further(&mut self, body: &Body) -> Option<Effect> {
        let Body::Batch {
            id,
            action,
            state,
            ended,
            total,
        } = body
        else {
            return None;
        };
        self.batches.search.stale = true;
        if !self.watched.contains(id) {
            return None;
        }
        if *state != BatchState::Running {
            return Some(Effect::Call(Call::Batch(*id)));
        }
        let counts = format!("{} of {}", format::count(*ended), format::count(*total));
        let told = format!("{} running: {counts}", action.word());
        self.put_batch_toast(*id, Toast::new(Level::Waiting, told));
        None
    }

    fn edited(&mut self, request: &EditRequest, result: Result<Edited, Error>) -> Vec<Effect> {
        if request.dry_run {
            if let Some(Dialog::Edit(edit)) = &mut self.dialog {
                edit.checked(request, result);
            }
            return Vec::new();
        }
        let told = result.map(|edited| {
            let said = text::clean(&edited.entry.kind);
            format!("case {}: {said}", request.number)
        });
        self.wrote(&Wish::Edit(request.clone()), told)
    }

    fn retimed(
        &mut self,
        number: u64,
        length: Option<u64>,
        result: Result<Case, Error>,
    ) -> Vec<Effect> {
        let told = result.map(|case| match case.until {
            Some(at) => {
                let left = format::duration(at.0.abs_diff(self.now.0));
                format!("case {number} ends in {left}")
            }
            None => format!("case {number} lasts until somebody ends it"),
        });
        self.wrote(&Wish::Retime(length), told)
    }

    /// Something was written into a case, or not.
    fn wrote(&mut self, wish: &Wish, result: Result<String, Error>) -> Vec<Effect> {
        let shown = match &mut self.dialog {
            Some(Dialog::Edit(edit)) if edit.sends(wish) => Some(edit),
            _ => None,
        };
        match (result, shown) {
            (Ok(told), shown) => {
                if shown.is_some() {
                    self.dialog = None;
                }
                self.toast(Level::Good, told);
            }
            (Err(error), Some(edit)) => edit.refused(&error),
            (Err(error), None) => self.toast(Level::Alert, explain(&error)),
        }
        if self.screen == Screen::Cases {
            return self.refresh();
        }
        Vec::new()
    }
}

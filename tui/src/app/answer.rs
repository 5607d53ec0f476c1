//! What the daemon's answers change.

use emperione_protocol::events::{Batch, Body, Event};
use emperione_protocol::guilds::Guild;
use emperione_protocol::system::Status;
use emperione_protocol::{Error, ErrorKind, GuildId};

use super::{Link, State};
use crate::dialog::Dialog;
use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::remote::{Remote, explain};
use crate::widgets::toast::Level;

/// How much of the log before now the live feed begins with.
const LOOK_BACK: u64 = 300;

/// Whether the connection is gone.
pub(super) fn is_gone(error: &Error) -> bool {
    error.kind == ErrorKind::Unreachable
}

impl State {
    pub(super) fn answer(&mut self, answer: Answer) -> Vec<Effect> {
        let guild = self.guild;
        match (answer, guild) {
            (Answer::Status(result), _) => self.took_status(result),
            (Answer::Guilds(result), _) => self.took_guilds(result),
            (Answer::Events(result), _) => self.took_events(result),
            (Answer::Overview(of, result), Some(guild)) if of == guild => {
                self.overview.answer(result);
                Vec::new()
            }
            (Answer::Counts(of, result), Some(guild)) if of == guild => {
                self.counts.answer(result);
                Vec::new()
            }
            (Answer::Messages(of, Ok(messages)), Some(guild)) if of == guild => {
                self.live.messages(guild, messages).into_iter().collect()
            }
            (Answer::Messages(of, Err(_)), Some(guild)) if of == guild => {
                self.live.not_read();
                Vec::new()
            }
            (
                answer @ (Answer::Members { .. }
                | Answer::Cases { .. }
                | Answer::Inbox { .. }
                | Answer::Batches { .. }),
                Some(guild),
            ) => self.took_page(guild, answer),
            (
                answer @ (Answer::Member(..)
                | Answer::Case(..)
                | Answer::Changes(..)
                | Answer::Item(..)),
                _,
            ) => self.took_detail(answer),
            (
                answer @ (Answer::Plan(..)
                | Answer::Created(..)
                | Answer::Batch(..)
                | Answer::BatchLines { .. }
                | Answer::Turned(..)
                | Answer::Edited(..)
                | Answer::Retimed(..)),
                _,
            ) => self.took_batch(answer),
            (Answer::ItemChanged(number, result), _) => self.item_changed(number, result),
            (Answer::Merged(number, result), _) => self.merged(number, result),
            (Answer::Metrics(result), Some(guild)) => {
                self.analytics.took_metrics(result, (guild, self.now))
            }
            (Answer::Figures(question, result), _) => {
                self.analytics.took(&question, result);
                Vec::new()
            }
            (answer @ (Answer::Jobs(..) | Answer::JobKinds(_) | Answer::JobChanged(_)), _) => {
                self.took_jobs(answer)
            }
            (answer, _) => self.took_action(answer),
        }
    }

    /// Takes a page of a list of the shown guild.
    fn took_page(&mut self, guild: GuildId, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Members {
                filter,
                more,
                result,
            } if filter.guild == guild => self.members.answer(guild, &filter, more, result),
            Answer::Cases {
                filter,
                more,
                result,
            } if filter.guild == Some(guild) => self.cases.answer(guild, &filter, more, result),
            Answer::Inbox {
                filter,
                more,
                result,
            } if filter.guild == Some(guild) => self.inbox.answer(guild, &filter, more, result),
            Answer::Batches {
                guild: of,
                more,
                result,
            } if of == guild => self.batches.answer(guild, (of, more), result),
            _ => Vec::new(),
        }
    }

    /// Takes what a pane shows, or a dialog waits for.
    fn took_detail(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Member(user, result) => {
                if let Some(Dialog::Menu(menu)) = &mut self.dialog {
                    menu.member(user, &result);
                }
                self.members.answer_detail(user, result);
            }
            Answer::Case(number, result) => {
                let effects = self.open_read(number, &result);
                self.cases.answer_detail(number, result);
                return effects;
            }
            Answer::Changes(number, result) => self.cases.answer_changes(number, result),
            Answer::Item(number, result) => self.inbox.answer_detail(number, result),
            _ => {}
        }
        Vec::new()
    }

    fn took_status(&mut self, result: Result<Status, Error>) -> Vec<Effect> {
        let now = result.as_ref().ok().map(|status| status.now);
        self.status.answer(result);
        let Some(now) = now else {
            return Vec::new();
        };
        self.now = now;
        self.ahead = now.0.saturating_sub(self.local.0);
        self.follow()
    }

    /// Begins to wait for events, where the log was left or a little before its end.
    fn follow(&mut self) -> Vec<Effect> {
        let Some(status) = self.status.ready() else {
            return Vec::new();
        };
        if self.following || self.link != Link::Up {
            return Vec::new();
        }
        self.following = true;
        let last = status.last_event;
        let cursor = self.cursor.filter(|cursor| *cursor <= last);
        let after = Some(cursor.unwrap_or(last.saturating_sub(LOOK_BACK)));
        vec![Effect::Call(Call::Events { after })]
    }

    fn took_guilds(&mut self, result: Result<Vec<Guild>, Error>) -> Vec<Effect> {
        self.guilds.answer(result);
        let first = self.guilds.ready().and_then(|guilds| guilds.first());
        match (self.guild, first.map(|guild| guild.id)) {
            (None, Some(first)) => self.show_guild(first),
            _ => Vec::new(),
        }
    }

    pub(super) fn show_guild(&mut self, guild: GuildId) -> Vec<Effect> {
        let is_other = self.guild.is_some_and(|shown| shown != guild);
        self.guild = Some(guild);
        if is_other {
            self.overview = Remote::Idle;
            self.counts = Remote::Idle;
            self.live.forget(true);
            self.members.search.forget(true);
            self.cases.search.forget(true);
            self.inbox.search.forget(true);
            self.batches.search.forget(true);
            self.batches.pane = None;
            self.analytics.forget();
            self.members.basket.clear();
            self.done.clear();
            self.members.pane = None;
            self.cases.pane = None;
            self.inbox.pane = None;
        }
        let mut effects = self.refresh();
        effects.extend(self.live.read(guild));
        effects
    }

    fn took_events(&mut self, result: Result<Batch, Error>) -> Vec<Effect> {
        let batch = match result {
            Ok(batch) => batch,
            Err(error) if is_gone(&error) => return Vec::new(),
            Err(error) => {
                // Without this the daemon's refusal would be asked for sixteen times a second.
                self.following = false;
                self.toast(Level::Alert, explain(&error));
                return Vec::new();
            }
        };
        self.cursor = Some(batch.next);
        self.tries = 0;
        let mut effects = vec![Effect::Call(Call::Events {
            after: Some(batch.next),
        })];
        if batch.lagged {
            self.toast(
                Level::Warning,
                "events were missed while away: the lists are read anew",
            );
            effects.extend(self.refresh());
        }
        if let Some(guild) = self.guild {
            effects.extend(self.take(guild, batch.events));
        }
        effects
    }

    /// Takes the events of the shown guild and of the daemon itself.
    fn take(&mut self, guild: GuildId, mut events: Vec<Event>) -> Vec<Effect> {
        events.retain(|event| event.guild.is_none_or(|of| of == guild));
        let mut effects = Vec::new();
        for event in &events {
            self.now = self.now.max(event.at);
            self.age(&event.body);
            effects.extend(self.batch_came_further(&event.body));
        }
        effects.extend(self.live.events(guild, &events));
        effects
    }

    /// Marks what an event made old.
    fn age(&mut self, body: &Body) {
        self.stale.overview = true;
        self.analytics.stale = true;
        match body {
            Body::Action { .. } | Body::CaseOpened { .. } | Body::CaseChanged { .. } => {
                self.cases.search.stale = true;
                self.members.search.stale = true;
            }
            Body::InboxChanged { .. } => self.inbox.search.stale = true,
            Body::MemberJoined { .. }
            | Body::MemberLeft { .. }
            | Body::MemberChanged { .. }
            | Body::MemberBanned { .. }
            | Body::MemberUnbanned { .. } => self.members.search.stale = true,
            _ => {}
        }
    }

    fn took_jobs(&mut self, answer: Answer) -> Vec<Effect> {
        match answer {
            Answer::Jobs(state, result) => self.jobs.answer(state, result),
            Answer::JobKinds(result) => self.jobs.answer_kinds(result),
            Answer::JobChanged(result) => {
                match result {
                    Ok(done) => self.toast(Level::Good, done),
                    Err(error) => self.toast(Level::Alert, explain(&error)),
                }
                return self.jobs.ask();
            }
            _ => {}
        }
        Vec::new()
    }
}

//! The live feed: messages and events in one stream, newest at the bottom. Messages are read when the log says
//! that there are some, so both kinds are put in their place by time.

mod facts;
mod view;

use std::collections::VecDeque;

use emperione_protocol::actions::{Kind, Subject};
use emperione_protocol::events::{Body, Event};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::messages::Message;
use emperione_protocol::{GuildId, MessageId, Timestamp};

use super::Target;
use crate::effect::{Call, Effect};
use crate::keys::Motion;
use crate::listing;

pub(crate) use facts::fact;
pub(crate) use view::draw;

/// How many rows are kept.
pub(crate) const RING: usize = 10_000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Message(Message),
    Event(Event),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The order of arrival.
    arrival: u64,
    pub(crate) at: Timestamp,
    pub(crate) what: What,
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Show {
    #[default]
    Both,
    Messages,
    Events,
}

/// The feed stands still: rows that arrived later are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Paused {
    last_arrival: u64,
    /// How many rows above the newest one the chosen one is.
    back: usize,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    rows: VecDeque<Row>,
    arrivals: u64,
    pub(crate) show: Show,
    paused: Option<Paused>,
    newest_message: Option<MessageId>,
    /// A reading of messages is under way; and the log spoke of others meanwhile.
    reading: bool,
    behind: bool,
    /// Edits or deletions came: the newest messages are read again.
    changed: bool,
}

impl State {
    /// Takes events of the log and asks for the messages that they speak of.
    pub(crate) fn events(&mut self, guild: GuildId, events: &[Event]) -> Option<Effect> {
        for event in events {
            match &event.body {
                Body::Messages {
                    edited, deleted, ..
                } => {
                    self.behind = true;
                    self.changed |= edited + deleted > 0;
                }
                Body::Unknown => {}
                _ => self.push(event.at, What::Event(event.clone())),
            }
        }
        if self.behind { self.read(guild) } else { None }
    }

    /// Asks for messages, unless a reading is under way.
    pub(crate) fn read(&mut self, guild: GuildId) -> Option<Effect> {
        if self.reading {
            self.behind = true;
            return None;
        }
        let after = self.newest_message.filter(|_| !self.changed);
        (self.reading, self.behind, self.changed) = (true, false, false);
        Some(Effect::Call(Call::Messages { guild, after }))
    }

    /// Takes messages; those that are known are replaced, as they may have been edited or deleted.
    pub(crate) fn messages(&mut self, guild: GuildId, messages: Vec<Message>) -> Option<Effect> {
        self.reading = false;
        for message in messages {
            self.newest_message = self.newest_message.max(Some(message.id));
            match self.find(&message) {
                Some(place) => self.rows[place].what = What::Message(message),
                None => self.push(message.at, What::Message(message)),
            }
        }
        if self.behind { self.read(guild) } else { None }
    }

    /// The reading failed; the next event asks again.
    pub(crate) fn not_read(&mut self) {
        self.reading = false;
        self.behind = true;
    }

    fn find(&self, message: &Message) -> Option<usize> {
        let first = self.rows.partition_point(|row| row.at < message.at);
        (first..self.rows.len())
            .take_while(|place| self.rows[*place].at == message.at)
            .find(|place| {
                matches!(&self.rows[*place].what, What::Message(known) if known.id == message.id)
            })
    }

    fn push(&mut self, at: Timestamp, what: What) {
        if self.rows.len() == RING {
            self.rows.pop_front();
        }
        self.arrivals += 1;
        let place = self.rows.partition_point(|row| row.at <= at);
        let row = Row {
            arrival: self.arrivals,
            at,
            what,
        };
        self.rows.insert(place, row);
    }

    fn is_shown(&self, row: &Row) -> bool {
        let fits = match self.show {
            Show::Both => true,
            Show::Messages => matches!(row.what, What::Message(_)),
            Show::Events => matches!(row.what, What::Event(_)),
        };
        fits && self
            .paused
            .is_none_or(|paused| row.arrival <= paused.last_arrival)
    }

    /// The rows that can be seen, newest first.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().rev().filter(|row| self.is_shown(row))
    }

    /// The newest facts of the log that are no messages, newest first.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &Event> {
        self.rows.iter().rev().filter_map(|row| match &row.what {
            What::Event(event) => Some(event),
            What::Message(_) => None,
        })
    }

    pub(crate) fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// How many rows arrived since the pause.
    pub(crate) fn waiting(&self) -> u64 {
        self.paused
            .map_or(0, |paused| self.arrivals - paused.last_arrival)
    }

    fn back(&self) -> Option<usize> {
        self.paused.map(|paused| paused.back)
    }

    pub(crate) fn pause(&mut self) {
        self.paused = match self.paused {
            Some(_) => None,
            None => Some(Paused {
                last_arrival: self.arrivals,
                back: 0,
            }),
        };
    }

    pub(crate) fn jump_to_live(&mut self) {
        self.paused = None;
    }

    /// Moving stops the feed, so that what is read does not run away; the end lets it run.
    pub(crate) fn travel(&mut self, motion: Motion, page: usize) {
        if motion == Motion::Bottom {
            self.paused = None;
            return;
        }
        if self.paused.is_none() {
            self.pause();
        }
        let length = self.shown().count();
        let upside_down = match motion {
            Motion::Up => Motion::Down,
            Motion::Down => Motion::Up,
            Motion::PageUp => Motion::PageDown,
            Motion::PageDown => Motion::PageUp,
            Motion::Top | Motion::Bottom => Motion::Bottom,
        };
        if let Some(paused) = &mut self.paused {
            paused.back = listing::travel(paused.back, length, upside_down, page);
        }
    }

    /// Shows messages, events or both.
    pub(crate) fn narrow(&mut self) {
        self.show = match self.show {
            Show::Both => Show::Messages,
            Show::Messages => Show::Events,
            Show::Events => Show::Both,
        };
        if let Some(paused) = &mut self.paused {
            paused.back = 0;
        }
    }

    pub(crate) fn forget(&mut self, everything: bool) {
        self.reading = false;
        if everything {
            *self = Self {
                show: self.show,
                ..Self::default()
            };
        }
    }

    /// Who did, or suffered, the chosen row.
    pub(crate) fn target(&self) -> Option<Target> {
        let row = self.shown().nth(self.back()?)?;
        match &row.what {
            What::Message(message) => Some(Target {
                user: message.author.clone(),
                lift: Some(Kind::Untimeout),
            }),
            What::Event(event) => {
                let (user, lift) = subject(&event.body)?;
                Some(Target {
                    user: user.clone(),
                    lift: Some(lift),
                })
            }
        }
    }
}

/// Whom a fact is about, and what could lift what was done to them.
fn subject(body: &Body) -> Option<(&UserRef, Kind)> {
    match body {
        Body::MemberBanned { user } => Some((user, Kind::Unban)),
        Body::MemberJoined { user }
        | Body::MemberLeft { user }
        | Body::MemberChanged { user, .. }
        | Body::MemberUnbanned { user }
        | Body::VoiceJoined { user, .. }
        | Body::VoiceLeft { user, .. }
        | Body::AutoMod { user, .. } => Some((user, Kind::Untimeout)),
        Body::Action { action, target, .. } | Body::CaseOpened { action, target, .. }
            if action.subject() == Subject::Member =>
        {
            let lift = if *action == Kind::Ban {
                Kind::Unban
            } else {
                Kind::Untimeout
            };
            Some((target, lift))
        }
        _ => None,
    }
}

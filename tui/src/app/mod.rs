//! The whole dashboard as a value: what it knows, where it is, and what is open over it. `update` changes it,
//! `view` draws it; neither waits, reads a clock or talks to anybody.

mod act;
mod answer;
mod batch;
mod command;
mod lists;
mod open;
mod order;
mod unable;
mod update;
mod view;

use emperione_protocol::analytics::Overview;
use emperione_protocol::guilds::Guild;
use emperione_protocol::live::Live;
use emperione_protocol::system::Status;
use emperione_protocol::{ActionId, BatchId, GuildId, Timestamp};
use jiff::tz::TimeZone;

use crate::dialog::Dialog;
use crate::effect::Call;
use crate::keys::Context;
use crate::options::Options;
use crate::remote::Remote;
use crate::screens::{Screen, Target, analytics, batches, cases, inbox, jobs, live, members};
use crate::theme::Look;
use crate::widgets::toast::{Level, Toast};
use crate::{Exit, line, text};

/// The connection to the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Connecting,
    Up,
    /// Lost, for this reason; the next try is under way or about to be.
    Lost(String),
}

/// What became old since it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stale {
    overview: bool,
    jobs: bool,
}

/// Something that was done from here and can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Case(u64),
    Batch(BatchId),
}

#[derive(Debug)]
pub(crate) struct State {
    /// The daemon's time, as far as it is known.
    pub(crate) now: Timestamp,
    /// This machine's time, and what the daemon's is ahead of it, in milliseconds.
    local: Timestamp,
    ahead: i64,
    ticks: u64,
    pub(crate) zone: TimeZone,
    pub(crate) size: (u16, u16),
    pub(crate) look: Look,
    pub(crate) banner: Option<String>,
    pub(crate) link: Link,
    /// How often it was tried to connect since events last came.
    pub(crate) tries: u32,
    /// The number of the last event that was taken.
    cursor: Option<u64>,
    /// A wait for events is under way on this connection.
    following: bool,
    pub(crate) guilds: Remote<Vec<Guild>>,
    pub(crate) guild: Option<GuildId>,
    pub(crate) status: Remote<Status>,
    pub(crate) overview: Remote<Overview>,
    /// The last hour, by the minute.
    pub(crate) counts: Remote<Live>,
    stale: Stale,
    pub(crate) screen: Screen,
    pub(crate) live: live::State,
    pub(crate) members: members::State,
    pub(crate) cases: cases::State,
    pub(crate) inbox: inbox::State,
    pub(crate) jobs: jobs::State,
    pub(crate) batches: batches::State,
    pub(crate) analytics: analytics::State,
    pub(crate) dialog: Option<Dialog>,
    /// How far the help page is scrolled, if it is open.
    pub(crate) help: Option<u16>,
    pub(crate) line: Option<line::State>,
    history: Vec<String>,
    pub(crate) toasts: Vec<Toast>,
    /// Requests whose answer is not known: sent again, with the same id, on a new connection.
    unanswered: Vec<Call>,
    /// Actions that are not final, and those of them whose wait failed and begins anew with the next tick.
    running: Vec<ActionId>,
    not_waited: Vec<ActionId>,
    /// Batches that were begun or turned from here and have not ended.
    watched: Vec<BatchId>,
    /// What was done from here, the last one last.
    done: Vec<Done>,
    pub(crate) exit: Option<Exit>,
}

impl State {
    pub(crate) fn new(options: &Options, zone: TimeZone, size: (u16, u16)) -> Self {
        Self {
            now: Timestamp(0),
            local: Timestamp(0),
            ahead: 0,
            ticks: 0,
            zone,
            size,
            look: Look::new(options.theme, options.color, options.unicode),
            banner: options.banner.clone(),
            link: Link::Connecting,
            tries: 0,
            cursor: None,
            following: false,
            guilds: Remote::Idle,
            guild: options.guild,
            status: Remote::Idle,
            overview: Remote::Idle,
            counts: Remote::Idle,
            stale: Stale::default(),
            screen: Screen::default(),
            live: live::State::default(),
            members: members::State::default(),
            cases: cases::State::default(),
            inbox: inbox::State::default(),
            jobs: jobs::State::default(),
            batches: batches::State::default(),
            analytics: analytics::State::default(),
            dialog: None,
            help: None,
            line: None,
            history: Vec::new(),
            toasts: Vec::new(),
            unanswered: Vec::new(),
            running: Vec::new(),
            not_waited: Vec::new(),
            watched: Vec::new(),
            done: Vec::new(),
            exit: None,
        }
    }

    /// The name of the guild, clean.
    pub(crate) fn guild_name(&self) -> String {
        let known = self.guilds.ready().map_or(&[][..], Vec::as_slice);
        let shown = known.iter().find(|guild| Some(guild.id) == self.guild);
        match (shown, self.guild) {
            (Some(guild), _) => text::clean(&guild.name),
            (None, Some(id)) => format!("guild {id}"),
            (None, None) => "no guild".into(),
        }
    }

    /// Where keys are looked up, inner first.
    pub(crate) fn contexts(&self) -> Vec<Context> {
        if self.line.is_some() {
            return vec![Context::Line];
        }
        if let Some(dialog) = &self.dialog {
            return dialog.contexts();
        }
        if self.help.is_some() {
            return vec![Context::Help, Context::List];
        }
        self.screen_contexts()
    }

    pub(crate) fn screen_contexts(&self) -> Vec<Context> {
        let target = self.target().map(|_| Context::Target);
        let (pane, own) = match self.screen {
            Screen::Overview => return vec![Context::Everywhere],
            Screen::Members if self.members.search.typing => return vec![Context::Filter],
            Screen::Cases if self.cases.search.typing => return vec![Context::Filter],
            Screen::Live => (false, Context::Live),
            Screen::Members => (self.members.pane.is_some(), Context::Members),
            Screen::Cases => (self.cases.pane.is_some(), Context::Cases),
            Screen::Inbox => (self.inbox.pane.is_some(), Context::Inbox),
            Screen::Jobs => (false, Context::Jobs),
            Screen::Batches => (self.batches.pane.is_some(), Context::Batches),
            Screen::Analytics => (false, Context::Analytics),
        };
        let pane = pane.then_some(Context::Pane);
        let rest = [own, Context::List, Context::Everywhere];
        pane.into_iter().chain(target).chain(rest).collect()
    }

    /// Whom the action keys are for, on this screen.
    pub(crate) fn target(&self) -> Option<Target> {
        match self.screen {
            Screen::Overview | Screen::Jobs | Screen::Batches | Screen::Analytics => None,
            Screen::Live => self.live.target(),
            Screen::Members => self.members.target(self.now),
            Screen::Cases => self.cases.target(),
            Screen::Inbox => self.inbox.target(),
        }
    }

    pub(crate) fn toast(&mut self, level: Level, text: impl AsRef<str>) {
        const KEPT: usize = 20;
        let toast = Toast::new(level, text::clean(text.as_ref()));
        self.toasts.retain(|known| known.text != toast.text);
        if self.toasts.len() == KEPT {
            self.toasts.remove(0);
        }
        self.toasts.push(toast);
    }

    /// The unique names that the command line can complete, of members that were read.
    fn member_names(&self) -> Vec<String> {
        let list = self.members.search.list.ready();
        let items = list.map_or(&[][..], |list| &list.items);
        items
            .iter()
            .map(|member| text::clean(&member.user.name))
            .collect()
    }

    fn guild_names(&self) -> Vec<String> {
        let guilds = self.guilds.ready().map_or(&[][..], Vec::as_slice);
        guilds
            .iter()
            .map(|guild| text::clean(&guild.name))
            .collect()
    }
}

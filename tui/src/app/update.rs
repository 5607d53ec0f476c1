//! What each message changes, and what it makes the dashboard want.

use std::time::Duration;

use emperione_protocol::{Error, GuildId, Timestamp};

use super::{Link, State};
use crate::effect::{Call, Effect};
use crate::message::Message;
use crate::screens::Screen;
use crate::widgets::toast::Level;

/// The first wait before a new connection, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

impl State {
    /// Takes a message; the effects are performed in their order.
    pub(crate) fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(event) => self.key(event),
            Message::Paste(text) => self.paste(&text),
            Message::Resize { width, height } => {
                self.size = (width, height);
                Vec::new()
            }
            Message::Tick(local) => self.tick(local),
            Message::Id(id) => {
                if let Some(dialog) = &mut self.dialog {
                    dialog.take_id(id);
                }
                Vec::new()
            }
            Message::Connected(_) => self.connected(),
            Message::NotConnected(error) => self.lost(&error),
            Message::Answer(answer) => {
                let gone = answer
                    .error()
                    .filter(|error| super::answer::is_gone(error))
                    .cloned();
                let mut effects = self.answer(*answer);
                if let (Some(error), Link::Up) = (gone, &self.link) {
                    effects.extend(self.lost(&error));
                }
                effects
            }
        }
    }

    fn connected(&mut self) -> Vec<Effect> {
        if matches!(self.link, Link::Lost(_)) {
            self.toast(Level::Good, "connected again");
        }
        self.link = Link::Up;
        self.following = false;
        self.live.forget(false);
        self.members.search.forget(false);
        self.cases.search.forget(false);
        self.inbox.search.forget(false);
        self.batches.search.forget(false);
        let mut effects = vec![Effect::Call(Call::Status), Effect::Call(Call::Guilds)];
        effects.extend(self.refresh());
        if let Some(guild) = self.guild.filter(|_| self.screen != Screen::Live) {
            effects.extend(self.live.read(guild));
        }
        effects.extend(self.resend());
        effects
    }

    /// Waits ever longer between tries: also where each one succeeds and is lost at once.
    fn lost(&mut self, error: &Error) -> Vec<Effect> {
        self.following = false;
        self.link = Link::Lost(error.message.clone());
        let wait = FIRST_WAIT * 2_u32.saturating_pow(self.tries.min(8));
        self.tries += 1;
        vec![Effect::Connect(wait.min(LONGEST_WAIT))]
    }

    /// A second passed.
    fn tick(&mut self, local: Timestamp) -> Vec<Effect> {
        self.local = local;
        self.now = self.now.max(Timestamp(local.0.saturating_add(self.ahead)));
        self.ticks += 1;
        for toast in &mut self.toasts {
            toast.left = toast.left.map(|left| left.saturating_sub(1));
        }
        self.toasts.retain(|toast| toast.left != Some(0));
        if self.link != Link::Up {
            return Vec::new();
        }
        self.renew()
    }

    /// Reads again what became old and is on the screen.
    fn renew(&mut self) -> Vec<Effect> {
        let again = self.not_waited.drain(..);
        let mut effects: Vec<_> = again.map(|id| Effect::Call(Call::Wait(id))).collect();
        let every = |seconds: u64| self.ticks.is_multiple_of(seconds);
        if every(if self.screen == Screen::Overview {
            2
        } else {
            10
        }) {
            effects.push(Effect::Call(Call::Status));
        }
        let Some(guild) = self.guild else {
            return effects;
        };
        match self.screen {
            Screen::Overview if self.stale.overview || every(15) => {
                self.stale.overview = false;
                effects.extend(overview(guild));
            }
            Screen::Members if self.members.search.stale && every(2) => {
                effects.extend(self.members.refresh(guild));
            }
            Screen::Cases if self.cases.search.stale => effects.extend(self.cases.refresh(guild)),
            Screen::Inbox if self.inbox.search.stale => effects.extend(self.inbox.refresh(guild)),
            Screen::Batches if self.batches.search.stale => {
                effects.extend(self.batches.refresh(guild));
            }
            Screen::Analytics => effects.extend(self.analytics.renew(guild, self.now)),
            Screen::Jobs if self.stale.jobs || every(5) => {
                self.stale.jobs = false;
                effects.extend(self.jobs.ask());
            }
            _ => {}
        }
        effects
    }

    /// Reads anew what is on the screen.
    pub(super) fn refresh(&mut self) -> Vec<Effect> {
        let Some(guild) = self.guild else {
            return Vec::new();
        };
        match self.screen {
            Screen::Overview => {
                self.stale.overview = false;
                self.overview.ask();
                self.counts.ask();
                overview(guild).into()
            }
            Screen::Live => self.live.read(guild).into_iter().collect(),
            Screen::Members => self.members.refresh(guild),
            Screen::Cases => self.cases.refresh(guild),
            Screen::Inbox => self.inbox.refresh(guild),
            Screen::Jobs => self.jobs.ask(),
            Screen::Batches => self.batches.refresh(guild),
            Screen::Analytics => self.analytics.ask(guild, self.now),
        }
    }

    pub(super) fn show(&mut self, screen: Screen) -> Vec<Effect> {
        self.screen = screen;
        self.refresh()
    }
}

/// What the first screen shows.
fn overview(guild: GuildId) -> [Effect; 2] {
    [Call::Overview(guild), Call::Counts(guild)].map(Effect::Call)
}

//! What is typed after `:`.

use emperione_protocol::guilds::Guild;
use tui_input::Input;

use super::State;
use crate::effect::{Call, Effect};
use crate::keys::Order;
use crate::line::{Command, Names, parse};
use crate::message::Then;
use crate::remote::Remote;
use crate::screens::Screen;
use crate::widgets::toast::Level;
use crate::{Exit, text};

/// How many commands are remembered.
const HISTORY: usize = 100;

impl State {
    pub(super) fn line_order(&mut self, order: Order) -> Vec<Effect> {
        let (members, guilds) = (self.member_names(), self.guild_names());
        let names = Names {
            members: &members,
            guilds: &guilds,
        };
        let Some(line) = &mut self.line else {
            return Vec::new();
        };
        match order {
            Order::Complete => line.complete(names),
            Order::Older => line.recall(&self.history, true),
            Order::Newer => line.recall(&self.history, false),
            Order::Cancel => self.line = None,
            Order::Accept => return self.enter(),
            _ => {}
        }
        Vec::new()
    }

    /// Does what the line says, or says what is wrong with it.
    fn enter(&mut self) -> Vec<Effect> {
        let Some(line) = &mut self.line else {
            return Vec::new();
        };
        let typed = line.input.value().trim().to_owned();
        if typed.is_empty() {
            self.line = None;
            return Vec::new();
        }
        match parse(&typed) {
            Ok(command) => {
                self.line = None;
                if self.history.last() != Some(&typed) {
                    self.history.push(typed);
                }
                let excess = self.history.len().saturating_sub(HISTORY);
                self.history.drain(..excess);
                self.command(command)
            }
            Err(problem) => {
                line.problem = Some(problem);
                Vec::new()
            }
        }
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        self.help = None;
        self.dialog = None;
        match command {
            Command::Show(screen) => self.show(screen),
            Command::Members(text) => {
                self.members.search.text = Input::new(text);
                self.members.pane = None;
                self.show(Screen::Members)
            }
            Command::Cases(text) => {
                self.cases.search.text = Input::new(text);
                self.cases.pane = None;
                self.show(Screen::Cases)
            }
            Command::Case(number) => {
                let mut effects = self.show(Screen::Cases);
                if let Some(guild) = self.guild {
                    effects.extend(self.cases.open(guild, number));
                }
                effects
            }
            Command::Edit(number, part, text) => self.open_edit(number, part, text),
            Command::Undo(number) => self.undo_named(number),
            Command::Batch(id) => {
                let mut effects = self.show(Screen::Batches);
                effects.extend(self.batches.open(id));
                effects
            }
            Command::Member(who) => self.resolve(who, Then::Show),
            Command::Act { kind, who, given } => self.resolve(who, Then::Act(kind, given)),
            Command::Guild(name) => self.find_guild(&name),
            Command::Theme(name) => {
                self.look.set_theme(name);
                Vec::new()
            }
            Command::Help => {
                self.help = Some(0);
                Vec::new()
            }
            Command::Quit => {
                self.exit = Some(Exit::Quit);
                Vec::new()
            }
        }
    }

    fn resolve(&mut self, text: String, then: Then) -> Vec<Effect> {
        match self.guild {
            Some(guild) => vec![Effect::Call(Call::Resolve { guild, text, then })],
            None => Vec::new(),
        }
    }

    /// Shows the guild whose id this is, or the only one whose name begins so.
    fn find_guild(&mut self, text: &str) -> Vec<Effect> {
        let Remote::Ready(guilds) = &self.guilds else {
            return Vec::new();
        };
        let wanted = text.to_lowercase();
        let named = |guild: &&Guild| {
            guild.id.to_string() == text
                || text::clean(&guild.name).to_lowercase().starts_with(&wanted)
        };
        let found: Vec<_> = guilds.iter().filter(named).map(|guild| guild.id).collect();
        match found[..] {
            [guild] => self.show_guild(guild),
            [] => {
                self.toast(Level::Warning, format!("no guild is called `{text}`"));
                Vec::new()
            }
            _ => {
                self.toast(
                    Level::Warning,
                    format!("several guilds begin with `{text}`"),
                );
                Vec::new()
            }
        }
    }
}

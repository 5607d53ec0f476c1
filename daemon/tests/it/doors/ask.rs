//! The doors, and what they answer.

use clap::Parser;
use emperione_daemon::domain::actor::Actor;
use emperione_protocol::actions::{ActRequest, Action, State};
use emperione_protocol::transport::within;
use emperione_protocol::{Code, Error, Flatten, UserId};
use emperione_sim::Id;
use emperione_tui::testing::Pilot;
use serde_json::{Value, json};

use super::scene::{PATIENCE, Scene, Subject};
use crate::actions::until;
use crate::commands::{answer, buttons, call, changed, press, submit};

/// A way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Service,
    Rpc,
    Verb,
    Command,
    /// The dashboard in a terminal.
    Screen,
}

impl Door {
    pub(super) const ALL: [Self; 5] = [
        Self::Service,
        Self::Rpc,
        Self::Verb,
        Self::Command,
        Self::Screen,
    ];

    /// Whether what it says when nothing is done names the cause for programs: people read no code.
    pub(super) fn has_codes(self) -> bool {
        !matches!(self, Self::Command | Self::Screen)
    }
}

/// What a door says when nothing is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: Option<Code>,
    pub(super) words: String,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self {
            code: Some(error.code),
            words: error.message,
        }
    }
}

impl Scene {
    /// Asks by a door as the deputy, and waits for the end.
    pub(super) async fn ask(
        &self,
        door: Door,
        written: &str,
        subject: &Subject,
    ) -> Result<(), Refused> {
        match door {
            Door::Service => self.by_service(&self.deputy(), subject.request()).await,
            Door::Rpc => {
                done(&self.by_rpc(subject.request()).await?);
                Ok(())
            }
            Door::Verb => self.by_verb(&subject.fill(written)).await,
            Door::Screen => Box::pin(self.by_screen(&subject.fill(written))).await,
            Door::Command => match menu(&subject.fill(written)) {
                Some(entry) => self.by_menu(entry, subject).await,
                None => self.by_command(&subject.fill(written), subject).await,
            },
        }
    }

    pub(super) async fn by_service(
        &self,
        actor: &Actor,
        request: ActRequest,
    ) -> Result<(), Refused> {
        let actions = &self.house.app.services().actions;
        let (id, wait_ms) = (request.id, 20_000);
        actions.submit(actor, request).await.map_err(Error::from)?;
        let ended = actions
            .wait(actor, id, wait_ms)
            .await
            .map_err(Error::from)?;
        done(&ended);
        Ok(())
    }

    pub(super) async fn by_rpc(&self, request: ActRequest) -> Result<Action, Error> {
        let actions = self.client.actions();
        let id = request.id;
        actions.submit(within(PATIENCE), request).await.flat()?;
        actions.wait(within(PATIENCE), id, 20_000).await.flat()
    }

    async fn by_verb(&self, written: &str) -> Result<(), Refused> {
        let socket = self.house.app.socket();
        let first = [
            "emp",
            "--quiet",
            "--no-input",
            "--socket",
            socket.to_str().unwrap(),
        ];
        let words = first.into_iter().chain(written.split(' '));
        let cli = emperione_cli::Cli::try_parse_from(words).unwrap();
        let ran = Box::pin(emperione_cli::run(cli)).await;
        ran.map_err(|failure| Refused {
            code: Some(failure.code),
            words: failure.message,
        })
    }

    /// Types it into a dashboard of its own.
    async fn by_screen(&self, written: &str) -> Result<(), Refused> {
        let mut pilot = Box::pin(Pilot::new(self.client.clone())).await?;
        let ran = Box::pin(pilot.act(written)).await;
        ran.map_err(|words| Refused { code: None, words })
    }

    /// Fills a command in, presses the button that says yes where there is a question, and reads the answer.
    async fn by_command(&self, written: &str, subject: &Subject) -> Result<(), Refused> {
        let sim = self.house.app.sim();
        let asked = call(sim, subject.caller, command(written));
        let mut told = answer(sim, asked).await;
        if self.is_question(asked) {
            let (message, [yes, _]) = buttons(sim, asked);
            let pressed = press(sim, subject.caller, message, &yes);
            told = changed(sim, pressed, &told).await;
        }
        read(told)
    }

    /// Chooses an entry of a message's menu, fills in the form if one opens, and reads the answer.
    async fn by_menu(
        &self,
        (message, name): (&str, &str),
        subject: &Subject,
    ) -> Result<(), Refused> {
        let sim = self.house.app.sim();
        let chosen = json!({ "id": "1", "name": name, "type": 3, "target_id": message });
        let asked = call(sim, subject.caller, chosen);
        let mut form = None;
        until("a form or a refusal", async || {
            form = sim.read(|world| world.interactions.0[&asked].shown.clone());
            form.is_some() || self.is_answered(asked)
        })
        .await;
        let Some(form) = form else {
            return read(answer(sim, asked).await);
        };
        let sent = submit(sim, subject.caller, sim.places.general, &form, "spam");
        read(answer(sim, sent).await)
    }

    fn is_answered(&self, asked: Id) -> bool {
        let sim = self.house.app.sim();
        sim.read(|world| world.interactions.0[&asked].original.is_some())
    }

    fn is_question(&self, asked: Id) -> bool {
        self.house.app.sim().read(|world| {
            let known = &world.interactions.0[&asked];
            let message = &world.channels[&known.channel].messages[&known.original.unwrap()];
            message.components != json!([]) && message.components != Value::Null
        })
    }

    /// Who asks: a Discord user with every right.
    pub(super) fn deputy(&self) -> Actor {
        Actor::User {
            id: UserId(self.deputy.0),
        }
    }
}

/// What an answer in Discord means.
fn read(told: String) -> Result<(), Refused> {
    if told.contains("(case ") {
        return Ok(());
    }
    Err(Refused {
        code: None,
        words: told,
    })
}

/// The message and the entry of its menu, from `menu of MESSAGE: NAME`.
pub(super) fn menu(written: &str) -> Option<(&str, &str)> {
    written.strip_prefix("menu of ")?.split_once(": ")
}

fn done(action: &Action) {
    assert!(
        matches!(action.state, State::Applied | State::Verified),
        "{action:?}"
    );
}

/// A command with options, from `verb/sub name=value …`.
fn command(written: &str) -> Value {
    let mut words = written.split(' ');
    let (name, verb) = match words.next().unwrap().split_once('/') {
        Some((name, verb)) => (name, Some(verb)),
        None => (written.split(' ').next().unwrap(), None),
    };
    let options: Vec<_> = words
        .map(|word| option(word.split_once('=').unwrap()))
        .collect();
    let options = match verb {
        Some(verb) => vec![json!({ "name": verb, "type": 1, "options": options })],
        None => options,
    };
    json!({ "id": "1", "name": name, "type": 1, "options": options })
}

/// An option with Discord's number of its type (Application Command Option Type).
fn option((name, value): (&str, &str)) -> Value {
    let kind = match name {
        "number" | "seconds" | "delete_days" | "count" => 4,
        "member" => 6,
        "channel" => 7,
        "role" => 8,
        "notify" | "force" => 5,
        _ => 3,
    };
    let value = match kind {
        4 => json!(value.parse::<u64>().unwrap()),
        5 => json!(value.parse::<bool>().unwrap()),
        _ => json!(value),
    };
    json!({ "name": name, "type": kind, "value": value })
}

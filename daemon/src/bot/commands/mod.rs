//! Commands, buttons and forms. A command is a file with a [`Command`] and one line in `commands!`, one that opens a form
//! with a [`Menu`] in `menus!`, a button with a [`Button`] in `buttons!`; it translates an interaction into a call of a service, with the rights of the
//! member who asked.
//!
//! Discord waits 3 s for the first answer (Receiving and Responding: Interaction Callback), so the first thing is a
//! deferral, for which none waits until others are done. Effects are keyed by the interaction's id: one that comes twice has one effect.

mod act;
mod appeal;
mod by;
mod call;
mod complete;
mod confirm;
mod delete_and;
mod explain;
mod field;
mod form;
mod item;
mod press;
mod reply;
mod since;
mod way;

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::{ActionId, MessageId, UserId};
use futures::future::BoxFuture;
use serenity::all::{
    CommandInteraction, CreateCommand, CreateInteractionResponse, CreateModal, Interaction,
};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::task::TaskTracker;

use self::call::Call;
use self::press::{Button, Press, said};
use self::reply::Reply;
use crate::domain::actor::Actor;
use crate::domain::hash;
use crate::services::{Parts, Result, Services};

/// How long Discord waits for the first answer.
const DEADLINE: Duration = Duration::from_secs(3);
/// Interactions that are worked on at once, once they are deferred.
const AT_ONCE: usize = 64;
/// How often one member may call in [`WINDOW`].
const MOST_CALLS: u64 = 10;
const WINDOW: Duration = Duration::from_secs(10);
const REGISTER_AGAIN: Duration = Duration::from_mins(1);
/// Discord's code for an interaction that was answered before.
const ACKNOWLEDGED: u64 = 40_060;
const TOO_OFTEN: &str = "too many commands at once; wait a few seconds";

/// A slash command.
trait Command {
    const NAME: &'static str;

    fn define() -> CreateCommand;
    /// Does it, and says what came of it.
    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>>;
}

macro_rules! commands {
    ($($module:ident::$command:ident),* $(,)?) => {
        $(mod $module;)*

        fn definitions() -> Vec<CreateCommand> {
            let mut all = vec![$($module::$command::define()),*];
            all.extend(menus());
            all
        }

        fn find<'a>(name: &str, call: &'a Call<'a>) -> Option<BoxFuture<'a, Result<Reply>>> {
            match name {
                $($module::$command::NAME => Some($module::$command::run(call)),)*
                _ => None,
            }
        }
    };
}

commands! {
    ban::Ban,
    case::Case,
    cases::Cases,
    history::History,
    kick::Kick,
    lock::Lock,
    nick::Nick,
    note::Note,
    purge::Purge,
    report::Report,
    report_member::ReportMember,
    report_message::ReportMessage,
    retime::Retime,
    role::Role,
    slowmode::Slowmode,
    softban::Softban,
    timeout::Timeout,
    unban::Unban,
    undo::Undo,
    unlock::Unlock,
    untimeout::Untimeout,
    warn::Warn,
}

/// A command in a menu that opens a form.
trait Menu {
    const NAME: &'static str;

    fn define() -> CreateCommand;
    /// Checks who asks, and gives the form. It only reads: Discord waits for it.
    fn open<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<CreateModal>>;
}

macro_rules! menus {
    ($($module:ident::$menu:ident),* $(,)?) => {
        $(mod $module;)*

        fn menus() -> Vec<CreateCommand> {
            vec![$($module::$menu::define()),*]
        }

        fn menu<'a>(name: &str, call: &'a Call<'a>) -> Option<BoxFuture<'a, Result<CreateModal>>> {
            match name {
                $($module::$menu::NAME => Some($module::$menu::open(call)),)*
                _ => None,
            }
        }
    };
}

menus! {
    ban_member::BanMember,
    delete_and_timeout::DeleteAndTimeout,
    delete_and_warn::DeleteAndWarn,
    delete_message::DeleteMessage,
    timeout_member::TimeoutMember,
    warn_member::WarnMember,
}

macro_rules! buttons {
    ($($module:ident::$button:ident),* $(,)?) => {
        fn open<'a>(name: &str, press: &'a Press<'a>) -> Option<BoxFuture<'a, Result<Option<CreateModal>>>> {
            match name {
                $($module::$button::NAME => Some($module::$button::open(press)),)*
                _ => None,
            }
        }

        fn is_in_place(name: &str) -> bool {
            match name {
                $($module::$button::NAME => $module::$button::IN_PLACE,)*
                _ => false,
            }
        }

        fn press<'a>(name: &str, press: &'a Press<'a>) -> Option<BoxFuture<'a, Result<Reply>>> {
            match name {
                $($module::$button::NAME => Some($module::$button::run(press)),)*
                _ => None,
            }
        }
    };
}

buttons! {
    appeal::Appeal,
    confirm::Confirm,
    delete_and::DeleteAnd,
    delete_message::Deletion,
    explain::Explain,
    form::Form,
    item::Item,
}

/// What answers interactions.
#[derive(Clone)]
struct Desk {
    parts: Parts,
    services: Arc<Services>,
    /// One for each interaction that is worked on.
    seats: Arc<Semaphore>,
}

/// Registers the commands and answers interactions, given as their JSON, until the daemon stops.
pub async fn run(
    parts: Parts,
    services: Arc<Services>,
    mut interactions: mpsc::UnboundedReceiver<Box<str>>,
) {
    let stop = parts.stop.clone();
    let tasks = TaskTracker::new();
    let desk = Desk {
        parts,
        services,
        seats: Arc::new(Semaphore::new(AT_ONCE)),
    };
    tasks.spawn(
        stop.clone()
            .run_until_cancelled_owned(desk.clone().register()),
    );
    loop {
        let data = tokio::select! {
            data = interactions.recv() => data,
            () = stop.cancelled() => None,
        };
        let Some(data) = data else { break };
        let desk = desk.clone();
        tasks.spawn(async move { count(desk.answer(&data).await) });
    }
    tasks.close();
    tasks.wait().await;
}

/// What became of an interaction.
#[derive(Clone, Copy)]
enum Outcome {
    Answered,
    /// Nothing of ours.
    Ignored,
    /// Too old to be answered, and nothing was done.
    Dropped,
    Undecodable,
}

fn count(outcome: Outcome) {
    let outcome = match outcome {
        Outcome::Answered => "answered",
        Outcome::Ignored => "ignored",
        Outcome::Dropped => "dropped",
        Outcome::Undecodable => "undecodable",
    };
    metrics::counter!("emp_interactions_total", "outcome" => outcome).increment(1);
}

impl Desk {
    /// Registers the commands where they changed; tries until it succeeds.
    async fn register(self) {
        let actor = Actor::System { name: "commands" };
        let Ok(definitions) = serde_json::to_string(&definitions()) else {
            return;
        };
        loop {
            match self.services.commands.register(&actor, &definitions).await {
                Ok(true) => return tracing::info!("the slash commands are registered"),
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "the slash commands could not be registered"),
            }
            tokio::time::sleep(REGISTER_AGAIN).await;
        }
    }

    async fn answer(&self, data: &str) -> Outcome {
        match serde_json::from_str(data) {
            Ok(Interaction::Command(interaction)) => self.call(&interaction).await,
            Ok(Interaction::Autocomplete(interaction)) => self.complete(&interaction).await,
            Ok(Interaction::Component(interaction)) => self.press(&interaction).await,
            Ok(Interaction::Modal(interaction)) => self.submit(&interaction).await,
            Ok(_) => Outcome::Ignored,
            Err(error) => {
                // The error's text may show a part of the interaction.
                tracing::warn!(
                    column = error.column(),
                    "an interaction could not be decoded"
                );
                Outcome::Undecodable
            }
        }
    }

    async fn call(&self, interaction: &CommandInteraction) -> Outcome {
        let call = Call::new(&self.parts, &self.services, interaction);
        if self.is_late(interaction.id.get()) {
            return self.repeat(&call).await;
        }
        if let Some(opens) = menu(&interaction.data.name, &call) {
            return self.open(&call, opens).await;
        }
        if let Outcome::Dropped = said(call.way.defer().await) {
            return Outcome::Dropped;
        }
        let _seat = self.seats.acquire().await;
        let reply = self.perform(&call).await;
        call.way.tell(reply).await;
        Outcome::Answered
    }

    /// Answers by a form, which cannot come after a deferral.
    async fn open(&self, call: &Call<'_>, opens: BoxFuture<'_, Result<CreateModal>>) -> Outcome {
        if self.is_too_often(call.by().user).await {
            return said(call.way.refuse(TOO_OFTEN).await);
        }
        match opens.await {
            Ok(form) => {
                let form = CreateInteractionResponse::Modal(form);
                said(call.way.respond(&form).await)
            }
            Err(error) => said(call.way.refuse(&reply::refusal(error)).await),
        }
    }

    async fn complete(&self, interaction: &CommandInteraction) -> Outcome {
        if self.is_late(interaction.id.get()) {
            return Outcome::Dropped;
        }
        let call = Call::new(&self.parts, &self.services, interaction);
        let choices = CreateInteractionResponse::Autocomplete(complete::choices(&call).await);
        said(call.way.respond(&choices).await)
    }

    async fn perform(&self, call: &Call<'_>) -> Reply {
        if self
            .is_too_often(UserId(call.interaction.user.id.get()))
            .await
        {
            return TOO_OFTEN.to_owned().into();
        }
        match find(&call.interaction.data.name, call) {
            Some(run) => run
                .await
                .unwrap_or_else(|error| reply::refusal(error).into()),
            None => "this command is no longer known; restart Discord"
                .to_owned()
                .into(),
        }
    }

    async fn is_too_often(&self, user: UserId) -> bool {
        let key = format!("commands:{user}");
        self.parts.cache.count(&key, WINDOW).await > MOST_CALLS
    }

    /// One that came again after a restart is answered from the journal; nothing new is begun for it.
    async fn repeat(&self, call: &Call<'_>) -> Outcome {
        let actions = &self.services.actions;
        match actions.wait(&call.actor, call.action_id(), 0).await {
            Ok(action) => {
                call.way.tell(reply::outcome(&action).into()).await;
                Outcome::Answered
            }
            Err(_) => Outcome::Dropped,
        }
    }

    fn is_late(&self, interaction: u64) -> bool {
        self.parts
            .clock
            .real_since(MessageId(interaction).created_at())
            > DEADLINE
    }
}

/// The action of an interaction: always the same, so that its effect has one key.
fn action_id(interaction: u64) -> ActionId {
    hash::action(&format!("interaction:{interaction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_within_discords_limits() {
        let definitions = serde_json::to_value(definitions()).unwrap();

        for definition in definitions.as_array().unwrap() {
            let name = definition["name"].as_str().unwrap();
            let about = definition["description"].as_str().unwrap_or_default();
            assert!(name.len() <= 32 && about.len() <= 100, "{name}");
            let is_menu = [2, 3].contains(&definition["type"].as_u64().unwrap_or(1));
            assert_eq!(is_menu, about.is_empty(), "{name}");
            assert_eq!(
                definition["contexts"],
                serde_json::json!([0]),
                "{name} is of guilds only"
            );
            let is_open = name.to_lowercase().starts_with("report");
            let hidden = definition["default_member_permissions"].is_string();
            assert_ne!(is_open, hidden, "{name}");
            assert!(definition.to_string().len() < 8_000, "{name}");
        }
    }

    #[test]
    fn an_interaction_has_one_action_for_ever() {
        assert_eq!(action_id(7), action_id(7));
        assert_ne!(action_id(7), action_id(8));
        assert!(action_id(u64::MAX).0 < 1 << 60);
    }
}

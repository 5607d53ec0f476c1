//! Buttons and forms. What a custom id begins with names the file that knows it; whoever presses is checked there, since
//! an id can be sent by anybody.

use std::time::Duration;

use emperione_protocol::actions::Kind;
use emperione_protocol::{GuildId, UserId};
use futures::future::BoxFuture;
use serenity::all::{
    ActionRowComponent, ComponentInteraction, CreateInteractionResponse, CreateModal,
    ModalInteraction,
};

use super::by::By;
use super::call::read_duration;
use super::field::{DURATION, NOTIFY, NUMBER, REASON, WORDS};
use super::way::Way;
use super::{Desk, Outcome, reply};
use crate::domain::actor::Actor;
use crate::ports::discord::CallError;
use crate::services::{Error, Parts, Result, Services};

/// How long somebody may think before a question of ours lapses; Discord forgets the token after 15 minutes.
pub(super) const PATIENCE: Duration = Duration::from_mins(14);

/// One press of a button, or a form that was sent.
pub(super) struct Press<'a> {
    pub(super) parts: &'a Parts,
    pub(super) services: &'a Services,
    pub(super) way: Way<'a>,
    pub(super) interaction: u64,
    pub(super) actor: Actor,
    pub(super) user: UserId,
    /// What follows the family's name in the custom id.
    pub(super) key: &'a str,
    guild: Option<GuildId>,
    /// What was written into the form, by the names of its fields.
    fields: Vec<(&'a str, &'a str)>,
}

impl Press<'_> {
    pub(super) fn by(&self) -> By<'_> {
        By {
            parts: self.parts,
            services: self.services,
            actor: &self.actor,
            user: self.user,
            interaction: self.interaction,
        }
    }

    pub(super) fn guild(&self) -> Result<GuildId> {
        self.guild
            .ok_or_else(|| Error::invalid("server", "this works in servers only"))
    }

    /// What a member had to say.
    pub(super) fn words(&self) -> &str {
        self.field(WORDS).unwrap_or_default()
    }

    /// The reason in words, where one was written.
    pub(super) async fn reason(&self, guild: GuildId) -> Result<Option<String>> {
        let Some(typed) = self.field(REASON) else {
            return Ok(None);
        };
        let templates = &self.services.templates;
        let reason = templates.reason(&self.actor, guild, typed).await?;
        Ok(Some(reason))
    }

    /// A duration in milliseconds, where one was written.
    pub(super) fn duration(&self) -> Result<Option<u64>> {
        read_duration(DURATION, self.field(DURATION))
    }

    /// Whether the target is to be told.
    pub(super) fn notify(&self, kind: Kind) -> Result<bool> {
        match self.field(NOTIFY).map(str::to_lowercase).as_deref() {
            None => Ok(kind.tells_by_default()),
            Some("yes" | "y") => Ok(true),
            Some("no" | "n") => Ok(false),
            Some(_) => Err(Error::invalid(NOTIFY, "write yes or no")),
        }
    }

    /// A number, as `3` or `#3`.
    pub(super) fn number(&self) -> Result<u64> {
        let typed = self.field(NUMBER).unwrap_or_default();
        let number = typed.trim_start_matches('#').parse();
        number.map_err(|_| Error::invalid(NUMBER, "write a number, such as 3"))
    }

    /// What was written into a field; none if nothing was.
    fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| *known == name);
        let text = found.map(|(_, text)| text.trim());
        text.filter(|text| !text.is_empty())
    }
}

/// Buttons of one kind, and the form that they open.
pub(super) trait Button {
    /// What their custom ids begin with, before a colon.
    const NAME: &'static str;
    /// Whether the answer takes the place of the message with the button. Only where nobody else sees that message.
    const IN_PLACE: bool = false;

    /// Checks who pressed; gives the form that opens, if one does. It only reads: Discord waits for it.
    fn open<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<Option<CreateModal>>>;
    /// Does what the button or the form is for, and says what came of it.
    fn run<'a>(press: &'a Press<'a>) -> BoxFuture<'a, Result<reply::Reply>>;
}

impl Desk {
    /// Answers a press: by a form, or by doing it.
    pub(super) async fn press(&self, pressed: &ComponentInteraction) -> Outcome {
        let Some((name, key)) = pressed.data.custom_id.split_once(':') else {
            return Outcome::Ignored;
        };
        let from = (pressed.id.get(), pressed.token.as_str());
        let way = Way::new(&self.parts, from, pressed.application_id.get());
        let press = self.press_of(way, (from.0, pressed.user.id.get()), key);
        if self.is_late(from.0) {
            return Outcome::Dropped;
        }
        if self.is_too_often(press.user).await {
            return said(press.way.refuse(super::TOO_OFTEN).await);
        }
        let Some(open) = super::open(name, &press) else {
            return Outcome::Ignored;
        };
        let opened = open.await;
        match opened {
            Ok(Some(form)) => {
                let form = CreateInteractionResponse::Modal(form);
                return said(press.way.respond(&form).await);
            }
            Err(error) => return said(press.way.refuse(&reply::refusal(error)).await),
            Ok(None) => {}
        }
        let acknowledged = if super::is_in_place(name) {
            let acknowledge = CreateInteractionResponse::Acknowledge;
            press.way.respond(&acknowledge).await
        } else {
            press.way.defer().await
        };
        if let Outcome::Dropped = said(acknowledged) {
            return Outcome::Dropped;
        }
        self.do_it(name, &press).await
    }

    /// Answers a form that was sent.
    pub(super) async fn submit(&self, sent: &ModalInteraction) -> Outcome {
        let Some((name, key)) = sent.data.custom_id.split_once(':') else {
            return Outcome::Ignored;
        };
        let from = (sent.id.get(), sent.token.as_str());
        let way = Way::new(&self.parts, from, sent.application_id.get());
        let mut press = self.press_of(way, (from.0, sent.user.id.get()), key);
        let rows = sent.data.components.iter();
        press.guild = sent.guild_id.map(|guild| GuildId(guild.get()));
        press.fields = rows
            .flat_map(|row| &row.components)
            .filter_map(|part| match part {
                ActionRowComponent::InputText(input) => {
                    Some((input.custom_id.as_str(), input.value.as_deref()?))
                }
                _ => None,
            })
            .collect();
        if self.is_late(from.0) {
            return Outcome::Dropped;
        }
        if let Outcome::Dropped = said(press.way.defer().await) {
            return Outcome::Dropped;
        }
        self.do_it(name, &press).await
    }

    async fn do_it(&self, name: &str, press: &Press<'_>) -> Outcome {
        let Some(run) = super::press(name, press) else {
            return Outcome::Ignored;
        };
        let _seat = self.seats.acquire().await;
        let told = run
            .await
            .unwrap_or_else(|error| reply::refusal(error).into());
        press.way.tell(told).await;
        Outcome::Answered
    }

    fn press_of<'a>(
        &'a self,
        way: Way<'a>,
        (interaction, user): (u64, u64),
        key: &'a str,
    ) -> Press<'a> {
        let user = UserId(user);
        Press {
            parts: &self.parts,
            services: &self.services,
            way,
            interaction,
            actor: Actor::User { id: user },
            user,
            key,
            guild: None,
            fields: Vec::new(),
        }
    }
}

/// What an attempt to answer means.
pub(super) fn said(answered: Result<(), CallError>) -> Outcome {
    match answered {
        Ok(()) | Err(CallError::Unknown(_)) => Outcome::Answered,
        Err(CallError::Refused { code, .. }) if code == super::ACKNOWLEDGED => Outcome::Answered,
        Err(error) => {
            tracing::warn!(%error, "an interaction was not answered in time");
            Outcome::Dropped
        }
    }
}

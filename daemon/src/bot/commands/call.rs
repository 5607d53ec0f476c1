//! One call of a slash command: who asks, where, with which options, and the way back.

use emperione_protocol::{ActionId, GuildId, UserId};
use serenity::all::{
    CommandDataOptionValue, CommandInteraction, CreateAllowedMentions, CreateInteractionResponse,
    CreateInteractionResponseMessage, EditInteractionResponse,
};

use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::ports::discord::CallError;
use crate::services::{Error, Parts, Result, Services};

/// The longest text of a message (Create Message).
const LONGEST: usize = 2_000;

pub(super) struct Call<'a> {
    parts: &'a Parts,
    pub(super) services: &'a Services,
    pub(super) interaction: &'a CommandInteraction,
    pub(super) actor: Actor,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        parts: &'a Parts,
        services: &'a Services,
        interaction: &'a CommandInteraction,
    ) -> Self {
        let id = UserId(interaction.user.id.get());
        Self {
            parts,
            services,
            interaction,
            actor: Actor::User { id },
        }
    }

    pub(super) fn action_id(&self) -> ActionId {
        super::action_id(self.interaction.id.get())
    }

    pub(super) fn guild(&self) -> Result<GuildId> {
        let guild = self.interaction.guild_id;
        guild
            .map(|guild| GuildId(guild.get()))
            .ok_or_else(|| Error::invalid("server", "commands work in servers only"))
    }

    pub(super) fn user(&self, name: &'static str) -> Result<UserId> {
        match self.option(name) {
            Some(CommandDataOptionValue::User(user)) => Ok(UserId(user.get())),
            _ => Err(Error::invalid(name, "it is missing")),
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        match self.option(name)? {
            CommandDataOptionValue::String(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.option(name)? {
            CommandDataOptionValue::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.option(name)? {
            CommandDataOptionValue::Boolean(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A duration in milliseconds.
    pub(super) fn duration(&self, name: &'static str) -> Result<Option<u64>> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let duration = duration::parse(text);
        let duration = duration.map_err(|error| Error::invalid(name, error.to_string()))?;
        Ok(Some(crate::clock::millis(duration).unsigned_abs()))
    }

    /// Tells Discord that an answer will come, for the caller's eyes alone.
    pub(super) async fn defer(&self) -> Result<(), CallError> {
        let message = CreateInteractionResponseMessage::new().ephemeral(true);
        let response = json(&CreateInteractionResponse::Defer(message))?;
        let id = self.interaction.id.get();
        self.parts
            .discord
            .respond(id, &self.interaction.token, &response)
            .await
    }

    /// Gives the answer; one that is lost is only logged, because its effect stands.
    pub(super) async fn tell(&self, text: &str) {
        let text: String = text.chars().take(LONGEST).collect();
        let edit = EditInteractionResponse::new()
            .content(text)
            .allowed_mentions(CreateAllowedMentions::new());
        let application = UserId(self.interaction.application_id.get());
        let sent = match json(&edit) {
            Ok(message) => {
                let token = &self.interaction.token;
                self.parts
                    .discord
                    .edit_response(application, token, &message)
                    .await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            tracing::warn!(%error, "the answer to a command did not arrive");
        }
    }

    fn option(&self, name: &str) -> Option<&'a CommandDataOptionValue> {
        let options = &self.interaction.data.options;
        let option = options.iter().find(|option| option.name == name)?;
        Some(&option.value)
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, CallError> {
    serde_json::to_string(value)
        .map_err(|error| CallError::NotSent(format!("the answer could not be written: {error}")))
}

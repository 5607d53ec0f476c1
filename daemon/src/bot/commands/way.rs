//! The way back to whoever used something of ours.

use emperione_protocol::UserId;
use serenity::all::{
    CreateAllowedMentions, CreateInteractionResponse, CreateInteractionResponseMessage,
    EditInteractionResponse,
};

use super::reply::Reply;
use crate::ports::discord::CallError;
use crate::services::Parts;

/// The longest text of a message (Create Message).
const LONGEST: usize = 2_000;

pub(super) struct Way<'a> {
    parts: &'a Parts,
    interaction: u64,
    token: &'a str,
    application: UserId,
}

impl<'a> Way<'a> {
    pub(super) fn new(
        parts: &'a Parts,
        (interaction, token): (u64, &'a str),
        application: u64,
    ) -> Self {
        Self {
            parts,
            interaction,
            token,
            application: UserId(application),
        }
    }

    /// Tells Discord that an answer will come, for the caller's eyes alone.
    pub(super) async fn defer(&self) -> Result<(), CallError> {
        let message = CreateInteractionResponseMessage::new().ephemeral(true);
        self.respond(&CreateInteractionResponse::Defer(message))
            .await
    }

    /// Gives the first answer, whole, for the caller's eyes alone.
    pub(super) async fn refuse(&self, text: &str) -> Result<(), CallError> {
        let message = CreateInteractionResponseMessage::new()
            .ephemeral(true)
            .content(cut(text))
            .allowed_mentions(CreateAllowedMentions::new());
        self.respond(&CreateInteractionResponse::Message(message))
            .await
    }

    pub(super) async fn respond(
        &self,
        response: &CreateInteractionResponse,
    ) -> Result<(), CallError> {
        let response = json(response)?;
        self.parts
            .discord
            .respond(self.interaction, self.token, &response)
            .await
    }

    /// Gives the answer, in the place of what stood there; one that is lost is only logged, because its effect stands.
    pub(super) async fn tell(&self, reply: Reply) {
        let edit = EditInteractionResponse::new()
            .content(cut(&reply.text))
            .components(reply.rows())
            .allowed_mentions(CreateAllowedMentions::new());
        let sent = match json(&edit) {
            Ok(message) => {
                let discord = &self.parts.discord;
                discord
                    .edit_response(self.application, self.token, &message)
                    .await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            tracing::warn!(%error, "the answer to a command did not arrive");
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn json(value: &impl serde::Serialize) -> Result<String, CallError> {
    serde_json::to_string(value)
        .map_err(|error| CallError::NotSent(format!("the answer could not be written: {error}")))
}

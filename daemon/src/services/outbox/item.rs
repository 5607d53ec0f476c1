//! The post of an item of the inbox: sent once, and edited to show how the item stands.

use emperione_protocol::{ChannelId, GuildId, MessageId};

use super::Outbox;
use super::run::Next;
use crate::domain::inbox::buttons;
use crate::domain::outbox::{self as words, footer};
use crate::ports::discord::code::{UNKNOWN_CHANNEL, UNKNOWN_MESSAGE};
use crate::ports::discord::{Button, CallError, Lane, LogPost, Press};
use crate::services::Result;
use crate::store::inbox::{self, ItemRow};
use crate::store::outbox::Tried;

impl Outbox {
    /// Sends the post of an item, or edits the one that it has.
    pub(super) async fn show_item(
        &self,
        tried: Tried,
        (guild, number): (GuildId, u64),
    ) -> Result<Next> {
        let row = inbox::find(&mut self.parts.db.read().await?, guild, number).await?;
        let Some(row) = row else {
            self.conclude(tried, Err("the item is gone")).await?;
            return Ok(Next::GoOn);
        };
        let post = post_of(&row, tried);
        match row.post {
            Some(place) => self.edit_item(tried, (guild, number), place, &post).await,
            None => self.send_post(tried, &post).await,
        }
    }

    async fn edit_item(
        &self,
        tried: Tried,
        (guild, number): (GuildId, u64),
        (channel, message): (ChannelId, MessageId),
        post: &LogPost,
    ) -> Result<Next> {
        let discord = &self.parts.discord;
        let edited = discord.edit_log(Lane::Alert, channel, message, post).await;
        match edited {
            Ok(()) => self.delivered(tried, message).await,
            // Somebody deleted it, or its channel is another one's business now: it is sent anew.
            Err(error) if is_lost(&error, channel != tried.channel) => {
                let mut tx = self.parts.db.write().await?;
                inbox::forget_post(&mut tx, guild, number).await?;
                tx.commit().await?;
                self.send_post(tried, post).await
            }
            Err(error) => self.not_sent(tried, error).await,
        }
    }
}

fn post_of(row: &ItemRow, tried: Tried) -> LogPost {
    let words = words::of_item(&words::Item {
        guild: row.guild,
        number: row.number,
        kind: row.kind,
        state: row.state,
        target: row.target,
        target_name: &row.target_name,
        message: row.channel.zip(row.message),
        case: row.case,
        reports: row.reports,
        assignee: row.assignee.as_ref(),
        decision: row.decision,
        outcome: row.outcome,
        merged_into: row.merged_into,
    });
    let button = |verb: crate::domain::inbox::Verb| Button {
        label: verb.label().into(),
        press: Press::Answer {
            id: verb.button(row.guild, row.number),
            grave: verb.is_grave(),
        },
    };
    let rows = buttons(row.kind, row.state, row.message.is_some()).into_iter();
    LogPost {
        title: words.title,
        text: words.text,
        color: words.color,
        at: row.opened_at,
        footer: footer(&tried.post),
        nonce: tried.post.to_string(),
        file: None,
        buttons: rows
            .map(|row| row.into_iter().map(button).collect())
            .collect(),
    }
}

/// Whether a post can no longer be edited; `is_old` if it stands in a channel of an earlier configuration.
fn is_lost(error: &CallError, is_old: bool) -> bool {
    let is_gone = matches!(error.code(), Some(UNKNOWN_MESSAGE | UNKNOWN_CHANNEL));
    is_gone
        || is_old
            && matches!(
                error,
                CallError::Refused {
                    status: 403 | 404,
                    ..
                }
            )
}

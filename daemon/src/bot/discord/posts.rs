//! Messages: User: Create DM; Message: Get, Create and Delete.

use bytes::Bytes;
use emperione_protocol::{ChannelId, MessageId, UserId};
use futures::FutureExt;
use serenity::builder::{
    CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateEmbedFooter,
    CreateMessage, EditMessage,
};
use serenity::http::{LightMethod, Route};
use serenity::model::Timestamp as Moment;
use serenity::model::application::ButtonStyle;
use serenity::model::channel::{Nonce, PrivateChannel};

use super::budget::direct;
use super::{Plan, Repeat, Rest, because, id, pages, paging, place, read};
use crate::ports::discord::{
    Attachment, Button, Call, CallError, DirectMessage, Direction, File, Lane, LogPost, Post,
    Posts, Press,
};

impl Rest {
    /// Posts what mentions nobody, once as long as Discord remembers the nonce.
    async fn create(
        &self,
        lane: Lane,
        channel: ChannelId,
        (create, file): (CreateMessage, Option<&File>),
        nonce: &str,
    ) -> Result<MessageId, CallError> {
        let plan = Plan {
            lane,
            place: place("POST /channels/{}/messages", channel.0),
            repeat: Repeat::Never,
            method: LightMethod::Post,
            route: Route::ChannelMessages {
                channel_id: id(channel.0)?,
            },
        };
        let create = create
            .nonce(Nonce::String(nonce.to_owned()))
            .enforce_nonce(true)
            .allowed_mentions(CreateAllowedMentions::new());
        let call = match file {
            Some(file) => plan.upload(&create, file)?,
            None => plan.body(&create)?,
        };
        let sent: pages::Identified = self.get(call).await?;
        Ok(MessageId(sent.id))
    }
}

fn embed(post: &LogPost) -> CreateEmbed {
    let embed = CreateEmbed::new()
        .title(&post.title)
        .description(&post.text)
        .colour(post.color)
        .footer(CreateEmbedFooter::new(&post.footer));
    match Moment::from_millis(post.at.0) {
        Ok(at) => embed.timestamp(at),
        Err(_) => embed,
    }
}

fn rows(buttons: &[Vec<Button>]) -> Vec<CreateActionRow> {
    let button = |button: &Button| {
        let shape = match &button.press {
            Press::Open { url } => CreateButton::new_link(url),
            Press::Answer { id, grave: true } => CreateButton::new(id).style(ButtonStyle::Danger),
            Press::Answer { id, .. } => CreateButton::new(id).style(ButtonStyle::Secondary),
        };
        shape.label(&button.label)
    };
    let row = |row: &Vec<Button>| CreateActionRow::Buttons(row.iter().map(button).collect());
    buttons.iter().map(row).collect()
}

impl Posts for Rest {
    fn direct_channel(&self, lane: Lane, user: UserId) -> Call<'_, ChannelId> {
        async move {
            let plan = Plan {
                lane,
                place: direct(),
                // A second time Discord gives the same channel.
                repeat: Repeat::Read,
                method: LightMethod::Post,
                route: Route::UserMeDmChannels,
            };
            let call = plan.body(&serde_json::json!({ "recipient_id": user.0.to_string() }))?;
            let channel: PrivateChannel = self.get(call).await?;
            Ok(ChannelId(channel.id.get()))
        }
        .boxed()
    }

    fn send_direct<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: &'a DirectMessage,
    ) -> Call<'a, MessageId> {
        let embed = CreateEmbed::new()
            .description(&message.text)
            .footer(CreateEmbedFooter::new(&message.footer));
        let mut create = CreateMessage::new().embed(embed);
        if let Some(button) = &message.button {
            create = create.components(rows(std::slice::from_ref(&vec![button.clone()])));
        }
        self.create(lane, channel, (create, None), &message.nonce)
            .boxed()
    }

    fn send_log<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        post: &'a LogPost,
    ) -> Call<'a, MessageId> {
        let create = CreateMessage::new()
            .embed(embed(post))
            .components(rows(&post.buttons));
        self.create(lane, channel, (create, post.file.as_ref()), &post.nonce)
            .boxed()
    }

    fn edit_log<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: MessageId,
        post: &'a LogPost,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("PATCH /channels/{}/messages/{}", channel.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Patch,
                route: Route::ChannelMessage {
                    channel_id: id(channel.0)?,
                    message_id: id(message.0)?,
                },
            };
            let edit = EditMessage::new()
                .embed(embed(post))
                .components(rows(&post.buttons))
                .allowed_mentions(CreateAllowedMentions::new());
            self.done(plan.body(&edit)?).await
        }
        .boxed()
    }

    fn delete_message<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        message: MessageId,
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("DELETE /channels/{}/messages/{}", channel.0),
                repeat: Repeat::Idempotent,
                method: LightMethod::Delete,
                route: Route::ChannelMessage {
                    channel_id: id(channel.0)?,
                    message_id: id(message.0)?,
                },
            };
            self.done(because(plan.request(), reason)).await
        }
        .boxed()
    }

    fn delete_messages<'a>(
        &'a self,
        lane: Lane,
        channel: ChannelId,
        messages: &'a [MessageId],
        reason: &'a str,
    ) -> Call<'a, ()> {
        async move {
            let plan = Plan {
                lane,
                place: place("POST /channels/{}/messages/bulk-delete", channel.0),
                // Messages that are gone count, and nothing else comes of them.
                repeat: Repeat::Idempotent,
                method: LightMethod::Post,
                route: Route::ChannelMessagesBulkDelete {
                    channel_id: id(channel.0)?,
                },
            };
            let call = plan.body(&serde_json::json!({ "messages": messages }))?;
            self.done(because(call, reason)).await
        }
        .boxed()
    }

    fn messages(
        &self,
        lane: Lane,
        channel: ChannelId,
        direction: Direction,
    ) -> Call<'_, Vec<Post>> {
        async move {
            let route = Route::ChannelMessages {
                channel_id: id(channel.0)?,
            };
            let mut call = read(lane, place("GET /channels/{}/messages", channel.0), route);
            call.request = call.request.params(Some(paging(direction)));
            let found: Vec<pages::Message> = self.get(call).await?;
            Ok(found.into_iter().map(Into::into).collect())
        }
        .boxed()
    }

    fn attachment<'a>(&'a self, attachment: &'a Attachment, most: usize) -> Call<'a, Bytes> {
        self.governor.download(&attachment.url, most).boxed()
    }
}

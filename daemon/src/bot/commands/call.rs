//! One call of a command: who asks, where, with which options, and the way back.

use emperione_protocol::{ActionId, ChannelId, GuildId, RoleId, UserId};
use serenity::all::{CommandDataOption, CommandDataOptionValue, CommandInteraction};

use super::by::By;
use super::way::Way;
use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::services::{Error, Parts, Result, Services};

pub(super) struct Call<'a> {
    pub(super) parts: &'a Parts,
    pub(super) services: &'a Services,
    pub(super) interaction: &'a CommandInteraction,
    pub(super) way: Way<'a>,
    pub(super) actor: Actor,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        parts: &'a Parts,
        services: &'a Services,
        interaction: &'a CommandInteraction,
    ) -> Self {
        let from = (interaction.id.get(), interaction.token.as_str());
        Self {
            parts,
            services,
            interaction,
            way: Way::new(parts, from, interaction.application_id.get()),
            actor: Actor::User {
                id: UserId(interaction.user.id.get()),
            },
        }
    }

    pub(super) fn by(&self) -> By<'_> {
        By {
            parts: self.parts,
            services: self.services,
            actor: &self.actor,
            user: UserId(self.interaction.user.id.get()),
            interaction: self.interaction.id.get(),
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
        self.user_if_named(name)
            .ok_or_else(|| Error::invalid(name, "it is missing"))
    }

    pub(super) fn user_if_named(&self, name: &str) -> Option<UserId> {
        match self.option(name)? {
            CommandDataOptionValue::User(user) => Some(UserId(user.get())),
            _ => None,
        }
    }

    pub(super) fn role(&self, name: &'static str) -> Result<RoleId> {
        match self.option(name) {
            Some(CommandDataOptionValue::Role(role)) => Ok(RoleId(role.get())),
            _ => Err(Error::invalid(name, "it is missing")),
        }
    }

    /// The channel that is named, or else the one in which the command is called.
    pub(super) fn channel(&self) -> ChannelId {
        match self.option("channel") {
            Some(CommandDataOptionValue::Channel(channel)) => ChannelId(channel.get()),
            _ => ChannelId(self.interaction.channel_id.get()),
        }
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        match self.option(name)? {
            CommandDataOptionValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// The reason in words, where one was typed.
    pub(super) async fn reason(&self) -> Result<Option<String>> {
        let Some(typed) = self.text("reason") else {
            return Ok(None);
        };
        let templates = &self.services.templates;
        let reason = templates.reason(&self.actor, self.guild()?, typed).await?;
        Ok(Some(reason))
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.option(name)? {
            CommandDataOptionValue::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The number of a case.
    pub(super) fn case(&self) -> Result<u64> {
        let number = self.number("number").map(u64::try_from);
        match number {
            Some(Ok(number)) if number > 0 => Ok(number),
            _ => Err(Error::invalid("number", "it is missing")),
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
        read_duration(name, self.text(name))
    }

    /// The name of the sub-command, if there is one.
    pub(super) fn verb(&self) -> Option<&'a str> {
        let first = self.interaction.data.options.first()?;
        let is_verb = matches!(first.value, CommandDataOptionValue::SubCommand(_));
        is_verb.then_some(first.name.as_str())
    }

    /// The options, those of the sub-command where there is one.
    pub(super) fn options(&self) -> &'a [CommandDataOption] {
        let options = &self.interaction.data.options;
        match options.first().map(|option| &option.value) {
            Some(CommandDataOptionValue::SubCommand(options)) => options,
            _ => options,
        }
    }

    fn option(&self, name: &str) -> Option<&'a CommandDataOptionValue> {
        let option = self.options().iter().find(|option| option.name == name)?;
        Some(&option.value)
    }
}

/// A duration in milliseconds, where one was typed.
pub(super) fn read_duration(name: &'static str, typed: Option<&str>) -> Result<Option<u64>> {
    let Some(text) = typed else {
        return Ok(None);
    };
    let duration = duration::parse(text);
    let duration = duration.map_err(|error| Error::invalid(name, error.to_string()))?;
    Ok(Some(crate::clock::millis(duration).unsigned_abs()))
}

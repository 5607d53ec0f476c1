//! What is done to a channel, a thread or the guild, and how a read shows it. Each of these calls sets a state, so that
//! a second one changes nothing.

use emperione_protocol::actions::{Kind, Lock};
use emperione_protocol::{ChannelId, RoleId};

use super::super::Actions;
use crate::domain::event::{Overwrite, OverwriteOf};
use crate::domain::locks;
use crate::ports::discord::{CallError, Channel, ChannelEdit, Lane, Pause};
use crate::store::actions::ActionRow;

impl Actions {
    pub(super) async fn send_to_place(
        &self,
        row: &ActionRow,
        reason: &str,
    ) -> Result<(), CallError> {
        let (discord, lane) = (&self.parts.discord, Lane::Manual);
        let (channel, guild) = (ChannelId(row.target.0), row.guild);
        match row.journal.kind {
            Kind::InvitesPause | Kind::InvitesResume => {
                let pause = Pause::Invites(row.until);
                discord.pause(lane, guild, pause, reason).await
            }
            Kind::DmsPause | Kind::DmsResume => {
                discord
                    .pause(lane, guild, Pause::Dms(row.until), reason)
                    .await
            }
            Kind::Lock | Kind::Unlock => {
                let shuts = row.journal.kind == Kind::Lock;
                self.set_lock(lane, row, shuts, reason).await
            }
            _ => discord.edit_channel(lane, channel, edit(row), reason).await,
        }
    }

    /// Whether the place is as the action makes it.
    pub(super) async fn stands_in_place(&self, row: &ActionRow) -> Result<bool, CallError> {
        let channel = ChannelId(row.target.0);
        let find = || self.parts.discord.find_channel(Lane::Manual, channel);
        Ok(match row.journal.kind {
            // Deleting what is gone, or pausing what is paused, changes nothing.
            Kind::Purge
            | Kind::InvitesPause
            | Kind::InvitesResume
            | Kind::DmsPause
            | Kind::DmsResume => false,
            Kind::Lock | Kind::Unlock => {
                let lock = row.detail.lock.unwrap_or_default();
                find().await?.is_some_and(|found| {
                    let before = locks::of_everyone(&found.overwrites, row.guild.everyone());
                    let wanted = if row.journal.kind == Kind::Lock {
                        locks::shut(before, lock)
                    } else {
                        locks::open(before, lock)
                    };
                    before == wanted
                })
            }
            _ => {
                let edit = edit(row);
                find().await?.is_some_and(|found| has(&found, edit))
            }
        })
    }

    /// Shuts or opens a channel for `@everyone`, in what is said there now: what others changed meanwhile stays.
    pub(in super::super) async fn set_lock(
        &self,
        lane: Lane,
        row: &ActionRow,
        shuts: bool,
        reason: &str,
    ) -> Result<(), CallError> {
        let discord = &self.parts.discord;
        let (channel, everyone): (_, RoleId) = (ChannelId(row.target.0), row.guild.everyone());
        let lock: Lock = row.detail.lock.unwrap_or_default();
        let Some(found) = discord.find_channel(lane, channel).await? else {
            return Err(CallError::NotSent("the channel is gone".into()));
        };
        let before = locks::of_everyone(&found.overwrites, everyone);
        let (allow, deny) = if shuts {
            locks::shut(before, lock)
        } else {
            locks::open(before, lock)
        };
        if (allow, deny) == before {
            return Ok(());
        }
        let overwrite = Overwrite {
            of: OverwriteOf::Role(everyone),
            allow,
            deny,
        };
        discord
            .set_overwrite(lane, channel, overwrite, reason)
            .await
    }
}

fn edit(row: &ActionRow) -> ChannelEdit {
    let new = ChannelEdit::default();
    match row.journal.kind {
        Kind::ThreadLock => ChannelEdit {
            locked: Some(true),
            ..new
        },
        Kind::ThreadUnlock => ChannelEdit {
            locked: Some(false),
            ..new
        },
        Kind::ThreadArchive => ChannelEdit {
            archived: Some(true),
            ..new
        },
        Kind::ThreadUnarchive => ChannelEdit {
            archived: Some(false),
            ..new
        },
        _ => ChannelEdit {
            slow_mode: row.detail.slow_mode,
            ..new
        },
    }
}

fn has(channel: &Channel, edit: ChannelEdit) -> bool {
    edit.slow_mode.is_none_or(|it| it == channel.slow_mode)
        && edit.locked.is_none_or(|it| it == channel.locked)
        && edit.archived.is_none_or(|it| it == channel.archived)
}

//! What ends by itself: looked at when due, oldest first, for ever, and done only when a read of Discord says so.

use std::time::Duration;

use emperione_protocol::actions::{Kind, State};
use emperione_protocol::events::Body;
use futures::{StreamExt, stream};

use super::Actions;
use crate::clock::millis;
use crate::crash;
use crate::domain::actions::{armed_until, next_look, notice};
use crate::ports::discord::code::UNKNOWN_BAN;
use crate::ports::discord::{CallError, ChannelEdit, Lane, Target};
use crate::services::Result;
use crate::services::access::empd;
use crate::store::actions::ActionRow;
use crate::store::expiries::{self, Expiry};
use crate::store::{actions, events};
use emperione_protocol::{ChannelId, Timestamp};

/// How many are read and looked at together.
const PAGE: u32 = 100;
const AT_ONCE: usize = 16;
/// The longest pause between two tries of one.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// How long to wait for somebody who left while timed out.
const ABSENT: Duration = Duration::from_hours(24);
/// When nothing is due and nobody tells, look again after this.
const IDLE: Duration = Duration::from_secs(30);
/// While nothing may end, look again after this.
const HELD: Duration = Duration::from_secs(1);

const RAN_OUT: &str = "it ran out";
const BANNED_ANEW: &str = "somebody banned the user anew, which stays";

/// How one was found.
enum Found {
    /// Its ban or timeout is no longer in force.
    Over(&'static str),
    /// It could not be ended now.
    Later,
    /// It goes on, and is to be looked at again then.
    GoesOn(Timestamp),
}

impl Actions {
    /// Lets everything that is due be looked at now.
    pub fn wake_expiries(&self) {
        self.expiries.notify_one();
    }

    pub(super) async fn expire_until_stopped(&self) {
        let mut was_held = false;
        while !self.parts.stop.is_cancelled() {
            if self.parts.is_held() {
                was_held = true;
                self.pause(HELD).await;
                continue;
            }
            if std::mem::take(&mut was_held) {
                // Another process may have left actions behind when this one took its place.
                self.resume().await;
            }
            let next = match self.expire().await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(%error, "expiries wait for the database");
                    None
                }
            };
            let due = async {
                match next {
                    Some(at) => self.parts.clock.sleep_until(at).await,
                    None => tokio::time::sleep(IDLE).await,
                }
            };
            tokio::select! {
                () = due => {}
                () = self.expiries.notified() => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Ends everything that is due, and says when the next one is.
    async fn expire(&self) -> Result<Option<Timestamp>> {
        while !self.parts.is_held() && !self.parts.stop.is_cancelled() {
            let now = self.parts.clock.now();
            let due = expiries::due(&mut self.parts.db.read().await?, now, PAGE).await?;
            if due.is_empty() {
                break;
            }
            stream::iter(due)
                .map(|expiry| self.end(expiry))
                .buffered(AT_ONCE)
                .for_each(async |()| ())
                .await;
        }
        self.close_adopted().await?;
        let mut tx = self.parts.db.read().await?;
        let nexts = [
            expiries::next_at(&mut tx).await?,
            expiries::next_run_out(&mut tx).await?,
        ];
        Ok(nexts.into_iter().flatten().min())
    }

    /// Ends the cases of timeouts that others made, when Discord has ended them.
    async fn close_adopted(&self) -> Result<()> {
        while !self.parts.is_held() && !self.parts.stop.is_cancelled() {
            let now = self.parts.clock.now();
            let over = expiries::run_out(&mut self.parts.db.read().await?, now, PAGE).await?;
            if over.is_empty() {
                break;
            }
            let mut tx = self.parts.db.write().await?;
            let mut told = Vec::with_capacity(over.len());
            for (guild, case) in over {
                self.end_case(&mut tx, (guild, case), &empd(), RAN_OUT.into())
                    .await?;
                let text = format!("ended: {RAN_OUT}");
                told.push((Some(guild), Body::CaseChanged { case, text }));
            }
            events::append(&mut tx, now, &told).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn end(&self, expiry: Expiry) {
        let taken = self.ends.take(expiry.action);
        let found = match &taken {
            Some(_) => self.lift(&expiry).await,
            // Somebody changes its time at this moment.
            None => Ok(Found::Later),
        };
        let written = match found {
            Ok(Found::Over(how)) => self.close_expiry(&expiry, how).await,
            Ok(Found::Later) => self.put_off(&expiry).await,
            Ok(Found::GoesOn(due_at)) => self.look_again(&expiry, due_at).await,
            Err(error) => {
                tracing::warn!(action.id = %expiry.action, %error, "what is due could not be ended; it is tried again");
                self.put_off(&expiry).await
            }
        };
        if let Err(error) = written {
            tracing::warn!(action.id = %expiry.action, %error, "an expiry waits for the database");
        }
    }

    async fn lift(&self, expiry: &Expiry) -> Result<Found, CallError> {
        let lost = |error: crate::store::Error| CallError::NotSent(error.to_string());
        let mut tx = self.parts.db.read().await.map_err(lost)?;
        let row = actions::find(&mut tx, expiry.action).await.map_err(lost)?;
        drop(tx);
        let Some(row) = row else {
            return Ok(Found::Over("its action is gone"));
        };
        match row.journal.state {
            State::Failed => return Ok(Found::Over("its action failed")),
            State::Planned | State::Sending | State::Unknown => return Ok(Found::Later),
            State::Applied | State::Verified => {}
        }
        if expiry.kind != Kind::Timeout {
            match row.until {
                Some(until) if until <= self.parts.clock.now() => {}
                Some(until) => return Ok(Found::GoesOn(until)),
                // It lasts for ever by now.
                None => return Ok(Found::Later),
            }
        }
        let target = Target {
            guild: expiry.guild,
            user: expiry.user,
        };
        match expiry.kind {
            Kind::Ban => self.lift_ban(target, &row).await,
            Kind::RoleAdd => self.take_role(target, &row).await,
            Kind::Slowmode => self.end_slow_mode(&row).await,
            Kind::Lock => self.open_channel(&row).await,
            Kind::Timeout => self.rearm(target, &row).await,
            // Discord ends a pause by itself.
            _ => Ok(Found::Over(RAN_OUT)),
        }
    }

    async fn lift_ban(&self, target: Target, row: &ActionRow) -> Result<Found, CallError> {
        let discord = &self.parts.discord;
        let Some(ban) = discord.find_ban(Lane::Expiry, target).await? else {
            return Ok(Found::Over("it was lifted before"));
        };
        let ours = notice::names(ban.reason.as_deref(), row.journal.id, row.batch);
        if !ours {
            return Ok(Found::Over(BANNED_ANEW));
        }
        let reason = format!("{} ran out", notice::marker(row.journal.id));
        match discord.unban(Lane::Expiry, target, &reason).await {
            Ok(()) => {}
            Err(error) if error.code() == Some(UNKNOWN_BAN) => {}
            Err(error) => return Err(error),
        }
        crash::point("after_unban");
        Ok(match discord.find_ban(Lane::Expiry, target).await? {
            None => Found::Over(RAN_OUT),
            Some(_) => Found::Later,
        })
    }

    async fn take_role(&self, target: Target, row: &ActionRow) -> Result<Found, CallError> {
        let discord = &self.parts.discord;
        let holds = async || {
            let member = discord.find_member(Lane::Expiry, target).await?;
            let role = row.detail.role.zip(member);
            Ok::<_, CallError>(role.filter(|(role, member)| member.roles.contains(role)))
        };
        let Some((role, _)) = holds().await? else {
            return Ok(Found::Over("it was taken before, or they left"));
        };
        let reason = format!("{} ran out", notice::marker(row.journal.id));
        discord
            .remove_role(Lane::Expiry, target, role, &reason)
            .await?;
        Ok(match holds().await? {
            None => Found::Over(RAN_OUT),
            Some(_) => Found::Later,
        })
    }

    /// Lets a timeout that is longer than Discord keeps one go on.
    async fn rearm(&self, target: Target, row: &ActionRow) -> Result<Found, CallError> {
        let (discord, now) = (&self.parts.discord, self.parts.clock.now());
        if row.until.is_some_and(|until| until <= now) {
            return Ok(Found::Over(RAN_OUT));
        }
        let Some(member) = discord.find_member(Lane::Expiry, target).await? else {
            // They may come back before it ends.
            return Ok(Found::GoesOn(Timestamp(now.0 + millis(ABSENT))));
        };
        // One that somebody changed is a case of its own by now, which ended this one.
        if member.timed_out_until.is_none_or(|until| until <= now) {
            return Ok(Found::Over("it was ended before"));
        }
        let armed = armed_until(now, row.until);
        let reason = format!("{} goes on", notice::marker(row.journal.id));
        discord
            .time_out(Lane::Expiry, target, Some(armed), &reason)
            .await?;
        crash::point("after_rearm");
        Ok(Found::GoesOn(next_look(armed, row.until)))
    }

    async fn look_again(&self, expiry: &Expiry, due_at: Timestamp) -> Result<()> {
        let mut tx = self.parts.db.write().await?;
        expiries::set_due(&mut tx, expiry, due_at).await?;
        Ok(tx.commit().await?)
    }

    async fn end_slow_mode(&self, row: &ActionRow) -> Result<Found, CallError> {
        let discord = &self.parts.discord;
        let channel = ChannelId(row.target.0);
        let Some(found) = discord.find_channel(Lane::Expiry, channel).await? else {
            return Ok(Found::Over("the channel is gone"));
        };
        if Some(found.slow_mode) != row.detail.slow_mode {
            return Ok(Found::Over("somebody changed it, which stays"));
        }
        let edit = ChannelEdit {
            slow_mode: row.detail.former_slow_mode.or(Some(0)),
            ..ChannelEdit::default()
        };
        let reason = format!("{} ran out", notice::marker(row.journal.id));
        discord
            .edit_channel(Lane::Expiry, channel, edit, &reason)
            .await?;
        Ok(Found::Over(RAN_OUT))
    }

    async fn open_channel(&self, row: &ActionRow) -> Result<Found, CallError> {
        let channel = ChannelId(row.target.0);
        let found = self
            .parts
            .discord
            .find_channel(Lane::Expiry, channel)
            .await?;
        if found.is_none() {
            return Ok(Found::Over("the channel is gone"));
        }
        let reason = format!("{} ran out", notice::marker(row.journal.id));
        self.set_lock(Lane::Expiry, row, false, &reason).await?;
        Ok(Found::Over(RAN_OUT))
    }

    async fn close_expiry(&self, expiry: &Expiry, how: &'static str) -> Result<()> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.db.write().await?;
        if !expiries::close_due(&mut tx, expiry, now).await? {
            return Ok(());
        }
        let Some(row) = actions::find(&mut tx, expiry.action).await? else {
            return Ok(tx.commit().await?);
        };
        if row.journal.state != State::Failed {
            let by = empd();
            // Without a ban or timeout none of them is in force; others stand side by side.
            let is_one = matches!(expiry.kind, Kind::Ban | Kind::Timeout) && how != BANNED_ANEW;
            if is_one {
                let target = (expiry.guild, expiry.user);
                self.end_cases(&mut tx, target, (expiry.kind, None), &by)
                    .await?;
            } else {
                let case = (row.guild, row.case);
                self.end_case(&mut tx, case, &by, how.into()).await?;
            }
        }
        let changed = Body::CaseChanged {
            case: row.case,
            text: format!("ended: {how}"),
        };
        events::append(&mut tx, now, &[(Some(expiry.guild), changed)]).await?;
        Ok(tx.commit().await?)
    }

    async fn put_off(&self, expiry: &Expiry) -> Result<()> {
        let pause = Duration::from_secs(1) * 2_u32.pow(expiry.attempts.min(9));
        let next = Timestamp(self.parts.clock.now().0 + millis(pause.min(LONGEST_PAUSE)));
        let mut tx = self.parts.db.write().await?;
        expiries::put_off(&mut tx, expiry, next).await?;
        Ok(tx.commit().await?)
    }
}

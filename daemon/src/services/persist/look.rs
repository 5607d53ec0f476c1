//! A look at somebody who came back: what of it can be given is given, one action for each part.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Detail, Kind, State};
use emperione_protocol::{ActionId, Code, GuildId, RoleId, Timestamp};

use super::Persist;
use crate::clock::millis;
use crate::domain::actor::Actor;
use crate::domain::persist::{Place, Return, Verdict};
use crate::domain::{hash, permissions};
use crate::services::{Error, Result};
use crate::store::{Tx, audit, gaps, persist};

const PERSIST: Actor = Actor::System { name: "persist" };
/// How long one waits for the end of an action.
const WAIT_MS: u64 = 20_000;
/// How long what happened in a gap is waited for, which may never be known.
const PATIENCE: Duration = Duration::from_mins(10);

/// What a look comes to.
pub(super) enum Found {
    /// Something has to be known first.
    Soon,
    /// They left again.
    Away,
    Looked(Look),
}

/// What was not given back.
#[derive(Default)]
pub(super) struct Look {
    pub(super) roles: Vec<RoleId>,
    pub(super) nick: bool,
    pub(super) left_out: Vec<String>,
    /// What can be tried later.
    pub(super) waits: Vec<String>,
    /// How many actions failed.
    pub(super) failures: u32,
}

impl Look {
    fn keep(&mut self, part: Part) {
        match part {
            Part::Role(role) => self.roles.push(role),
            Part::Nick => self.nick = true,
            Part::Timeout => {}
        }
    }
}

/// A part of what is owed.
#[derive(Clone, Copy)]
enum Part {
    Role(RoleId),
    Nick,
    Timeout,
}

/// What became of a part.
enum Given {
    Done,
    LeftOut(String),
    Waits(String),
    Failed(String),
}

impl Persist {
    pub(super) async fn look(&self, row: &Return) -> Result<Found> {
        let (parts, mut look) = match self.plan(row).await? {
            Ok(plan) => plan,
            Err(found) => return Ok(found),
        };
        for (part, length) in parts {
            let name = self.name(row.guild, part);
            let given = self.give(request(row, part, length)).await?;
            if !matches!(given, Given::Done) {
                look.keep(part);
            }
            match given {
                Given::Done => {}
                Given::LeftOut(why) => look.left_out.push(format!("{name}: {why}")),
                Given::Waits(why) => look.waits.push(format!("{name}: {why}")),
                Given::Failed(why) => {
                    look.waits.push(format!("{name}: {why}"));
                    look.failures += 1;
                }
            }
        }
        Ok(Found::Looked(look))
    }

    /// The parts that are to be given, each with its length, and what is left out; or why nothing can be said now.
    async fn plan(&self, row: &Return) -> Result<Result<(Vec<(Part, Option<u64>)>, Look), Found>> {
        let mut tx = self.parts.db.read().await?;
        let unsettled = self.is_unsettled(&mut tx, row).await?;
        let settings = persist::settings(&mut tx, row.guild).await?;
        let past = persist::past(&mut tx, row.guild, row.user).await?;
        drop(tx);
        let state = self.parts.state.read();
        let (Some(guild), Some(me)) = (state.guild(row.guild), &state.me) else {
            return Ok(Err(Found::Away));
        };
        let Some(member) = guild.members.get(&row.user) else {
            let may_be_there = guild.partial && self.is_young(row);
            return Ok(Err(if may_be_there {
                Found::Soon
            } else {
                Found::Away
            }));
        };
        if unsettled || !guild.is_available() {
            return Ok(Err(Found::Soon));
        }
        let now = self.parts.clock.now();
        let place = Place {
            id: row.guild,
            guild,
            settings: &settings,
            bot_may: permissions::of(guild, row.guild.everyone(), me.id, now),
            past: &past,
            now,
        };
        let roles = row.roles.iter();
        let mut verdicts: Vec<_> = roles
            .map(|role| (Part::Role(*role), place.role(row, member, *role)))
            .collect();
        verdicts.push((Part::Nick, place.nick(row, member)));
        verdicts.push((Part::Timeout, place.timeout(row, member)));
        Ok(Ok(sort(verdicts)))
    }

    /// Whether it may come to light what was done to them while they were gone.
    async fn is_unsettled(&self, tx: &mut Tx, row: &Return) -> Result<bool> {
        if !self.is_young(row) {
            return Ok(false);
        }
        Ok(gaps::is_open(tx, row.guild).await?
            || audit::is_unobserved(tx, row.guild, row.user).await?)
    }

    fn is_young(&self, row: &Return) -> bool {
        self.parts.clock.now().0 - row.changed_at.0 < millis(PATIENCE)
    }

    async fn give(&self, request: ActRequest) -> Result<Given> {
        let submitted = self.actions.submit(&PERSIST, request).await;
        Ok(match submitted {
            Ok(submitted) => return self.ended(submitted.action.id).await,
            Err(Error::Conflict {
                code: Code::Already,
                ..
            }) => Given::Done,
            Err(error @ Error::Internal(_)) => return Err(error),
            Err(error @ Error::Invalid { .. }) => Given::LeftOut(error.to_string()),
            Err(error) => Given::Waits(error.to_string()),
        })
    }

    async fn ended(&self, id: ActionId) -> Result<Given> {
        let action = self.actions.wait(&PERSIST, id, WAIT_MS).await?;
        Ok(match (action.state, action.error) {
            (State::Applied | State::Verified, _) => Given::Done,
            (State::Failed, why) => Given::Failed(why.unwrap_or_default()),
            _ => Given::Waits(format!("case #{} is under way", action.case)),
        })
    }

    fn name(&self, guild: GuildId, part: Part) -> String {
        match part {
            Part::Role(id) => {
                let names = self.role_names(guild, &[id]);
                format!("role `{}`", names.join(""))
            }
            Part::Nick => "the nickname".into(),
            Part::Timeout => "the timeout".into(),
        }
    }
}

fn sort(verdicts: Vec<(Part, Verdict)>) -> (Vec<(Part, Option<u64>)>, Look) {
    let (mut parts, mut look) = (Vec::new(), Look::default());
    for (part, verdict) in verdicts {
        match verdict {
            Verdict::Nothing => {}
            Verdict::Give(length) => parts.push((part, length)),
            Verdict::LeftOut(why) => {
                look.keep(part);
                look.left_out.push(why);
            }
        }
    }
    (parts, look)
}

/// The action for a part: always the same for one join, until one failed, so that it has one effect.
fn request(row: &Return, part: Part, duration_ms: Option<u64>) -> ActRequest {
    let mut detail = Detail::default();
    let (kind, name, reason) = match part {
        Part::Role(role) => {
            detail.role = Some(role);
            (
                Kind::RoleAdd,
                format!("role {role}"),
                "came back, and had it before",
            )
        }
        Part::Nick => {
            detail.nick.clone_from(&row.nick);
            (Kind::Nick, "nick".into(), "came back, and had it before")
        }
        Part::Timeout => (Kind::Timeout, "timeout".into(), "came back before it ended"),
    };
    let joined_at = row.joined_at.unwrap_or(Timestamp(0));
    let key = format!(
        "persist:{}:{}:{}:{name}:{}",
        row.guild, row.user, joined_at.0, row.failures
    );
    ActRequest {
        id: hash::action(&key),
        reason: Some(reason.into()),
        duration_ms,
        detail,
        ..ActRequest::new(row.guild, kind, row.user)
    }
}

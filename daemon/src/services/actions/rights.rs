//! Who may, now; and whether the world is already as the action would make it.

use emperione_protocol::actions::{ActRequest, ActorRef, Check, Kind};

use super::Actions;
use crate::domain::actions::checks::{self, Wish};
use crate::domain::actor::Actor;
use crate::services::{Error, Result};
use crate::store::{self, Tx, cases, members};

/// How the target stands with regard to an action.
pub(super) enum Standing {
    /// Nothing stands against it.
    Open,
    /// It is done, or under way.
    Done { words: String, hint: String },
    /// There is nothing to end.
    Missing(String),
}

impl Standing {
    pub(super) fn check(&self) -> Option<Check> {
        match self {
            Self::Open => None,
            Self::Done { words, .. } | Self::Missing(words) => {
                Some(checks::refuse("the target's state", words.clone()))
            }
        }
    }

    pub(super) fn refuse(self) -> Result<()> {
        match self {
            Self::Open => Ok(()),
            Self::Done { words, hint } => Err(Error::conflict(words).hint(hint)),
            Self::Missing(words) => Err(Error::conflict(words)),
        }
    }
}

/// Refuses by the first check that did not pass.
pub(super) fn refuse(checks: &[Check]) -> Result<()> {
    match checks.iter().find(|check| !check.ok) {
        None => Ok(()),
        Some(check) => Err(Error::forbidden(check.detail.clone())),
    }
}

impl Actions {
    /// Every check that the state can answer.
    pub(super) fn checks(&self, actor: &Actor, request: &ActRequest) -> Vec<Check> {
        let wish = Wish {
            guild: request.guild,
            kind: request.kind,
            target: request.target,
        };
        checks::all(
            &self.parts.state.read(),
            actor,
            wish,
            self.parts.clock.now(),
        )
    }

    /// Looks whether the target is banned already, or not banned at all.
    pub(super) async fn standing(
        &self,
        tx: &mut Tx,
        request: &ActRequest,
    ) -> store::Result<Standing> {
        let (guild, target) = (request.guild, request.target);
        match request.kind {
            Kind::Ban | Kind::Kick => {
                if let Some(case) = cases::in_force(tx, guild, target, request.kind)
                    .await?
                    .into_iter()
                    .find(|case| {
                        // A kick that was applied is over; they may have come back.
                        request.kind == Kind::Ban
                            || case.state == emperione_protocol::cases::CaseState::Pending
                    })
                {
                    let (done, by, number) = (past(request.kind), name(&case.actor), case.number);
                    return Ok(Standing::Done {
                        words: format!("user {target} is already {done} by {by}, case #{number}"),
                        hint: format!("see `emp case show {number}`"),
                    });
                }
                let banned =
                    request.kind == Kind::Ban && members::is_banned(tx, guild, target).await?;
                Ok(if banned {
                    let words = format!("user {target} is already banned");
                    Standing::Done {
                        words,
                        hint: "lift the ban first with `emp unban`".into(),
                    }
                } else {
                    Standing::Open
                })
            }
            Kind::Unban => {
                let banned = members::is_banned(tx, guild, target).await?
                    || !cases::in_force(tx, guild, target, Kind::Ban)
                        .await?
                        .is_empty();
                Ok(if banned {
                    Standing::Open
                } else {
                    Standing::Missing(format!("user {target} is not banned"))
                })
            }
            Kind::Timeout | Kind::Untimeout | Kind::Warn | Kind::Note => Ok(Standing::Open),
        }
    }
}

fn past(kind: Kind) -> &'static str {
    if kind == Kind::Ban {
        "banned"
    } else {
        "being removed"
    }
}

fn name(actor: &ActorRef) -> String {
    match actor {
        ActorRef::User { user } => user.name.clone(),
        ActorRef::Local { name, .. } | ActorRef::System { name } => name.clone(),
    }
}

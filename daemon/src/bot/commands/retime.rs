use emperione_protocol::actions::{ActRequest, Kind, RetimeRequest};
use emperione_protocol::cases::{Case, CaseState};
use futures::FutureExt;
use futures::future::BoxFuture;
use serenity::all::{CreateCommand, Permissions};

use super::call::Call;
use super::reply::{self, Reply};
use super::{Command, act, confirm, undo};
use crate::services::{Error, Result};

/// What stands for a length that is none.
pub(super) const FOREVER: &str = "forever";
pub(super) const NOW: &str = "now";

/// Changes when something temporary ends.
pub(super) struct Retime;

impl Command for Retime {
    const NAME: &'static str = "retime";

    fn define() -> CreateCommand {
        let length = act::duration("From now, such as 7d; `forever`, or `now` to undo it");
        let about = "Change when a ban, timeout, role, slow mode or lock ends";
        act::command(Self::NAME, about, Permissions::MODERATE_MEMBERS)
            .add_option(act::case())
            .add_option(length.required(true))
    }

    fn run<'a>(call: &'a Call<'a>) -> BoxFuture<'a, Result<Reply>> {
        run(call).boxed()
    }
}

async fn run(call: &Call<'_>) -> Result<Reply> {
    let length = match call.text("duration").map(str::trim) {
        None => return Err(Error::invalid("duration", "it is missing")),
        Some(NOW) => return undo::ask(call).await,
        Some(FOREVER) => None,
        Some(_) => call.duration("duration")?,
    };
    let (guild, number) = (call.guild()?, call.case()?);
    let case = call
        .services
        .cases
        .show(&call.actor, guild, number)
        .await?
        .case;
    if case.kind == Kind::Timeout && case.state == CaseState::Applied {
        // Discord keeps a timeout's end, so that it is given anew; the case before ends with that.
        let request = ActRequest {
            id: call.action_id(),
            reason: case.reason,
            duration_ms: length,
            ..ActRequest::new(guild, Kind::Timeout, case.target.id)
        };
        return confirm::run(call.by(), request).await;
    }
    let actions = &call.services.actions;
    let request = RetimeRequest {
        duration_ms: length,
        ..RetimeRequest::new(guild, number)
    };
    let case = actions.retime(&call.actor, &request).await?;
    Ok(told(&case).into())
}

fn told(case: &Case) -> String {
    let (number, kind, name) = (case.number, case.kind, reply::name(&case.target));
    match case.until.map(|at| at.0.div_euclid(1_000)) {
        Some(at) => format!("The {kind} of {name} ends <t:{at}:R>, at <t:{at}:f> (case {number})"),
        None => format!("The {kind} of {name} lasts until somebody ends it (case {number})"),
    }
}

/// Whether a case may be given another end.
pub(super) fn fits(case: &Case) -> bool {
    let lasts = match case.kind {
        Kind::Timeout => true,
        Kind::Ban | Kind::RoleAdd | Kind::Slowmode | Kind::Lock => case.action.is_some(),
        _ => false,
    };
    lasts && case.state == CaseState::Applied
}

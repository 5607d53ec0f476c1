//! Carries one action out and shows how it ended.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Action, Check, DirectMessage, Preview, State};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, ErrorKind, Flatten};

use super::many::How;
use crate::commands::case::{actor, whom, word};
use crate::commands::when;
use crate::context::{Context, PATIENCE};
use crate::error::{Failure, exit};
use crate::output::{Output, Row};

/// How long one wait takes before the next.
const WAIT_MS: u64 = 15_000;
/// How often a lost connection is made anew for one action.
const RECONNECTS: usize = 5;

impl Row for Action {
    const COLUMNS: &'static [&'static str] =
        &["target", "id", "action", "state", "case", "message"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.target.name.clone(),
            self.target.id.to_string(),
            word(&self.kind),
            self.error.clone().map_or_else(
                || word(&self.state),
                |error| format!("{}: {error}", word(&self.state)),
            ),
            format!("#{}", self.case),
            word(&self.direct_message),
        ]
    }
}

impl Row for Preview {
    const COLUMNS: &'static [&'static str] =
        &["target", "id", "action", "allowed", "calls", "checks"];

    fn cells(&self) -> Vec<String> {
        let refused = self.checks.iter().find(|check| !check.ok);
        let said = |check: &Check| format!("{}: {}", check.name, check.detail);
        let passed = || {
            let warnings = self.checks.iter().filter(|check| check.warns);
            let passed = format!("{} checks passed", self.checks.len());
            warnings.fold(passed, |words, check| format!("{words} · {}", said(check)))
        };
        let words = refused.map_or_else(passed, said);
        vec![
            self.target.name.clone(),
            self.target.id.to_string(),
            word(&self.kind),
            if self.allowed {
                "yes".into()
            } else {
                "no".into()
            },
            self.calls.to_string(),
            words,
        ]
    }
}

/// Carries one action out; many go as a batch.
///
/// # Errors
/// If it is refused or fails, or the person went away.
pub(super) async fn perform(
    request: ActRequest,
    how: &How,
    context: &Context,
    client: Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let bar = out.progress(Some(1), "acting");
    let ended = tokio::select! {
        ended = carry_out(request, context, client) => ended,
        _ = tokio::signal::ctrl_c() => {
            bar.finish_and_clear();
            out.note("detached: what was asked for continues in the daemon; see `emp case list`");
            return Err(Failure::silent(exit::CANCELLED));
        }
    };
    bar.finish_and_clear();
    match ended {
        Ok(action) => {
            show(&action, out)?;
            match action.state {
                State::Failed => Err(Failure::silent(exit::ERROR)),
                _ => Ok(()),
            }
        }
        Err(failure) if failure.exit == exit::CONFLICT && how.ignore_existing => {
            out.note(&failure.message);
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}

/// One action in words, or as a record where programs read.
fn show(action: &Action, out: &mut Output) -> Result<(), Failure> {
    if out.is_structured() {
        return out.stream(action);
    }
    let until = action
        .until
        .map_or_else(String::new, |until| format!(" until {}", when::time(until)));
    let told = match action.direct_message {
        DirectMessage::None | DirectMessage::Pending => "",
        DirectMessage::Sent => " · told",
        DirectMessage::Failed => " · takes no direct messages",
        DirectMessage::Withdrawn => " · message withdrawn",
    };
    let (kind, name) = (action.kind, whom(action.kind, &action.target));
    match (&action.error, action.state) {
        (Some(error), _) => out.note(&format!(
            "not done: {kind} {name}: {error} · case #{}{told}",
            action.case
        )),
        (None, State::Applied | State::Verified) => {
            out.note(&format!(
                "{kind} {name}{until} · case #{}{told} · by {}{}",
                action.case,
                actor(&action.actor),
                undo(action)
            ));
        }
        (None, state) => out.note(&format!(
            "{kind} {name} is {} · case #{}: it goes on in the daemon",
            word(&state),
            action.case
        )),
    }
    Ok(())
}

/// How it is undone, where that can be.
fn undo(action: &Action) -> String {
    if action.kind.can_be_undone() {
        format!(" · undo: `emp undo {}`", action.case)
    } else {
        String::new()
    }
}

/// Asks for an action and waits for its end. A lost connection is made anew and the same id sent again, so that
/// nothing happens twice.
async fn carry_out(
    request: ActRequest,
    context: &Context,
    mut client: Client,
) -> Result<Action, Failure> {
    let mut left = RECONNECTS;
    loop {
        match until_final(&request, &client).await {
            Err(error) if error.kind == ErrorKind::Unreachable && left > 0 => {
                left -= 1;
                tokio::time::sleep(Duration::from_secs(1)).await;
                if let Ok(again) = context.client().await {
                    client = again;
                }
            }
            ended => return Ok(ended?),
        }
    }
}

/// Asks for an action and waits for its end.
pub(in crate::commands) async fn until_final(
    request: &ActRequest,
    client: &Client,
) -> Result<Action, emperione_protocol::Error> {
    client
        .actions()
        .submit(within(PATIENCE), request.clone())
        .await
        .flat()?;
    loop {
        let action = client
            .actions()
            .wait(within(PATIENCE), request.id, WAIT_MS)
            .await
            .flat()?;
        if action.state.is_final() {
            return Ok(action);
        }
    }
}

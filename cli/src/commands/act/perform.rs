//! Carries actions out and shows how each ended.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Action, DirectMessage, Kind, Preview, State};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, ErrorKind, Flatten};
use futures::{StreamExt, stream};

use super::many::How;
use crate::commands::case::{actor, word};
use crate::commands::when;
use crate::context::{Context, PATIENCE};
use crate::error::{Failure, exit};
use crate::output::{Output, Row, of_many};

/// How many actions of one command are under way at once; the daemon spaces the calls.
const AT_ONCE: usize = 16;
/// How long one wait takes before the next.
const WAIT_MS: u64 = 15_000;
/// How often a lost connection is made anew for one action.
const RECONNECTS: usize = 5;

impl Row for Action {
    const COLUMNS: &'static [&'static str] =
        &["member", "id", "action", "state", "case", "message"];

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
        &["member", "id", "action", "allowed", "calls", "checks"];

    fn cells(&self) -> Vec<String> {
        let refused = self.checks.iter().find(|check| !check.ok);
        let words = refused.map_or_else(
            || format!("{} checks passed", self.checks.len()),
            |check| format!("{}: {}", check.name, check.detail),
        );
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

pub(super) async fn perform(
    requests: Vec<ActRequest>,
    how: &How,
    context: &Context,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let all = requests.len();
    let bar = out.progress(Some(all as u64), "acting");
    let (mut failed, mut last) = (0, None);
    // Without --keep-going the next begins when the one before has ended well.
    let at_once = if how.keep_going { AT_ONCE } else { 1 };
    let mut results = stream::iter(requests)
        .map(|request| carry_out(request, context, client.clone()))
        .buffered(at_once);
    loop {
        let result = tokio::select! {
            result = results.next() => result,
            _ = tokio::signal::ctrl_c() => {
                bar.finish_and_clear();
                out.note("detached: what was asked for continues in the daemon; see `emp case list`");
                return Err(Failure::silent(exit::CANCELLED));
            }
        };
        let Some(result) = result else { break };
        bar.inc(1);
        let stop = bar.suspend(|| match result {
            Ok(action) => {
                let good = action.state != State::Failed;
                failed += usize::from(!good);
                show(&action, all, out).map(|()| !good)
            }
            Err(failure) if failure.code == exit::CONFLICT && how.ignore_existing => {
                out.note(&failure.message);
                Ok(false)
            }
            Err(failure) => {
                failed += 1;
                if all > 1 {
                    out.fail(&failure);
                }
                last = Some(failure);
                Ok(true)
            }
        })?;
        if stop && !how.keep_going {
            break;
        }
    }
    bar.finish_and_clear();
    match last {
        Some(failure) if all == 1 => Err(failure),
        _ => of_many(failed, all),
    }
}

/// One action in words, or as a record where programs read.
fn show(action: &Action, all: usize, out: &mut Output) -> Result<(), Failure> {
    if out.is_structured() || all > 1 {
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
    let (kind, name) = (word(&action.kind), &action.target.name);
    match (&action.error, action.state) {
        (Some(error), _) => out.note(&format!(
            "not done: {kind} @{name}: {error} · case #{}{told}",
            action.case
        )),
        (None, State::Applied | State::Verified) => {
            out.note(&format!(
                "{kind} @{name}{until} · case #{}{told} · by {}{}",
                action.case,
                actor(&action.actor),
                undo(action)
            ));
        }
        (None, state) => out.note(&format!(
            "{kind} @{name} is {} · case #{}: it goes on in the daemon",
            word(&state),
            action.case
        )),
    }
    Ok(())
}

/// How it is undone, where that can be.
fn undo(action: &Action) -> String {
    match action.kind {
        Kind::Kick | Kind::Softban | Kind::Note | Kind::Unwarn => String::new(),
        _ => format!(" · undo: `emp undo {}`", action.case),
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

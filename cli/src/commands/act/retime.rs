//! `emp retime`: changes when something temporary ends.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Kind, RetimeRequest, Retiming};
use emperione_protocol::cases::{Case, CaseState};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Flatten, Timestamp};

use super::many::How;
use super::perform;
use super::why::Why;
use crate::commands::case::{whom, word};
use crate::commands::when;
use crate::context::{Context, PATIENCE};
use crate::duration::{self, millis};
use crate::error::Failure;
use crate::output::{Output, Row};

/// `emp retime`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp retime 12 --for 3d\n  emp retime 12 --for 3d --dry-run\n  emp retime 12 --forever --reason 'they did it again'\n  emp undo 12"
)]
pub struct Retime {
    /// The number of the case of a ban, timeout, role, slow mode or lock
    #[arg(value_name = "CASE")]
    case: u64,
    /// Let it end after this time from now
    #[arg(long = "for", value_name = "TIME", value_parser = duration::parse, required_unless_present = "forever")]
    length: Option<Duration>,
    /// Let it last until somebody ends it
    #[arg(long, conflicts_with = "length")]
    forever: bool,
    #[command(flatten)]
    why: Why,
    /// Say from when to when the end would move, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Row for Retiming {
    const COLUMNS: &'static [&'static str] = &["target", "action", "case", "from", "until"];

    fn cells(&self) -> Vec<String> {
        let at = |end: Option<Timestamp>| end.map_or_else(|| "for ever".into(), when::time);
        vec![
            whom(self.kind, &self.target),
            word(&self.kind),
            format!("#{}", self.case),
            at(self.from),
            at(self.until),
        ]
    }
}

pub(in crate::commands) async fn retime(
    args: Retime,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let request = RetimeRequest {
        duration_ms: args.length.map(millis),
        reason: args.why.words(&client, guild).await?,
        ..RetimeRequest::new(guild, args.case)
    };
    if let Some(case) = timeout(&request, &client).await? {
        let act = anew(&request, &case);
        if args.dry_run {
            return would(&act, case, &client, out).await;
        }
        return perform::perform(act, &How::default(), context, client, out).await;
    }
    let actions = client.actions();
    if args.dry_run {
        let would = actions.preview_retime(within(PATIENCE), request).await;
        return out.rows(&[would.flat()?]);
    }
    let case = actions.retime(within(PATIENCE), request).await;
    let case = case.flat()?;
    if out.is_structured() {
        return out.rows(&[case]);
    }
    let until = case.until.map_or_else(
        || "for ever".into(),
        |at| format!("until {}", when::time(at)),
    );
    let whom = whom(case.kind, &case.target);
    out.note(&format!(
        "{} {whom} {until} · case #{}",
        case.kind, case.number
    ));
    Ok(())
}

/// The case, if it is a timeout in force.
async fn timeout(request: &RetimeRequest, client: &Client) -> Result<Option<Case>, Failure> {
    let cases = client.cases();
    let shown = cases.show(within(PATIENCE), request.guild, request.case);
    let case = shown.await.flat()?.case;
    let stands = case.kind == Kind::Timeout && case.state == CaseState::Applied;
    Ok(stands.then_some(case))
}

/// Discord keeps a timeout's end, so that it is given anew; the case before ends with that.
fn anew(request: &RetimeRequest, case: &Case) -> ActRequest {
    ActRequest {
        reason: request.reason.clone().or_else(|| case.reason.clone()),
        duration_ms: request.duration_ms,
        ..ActRequest::new(request.guild, Kind::Timeout, case.target.id)
    }
}

/// Says what a timeout that is given anew would change.
///
/// # Errors
/// If it would be refused.
async fn would(
    act: &ActRequest,
    case: Case,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let actions = client.actions();
    let preview = actions
        .preview(within(PATIENCE), act.clone())
        .await
        .flat()?;
    if let Some(refused) = preview.checks.into_iter().find(|check| !check.ok) {
        let code = refused.code.unwrap_or(Code::Forbidden);
        return Err(Failure::new(code, refused.detail));
    }
    let end = |ms| Timestamp(when::now().0.saturating_add_unsigned(ms));
    out.rows(&[Retiming {
        case: case.number,
        kind: case.kind,
        target: case.target,
        from: case.until,
        until: act.duration_ms.map(end),
    }])
}

//! `emp retime`: changes when something temporary ends.

use std::time::Duration;

use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};

use super::many::How;
use super::perform;
use crate::commands::case::whom;
use crate::commands::when;
use crate::context::{Context, PATIENCE};
use crate::duration::{self, millis};
use crate::error::Failure;
use crate::output::Output;

/// `emp retime`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  emp retime 12 --for 3d\n  emp retime 12 --forever\n  emp undo 12"
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
}

pub(in crate::commands) async fn retime(
    args: Retime,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let length = args.length.map(millis);
    if let Some(request) = anew(args.case, guild, length, &client).await? {
        return perform::perform(request, &How::default(), context, client, out).await;
    }
    let actions = client.actions();
    let case = actions
        .retime(within(PATIENCE), guild, args.case, length)
        .await;
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

/// Discord keeps a timeout's end, so that it is given anew; the case before ends with that.
async fn anew(
    number: u64,
    guild: GuildId,
    length: Option<u64>,
    client: &Client,
) -> Result<Option<ActRequest>, Failure> {
    let cases = client.cases();
    let case = cases
        .show(within(PATIENCE), guild, number)
        .await
        .flat()?
        .case;
    let stands = case.kind == Kind::Timeout && case.state == CaseState::Applied;
    Ok(stands.then(|| ActRequest {
        reason: case.reason,
        duration_ms: length,
        ..ActRequest::new(guild, Kind::Timeout, case.target.id)
    }))
}

//! The demo without a screen: live for a while, stop, and compare every stored count with the simulator's own.

use std::time::{Duration, Instant};

use emperione_protocol::actions::{ActionFilter, Kind, State};
use emperione_protocol::analytics::Totals;
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, PageRequest};
use serde_json::Value;

use super::Args;
use super::children::Info;
use super::people;
use super::summary::Summary;
use crate::context::PATIENCE;
use crate::error::{Failure, exit};
use crate::output::Output;

/// How long the daemon may take to catch up at the end.
const CATCH_UP: Duration = Duration::from_secs(90);

pub(super) async fn run(
    client: &Client,
    info: &Info,
    args: &Args,
    out: &mut Output,
) -> Result<(), Failure> {
    let real = args.length.div_f64(args.speed);
    let progress = out.progress(None, "watching the community live");
    let (people, ()) = tokio::join!(people::act(client, info), tokio::time::sleep(real));
    progress.set_message("waiting until everything is stored");
    stop_community(info).await?;
    let truth = caught_up(client, info).await?;
    let totals = client
        .analytics()
        .totals(within(PATIENCE), info.guild)
        .await
        .flat()?;
    let facts = client
        .facts()
        .counts(within(PATIENCE), info.guild)
        .await
        .flat()?;
    let status = client.system().status(within(PATIENCE)).await.flat()?;
    progress.finish_and_clear();
    people?;
    let summary = Summary::new((&totals, &facts), &status.ingest, &truth);
    summary.print(out)?;
    if summary.is_good() {
        Ok(())
    } else {
        Err(Failure::silent(exit::ERROR))
    }
}

async fn stop_community(info: &Info) -> Result<(), Failure> {
    let body = serde_json::json!({ "running": false });
    let stopped = reqwest::Client::new()
        .post(format!("{}/_sim/community", info.base))
        .json(&body)
        .send()
        .await;
    stopped.map(drop).map_err(|error| lost(&error))
}

fn lost(error: &reqwest::Error) -> Failure {
    Failure::error(format!("the simulator does not answer: {error}"))
}

/// Waits until the last number that was sent is committed, no action is open and the ban has ended; gives the truth then.
async fn caught_up(client: &Client, info: &Info) -> Result<Value, Failure> {
    let began = Instant::now();
    loop {
        // The truth is read first: what comes after it is only waited for longer.
        let truth: Value = reqwest::get(format!("{}/_sim/truth", info.base))
            .await
            .map_err(|error| lost(&error))?
            .json()
            .await
            .map_err(|error| lost(&error))?;
        let totals = client
            .analytics()
            .totals(within(PATIENCE), info.guild)
            .await
            .flat()?;
        if (is_committed(&totals, &truth) && is_calm(client, info).await?)
            || began.elapsed() > CATCH_UP
        {
            return Ok(truth);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn is_committed(totals: &Totals, truth: &Value) -> bool {
    let sent = truth["last_seq"].as_object();
    sent.is_some_and(|sent| {
        sent.iter()
            .all(|(session, seq)| totals.committed.get(session).copied() == seq.as_u64())
    })
}

/// Every action is final, every ban that was to end has ended, and every act in Discord was adopted.
async fn is_calm(client: &Client, info: &Info) -> Result<bool, Failure> {
    let open = ActionFilter {
        guild: Some(info.guild),
        states: vec![State::Planned, State::Sending, State::Unknown],
        ..ActionFilter::default()
    };
    if !client
        .actions()
        .list(within(PATIENCE), open, PageRequest::default())
        .await
        .flat()?
        .items
        .is_empty()
    {
        return Ok(false);
    }
    let filter = CaseFilter {
        guild: Some(info.guild),
        kind: Some(Kind::Ban),
        ..CaseFilter::default()
    };
    let bans = client
        .cases()
        .list(within(PATIENCE), filter, PageRequest::default())
        .await
        .flat()?
        .items;
    let adopted = bans.iter().any(|case| case.action.is_none());
    Ok(adopted
        && !bans
            .iter()
            .any(|case| case.until.is_some() && case.state == CaseState::Applied))
}

//! `emp status`

use emperione_protocol::Flatten;
use emperione_protocol::system::{Governor, Ingest, Shard, Status};
use emperione_protocol::transport::within;

use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::Output;

pub(super) async fn run(context: &Context, out: &mut Output) -> Result<(), Failure> {
    let status = context
        .client()
        .await?
        .system()
        .status(within(PATIENCE))
        .await
        .flat()?;
    out.record(&status, &lines(&status))
}

fn lines(status: &Status) -> Vec<(&'static str, String)> {
    let seconds = (status.now.0 - status.started_at.0) / 1000;
    let daemon = format!(
        "empd {} · pid {} · up {seconds} s",
        status.version, status.pid
    );
    let bot = status.bot.clone();
    let mut lines = vec![
        ("daemon", daemon),
        ("ready", if status.ready { "yes" } else { "no" }.into()),
        ("bot", bot.unwrap_or_else(|| "not signed in yet".into())),
    ];
    lines.extend(status.invite.clone().map(|page| ("invite it at", page)));
    lines.extend(
        status
            .problems
            .iter()
            .map(|problem| ("problem", problem.clone())),
    );
    lines.extend(status.shards.iter().map(|known| ("shard", shard(known))));
    lines.push(("ingest", ingest(&status.ingest)));
    lines.push(("discord", governor(&status.governor)));
    let size = status.store.size_bytes / 1024;
    lines.push(("store", format!("{} · {size} KiB", status.store.backend)));
    lines.push(("cache", status.cache.backend.clone()));
    lines.push(("gaps", status.gaps.to_string()));
    lines
}

fn shard(shard: &Shard) -> String {
    let latency = shard
        .latency_ms
        .map_or_else(String::new, |ms| format!(" · {ms} ms"));
    format!(
        "{} of {} · {}{latency} · {} identifies left · seq {}",
        shard.id + 1,
        shard.count,
        shard.state,
        shard.identifies_left,
        shard.committed_seq
    )
}

fn ingest(ingest: &Ingest) -> String {
    let counts = format!(
        "{} received · {} committed · {} waiting · {} dropped · {} undecodable",
        ingest.received, ingest.committed, ingest.waiting, ingest.dropped, ingest.undecodable
    );
    let (p50, p99) = (ingest.latency_p50_us, ingest.latency_p99_us);
    format!("{counts} · to commit p50 {p50} µs, p99 {p99} µs")
}

fn governor(governor: &Governor) -> String {
    let pause = match governor.paused_ms {
        0 => String::new(),
        ms => format!(" · paused for {ms} ms"),
    };
    let (calls, limited, invalid) = (governor.calls, governor.rate_limited, governor.invalid);
    format!("{calls} calls · {limited} rate limited · {invalid} invalid{pause}")
}

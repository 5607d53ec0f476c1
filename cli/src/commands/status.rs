//! `emp status`

use emperione_protocol::Flatten;
use emperione_protocol::system::Status;
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
    let mut lines = vec![
        (
            "daemon",
            format!(
                "empd {} · pid {} · up {seconds} s",
                status.version, status.pid
            ),
        ),
        (
            "ready",
            if status.ready {
                "yes".into()
            } else {
                "no".into()
            },
        ),
        (
            "bot",
            status
                .bot
                .clone()
                .unwrap_or_else(|| "not signed in yet".into()),
        ),
    ];
    lines.extend(
        status
            .problems
            .iter()
            .map(|problem| ("problem", problem.clone())),
    );
    for shard in &status.shards {
        let latency = shard
            .latency_ms
            .map_or_else(String::new, |ms| format!(" · {ms} ms"));
        let text = format!(
            "{} of {} · {}{latency} · {} identifies left · seq {}",
            shard.id + 1,
            shard.count,
            shard.state,
            shard.identifies_left,
            shard.committed_seq
        );
        lines.push(("shard", text));
    }
    let ingest = &status.ingest;
    lines.push((
        "ingest",
        format!(
            "{} received · {} committed · {} waiting · {} dropped · {} undecodable · p50 {} µs · p99 {} µs",
            ingest.received, ingest.committed, ingest.waiting, ingest.dropped, ingest.undecodable,
            ingest.latency_p50_us, ingest.latency_p99_us
        ),
    ));
    let governor = &status.governor;
    let pause = if governor.paused_ms > 0 {
        format!(" · paused for {} ms", governor.paused_ms)
    } else {
        String::new()
    };
    let (calls, limited, invalid) = (governor.calls, governor.rate_limited, governor.invalid);
    lines.push((
        "discord",
        format!("{calls} calls · {limited} rate limited · {invalid} invalid{pause}"),
    ));
    let size = status.store.size_bytes / 1024;
    lines.push(("store", format!("{} · {size} KiB", status.store.backend)));
    lines.push(("cache", status.cache.backend.clone()));
    lines.push(("gaps", status.gaps.to_string()));
    lines
}

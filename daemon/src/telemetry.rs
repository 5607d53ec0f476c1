//! Logs and metrics of the daemon itself. Nothing here may carry a message's text or a secret: libraries that see them are
//! capped, and a panic is logged by its place, not by its words.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing::{Level, Metadata};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

use crate::config::{Format, Log};

/// Libraries that put tokens or message texts into what they say below `warn`.
const CAPPED: &[&str] = &[
    "h2",
    "hyper",
    "redis",
    "reqwest",
    "rustls",
    "serenity",
    "sqlx",
    "tarpc",
    "tungstenite",
    "tokio_websockets",
    "twilight",
];

/// Starts logging; lines are written until the guard is dropped.
///
/// # Errors
/// If the folder of the files cannot be written.
pub fn start(settings: &Log, folder: &Path) -> io::Result<WorkerGuard> {
    let files = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("empd")
        .filename_suffix("log")
        .max_log_files(settings.keep_files)
        .build(folder)
        .map_err(named)?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let mut outputs = vec![lines(settings.format, writer, false)];
    if settings.stderr {
        outputs.push(lines(settings.format, io::stderr, true));
    }
    tracing_subscriber::registry()
        .with(outputs)
        .with(EnvFilter::builder().parse_lossy(&settings.levels))
        .with(tracing_subscriber::filter::filter_fn(may_be_written))
        .try_init()
        .map_err(io::Error::other)?;
    std::panic::set_hook(Box::new(on_panic));
    Ok(guard)
}

/// The error of the system that lies under that of the files, with its kind.
fn named(error: InitError) -> io::Error {
    let kind = std::error::Error::source(&error)
        .and_then(|source| source.downcast_ref::<io::Error>())
        .map_or(io::ErrorKind::Other, io::Error::kind);
    io::Error::new(kind, error)
}

fn lines<W>(format: Format, writer: W, colour: bool) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'w> fmt::MakeWriter<'w> + Send + Sync + 'static,
{
    match format {
        Format::Pretty => fmt::layer()
            .with_writer(writer)
            .with_ansi(colour && io::IsTerminal::is_terminal(&io::stderr()))
            .boxed(),
        Format::Json => fmt::layer().json().with_writer(writer).boxed(),
    }
}

fn may_be_written(about: &Metadata<'_>) -> bool {
    let ours = about.target().starts_with("emperione");
    let capped = CAPPED
        .iter()
        .any(|library| about.target().starts_with(library));
    // Levels compare by verbosity: ERROR is the least.
    match (ours, capped) {
        (true, _) => true,
        (false, true) => *about.level() <= Level::WARN,
        (false, false) => *about.level() <= Level::INFO,
    }
}

fn on_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    let thread = std::thread::current();
    tracing::error!(
        place = place.as_deref().unwrap_or("unknown"),
        thread = thread.name().unwrap_or("unnamed"),
        "a part of the daemon panicked"
    );
}

/// Upper bounds of the time histograms, in seconds.
const SECONDS: &[f64] = &[
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// The metrics of this process; the first call starts them.
pub fn metrics() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
            .expect("the bounds are a constant that is not empty")
            .build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_ok() {
            describe();
        }
        handle
    })
}

fn describe() {
    use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
    describe_histogram!(
        "emp_http_request_seconds",
        Unit::Seconds,
        "Time to answer an HTTP request"
    );
    describe_histogram!(
        "emp_db_query_seconds",
        Unit::Seconds,
        "Time of a database transaction"
    );
    describe_histogram!(
        "emp_event_seconds",
        Unit::Seconds,
        "Time from a gateway frame to its commit"
    );
    describe_histogram!(
        "emp_job_seconds",
        Unit::Seconds,
        "Time of a job, by outcome"
    );
    describe_gauge!("emp_jobs", "Jobs in the queue, by how they stand");
    describe_gauge!(
        "emp_job_oldest_seconds",
        Unit::Seconds,
        "How long the oldest job that could run has waited"
    );
    describe_histogram!(
        "emp_rpc_request_seconds",
        Unit::Seconds,
        "Time to answer a call on the socket"
    );
    describe_counter!("emp_cache_requests_total", "Reads of the cache, by result");
    describe_counter!(
        "emp_discord_requests_total",
        "Calls of Discord's REST API, by status"
    );
    describe_histogram!(
        "emp_discord_request_seconds",
        Unit::Seconds,
        "Time of a call of Discord's REST API"
    );
    describe_counter!("emp_interactions_total", "Interactions, by outcome");
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    struct Tee(Arc<Mutex<Vec<u8>>>);
    impl io::Write for Tee {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn metrics_are_rendered_with_their_meaning() {
        let handle = metrics();

        metrics::histogram!("emp_event_seconds").record(0.003);

        let text = handle.render();
        assert!(text.contains("# HELP emp_event_seconds Time from a gateway frame to its commit"));
        assert!(text.contains("emp_event_seconds_bucket{le=\"0.005\"}"));
    }

    #[test]
    fn libraries_that_see_secrets_stay_quiet() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let writer = {
            let written = Arc::clone(&written);
            move || Tee(Arc::clone(&written))
        };
        let subscriber = tracing_subscriber::registry()
            .with(lines(Format::Json, writer, false))
            .with(EnvFilter::builder().parse_lossy("trace"))
            .with(tracing_subscriber::filter::filter_fn(may_be_written));

        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "twilight_gateway::shard", "canary");
            tracing::debug!(target: "some_library", "canary");
            tracing::warn!(target: "twilight_gateway::shard", "kept");
            tracing::debug!(target: "emperione_daemon::bot", "ours");
        });

        let text = String::from_utf8(written.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("canary"));
        assert!(text.contains("kept") && text.contains("ours"));
    }
}

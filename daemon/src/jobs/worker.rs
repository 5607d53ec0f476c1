//! Runs jobs: a panic is an error like any other, a passing error is tried again after a growing pause, and a job that
//! never succeeds ends as a dead letter.

use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use apalis::layers::retry::backoff::{ExponentialBackoffMaker, MakeBackoff};
use apalis::layers::retry::{HasherRng, RetryPolicy};
use apalis::prelude::{BoxDynError, Data, Event, Monitor, WorkerBuilder, WorkerBuilderExt};
use apalis_core::backend::ext::BackendExt;
use apalis_core::error::AbortError;
use apalis_core::task::attempt::Attempt;
use futures::FutureExt;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::poller::Poller;
use super::queue::{Apalis, Storage, TOPIC};
use super::{AnyJob, TRIES, schedule};
use crate::domain::actor::Actor;
use crate::ports::cache::Cache;
use crate::services::{self, Error, Parts, Services};

const AT_ONCE: usize = 4;
/// A job that runs longer hangs.
const LONGEST: Duration = Duration::from_mins(10);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How long running jobs may take when the daemon stops or stands by.
const DRAIN: Duration = Duration::from_secs(10);
/// How soon it is seen that jobs run here, or do not any more.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One worker, for either database; the bounds of a generic function would be longer than the body.
macro_rules! worker {
    ($name:expr, $storage:expr, $queue:expr, $services:expr) => {{
        let pauses =
            ExponentialBackoffMaker::new(FIRST_PAUSE, LONGEST_PAUSE, 0.5, HasherRng::default())
                .expect("the first pause is shorter than the longest")
                .make_backoff();
        WorkerBuilder::new($name)
            .backend(
                $storage
                    .clone()
                    .poll_with_strategy(Poller::new($queue.pushes())),
            )
            .concurrency(AT_ONCE)
            .retry(RetryPolicy::retries(TRIES - 1).with_backoff(pauses))
            .data($services.clone())
            .build(perform)
    }};
}

/// Follows the schedule and runs jobs until the daemon stops, whenever they run here.
pub async fn run(parts: Parts, services: Arc<Services>, queue: Arc<Apalis>) {
    tokio::join!(
        schedule::watch(&services, &parts.stop),
        listen(&queue, parts.cache.clone(), &parts.stop),
        take_turns(&parts, &services, &queue),
    );
    queue.close().await;
}

/// Works while jobs run here, and waits while they do not: a daemon that stands by would take jobs that it may do nothing
/// for, and they would count as done.
async fn take_turns(parts: &Parts, services: &Arc<Services>, queue: &Arc<Apalis>) {
    while until(parts, true).await {
        let turn = parts.stop.child_token();
        tokio::join!(
            schedule::follow(services, &parts.clock, &turn),
            work(services.clone(), queue.clone(), turn.clone()),
            async {
                until(parts, false).await;
                turn.cancel();
            },
        );
    }
}

/// Waits until jobs run here or do not; false if the daemon stops.
async fn until(parts: &Parts, run: bool) -> bool {
    while !parts.stop.is_cancelled() && parts.runs_jobs() != run {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = parts.stop.cancelled() => {}
        }
    }
    !parts.stop.is_cancelled()
}

async fn work(services: Arc<Services>, queue: Arc<Apalis>, stop: CancellationToken) {
    // Unique, because a name is taken until apalis no longer believes its worker alive.
    let start = format!("{:016x}", rand::random::<u64>());
    let monitor = Monitor::new()
        .shutdown_timeout(DRAIN)
        // Any error of a fetch ends a worker; without this they would all be gone in silence.
        .should_restart(|_, error| {
            tracing::warn!(%error, "a worker ended and is started again");
            true
        })
        .on_event(|_, event| {
            if let Event::Error(error) = event {
                tracing::debug!(%error, "a worker met an error");
            }
        });
    let name = move |n: usize| format!("{start}-{n}-{:08x}", rand::random::<u32>());
    let monitor = match queue.storage() {
        Storage::Sqlite(storage) => {
            monitor.register(move |n| worker!(name(n), storage, queue, services))
        }
        Storage::Postgres(storage) => {
            monitor.register(move |n| worker!(name(n), storage, queue, services))
        }
    };
    let stopped = async move {
        stop.cancelled().await;
        io::Result::Ok(())
    };
    if let Err(error) = monitor.run_with_signal(stopped).await {
        tracing::error!(%error, "no more jobs run");
    }
}

/// Wakes the workers when another process queued a job.
async fn listen(queue: &Apalis, cache: Arc<dyn Cache>, stop: &CancellationToken) {
    let mut words = cache.subscribe();
    loop {
        let word = tokio::select! {
            word = words.recv() => word,
            () = stop.cancelled() => return,
        };
        match word {
            Ok(word) if word.topic != TOPIC => {}
            Ok(_) | Err(RecvError::Lagged(_)) => queue.wake(),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn perform(
    job: AnyJob,
    services: Data<Arc<Services>>,
    attempt: Attempt,
) -> Result<(), BoxDynError> {
    let (name, started) = (job.name(), Instant::now());
    let outcome = run_once(job.run(&services), LONGEST).await;
    let result = if outcome.is_ok() { "ok" } else { "error" };
    metrics::histogram!("emp_job_seconds", "job" => name, "outcome" => result)
        .record(started.elapsed().as_secs_f64());
    let Err(failure) = outcome else { return Ok(()) };
    let last = !failure.passing || attempt.current() >= TRIES;
    tracing::warn!(
        job.name = name,
        attempt = attempt.current(),
        error = failure.text,
        "a job failed"
    );
    if last {
        let actor = Actor::System { name };
        if let Err(error) = services.jobs.report_dead(&actor, name, &failure.text).await {
            tracing::warn!(%error, "the death of a job could not be told");
        }
    }
    if failure.passing {
        Err(failure.text.into())
    } else {
        Err(Box::new(AbortError::new(failure.text)))
    }
}

/// Runs once; nothing that a job does takes its worker down.
async fn run_once(
    run: impl Future<Output = services::Result<()>>,
    longest: Duration,
) -> Result<(), Failure> {
    let run = AssertUnwindSafe(run).catch_unwind();
    match tokio::time::timeout(longest, run).await {
        Ok(Ok(done)) => done.map_err(Failure::from),
        Ok(Err(panic)) => Err(Failure::passing(format!("it panicked: {}", words(&*panic)))),
        Err(_) => Err(Failure::passing("it ran for too long".to_owned())),
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Failure {
    text: String,
    /// Another try may help.
    passing: bool,
}

impl Failure {
    fn passing(text: String) -> Self {
        Self {
            text,
            passing: true,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let text = match &error {
            Error::Internal(cause) => cause.to_string(),
            _ => error.to_string(),
        };
        Self {
            text,
            passing: matches!(error, Error::Unavailable { .. }),
        }
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(10);

    #[tokio::test]
    async fn f49_a_panic_is_an_error_that_may_pass() {
        let failure = run_once(async { panic!("no {}", "luck") }, LONGEST).await;

        assert_eq!(
            failure,
            Err(Failure::passing("it panicked: no luck".into()))
        );
    }

    #[tokio::test]
    async fn f49_a_job_that_hangs_is_given_up() {
        let failure = run_once(std::future::pending(), SHORT).await;

        assert_eq!(failure, Err(Failure::passing("it ran for too long".into())));
    }

    #[tokio::test]
    async fn only_what_is_away_is_asked_again() {
        let passing = async |error: Error| {
            run_once(async { Err(error) }, LONGEST)
                .await
                .unwrap_err()
                .passing
        };

        assert!(passing(Error::unavailable("the database is away")).await);
        assert!(!passing(Error::conflict("it is there already")).await);
    }
}

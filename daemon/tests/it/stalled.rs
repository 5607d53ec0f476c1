//! The daemon is stopped for a while and another takes its place: nothing is done twice.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_protocol::actions::Kind;
use emperione_protocol::{Client, Flatten, transport};
use emperione_sim::Options;
use pretty_assertions::assert_eq;
use tarpc::context;

use crate::common::app::secrets;
use crate::common::database::Postgres;
use crate::common::process::{Daemon, Home};
use crate::killed::{batch, batch_ends, hits};

/// How long the one that was stopped may take to notice, on a machine that is busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts another on the same simulator, with the same master key, in a home of its own.
pub fn beside(first: &Daemon, change: impl FnOnce(&mut Command)) -> Daemon {
    let home = Arc::new(Home::new());
    let folder = ".local/state/emperione";
    std::fs::create_dir_all(home.path(folder)).unwrap();
    let key = format!("{folder}/master.key");
    std::fs::copy(first.home.path(&key), home.path(&key)).unwrap();
    Daemon::spawn(home, first.discord.clone(), change)
}

async fn until_it_stands_by(client: &Client) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let status = client
            .system()
            .status(context::current())
            .await
            .flat()
            .unwrap();
        if status
            .problems
            .iter()
            .any(|problem| problem.contains("another daemon"))
        {
            break;
        }
        assert!(
            Instant::now() < deadline,
            "the first does not stand by: {:?}",
            status.problems
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// One that was stopped wakes when another has taken over: nothing is done twice, and one session is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f06_a_holder_that_was_stopped_for_a_while_leaves_the_work_to_the_other() {
    const KICKS: usize = 60;
    let Some(database) = Postgres::new().await else {
        return;
    };
    let options = Options {
        members: KICKS + 30,
        ..Options::default()
    };
    let files = secrets(&database.url(), None);
    let on_it = |command: &mut Command| {
        command.env("EMP_DATABASE_URL_FILE", files.path().join("database"));
    };
    let mut first = Daemon::alone_on(options, on_it).await;
    let client = first.until_it_is_ready().await;
    let mut second = beside(&first, on_it);
    second.until_it_answers().await;
    let request = batch(&first.discord, Kind::Kick, KICKS);
    let created = client
        .batches()
        .create(context::current(), request.clone())
        .await;
    created.flat().unwrap();
    let some = client
        .batches()
        .wait(transport::within(PATIENCE), request.id, 10, 20_000)
        .await;
    assert!(
        some.flat().unwrap().ended() < KICKS as u64,
        "it is stopped in the middle"
    );

    first.signal("STOP");
    let other = second.until_it_takes_over().await;
    let done = batch_ends(&other, request.id).await;
    first.signal("CONT");

    assert_eq!(
        (done.applied, done.failed, done.refused),
        (KICKS as u64, 0, 0)
    );
    assert_eq!(
        hits(&first.discord, 20),
        vec![1; KICKS],
        "each is kicked once"
    );
    until_it_stands_by(&client).await;
    let still = other
        .batches()
        .show(context::current(), request.id)
        .await
        .flat()
        .unwrap();
    assert_eq!((still.applied, still.failed), (KICKS as u64, 0));
    drop((first, second));
    database.drop().await;
}

//! The answer to a commit is lost on its way: what was committed is not counted twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use emperione_daemon::store::{Db, Location, facts};
use emperione_sim::world::messages::NewMessage;
use pretty_assertions::assert_eq;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::common::database::Postgres;
use crate::common::house::{House, quiet};

/// Lies between the daemon and the server, and loses the answer to the next commit once it is told to.
struct Line {
    url: String,
    loses: Arc<AtomicBool>,
}

impl Line {
    async fn to(url: &str) -> Self {
        let (_, rest) = url.rsplit_once('@').unwrap();
        let (server, _) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap().to_string();
        let loses = Arc::new(AtomicBool::new(false));
        let line = Self {
            url: url.replace(server, &here),
            loses: loses.clone(),
        };
        let server = server.to_owned();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(carry(client, server, loses.clone()));
            }
        });
        line
    }
}

async fn carry(mut client: TcpStream, mut server: TcpStream, loses: Arc<AtomicBool>) {
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(n @ 1..) = read else { return };
                let commits = asked[..n].windows(6).any(|bytes| bytes == b"COMMIT");
                server.write_all(&asked[..n]).await.unwrap();
                if commits && loses.swap(false, Ordering::Relaxed) {
                    // The server has done it when it answers.
                    let _ = server.read(&mut answered).await;
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(n @ 1..) = read else { return };
                if client.write_all(&answered[..n]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_whose_commit_was_not_answered_is_counted_once() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    let line = Line::to(&database.url()).await;
    let place = Location::Postgres(SecretString::from(line.url.clone()));
    let db = Db::open(&place).await.unwrap();
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let places = server.sim().places.clone();
    let reader = places.users[1];
    let message = server
        .sim()
        .act(|world| world.post(places.general, places.users[0], NewMessage::text("hello")));
    house.caught_up().await;
    house
        .until("all is committed", async || {
            let stats = house.ingest.stats();
            stats.committed == stats.received
        })
        .await;
    let before = house.ingest.stats().committed;

    line.loses.store(true, Ordering::Relaxed);
    server.sim().act(|world| {
        world.react(places.general, message, reader, "🦦");
    });
    house
        .until(
            "the answer was lost, and the batch is known to be committed",
            async || {
                let stats = house.ingest.stats();
                !line.loses.load(Ordering::Relaxed) && stats.committed > before
            },
        )
        .await;

    let mut tx = db.read().await.unwrap();
    let sum = facts::sum(&mut tx, house.guild(), None).await.unwrap();
    assert_eq!((sum.messages, sum.reactions), (1, 1));
    drop(tx);
    house.close().await;
    db.close().await;
    database.drop().await;
}

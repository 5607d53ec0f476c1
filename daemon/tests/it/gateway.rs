//! What comes in: live events on the simulator, and the faults of the gateway.

use emperione_daemon::store::{Db, messages};
use emperione_sim::Options;
use emperione_sim::world::messages::NewMessage;
use pretty_assertions::assert_eq;

use crate::common::house::{House, quiet, simulator};

each_database!(counts_of_a_living_community_agree, messages_are_kept_sealed);

async fn counts_of_a_living_community_agree(db: Db) {
    let server = simulator(Options {
        members: 300,
        speed: 20.0,
        quiet: false,
        ..Options::default()
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    house
        .until("some hundred events came", async || {
            house.ingest.stats().committed > 300
        })
        .await;

    server.sim().community.set(false).await;

    house.agrees().await;
    assert_eq!(house.gaps().await, []);
    assert_eq!(house.ingest.stats().undecodable, 0);
    house.close().await;
}

async fn messages_are_kept_sealed(db: Db) {
    let server = quiet().await;
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&server, &db, folder.path()).await;
    house.settled().await;
    let places = server.sim().places.clone();
    let id = server.sim().act(|world| {
        world.post(
            places.general,
            places.users[0],
            NewMessage::text("meet me at noon"),
        )
    });
    house.caught_up().await;

    let filter = messages::Filter {
        guild: house.guild(),
        channel: None,
        author: None,
        after: None,
    };
    let found = messages::list(&mut db.read().await.unwrap(), &filter, 1)
        .await
        .unwrap();

    let place = emperione_daemon::seal::Place {
        guild: house.guild(),
        channel: found[0].channel,
        message: found[0].id,
    };
    let sealed = found[0].sealed.as_ref().unwrap();
    assert_eq!(found[0].id.0, id.0);
    assert_eq!(
        house.seal.open_text(place, sealed).unwrap(),
        "meet me at noon"
    );
    house.agrees().await;
    house.close().await;
}

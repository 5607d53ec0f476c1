//! Leases and starts: who may speak to Discord, and after how many crashes nobody acts by itself.

use emperione_daemon::domain::safe_mode;
use emperione_daemon::health::{Health, Reason};
use emperione_daemon::lease::Lease;
use emperione_daemon::store::{Db, leases, starts};
use emperione_protocol::Timestamp;
use pretty_assertions::assert_eq;

each_database!(
    a_lease_has_one_holder_until_it_is_given_back,
    a_holder_renews_and_a_rival_gets_only_what_ran_out,
    crashes_are_starts_that_did_not_end,
    a_stalled_holder_finds_that_it_lost_the_lease,
);

async fn a_lease_has_one_holder_until_it_is_given_back(db: Db) {
    let (first, second) = (Lease::new("gateway"), Lease::new("gateway"));

    assert!(first.take(&db).await.unwrap());
    assert!(!second.take(&db).await.unwrap());
    assert_eq!((first.is_held(), second.is_held()), (true, false));

    first.release(&db).await.unwrap();
    let health = Health::default();
    second.wait(&db, &health).await;

    assert_eq!((first.is_held(), second.is_held()), (false, true));
    assert!(!health.holds(Reason::Standby));
}

async fn a_holder_renews_and_a_rival_gets_only_what_ran_out(db: Db) {
    let mut tx = db.write().await.unwrap();

    assert!(leases::take(&mut tx, "shard", "a", 60_000).await.unwrap());
    assert!(leases::take(&mut tx, "shard", "a", -1).await.unwrap());
    assert!(leases::take(&mut tx, "shard", "b", 60_000).await.unwrap());
    assert!(!leases::take(&mut tx, "shard", "a", 60_000).await.unwrap());

    tx.commit().await.unwrap();
}

async fn a_stalled_holder_finds_that_it_lost_the_lease(db: Db) {
    let stalled = Lease::new("gateway");
    stalled.take(&db).await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(stalled.confirm(&mut tx).await.unwrap());
    drop(tx);

    // The rival comes when the lease has run out, which the database alone decides.
    stalled.release(&db).await.unwrap();
    Lease::new("gateway").take(&db).await.unwrap();

    let mut tx = db.write().await.unwrap();
    assert!(!stalled.confirm(&mut tx).await.unwrap());
}

async fn crashes_are_starts_that_did_not_end(db: Db) {
    let mut tx = db.write().await.unwrap();
    for (id, at) in [("a", 1_000), ("b", 2_000), ("c", 3_000), ("now", 4_000)] {
        starts::begin(&mut tx, id, Timestamp(at)).await.unwrap();
    }
    starts::end(&mut tx, "b", Timestamp(2_500)).await.unwrap();

    let crashed = starts::crashed(&mut tx, "now", Timestamp(0)).await.unwrap();
    assert_eq!(crashed, [Timestamp(1_000), Timestamp(3_000)]);
    assert!(!safe_mode::is_needed(&crashed, Timestamp(4_000)));

    starts::forgive(&mut tx, "now").await.unwrap();
    assert_eq!(
        starts::crashed(&mut tx, "now", Timestamp(0)).await.unwrap(),
        []
    );
    tx.commit().await.unwrap();
}

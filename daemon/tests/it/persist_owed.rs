//! What is owed to members who came back, as the store keeps it.

use emperione_daemon::domain::past::Look;
use emperione_daemon::domain::persist::Return;
use emperione_daemon::store::members::{self, ChangeRow};
use emperione_daemon::store::{Db, persist};
use emperione_protocol::persist::Progress;
use emperione_protocol::{GuildId, RoleId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::persist::ALL;

each_database!(
    the_same_join_twice_is_one_return,
    b5_16_a_second_return_keeps_what_was_owed
);

const GUILD: GuildId = GuildId(7);
const USER: UserId = UserId(10);

async fn settled(db: &Db) {
    let mut tx = db.write().await.unwrap();
    persist::set_settings(&mut tx, GUILD, &ALL).await.unwrap();
    tx.commit().await.unwrap();
}

async fn left(db: &Db, at: i64, roles: &[u64]) {
    let change = ChangeRow {
        guild: GUILD,
        user: USER,
        at: Timestamp(at),
        kind: "leave",
        detail: String::new(),
        exact: true,
        was: Some(Look {
            roles: roles.iter().copied().map(RoleId).collect(),
            ..Look::default()
        }),
    };
    let mut tx = db.write().await.unwrap();
    members::tell(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn joined(db: &Db, at: i64) -> Option<Return> {
    let mut tx = db.write().await.unwrap();
    let at = Timestamp(at);
    persist::open(&mut tx, (GUILD, USER), at, at).await.unwrap();
    let found = persist::find(&mut tx, GUILD, USER).await.unwrap();
    tx.commit().await.unwrap();
    found
}

async fn the_same_join_twice_is_one_return(db: Db) {
    assert_eq!(joined(&db, 50).await, None, "nobody left");
    left(&db, 100, &[2, 3]).await;
    assert_eq!(joined(&db, 200).await, None, "nobody asks for it");
    settled(&db).await;
    let mut owed = joined(&db, 200).await.unwrap();
    assert_eq!(owed.roles, [RoleId(2), RoleId(3)]);

    (owed.roles, owed.attempts) = (vec![RoleId(3)], 1);
    let mut tx = db.write().await.unwrap();
    persist::save(&mut tx, &owed).await.unwrap();
    assert_eq!(persist::stuck(&mut tx).await.unwrap(), [(GUILD, 1, USER)]);
    assert_eq!(
        persist::due(&mut tx, Timestamp(200), 9).await.unwrap(),
        [owed.clone()]
    );
    assert_eq!(persist::due(&mut tx, Timestamp(199), 9).await.unwrap(), []);
    assert_eq!(
        persist::next_at(&mut tx).await.unwrap(),
        Some(Timestamp(200))
    );
    tx.commit().await.unwrap();

    assert_eq!(joined(&db, 200).await, Some(owed));
}

async fn b5_16_a_second_return_keeps_what_was_owed(db: Db) {
    settled(&db).await;
    left(&db, 100, &[2, 3]).await;
    joined(&db, 200).await.unwrap();
    left(&db, 300, &[4]).await;

    let owed = joined(&db, 400).await.unwrap();
    assert_eq!(owed.roles, [2, 3, 4].map(RoleId));
    assert_eq!(
        (owed.left_at, owed.joined_at),
        (Timestamp(100), Some(Timestamp(400)))
    );

    let done = Return {
        progress: Progress::Done,
        next_at: None,
        ..owed
    };
    let mut tx = db.write().await.unwrap();
    persist::save(&mut tx, &done).await.unwrap();
    persist::prune(&mut tx, Timestamp(400)).await.unwrap();
    assert!(persist::find(&mut tx, GUILD, USER).await.unwrap().is_some());
    persist::prune(&mut tx, Timestamp(401)).await.unwrap();
    assert_eq!(persist::find(&mut tx, GUILD, USER).await.unwrap(), None);
    assert_eq!(persist::next_at(&mut tx).await.unwrap(), None);
    tx.commit().await.unwrap();
}

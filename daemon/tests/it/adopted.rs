//! What others did in Discord while we did not listen is read late: it ends nothing that was done here since.

use emperione_daemon::domain::event::{AuditChange, AuditEntry};
use emperione_daemon::ingest::Observer;
use emperione_daemon::store::{Db, cases, expiries};
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ActionId, GuildId, MessageId, RoleId, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner};
use crate::cases::row;

const DAY_MS: u64 = 86_400_000;
const MEMBER_UPDATE: u16 = 24;
const MEMBER_ROLE_UPDATE: u16 = 25;

each_database!(cases_are_ordered_by_when_they_were_done);

impl House {
    /// An entry of a moderator about a user from some milliseconds ago.
    async fn reads_entry(&self, user: UserId, ago_ms: i64, kind: u16, change: AuditChange) {
        let at = Timestamp(self.app.parts().clock.now().0 - ago_ms);
        let entry = AuditEntry {
            id: MessageId::first_at(at).0,
            guild: self.guild(),
            action_type: kind,
            actor: Some(UserId(self.app.sim().places.moderator.0)),
            target: Some(user.0),
            reason: None,
            rule: None,
            changes: vec![change],
        };
        self.app.services().actions.observe(&entry).await.unwrap();
    }

    /// Whether something of a user waits for its end.
    async fn has_open_end(&self, user: UserId) -> bool {
        let mut tx = self.app.parts().db.read().await.unwrap();
        let open = expiries::open_of(&mut tx, self.guild(), user).await;
        !open.unwrap().is_empty()
    }
}

fn timed_out_for(ms: i64, ago_ms: i64, now: Timestamp) -> AuditChange {
    let until = Timestamp(now.0 - ago_ms + ms);
    AuditChange {
        key: "communication_disabled_until".into(),
        old: None,
        new: Some(format!("\"{until}\"")),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_timeout_by_hand_ends_no_newer_one() {
    let house = House::new().await;
    let user = house.user(0);
    let long = house
        .for_a_time(Kind::Timeout, user, Some(60 * DAY_MS))
        .await;

    let now = house.app.parts().clock.now();
    let change = timed_out_for(600_000, 120_000, now);
    house
        .reads_entry(user, 120_000, MEMBER_UPDATE, change)
        .await;

    assert_eq!(
        house.case(long.case).await.case.state,
        CaseState::Applied,
        "it is the one in force"
    );
    assert!(house.has_open_end(user).await, "and goes on after 28 days");
    let adopted = house.case(long.case + 1).await;
    assert_eq!(adopted.case.state, CaseState::Ended);
    let last = adopted.entries.last().unwrap();
    let text = format!("by case {}, which came later", long.case);
    assert_eq!((last.kind.as_str(), &last.text), ("ended", &text));
    let actions = &house.app.services().actions;
    let inverse = actions.inverse(&owner(), house.guild(), long.case).await;
    assert_eq!(inverse.unwrap().changed, None, "nobody changed it since");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_timeout_by_hand_ends_an_older_one() {
    let house = House::new().await;
    let user = house.user(0);
    let long = house
        .for_a_time(Kind::Timeout, user, Some(60 * DAY_MS))
        .await;

    let now = house.app.parts().clock.now();
    let change = timed_out_for(600_000, -5, now);
    house.reads_entry(user, -5, MEMBER_UPDATE, change).await;

    let states = [long.case, long.case + 1].map(|number| house.case(number));
    let states = futures::future::join_all(states).await;
    let states: Vec<_> = states.into_iter().map(|shown| shown.case.state).collect();
    assert_eq!(states, [CaseState::Ended, CaseState::Applied]);
    assert!(!house.has_open_end(user).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_was_taken_by_hand_before_it_was_given_for_a_time_stays() {
    let house = House::new().await;
    let user = house.user(0);
    let role = RoleId(house.app.sim().places.muted.0);
    let mut request = house.request(Kind::RoleAdd, user);
    request.detail.role = Some(role);
    request.duration_ms = Some(7 * DAY_MS);
    let given = house.act(request).await.unwrap();

    let change = AuditChange {
        key: "$remove".into(),
        old: None,
        new: Some(format!(r#"[{{"id":"{role}","name":"Quiet"}}]"#)),
    };
    house
        .reads_entry(user, 60_000, MEMBER_ROLE_UPDATE, change)
        .await;

    assert_eq!(house.case(given.case).await.case.state, CaseState::Applied);
    assert!(house.has_open_end(user).await);
}

async fn cases_are_ordered_by_when_they_were_done(db: Db) {
    let (guild, user) = (GuildId(1), UserId(3));
    let mut tx = db.write().await.unwrap();
    for (number, at) in [(1, 500), (2, 100), (3, 900)] {
        let row = cases::CaseRow {
            guild,
            target: user,
            opened_at: Timestamp(at),
            action: Some(ActionId(number)),
            ..row(number)
        };
        cases::insert(&mut tx, &row).await.unwrap();
    }
    let first = cases::find(&mut tx, guild, 1).await.unwrap().unwrap();

    let later = cases::since(&mut tx, (guild, user), first.place()).await;
    let before = cases::last_before(&mut tx, &first, first.kind).await;

    let later: Vec<_> = later.unwrap().iter().map(|case| case.number).collect();
    assert_eq!(later, [3]);
    assert_eq!(before.unwrap().map(|case| case.number), Some(2));
}

//! A house, and what has to be there for the calls.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_protocol::actions::Kind;
use emperione_protocol::audit::{AuditFilter, Record};
use emperione_protocol::batches::{Act, Aim, BatchRequest, BatchState};
use emperione_protocol::jobs::JobState;
use emperione_protocol::{BatchId, Client, PageRequest};
use emperione_sim::What;
use pretty_assertions::assert_eq;

use crate::actions::{House, owner};
use crate::inbox::filing;
use crate::jobs::{await_state, execute};

/// A house, a client of its owner, and what has to be there for the calls.
pub(super) struct Stage {
    pub(super) house: House,
    pub(super) client: Client,
}

impl Stage {
    pub(super) async fn of(house: House) -> Self {
        let client = house.app.client().await;
        Self { house, client }
    }

    /// The whole log, newest first.
    pub(super) async fn log(&self) -> Vec<Record> {
        let audit = &self.house.app.services().audit;
        let (mut records, mut page) = (Vec::new(), PageRequest::default());
        loop {
            let found = audit.log(&owner(), &AuditFilter::default(), &page).await;
            let found = found.unwrap();
            records.extend(found.items);
            match found.next {
                Some(next) => page.after = Some(next),
                None => return records,
            }
        }
    }

    pub(super) fn batch(&self, kind: Kind, count: usize) -> BatchRequest {
        BatchRequest {
            id: BatchId::random(),
            guild: self.house.guild(),
            act: Act::new(kind),
            aims: self.house.crowd(count).into_iter().map(Aim::new).collect(),
            confirm: None,
            undoes: None,
        }
    }

    /// One that waits for a second person.
    pub(super) async fn waiting(&self) -> BatchId {
        let colleague = Actor::Local {
            uid: 1000,
            name: "kim".into(),
            user: None,
            role: Role::Moderator,
        };
        let batches = &self.house.app.services().batches;
        let request = self.batch(Kind::Kick, 30);
        let batch = batches.create(&colleague, request).await.unwrap();
        assert_eq!(batch.state, BatchState::Waiting);
        batch.id
    }

    /// One that is under way until the faults are cleared.
    pub(super) async fn running(&self) -> BatchId {
        let faults = &self.house.app.sim().faults;
        faults.on("bulk-ban", 1, What::Held);
        let request = self.batch(Kind::Ban, 3);
        let batches = &self.house.app.services().batches;
        batches.create(&owner(), request).await.unwrap().id
    }

    pub(super) async fn item(&self, n: u64) -> u64 {
        // Nobody reports often.
        let users = [0, 2, 3].map(|index| self.house.user(index));
        let member = Actor::User {
            id: users[usize::try_from(n).unwrap() % users.len()],
        };
        let report = filing(&self.house, n, n, self.house.user(1));
        let inbox = &self.house.app.services().inbox;
        inbox.report(&member, report).await.unwrap().number
    }

    pub(super) async fn dead_job(&self, key: &str) -> String {
        let app = &self.house.app;
        execute(app, "ALTER TABLE leases RENAME TO hidden").await;
        app.parts().queue.enqueue("prune", key).await.unwrap();
        let dead = await_state(app, "prune", JobState::Dead).await;
        execute(app, "ALTER TABLE hidden RENAME TO leases").await;
        dead.id
    }

    pub(super) async fn case(&self, kind: Kind) -> u64 {
        let user = self.house.user(usize::from(kind == Kind::Ban));
        self.house
            .act(self.house.request(kind, user))
            .await
            .unwrap()
            .case
    }
}

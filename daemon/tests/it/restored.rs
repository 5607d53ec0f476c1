//! An older copy of the database is put back while Discord has moved on: its journal does nothing a second time.

use std::path::Path;

use emperione_protocol::actions::{ActRequest, Detail, Kind, State};
use emperione_protocol::audit::AuditFilter;
use emperione_protocol::batches::{Act, Aim, BatchRequest, BatchState};
use emperione_protocol::cases::CaseFilter;
use emperione_protocol::{BatchId, PageRequest, UserId};
use emperione_sim::world::channels::ChannelEdit;
use emperione_sim::{Id, Sim};
use pretty_assertions::assert_eq;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::actions::{House, owner, until};

async fn copy(folder: &Path, to: &Path) {
    let options = SqliteConnectOptions::new().filename(folder.join("empd.db"));
    let mut outside = options.connect().await.unwrap();
    let text = format!("VACUUM INTO '{}'", to.display());
    let made = sqlx::query(AssertSqlSafe(text)).execute(&mut outside).await;
    made.unwrap();
}

fn put_back(folder: &Path, copy: &Path) {
    std::fs::copy(copy, folder.join("empd.db")).unwrap();
    for name in ["empd.db-wal", "empd.db-shm"] {
        // What the last run closed well is not there.
        let _ = std::fs::remove_file(folder.join(name));
    }
}

impl House {
    /// Calls that change something.
    fn changes(&self) -> [usize; 5] {
        [
            "PUT /guilds",
            "bulk-ban",
            "DELETE /guilds",
            "PATCH /channels",
            "POST /channels",
        ]
        .map(|route| self.calls(route))
    }

    async fn shown(&self, available: bool) {
        let guild = self.app.sim().places.guild;
        self.app
            .sim()
            .act(|world| world.set_available(guild, available));
        until("the outage, or its end", async || {
            let state = self.app.parts().state.read();
            state.guild(self.guild()).unwrap().is_available() == available
        })
        .await;
    }

    async fn is_final(&self, request: &ActRequest) -> State {
        let actions = &self.app.services().actions;
        let action = actions.wait(&owner(), request.id, 20_000).await.unwrap();
        assert!(action.state.is_final(), "{action:?}");
        action.state
    }

    /// The kinds of the cases of somebody that were made from Discord's log.
    async fn adopted(&self, target: UserId) -> Vec<Kind> {
        let filter = CaseFilter {
            target: Some(target),
            ..CaseFilter::default()
        };
        let cases = &self.app.services().cases;
        let found = cases.list(&owner(), &filter, &PageRequest::default()).await;
        let found = found.unwrap().items.into_iter();
        found
            .filter(|case| case.action.is_none())
            .map(|case| case.kind)
            .collect()
    }

    async fn audited(&self, kind: &str) -> usize {
        let audit = &self.app.services().audit;
        let log = audit
            .log(&owner(), &AuditFilter::default(), &PageRequest::default())
            .await;
        let records = log.unwrap().items;
        records.iter().filter(|record| record.kind == kind).count()
    }
}

/// What stands in the copy's journal and waits there.
struct Open {
    ban: ActRequest,
    slow: ActRequest,
    batch: BatchRequest,
}

impl Open {
    fn of(house: &House) -> Self {
        let general = house.app.sim().places.general;
        let crowd = house.crowd(9);
        Self {
            ban: ActRequest {
                notify: true,
                ..house.request(Kind::Ban, house.user(1))
            },
            slow: ActRequest {
                detail: Detail {
                    slow_mode: Some(30),
                    ..Detail::default()
                },
                ..house.request(Kind::Slowmode, UserId(general.0))
            },
            batch: BatchRequest {
                id: BatchId::random(),
                guild: house.guild(),
                act: Act::new(Kind::Ban),
                aims: crowd.into_iter().map(Aim::new).collect(),
                confirm: Some(house.guild_name()),
                undoes: None,
            },
        }
    }

    /// One of the batch.
    fn first(&self) -> UserId {
        self.batch.aims[0].target
    }

    /// Asks for all of it, and has the database copied before any of it is begun.
    async fn copied(&self, house: &House, copied: &Path) {
        let services = house.app.services();
        // While the guild is away, what was asked for waits.
        house.shown(false).await;
        for request in [&self.ban, &self.slow] {
            let submitted = services.actions.submit(&owner(), request.clone()).await;
            submitted.unwrap();
        }
        let created = services.batches.create(&owner(), self.batch.clone()).await;
        created.unwrap();
        copy(&house.app.parts().config.storage.folder, copied).await;
        house.shown(true).await;
        assert_eq!(house.is_final(&self.ban).await, State::Applied);
        assert_eq!(house.is_final(&self.slow).await, State::Applied);
        until("the batch's end", async || {
            let batch = services.batches.show(&owner(), self.batch.id).await;
            batch.unwrap().state == BatchState::Done
        })
        .await;
    }

    /// Colleagues take some of it back in Discord.
    fn taken_back(&self, sim: &Sim) {
        let (guild, moderator) = (sim.places.guild, sim.places.moderator);
        let slower = ChannelEdit {
            slow_mode: Some(0),
            ..ChannelEdit::default()
        };
        sim.act(|world| {
            for user in [self.ban.target, self.first()] {
                world.unban(moderator, guild, Id(user.0), Some("a mistake"));
            }
            world.edit_channel(moderator, sim.places.general, slower, None);
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f48_an_older_copy_of_the_database_bans_nobody_again_and_tells_nobody_twice() {
    let house = House::new().await;
    house.app.caught_up().await;
    let open = Open::of(&house);
    let folder = house.app.parts().config.storage.folder.clone();
    let kept = folder.join("copy.db");
    open.copied(&house, &kept).await;
    let lost = house
        .act(house.request(Kind::Ban, house.user(3)))
        .await
        .unwrap();
    open.taken_back(house.app.sim());
    let (before, head) = (house.changes(), *house.app.parts().db.head().borrow());

    let app = house.app.again(async |_| put_back(&folder, &kept)).await;
    let house = House::of(app).await;

    assert_eq!(house.is_final(&open.ban).await, State::Verified);
    assert_eq!(house.is_final(&open.slow).await, State::Failed);
    let batches = &house.app.services().batches;
    let halted = batches.show(&owner(), open.batch.id).await.unwrap();
    assert_eq!(halted.state, BatchState::Paused);
    assert!(
        halted
            .halted
            .unwrap()
            .contains("restored from an older copy")
    );
    until("the ban that the copy does not know", async || {
        house.adopted(lost.target.id).await == [Kind::Ban]
    })
    .await;
    house.app.caught_up().await;
    assert_eq!(house.changes(), before, "nothing was done again");
    assert!(!house.is_banned(open.ban.target) && !house.is_banned(open.first()));
    assert_eq!(house.audited("restored").await, 1);
    let now = *house.app.parts().db.head().borrow();
    assert!(now > head, "no number is given twice");

    let app = house.app.again(async |_| ()).await;
    assert_eq!(app.parts().start.lost, None, "it is owned up to once");
}

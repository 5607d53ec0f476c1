//! An older copy of the database is put back while Discord has moved on: its journal does nothing a second time.

use std::path::Path;

use emperione_protocol::actions::{ActRequest, Detail, Kind, State};
use emperione_protocol::audit::AuditFilter;
use emperione_protocol::batches::{Act, Aim, BatchRequest, BatchState};
use emperione_protocol::cases::CaseFilter;
use emperione_protocol::{BatchId, PageRequest, UserId};
use emperione_sim::Id;
use emperione_sim::world::channels::ChannelEdit;
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
            state.guild(self.guild()).unwrap().available == available
        })
        .await;
    }

    async fn is_final(&self, request: &ActRequest) -> State {
        let actions = &self.app.services().actions;
        let action = actions.wait(&owner(), request.id, 20_000).await.unwrap();
        assert!(action.state.is_final(), "{action:?}");
        action.state
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

fn crowd_of(house: &House, targets: &[UserId]) -> BatchRequest {
    BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act::new(Kind::Ban),
        aims: targets.iter().copied().map(Aim::new).collect(),
        confirm: Some(house.guild_name()),
        undoes: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f48_an_older_copy_of_the_database_bans_nobody_again_and_tells_nobody_twice() {
    let house = House::new().await;
    house.app.caught_up().await;
    let sim = house.app.sim().clone();
    let (guild, moderator, general) = (sim.places.guild, sim.places.moderator, sim.places.general);
    let ban = ActRequest {
        notify: true,
        ..house.request(Kind::Ban, house.user(1))
    };
    let slow = ActRequest {
        detail: Detail {
            slow_mode: Some(30),
            ..Detail::default()
        },
        ..house.request(Kind::Slowmode, UserId(general.0))
    };
    let crowd = house.crowd(9);
    let batch = crowd_of(&house, &crowd);
    let services = house.app.services().clone();
    // While the guild is away, what was asked for stands in the journal, and waits.
    house.shown(false).await;
    for request in [&ban, &slow] {
        services
            .actions
            .submit(&owner(), request.clone())
            .await
            .unwrap();
    }
    services
        .batches
        .create(&owner(), batch.clone())
        .await
        .unwrap();
    let folder = house.app.parts().config.storage.folder.clone();
    let kept = folder.join("copy.db");
    copy(&folder, &kept).await;

    house.shown(true).await;
    assert_eq!(house.is_final(&ban).await, State::Applied);
    assert_eq!(house.is_final(&slow).await, State::Applied);
    until("the batch's end", async || {
        services
            .batches
            .show(&owner(), batch.id)
            .await
            .unwrap()
            .state
            == BatchState::Done
    })
    .await;
    let later = house
        .act(house.request(Kind::Ban, house.user(3)))
        .await
        .unwrap();
    sim.act(|world| {
        world.unban(moderator, guild, Id(ban.target.0), Some("a mistake"));
        world.unban(moderator, guild, Id(crowd[0].0), Some("a mistake"));
        let edit = ChannelEdit {
            slow_mode: Some(0),
            ..ChannelEdit::default()
        };
        world.edit_channel(moderator, general, edit, None);
    });
    // The services hold the database.
    drop(services);
    let (before, head) = (house.changes(), *house.app.parts().db.head().borrow());
    let app = house.app.again(async |_| put_back(&folder, &kept)).await;
    let house = House::of(app).await;

    assert_eq!(house.is_final(&ban).await, State::Verified);
    assert_eq!(house.is_final(&slow).await, State::Failed);
    let batches = &house.app.services().batches;
    let halted = batches.show(&owner(), batch.id).await.unwrap();
    assert_eq!(halted.state, BatchState::Paused);
    assert!(
        halted
            .halted
            .unwrap()
            .contains("restored from an older copy")
    );
    let lost = CaseFilter {
        target: Some(later.target.id),
        ..CaseFilter::default()
    };
    until("the ban that the copy does not know", async || {
        let cases = &house.app.services().cases;
        let found = cases.list(&owner(), &lost, &PageRequest::default()).await;
        let found = found.unwrap().items;
        found.len() == 1 && found[0].kind == Kind::Ban && found[0].action.is_none()
    })
    .await;
    house.app.caught_up().await;
    assert_eq!(house.changes(), before, "nothing was done again");
    assert!(!house.is_banned(ban.target) && !house.is_banned(crowd[0]));
    assert_eq!(house.audited("restored").await, 1);
    assert!(
        *house.app.parts().db.head().borrow() > head,
        "no number is given twice"
    );

    let app = house.app.again(async |_| ()).await;
    assert_eq!(app.parts().start.lost, None, "it is owned up to once");
}

//! What was missed although no event seems to be missing is taken in by the daily comparison, on both databases.

use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::ingest::{Finding, Input};
use emperione_daemon::store::{Db, members};
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::CaseState;
use emperione_protocol::jobs::JobState;
use emperione_protocol::{GuildId, Timestamp, UserId};
use emperione_sim::{Id, Options, Server, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;
use crate::common::ear::{Ear, GUILD, START};

/// Which user is banned before the daemon is there.
const OLD: usize = 2;

each_house!(
    who_was_banned_before_we_listened_is_known_and_no_news,
    what_was_missed_is_taken_in_once,
    what_cannot_be_read_now_is_read_again
);
each_database!(what_is_told_while_the_bans_are_read_is_newer);

async fn house(url: Option<String>) -> House {
    let change = |config: &mut Config| config.database.url = url;
    let options = Options {
        quiet: true,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let places = server.sim().places.clone();
    let (moderator, old) = (places.moderator, places.users[OLD]);
    let sim = server.sim();
    sim.act(|world| world.ban(moderator, places.guild, old, 0, Some("long ago")));
    House::of(TestApp::simulated_on(server, change).await).await
}

async fn banned(db: &Db, guild: GuildId) -> Vec<UserId> {
    let bans = members::bans(&mut db.read().await.unwrap(), guild).await;
    bans.unwrap().iter().map(|ban| ban.user).collect()
}

impl House {
    /// Bans or unbans, and no event of it reaches anybody.
    fn unheard(&self, user: UserId, is_ban: bool) {
        let (guild, user) = (Id(self.guild().0), Id(user.0));
        let moderator = self.app.sim().places.moderator;
        self.app.sim().act(|world| {
            if is_ban {
                world.ban(moderator, guild, user, 0, Some("unheard"));
            } else {
                world.unban(moderator, guild, user, None);
            }
            world.outbox.clear();
        });
    }

    async fn compares(&self, key: &str) {
        let jobs = &self.app.services().jobs;
        let id = jobs.run(&owner(), "reconcile", key).await.unwrap().id;
        until("the end of the job", async || {
            let done = jobs.list(&owner(), Some(JobState::Done), 100).await;
            done.unwrap().iter().any(|job| job.id == id)
        })
        .await;
    }
}

async fn who_was_banned_before_we_listened_is_known_and_no_news(house: House) {
    house.compares("first").await;

    let db = &house.app.parts().db;
    until("what Discord shows", async || {
        banned(db, house.guild()).await == [house.user(OLD)]
    })
    .await;
    house.app.caught_up().await;
    let analytics = &house.app.services().analytics;
    let totals = analytics.totals(&owner(), house.guild()).await.unwrap();
    assert_eq!((totals.bans, totals.cases), (0, 0));
    house.app.app.stop().await;
}

async fn what_was_missed_is_taken_in_once(house: House) {
    let (missed, lifted) = (house.user(0), house.user(1));
    let ban = house.request(Kind::Ban, lifted);
    let ours = house.act(ban).await.unwrap().case;
    house.app.caught_up().await;
    house.unheard(missed, true);
    house.unheard(lifted, false);

    house.compares("first").await;

    let db = &house.app.parts().db;
    until("what Discord shows", async || {
        banned(db, house.guild()).await == [missed, house.user(OLD)]
    })
    .await;
    until("the case of our ban ends", async || {
        house.case(ours).await.case.state == CaseState::Ended
    })
    .await;
    let kinds = house.case_kinds().await;
    house.compares("second").await;
    house.app.caught_up().await;
    assert!(
        kinds.contains(&(Kind::Ban, CaseState::Applied)),
        "{kinds:?}"
    );
    assert_eq!(house.case_kinds().await, kinds);
    house.app.app.stop().await;
}

async fn what_cannot_be_read_now_is_read_again(house: House) {
    let missed = house.user(0);
    house.app.caught_up().await;
    house.unheard(missed, true);
    let faults = &house.app.sim().faults;
    faults.on("/audit-logs", 100, What::Status { status: 403 });
    faults.on("/bans", 1, What::Status { status: 500 });

    house.compares("one").await;

    let db = &house.app.parts().db;
    until("what Discord shows", async || {
        banned(db, house.guild()).await == [missed, house.user(OLD)]
    })
    .await;
    house.app.app.stop().await;
}

async fn what_is_told_while_the_bans_are_read_is_newer(db: Db) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual(Timestamp(START));
    let mut ear = Ear::open(&db, folder.path(), clock.clone()).await;
    let user = |id: u64| format!(r#"{{"guild_id":"7","user":{{"id":"{id}","username":"u{id}"}}}}"#);
    ear.hear("GUILD_BAN_ADD", &user(3));
    clock.advance(Duration::from_mins(1));
    let began = clock.now();
    clock.advance(Duration::from_secs(1));
    ear.hear("GUILD_BAN_REMOVE", &user(3));
    ear.hear("GUILD_BAN_ADD", &user(4));

    let shown = [3, 5].map(|id| (UserId(id), format!("u{id}")));
    ear.push(Input::Found {
        guild: GUILD,
        finding: Finding::Bans {
            began,
            bans: shown.into(),
            missed: false,
        },
    });

    ear.ingest.stop().await;
    assert_eq!(banned(&db, GUILD).await, [UserId(4), UserId(5)]);
}

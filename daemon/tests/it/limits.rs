//! The hourly cap binds a person by every door, and nobody else.

use std::os::unix::fs::MetadataExt;

use emperione_daemon::config::LocalUser;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error as Refused;
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::batches::{Act, Aim, BatchRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{BatchId, Code, Flatten, UserId};
use emperione_sim::{Options, Server};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner};
use crate::commands::{TEXT, USER, answer, call, command, option};
use crate::common::app::TestApp;
use crate::jobs::execute;

const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);
const LIMIT: u32 = 3;

each_house!(
    a_person_has_one_cap_for_all_doors,
    a_batch_counts_with_everybody_it_hits_and_a_cancelled_one_with_whom_it_began,
);

/// The user of this machine is the moderator, as whom the client of a test comes.
async fn house(url: Option<String>) -> House {
    let server = Server::start(Options::default()).await.unwrap();
    let moderator = server.sim().places.moderator;
    let uid = tempfile::tempdir()
        .unwrap()
        .path()
        .metadata()
        .unwrap()
        .uid();
    let bound = LocalUser {
        user: Some(UserId(moderator.0)),
        role: Role::Owner,
    };
    let app = TestApp::simulated_on(server, |config| {
        config.rpc.users.insert(uid.to_string(), bound);
        config.actions.hourly_limit = LIMIT;
        config.actions.second_person = true;
        config.actions.confirm_above = 1;
        config.database.url = url;
    });
    House::of(app.await).await
}

impl House {
    fn moderator(&self) -> Actor {
        Actor::User {
            id: UserId(self.app.sim().places.moderator.0),
        }
    }

    async fn asks(&self, actor: &Actor, request: ActRequest) -> Result<(), Refused> {
        let actions = &self.app.services().actions;
        let id = request.id;
        actions.submit(actor, request).await?;
        actions.wait(actor, id, 20_000).await.map(drop)
    }

    /// What the moderator is told who uses `/warn`.
    async fn warns_by_command(&self) -> String {
        let sim = self.app.sim();
        let options = [
            option("member", USER, self.user(0).to_string()),
            option("reason", TEXT, "spam"),
        ];
        answer(
            sim,
            call(sim, sim.places.moderator, command("warn", &options)),
        )
        .await
    }
}

async fn a_person_has_one_cap_for_all_doors(house: House) {
    let client = house.app.client().await;
    let note = || house.request(Kind::Note, house.user(0));
    let by_rpc = async |request: ActRequest| {
        let actions = client.actions();
        actions.submit(within(PATIENCE), request).await.flat()
    };

    by_rpc(note()).await.unwrap();
    let told = house.warns_by_command().await;
    assert!(told.ends_with("was warned (case 2)"), "{told}");
    let actions = &house.app.services().actions;
    let moderator = house.moderator();
    let undo = actions.inverse(&moderator, house.guild(), 2).await.unwrap();
    house.asks(&moderator, undo.request).await.unwrap();

    let seen = actions.preview(&moderator, &note()).await.unwrap();
    let refused = by_rpc(note()).await.unwrap_err();
    let last = seen.checks.last().unwrap();
    assert_eq!(
        (seen.allowed, last.ok, &last.detail),
        (false, false, &refused.message)
    );
    let words = "1 more act after 3 in the last hour are more than 3, the most of one person; there is room again at ";
    assert_eq!(refused.code, Code::HourlyLimit);
    assert!(refused.message.starts_with(words), "{refused:?}");
    assert!(refused.hint.unwrap().contains("`actions.hourly_limit`"));
    let told = house.warns_by_command().await;
    assert!(told.starts_with(words), "{told}");
    assert_eq!(house.case_kinds().await.len(), 3);

    // Others are not bound by it, nor what the daemon does by itself.
    house.asks(&owner(), note()).await.unwrap();
    for _ in 0..=LIMIT {
        let system = Actor::System { name: "test" };
        house.asks(&system, note()).await.unwrap();
    }
    // An hour later there is room again.
    let hour = "UPDATE actions SET created_at = created_at - 3600001 WHERE actor_kind <> 'system'";
    execute(&house.app, hour).await;
    by_rpc(note()).await.unwrap();
    house.app.app.stop().await;
}

async fn a_batch_counts_with_everybody_it_hits_and_a_cancelled_one_with_whom_it_began(
    house: House,
) {
    let batches = &house.app.services().batches;
    let moderator = house.moderator();
    let kicks = |count| BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act::new(Kind::Kick),
        aims: house.crowd(count).into_iter().map(Aim::new).collect(),
        confirm: None,
        undoes: None,
    };
    let note = || house.request(Kind::Note, house.user(0));

    let many = batches.create(&moderator, kicks(4)).await.unwrap_err();
    let Refused::Unavailable { message, hint, .. } = many else {
        panic!("{many:?}");
    };
    assert_eq!(
        message,
        "4 more acts after 0 in the last hour are more than 3, the most of one person"
    );
    assert!(hint.unwrap().starts_with("ask for 3 at once at most"));
    let waiting = batches.create(&moderator, kicks(3)).await.unwrap();
    house.asks(&moderator, note()).await.unwrap_err();
    batches.cancel(&moderator, waiting.id).await.unwrap();

    house.asks(&moderator, note()).await.unwrap();
    assert_eq!(house.case_kinds().await.len(), 1);
    house.app.app.stop().await;
}

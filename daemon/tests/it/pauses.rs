//! Pauses that somebody made, ended or changed in Discord's own client are seen.

use emperione_daemon::store::guilds;
use emperione_protocol::actions::{ActRequest, Check, Kind, Preview};
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::cases::CaseState;
use emperione_protocol::guilds::Pauses;
use emperione_protocol::{Code, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};

const HOUR_MS: i64 = 3_600_000;

impl House {
    /// Somebody pauses invites and direct messages in Discord for so long, or ends the pause.
    async fn pauses_by_hand(&self, invites: Option<i64>, dms: Option<i64>) -> Pauses {
        let at = |world: &emperione_sim::World, ms: Option<i64>| ms.map(|ms| world.now_ms() + ms);
        let guild = self.app.sim().places.guild;
        let made = self.app.sim().act(|world| {
            let (invites, dms) = (at(world, invites), at(world, dms));
            world.set_incidents(guild, invites, dms);
            Pauses {
                invites: invites.map(Timestamp),
                dms: dms.map(Timestamp),
            }
        });
        self.hears_of(|pauses| pauses == made).await;
        made
    }

    /// Waits until the daemon has heard what is paused.
    async fn hears_of(&self, holds: impl Fn(Pauses) -> bool) {
        until("the pause", async || {
            let state = self.app.parts().state.read();
            holds(state.guild(self.guild()).unwrap().pauses)
        })
        .await;
    }

    fn pause(&self, kind: Kind, ms: Option<u64>) -> ActRequest {
        let target = UserId(self.app.sim().places.guild.0);
        ActRequest {
            duration_ms: ms,
            ..self.request(kind, target)
        }
    }

    async fn looks_at(&self, request: &ActRequest) -> Preview {
        let actions = &self.app.services().actions;
        actions.preview(&owner(), request).await.unwrap()
    }
}

fn check<'a>(preview: &'a Preview, name: &str) -> &'a Check {
    let mut checks = preview.checks.iter();
    let found = checks.find(|check| check.name == name);
    found.unwrap_or_else(|| panic!("no {name} in {:?}", preview.checks))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_made_by_hand_is_shown_kept_and_ended() {
    let house = House::new().await;
    let resume = house.pause(Kind::InvitesResume, None);
    let refused = house.looks_at(&resume).await;
    let why = check(&refused, "the target's state");
    assert_eq!(
        (why.detail.as_str(), why.code),
        ("invites are not paused", Some(Code::Already))
    );
    let why = house.act(resume).await.unwrap_err().to_string();
    assert_eq!(why, "invites are not paused");

    let made = house.pauses_by_hand(Some(HOUR_MS), None).await;

    let services = house.app.services();
    let listed = services.guilds.list(&owner()).unwrap();
    assert_eq!(listed[0].pauses, made);
    let overview = services.analytics.overview(&owner(), house.guild()).await;
    assert_eq!(overview.unwrap().pauses, made);
    until("the guild's row", async || {
        let mut tx = house.app.parts().db.read().await.unwrap();
        let rows = guilds::all(&mut tx).await.unwrap();
        rows.iter().any(|row| row.pauses == made)
    })
    .await;
    let resume = house.pause(Kind::InvitesResume, None);
    let told = house.looks_at(&resume).await;
    let end = made.invites.unwrap();
    let words = format!("invites are paused until {end}, which somebody did in Discord");
    assert_eq!(
        check(&told, "the target's state").detail,
        format!("{words}: this ends it")
    );
    house.act(resume).await.unwrap();
    house.hears_of(|pauses| pauses == Pauses::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_that_shortens_one_of_others_says_so_before() {
    let house = House::new().await;
    let made = house.pauses_by_hand(None, Some(2 * HOUR_MS)).await;
    let end = made.dms.unwrap();
    let words = format!("direct messages are paused until {end}, which somebody did in Discord");
    let told = async |ms| {
        let preview = house.looks_at(&house.pause(Kind::DmsPause, Some(ms))).await;
        assert!(preview.allowed, "it may all the same");
        let told = check(&preview, "the pause in force");
        (told.warns, told.detail.clone())
    };

    assert_eq!(
        told(60_000).await,
        (true, format!("{words}: this shortens it"))
    );
    let longer = (false, format!("{words}: this takes its place"));
    assert_eq!(told(86_400_000).await, longer);
    let plan = PlanRequest {
        guild: house.guild(),
        act: Act {
            duration_ms: Some(60_000),
            ..Act::new(Kind::DmsPause)
        },
        aims: vec![Aim::new(UserId(house.guild().0))],
        query: None,
    };
    let plan = house.app.services().batches.plan(&owner(), &plan).await;
    assert_eq!(plan.unwrap().risks, [format!("{words}: this shortens it")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_of_ours_is_named_by_its_case() {
    let house = House::new().await;
    let request = house.pause(Kind::InvitesPause, Some(3_600_000));
    let pause = house.act(request).await.unwrap();
    house.hears_of(|pauses| pauses.invites.is_some()).await;

    let told = house
        .looks_at(&house.pause(Kind::InvitesResume, None))
        .await;

    let (end, number) = (pause.until.unwrap(), pause.case);
    let words = format!("invites are paused by root until {end}, case #{number}: this ends it");
    assert_eq!(check(&told, "the target's state").detail, words);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_of_ours_that_somebody_ends_or_changes_is_over() {
    let house = House::new().await;
    let ended = async |by_hand: Option<i64>| {
        let request = house.pause(Kind::InvitesPause, Some(3_600_000));
        let pause = house.act(request).await.unwrap();
        house.hears_of(|pauses| pauses.invites.is_some()).await;

        let made = house.pauses_by_hand(by_hand, None).await;

        until("the end of the case", async || {
            house.case(pause.case).await.case.state == CaseState::Ended
        })
        .await;
        let last = house.case(pause.case).await.entries.pop().unwrap();
        (last.text, made.invites)
    };

    assert_eq!(ended(None).await, ("somebody ended it".into(), None));
    let (text, until) = ended(Some(2 * HOUR_MS)).await;
    assert_eq!(text, format!("somebody let it end at {}", until.unwrap()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_we_end_ourselves_is_not_told_of_others() {
    let house = House::new().await;
    let request = house.pause(Kind::InvitesPause, Some(3_600_000));
    let pause = house.act(request).await.unwrap();
    house.hears_of(|pauses| pauses.invites.is_some()).await;

    house
        .act(house.pause(Kind::InvitesResume, None))
        .await
        .unwrap();
    house.hears_of(|pauses| pauses.invites.is_none()).await;

    let last = house.case(pause.case).await.entries.pop().unwrap();
    assert_eq!((last.kind.as_str(), last.text.as_str()), ("ended", ""));
}

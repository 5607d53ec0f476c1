//! How other bots fail when an action does: a test for each, which shows that this one does not.

use std::time::Duration;

use emperione_daemon::domain::actor::Actor;
use emperione_daemon::services::Error;
use emperione_daemon::store::expiries;
use emperione_protocol::actions::{ActRequest, Action, ActionFilter, ActorRef, Kind, State};
use emperione_protocol::batches::{Act, Aim, Batch, BatchRequest, BatchState, PlanRequest};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{BatchId, ChannelId, PageRequest, RoleId, UserId};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::{Id, Options, Server, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

const SECOND: Option<u64> = Some(1_000);
const DENIED: What = What::Status { status: 403 };
const UPSTREAM: What = What::Status { status: 503 };

impl House {
    /// What still waits for its end.
    async fn open_ends(&self, user: UserId) -> usize {
        let mut tx = self.app.parts().db.read().await.unwrap();
        let open = expiries::open_of(&mut tx, self.guild(), user).await;
        open.unwrap().len()
    }

    async fn state_of(&self, action: &Action) -> CaseState {
        self.case(action.case).await.case.state
    }

    async fn ends(&self, action: &Action) {
        until("the end of it", async || {
            self.state_of(action).await == CaseState::Ended
        })
        .await;
    }

    pub async fn together(&self, act: Act, targets: &[UserId]) -> Batch {
        let request = BatchRequest {
            id: BatchId::random(),
            guild: self.guild(),
            act,
            aims: targets.iter().copied().map(Aim::new).collect(),
            confirm: Some(self.guild_name()),
            undoes: None,
        };
        let batches = &self.app.services().batches;
        let id = batches.create(&owner(), request).await.unwrap().id;
        until("the end of the batch", async || {
            batches.show(&owner(), id).await.unwrap().state == BatchState::Done
        })
        .await;
        batches.show(&owner(), id).await.unwrap()
    }

    fn holds_role(&self, user: UserId, role: RoleId) -> bool {
        let guild = self.app.sim().places.guild;
        self.app.sim().read(|world| {
            let member = world.member(guild, Id(user.0)).unwrap();
            member.roles.contains(&Id(role.0))
        })
    }
}

fn timed(house: &House, kind: Kind, target: UserId, duration_ms: Option<u64>) -> ActRequest {
    ActRequest {
        duration_ms,
        ..house.request(kind, target)
    }
}

/// A house whose guild has a log channel.
async fn told_house(speed: f64) -> House {
    let options = Options {
        speed,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let (guild, log) = (server.sim().places.guild, server.sim().places.log);
    let app = TestApp::simulated_on(server, |config| {
        let channels = &mut config.outbox.log_channels;
        channels.insert(guild.0.to_string(), ChannelId(log.0));
    });
    House::of(app.await).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_01_a_timeout_that_discord_refuses_is_told_as_failed() {
    let house = House::new().await;
    house
        .app
        .sim()
        .faults
        .on("PATCH /api/v10/guilds", 1, DENIED);
    let target = house.user(0);

    let action = house
        .act(timed(&house, Kind::Timeout, target, Some(60_000)))
        .await
        .unwrap();

    assert_eq!(action.state, State::Failed);
    assert!(
        action
            .error
            .as_deref()
            .unwrap()
            .contains("Missing Permissions")
    );
    assert_eq!(house.state_of(&action).await, CaseState::Failed);
    assert_eq!(house.open_ends(target).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_02_a_ban_by_a_rule_that_fails_leaves_its_trace_and_its_own_reason() {
    let house = House::new().await;
    house.app.sim().faults.on("PUT /api/v10/guilds", 1, DENIED);
    let rule = Actor::System {
        name: "rule invites",
    };
    let request = house.request(Kind::Ban, house.user(0));
    let actions = &house.app.services().actions;

    actions.submit(&rule, request.clone()).await.unwrap();
    let action = actions.wait(&rule, request.id, 20_000).await.unwrap();

    assert_eq!((action.state, action.kind), (State::Failed, Kind::Ban));
    let case = house.case(action.case).await;
    assert_eq!(case.case.state, CaseState::Failed);
    assert_eq!(case.case.reason.as_deref(), Some("spam"));
    assert!(matches!(&case.case.actor, ActorRef::System { name } if name == "rule invites"));
    assert!(case.entries.iter().any(|entry| entry.kind == "failed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_03_bans_that_stand_are_told_so_though_the_books_could_not_be_written_at_once() {
    let house = House::new().await;
    let targets = house.crowd(5);
    let sim = house.app.sim();
    sim.faults.on("bulk-ban", 1, What::Slow { ms: 300 });
    let blocked = async {
        until("the call", async || sim.faults.list().is_empty()).await;
        let writer = house.app.parts().db.write().await.unwrap();
        until("the bans", async || {
            targets.iter().all(|user| house.is_banned(*user))
        })
        .await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        drop(writer);
    };

    let (done, ()) = tokio::join!(house.together(Act::new(Kind::Ban), &targets), blocked);

    assert_eq!((done.applied, done.failed), (5, 0));
    assert_eq!(house.calls("PUT /guilds/{guild}/bans"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_04_who_is_banned_already_can_be_acted_on_after_the_refusal() {
    let house = House::new().await;
    let target = house.user(0);
    house.act(house.request(Kind::Ban, target)).await.unwrap();

    let again = house.act(house.request(Kind::Ban, target)).await;
    let lifted = house.act(house.request(Kind::Unban, target)).await.unwrap();

    assert!(matches!(again, Err(Error::Conflict { .. })));
    assert_eq!(lifted.state, State::Applied);
    assert!(!house.is_banned(target));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_05_a_softban_whose_second_half_fails_is_brought_to_its_end() {
    let house = House::new().await;
    house
        .app
        .sim()
        .faults
        .on("DELETE /api/v10/guilds", 2, UPSTREAM);
    let target = house.user(0);

    let action = house
        .act(house.request(Kind::Softban, target))
        .await
        .unwrap();

    assert!(
        matches!(action.state, State::Applied | State::Verified),
        "{action:?}"
    );
    assert!(!house.is_banned(target), "nobody stays banned by half");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_06_many_429_end_neither_the_daemon_nor_the_action() {
    let house = House::new().await;
    let limit = What::RouteLimit { retry_after_ms: 50 };
    house.app.sim().faults.on("PUT /api/v10/guilds", 8, limit);

    let action = house
        .act(house.request(Kind::Ban, house.user(0)))
        .await
        .unwrap();

    assert_eq!(action.state, State::Applied);
    let status = house.app.services().system.status(&owner()).await.unwrap();
    assert_eq!(status.problems, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_07_a_dry_run_sets_nothing_and_deletes_nothing() {
    let house = House::new().await;
    let target = house.user(0);
    let request = timed(&house, Kind::Ban, target, SECOND);
    let before = house.calls_that_change();
    let services = house.app.services();
    let wish = PlanRequest {
        guild: house.guild(),
        act: Act::new(Kind::Softban),
        aims: vec![Aim::new(target)],
        query: None,
    };

    assert!(
        services
            .actions
            .preview(&owner(), &request)
            .await
            .unwrap()
            .allowed
    );
    assert_eq!(
        services
            .batches
            .plan(&owner(), &wish)
            .await
            .unwrap()
            .lines
            .len(),
        1
    );

    let (filter, page) = (ActionFilter::default(), PageRequest::default());
    let actions = services
        .actions
        .list(&owner(), &filter, &page)
        .await
        .unwrap();
    assert_eq!((actions.items.len(), house.open_ends(target).await), (0, 0));
    assert_eq!(house.calls_that_change(), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_08_a_ban_for_a_time_ends_though_its_log_post_fails() {
    let house = told_house(1.0).await;
    house
        .app
        .sim()
        .faults
        .on("POST /api/v10/channels", 3, DENIED);
    let target = house.user(0);

    let action = house
        .act(timed(&house, Kind::Ban, target, SECOND))
        .await
        .unwrap();

    house.ends(&action).await;
    assert!(!house.is_banned(target));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_09_an_unban_that_discord_refuses_when_it_is_due_is_tried_again() {
    let house = House::new().await;
    house
        .app
        .sim()
        .faults
        .on("DELETE /api/v10/guilds", 2, DENIED);
    let target = house.user(0);

    let action = house
        .act(timed(&house, Kind::Ban, target, SECOND))
        .await
        .unwrap();

    house.ends(&action).await;
    assert!(!house.is_banned(target));
    assert!(
        house.app.sim().faults.list().is_empty(),
        "it was refused twice"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_10_a_log_channel_without_access_is_a_problem_that_is_said_and_keeps_its_posts() {
    let house = told_house(120.0).await;
    let sim = house.app.sim();
    sim.faults.on("POST /api/v10/channels", 1, DENIED);
    let log = sim.places.log;
    let posts = || sim.read(|world| world.channels[&log].messages.len());
    house
        .act(house.request(Kind::Note, house.user(0)))
        .await
        .unwrap();

    until("the problem", async || {
        let status = house.app.services().system.status(&owner()).await.unwrap();
        status
            .problems
            .iter()
            .any(|words| words.contains("log channel"))
    })
    .await;
    assert_eq!(posts(), 0);
    until("the post", async || posts() == 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_11_each_timeout_of_many_has_a_case_and_those_that_failed_are_named() {
    let house = House::new().await;
    let targets = house.crowd(4);
    house
        .app
        .sim()
        .faults
        .on("PATCH /api/v10/guilds", 1, DENIED);
    let act = Act {
        duration_ms: Some(60_000),
        ..Act::new(Kind::Timeout)
    };

    let done = house.together(act, &targets).await;

    let batches = &house.app.services().batches;
    let lines = batches
        .lines(&owner(), done.id, &PageRequest::default())
        .await
        .unwrap();
    assert_eq!((done.applied, done.failed), (3, 1));
    assert!(lines.items.iter().all(|line| line.case.is_some()));
    let failed: Vec<_> = lines
        .items
        .iter()
        .filter(|line| line.error.is_some())
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_12_a_ban_for_a_time_that_failed_lifts_no_later_ban_by_hand() {
    let house = House::new().await;
    let sim = house.app.sim();
    sim.faults.on("PUT /api/v10/guilds", 1, DENIED);
    let target = house.user(0);
    let request = ActRequest {
        notify: true,
        ..timed(&house, Kind::Ban, target, SECOND)
    };
    let action = house.act(request).await.unwrap();
    assert_eq!(
        (action.state, house.messages_to(target)),
        (State::Failed, 0)
    );
    assert_eq!(house.open_ends(target).await, 0);

    let (guild, moderator) = (sim.places.guild, sim.places.moderator);
    sim.act(|world| world.ban(moderator, guild, Id(target.0), 0, Some("for good")));
    tokio::time::sleep(Duration::from_millis(2_500)).await;

    assert!(house.is_banned(target));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_13_a_server_error_among_many_bans_ends_nothing_early() {
    let house = House::new().await;
    let targets = house.crowd(9);
    house.app.sim().faults.on("bulk-ban", 1, UPSTREAM);

    let done = house.together(Act::new(Kind::Ban), &targets).await;

    assert_eq!((done.state, done.applied), (BatchState::Done, 9));
    assert!(targets.iter().all(|user| house.is_banned(*user)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_14_a_role_for_a_time_is_remembered_until_it_is_gone() {
    let house = House::new().await;
    let role = RoleId(house.app.sim().places.muted.0);
    let target = house.user(0);
    house
        .app
        .sim()
        .faults
        .on("DELETE /api/v10/guilds", 2, DENIED);
    let mut request = timed(&house, Kind::RoleAdd, target, SECOND);
    request.detail.role = Some(role);

    let action = house.act(request).await.unwrap();

    until("the end of the role", async || {
        let (open, holds) = (
            house.open_ends(target).await,
            house.holds_role(target, role),
        );
        assert!(open == 1 || !holds, "what still holds is remembered");
        open == 0
    })
    .await;
    assert_eq!(house.state_of(&action).await, CaseState::Ended);
    assert!(!house.holds_role(target, role));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_for_a_time_that_was_taken_before_is_not_taken_later() {
    let house = House::new().await;
    let places = house.app.sim().places.clone();
    let (here, by_hand) = (house.user(0), house.user(1));
    let role = |kind, target, role: Id, length| {
        let mut request = timed(&house, kind, target, length);
        request.detail.role = Some(RoleId(role.0));
        request
    };
    let day = Some(86_400_000);
    let give = |target, id| house.act(role(Kind::RoleAdd, target, id, day));
    let mine = give(here, places.muted).await.unwrap();
    let theirs = give(by_hand, places.muted).await.unwrap();
    let other = give(here, places.member).await.unwrap();

    let take = role(Kind::RoleRemove, here, places.muted, None);
    house.act(take).await.unwrap();
    house.app.sim().act(|world| {
        let edit = MemberEdit {
            roles: Some(Vec::new()),
            ..MemberEdit::default()
        };
        world.edit_member(places.moderator, places.guild, Id(by_hand.0), edit, None);
    });

    for action in [&mine, &theirs] {
        house.ends(action).await;
    }
    assert_eq!(house.state_of(&other).await, CaseState::Applied);
    assert_eq!(
        (house.open_ends(here).await, house.open_ends(by_hand).await),
        (1, 0),
        "only another role still waits for its end"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_role_for_a_time_is_no_case_of_its_own() {
    let house = House::new().await;
    let places = house.app.sim().places.clone();
    let mut request = timed(&house, Kind::RoleAdd, house.user(0), SECOND);
    request.detail.role = Some(RoleId(places.muted.0));
    let action = house.act(request).await.unwrap();
    house.ends(&action).await;

    // What the audit log tells later becomes a case: what it told before was looked at by then.
    let kicked = Id(house.user(1).0);
    let sim = house.app.sim();
    sim.act(|world| world.kick(places.moderator, places.guild, kicked, None));
    let kinds = async || house.case_kinds().await;
    until("the kick by hand", async || {
        kinds().await.iter().any(|(kind, _)| *kind == Kind::Kick)
    })
    .await;

    assert_eq!(
        kinds().await,
        [
            (Kind::Kick, CaseState::Applied),
            (Kind::RoleAdd, CaseState::Ended)
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b5_15_no_ban_for_a_time_is_lost_that_is_made_while_others_end() {
    let house = House::new().await;
    let targets = house.crowd(24);
    let bans = targets.iter().enumerate().map(async |(n, target)| {
        // They begin while the first ones end.
        tokio::time::sleep(Duration::from_millis(n as u64 * 60)).await;
        house
            .act(timed(&house, Kind::Ban, *target, Some(500)))
            .await
            .unwrap()
    });

    let actions = futures::future::join_all(bans).await;

    for action in &actions {
        house.ends(action).await;
    }
    assert!(targets.iter().all(|user| !house.is_banned(*user)));
}

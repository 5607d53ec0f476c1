//! Actions against the simulator: what is asked for happens once, is told, recorded, and ends by itself.

use std::time::Duration;

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_daemon::store;
use emperione_protocol::actions::{ActRequest, Action, ActorRef, DirectMessage, Kind, State};
use emperione_protocol::batches::{Act, Aim, BatchRequest};
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::{BatchId, GuildId, PageRequest, UserId};
use emperione_sim::{Options, What};
use pretty_assertions::assert_eq;

use crate::common::app::TestApp;

/// A daemon on a simulator of its own.
pub struct House {
    pub app: TestApp,
}

pub fn owner() -> Actor {
    Actor::Local {
        uid: 0,
        name: "root".into(),
        user: None,
        role: Role::Owner,
    }
}

impl House {
    /// How many calls changed something in Discord. What the daemon reads, registers and answers by itself is none.
    pub fn calls_that_change(&self) -> usize {
        let calls = self.app.sim().requests.find("");
        let own = ["/interactions", "/webhooks", "/commands"];
        let changes = calls.iter().filter(|call| {
            call.method != "GET" && !own.iter().any(|part| call.route.contains(part))
        });
        changes.count()
    }

    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        Self::of(TestApp::simulated(options).await).await
    }

    pub async fn of(app: TestApp) -> Self {
        let house = Self { app };
        let whole = async || {
            let state = house.app.parts().state.read();
            state
                .guild(house.guild())
                .is_some_and(|guild| !guild.partial)
        };
        until("the roster", whole).await;
        house
    }

    pub fn guild(&self) -> GuildId {
        self.app.guild()
    }

    /// One of the people whom the community leaves alone.
    pub fn user(&self, index: usize) -> UserId {
        UserId(self.app.sim().places.users[index].0)
    }

    pub fn request(&self, kind: Kind, target: UserId) -> ActRequest {
        ActRequest {
            reason: Some("spam".into()),
            ..ActRequest::new(self.guild(), kind, target)
        }
    }

    pub async fn act(&self, request: ActRequest) -> Result<Action, Error> {
        let actions = &self.app.services().actions;
        let id = request.id;
        actions.submit(&owner(), request).await?;
        actions.wait(&owner(), id, 20_000).await
    }

    /// So many ordinary members.
    pub fn crowd(&self, count: usize) -> Vec<UserId> {
        let places = &self.app.sim().places;
        self.app.sim().read(|world| {
            let apart = [places.owner, places.moderator, places.spammer, world.bot];
            let members = world.guilds[&places.guild].members.keys();
            let ordinary = members.filter(|id| !places.users.contains(id) && !apart.contains(id));
            ordinary.take(count).map(|id| UserId(id.0)).collect()
        })
    }

    /// How often a call was made.
    pub fn calls(&self, route: &str) -> usize {
        self.app.sim().requests.find(route).len()
    }

    pub fn is_banned(&self, user: UserId) -> bool {
        let guild = self.app.sim().places.guild;
        self.app.sim().read(|world| {
            world.guilds[&guild]
                .bans
                .contains_key(&emperione_sim::Id(user.0))
        })
    }

    pub fn messages_to(&self, user: UserId) -> usize {
        self.app.sim().read(|world| {
            let channel = world.direct.get(&emperione_sim::Id(user.0));
            channel.map_or(0, |channel| world.channels[channel].messages.len())
        })
    }

    pub fn guild_name(&self) -> String {
        let state = self.app.parts().state.read();
        state.guild(self.guild()).unwrap().name.to_string()
    }

    pub async fn case(&self, number: u64) -> emperione_protocol::cases::CaseDetail {
        self.app
            .services()
            .cases
            .show(&owner(), self.guild(), number)
            .await
            .unwrap()
    }

    pub async fn case_kinds(&self) -> Vec<(Kind, CaseState)> {
        let cases = self
            .app
            .services()
            .cases
            .list(&owner(), &CaseFilter::default(), &PageRequest::default())
            .await;
        cases
            .unwrap()
            .items
            .into_iter()
            .map(|case| (case.kind, case.state))
            .collect()
    }
}

/// Waits for something that must come.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..400 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what} did not come");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_is_told_made_once_and_recorded() {
    let house = House::new().await;
    let target = house.user(0);

    let action = house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Ban, target)
        })
        .await
        .unwrap();

    assert_eq!(
        (action.state, action.direct_message, action.case),
        (State::Applied, DirectMessage::Sent, 1)
    );
    assert!(house.is_banned(target));
    assert_eq!(
        (
            house.calls("PUT /guilds/{guild}/bans"),
            house.messages_to(target)
        ),
        (1, 1)
    );
    let reason = house.app.sim().requests.find("PUT /guilds/{guild}/bans")[0]
        .reason
        .clone()
        .unwrap();
    assert_eq!(reason, format!("emp:{} by root: spam", action.id));
    let entries = house.case(1).await.entries;
    assert_eq!(
        entries
            .iter()
            .map(|entry| entry.kind.as_str())
            .collect::<Vec<_>>(),
        ["pending", "applied"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_with_the_same_id_gives_the_same_result() {
    let house = House::new().await;
    let request = house.request(Kind::Kick, house.user(1));
    let first = house.act(request.clone()).await.unwrap();

    let again = house
        .app
        .services()
        .actions
        .submit(&owner(), request)
        .await
        .unwrap();

    assert!(!again.created);
    assert_eq!(again.action.case, first.case);
    assert_eq!(house.calls("DELETE /guilds/{guild}/members"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_makes_no_case_and_calls_nobody() {
    let house = House::new().await;
    let places = &house.app.sim().places;
    let (owner_of_guild, stranger) = (UserId(places.owner.0), UserId(5));

    for (kind, target) in [
        (Kind::Ban, owner_of_guild),
        (Kind::Kick, stranger),
        (Kind::Unban, house.user(0)),
    ] {
        assert!(
            house.act(house.request(kind, target)).await.is_err(),
            "{kind:?}"
        );
    }
    let guild = UserId(house.guild().0);
    let without_length = house.act(house.request(Kind::InvitesPause, guild)).await;

    assert!(matches!(
        without_length,
        Err(Error::Invalid {
            field: "duration",
            ..
        })
    ));
    assert_eq!(house.case_kinds().await, []);
    assert_eq!(house.calls("PUT /guilds"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_action_has_its_effect() {
    let house = House::new().await;
    let (first, second) = (house.user(0), house.user(1));
    let hour = Some(3_600_000);

    for (kind, target, duration_ms) in [
        (Kind::Warn, first, None),
        (Kind::Note, first, None),
        (Kind::Timeout, first, hour),
        (Kind::Untimeout, first, None),
        (Kind::Kick, first, None),
        (Kind::Ban, second, hour),
        (Kind::Unban, second, None),
    ] {
        let request = ActRequest {
            duration_ms,
            notify: kind == Kind::Warn,
            ..house.request(kind, target)
        };
        let action = house.act(request).await.unwrap();
        assert_eq!(
            (action.kind, action.state, action.error),
            (kind, State::Applied, None)
        );
    }

    assert!(!house.is_banned(second));
    assert_eq!(house.messages_to(first), 1);
    let newest_first = [
        (Kind::Unban, CaseState::Applied),
        (Kind::Ban, CaseState::Ended),
        (Kind::Kick, CaseState::Applied),
        (Kind::Untimeout, CaseState::Applied),
        (Kind::Timeout, CaseState::Ended),
        (Kind::Note, CaseState::Applied),
        (Kind::Warn, CaseState::Applied),
    ];
    assert_eq!(house.case_kinds().await, newest_first);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_ban_ends_on_time_by_a_read_of_discord() {
    let house = House::new().await;
    let target = house.user(2);
    let request = ActRequest {
        duration_ms: Some(4_000),
        ..house.request(Kind::Ban, target)
    };

    let action = house.act(request).await.unwrap();
    assert!(house.is_banned(target));

    until("the end of the ban", async || {
        house.case(action.case).await.case.state == CaseState::Ended
    })
    .await;
    assert!(!house.is_banned(target));
    assert_eq!(house.calls("DELETE /guilds/{guild}/bans"), 1);
    // Our own unban is no second case.
    assert_eq!(house.case_kinds().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_made_in_discord_becomes_a_case_with_its_true_actor() {
    let house = House::new().await;
    let sim = house.app.sim();
    let (guild, moderator) = (sim.places.guild, sim.places.moderator);
    let target = sim.places.users[3];

    sim.act(|world| world.ban(moderator, guild, target, 0, Some("by hand")));

    until("the adopted case", async || {
        !house.case_kinds().await.is_empty()
    })
    .await;
    let case = house.case(1).await.case;
    assert_eq!(
        (case.kind, case.reason.as_deref(), case.action),
        (Kind::Ban, Some("by hand"), None)
    );
    assert!(matches!(case.actor, ActorRef::User { user } if user.name == "mona_mod"));
    // Also of somebody who was gone before the case was written.
    assert_eq!(case.target.name, "dave99");
}

#[tokio::test(flavor = "multi_thread")]
async fn f29_an_applied_call_whose_answer_is_lost_is_verified_and_not_repeated() {
    let house = House::new().await;
    let faults = &house.app.sim().faults;
    faults.on("POST /api/v10/channels", 1, What::AnswerLost);
    faults.on("PUT /api/v10/guilds", 1, What::AnswerLost);
    let target = house.user(0);

    let action = house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Ban, target)
        })
        .await
        .unwrap();

    assert!(
        matches!(action.state, State::Applied | State::Verified),
        "{action:?}"
    );
    assert!(house.is_banned(target));
    assert_eq!(house.messages_to(target), 1);
    assert_eq!(house.case_kinds().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn f36_of_fifty_who_ban_one_member_one_does_and_the_others_are_told_who() {
    let house = House::new().await;
    let target = house.user(0);
    let requests = (0..50).map(|_| house.act(house.request(Kind::Ban, target)));

    let answers = futures::future::join_all(requests).await;

    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for refusal in refused {
        let text = refusal.unwrap_err().to_string();
        assert!(text.ends_with("already banned by root, case #1"), "{text}");
    }
    assert_eq!(house.calls("PUT /guilds/{guild}/bans"), 1);
    assert_eq!(house.case_kinds().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_after_the_message_withdraws_the_message() {
    let house = House::new().await;
    house
        .app
        .sim()
        .faults
        .on("DELETE /api/v10/guilds", 1, What::Status { status: 403 });
    let target = house.user(1);

    let action = house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Kick, target)
        })
        .await
        .unwrap();

    assert_eq!(
        (action.state, action.direct_message),
        (State::Failed, DirectMessage::Withdrawn)
    );
    assert_eq!(house.messages_to(target), 0);
    assert_eq!(house.case(1).await.case.state, CaseState::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_who_takes_no_messages_is_banned_all_the_same() {
    let house = House::new().await;
    let target = house.user(4);

    let action = house
        .act(ActRequest {
            notify: true,
            ..house.request(Kind::Ban, target)
        })
        .await
        .unwrap();

    assert_eq!(
        (action.state, action.direct_message),
        (State::Applied, DirectMessage::Failed)
    );
    assert!(house.is_banned(target));
}

#[tokio::test(flavor = "multi_thread")]
async fn f03_no_ban_for_a_time_is_ever_without_its_end() {
    let house = House::new().await;
    let faults = &house.app.sim().faults;
    // The ban is applied and its answer lost for as long as anybody asks.
    faults.on("PUT /api/v10/guilds", 1, What::AnswerLost);
    let request = ActRequest {
        duration_ms: Some(3_000),
        ..house.request(Kind::Ban, house.user(0))
    };
    let id = request.id;

    let actions = &house.app.services().actions;
    actions.submit(&owner(), request).await.unwrap();

    let due = {
        let mut tx = house.app.parts().db.read().await.unwrap();
        store::expiries::open_of(&mut tx, house.guild(), house.user(0))
            .await
            .unwrap()
    };
    assert_eq!(
        due.iter().map(|expiry| expiry.action).collect::<Vec<_>>(),
        [id]
    );
    until("the end of the ban", async || {
        house.case(1).await.case.state == CaseState::Ended
    })
    .await;
    assert!(!house.is_banned(house.user(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_ban_ends_on_time_on_a_clock_that_runs_faster() {
    let house = House::with(Options {
        speed: 60.0,
        ..Options::default()
    })
    .await;
    let target = house.user(2);
    let request = ActRequest {
        duration_ms: Some(60_000),
        ..house.request(Kind::Ban, target)
    };
    let began = std::time::Instant::now();

    let action = house.act(request).await.unwrap();

    until("the end of the ban", async || {
        house.case(action.case).await.case.state == CaseState::Ended
    })
    .await;
    let ended = house.case(action.case).await.entries.last().unwrap().at;
    assert!(ended >= action.until.unwrap(), "it ended too early");
    // A minute of the community's is a second of ours.
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_that_was_lifted_by_hand_and_made_anew_stays() {
    let house = House::new().await;
    let sim = house.app.sim();
    let (guild, moderator, target) = (sim.places.guild, sim.places.moderator, sim.places.users[1]);
    let request = ActRequest {
        duration_ms: Some(5_000),
        ..house.request(Kind::Ban, UserId(target.0))
    };
    let action = house.act(request).await.unwrap();

    sim.act(|world| {
        world.unban(moderator, guild, target, None);
        world.ban(moderator, guild, target, 0, Some("for good"));
    });

    until("the end of the first ban", async || {
        house.case(action.case).await.case.state == CaseState::Ended
    })
    .await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(house.is_banned(UserId(target.0)));
    assert_eq!(house.calls("DELETE /guilds/{guild}/bans"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_temporary_ban_ends_on_time_across_a_restart() {
    let house = House::new().await;
    let target = house.user(2);
    let request = ActRequest {
        duration_ms: Some(5_000),
        ..house.request(Kind::Ban, target)
    };
    let action = house.act(request).await.unwrap();
    assert!(house.is_banned(target));

    let house = House::of(house.app.again(async |_| ()).await).await;

    until("the end of the ban", async || !house.is_banned(target)).await;
    until("its record", async || {
        house.case(action.case).await.case.state == CaseState::Ended
    })
    .await;
    let ended = house.case(action.case).await.entries.last().unwrap().at;
    assert!(ended >= action.until.unwrap(), "it ended too early");
}

#[tokio::test(flavor = "multi_thread")]
async fn f39_what_was_due_while_it_was_down_ends_soon_after_the_start_and_in_order() {
    const BANS: usize = 300;
    let options = Options {
        members: BANS + 30,
        speed: 600.0,
        ..Options::default()
    };
    let house = House::with(options).await;
    let targets = house.crowd(BANS);
    // Due an hour later, and a second more for each.
    let aims = targets.iter().zip(0..).map(|(target, n)| Aim {
        duration_ms: Some(3_600_000 + n * 1_000),
        ..Aim::new(*target)
    });
    let request = BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act::new(Kind::Ban),
        aims: aims.collect(),
        confirm: Some(house.guild_name()),
        undoes: None,
    };
    let batches = &house.app.services().batches;
    let mut batch = batches.create(&owner(), request).await.unwrap();
    while !batch.state.is_final() {
        let waited = batches
            .wait(&owner(), batch.id, batch.ended(), 20_000)
            .await;
        batch = waited.unwrap();
    }
    assert_eq!(batch.applied, BANS as u64);

    // Two hours of the community's time pass while nobody is there.
    let app = house
        .app
        .again(async |_| tokio::time::sleep(Duration::from_secs(12)).await)
        .await;
    let house = House::of(app).await;

    until("the end of every ban", async || {
        targets.iter().all(|target| !house.is_banned(*target))
    })
    .await;
    // By Discord's own log: a call whose answer was lost may be repeated, which lifts nothing twice.
    let guild = house.app.sim().places.guild;
    let order: Vec<_> = house.app.sim().read(|world| {
        let audit = world.guilds[&guild].audit.iter();
        let lifted = audit.filter(|entry| entry.action_type == 23);
        lifted
            .filter_map(|entry| entry.target)
            .map(|id| id.to_string())
            .collect()
    });
    assert_eq!(order.len(), targets.len(), "each is lifted once");
    let first: Vec<_> = targets[..20].iter().map(ToString::to_string).collect();
    assert!(
        first.iter().all(|id| order[..60].contains(id)),
        "the oldest come first"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn f04_a_stop_in_the_middle_of_a_crowd_drains_and_the_rest_goes_on_after_the_start() {
    const BANS: usize = 60;
    let options = Options {
        members: BANS,
        ..Options::default()
    };
    let house = House::with(options).await;
    let targets = house.crowd(BANS);
    let actions = &house.app.services().actions;
    let mut ids = Vec::new();
    for target in &targets {
        let request = house.request(Kind::Ban, *target);
        ids.push(request.id);
        actions.submit(&owner(), request).await.unwrap();
    }
    until("the first bans", async || {
        house.calls("PUT /guilds/{guild}/bans") > 10
    })
    .await;
    let began = std::time::Instant::now();

    let app = house
        .app
        .again(async |_| assert!(began.elapsed() < Duration::from_secs(20)))
        .await;

    let house = House::of(app).await;
    for id in ids {
        let action = house
            .app
            .services()
            .actions
            .wait(&owner(), id, 20_000)
            .await
            .unwrap();
        assert!(
            matches!(action.state, State::Applied | State::Verified),
            "{action:?}"
        );
    }
    assert!(targets.iter().all(|target| house.is_banned(*target)));
    assert_eq!(house.case_kinds().await.len(), BANS);
    let made = house.app.sim().requests.find("PUT /guilds/{guild}/bans");
    assert_eq!(
        made.iter().filter(|call| call.status == 204).count(),
        BANS,
        "each is banned once"
    );
}

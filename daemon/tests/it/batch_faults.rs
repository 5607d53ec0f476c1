//! What goes wrong while many are acted on: limits, lost rights, ranks, targets who are gone.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::store::Db;
use emperione_daemon::store::batches::{self, BatchRow};
use emperione_protocol::actions::{ActRequest, ActionFilter, ActorRef, Kind, State};
use emperione_protocol::batches::{Act, Aim, Batch, BatchRequest, BatchState};
use emperione_protocol::{ActionId, BatchId, GuildId, PageRequest, Timestamp, UserId};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::world::permissions::{BOT, KICK_MEMBERS, MANAGE_GUILD};
use emperione_sim::{Id, Options, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

each_database!(who_is_given_back_waits_again);

const KICK: &str = "DELETE /guilds/{guild}/members/{user}";

async fn house(members: usize) -> House {
    let options = Options {
        members,
        ..Options::default()
    };
    House::of(TestApp::simulated(options).await).await
}

impl House {
    async fn begin(&self, actor: &Actor, kind: Kind, targets: &[UserId]) -> Batch {
        let act = Act {
            reason: Some("raid".into()),
            ..Act::new(kind)
        };
        let request = BatchRequest {
            id: BatchId::random(),
            guild: self.guild(),
            act,
            aims: targets.iter().copied().map(Aim::new).collect(),
            confirm: Some(self.guild_name()),
            undoes: None,
        };
        let batches = &self.app.services().batches;
        batches.create(actor, request).await.unwrap()
    }

    async fn batch(&self, id: BatchId) -> Batch {
        let batches = &self.app.services().batches;
        batches.show(&owner(), id).await.unwrap()
    }

    async fn stands(&self, id: BatchId, state: BatchState) -> Batch {
        until("the batch's state", async || {
            let batch = self.batch(id).await;
            batch.state == state && batch.open == 0
        })
        .await;
        self.batch(id).await
    }

    pub fn bot_may(&self, permissions: u64) {
        let guild = self.app.sim().places.guild;
        self.app.sim().act(|world| {
            let role = world.guilds[&guild].bot_role().unwrap().id;
            world.set_role_permissions(guild, role, permissions);
        });
    }

    /// Calls that Discord counts as invalid (Topics: Rate Limits, Invalid Request Limit).
    fn invalid(&self) -> usize {
        let requests = self.app.sim().requests.find("");
        let counts = |status| matches!(status, 401 | 403 | 429);
        requests.iter().filter(|entry| counts(entry.status)).count()
    }

    fn kicked(&self) -> u64 {
        let guild = self.app.sim().places.guild;
        self.app.sim().read(|world| {
            let audit = world.guilds[&guild].audit.iter();
            audit.filter(|entry| entry.action_type == 20).count() as u64
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f23_a_crowd_is_kicked_through_a_storm_of_429_and_each_once() {
    let house = house(80).await;
    let targets = house.crowd(40);
    for skip in 0..20 {
        house.app.sim().faults.add(emperione_sim::Fault {
            route: Some("DELETE /api/v10/guilds".into()),
            event: None,
            skip,
            times: 1,
            what: What::RouteLimit {
                retry_after_ms: 100,
            },
        });
    }

    let batch = house.begin(&owner(), Kind::Kick, &targets).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!((done.applied, done.failed, done.refused), (40, 0, 0));
    assert_eq!(house.kicked(), 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f30_and_f31_a_right_that_is_lost_halts_the_batch_and_the_rest_goes_on_later() {
    let house = house(200).await;
    let targets = house.crowd(150);
    let batch = house.begin(&owner(), Kind::Kick, &targets).await;
    until("some kicks", async || house.kicked() >= 10).await;

    house.bot_may(BOT & !KICK_MEMBERS);
    let halted = house.stands(batch.id, BatchState::Paused).await;

    assert_eq!(
        halted.halted.as_deref(),
        Some("the bot lacks KICK_MEMBERS: give its role that right")
    );
    assert_eq!(halted.applied, house.kicked());
    assert!(halted.ended() < 150, "{halted:?}");
    assert!(house.invalid() <= 5, "{} invalid calls", house.invalid());

    house.bot_may(BOT);
    until("the right", async || {
        let request = house.request(Kind::Kick, targets[149]);
        let actions = &house.app.services().actions;
        actions.preview(&owner(), &request).await.unwrap().allowed
    })
    .await;
    let batches = &house.app.services().batches;
    batches.resume(&owner(), batch.id).await.unwrap();
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!((done.halted, done.refused), (None, 0));
    assert_eq!(done.applied, house.kicked());
    assert_eq!(done.applied + done.failed, 150);
    assert_eq!(done.failed, halted.failed, "nobody of the rest failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f38_a_moderator_who_is_demoted_goes_on_with_nothing() {
    let house = house(200).await;
    let (guild, moderator) = {
        let places = &house.app.sim().places;
        (places.guild, places.moderator)
    };
    let actor = Actor::Local {
        uid: 7,
        name: "mona".into(),
        user: Some(UserId(moderator.0)),
        role: Role::Moderator,
    };
    let targets = house.crowd(150);
    let batch = house.begin(&actor, Kind::Kick, &targets).await;
    until("some kicks", async || house.kicked() >= 10).await;

    house.app.sim().act(|world| {
        let edit = MemberEdit {
            roles: Some(Vec::new()),
            ..MemberEdit::default()
        };
        world.edit_member(world.bot, guild, moderator, edit, None);
    });
    let halted = house.stands(batch.id, BatchState::Paused).await;

    assert_eq!(
        halted.halted.as_deref(),
        Some("you lack KICK_MEMBERS in Discord")
    );
    assert_eq!(halted.applied, house.kicked());
    assert!(halted.applied < 150);
    assert_eq!(house.invalid(), 0, "each is asked about before its call");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f32_each_who_stands_too_high_is_refused_by_name_of_the_reason_before_any_call() {
    let house = house(60).await;
    let places = &house.app.sim().places;
    let (guild, high, moderators) = (places.guild, places.high, places.moderators);
    let [above_bot, equal, plain] = [0, 1, 2].map(|index| house.user(index));
    for (user, role) in [(above_bot, high), (equal, moderators)] {
        house.app.sim().act(|world| {
            let edit = MemberEdit {
                roles: Some(vec![role]),
                ..MemberEdit::default()
            };
            world.edit_member(world.bot, guild, Id(user.0), edit, None);
        });
    }
    until("the roles", async || {
        let state = house.app.parts().state.read();
        let has = |user| !state.member(house.guild(), user).unwrap().roles.is_empty();
        has(above_bot) && has(equal)
    })
    .await;
    let moderator = Actor::Local {
        uid: 7,
        name: "mona".into(),
        user: Some(UserId(places.moderator.0)),
        role: Role::Moderator,
    };
    let the_owner = UserId(places.owner.0);
    let why = async |actor: &Actor, target| {
        let actions = &house.app.services().actions;
        let refused = actions
            .submit(actor, house.request(Kind::Kick, target))
            .await;
        refused.unwrap_err().to_string()
    };

    assert!(
        why(&owner(), above_bot)
            .await
            .starts_with("the bot stands not above the target")
    );
    assert!(
        why(&moderator, equal)
            .await
            .starts_with("you stand not above the target")
    );
    assert!(
        why(&moderator, above_bot)
            .await
            .starts_with("you stand not above the target")
    );
    assert_eq!(
        why(&owner(), the_owner).await,
        "nobody acts on the owner of the guild"
    );
    assert_eq!(house.calls(KICK), 0);
    let kicks = house.case_kinds().await;
    assert!(
        kicks.iter().all(|(kind, _)| *kind != Kind::Kick),
        "{kicks:?}"
    );
    let allowed = house.act(house.request(Kind::Kick, plain)).await.unwrap();
    assert_eq!(allowed.state, State::Applied);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rank_of_whom_the_daemon_does_not_know_yet_is_asked_of_discord() {
    let house = house(60).await;
    let places = house.app.sim().places.clone();
    let [high, plain, third] = [0, 1, 2].map(|index| house.user(index));
    house.app.sim().act(|world| {
        let edit = MemberEdit {
            roles: Some(vec![places.moderators]),
            ..MemberEdit::default()
        };
        world.edit_member(world.bot, places.guild, Id(high.0), edit, None);
    });
    house.app.caught_up().await;
    {
        let mut state = house.app.parts().state.write();
        let guild = state.guilds.get_mut(&house.guild()).unwrap();
        guild
            .members
            .retain(|id, _| ![high, plain, third].contains(id));
        guild.partial = true;
    }
    let moderator = Actor::Local {
        uid: 7,
        name: "mona".into(),
        user: Some(UserId(places.moderator.0)),
        role: Role::Moderator,
    };
    let why = "you stand not above the target";
    let ban = async |target| {
        let actions = &house.app.services().actions;
        let request = house.request(Kind::Ban, target);
        let submitted = actions.submit(&moderator, request).await;
        submitted.map(drop).map_err(|error| error.to_string())
    };

    assert_eq!(ban(high).await, Err(why.into()));
    assert_eq!(ban(plain).await, Ok(()));
    // A batch waits until Discord says it.
    let faults = &house.app.sim().faults;
    faults.on("GET /api/v10/guilds", 8, What::Status { status: 503 });
    let batch = house.begin(&moderator, Kind::Ban, &[high, third]).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!((done.applied, done.refused), (1, 1));
    assert_eq!(house.why(batch.id, high).await.as_deref(), Some(why));
    assert!(!house.is_banned(high) && house.is_banned(third));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f33_who_is_gone_is_tried_once() {
    let house = house(60).await;
    let guild = house.app.sim().places.guild;
    let [gone, unbanned] = [0, 1].map(|index| house.user(index));
    house.act(house.request(Kind::Ban, unbanned)).await.unwrap();
    // Both without a word to us.
    house.app.sim().act(|world| {
        let guild = world.guilds.get_mut(&guild).unwrap();
        guild.members.remove(&Id(gone.0));
        guild.bans.remove(&Id(unbanned.0));
    });

    let kick = house.act(house.request(Kind::Kick, gone)).await.unwrap();
    let unban = house
        .act(house.request(Kind::Unban, unbanned))
        .await
        .unwrap();

    assert_eq!(kick.state, State::Failed);
    assert!(kick.error.unwrap().contains("10007"));
    assert_eq!(unban.state, State::Applied, "what was wanted is so");
    assert_eq!(house.calls(KICK), 1);
    assert_eq!(house.calls("DELETE /guilds/{guild}/bans/{user}"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f34_without_the_right_to_manage_the_guild_each_is_banned_alone() {
    let house = house(60).await;
    house.bot_may(BOT & !MANAGE_GUILD);
    until("the loss of the right", async || {
        let state = house.app.parts().state.read();
        let guild = state.guild(house.guild()).unwrap();
        !guild
            .roles
            .values()
            .any(|role| role.managed && role.permissions & MANAGE_GUILD != 0)
    })
    .await;
    let targets = house.crowd(12);

    let batch = house.begin(&owner(), Kind::Ban, &targets).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!((done.applied, done.failed), (12, 0));
    assert_eq!(house.calls("bulk-ban"), 0);
    assert_eq!(house.calls("PUT /guilds/{guild}/bans/{user}"), 12);
    assert!(targets.iter().all(|user| house.is_banned(*user)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f37_of_bans_and_unbans_at_once_the_last_that_was_accepted_holds() {
    let house = house(60).await;
    let user = house.user(0);
    for round in 0..6 {
        let act = |index: usize| {
            let kind = if (index + round).is_multiple_of(2) {
                Kind::Ban
            } else {
                Kind::Unban
            };
            let request: ActRequest = house.request(kind, user);
            house.act(request)
        };
        futures::future::join_all((0..6).map(act)).await;

        let actions = &house.app.services().actions;
        let page = PageRequest::default();
        let all = actions
            .list(&owner(), &ActionFilter::default(), &page)
            .await
            .unwrap();
        let last = all.items.iter().max_by_key(|action| action.case);
        let last = last.map(|action| (action.kind, action.state));
        let holds = last == Some((Kind::Ban, State::Applied));
        assert_eq!(house.is_banned(user), holds, "{last:?}");
    }
}

impl House {
    /// Users who are no members, of whom Discord lets so many be banned.
    fn strangers(&self, count: usize, allowed: usize) -> Vec<UserId> {
        let guild = self.app.sim().places.guild;
        self.app.sim().act(|world| {
            world.guilds.get_mut(&guild).unwrap().stranger_bans_left = allowed;
            let name = |n| format!("stranger{n}");
            let users = (0..count).map(|n| world.create_user(&name(n), None, false));
            users.map(|id| UserId(id.0)).collect()
        })
    }

    async fn why(&self, id: BatchId, user: UserId) -> Option<String> {
        let page = PageRequest {
            after: None,
            limit: 500,
        };
        let batches = &self.app.services().batches;
        let lines = batches.lines(&owner(), id, &page).await.unwrap().items;
        let line = lines.into_iter().find(|line| line.target.id == user);
        line.unwrap().error
    }
}

const SINGLE: &str = "PUT /guilds/{guild}/bans/{user}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f34_members_go_first_and_it_stops_at_the_limit_of_others() {
    let house = house(60).await;
    let (members, strangers) = (house.crowd(10), house.strangers(350, 5));
    let mixed: Vec<_> = strangers.iter().chain(&members).copied().collect();

    let batch = house.begin(&owner(), Kind::Ban, &mixed).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!(
        done.applied, 15,
        "all members, and as many others as Discord takes"
    );
    assert_eq!(done.failed + done.refused, 345);
    assert!(members.iter().all(|user| house.is_banned(*user)));
    assert_eq!(house.calls("bulk-ban"), 1, "none for those who wait");
    assert!(
        house.calls(SINGLE) < 100,
        "{} calls for nothing",
        house.calls(SINGLE)
    );
    let last = strangers.last().unwrap();
    assert!(house.why(batch.id, *last).await.unwrap().contains("30035"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f34_where_no_other_may_be_banned_one_call_says_so_for_all() {
    let house = house(60).await;
    let strangers = house.strangers(250, 0);

    let batch = house.begin(&owner(), Kind::Ban, &strangers).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!((done.applied, done.failed, done.refused), (0, 200, 50));
    assert_eq!((house.calls("bulk-ban"), house.calls(SINGLE)), (1, 0));
    let why = house.why(batch.id, strangers[249]).await.unwrap();
    assert_eq!(
        why,
        "Discord takes no more bans today of users who are not members (code 30035)"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f34_banned_one_by_one_it_stops_at_the_limit_as_well() {
    let house = house(60).await;
    house.bot_may(BOT & !MANAGE_GUILD);
    house.app.caught_up().await;
    let strangers = house.strangers(150, 3);

    let batch = house.begin(&owner(), Kind::Ban, &strangers).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!(done.applied, 3);
    assert_eq!(done.failed + done.refused, 147);
    assert!(
        house.calls(SINGLE) <= 50,
        "no second part is begun: {}",
        house.calls(SINGLE)
    );
}

/// Discord's answer where a server requires two-factor authentication of moderators.
const TWO_FACTOR: What = What::Refused {
    status: 403,
    code: 60_003,
};
const DENIED: What = What::Status { status: 403 };

impl House {
    /// Lets a halted batch go on, and sees it to its end.
    async fn resumed(&self, id: BatchId) -> Batch {
        self.app.sim().faults.clear();
        let batches = &self.app.services().batches;
        batches.resume(&owner(), id).await.unwrap();
        self.stands(id, BatchState::Done).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_requires_two_factors_halts_a_batch_that_can_be_resumed() {
    let house = house(200).await;
    let targets = house.crowd(150);
    let faults = &house.app.sim().faults;
    faults.on("DELETE /api/v10/guilds", 999, TWO_FACTOR);

    let batch = house.begin(&owner(), Kind::Kick, &targets).await;
    let halted = house.stands(batch.id, BatchState::Paused).await;

    let why = halted.halted.unwrap();
    assert!(why.contains("two-factor") && why.contains("60003"), "{why}");
    assert_eq!((halted.applied, halted.failed, halted.refused), (0, 0, 0));
    assert!(house.invalid() <= 50, "{} invalid calls", house.invalid());
    let done = house.resumed(batch.id).await;
    assert_eq!((done.applied, done.failed, done.refused), (150, 0, 0));
    assert_eq!(house.kicked(), 150);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_that_are_refused_in_a_row_for_no_known_reason_halt_a_batch() {
    let house = house(200).await;
    let targets = house.crowd(150);
    let faults = &house.app.sim().faults;
    faults.on("DELETE /api/v10/guilds", 999, DENIED);

    let batch = house.begin(&owner(), Kind::Kick, &targets).await;
    let halted = house.stands(batch.id, BatchState::Paused).await;

    let why = halted.halted.unwrap();
    assert!(why.contains("50013"), "{why}");
    assert!(halted.failed <= 50, "{} failed", halted.failed);
    let done = house.resumed(batch.id).await;
    assert_eq!(done.failed, halted.failed, "nobody of the rest failed");
    assert_eq!(done.applied + done.failed, 150);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_call_that_is_refused_for_no_known_reason_halts_nothing() {
    let house = house(80).await;
    let targets = house.crowd(40);
    let faults = &house.app.sim().faults;
    faults.on("DELETE /api/v10/guilds", 1, DENIED);

    let batch = house.begin(&owner(), Kind::Kick, &targets).await;
    let done = house.stands(batch.id, BatchState::Done).await;

    assert_eq!((done.applied, done.failed, done.refused), (39, 1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_ban_that_is_refused_for_no_known_reason_can_be_resumed() {
    let house = house(500).await;
    let targets = house.crowd(410);
    let faults = &house.app.sim().faults;
    faults.on("POST /api/v10/guilds", 999, DENIED);

    let batch = house.begin(&owner(), Kind::Ban, &targets).await;
    let halted = house.stands(batch.id, BatchState::Paused).await;

    let why = halted.halted.unwrap();
    assert!(why.contains("50013"), "{why}");
    assert_eq!((halted.applied, halted.failed, halted.refused), (0, 0, 0));
    assert_eq!(house.calls("bulk-ban"), 1);
    let done = house.resumed(batch.id).await;
    assert_eq!((done.applied, done.failed), (410, 0));
    assert!(targets.iter().all(|user| house.is_banned(*user)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_waits_for_a_bot_that_was_removed() {
    let house = house(200).await;
    let targets = house.crowd(150);
    let id = house.guild();
    let batch = house.begin(&owner(), Kind::Kick, &targets).await;
    until("some kicks", async || house.kicked() >= 10).await;

    let guild = house.app.parts().state.write().guilds.remove(&id).unwrap();
    // Nobody is shown what is of a guild that is not known.
    let read = async || {
        let mut tx = house.app.parts().db.read().await.unwrap();
        batches::find(&mut tx, batch.id).await.unwrap().unwrap()
    };
    until("the halt", async || {
        read().await.state == BatchState::Paused
    })
    .await;

    let why = format!("guild {id} is not known");
    assert_eq!(read().await.halted, Some(why));
    house.app.parts().state.write().guilds.insert(id, guild);
    let halted = house.batch(batch.id).await;
    assert_eq!((halted.failed, halted.refused), (0, 0));
    assert_eq!(halted.applied, house.kicked());
    let done = house.resumed(batch.id).await;
    assert_eq!((done.applied, done.failed, done.refused), (150, 0, 0));
}

async fn who_is_given_back_waits_again(db: Db) {
    let (id, now) = (BatchId(7), Timestamp(5));
    let aims = [1, 2, 3].map(|user| Aim::new(UserId(user)));
    let row = BatchRow {
        id,
        guild: GuildId(1),
        act: Act::new(Kind::Kick),
        state: BatchState::Running,
        actor: owner(),
        actor_ref: ActorRef::Local {
            uid: 0,
            name: "root".into(),
        },
        approver: None,
        halted: None,
        undoes: None,
        total: 3,
        created_at: now,
        finished_at: None,
    };
    let mut tx = db.write().await.unwrap();
    batches::insert(&mut tx, &row, &aims).await.unwrap();
    for place in 0..3 {
        let begun = Ok(ActionId(40 + place));
        batches::begin(&mut tx, id, place, begun).await.unwrap();
    }

    let back = [ActionId(41), ActionId(99)];
    batches::give_back(&mut tx, id, &back).await.unwrap();

    let waiting = batches::waiting(&mut tx, id, 9).await.unwrap();
    let waiting: Vec<_> = waiting.iter().map(|row| row.place).collect();
    assert_eq!(waiting, [1]);
}

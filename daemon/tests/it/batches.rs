//! Batches against the simulator: few calls, nobody twice, resumable, and undone where nobody changed it since.

use std::pin::pin;
use std::time::Duration;

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_daemon::store;
use emperione_protocol::actions::{ActRequest, Detail, Kind, State};
use emperione_protocol::batches::{Act, Aim, Batch, BatchRequest, BatchState, PlanRequest};
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::{BatchId, ChannelId, MessageId, PageRequest, UserId};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::world::permissions::KICK_MEMBERS;
use emperione_sim::{Id, Options, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::{TestApp, secrets};
use crate::common::database::Postgres;

const BULK: &str = "POST /guilds/{guild}/bulk-ban";
const SINGLE: &str = "PUT /guilds/{guild}/bans";

fn colleague() -> Actor {
    Actor::Local {
        uid: 1000,
        name: "kim".into(),
        user: None,
        role: Role::Moderator,
    }
}

async fn house(members: usize, change: impl FnOnce(&mut Config)) -> House {
    let options = Options {
        members,
        ..Options::default()
    };
    House::of(TestApp::simulated_with(options, change).await).await
}

fn batch(house: &House, kind: Kind, targets: &[UserId]) -> BatchRequest {
    BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act {
            reason: Some("raid".into()),
            ..Act::new(kind)
        },
        aims: targets.iter().map(|target| Aim::new(*target)).collect(),
        confirm: Some("Harbor".into()),
        undoes: None,
    }
}

async fn create(house: &House, request: BatchRequest) -> Batch {
    let batches = &house.app.services().batches;
    batches.create(&owner(), request).await.unwrap()
}

/// Waits until nothing of a batch is left to do.
async fn ended(house: &House, id: BatchId) -> Batch {
    let batches = &house.app.services().batches;
    let mut batch = batches.show(&owner(), id).await.unwrap();
    while !batch.state.is_final() {
        let waited = batches.wait(&owner(), id, batch.ended(), 20_000).await;
        batch = waited.unwrap();
    }
    batch
}

async fn a_crowd_is_banned_with_one_call_per_two_hundred(house: House) {
    let targets = house.crowd(500);
    let request = BatchRequest {
        confirm: Some(house.guild_name()),
        ..batch(&house, Kind::Ban, &targets)
    };

    let id = create(&house, request).await.id;
    let done = ended(&house, id).await;

    assert_eq!(
        (done.state, done.applied, done.failed, done.refused),
        (BatchState::Done, 500, 0, 0)
    );
    assert_eq!((house.calls(BULK), house.calls(SINGLE)), (3, 0));
    assert!(targets.iter().all(|target| house.is_banned(*target)));
    let limited = house
        .app
        .sim()
        .requests
        .find("")
        .into_iter()
        .filter(|call| call.status == 429);
    assert_eq!(limited.count(), 0);
    // What comes back from the gateway and the audit log is ours, and no second case.
    house.app.caught_up().await;
    let newest = PageRequest {
        after: None,
        limit: 1,
    };
    let cases = &house.app.services().cases;
    let newest = cases
        .list(&owner(), &CaseFilter::default(), &newest)
        .await
        .unwrap();
    assert_eq!(newest.items[0].number, 500);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_is_banned_on_sqlite() {
    a_crowd_is_banned_with_one_call_per_two_hundred(house(560, |_| ()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_is_banned_on_postgresql() {
    let Some(database) = Postgres::new().await else {
        return;
    };
    let files = secrets(&database.url(), None);
    let url = |config: &mut Config| config.database.url_file = Some(files.path().join("database"));
    let house = house(560, url).await;
    a_crowd_is_banned_with_one_call_per_two_hundred(house).await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_says_who_would_be_refused_and_changes_nothing() {
    let house = house(60, |_| ()).await;
    let places = &house.app.sim().places;
    let the_owner = UserId(places.owner.0);
    let mut targets = house.crowd(12);
    targets.extend([the_owner, targets[0]]);
    let request = batch(&house, Kind::Ban, &targets);
    let wish = PlanRequest {
        guild: request.guild,
        act: request.act,
        aims: request.aims,
        query: None,
    };

    let plan = house
        .app
        .services()
        .batches
        .plan(&owner(), &wish)
        .await
        .unwrap();

    assert_eq!(plan.lines.len(), 13, "nobody is hit twice");
    let refused: Vec<_> = plan
        .lines
        .iter()
        .filter(|line| line.refused.is_some())
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].aim.target, the_owner);
    assert_eq!(plan.calls, 1);
    assert!(plan.confirm.is_some(), "12 of 60 are a large share");
    assert_eq!(house.calls(BULK) + house.calls(SINGLE), 0);
    assert_eq!(house.case_kinds().await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_query_says_whom_a_plan_hits() {
    let house = house(60, |_| ()).await;
    // Queries read what is committed.
    house.app.caught_up().await;
    let named = house.user(0);
    let wish = |query: String| PlanRequest {
        guild: house.guild(),
        act: Act::new(Kind::Kick),
        aims: Vec::new(),
        query: Some(query),
    };
    let batches = &house.app.services().batches;

    let plan = batches
        .plan(&owner(), &wish(format!("id = {named}")))
        .await
        .unwrap();
    let nobody = batches.plan(&owner(), &wish("id = 77".into())).await;
    let nonsense = batches.plan(&owner(), &wish("joind < 1h".into())).await;

    let found: Vec<_> = plan.lines.iter().map(|line| line.aim.target).collect();
    assert_eq!(found, [named]);
    assert!(matches!(nobody, Err(Error::Invalid { field: "where", .. })));
    assert!(nonsense.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_a_bulk_ban_does_not_ban_is_resolved_alone() {
    let house = house(60, |_| ()).await;
    let mut targets = house.crowd(3);
    let nobody = UserId(77);
    targets.push(nobody);

    let id = create(&house, batch(&house, Kind::Ban, &targets)).await.id;
    let done = ended(&house, id).await;

    assert_eq!((done.applied, done.failed), (3, 1));
    assert_eq!((house.calls(BULK), house.calls(SINGLE)), (1, 1));
    let batches = &house.app.services().batches;
    let lines = batches
        .lines(&owner(), id, &PageRequest::default())
        .await
        .unwrap()
        .items;
    let failed = lines.iter().find(|line| line.target.id == nobody).unwrap();
    assert_eq!(failed.state, Some(State::Failed));
    assert!(
        failed.error.as_deref().unwrap().contains("Unknown User"),
        "{failed:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f29_a_bulk_ban_whose_answer_is_lost_bans_nobody_twice() {
    let house = house(60, |_| ()).await;
    let targets = house.crowd(20);
    house
        .app
        .sim()
        .faults
        .on("POST /api/v10/guilds", 1, What::AnswerLost);

    let request = BatchRequest {
        confirm: Some(house.guild_name()),
        ..batch(&house, Kind::Ban, &targets)
    };
    let id = create(&house, request).await.id;
    let done = ended(&house, id).await;

    assert_eq!((done.applied, done.failed), (20, 0));
    assert_eq!((house.calls(BULK), house.calls(SINGLE)), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_ban_that_discord_could_not_take_is_asked_again() {
    let house = house(60, |_| ()).await;
    let targets = house.crowd(5);
    let sim = house.app.sim();
    sim.faults.on(
        "POST /api/v10/guilds",
        1,
        What::RouteLimit {
            retry_after_ms: 300,
        },
    );

    let id = create(&house, batch(&house, Kind::Ban, &targets)).await.id;
    let done = ended(&house, id).await;

    assert_eq!((done.applied, done.failed), (5, 0));
    assert_eq!(house.calls(SINGLE), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_kinds_take_a_call_each() {
    let house = house(60, |_| ()).await;
    let targets = house.crowd(8);
    let mut request = batch(&house, Kind::Timeout, &targets);
    request.act.duration_ms = Some(3_600_000);

    let id = create(&house, request).await.id;
    let done = ended(&house, id).await;

    assert_eq!((done.applied, done.failed), (8, 0));
    assert_eq!(house.calls("PATCH /guilds/{guild}/members"), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_batch_has_to_be_confirmed_by_the_guilds_name() {
    let house = house(60, |_| ()).await;
    let request = BatchRequest {
        confirm: Some("another".into()),
        ..batch(&house, Kind::Ban, &house.crowd(20))
    };
    let batches = &house.app.services().batches;

    let refused = batches.create(&owner(), request.clone()).await.unwrap_err();

    assert!(matches!(&refused, Error::Conflict { message, .. } if message.contains("confirmed")));
    let id = request.id;
    assert!(matches!(
        batches.show(&owner(), id).await,
        Err(Error::NotFound { .. })
    ));
    let confirm = Some(house.guild_name());
    create(&house, BatchRequest { confirm, ..request }).await;
    assert_eq!(ended(&house, id).await.applied, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_person_approves_where_the_settings_ask_for_one() {
    let house = house(60, |config| config.actions.second_person = true).await;
    let request = batch(&house, Kind::Ban, &house.crowd(20));
    let id = create(&house, request).await.id;
    let batches = &house.app.services().batches;

    let alone = batches.approve(&owner(), id).await;

    assert!(matches!(alone, Err(Error::Forbidden { .. })));
    assert_eq!(
        batches.show(&owner(), id).await.unwrap().state,
        BatchState::Waiting
    );
    batches.approve(&colleague(), id).await.unwrap();
    let done = ended(&house, id).await;
    assert_eq!(done.applied, 20);
    assert_eq!(done.approver.as_deref(), Some("local user kim (uid 1000)"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_person_is_another_person_who_has_the_right() {
    let house = house(60, |config| config.actions.second_person = true).await;
    let (guild, muted) = (house.app.sim().places.guild, house.app.sim().places.muted);
    let moderator = UserId(house.app.sim().places.moderator.0);
    let kicks = house.user(0);
    house.app.sim().act(|world| {
        world.set_role_permissions(guild, muted, KICK_MEMBERS);
        let edit = MemberEdit {
            roles: Some(vec![muted]),
            ..MemberEdit::default()
        };
        world.edit_member(world.bot, guild, Id(kicks.0), edit, None);
    });
    house.app.caught_up().await;
    let local = |uid, user| Actor::Local {
        uid,
        name: "kim".into(),
        user: Some(user),
        role: Role::Moderator,
    };
    let batches = &house.app.services().batches;
    let request = batch(&house, Kind::Ban, &house.crowd(20));
    let created = batches.create(&local(1_001, moderator), request).await;
    let id = created.unwrap().id;

    let same = batches.approve(&local(1_002, moderator), id).await;
    let weak = batches.approve(&local(1_003, kicks), id).await;

    let why = |result: Result<Batch, Error>| result.unwrap_err().to_string();
    assert_eq!(
        (why(same).as_str(), why(weak).as_str()),
        (
            "a second person has to approve it, not who asked for it",
            "you lack BAN_MEMBERS in Discord"
        )
    );
    batches.approve(&colleague(), id).await.unwrap();
    assert_eq!(ended(&house, id).await.applied, 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_is_cancelled_while_its_next_part_waits_to_be_written_begins_nothing() {
    let house = house(60, |config| config.actions.second_person = true).await;
    let id = create(&house, batch(&house, Kind::Ban, &house.crowd(20)))
        .await
        .id;
    let (db, clock) = (house.app.parts().db.clone(), &house.app.parts().clock);
    let batches = house.app.services().batches.clone();
    // One writes at a time, in the order of their asking: the approval, the test, and then the runner.
    let first = db.write().await.unwrap();
    let approval = tokio::spawn(async move { batches.approve(&colleague(), id).await });
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut second = pin!(db.write());
    assert!(futures::poll!(second.as_mut()).is_pending());
    drop(first);
    let mut tx = second.await.unwrap();
    let approval = tokio::time::timeout(Duration::from_mins(1), approval).await;
    approval.expect("it asked first").unwrap().unwrap();
    // The runner reads meanwhile that the batch runs.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let running = [BatchState::Running];
    let is_cancelled =
        store::batches::set_state(&mut tx, id, &running, BatchState::Cancelled, clock.now()).await;
    assert!(is_cancelled.unwrap());
    tx.commit().await.unwrap();

    // Whoever waited before has written by then.
    drop(db.write().await.unwrap());
    let batches = &house.app.services().batches;
    let batch = batches.show(&owner(), id).await.unwrap();
    assert_eq!(
        (batch.state, batch.applied, batch.open),
        (BatchState::Cancelled, 0, 0)
    );
    assert_eq!(house.case_kinds().await, []);
    assert_eq!(house.calls(BULK) + house.calls(SINGLE), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_wrote_in_two_channels_is_deleted_in_both() {
    let house = house(10, |_| ()).await;
    let sim = house.app.sim();
    let (author, channels) = (sim.places.users[0], [sim.places.general, sim.places.log]);
    let aims = sim.act(|world| {
        channels.map(|channel| {
            let message = world.post(channel, author, NewMessage::text("spam"));
            let detail = Detail {
                channel: Some(ChannelId(channel.0)),
                messages: vec![MessageId(message.0)],
                ..Detail::default()
            };
            Aim {
                detail: Some(detail),
                ..Aim::new(UserId(author.0))
            }
        })
    });
    let request = BatchRequest {
        aims: aims.into(),
        ..batch(&house, Kind::MessageDelete, &[UserId(author.0)])
    };

    let id = create(&house, request).await.id;

    assert_eq!(ended(&house, id).await.applied, 2);
    let left = sim.read(|world| {
        let of = |channel| world.channels[&channel].messages.values();
        let theirs = channels.into_iter().flat_map(of);
        theirs.filter(|message| message.author == author).count()
    });
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_acts_more_often_in_an_hour_than_the_limit_allows() {
    let house = house(60, |config| config.actions.hourly_limit = 6).await;
    let targets = house.crowd(9);
    let id = create(&house, batch(&house, Kind::Kick, &targets[..5]))
        .await
        .id;
    ended(&house, id).await;
    let batches = &house.app.services().batches;

    let second = batches
        .create(&owner(), batch(&house, Kind::Kick, &targets[5..]))
        .await;

    let Err(Error::Unavailable { message, .. }) = second else {
        panic!("{second:?}");
    };
    assert!(message.contains("more than 6"), "{message}");
    let wanted = batch(&house, Kind::Kick, &targets[5..]);
    let BatchRequest {
        guild, act, aims, ..
    } = wanted;
    let asked = PlanRequest {
        guild,
        act,
        aims,
        query: None,
    };
    let plan = batches.plan(&owner(), &asked).await.unwrap();
    assert!(plan.risks.contains(&message), "{:?}", plan.risks);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_batch_begins_nothing_more_and_a_paused_one_goes_on() {
    let house = house(60, |_| ()).await;
    let targets = house.crowd(10);
    // The first call waits, so that the batch can be paused while it is under way.
    let faults = &house.app.sim().faults;
    faults.on("POST /api/v10/guilds", 1, What::Held);
    let id = create(&house, batch(&house, Kind::Ban, &targets)).await.id;
    let batches = &house.app.services().batches;

    let paused = batches.pause(&owner(), id).await.unwrap();
    assert_eq!(paused.state, BatchState::Paused);
    assert!(matches!(
        batches.pause(&owner(), id).await,
        Err(Error::Conflict { .. })
    ));
    batches.resume(&owner(), id).await.unwrap();
    faults.clear();
    assert_eq!(ended(&house, id).await.applied, 10);

    let refused = batches.cancel(&owner(), id).await;
    assert!(
        matches!(refused, Err(Error::Conflict { message, .. }) if message.ends_with("is done"))
    );
    let second = create(&house, batch(&house, Kind::Unban, &targets))
        .await
        .id;
    let cancelled = batches.cancel(&owner(), second).await.unwrap();
    assert_eq!(cancelled.state, BatchState::Cancelled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_undone_except_for_what_somebody_changed_since() {
    let house = house(60, |_| ()).await;
    let targets = house.crowd(6);
    let id = create(&house, batch(&house, Kind::Ban, &targets)).await.id;
    ended(&house, id).await;
    let sim = house.app.sim();
    let (guild, moderator) = (sim.places.guild, sim.places.moderator);
    sim.act(|world| world.unban(moderator, guild, Id(targets[0].0), Some("was a mistake")));
    until("the adopted unban", async || {
        house.case_kinds().await.len() == 7
    })
    .await;
    let batches = &house.app.services().batches;

    let plan = batches.inverse(&owner(), id).await.unwrap();
    assert_eq!((plan.act.kind, plan.lines.len()), (Kind::Unban, 6));
    let (overtaken, lines): (Vec<_>, Vec<_>) = plan
        .lines
        .into_iter()
        .partition(|line| line.refused.is_some());
    let told = overtaken[0].refused.as_deref();
    assert_eq!(told, Some("changed since by mona_mod: unban, case #7"));
    assert_eq!(
        (overtaken[0].aim.target, overtaken[0].already),
        (targets[0], true)
    );
    let request = BatchRequest {
        id: BatchId::random(),
        guild: plan.guild,
        act: plan.act,
        aims: lines.into_iter().map(|line| line.aim).collect(),
        confirm: None,
        undoes: plan.undoes,
    };
    let undo = create(&house, request).await;
    let done = ended(&house, undo.id).await;

    assert_eq!((done.applied, done.undoes), (5, Some(id)));
    assert!(targets.iter().all(|target| !house.is_banned(*target)));
    let states = house.case_kinds().await;
    let bans = states.iter().filter(|(kind, _)| *kind == Kind::Ban);
    assert!(
        bans.into_iter()
            .all(|(_, state)| *state == CaseState::Ended)
    );
    let again = batches.inverse(&owner(), id).await;
    assert!(matches!(again, Err(Error::Conflict { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_brings_back_what_was_before_and_refuses_what_changed_since() {
    let house = house(60, |_| ()).await;
    let target = house.user(0);
    let mut renaming = house.request(Kind::Nick, target);
    renaming.detail.nick = Some("Be Kind".into());
    let renamed = house.act(renaming).await.unwrap();
    let named = async |nick: Option<&str>| {
        until("the nickname", async || {
            let state = house.app.parts().state.read();
            let member = state.member(house.guild(), target).unwrap();
            member.nick() == nick
        })
        .await;
    };
    named(Some("Be Kind")).await;
    let actions = &house.app.services().actions;

    let inverse = actions
        .inverse(&owner(), house.guild(), renamed.case)
        .await
        .unwrap();
    assert_eq!(
        (inverse.changed, inverse.request.detail.nick.clone()),
        (None, None)
    );
    let undone = house.act(inverse.request).await.unwrap();
    assert_eq!(
        (undone.state, undone.undoes),
        (State::Applied, Some(renamed.case))
    );
    named(None).await;
    assert_eq!(house.case(renamed.case).await.case.state, CaseState::Ended);
    let again = actions.inverse(&owner(), house.guild(), renamed.case).await;
    assert!(matches!(again, Err(Error::Conflict { .. })));

    let banned = house
        .act(house.request(Kind::Ban, house.user(1)))
        .await
        .unwrap();
    let sim = house.app.sim();
    let (guild, moderator) = (sim.places.guild, sim.places.moderator);
    let user = Id(house.user(1).0);
    sim.act(|world| world.unban(moderator, guild, user, None));
    until("the end of the ban", async || {
        house.case(banned.case).await.case.state == CaseState::Ended
    })
    .await;
    let late = ActRequest {
        undoes: Some(banned.case),
        ..house.request(Kind::Unban, house.user(1))
    };
    assert!(matches!(house.act(late).await, Err(Error::Conflict { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_is_taken_back_and_a_kick_is_not() {
    let house = house(60, |_| ()).await;
    let warned = house
        .act(house.request(Kind::Warn, house.user(0)))
        .await
        .unwrap();
    let kicked = house
        .act(house.request(Kind::Kick, house.user(1)))
        .await
        .unwrap();
    let actions = &house.app.services().actions;

    let inverse = actions
        .inverse(&owner(), house.guild(), warned.case)
        .await
        .unwrap();
    house.act(inverse.request).await.unwrap();
    let refused = actions.inverse(&owner(), house.guild(), kicked.case).await;

    assert_eq!(house.case(warned.case).await.case.state, CaseState::Ended);
    assert!(matches!(refused, Err(Error::Conflict { message, .. }) if message.contains("invite")));
}

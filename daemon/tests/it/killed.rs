//! The daemon dies without a word, at each place where that could do harm, and is started again on the same data:
//! the session is resumed, the action has its effect once, its target is told once, and nothing is missing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use emperione_protocol::actions::{ActRequest, Action, ActionFilter, Kind, State};
use emperione_protocol::batches::{Act, Aim, Batch, BatchRequest};
use emperione_protocol::cases::CaseFilter;
use emperione_protocol::{
    ActionId, BatchId, Client, Flatten, GuildId, PageRequest, UserId, transport,
};
use emperione_sim::world::NewMessage;
use emperione_sim::{Id, Options, Server};
use pretty_assertions::assert_eq;
use serde_json::json;
use tarpc::context;

use crate::common::process::Daemon;

pub const PATIENCE: Duration = Duration::from_secs(40);

fn ban(discord: &Server) -> ActRequest {
    let places = &discord.sim().places;
    let target = UserId(places.users[0].0);
    ActRequest {
        reason: Some("spam".into()),
        notify: true,
        ..ActRequest::new(GuildId(places.guild.0), Kind::Ban, target)
    }
}

/// Waits until an action is final.
pub async fn end(client: &Client, id: ActionId) -> Action {
    let deadline = Instant::now() + PATIENCE;
    loop {
        assert!(Instant::now() < deadline, "the action does not end");
        let context = transport::within(Duration::from_secs(25));
        let action = client
            .actions()
            .wait(context, id, 20_000)
            .await
            .flat()
            .unwrap();
        if action.state.is_final() {
            return action;
        }
    }
}

fn is_done(action: &Action) -> bool {
    matches!(action.state, State::Applied | State::Verified)
}

fn messages_to(discord: &Server, user: UserId) -> usize {
    discord.sim().read(|world| {
        let channel = world.direct.get(&Id(user.0));
        channel.map_or(0, |channel| world.channels[channel].messages.len())
    })
}

pub fn is_banned(discord: &Server, user: UserId) -> bool {
    let guild = discord.sim().places.guild;
    discord
        .sim()
        .read(|world| world.guilds[&guild].bans.contains_key(&Id(user.0)))
}

/// Waits until everything that was sent is stored, and compares.
pub async fn agrees(client: &Client, discord: &Server) {
    let compared = tokio::time::timeout(PATIENCE, compare(client, discord));
    compared.await.expect("what was sent is not stored");
}

async fn compare(client: &Client, discord: &Server) {
    let sim = discord.sim();
    let sent = sim.read(|world| sim.hub.truth(world));
    let guild = GuildId(sim.places.guild.0);
    loop {
        let totals = client
            .analytics()
            .totals(context::current(), guild)
            .await
            .flat()
            .unwrap();
        if json!(totals.committed) == sent["last_seq"] {
            assert_eq!(json!(totals.messages_created), sent["messages_created"]);
            assert_eq!(json!(totals.bans), sent["bans"]);
            assert_eq!(json!(totals.members), sent["members"]);
            assert_eq!(totals.gaps, 0);
            return;
        }
        // The log of events wakes us when the next batch is committed.
        let after = client
            .events()
            .next(context::current(), None, 0)
            .await
            .flat()
            .unwrap()
            .next;
        client
            .events()
            .next(context::current(), Some(after), 200)
            .await
            .flat()
            .unwrap();
    }
}

async fn a_ban_survives_a_crash(point: &str) {
    let mut first = Daemon::alone(|command| {
        command.env("EMP_CRASH_AT", point);
    })
    .await;
    let client = first.until_it_is_ready().await;
    agrees(&client, &first.discord).await;
    let request = ban(&first.discord);
    let (id, target) = (request.id, request.target);

    // The connection may be lost before the answer came: the client would ask again with the same id.
    let _ = client
        .actions()
        .submit(context::current(), request.clone())
        .await;
    assert_eq!(first.ends_with().await, None, "it was killed");

    let mut second = first.again(|_| ());
    let client = second.until_it_is_ready().await;
    client
        .actions()
        .submit(context::current(), request)
        .await
        .flat()
        .unwrap();
    let ended = end(&client, id).await;

    let discord = &second.discord;
    assert!(is_done(&ended), "{ended:?}");
    assert!(is_banned(discord, target));
    let calls = discord
        .sim()
        .requests
        .find("PUT /guilds/{guild}/bans")
        .len();
    assert_eq!(
        (calls, messages_to(discord, target)),
        (1, 1),
        "bans and messages"
    );
    let hub = &discord.sim().hub;
    assert_eq!((hub.count("IDENTIFY"), hub.count("RESUME")), (1, 1));
    let open = ActionFilter {
        states: vec![State::Planned, State::Sending, State::Unknown],
        ..ActionFilter::default()
    };
    let open = client
        .actions()
        .list(context::current(), open, PageRequest::default())
        .await;
    assert_eq!(open.flat().unwrap().items, []);
    agrees(&client, discord).await;
}

macro_rules! crash_points {
    ($($point:ident),+ $(,)?) => {
        mod f02_a_ban_survives {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $point() {
                    super::a_ban_survives_a_crash(stringify!($point)).await;
                }
            )+
        }
    };
}

crash_points! {
    after_intent,
    before_message,
    after_message,
    before_call,
    after_call,
    after_outcome,
}

async fn a_message_survives_a_crash(point: &str) {
    let mut first = Daemon::alone(|_| ()).await;
    first.until_it_is_ready().await;
    first.signal("TERM");
    assert_eq!(first.ends_with().await, Some(0));

    let mut second = first.again(|command| {
        command.env("EMP_CRASH_AT", point);
    });
    let sim = first.discord.sim();
    let (general, author) = (sim.places.general, sim.places.users[1]);
    sim.act(|world| {
        for n in 0..20 {
            world.post(general, author, NewMessage::text(format!("message {n}")));
        }
    });
    assert_eq!(second.ends_with().await, None, "it was killed");

    let mut third = second.again(|_| ());
    let client = third.until_it_is_ready().await;

    agrees(&client, &third.discord).await;
    assert_eq!(third.discord.sim().hub.count("IDENTIFY"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_survives_a_crash_before_its_commit() {
    a_message_survives_a_crash("before_batch_commit").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_not_counted_twice_after_a_crash_behind_its_commit() {
    a_message_survives_a_crash("after_batch_commit").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f01_sigkill_in_the_middle_of_a_crowd_of_bans_leaves_none_half_done() {
    let mut first = Daemon::alone(|_| ()).await;
    let client = first.until_it_is_ready().await;
    // A session that was never committed cannot be resumed.
    agrees(&client, &first.discord).await;
    let targets = first.discord.sim().places.users.clone();
    let request = ban(&first.discord);
    let requests: Vec<_> = targets
        .iter()
        .map(|target| ActRequest {
            id: ActionId::random(),
            target: UserId(target.0),
            ..request.clone()
        })
        .collect();
    for request in &requests {
        client
            .actions()
            .submit(context::current(), request.clone())
            .await
            .flat()
            .unwrap();
    }

    first.signal("KILL");
    assert_eq!(first.ends_with().await, None);
    let mut second = first.again(|_| ());
    let client = second.until_it_is_ready().await;

    for request in &requests {
        let ended = end(&client, request.id).await;
        assert!(is_done(&ended), "{ended:?}");
        assert!(is_banned(&second.discord, request.target));
        assert!(messages_to(&second.discord, request.target) <= 1);
    }
    agrees(&client, &second.discord).await;
}

/// A batch on so many of the community's ordinary members.
pub fn batch(discord: &Server, kind: Kind, count: usize) -> BatchRequest {
    let places = &discord.sim().places;
    let aims: Vec<_> = discord.sim().read(|world| {
        let apart = [places.owner, places.moderator, places.spammer, world.bot];
        let members = world.guilds[&places.guild].members.keys();
        let ordinary = members.filter(|id| !apart.contains(id));
        ordinary
            .take(count)
            .map(|id| Aim::new(UserId(id.0)))
            .collect()
    });
    assert_eq!(aims.len(), count);
    BatchRequest {
        id: BatchId::random(),
        guild: GuildId(places.guild.0),
        act: Act {
            reason: Some("raid".into()),
            ..Act::new(kind)
        },
        aims,
        confirm: Some(
            discord
                .sim()
                .read(|world| world.guilds[&places.guild].name.clone()),
        ),
        undoes: None,
    }
}

/// Waits until nothing of a batch is left to do.
pub async fn batch_ends(client: &Client, id: BatchId) -> Batch {
    let deadline = Instant::now() + PATIENCE * 6;
    let mut ended = 0;
    loop {
        assert!(Instant::now() < deadline, "the batch does not end");
        let context = transport::within(Duration::from_secs(25));
        let batch = client.batches().wait(context, id, ended, 20_000).await;
        let batch = batch.flat().unwrap();
        if batch.state.is_final() {
            return batch;
        }
        ended = batch.ended();
    }
}

/// How often each was hit, by Discord's own log.
pub fn hits(discord: &Server, audit_kind: u16) -> Vec<usize> {
    let guild = discord.sim().places.guild;
    let mut hits = BTreeMap::<_, usize>::new();
    discord.sim().read(|world| {
        let entries = world.guilds[&guild].audit.iter();
        for entry in entries.filter(|entry| entry.action_type == audit_kind) {
            *hits.entry(entry.target).or_default() += 1;
        }
    });
    hits.into_values().collect()
}

async fn a_bulk_ban_survives_a_crash(point: &str, passage: usize) {
    const BANS: usize = 450;
    let options = Options {
        members: BANS + 30,
        ..Options::default()
    };
    let mut first = Daemon::alone_on(options, |command| {
        command.env("EMP_CRASH_AT", format!("{point}:{passage}"));
    })
    .await;
    let client = first.until_it_is_ready().await;
    agrees(&client, &first.discord).await;
    let request = batch(&first.discord, Kind::Ban, BANS);
    // The connection may be lost before the answer came: the client would ask again with the same id.
    let _ = client
        .batches()
        .create(context::current(), request.clone())
        .await;
    assert_eq!(first.ends_with().await, None, "it was killed");

    let mut second = first.again(|_| ());
    let client = second.until_it_is_ready().await;
    let again = client
        .batches()
        .create(context::current(), request.clone())
        .await;
    assert_eq!(again.flat().unwrap().total, BANS as u64);
    let done = batch_ends(&client, request.id).await;

    assert_eq!(
        (done.applied, done.failed, done.refused, done.open),
        (BANS as u64, 0, 0, 0)
    );
    assert_eq!(
        hits(&second.discord, 22),
        vec![1; BANS],
        "each is banned once"
    );
    let newest = PageRequest {
        after: None,
        limit: 1,
    };
    let cases = client
        .cases()
        .list(context::current(), CaseFilter::default(), newest)
        .await;
    assert_eq!(
        cases.flat().unwrap().items[0].number,
        BANS as u64,
        "one case each"
    );
    let hub = &second.discord.sim().hub;
    assert_eq!((hub.count("IDENTIFY"), hub.count("RESUME")), (1, 1));
    agrees(&client, &second.discord).await;
}

macro_rules! bulk_crash_points {
    ($($name:ident: $point:ident at $passage:literal,)+) => {
        mod f01_a_bulk_ban_survives {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::a_bulk_ban_survives_a_crash(stringify!($point), $passage).await;
                }
            )+
        }
    };
}

bulk_crash_points! {
    after_the_first_intents: after_intents at 1,
    after_the_second_intents: after_intents at 2,
    after_the_last_intents: after_intents at 3,
    before_the_first_call: before_bulk_ban at 1,
    before_the_second_call: before_bulk_ban at 2,
    before_the_last_call: before_bulk_ban at 3,
    after_the_first_call: after_bulk_ban at 1,
    after_the_second_call: after_bulk_ban at 2,
    after_the_last_call: after_bulk_ban at 3,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f04_a_batch_that_is_stopped_goes_on_after_the_start() {
    const KICKS: usize = 120;
    let options = Options {
        members: KICKS + 30,
        ..Options::default()
    };
    let mut first = Daemon::alone_on(options, |_| ()).await;
    let client = first.until_it_is_ready().await;
    agrees(&client, &first.discord).await;
    let request = batch(&first.discord, Kind::Kick, KICKS);
    let created = client
        .batches()
        .create(context::current(), request.clone())
        .await;
    created.flat().unwrap();
    let mut ended = 0;
    while ended < KICKS as u64 * 3 / 10 {
        let context = transport::within(Duration::from_secs(25));
        let batch = client
            .batches()
            .wait(context, request.id, ended, 20_000)
            .await;
        ended = batch.flat().unwrap().ended();
    }

    let stopped = Instant::now();
    first.signal("TERM");
    assert_eq!(first.ends_with().await, Some(0));
    assert!(
        stopped.elapsed() < Duration::from_secs(20),
        "it drains in 20 s"
    );
    let kicked = hits(&first.discord, 20).len();
    assert!(kicked < KICKS, "it stops in the middle");

    let mut second = first.again(|_| ());
    let client = second.until_it_is_ready().await;
    let done = batch_ends(&client, request.id).await;

    assert_eq!(
        (done.applied, done.failed, done.refused),
        (KICKS as u64, 0, 0)
    );
    assert_eq!(
        hits(&second.discord, 20),
        vec![1; KICKS],
        "each is kicked once"
    );
    assert_eq!(second.discord.sim().hub.count("IDENTIFY"), 1);
    agrees(&client, &second.discord).await;
}

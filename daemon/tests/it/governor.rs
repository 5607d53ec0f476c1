//! Calls of Discord under its limits and faults, against the simulator.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_daemon::bot::discord::Rest;
use emperione_daemon::bot::governor::{Governor, Settings};
use emperione_daemon::health::{Health, Reason};
use emperione_daemon::ports::discord::{
    Bans, CallError, DirectMessage, Direction, House, Lane, Members, Posts, Target,
};
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};
use emperione_sim::{Id, Options, Server, What};
use futures::future::join_all;
use pretty_assertions::assert_eq;
use secrecy::SecretString;

const BAN: &str = "PUT /api/v10/guilds/";
const POST: &str = "POST /api/v10/channels/";

struct Fixture {
    server: Server,
    rest: Rest,
    health: Arc<Health>,
}

async fn fixture(members: usize) -> Fixture {
    fixture_with(members, Duration::from_secs(10)).await
}

async fn fixture_with(members: usize, timeout: Duration) -> Fixture {
    let options = Options {
        members,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let health = Arc::new(Health::default());
    let settings = Settings {
        base: Some(server.base()),
        timeout,
        ..Settings::new(SecretString::from(server.bot_token()))
    };
    let governor = Governor::start(settings, health.clone()).unwrap();
    Fixture {
        rest: Rest::new(governor),
        server,
        health,
    }
}

impl Fixture {
    fn guild(&self) -> GuildId {
        GuildId(self.server.sim().places.guild.0)
    }

    fn target(&self, user: Id) -> Target {
        Target {
            guild: self.guild(),
            user: UserId(user.0),
        }
    }

    fn user(&self, index: usize) -> Target {
        self.target(self.server.sim().places.users[index])
    }

    /// People of the guild who may be banned.
    fn people(&self, count: usize) -> Vec<Target> {
        let places = &self.server.sim().places;
        let found = self.server.sim().act(|world| {
            (0..count)
                .map(|n| world.create_user(&format!("stranger{n}"), None, false))
                .collect::<Vec<_>>()
        });
        assert!(!found.contains(&places.owner));
        found.into_iter().map(|id| self.target(id)).collect()
    }

    async fn ban(&self, target: Target) -> Result<(), CallError> {
        self.rest.ban(Lane::Manual, target, 0, "raid & spam").await
    }

    fn banned(&self) -> usize {
        let guild = self.server.sim().places.guild;
        self.server
            .sim()
            .read(|world| world.guilds[&guild].bans.len())
    }

    /// The answers to calls of a route by status.
    fn statuses(&self, route: &str) -> BTreeMap<u16, usize> {
        let mut counts = BTreeMap::new();
        for entry in self.server.sim().requests.find(route) {
            *counts.entry(entry.status).or_default() += 1;
        }
        counts
    }

    fn fault(&self, route: &str, times: u32, what: What) {
        self.server.sim().faults.on(route, times, what);
    }
}

#[tokio::test]
async fn every_call_does_what_it_says() {
    let it = fixture(20).await;
    let (rest, guild) = (&it.rest, it.guild());
    let (banned, kicked, silenced) = (it.user(0), it.user(1), it.user(2));
    let lane = Lane::Manual;

    it.ban(banned).await.unwrap();
    it.ban(banned).await.unwrap();
    let ban = rest.find_ban(lane, banned).await.unwrap().unwrap();
    assert_eq!(ban.user.id, banned.user);
    assert_eq!(ban.reason.as_deref(), Some("raid & spam"));
    let bans = rest.bans(lane, guild, None).await.unwrap();
    assert_eq!(bans, [ban]);
    let after = rest.bans(lane, guild, Some(banned.user)).await.unwrap();
    assert_eq!(after, []);
    rest.unban(lane, banned, "appeal").await.unwrap();
    assert_eq!(rest.find_ban(lane, banned).await, Ok(None));

    rest.kick(lane, kicked, "rude").await.unwrap();
    assert_eq!(rest.find_member(lane, kicked).await, Ok(None));
    let again = rest.kick(lane, kicked, "rude").await.unwrap_err();
    assert_eq!(again.code(), Some(10_007));

    let until = Timestamp(it.server.sim().clock.now_ms() + 60_000);
    rest.time_out(lane, silenced, Some(until), "calm down")
        .await
        .unwrap();
    let member = rest.find_member(lane, silenced).await.unwrap().unwrap();
    assert_eq!(member.timed_out_until, Some(until));
    rest.time_out(lane, silenced, None, "").await.unwrap();
    let member = rest.find_member(lane, silenced).await.unwrap().unwrap();
    assert_eq!(member.timed_out_until, None);

    let log = rest
        .audit_log(lane, guild, Direction::Newest)
        .await
        .unwrap();
    assert!(log.iter().any(|entry| entry.action_type == 22
        && entry.target == Some(banned.user.0)
        && entry.reason.as_deref() == Some("raid & spam")));

    let gateway = rest.gateway(lane).await.unwrap();
    assert!(gateway.url.starts_with("ws://"));
    let application = rest.application(lane).await.unwrap();
    rest.set_commands(
        lane,
        application.id,
        r#"[{"name":"case","description":"Show a case","type":1}]"#,
    )
    .await
    .unwrap();
    assert_eq!(it.server.sim().requests.unknown(), 0);
}

#[tokio::test]
async fn a_direct_message_is_sent_found_and_withdrawn() {
    let it = fixture(20).await;
    let (rest, lane) = (&it.rest, Lane::Manual);
    let target = it.user(0);
    let channel = rest.direct_channel(lane, target.user).await.unwrap();
    let message = DirectMessage {
        button: None,
        text: "You were warned".into(),
        footer: "case 1 · 00000000000z".into(),
        nonce: "00000000000z".into(),
    };

    let sent = rest.send_direct(lane, channel, &message).await.unwrap();
    let again = rest.send_direct(lane, channel, &message).await.unwrap();

    assert_eq!(again, sent);
    let posts = rest
        .messages(lane, channel, Direction::Newest)
        .await
        .unwrap();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].footer.as_deref(), Some("case 1 · 00000000000z"));
    rest.delete_message(lane, channel, sent, "").await.unwrap();
    let posts = rest.messages(lane, channel, Direction::Newest).await;
    assert_eq!(posts, Ok(vec![]));

    let closed = *it.server.sim().places.users.last().unwrap();
    let channel = rest.direct_channel(lane, UserId(closed.0)).await.unwrap();
    let refused = rest.send_direct(lane, channel, &message).await.unwrap_err();
    assert_eq!(refused.code(), Some(50_007));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f23_a_storm_of_429_loses_nothing_and_no_call_goes_during_a_pause() {
    let it = fixture(10).await;
    let targets = it.people(24);
    it.server.sim().faults.add(emperione_sim::Fault {
        route: Some(BAN.into()),
        event: None,
        skip: 1,
        times: 12,
        what: What::RouteLimit {
            retry_after_ms: 2_000,
        },
    });

    let done = join_all(targets.iter().map(|target| it.ban(*target))).await;

    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!(it.banned(), 24);
    let entries = it.server.sim().requests.find("PUT ");
    let refused = entries.iter().filter(|entry| entry.status == 429).count();
    assert_eq!(refused, 12, "the simulator's own limits were never hit");
    for (index, entry) in entries.iter().enumerate() {
        if entry.status == 429 {
            // Those in flight when it came are not stopped; everyone after waits at least the shortest pause.
            let next = entries[index + 1..]
                .iter()
                .find(|other| other.at_ms > entry.at_ms + 1_000);
            assert!(next.is_none_or(|next| next.at_ms - entry.at_ms >= 1_900));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f24_after_a_global_429_there_is_silence() {
    let it = fixture(10).await;
    // Two routes are known, so that calls of both are in flight together.
    it.ban(it.user(0)).await.unwrap();
    it.rest.find_member(Lane::Manual, it.user(1)).await.unwrap();
    let before = it.server.sim().requests.find("").len();
    it.fault(
        "",
        1,
        What::GlobalLimit {
            retry_after_ms: 2_000,
        },
    );

    let started = Instant::now();
    let calls = (0..64).map(|_| it.rest.find_member(Lane::Manual, it.user(1)));
    let paused = async {
        // Counted as soon as the answer is in, and for good: a busy machine may miss the pause itself.
        while it.rest.governor.stats().rate_limited == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        it.server.sim().requests.find("").len() - before
    };
    let (done, in_flight) = tokio::join!(join_all(calls), paused);

    assert!(done.iter().all(Result::is_ok));
    assert!(started.elapsed() >= Duration::from_secs(2));
    let entries = it.server.sim().requests.find("");
    let limited = entries
        .iter()
        .find(|entry| entry.status == 429)
        .expect("one call was limited");
    let silent = |entry: &&emperione_sim::rest::Entry| {
        entry.at_ms > limited.at_ms + 200 && entry.at_ms < limited.at_ms + 1_950
    };
    assert_eq!(entries.iter().filter(silent).count(), 0);
    assert!(in_flight <= 64);
    assert_eq!(it.rest.governor.stats().rate_limited, 1);
}

#[tokio::test]
async fn f22_a_revoked_token_costs_at_most_three_invalid_requests_and_can_be_replaced() {
    let it = fixture(10).await;
    it.ban(it.user(0)).await.unwrap();
    let good = it.server.bot_token();
    it.rest
        .governor
        .set_token(SecretString::from("a.revoked.token"));

    let calls = (0..50).map(|_| it.rest.gateway(Lane::Manual));
    let done = join_all(calls).await;

    assert!(done.iter().all(Result::is_err));
    assert!(it.server.sim().limits.invalid() <= 3);
    let stats = it.rest.governor.stats();
    assert!(stats.breaker.unwrap().contains("refuses the bot's token"));
    let refused = it.rest.gateway(Lane::Manual).await.unwrap_err();
    assert!(matches!(refused, CallError::NotSent(_)), "{refused:?}");
    assert!(it.health.holds(Reason::Token));

    it.rest.governor.set_token(SecretString::from(good));
    it.rest.gateway(Lane::Manual).await.unwrap();
    eventually(|| !it.health.holds(Reason::Token)).await;
}

#[tokio::test]
async fn f27_a_ban_survives_server_errors_and_a_message_is_never_repeated() {
    let it = fixture(10).await;
    let channel = it
        .rest
        .direct_channel(Lane::Manual, it.user(0).user)
        .await
        .unwrap();
    it.fault(BAN, 2, What::Status { status: 503 });
    it.ban(it.user(0)).await.unwrap();
    assert_eq!(it.statuses("PUT "), BTreeMap::from([(204, 1), (503, 2)]));

    it.fault(POST, 1, What::Status { status: 502 });
    let message = DirectMessage {
        button: None,
        text: "hello".into(),
        footer: "f".into(),
        nonce: "n".into(),
    };
    let lost = it
        .rest
        .send_direct(Lane::Manual, channel, &message)
        .await
        .unwrap_err();
    assert_eq!(lost, CallError::Unknown("discord answered 502".into()));
}

#[tokio::test]
async fn f29_an_applied_message_whose_answer_was_lost_is_unknown_and_can_be_read() {
    let it = fixture(10).await;
    let (rest, lane) = (&it.rest, Lane::Manual);
    let channel = rest.direct_channel(lane, it.user(0).user).await.unwrap();
    it.fault(POST, 1, What::AnswerLost);
    let message = DirectMessage {
        button: None,
        text: "hello".into(),
        footer: "case 9".into(),
        nonce: "nine".into(),
    };

    let lost = rest.send_direct(lane, channel, &message).await;

    assert!(matches!(lost, Err(CallError::Unknown(_))), "{lost:?}");
    let posts = rest
        .messages(lane, channel, Direction::Newest)
        .await
        .unwrap();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].footer.as_deref(), Some("case 9"));
}

#[tokio::test]
async fn f29_a_kick_whose_answer_was_lost_is_not_taken_for_a_refusal() {
    let it = fixture(10).await;
    it.fault("DELETE /api/v10/guilds/", 1, What::AnswerLost);

    let kicked = it.rest.kick(Lane::Manual, it.user(0), "rude").await;

    assert!(matches!(kicked, Err(CallError::Unknown(_))), "{kicked:?}");
    it.fault(BAN, 1, What::AnswerLost);
    it.ban(it.user(1)).await.unwrap();
    assert_eq!(it.banned(), 1);
}

#[tokio::test]
async fn f28_a_black_hole_ends_with_the_timeout_and_interactions_go_on() {
    let it = fixture_with(10, Duration::from_millis(300)).await;
    it.fault(BAN, 100, What::BlackHole);

    let started = Instant::now();
    let bans = join_all(it.people(10).into_iter().map(|target| it.ban(target)));
    let respond = async {
        let asked = Instant::now();
        let refused = it.rest.respond(1, "token", "{}").await;
        assert!(refused.is_err());
        asked.elapsed()
    };
    let (lost, waited) = tokio::join!(bans, respond);

    assert!(
        lost.iter()
            .all(|lost| matches!(lost, Err(CallError::Unknown(_)))),
        "{lost:?}"
    );
    assert!(waited < Duration::from_secs(3));
    assert!(started.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn f26_html_instead_of_json_stops_every_call() {
    let it = fixture(10).await;
    it.fault(BAN, 1, What::Html { status: 403 });

    let blocked = it.ban(it.user(0)).await.unwrap_err();
    let next = it.rest.gateway(Lane::Manual).await.unwrap_err();

    assert!(matches!(blocked, CallError::NotSent(_)), "{blocked:?}");
    assert!(matches!(next, CallError::NotSent(_)), "{next:?}");
    assert_eq!(it.server.sim().requests.find("").len(), 1);
    eventually(|| it.health.holds(Reason::Breaker)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_turn_is_lost_between_many_tasks() {
    let it = Arc::new(fixture(10).await);
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let it = it.clone();
            // Each makes the other wait in the bucket of one interaction that is not known.
            tokio::spawn(async move { it.rest.respond(1, "token", "{}").await })
        })
        .collect();

    let done = tokio::time::timeout(Duration::from_mins(1), join_all(tasks)).await;

    assert!(done.expect("each gets its turn").iter().all(Result::is_ok));
    assert_eq!(it.rest.governor.stats().waiting, BTreeMap::new());
}

#[tokio::test]
async fn nothing_is_sent_where_nobody_listens() {
    let settings = Settings {
        base: Some("http://127.0.0.1:9".into()),
        ..Settings::new(SecretString::from("token"))
    };
    let governor = Governor::start(settings, Arc::default()).unwrap();
    let rest = Rest::new(governor);
    let channel = ChannelId(5);
    let message = DirectMessage {
        button: None,
        text: "t".into(),
        footer: "f".into(),
        nonce: "n".into(),
    };

    let call = rest.send_direct(Lane::Manual, channel, &message);
    let waits = tokio::time::timeout(Duration::from_secs(1), call).await;

    // No connection means no effect, so it is tried again; the caller who gives up leaves nothing behind.
    assert!(waits.is_err());
    eventually(|| rest.governor.stats().waiting.is_empty()).await;
}

async fn eventually(mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < until, "it never came to be");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

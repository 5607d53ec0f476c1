//! A guild as it could be. Everything follows from numbers, so that snapshots stay.

use std::collections::BTreeMap;

use emperione_protocol::actions::{ActorRef, Detail, Kind, State};
use emperione_protocol::analytics::Overview;
use emperione_protocol::cases::{Case, CaseFilter, CaseState};
use emperione_protocol::events::{Batch, Body, Event};
use emperione_protocol::guilds::{ChannelRef, Guild, Pauses, UserRef};
use emperione_protocol::jobs::{Job, JobKind, JobState};
use emperione_protocol::live::Live;
use emperione_protocol::members::{Member, MemberFilter};
use emperione_protocol::messages::Message;
use emperione_protocol::system::{Cache, Governor, Hello, Ingest, Intents, Shard, Status, Store};
use emperione_protocol::{ActionId, ChannelId, GuildId, MessageId, Page, Timestamp, UserId};

pub(crate) const GUILD: GuildId = GuildId(81_384_788_765_712_384);
/// 2026-11-23 12:00:00 UTC.
pub(crate) const NOW: Timestamp = Timestamp(1_795_435_200_000);

const NAMES: [&str; 10] = [
    "alice", "bob", "crabby", "dora", "エミ", "frank", "grace", "heidi", "ivan", "judy",
];
const TEXTS: [&str; 6] = [
    "good morning everyone",
    "has anyone tried the new build?",
    "これは長い文章です、端末の幅を確かめるためのもの",
    "yes, works on my machine 🦀",
    "see the pinned message before you ask, it answers most of what comes up here every week",
    "thanks!",
];

/// A time before now.
pub(crate) fn ago(seconds: i64) -> Timestamp {
    Timestamp(NOW.0 - seconds * 1_000)
}

pub(crate) fn user(number: u32) -> UserRef {
    let name = NAMES[number as usize % NAMES.len()];
    let display_name = number
        .is_multiple_of(3)
        .then(|| format!("{name} the {number}th"));
    UserRef {
        id: UserId(80_351_110_224_678_912 + u64::from(number)),
        name: format!("{name}{number}"),
        display_name,
    }
}

pub(crate) fn hello() -> Hello {
    Hello {
        version: "0.1.0".into(),
        protocol: emperione_protocol::VERSION,
        actor: "local owner root (uid 0)".into(),
    }
}

pub(crate) fn guilds() -> Vec<Guild> {
    vec![
        Guild {
            id: GUILD,
            name: "Aurora Commons".into(),
            owner: UserId(1),
            available: true,
            members: 2_014,
            partial: false,
            pauses: Pauses::default(),
        },
        Guild {
            id: GuildId(2),
            name: "Night Garden".into(),
            owner: UserId(1),
            available: true,
            members: 12,
            partial: false,
            pauses: Pauses::default(),
        },
    ]
}

pub(crate) fn status() -> Status {
    Status {
        version: "0.1.0".into(),
        pid: 4242,
        started_at: ago(7_500),
        now: NOW,
        ready: true,
        problems: Vec::new(),
        safe_mode: false,
        intents: Intents::Full,
        bot: Some("warden".into()),
        invite: None,
        shards: vec![Shard {
            id: 0,
            count: 1,
            state: "ready".into(),
            detail: String::new(),
            latency_ms: Some(42),
            identifies_left: 998,
            resumes: 1,
            committed_seq: 9_001,
        }],
        ingest: Ingest {
            received: 120_400,
            committed: 120_398,
            waiting: 2,
            dropped: 0,
            undecodable: 0,
            latency_p50_us: 14_200,
            latency_p99_us: 31_800,
            events_per_second: 48.25,
        },
        governor: Governor {
            calls: 1_204,
            rate_limited: 3,
            paused_ms: 0,
            invalid: 12,
            breaker: None,
            waiting: BTreeMap::from([("manual".into(), 1)]),
        },
        store: Store {
            backend: "sqlite".into(),
            size_bytes: 48_400_000,
            healthy: true,
        },
        cache: Cache {
            backend: "memory".into(),
            healthy: true,
        },
        gaps: 0,
        last_event: 120_398,
    }
}

pub(crate) fn overview() -> Overview {
    Overview {
        members: 2_014,
        joins_today: Some(12),
        leaves_today: Some(3),
        messages_today: 12_048,
        active_today: 312,
        bans_in_force: 3,
        timeouts_in_force: 1,
        cases: 18,
        open_actions: 0,
        messages_per_minute: (0..60)
            .map(|minute: u32| minute * 37 % 23 + minute / 2)
            .collect(),
        gaps_today: 0,
        pauses: Pauses::default(),
    }
}

/// The last hour: quiet until many join; ten minutes of it were not heard.
pub(crate) fn counts() -> Live {
    let count = |name: &str, many: u32| {
        let minute = |minute: u32| (minute >= 10).then(|| minute.saturating_sub(50) * many % 97);
        (name.to_owned(), (0..60).map(minute).collect())
    };
    let names = ["joins", "actions", "bans", "deletes", "messages", "edits"];
    Live {
        from: ago(3_600),
        width: 60,
        counts: names
            .into_iter()
            .zip([31, 0, 2, 5, 44, 1])
            .map(|(name, many)| count(name, many))
            .collect(),
        processes: 1,
        complete: true,
    }
}

pub(crate) fn messages(n: u32) -> Vec<Message> {
    (0..n)
        .map(|number| {
            let at = Timestamp(NOW.0 - i64::from(n - number) * 700);
            Message {
                id: MessageId(u64::from(number) + 1),
                channel: ChannelRef {
                    id: ChannelId(9),
                    name: ["general", "help", "off-topic"][number as usize % 3].into(),
                },
                author: user(number % 97),
                at,
                text: Some(TEXTS[number as usize % TEXTS.len()].into()),
                attachments: u32::from(number.is_multiple_of(11)),
                edited_at: (number % 13 == 5).then_some(at),
                deleted_at: (number % 17 == 7).then_some(at),
            }
        })
        .collect()
}

pub(crate) fn event(seq: u64, at: Timestamp, body: Body) -> Event {
    Event {
        seq,
        at,
        guild: Some(GUILD),
        body,
    }
}

/// One of every kind of event that the feed shows.
pub(crate) fn batch() -> Batch {
    let who = || user(4);
    let bodies = vec![
        Body::Gateway {
            shard: 0,
            state: "resumed".into(),
            detail: "after 412 ms".into(),
        },
        Body::MemberJoined { user: user(1) },
        Body::MemberLeft { user: user(2) },
        Body::MemberChanged {
            user: user(3),
            what: "nick".into(),
            text: "dora to Dora".into(),
        },
        Body::VoiceJoined {
            user: user(5),
            channel: "Lounge".into(),
        },
        Body::AutoMod {
            user: who(),
            rule: "mention spam".into(),
        },
        Body::CaseOpened {
            case: 18,
            action: Kind::Ban,
            target: who(),
            adopted: false,
        },
        Body::Action {
            id: ActionId(7),
            case: 18,
            action: Kind::Ban,
            target: who(),
            state: State::Applied,
        },
        Body::MemberBanned { user: who() },
        Body::CaseChanged {
            case: 17,
            text: "the timeout ended".into(),
        },
        Body::Gap {
            from: ago(400),
            to: Some(ago(388)),
            reason: "session expired".into(),
            reconciled: true,
        },
        Body::Warning {
            text: "redis is away, memory serves".into(),
        },
    ];
    let events: Vec<_> = (1..)
        .zip(bodies)
        .map(|(seq, body)| event(120_398 + seq, ago(12 - seq.cast_signed()), body))
        .collect();
    Batch {
        next: 120_398 + events.len() as u64,
        lagged: false,
        events,
    }
}

pub(crate) fn member(number: u32) -> Member {
    Member {
        guild: GUILD,
        user: user(number),
        bot: number == 5,
        joined_at: Some(ago(i64::from(number) * 4_000 + 90)),
        left_at: (number % 7 == 6).then(|| ago(600)),
        banned: number % 19 == 4,
        timed_out_until: (number % 23 == 2).then(|| ago(-1_800)),
        messages: u64::from(number) * 131 % 2_000,
        cases: u64::from(number % 4),
        last_active_at: (!number.is_multiple_of(5)).then(|| ago(i64::from(number) * 61)),
    }
}

pub(crate) fn members(n: u32) -> Vec<Member> {
    (0..n).map(member).collect()
}

pub(crate) fn member_filter() -> MemberFilter {
    MemberFilter {
        guild: GUILD,
        ..MemberFilter::default()
    }
}

pub(crate) fn case_filter() -> CaseFilter {
    CaseFilter {
        guild: Some(GUILD),
        ..CaseFilter::default()
    }
}

pub(crate) fn page<T>(items: Vec<T>) -> Page<T> {
    Page {
        items,
        next: None,
        as_of: 120_398,
    }
}

pub(crate) fn case(number: u32) -> Case {
    let kinds = [Kind::Ban, Kind::Timeout, Kind::Warn, Kind::Kick, Kind::Note];
    let states = [
        CaseState::Applied,
        CaseState::Ended,
        CaseState::Pending,
        CaseState::Failed,
    ];
    let kind = kinds[number as usize % kinds.len()];
    let is_adopted = number % 6 == 3;
    Case {
        guild: GUILD,
        number: u64::from(number),
        kind,
        state: states[number as usize % states.len()],
        target: user(number % 50),
        actor: if is_adopted {
            ActorRef::User { user: user(0) }
        } else {
            ActorRef::Local {
                uid: 0,
                name: "root".into(),
            }
        },
        reason: (number % 5 != 4).then(|| format!("link spam in #general, wave {number}")),
        opened_at: ago(i64::from(500_u32.saturating_sub(number)) * 300),
        until: (kind == Kind::Timeout).then(|| ago(-3_600)),
        action: (!is_adopted).then_some(ActionId(u64::from(number))),
        closed_at: None,
        hidden: false,
        labels: Vec::new(),
        links: Vec::new(),
        detail: Detail::default(),
        undoes: None,
        batch: None,
        evidence: 0,
        import: None,
        rule: None,
    }
}

/// The newest first.
pub(crate) fn cases(n: u32) -> Vec<Case> {
    (1..=n).rev().map(case).collect()
}

pub(crate) fn jobs() -> Vec<Job> {
    let job = |id: &str, name: &str, state, attempts| Job {
        id: id.into(),
        name: name.into(),
        state,
        priority: 0,
        attempts,
        max_attempts: 5,
        run_at: ago(120),
        done_at: (state == JobState::Done).then(|| ago(118)),
        error: (state == JobState::Dead).then(|| "the store is read-only".into()),
    };
    vec![
        job("j1", "aggregate", JobState::Running, 1),
        job("j2", "expire", JobState::Pending, 0),
        job("j3", "prune", JobState::Dead, 5),
        job("j4", "aggregate", JobState::Done, 1),
    ]
}

/// The kinds of the jobs; one is paused, and one has a dead job.
pub(crate) fn job_kinds() -> Vec<JobKind> {
    let dead = jobs().into_iter().find(|job| job.state == JobState::Dead);
    let kind = |name: &str, paused_at, last: Option<Job>| JobKind {
        name: name.into(),
        about: "something that has to be done".into(),
        priority: 1,
        every_s: 900,
        paused_at,
        last_tick_at: Some(ago(120)),
        next_tick_at: paused_at.is_none().then(|| ago(-780)),
        dead: u64::from(last.is_some()),
        last,
        pending: u64::from(name == "expire"),
        running: u64::from(name == "aggregate"),
        done: 1_412,
        oldest_s: None,
    };
    vec![
        kind("aggregate", None, None),
        kind("expire", None, None),
        kind("prune", None, dead),
        kind("retention", Some(ago(60)), None),
    ]
}

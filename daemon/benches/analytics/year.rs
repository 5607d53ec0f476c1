//! The overview of a year in a guild with a hundred million messages: what `emp overview`, the first screen and
//! `emp analytics show METRIC --since 365d --every day` ask for. The hours and days of the year are made up, and so are today's
//! messages; facts grow.

use std::time::{Duration, Instant};

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::analytics::days::Members;
use emperione_daemon::domain::analytics::{Sample, metrics};
use emperione_daemon::domain::event::AuthorKind;
use emperione_daemon::domain::state::Guild;
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::guilds::{self, GuildRow};
use emperione_daemon::store::members::{self, MemberRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::{aggregates, days};
use emperione_protocol::analytics::{Every, SeriesRequest};
use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::common::line;
use super::expected::HOUR;
use super::{ASKS, House, peak, seconds, size};

const GUILD: GuildId = GuildId(7);
const DAY: i64 = 24 * HOUR;
/// 2026-06-15, 17:30.
const NOW: Timestamp = Timestamp(1_781_544_600_000);
const CHANNELS: u64 = 30;
const MEMBERS: u32 = 150_000;
/// Of a day.
const ACTIVE: u32 = 9_000;
const MESSAGES: i64 = 100_000_000 / 365;
/// Facts that are written at once.
const CHUNK: u64 = 20_000;
const ROUNDS: usize = 100;

pub async fn run(name: &'static str, url: Option<String>) {
    let house = House::open(name, url, Clock::manual(NOW)).await;
    let begun = Instant::now();
    let mut dice = StdRng::seed_from_u64(1);
    found(&house).await;
    hours(&house, &mut dice).await;
    sets(&house, &mut dice).await;
    today(&house, &mut dice).await;
    let most = size("FACTS", 5_000_000);
    let mut facts = 0;
    for grown in [most / 5, most] {
        grow(&house, facts..grown).await;
        facts = grown;
        number(&house).await;
        house.analyze().await;
        line(&format!(
            "{name}, a year: {} facts, {} messages of today and yesterday, {} stored hours, made in {}",
            house.count("activity").await,
            house.count("messages").await,
            house.count("metric_buckets").await,
            seconds(begun.elapsed())
        ));
        measure(&house).await;
    }
    line(&format!("{name}: {} MB at most", peak()));
    house.app.stop().await;
}

async fn found(house: &House) {
    let parts = house.app.parts();
    let mut tx = parts.db.write().await.unwrap();
    let guild = GuildRow {
        id: GUILD,
        name: "Year".into(),
        owner: UserId(1),
        afk_channel: None,
        away_since: None,
        partial: false,
        member_count: MEMBERS.into(),
        pauses: Pauses::default(),
        removed_at: None,
        first_seen_at: Timestamp(NOW.0 - 400 * DAY),
        key: parts.seal.new_guild_key(GUILD).unwrap(),
    };
    guilds::save(&mut tx, &guild).await.unwrap();
    let rows: Vec<_> = (1..=MEMBERS).map(|user| member(user.into())).collect();
    members::save(&mut tx, &rows).await.unwrap();
    aggregates::set_watermark(&mut tx, GUILD, Timestamp(NOW.0 / HOUR * HOUR), NOW)
        .await
        .unwrap();
    aggregates::set_days(&mut tx, GUILD, Timestamp(NOW.0 / HOUR * HOUR))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let known = Guild::default();
    parts.state.write().guilds.insert(GUILD, known);
}

fn member(user: u64) -> MemberRow {
    MemberRow {
        guild: GUILD,
        user: UserId(user),
        name: format!("u{user}"),
        global_name: None,
        nick: None,
        bot: user.is_multiple_of(5_000),
        roles: Vec::new(),
        joined_at: Some(Timestamp(NOW.0 - 500 * DAY)),
        left_at: None,
        timed_out_until: None,
        flags: 0,
    }
}

/// The stored hours of every metric, and of each of their parts.
async fn hours(house: &House, dice: &mut StdRng) {
    let db = &house.app.parts().db;
    let first = NOW.0 / HOUR * HOUR - 400 * DAY;
    for metric in metrics::ALL.iter().filter(|of| of.source.hours().is_some()) {
        let mut parts = vec![String::new()];
        if metric.by.is_some() {
            parts.extend((1..=CHANNELS).map(|id| id.to_string()));
        }
        for part in parts {
            let sample = |n: i64| Sample {
                at: Timestamp(first + n * HOUR),
                part: part.clone(),
                value: f64::from(dice.random_range(0..20_000_u32)),
            };
            let samples: Vec<_> = (0..=400 * 24).map(sample).collect();
            let mut tx = db.write_batch().await.unwrap();
            aggregates::save(&mut tx, GUILD, metric.name, &samples)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        }
    }
}

/// Who was there on each day: the few often, the many seldom.
async fn sets(house: &House, dice: &mut StdRng) {
    let db = &house.app.parts().db;
    let today = NOW.0 / DAY * DAY;
    let mut tx = db.write_batch().await.unwrap();
    for day in 0..=400 {
        let mut members = Members::default();
        for _ in 0..ACTIVE {
            let low = dice.random_range(0..MEMBERS);
            let member = dice.random_range(0..=low);
            let messages = dice.random_range(0..6);
            members.note(member, messages, 1, u64::from(dice.random_bool(0.1)));
        }
        for _ in 0..400 {
            members.joined.insert(dice.random_range(0..MEMBERS));
        }
        let at = Timestamp(today - day * DAY);
        let of_day = days::Day {
            members,
            ..days::Day::default()
        };
        days::save(&mut tx, GUILD, at, &of_day).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// The messages of today and yesterday, one by one.
async fn today(house: &House, dice: &mut StdRng) {
    let db = &house.app.parts().db;
    let first = NOW.0 / DAY * DAY - DAY;
    let n = (NOW.0 - first) * MESSAGES / DAY;
    let mut written = Vec::new();
    for number in 0..n {
        let at = Timestamp(first + number * DAY / MESSAGES);
        let id = aggregates::first_id(at).0 + (number & 0xffff).unsigned_abs();
        written.push(NewMessage {
            guild: GUILD,
            id: MessageId(id),
            channel: ChannelId(dice.random_range(1..=CHANNELS)),
            author: UserId(dice.random_range(1..=u64::from(MEMBERS))),
            author_kind: AuthorKind::Person,
            attachments: 0,
            sealed: None,
        });
    }
    for some in written.chunks(10_000) {
        let mut tx = db.write_batch().await.unwrap();
        messages::insert(&mut tx, some).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Adds facts with these numbers, from today back: some 3,500 an hour.
async fn grow(house: &House, numbers: std::ops::Range<u64>) {
    const AN_HOUR: u64 = 3_500;
    let db = &house.app.parts().db;
    let fact = |number: u64| {
        let (back, user) = (number / AN_HOUR, number % AN_HOUR);
        let key = ActivityKey {
            guild: GUILD,
            hour: NOW.0 / HOUR * HOUR - back.cast_signed() * HOUR,
            channel: ChannelId(1 + user % CHANNELS),
            user: UserId(1 + (user * 41 + back * 977) % u64::from(MEMBERS)),
        };
        let done = Activity {
            messages: 3,
            reactions: 1,
            ..Activity::default()
        };
        (key, done)
    };
    let mut numbers = numbers.peekable();
    while numbers.peek().is_some() {
        let facts: Vec<_> = numbers
            .by_ref()
            .take(usize::try_from(CHUNK).unwrap())
            .map(fact)
            .collect();
        let mut tx = db.write_batch().await.unwrap();
        facts::add(&mut tx, &facts).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// Gives members their ordinals, as an aggregation does.
async fn number(house: &House) {
    let mut tx = house.app.parts().db.write_batch().await.unwrap();
    let always = (Timestamp(0), NOW);
    days::number(&mut tx, GUILD, always).await.unwrap();
    tx.commit().await.unwrap();
}

async fn measure(house: &House) {
    let analytics = &house.app.services().analytics;
    timed(house, "overview", async || {
        analytics.overview(&ASKS, GUILD).await.unwrap();
    })
    .await;
    for metric in metrics::ALL {
        let request = SeriesRequest {
            guild: GUILD,
            metric: metric.name.into(),
            since: Timestamp(NOW.0 - 365 * DAY),
            until: None,
            every: Every::Day,
            by: None,
        };
        let what = format!("{} by the day", metric.name);
        timed(house, &what, async || {
            analytics.series(&ASKS, &request).await.unwrap();
        })
        .await;
    }
}

/// Prints how long it takes, in the middle and at the worst.
async fn timed(house: &House, what: &str, ask: impl AsyncFn()) {
    let mut took = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        ask().await;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    let at = |percent: usize| millis(took[(ROUNDS * percent / 100).min(ROUNDS - 1)]);
    line(&format!(
        "{:<12}{what:<34} p50 {:>8} p99 {:>8}",
        house.name,
        at(50),
        at(99)
    ));
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

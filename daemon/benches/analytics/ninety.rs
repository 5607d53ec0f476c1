//! Ninety days with two raids and two outages: heard by ingest, computed, and compared.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use emperione_daemon::bot::discord::Rest;
use emperione_daemon::bot::frames::{self, Frame};
use emperione_daemon::bot::governor::{self, Governor};
use emperione_daemon::clock::Clock;
use emperione_daemon::domain::event::{Body, Event, Message};
use emperione_daemon::health::Health;
use emperione_daemon::ingest::{self, Finding, Ingest, Input};
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Decision, ItemKind};
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, Timestamp, UserId};
use jiff::tz::TimeZone;
use secrecy::SecretString;

use super::checked::check;
use super::common::{cpu, line, rate, resident};
use super::expected::{Case, HOUR, Outage, Story, What};
use super::guild::{self, Guild};
use super::items::decided;
use super::{ASKS, House, forget_peak, peak, seconds, size};

const GUILD: GuildId = GuildId(guild::ID);
/// 2026-01-20, 5:00, a Tuesday.
const START: i64 = 1_768_885_200_000;
const ZONE: &str = "Europe/Paris";
const MODERATOR: u64 = 100_001;
const PAGE: usize = 100;

/// Ingest, what it is told, and what really happens.
struct Listener {
    house: House,
    ingest: Ingest,
    clock: Clock,
    guild: Guild,
    seq: u64,
    sessions: u64,
    acts: Vec<(i64, What)>,
    outages: Vec<Outage>,
    frames: u64,
}

impl Listener {
    async fn open(name: &'static str, url: Option<String>, members: u64) -> Self {
        let clock = Clock::manual(Timestamp(START));
        let house = House::open(name, url, clock.clone()).await;
        let ingest = start(&house, clock.clone()).await;
        let mut listener = Self {
            house,
            ingest,
            clock,
            guild: Guild::new(members, 1, START),
            seq: 0,
            sessions: 0,
            acts: Vec::new(),
            outages: Vec::new(),
            frames: 0,
        };
        listener.connect().await;
        let analytics = &listener.house.app.services().analytics;
        analytics.set_zone(&ASKS, GUILD, ZONE).await.unwrap();
        listener
    }

    /// A new session.
    async fn connect(&mut self) {
        self.sessions += 1;
        let ready = format!(
            r#"{{"session_id":"s{}","resume_gateway_url":"ws://x","user":{{"id":"1","username":"bot","bot":true}},"guilds":[{{"id":"{GUILD}"}}]}}"#,
            self.sessions
        );
        self.hear("READY", &ready);
        let shown = self.guild.shown();
        self.hear("GUILD_CREATE", &shown);
        self.heard().await;
    }

    fn hear(&mut self, kind: &str, data: &str) {
        self.seq += 1;
        self.frames += 1;
        let event = decode(kind, data, self.seq);
        let input = Input::Frame {
            seq: self.seq,
            event,
        };
        self.ingest.inbox().push(0, Instant::now(), input);
    }

    /// Waits until all of it is committed.
    async fn heard(&self) {
        while self.ingest.inbox().committed(0) < self.seq {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// An hour passes; it is heard or not.
    async fn hour(&mut self, messages: u64, raid: bool, hears: bool) {
        let hour = self.clock.now().0.div_euclid(HOUR) * HOUR;
        let last = hour + HOUR - 1_000;
        let by = (last - self.clock.now().0).unsigned_abs();
        self.clock.advance(Duration::from_millis(by));
        let mut events = self.guild.hour(hour, messages, last);
        if raid {
            events.extend(self.guild.raid(hour + HOUR / 2));
        }
        for event in events {
            if hears {
                self.hear(event.kind, &event.data);
            }
            self.acts.push((event.at, event.what));
        }
        if hears {
            self.heard().await;
            self.open_case(last).await;
        }
        // What comes next is of the next hour.
        self.clock.advance(Duration::from_secs(1));
    }

    /// So many hours without us; with `read` what was missed is read.
    async fn outage(&mut self, hours: u64, messages: u64, read: bool) {
        let from = self.clock.now().0 - 1_000;
        for _ in 0..hours {
            self.hour(messages, false, false).await;
        }
        let to = self.clock.now().0;
        self.outages.push(Outage {
            from,
            to,
            is_read: read,
        });
        self.connect().await;
        if read {
            self.read(from, to);
        }
        self.hear("TYPING_START", r#"{"guild_id":"7"}"#);
        self.heard().await;
    }

    /// The messages that are still there, page by page.
    fn read(&self, from: i64, to: i64) {
        let missed = || self.acts.iter().filter(|(at, _)| from < *at && *at <= to);
        let gone = missed().filter_map(|(_, what)| match what {
            What::Deleted { id } => Some(*id),
            _ => None,
        });
        let gone: HashSet<u64> = gone.collect();
        let found = missed().filter_map(|(_, what)| match what {
            What::Wrote(of) if !gone.contains(&of.id) => Some(written(of.id, of.channel, of.by)),
            _ => None,
        });
        let found: Vec<Message> = found.collect();
        let pages = found
            .chunks(PAGE)
            .map(|page| Finding::Messages(page.to_vec()));
        let done = Finding::Done {
            unknown: Vec::new(),
        };
        for finding in pages.chain([done]) {
            let input = Input::Found {
                guild: GUILD,
                finding,
            };
            self.ingest.inbox().push(0, Instant::now(), input);
        }
    }

    /// A moderator opens one every few hours, for which a report was acted on.
    async fn open_case(&mut self, at: i64) {
        if at.div_euclid(HOUR) % 5 != 0 {
            return;
        }
        let (kind, name) = match at.div_euclid(HOUR) % 3 {
            0 => (Kind::Warn, "warn"),
            1 => (Kind::Kick, "kick"),
            _ => (Kind::Ban, "ban"),
        };
        let mut tx = self.house.app.parts().db.write().await.unwrap();
        let user = UserRef {
            id: UserId(MODERATOR),
            name: "mona".into(),
            display_name: None,
        };
        let row = CaseRow {
            guild: GUILD,
            number: cases::next_number(&mut tx, GUILD).await.unwrap(),
            kind,
            state: CaseState::Applied,
            target: UserId(5),
            target_name: "u5".into(),
            actor: ActorRef::User { user },
            reason: None,
            opened_at: Timestamp(at),
            until: None,
            action: None,
            audit_entry: None,
            detail: Detail::default(),
            undoes: None,
            batch: None,
        };
        cases::insert(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        let took = (at.div_euclid(HOUR) % 7 + 1) * HOUR / 4;
        let report = (GUILD, ItemKind::Report);
        let life = (Timestamp(at - took), Timestamp(at), Decision::Acted);
        decided(&self.house.app.parts().db, report, life).await;
        self.acts.push((at, What::Decided { took }));
        self.acts.push((
            at,
            What::Case(Case {
                kind: name,
                by: MODERATOR,
                target: 5,
            }),
        ));
    }

    fn story(mut self, members: HashMap<u64, i64>) -> (House, Story) {
        self.acts.sort_by_key(|(at, _)| *at);
        let story = Story {
            acts: self.acts,
            bots: Guild::bots(),
            members,
            first: START,
            now: self.clock.now().0,
            outages: self.outages,
            zone: TimeZone::get(ZONE).unwrap(),
        };
        (self.house, story)
    }
}

async fn start(house: &House, clock: Clock) -> Ingest {
    let parts = house.app.parts();
    let health = Arc::new(Health::default());
    let mut settings = governor::Settings::new(SecretString::from("token"));
    settings.base = Some("http://127.0.0.1:9".into());
    let parts = ingest::Parts {
        db: parts.db.clone(),
        clock,
        state: parts.state.clone(),
        seal: parts.seal.clone(),
        health: health.clone(),
        discord: Arc::new(Rest::new(Governor::start(settings, health).unwrap())),
        observer: None,
        interactions: None,
        live: Arc::default(),
        intents: Intents::Full,
    };
    let loaded = ingest::load(&parts).await.unwrap();
    ingest::start_with(parts, loaded, usize::MAX)
}

fn decode(kind: &str, data: &str, seq: u64) -> Event {
    let text = format!(r#"{{"op":0,"s":{seq},"t":"{kind}","d":{data}}}"#);
    match frames::decode(&text) {
        Ok(Frame::Dispatch { event, .. }) => event,
        _ => panic!("{text}"),
    }
}

fn written(id: u64, channel: u64, by: u64) -> Message {
    match decode("MESSAGE_CREATE", &guild::message(id, channel, by, ""), 1).body {
        Body::MessageCreated(message) => *message,
        other => panic!("{other:?}"),
    }
}

/// The messages of an hour: nights are quieter.
fn expected(hour: u64, of_day: u64) -> u64 {
    const SHARES: [u64; 24] = [
        2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 5, 5, 5, 5, 5, 5, 6, 6, 7, 8, 8, 7, 5, 3,
    ];
    of_day * SHARES[usize::try_from(hour % 24).unwrap()] / 100
}

pub async fn run(name: &'static str, url: Option<String>) {
    let days = size("DAYS", 90).max(12);
    let (messages, members) = (
        size("MESSAGES", 2_100_000),
        size("MEMBERS", 20_000).max(100),
    );
    let mut listener = Listener::open(name, url, members).await;
    let members = listener.guild.members();
    let n_members = members.len();
    let begun = Instant::now();
    for hour in 0..days * 24 {
        let n = expected(hour + 5, messages / days);
        match hour {
            _ if hour == days * 24 / 4 => listener.outage(6, n, true).await,
            // It is not read before the end.
            _ if hour == days * 24 * 2 / 3 => listener.outage(4, n, false).await,
            _ => {
                listener
                    .hour(n, hour == days * 8 || hour == days * 20, true)
                    .await;
            }
        }
    }
    listener.ingest.stop().await;
    let (frames, heard_in) = (listener.frames, begun.elapsed());
    let (house, story) = listener.story(members);
    let written = story
        .acts
        .iter()
        .filter(|(_, what)| matches!(what, What::Wrote(_)))
        .count();
    line(&format!(
        "{name}, {days} days: {written} messages, {n_members} members at first, {} acts; {frames} frames heard in {} ({} a second)",
        story.acts.len(),
        seconds(heard_in),
        rate(frames, heard_in),
    ));
    compute(&house).await;
    let begun = Instant::now();
    let compared = check(&house.app.services().analytics, GUILD, &story).await;
    line(&format!(
        "{name}: {compared} values of every metric, interval and part are what they must be (looked at in {})",
        seconds(begun.elapsed())
    ));
    house.app.stop().await;
}

async fn compute(house: &House) {
    let name = house.name;
    let facts = house.count("activity").await;
    let messages = house.count("messages").await;
    house.analyze().await;
    for what in ["from nothing", "again"] {
        forget_peak();
        let (before, used, begun) = (resident(), cpu(), Instant::now());
        house
            .app
            .services()
            .analytics
            .aggregate(&ASKS)
            .await
            .unwrap();
        let (took, used) = (begun.elapsed(), cpu().saturating_sub(used));
        let per_million = took.as_secs_f64() / float(facts) * 1e6;
        line(&format!(
            "{name}: {facts} facts and {messages} messages computed {what} in {} ({} of CPU here), {per_million:.2} s a million facts; {} MB before, {} MB at most",
            seconds(took),
            seconds(used),
            before / 1_048_576,
            peak()
        ));
    }
}

fn float(n: u64) -> f64 {
    f64::from(u32::try_from(n).unwrap())
}

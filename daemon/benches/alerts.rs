//! How well alerts tell: planted bursts and a quiet year, each kind of rule beside the fixed rules that others ship.
//! `cargo bench -p emperione-daemon --bench alerts [-- --weeks 52 --seed 1]`
//!
//! A year of hours of three guilds is made: by day and night, by weekday, with a slow trend, and more scattered than chance
//! alone. Half of the guilds have events planted into it, whose times are known; the others are quiet.
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a benchmark may fail by a panic"
)]

#[expect(dead_code, reason = "each benchmark uses its part")]
mod common;

use std::f64::consts::TAU;

use common::line;
use emperione_daemon::domain::alerts::baseline::Hours;
use emperione_daemon::domain::alerts::grammar;
use emperione_daemon::domain::alerts::replay::{self, Seconds};
use emperione_daemon::domain::analytics::calendar::Calendar;
use emperione_daemon::domain::analytics::{HOUR_MS, Sample};
use emperione_protocol::{ChannelId, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A Monday, in hours since 1970.
const FIRST: i64 = 472_176;
const WEEK: i64 = 168;
/// The weeks that comparisons begin with; nothing is planted into them.
const WARM_UP: i64 = 8;
/// Messages in an average hour, and joins in an average day.
const GUILDS: [(&str, f64, f64); 3] = [
    ("small", 12.0, 3.0),
    ("middle", 150.0, 30.0),
    ("large", 2_500.0, 400.0),
];

/// What is planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// Thirty joins within twenty seconds.
    Raid,
    /// Four times the messages for two hours.
    Flood,
    /// A quarter of the messages for three hours.
    Slump,
    /// Nobody writes for eight hours of a day.
    Silence,
}

const EVENTS: [Event; 4] = [Event::Raid, Event::Flood, Event::Slump, Event::Silence];

impl Event {
    /// How long it lasts, in hours.
    fn hours(self) -> i64 {
        match self {
            Self::Raid => 1,
            Self::Flood => 2,
            Self::Slump => 3,
            Self::Silence => 8,
        }
    }

    fn factor(self) -> f64 {
        match self {
            Self::Raid => 1.0,
            Self::Flood => 4.0,
            Self::Slump => 0.25,
            Self::Silence => 0.0,
        }
    }
}

/// A guild's year.
struct Year {
    weeks: i64,
    /// By the hour from the first on.
    messages: Vec<f64>,
    /// The seconds of joins, since 1970.
    joins: Vec<i64>,
    /// What was planted, and in which hour it began.
    planted: Vec<(Event, i64)>,
}

impl Year {
    fn new(random: &mut StdRng, (messages, joins): (f64, f64), weeks: i64, busy: bool) -> Self {
        let planted = if busy {
            plant(random, weeks)
        } else {
            Vec::new()
        };
        let mut year = Self {
            weeks,
            messages: Vec::new(),
            joins: Vec::new(),
            planted,
        };
        for hour in 0..weeks * WEEK {
            let usual = shape(hour, weeks);
            // Some days are livelier than others, beyond chance.
            let mood = (random.random::<f64>() - 0.5) * 0.5 + 1.0;
            let factor = year.factor(hour);
            let count = poisson(random, messages * usual * mood * factor);
            year.messages.push(count);
            let new = poisson(random, joins / 24.0 * usual);
            let begin = (FIRST + hour) * 3_600;
            for _ in 0..whole(new) {
                year.joins.push(begin + random.random_range(0..3_600));
            }
        }
        let raids = year
            .planted
            .iter()
            .filter(|(event, _)| *event == Event::Raid);
        let raids: Vec<i64> = raids.map(|(_, hour)| *hour).collect();
        for hour in raids {
            let begin = (FIRST + hour) * 3_600 + 600;
            year.joins.extend((0..30).map(|n| begin + n * 2 / 3));
        }
        year.joins.sort_unstable();
        year
    }

    fn factor(&self, hour: i64) -> f64 {
        let within =
            |(event, begin): &&(Event, i64)| (*begin..begin + event.hours()).contains(&hour);
        self.planted
            .iter()
            .filter(within)
            .map(|(event, _)| event.factor())
            .product()
    }

    fn hours(&self) -> Hours {
        let sample = |(hour, value): (i64, &f64)| Sample {
            at: Timestamp((FIRST + hour) * HOUR_MS),
            part: String::new(),
            value: *value,
        };
        let samples: Vec<Sample> = (0..).zip(&self.messages).map(sample).collect();
        Hours::new(&samples, &Calendar::default())
    }
}

/// One event of each kind every two weeks, at times that do not touch, by day.
fn plant(random: &mut StdRng, weeks: i64) -> Vec<(Event, i64)> {
    let mut planted = Vec::new();
    for fortnight in (WARM_UP..weeks - 1).step_by(2) {
        for (n, event) in (0..).zip(EVENTS) {
            let day = fortnight * 7 + n * 3 + random.random_range(0..2);
            planted.push((event, day * 24 + random.random_range(13..16)));
        }
    }
    planted
}

/// The share of an average hour: day and night, weekends, and a year's slow trend.
fn shape(hour: i64, weeks: i64) -> f64 {
    let part = |of: i64, length: i64| float(of.rem_euclid(length)) / float(length);
    let day = 1.0 - 0.8 * (TAU * (part(hour, 24) + 0.1)).cos();
    let weekend = if part(hour, WEEK) > 5.0 / 7.0 {
        1.3
    } else {
        0.9
    };
    let trend = 0.8 + 0.4 * float(hour) / float(weeks * WEEK);
    day * weekend * trend
}

fn float(n: i64) -> f64 {
    f64::from(i32::try_from(n).unwrap())
}

/// A small count as a number.
fn whole(count: f64) -> u32 {
    (0..u32::MAX)
        .find(|n| f64::from(*n) >= count)
        .unwrap_or_default()
}

/// A count by chance around a mean: exactly for small means, nearly for large ones.
fn poisson(random: &mut StdRng, mean: f64) -> f64 {
    if mean < 30.0 {
        let (limit, mut product, mut count) = ((-mean).exp(), random.random::<f64>(), 0.0);
        while product > limit {
            product *= random.random::<f64>();
            count += 1.0;
        }
        return count;
    }
    let (a, b): (f64, f64) = (random.random(), random.random());
    let normal = (-2.0 * a.max(f64::MIN_POSITIVE).ln()).sqrt() * (TAU * b).cos();
    (mean + normal * mean.sqrt()).round().max(0.0)
}

/// When a rule rang, in hours since the first.
type Rang = Vec<i64>;

/// A rule of ours.
fn ours(text: &str, year: &Year) -> Rang {
    let support = [(ChannelId(1), "support".to_owned())];
    let rule = grammar::parse(text, &support).unwrap();
    let (from, to) = (FIRST + WARM_UP * WEEK, FIRST + year.weeks * WEEK);
    let replayed = if rule.measure == "joins" {
        let mut seconds = Seconds::new(&rule, from * 3_600, Vec::new());
        let joins = year.joins.iter().filter(|at| **at >= from * 3_600);
        seconds.go_on(joins.map(|at| (*at, 1)), to * 3_600);
        seconds.end()
    } else if text.contains("absent") {
        let mut seconds = Seconds::new(&rule, from * 3_600, Vec::new());
        let spoken = (0..).zip(&year.messages).filter(|(_, count)| **count > 0.0);
        let spoken = spoken.map(|(hour, _): (i64, _)| ((FIRST + hour) * 3_600 + 1_800, 1));
        seconds.go_on(spoken.filter(|(at, _)| *at >= from * 3_600), to * 3_600);
        seconds.end()
    } else {
        replay::hours(&rule, &year.hours(), (from, to))
    };
    let hour = |ringing: &replay::Ringing| (ringing.at.0 - 1).div_euclid(HOUR_MS) - FIRST;
    replayed.ringings.iter().map(hour).collect()
}

/// The fixed rule "10 joins in 10 s", which tells whenever it holds anew.
fn ten_joins(year: &Year) -> Rang {
    let mut rang = Vec::new();
    let mut held_until = i64::MIN;
    for window in year.joins.windows(10) {
        if window[9] - window[0] < 10 {
            if window[9] > held_until {
                rang.push(window[9].div_euclid(3_600) - FIRST);
            }
            held_until = window[9] + 10;
        }
    }
    rang.retain(|hour| *hour >= WARM_UP * WEEK);
    rang
}

/// The fixed rule "twice last week, or half of it".
fn twice_last_week(year: &Year) -> Rang {
    let mut rang = Vec::new();
    for hour in WARM_UP * WEEK..year.weeks * WEEK {
        let of = |hour: i64| year.messages[usize::try_from(hour).unwrap()];
        let (now, before) = (of(hour), of(hour - WEEK));
        if now >= 2.0 * before && now > 0.0 || now <= before / 2.0 && before > 0.0 {
            rang.push(hour);
        }
    }
    rang
}

/// The share of the events that a rule is for and told of, and its false alarms per week.
fn judge(rang: &[i64], year: &Year, of: &[Event]) -> (usize, usize, usize) {
    let near = |hour: i64, (event, begin): &(Event, i64)| {
        (*begin..=begin + event.hours() + 1).contains(&hour)
    };
    let wanted = || year.planted.iter().filter(|(event, _)| of.contains(event));
    let found = wanted().filter(|planted| rang.iter().any(|hour| near(*hour, planted)));
    let wrong = rang.iter().filter(|hour| {
        let explained = year.planted.iter().any(|planted| near(**hour, planted));
        !explained
    });
    (wanted().count(), found.count(), wrong.count())
}

type Teller = Box<dyn Fn(&Year) -> Rang>;

fn tellers() -> Vec<(&'static str, Vec<Event>, Teller)> {
    let rule = |text: &'static str, of: &[Event]| -> (&'static str, Vec<Event>, Teller) {
        (text, of.to_vec(), Box::new(move |year| ours(text, year)))
    };
    let moves = [Event::Flood, Event::Slump, Event::Silence];
    vec![
        rule("joins > 10 in 10s", &[Event::Raid]),
        (
            "fixed: 10 joins in 10 s",
            vec![Event::Raid],
            Box::new(ten_joins),
        ),
        rule("messages changed by 60%", &moves),
        rule("messages anomalous by 4 deviations", &moves),
        (
            "fixed: twice last week, or half",
            moves.to_vec(),
            Box::new(twice_last_week),
        ),
        rule("messages absent for 6h", &[Event::Silence]),
    ]
}

fn argument(name: &str, default: i64) -> i64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    let value = arguments.nth(1).and_then(|value| value.parse().ok());
    value.unwrap_or(default)
}

fn main() {
    let weeks = argument("--weeks", 52).clamp(WARM_UP + 4, 520);
    let seed = argument("--seed", 1);
    let mut random = StdRng::seed_from_u64(seed.unsigned_abs());
    line(&format!(
        "{weeks} weeks of hours and joins by the second, seed {seed}; {WARM_UP} weeks are only learnt from"
    ));
    line(
        "rule · guild · events told of · false alarms per guild-week: with events, in a quiet year",
    );
    let years: Vec<_> = GUILDS
        .map(|(name, messages, joins)| {
            let of = (messages, joins);
            let busy = Year::new(&mut random, of, weeks, true);
            (name, busy, Year::new(&mut random, of, weeks, false))
        })
        .into();
    for (text, of, teller) in tellers() {
        for (name, busy, quiet) in &years {
            let (planted, found, wrong) = judge(&teller(busy), busy, &of);
            let (_, _, alone) = judge(&teller(quiet), quiet, &of);
            let per_week =
                |count: usize| float(i64::try_from(count).unwrap()) / float(weeks - WARM_UP);
            line(&format!(
                "{text:36} {name:7} {found:3} of {planted:3}  {:6.2} {:6.2}",
                per_week(wrong),
                per_week(alone)
            ));
        }
    }
}

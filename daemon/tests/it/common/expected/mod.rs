//! What every metric must be: computed from what happened with plain loops and sets, by nothing of the daemon.
//! A metric is a function and a line of [`TRUTHS`].

mod known;
mod later;
mod took;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use known::{Case, Every, HOUR, Known, Message, Outage, Story, What};

/// An interval as it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: i64,
    pub value: Option<f64>,
    pub hours: u32,
    pub heard: u32,
}

/// A share, and of how many hours it is.
type Watch = (Option<f64>, u32);
/// When, of which part, how much.
type Amount = (i64, String, f64);

pub enum Truth {
    /// What adds up.
    Amounts(fn(&Known) -> Vec<Amount>),
    /// What is so at a moment.
    State(fn(&Known, i64) -> f64),
    /// How many people are so in an interval, from its beginning to before its end.
    People(fn(&Known, i64, i64) -> HashSet<u64>),
    /// What is so of an interval as a whole, if it can be told.
    Whole(fn(&Known, i64, i64) -> Option<f64>),
    /// The same with how many hours it is of; none as long as it cannot be told.
    Watched(fn(&Known, i64, i64) -> Option<Watch>),
    /// The median, found so, of what was measured.
    Median(fn(&Known) -> Vec<Amount>, fn(&[f64]) -> Option<f64>),
    /// What is so of the threads of an interval: of all of them, or of those of a channel.
    Threads(OfThreads),
    /// One over another, so many times.
    Over(&'static str, &'static str, f64),
}

use Truth::{Amounts, Median, Over, People, State, Threads, Watched, Whole};

/// Whether what is missed in an outage is read later.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Later,
    Never,
    /// Nothing is missed: it is done with us.
    Ours,
}

use Shown::{Later, Never, Ours};

/// Every metric by its name.
const TRUTHS: &[(&str, Shown, Truth)] = &[
    ("activated", Never, Watched(later::activated)),
    ("active_members", Never, People(active)),
    ("attachments", Later, Amounts(attachments)),
    (
        "cases",
        Later,
        Amounts(|known| parts(&known.cases, |case| case.kind.to_owned())),
    ),
    ("communicators", Never, People(communicators)),
    (
        "deletes",
        Never,
        Amounts(|known| by_channel(known, &known.deleted)),
    ),
    (
        "edits",
        Never,
        Amounts(|known| by_channel(known, &known.edited)),
    ),
    (
        "joins",
        Later,
        Amounts(|known| parts(&known.joined, |_| String::new())),
    ),
    (
        "leaves",
        Never,
        Amounts(|known| parts(&known.left, |ms| tenure(*ms).to_owned())),
    ),
    ("mau", Never, Whole(|known, _, to| lately(known, to, 30))),
    ("members", Never, State(members)),
    ("message_lengths", Later, Amounts(message_lengths)),
    (
        "messages",
        Later,
        Amounts(|known| parts(&known.wrote, |of| known.place(of.channel))),
    ),
    ("moderation_rate", Later, Over("cases", "messages", 1_000.0)),
    (
        "moderator_cases",
        Later,
        Amounts(|known| parts(&known.cases, |case| case.by.to_string())),
    ),
    ("net", Never, Amounts(net)),
    (
        "new_active",
        Never,
        People(|known, from, to| &active(known, from, to) & &joined(known, from, to)),
    ),
    (
        "reactions",
        Never,
        Amounts(|known| by_channel(known, &known.reacted)),
    ),
    ("repeat_offence", Never, Whole(later::repeated)),
    ("replies", Later, Amounts(replies)),
    ("reply_rate", Later, Over("replies", "messages", 100.0)),
    ("reply_time", Never, Median(took::answers, took::of_bins)),
    (
        "retained_week1",
        Never,
        Whole(|known, from, to| later::retained(known, (from, to), 1)),
    ),
    (
        "retained_week4",
        Never,
        Whole(|known, from, to| later::retained(known, (from, to), 4)),
    ),
    (
        "returning",
        Never,
        People(|known, from, to| &active(known, from, to) - &joined(known, from, to)),
    ),
    // No rule acts in a story of this kind; `thirty.rs` counts them by hand.
    ("rule_precision", Ours, Whole(|_, _, _| None)),
    ("stickiness", Never, Over("active_members", "mau", 100.0)),
    ("thread_life", Never, Threads(later::lives)),
    (
        "time_to_action",
        Ours,
        Median(took::decisions, took::middle),
    ),
    ("voice_minutes", Never, Amounts(voice_minutes)),
    ("wau", Never, Whole(|known, _, to| lately(known, to, 7))),
];

/// Everybody who wrote, reacted or spoke.
fn active(known: &Known, from: i64, to: i64) -> HashSet<u64> {
    let wrote = within(&known.wrote, from, to).iter().map(|(_, of)| of.by);
    let reacted = within(&known.reacted, from, to).iter().map(|(_, of)| of.1);
    let spoke = within(&known.spoke, from, to)
        .iter()
        .filter(|(_, of)| of.ms > 0)
        .map(|(_, of)| of.by);
    wrote.chain(reacted).chain(spoke).collect()
}

/// How many did in the last days before a time; nothing where some of these days are not known.
fn lately(known: &Known, to: i64, days: i32) -> Option<f64> {
    let (story, from) = (known.story, known.back(to, days));
    let is_seen = story.date(from) >= story.date(story.first);
    (is_seen && !story.misses(from, to)).then(|| float(active(known, from, to).len()))
}

fn joined(known: &Known, from: i64, to: i64) -> HashSet<u64> {
    let all = within(&known.joined, from, to)
        .iter()
        .map(|(_, user)| *user);
    all.filter(|user| !known.story.bots.contains(user))
        .collect()
}

/// Three messages, or any voice.
fn communicators(known: &Known, from: i64, to: i64) -> HashSet<u64> {
    let mut messages: HashMap<u64, u32> = HashMap::new();
    for (_, of) in within(&known.wrote, from, to) {
        *messages.entry(of.by).or_default() += 1;
    }
    let mut found: HashSet<u64> = messages
        .into_iter()
        .filter(|(_, n)| *n >= 3)
        .map(|(by, _)| by)
        .collect();
    for (_, of) in within(&known.spoke, from, to) {
        if of.ms > 0 {
            found.insert(of.by);
        }
    }
    found
}

fn members(known: &Known, at: i64) -> f64 {
    let moved = known.moved.iter().take_while(|(when, _)| *when < at);
    float(known.story.members.len()) + moved.map(|(_, by)| by).sum::<f64>()
}

fn net(known: &Known) -> Vec<Amount> {
    let came = known.joined.iter().map(|(at, _)| (*at, String::new(), 1.0));
    let went = known.left.iter().map(|(at, _)| (*at, String::new(), -1.0));
    came.chain(went).collect()
}

fn voice_minutes(known: &Known) -> Vec<Amount> {
    let minutes = |ms: i64| float(usize::try_from(ms).unwrap()) / 60_000.0;
    known
        .spoke
        .iter()
        .map(|(at, of)| (*at, of.channel.to_string(), minutes(of.ms)))
        .collect()
}

fn attachments(known: &Known) -> Vec<Amount> {
    let wrote = known.wrote.iter();
    wrote
        .map(|(at, of)| (*at, known.place(of.channel), float(of.files)))
        .collect()
}

fn replies(known: &Known) -> Vec<Amount> {
    let replies = known.wrote.iter().filter(|(_, of)| of.is_reply);
    replies
        .map(|(at, of)| (*at, known.place(of.channel), 1.0))
        .collect()
}

fn message_lengths(known: &Known) -> Vec<Amount> {
    let texts = known.wrote.iter().filter(|(_, of)| of.length > 0);
    let class = |length: usize| match length {
        ..=20 => "short",
        21..=200 => "medium",
        _ => "long",
    };
    texts
        .map(|(at, of)| (*at, class(of.length).to_owned(), 1.0))
        .collect()
}

/// How long somebody was a member.
fn tenure(ms: i64) -> &'static str {
    match ms.div_euclid(24 * HOUR) {
        ..0 => "unknown",
        0 => "day",
        1..7 => "week",
        7..30 => "month",
        30..365 => "year",
        _ => "longer",
    }
}

fn by_channel(known: &Known, list: &[(i64, (u64, u64))]) -> Vec<Amount> {
    parts(list, |of| known.place(of.0))
}

fn parts<T>(list: &[(i64, T)], part: impl Fn(&T) -> String) -> Vec<Amount> {
    list.iter().map(|(at, of)| (*at, part(of), 1.0)).collect()
}

/// The names of all metrics that are told here.
pub fn names() -> BTreeSet<&'static str> {
    TRUTHS.iter().map(|(name, _, _)| *name).collect()
}

/// The intervals of a metric.
pub fn whole(known: &Known, name: &str, every: Every) -> Vec<Told> {
    let (_, shown, truth) = find(name);
    let mut told = intervals(known.story, every, *shown);
    let mut measured = match truth {
        Amounts(amounts) | Median(amounts, _) => gathered(known, amounts(known), every, *shown),
        _ => HashMap::new(),
    };
    let (over, under) = match truth {
        Over(over, under, _) => (whole(known, over, every), whole(known, under, every)),
        _ => (Vec::new(), Vec::new()),
    };
    for (index, of) in told.iter_mut().enumerate() {
        let (from, to) = known.story.around(of.at, every);
        let to_day = to.min(known.story.around(known.story.now, Every::Day).1);
        let to = if every == Every::Hour { to } else { to_day };
        of.value = match truth {
            Amounts(_) => Some(measured.remove(&of.at).unwrap_or_default().iter().sum()),
            State(state) => {
                last_heard(known.story, (from, to), *shown).map(|hour| state(known, hour + HOUR))
            }
            People(people) => Some(float(people(known, from, to).len())),
            Whole(value) => value(known, from, to),
            Threads(value) => value(known, (from, to), None),
            Watched(value) => match value(known, from, to) {
                Some((value, heard)) => {
                    of.heard = heard;
                    value
                }
                None => None,
            },
            Median(_, median) => measured.get(&of.at).and_then(|all| median(all)),
            Over(_, _, times) => quotient(&over[index], &under[index], *times),
        };
        if of.heard == 0 && *shown != Ours {
            of.value = None;
        }
    }
    told
}

/// The intervals of each part of a metric that has any.
pub fn apart(known: &Known, name: &str, every: Every) -> BTreeMap<String, Vec<Told>> {
    let (_, shown, truth) = find(name);
    if let Over(over, under, times) = truth {
        let under = whole(known, under, every);
        let mut found = apart(known, over, every);
        for of in found.values_mut() {
            for (of, under) in of.iter_mut().zip(&under) {
                of.value = quotient(of, under, *times);
            }
        }
        return found;
    }
    if let Threads(value) = truth {
        return of_channels(known, (every, *shown), *value);
    }
    let (Amounts(amounts) | Median(amounts, _)) = truth else {
        panic!("{name} is not told apart");
    };
    let mut all: BTreeMap<String, Vec<Amount>> = BTreeMap::new();
    for amount in amounts(known) {
        all.entry(amount.1.clone()).or_default().push(amount);
    }
    let tell = |(part, amounts): (String, Vec<Amount>)| {
        let mut told = intervals(known.story, every, *shown);
        let mut measured = gathered(known, amounts, every, *shown);
        for of in told.iter_mut().filter(|of| of.heard > 0) {
            let all = measured.remove(&of.at).unwrap_or_default();
            of.value = match truth {
                Median(_, median) => median(&all),
                _ => Some(all.iter().sum()),
            };
        }
        (part, told)
    };
    let is_there = |(_, told): &(String, Vec<Told>)| {
        told.iter()
            .any(|of| of.value.is_some_and(|value| value > 0.0))
    };
    all.into_iter().map(tell).filter(is_there).collect()
}

type OfThreads = fn(&Known, (i64, i64), Option<u64>) -> Option<f64>;

/// The intervals of each channel in which a thread was begun.
fn of_channels(
    known: &Known,
    (every, shown): (Every, Shown),
    value: OfThreads,
) -> BTreeMap<String, Vec<Told>> {
    let channels: BTreeSet<u64> = known
        .began
        .iter()
        .map(|(_, (_, channel))| *channel)
        .collect();
    let tell = |channel: u64| {
        let mut told = intervals(known.story, every, shown);
        for of in told.iter_mut().filter(|of| of.heard > 0) {
            of.value = value(known, known.story.around(of.at, every), Some(channel));
        }
        (channel.to_string(), told)
    };
    channels.into_iter().map(tell).collect()
}

fn find(name: &str) -> &'static (&'static str, Shown, Truth) {
    let found = TRUTHS.iter().find(|(of, _, _)| *of == name);
    found.unwrap_or_else(|| panic!("nothing tells what {name} must be"))
}

/// All intervals, without values.
fn intervals(story: &Story, every: Every, shown: Shown) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for hour in story.hours() {
        let at = story.around(hour, every).0;
        if told.last().is_none_or(|last| last.at != at) {
            told.push(Told {
                at,
                value: None,
                hours: 0,
                heard: 0,
            });
        }
        let last = told.last_mut().unwrap();
        last.hours += 1;
        last.heard += u32::from(story.is_heard(hour, shown));
    }
    told
}

/// What was measured in the heard hours of each interval.
fn gathered(
    known: &Known,
    amounts: Vec<Amount>,
    every: Every,
    shown: Shown,
) -> HashMap<i64, Vec<f64>> {
    let mut hours: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for (at, _, amount) in amounts {
        let hour = at.div_euclid(HOUR) * HOUR;
        hours.entry(hour).or_default().push(amount);
    }
    let mut all: HashMap<i64, Vec<f64>> = HashMap::new();
    for (hour, amounts) in hours {
        if shown == Ours || known.story.is_heard(hour, shown) {
            let of = known.story.around(hour, every).0;
            all.entry(of).or_default().extend(amounts);
        }
    }
    all
}

fn last_heard(story: &Story, (from, to): (i64, i64), shown: Shown) -> Option<i64> {
    let hours = story.hours().into_iter().rev();
    hours
        .filter(|hour| (from..to).contains(hour))
        .find(|hour| story.is_heard(*hour, shown))
}

fn quotient(over: &Told, under: &Told, times: f64) -> Option<f64> {
    let under = under.value.filter(|value| *value != 0.0)?;
    Some(over.value? / under * times)
}

/// What lies in an interval.
fn within<T>(list: &[(i64, T)], from: i64, to: i64) -> &[(i64, T)] {
    let before = |time: i64| list.partition_point(|(at, _)| *at < time);
    &list[before(from)..before(to).max(before(from))]
}

/// Exact as far as an `f64` is; a stay in voice of more than 49 days has more milliseconds than a `u32` holds.
fn float(n: usize) -> f64 {
    let [high, low] = [n >> 32, n & 0xffff_ffff].map(|half| u32::try_from(half).unwrap());
    f64::from(high) * 2_f64.powi(32) + f64::from(low)
}

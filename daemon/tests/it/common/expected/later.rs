//! What became of those who joined, and of those who offended.

use std::collections::BTreeMap;

use jiff::ToSpan;

use super::{HOUR, Known, Watch, active, float, joined, took, within};

const DAY: i64 = 24 * HOUR;
const OFFENCES: [&str; 5] = ["ban", "kick", "softban", "timeout", "warn"];

/// Who joins on two days of an interval counts twice. Of days whose week is not over or not all known nothing is told.
pub(super) fn retained(known: &Known, (from, to): (i64, i64), week: i32) -> Option<f64> {
    let story = known.story;
    let (today, mut date) = (story.date(story.now), story.date(from.max(story.first)));
    let (mut all, mut stayed) = (0, 0);
    while story.midnight(date) < to && date <= today {
        let begin = date.saturating_add((7 * week).days());
        let end = begin.saturating_add(7.days());
        if end > today || story.misses(story.midnight(begin), story.midnight(end)) {
            return None;
        }
        let joined = joined(
            known,
            story.midnight(date),
            story.midnight(date.tomorrow().unwrap()),
        );
        let active = active(known, story.midnight(begin), story.midnight(end));
        all += joined.len();
        stayed += joined.intersection(&active).count();
        date = date.tomorrow().unwrap();
    }
    (all > 0).then(|| float(stayed) / float(all) * 100.0)
}

/// Of the people who joined, the share that took part on their first day; and in how many hours whoever joined was watched
/// whole. Nothing as long as some may still take part: of the running hour not all is known.
pub(super) fn activated(known: &Known, from: i64, to: i64) -> Option<Watch> {
    let story = known.story;
    if to + DAY > story.now.div_euclid(HOUR) * HOUR {
        return None;
    }
    let (mut all, mut active, mut watched) = (0, 0, 0);
    let hours = story.hours().into_iter();
    for hour in hours.filter(|hour| (from..to).contains(hour)) {
        if story.misses(hour, hour + HOUR + DAY) {
            continue;
        }
        watched += 1;
        for (at, user) in within(&known.joined, hour, hour + HOUR) {
            if !story.bots.contains(user) {
                all += 1;
                active += usize::from(took_part(known, *user, *at));
            }
        }
    }
    let share = (all > 0).then(|| float(active) / float(all) * 100.0);
    Some((share, watched))
}

/// A third message before the day is over or they join again, or a stay in voice that ended by then.
fn took_part(known: &Known, user: u64, joined: i64) -> bool {
    let end = joined + DAY;
    let mut joins = within(&known.joined, joined + 1, end).iter();
    let again = joins.find(|(_, of)| *of == user).map(|(at, _)| *at);
    let until = again.unwrap_or(end);
    let wrote = known.wrote_at.get(&user).into_iter().flatten();
    let mut stays = within(&known.spoke, joined, end).iter();
    wrote.filter(|at| (joined..until).contains(at)).count() >= 3
        || stays.any(|(_, of)| of.by == user && of.from >= joined && of.ms > 0)
}

/// Of the members who offended, the share that did it again on the day of their first offence of the interval or on one of
/// the thirty after it. Nothing before the thirty days after the last day are over and known.
pub(super) fn repeated(known: &Known, from: i64, to: i64) -> Option<f64> {
    let story = known.story;
    let first = story.midnight(story.date(from.max(story.first)));
    let over = story.date(to - 1).saturating_add(31.days());
    if over > story.date(story.now) || story.misses(first, story.midnight(over)) {
        return None;
    }
    let cases = known.cases.iter();
    let offences: Vec<(i64, u64)> = cases
        .filter(|(_, case)| OFFENCES.contains(&case.kind) && !story.bots.contains(&case.target))
        .map(|(at, case)| (*at, case.target))
        .collect();
    let mut firsts: BTreeMap<u64, usize> = BTreeMap::new();
    for (index, (at, member)) in offences.iter().enumerate() {
        if (first..to).contains(at) {
            firsts.entry(*member).or_insert(index);
        }
    }
    let is_again = |(member, index): (&u64, &usize)| {
        let last = story.date(offences[*index].0).saturating_add(30.days());
        let mut after = offences[index + 1..].iter();
        after.any(|(at, of)| of == member && story.date(*at) <= last)
    };
    let again = firsts
        .iter()
        .filter(|(member, index)| is_again((*member, *index)));
    let again = again.count();
    (!firsts.is_empty()).then(|| float(again) / float(firsts.len()) * 100.0)
}

/// How long the threads of an interval lived, of all channels or one, in seconds. Nothing as long as somebody may still
/// write in one of them.
pub(super) fn lives(known: &Known, (from, to): (i64, i64), channel: Option<u64>) -> Option<f64> {
    let story = known.story;
    let over = to + 7 * DAY;
    if over > story.now.div_euclid(HOUR) * HOUR || story.misses(from, over) {
        return None;
    }
    let begun = within(&known.began, from, to).iter();
    let begun = begun.filter(|(_, (_, of))| channel.is_none_or(|channel| channel == *of));
    let life = |(at, (thread, _)): &(i64, (u64, u64))| {
        let written = within(&known.wrote, *at, at + 7 * DAY).iter();
        let mut written = written.filter(|(_, message)| message.channel == *thread);
        let last = written.next_back().map_or(*at, |(last, _)| *last);
        float(usize::try_from(last - at).unwrap()) / 1e3
    };
    took::middle(&begun.map(life).collect::<Vec<_>>())
}

use emperione_protocol::{ChannelId, Timestamp};
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::baseline::{Hours, end};
use super::machine::{Machine, Phase, Transition};
use super::replay::{self, Seconds};
use super::{Missing, Reading, Route, Rule, grammar, problem};
use crate::domain::analytics::calendar::Calendar;
use crate::domain::analytics::{HOUR_MS, Sample, whole};

/// A Monday at midnight, in hours.
const MONDAY: i64 = 472_176;
const WEEK: i64 = 168;

fn channels() -> Vec<(ChannelId, String)> {
    let named = [(5, "support"), (6, "mods"), (7, "twice"), (8, "twice")];
    named.map(|(id, name)| (ChannelId(id), name.into())).into()
}

#[track_caller]
fn rule(text: &str) -> Rule {
    let rule = grammar::parse(text, &channels()).unwrap();
    assert_eq!(problem(&rule), None, "{text}");
    rule
}

#[test]
fn a_rule_is_written_as_it_is_read() {
    for text in [
        "joins > 10 in 10s",
        "joins >= 10 in 10s clear at 3 held for 30s calm for 10m quiet 22:00-07:00 to inbox, #mods",
        "active_members < 5",
        "messages > 1000 in 6h to webhook ops, command page",
        "messages in #support absent for 6h to <#7>",
        "messages in #support > 40 in 1m",
        "messages in #support > 40",
        "reactions in #support > 40 in 6h",
        "edits in #support fell by 50% against the same hour of week",
        "messages changed by 50% against the same hour of week with 4 samples at least 30",
        "messages fell by 12.5% against the same hour of week",
        "messages anomalous by 4 deviations clear at 2",
        "joins high by 3.5 deviations",
    ] {
        let rule = rule(text);
        assert_eq!(rule.named(&channels()), text);
        assert_eq!(grammar::parse(&rule.to_string(), &[]), Ok(rule), "{text}");
    }
    let short = rule("messages changed by 50 %");
    assert_eq!(
        short.to_string(),
        "messages changed by 50% against the same hour of week"
    );
    let twice = rule("joins > 1 in 1m to inbox, inbox");
    assert_eq!(twice.routes, [Route::Inbox]);
}

#[test]
fn what_is_no_rule_is_named_with_what_could_stand_there() {
    for (text, why) in [
        ("", "a rule begins with what is counted, such as `joins`"),
        ("joins", "the rule ends after `joins`: `>`, `<`"),
        ("joins > ten", "`ten` after `>`: a number is expected"),
        ("joins > 10 in", "the rule ends after `in`: a duration"),
        (
            "joins > 10 in 10s loudly",
            "`loudly` after `10s`: `clear at`",
        ),
        ("joins > -1", "`-1` after `>`: a number"),
        ("joins > inf", "`inf` after `>`: a number"),
        (
            "messages in #nowhere absent for 6h",
            "no channel is called `#nowhere`",
        ),
        (
            "messages in #twice absent for 6h",
            "several channels are called `#twice`",
        ),
        ("messages anomalous by 4", "`deviations`"),
        (
            "messages changed by 5% against last week",
            "`last` after `against`",
        ),
        ("joins > 1 in 1m quiet 22-7", "hours such as 22:00-07:00"),
        ("joins > 1 in 1m to", "`inbox`, a channel"),
        (
            "joins > 1 in 1m to command Rm/rf",
            "a name of small letters",
        ),
        (
            "joins > 1 in 1m calm for 1m calm for 2m",
            "`calm` stands twice",
        ),
    ] {
        let error = grammar::parse(text, &channels()).unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    for (text, why) in [
        ("mood > 3", "`mood` is not counted by the hour: there are"),
        (
            "actions > 3",
            "`actions` is not counted by the hour: count it in an hour or less",
        ),
        ("wau > 3", "`wau` is not counted by the hour"),
        ("active_members > 3 in 6h", "do not add up"),
        ("messages > 3 in 90m", "whole hours"),
        ("messages > 3 in 3w", "a week at most"),
        (
            "joins in #support > 3 in 1m",
            "`joins` is not counted by channel; these are: attachments, deletes, edits, messages, reactions, replies, voice_minutes",
        ),
        (
            "reactions in #support absent for 6h",
            "`reactions` cannot be absent",
        ),
        ("reactions in #support > 3 in 10m", "whole hours"),
        ("edits absent for 6h", "`edits` cannot be absent"),
        ("messages absent for 10s", "from a minute to a week"),
        ("messages absent for 6h clear at 3", "leave `clear at` away"),
        (
            "joins > 10 in 10s clear at 11",
            "clear at 11, where it rings",
        ),
        (
            "messages fell by 50% clear at 60",
            "clear at 60, where it rings",
        ),
        (
            "joins > 10 in 10s with 3 samples",
            "compared with earlier weeks",
        ),
        (
            "messages anomalous by 4 deviations at least 3",
            "`at least` is for a change",
        ),
        ("joins > 1 in 1m held for 2d", "a day at most"),
    ] {
        let rule = grammar::parse(text, &channels()).unwrap();
        let found = problem(&rule).unwrap_or_default();
        assert!(found.contains(why), "{text}: {found}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_grammar_panic(text in ".{0,80}") {
        let _ = grammar::parse(&text, &channels());
    }

    #[test]
    fn words_in_any_order_never_panic(words in prop::collection::vec(
        prop::sample::select(vec![
            "joins", "messages", "in", "#support", ">", "<", "10", "10s", "6h", "absent", "for", "changed", "by",
            "50%", "against", "the", "same", "hour", "of", "week", "deviations", "clear", "at", "least", "to", "inbox",
            ",", "webhook", "ops", "quiet", "22:00-07:00", "with", "samples", "held", "calm",
        ]), 0..16)
    ) {
        if let Ok(rule) = grammar::parse(&words.join(" "), &channels()) {
            let _ = problem(&rule);
            prop_assert_eq!(grammar::parse(&rule.to_string(), &[]), Ok(rule));
        }
    }
}

/// Steps a machine by a value per second, and gives what came of it.
fn steps(rule: &Rule, values: impl IntoIterator<Item = (i64, f64)>) -> Vec<(i64, Transition)> {
    let mut machine = Machine::default();
    let step = |(second, value): (i64, f64)| {
        let at = Timestamp(second * 1_000);
        Some((second, machine.step(rule, at, &Reading::Value(value))?))
    };
    values.into_iter().filter_map(step).collect()
}

#[test]
fn f52_a_hundred_crossings_in_ten_minutes_ring_once() {
    let rule = rule("joins > 10 in 10s");
    let crossing = (0..200).map(|n| (n * 3, if n % 2 == 0 { 11.0 } else { 0.0 }));
    let calm = (200..600).map(|n| (n * 3, 0.0));

    let told = steps(&rule, crossing.chain(calm));

    // Calm from second 597 on, for ten minutes.
    assert_eq!(told, [(0, Transition::Rang), (1197, Transition::Cleared)]);
}

#[test]
fn a_value_between_the_levels_changes_nothing() {
    let rule = rule("joins > 10 in 10s clear at 3 calm for 5s");
    let values = [
        (0, 9.0),
        (1, 11.0),
        (2, 8.0),
        (20, 4.0),
        (21, 3.0),
        (25, 3.0),
        (26, 0.0),
    ];

    let told = steps(&rule, values);

    assert_eq!(told, [(1, Transition::Rang), (26, Transition::Cleared)]);
}

#[test]
fn what_has_to_be_held_rings_when_it_was() {
    let rule = rule("joins > 10 in 10s held for 10s calm for 5s");
    let values = [
        (0, 11.0),
        (5, 0.0),
        (6, 11.0),
        (12, 12.0),
        (15, 11.0),
        (16, 12.0),
    ];

    assert_eq!(steps(&rule, values), [(16, Transition::Rang)]);
}

#[test]
fn what_was_not_seen_has_neither_held_nor_been_calm() {
    let rule = rule("joins > 10 in 10s held for 1m calm for 1m");
    let missing = Reading::Missing(Missing::NotHeard);
    let mut machine = Machine::default();
    let mut step = |second: i64, reading: &Reading| {
        let told = machine.step(&rule, Timestamp(second * 1_000), reading);
        (machine.phase, told)
    };

    assert_eq!(step(0, &Reading::Value(11.0)), (Phase::Pending, None));
    assert_eq!(step(30, &missing), (Phase::Quiet, None));
    assert_eq!(step(60, &Reading::Value(11.0)), (Phase::Pending, None));
    // Six minutes without a reading.
    assert_eq!(step(420, &Reading::Value(11.0)), (Phase::Pending, None));
    let rang = step(480, &Reading::Value(11.0));
    assert_eq!(rang, (Phase::Ringing, Some(Transition::Rang)));
    assert_eq!(step(500, &Reading::Value(0.0)), (Phase::Clearing, None));
    assert_eq!(step(510, &missing), (Phase::Ringing, None));
    // A reading that came before is none.
    assert_eq!(step(505, &Reading::Value(0.0)), (Phase::Ringing, None));
}

#[test]
fn an_absence_clears_with_the_first_that_comes() {
    let rule = rule("messages absent for 6h");
    let values = [(0, 21_599.0), (60, 21_600.0), (120, 21_660.0), (180, 5.0)];

    assert_eq!(
        steps(&rule, values),
        [(60, Transition::Rang), (180, Transition::Cleared)]
    );
}

#[test]
fn quiet_hours_may_cross_midnight() {
    let rule = rule("joins > 10 in 10s quiet 22:00-07:00");
    let quiet = |zone: &str| -> Vec<i64> {
        let calendar = Calendar::named(zone).unwrap();
        let at = |hour: i64| rule.is_quiet(Timestamp((MONDAY + hour) * HOUR_MS), &calendar);
        (0..24).filter(|hour| at(*hour)).collect()
    };

    assert_eq!(quiet("UTC"), [0, 1, 2, 3, 4, 5, 6, 22, 23]);
    assert_eq!(quiet("Asia/Tokyo"), [13, 14, 15, 16, 17, 18, 19, 20, 21]);
}

#[test]
fn quiet_hours_follow_the_clocks() {
    let rule = rule("joins > 10 in 10s quiet 22:00-07:00");
    let calendar = Calendar::named("Europe/Paris").unwrap();
    let is_quiet = |text: &str| {
        let at = text.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        rule.is_quiet(Timestamp(at), &calendar)
    };

    // The clocks go back on 2026-10-25: seven is an hour later of UTC from then on.
    assert!(is_quiet("2026-10-24T04:59:00Z") && !is_quiet("2026-10-24T05:00:00Z"));
    assert!(is_quiet("2026-10-25T05:59:00Z") && !is_quiet("2026-10-25T06:00:00Z"));
}

#[test]
fn hours_are_compared_by_the_clocks_of_the_guild() {
    let calendar = Calendar::named("Europe/Paris").unwrap();
    let begin = "2026-08-31T00:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let first = begin.as_millisecond() / HOUR_MS;
    // Ten weeks in which something happens at noon of Paris only; the clocks go back within.
    let sample = |hour: i64| {
        let at = Timestamp(hour * HOUR_MS);
        let is_noon = calendar.minute_of_day(at) == Some(12 * 60);
        whole(at.0, if is_noon { 100.0 } else { 0.0 })
    };
    let samples: Vec<Sample> = (first..first + 10 * WEEK).map(sample).collect();
    let noon = "2026-10-27T11:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let noon = noon.as_millisecond() / HOUR_MS;
    let fell = rule("messages changed by 50%");
    let odd = rule("messages anomalous by 4 deviations");

    let by = |calendar: &Calendar, rule: &Rule| Hours::new(&samples, calendar).read(rule, noon);

    assert_eq!(by(&calendar, &fell), Reading::Value(0.0));
    assert_eq!(by(&Calendar::default(), &fell), Reading::Value(10_000.0));
    let Reading::Value(deviations) = by(&calendar, &odd) else {
        panic!("there is enough data");
    };
    assert!(deviations.abs() < 4.0, "{deviations}");
}

/// So many weeks of hours, each with this value.
fn history(weeks: i64, value: impl Fn(i64) -> Option<f64>) -> Hours {
    let sample = |hour: i64| {
        Some(Sample {
            at: Timestamp((MONDAY + hour) * HOUR_MS),
            part: String::new(),
            value: value(hour)?,
        })
    };
    let samples: Vec<Sample> = (0..weeks * WEEK).filter_map(sample).collect();
    Hours::new(&samples, &Calendar::default())
}

/// Busy by day, quiet at night.
fn usual(hour: i64) -> f64 {
    if hour.rem_euclid(24) < 12 {
        20.0
    } else {
        100.0
    }
}

#[track_caller]
fn value(reading: &Reading) -> f64 {
    match reading {
        Reading::Value(value) => *value,
        Reading::Missing(missing) => panic!("{missing}"),
    }
}

#[test]
fn a_change_is_against_the_same_hour_of_earlier_weeks() {
    let rule = rule("messages changed by 50%");
    let last = 5 * WEEK - 1;
    let hours = history(5, |hour| {
        let twice = if hour == last { 2.0 } else { 1.0 };
        Some(usual(hour) * twice)
    });

    let read = |hour: i64| hours.read(&rule, MONDAY + hour);

    assert_eq!(read(last), Reading::Value(100.0));
    assert_eq!(read(last - 1), Reading::Value(0.0));
    // Last week's flood does not make this week a fall.
    let flood = history(6, |hour| {
        Some(if hour / WEEK == 4 { 900.0 } else { usual(hour) })
    });
    let read = flood.read(&rule, MONDAY + 5 * WEEK + 20);
    assert_eq!(read, Reading::Value(0.0));
}

#[test]
fn few_samples_small_counts_and_gaps_are_no_values() {
    let rule = rule("messages changed by 50%");
    let hours = history(4, |hour| {
        (hour % WEEK != 30 || hour == 3 * WEEK + 30).then(|| usual(hour))
    });
    let read = |rule: &Rule, hours: &Hours, hour: i64| hours.read(rule, MONDAY + hour);
    let few = |have, need| Reading::Missing(Missing::Few { have, need });

    assert_eq!(read(&rule, &hours, 2 * WEEK + 13), few(2, 3));
    assert_eq!(read(&rule, &hours, 3 * WEEK + 30), few(0, 3));
    assert_eq!(
        read(&rule, &hours, 2 * WEEK + 30),
        Reading::Missing(Missing::NotHeard)
    );
    let small = history(4, |_| Some(3.0));
    let reading = read(&rule, &small, 3 * WEEK + 13);
    assert_eq!(reading, Reading::Missing(Missing::Small { least: 20.0 }));
    let eager = self::rule("messages changed by 50% at least 1");
    assert_eq!(read(&eager, &small, 3 * WEEK + 13), Reading::Value(0.0));
}

#[test]
fn an_anomaly_is_measured_by_what_the_hour_of_the_week_scatters() {
    let rule = rule("messages anomalous by 4 deviations");
    // 0, +8 or −8 around the usual, from week to week.
    let hours = history(8, |hour| {
        let off = [0.0, 8.0, -8.0][usize::try_from((hour / WEEK + hour) % 3).unwrap()];
        let odd = match hour - 7 * WEEK {
            37 => -80.0,
            42 => 100.0,
            _ => 0.0,
        };
        Some((usual(hour) + off + odd).max(0.0))
    });
    let read = |hour: i64| value(&hours.read(&rule, MONDAY + 7 * WEEK + hour));

    let ordinary = (0..WEEK).filter(|hour| ![37, 42].contains(hour));
    let most = ordinary.map(|hour| read(hour).abs()).fold(0.0, f64::max);
    assert!(most < 3.0, "{most}");
    assert!(read(42) > 6.0, "{}", read(42));
    assert!(read(37) < -6.0, "{}", read(37));
}

#[test]
fn few_samples_of_an_hour_are_shrunk_to_the_guilds_level() {
    let lonely = rule("messages anomalous by 4 deviations with 1 samples");
    // This hour was heard once, with an odd value; the guild is steady else.
    let hours = history(3, |hour| match hour {
        h if h == WEEK + 50 => Some(40.0),
        h if h % WEEK == 50 && h < 2 * WEEK => None,
        _ => Some(100.0),
    });

    let read = value(&hours.read(&lonely, MONDAY + 2 * WEEK + 50));

    // Against 40 alone it would be 7.3.
    assert!((1.0..3.0).contains(&read), "{read}");
    let none = rule("messages anomalous by 4 deviations");
    let early = hours.read(&none, MONDAY + 100);
    assert_eq!(early, Reading::Missing(Missing::Few { have: 0, need: 2 }));
    let eager = self::rule("messages anomalous by 4 deviations with 0 samples");
    let early = hours.read(&eager, MONDAY + 100);
    assert_eq!(early, Reading::Missing(Missing::Short));
}

#[test]
fn a_threshold_of_several_hours_needs_all_of_them() {
    let rule = rule("messages > 250 in 3h");
    let hours = history(1, |hour| (hour != 5).then_some(100.0));
    let read = |hour| hours.read(&rule, MONDAY + hour);

    assert_eq!(read(4), Reading::Value(300.0));
    assert_eq!(read(7), Reading::Missing(Missing::NotHeard));
    assert_eq!(read(8), Reading::Value(300.0));
    let replayed = replay::hours(&rule, &hours, (MONDAY, MONDAY + WEEK));
    let times: Vec<_> = replayed.ringings.iter().map(|it| it.at).collect();
    // A gap does not clear it.
    assert_eq!(times, [end(MONDAY + 2)]);
    assert_eq!(replayed.known_ms, (WEEK - 2 - 3) * HOUR_MS);
}

#[test]
fn the_past_is_replayed_by_the_second() {
    let rule = rule("joins > 10 in 10s");
    let from = MONDAY * 3600;
    let burst = (0..20).map(|n| (from + 5_000 + n / 2, 1));
    let trickle = (0..100).map(|n| (from + 20_000 + n * 30, 1));
    let mut seconds = Seconds::new(&rule, from, vec![(from + 40_000, from + 50_000)]);

    // In parts, as the days of the past are read.
    seconds.go_on(burst, from + 10_000);
    seconds.go_on(trickle, from + 30_000);
    seconds.go_on(Vec::new(), from + 86_400);

    let replayed = seconds.end();
    assert_eq!(replayed.ringings.len(), 1);
    let ringing = replayed.ringings[0];
    assert_eq!(ringing.at.0 / 1_000 - from, 5_006);
    assert!((ringing.peak - 18.0).abs() < f64::EPSILON);
    let cleared = ringing.cleared_at.unwrap().0 / 1_000 - from;
    assert!((5_600..5_630).contains(&cleared), "{cleared}");
    let known = replayed.known_ms / 1_000;
    assert!((76_360..=76_380).contains(&known), "{known}");
    assert_eq!(replayed.missing, Some(Missing::NotHeard));
}

#[test]
fn an_absence_is_replayed_and_a_gap_is_none() {
    let rule = rule("messages in #support absent for 6h");
    let from = MONDAY * 3600;
    let hour = |n: i64| from + n * 3_600;
    let mut seconds = Seconds::new(&rule, from, vec![(hour(20), hour(30))]);

    // Silent from hour 2 to 10, and in the gap.
    seconds.go_on([0, 1, 2, 10, 15, 19, 31].map(|n| (hour(n), 1)), hour(36));

    let told = seconds.end().ringings;
    let times: Vec<_> = told
        .iter()
        .map(|it| {
            (
                it.at.0 / HOUR_MS - MONDAY,
                it.cleared_at.map(|at| at.0 / HOUR_MS - MONDAY),
            )
        })
        .collect();
    assert_eq!(times, [(8, Some(10))]);
}

#[test]
fn values_are_told_in_words() {
    for (text, value, words) in [
        ("joins > 10 in 10s", 12.0, "12 joins in 10s"),
        ("active_members < 5", 2.0, "2 active members in 1h"),
        ("messages absent for 6h", 21_660.0, "none for 6h1m"),
        ("messages changed by 50%", -62.5, "-62 %"),
        (
            "messages anomalous by 4 deviations",
            5.25,
            "+5.2 deviations",
        ),
    ] {
        assert_eq!(rule(text).describe(value), words);
    }
}

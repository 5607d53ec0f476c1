//! Warn points: what somebody's warnings weigh, and the step that a new one reaches.

use std::time::Duration;

use emperione_protocol::Timestamp;
use emperione_protocol::actions::{Climb, Kind};
use emperione_protocol::ladders::{MAX_STEPS, Step};

use super::actions::kinds::{Length, facts};
use super::duration;

/// What follows a warning.
const FOLLOWS: [Kind; 4] = [Kind::Timeout, Kind::Kick, Kind::Softban, Kind::Ban];

/// Says what a warning of so many points makes of those given before, each with its time. Of the steps that it reaches
/// the highest follows; a step that was reached before does not follow again.
pub fn climb(steps: &[Step], before: &[(Timestamp, u64)], points: u32, now: Timestamp) -> Climb {
    let sum = |within_ms: u64| -> u64 {
        let since = now.0.saturating_sub_unsigned(within_ms);
        let counts = before.iter().filter(|(at, _)| at.0 >= since);
        counts.map(|(_, points)| points).sum()
    };
    let reached = |step: &&Step| {
        let held = sum(step.within_ms);
        held < u64::from(step.points) && held + u64::from(points) >= u64::from(step.points)
    };
    let step = steps.iter().filter(reached).max_by_key(|step| step.points);
    let longest = steps.iter().map(|step| step.within_ms).max();
    Climb {
        points: sum(longest.unwrap_or(u64::MAX)) + u64::from(points),
        step: step.cloned(),
    }
}

/// What reaches a step, such as `3 points in 30d`.
pub fn reached(step: &Step) -> String {
    let within = duration::format(Duration::from_millis(step.within_ms));
    format!("{} points in {within}", step.points)
}

/// A step in words, such as `3 points in 30d: timeout 1d`.
pub fn describe(step: &Step) -> String {
    let length = step.duration_ms.map_or_else(String::new, |length| {
        format!(" {}", duration::format(Duration::from_millis(length)))
    });
    format!("{}: {}{length}", reached(step), step.kind)
}

/// Why a ladder cannot be; none if it can.
pub fn problem(steps: &[Step]) -> Option<String> {
    if steps.len() > MAX_STEPS {
        return Some(format!("more than {MAX_STEPS} steps"));
    }
    for (index, step) in steps.iter().enumerate() {
        let named = |why: &str| Some(format!("`{}`: {why}", describe(step)));
        if steps[..index].iter().any(|it| it.points == step.points) {
            return named("another step has as many points");
        }
        if step.points == 0 || step.within_ms == 0 {
            return named("points and time are above zero");
        }
        if !FOLLOWS.contains(&step.kind) {
            return named("a timeout, kick, softban or ban follows a warning");
        }
        match (facts(step.kind).length, step.duration_ms) {
            (_, None) if step.kind == Kind::Timeout => return named("it needs a length"),
            (Length::Never, Some(_)) => return named("it has no length"),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400_000;
    const NOW: Timestamp = Timestamp(100 * 86_400_000);

    fn step(points: u32, days: u64, kind: Kind) -> Step {
        let length = (kind == Kind::Timeout).then_some(DAY);
        Step {
            points,
            within_ms: days * DAY,
            kind,
            duration_ms: length,
        }
    }

    fn ladder() -> Vec<Step> {
        vec![step(3, 30, Kind::Timeout), step(5, 60, Kind::Ban)]
    }

    #[track_caller]
    fn check(before: &[(u64, u64)], points: u32, expected: Option<Kind>) {
        let at =
            |(days, points): &(u64, u64)| (Timestamp(NOW.0 - (days * DAY).cast_signed()), *points);
        let before: Vec<_> = before.iter().map(at).collect();
        let climb = climb(&ladder(), &before, points, NOW);
        assert_eq!(climb.step.map(|step| step.kind), expected);
    }

    #[test]
    fn a_warning_reaches_the_highest_step_once_and_old_points_no_longer_count() {
        check(&[], 1, None);
        check(&[(1, 1), (2, 1)], 1, Some(Kind::Timeout));
        check(&[(1, 1), (31, 1)], 1, None);
        check(&[(1, 3)], 1, None);
        check(&[(1, 3)], 2, Some(Kind::Ban));
        check(&[], 9, Some(Kind::Ban));
        check(&[(40, 4)], 1, Some(Kind::Ban));
        check(&[(61, 4)], 1, None);
    }

    #[test]
    fn a_ladder_that_cannot_be_is_named_by_its_step() {
        assert_eq!(problem(&ladder()), None);
        for (steps, why) in [
            (
                vec![step(3, 30, Kind::Ban), step(3, 60, Kind::Kick)],
                "another step",
            ),
            (vec![step(0, 30, Kind::Ban)], "above zero"),
            (vec![step(3, 30, Kind::Nick)], "follows a warning"),
            (
                vec![Step {
                    duration_ms: None,
                    ..step(3, 30, Kind::Timeout)
                }],
                "needs a length",
            ),
        ] {
            let found = problem(&steps).unwrap();
            assert!(found.contains(why) && found.starts_with('`'), "{found}");
        }
    }
}

use std::collections::HashSet;

use super::*;
use crate::bot::governor::answer::{Pause, Window};

const BANS: Place = Place {
    route: "PUT /guilds/{}/bans/{}",
    resource: 1,
    webhook: false,
};
const MEMBERS: Place = Place {
    route: "GET /guilds/{}/members/{}",
    ..BANS
};
const CALLBACK: Place = Place {
    route: "POST /interactions/{}/{}/callback",
    resource: 9,
    webhook: true,
};

fn core() -> (Core, Instant) {
    (Core::new(7), Instant::now())
}

fn said(status: u16) -> Outcome {
    Outcome::Answered(Said {
        status,
        ..Said::default()
    })
}

fn paused(scope: Scope, after: Duration) -> Outcome {
    Outcome::Answered(Said {
        status: 429,
        pause: Some(Pause { after, scope }),
        ..Said::default()
    })
}

fn lost() -> Outcome {
    Outcome::Lost {
        why: "connection reset".into(),
        timeout: false,
    }
}

/// Every call that may leave now.
fn sent(core: &mut Core, now: Instant) -> Vec<Ticket> {
    std::iter::from_fn(|| match core.next(now) {
        Step::Send(ticket) => Some(ticket),
        _ => None,
    })
    .collect()
}

/// Lets the route be known as one without limits of its own.
fn learn(core: &mut Core, place: Place, now: Instant) {
    let ticket = core.submit(Lane::Interaction, place, Repeat::Read);
    assert_eq!(core.next(now), Step::Send(ticket));
    assert_eq!(
        core.ended(ticket, &said(200), now),
        Verdict::Deliver { doubtful: false }
    );
}

#[test]
fn sends_at_most_45_in_any_second() {
    let (mut core, start) = core();
    learn(&mut core, BANS, start);
    for _ in 0..200 {
        core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    }
    let mut left: Vec<Instant> = vec![start];

    let mut now = start;
    while left.len() < 201 {
        for ticket in sent(&mut core, now) {
            left.push(now);
            core.ended(ticket, &said(204), now);
        }
        now += Duration::from_millis(10);
    }

    for (index, at) in left.iter().enumerate() {
        let within = left[index..]
            .iter()
            .take_while(|other| **other - *at < SECOND);
        assert!(within.count() <= PER_SECOND);
    }
    assert!(now - start < Duration::from_secs(6));
}

#[test]
fn lanes_go_in_their_order_and_calls_of_a_lane_in_theirs() {
    let (mut core, now) = core();
    learn(&mut core, BANS, now);
    let [slow, second, expiry, first] = [
        Lane::Analytics,
        Lane::Manual,
        Lane::Expiry,
        Lane::Interaction,
    ]
    .map(|lane| core.submit(lane, BANS, Repeat::Idempotent));
    let third = core.submit(Lane::Manual, MEMBERS, Repeat::Read);

    assert_eq!(sent(&mut core, now), [first, second, third, expiry, slow]);
}

#[test]
fn f24_a_global_429_silences_everything_but_interactions() {
    let (mut core, now) = core();
    learn(&mut core, BANS, now);
    learn(&mut core, CALLBACK, now);
    let tickets: Vec<Ticket> = (0..64)
        .map(|_| core.submit(Lane::Manual, BANS, Repeat::Idempotent))
        .collect();
    let flying = sent(&mut core, now);
    assert_eq!(flying.len(), 44);

    for ticket in &flying {
        let global = paused(Scope::Global, Duration::from_secs(5));
        assert_eq!(core.ended(*ticket, &global, now), Verdict::Again);
    }

    let end = now + Duration::from_secs(5);
    assert_eq!(core.next(now + SECOND), Step::Wait(end));
    assert_eq!(core.stats(now).paused_ms, 5_000);
    let callback = core.submit(Lane::Interaction, CALLBACK, Repeat::Never);
    assert_eq!(core.next(now + SECOND), Step::Send(callback));
    assert_eq!(sent(&mut core, end), tickets[..45]);
}

#[test]
fn f23_a_limited_call_keeps_its_place_in_the_order() {
    let (mut core, now) = core();
    learn(&mut core, BANS, now);
    let first = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(core.next(now), Step::Send(first));
    let second = core.submit(Lane::Manual, BANS, Repeat::Idempotent);

    let pause = Duration::from_millis(700);
    assert_eq!(
        core.ended(first, &paused(Scope::User, pause), now),
        Verdict::Again
    );

    assert_eq!(core.next(now), Step::Wait(now + pause));
    assert_eq!(sent(&mut core, now + pause), [first, second]);
}

#[test]
fn f25_a_long_shared_limit_gives_its_calls_back_and_lets_others_flow() {
    let (mut core, now) = core();
    let first = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(core.next(now), Step::Send(first));
    let shared = paused(Scope::Shared, Duration::from_secs(1_337));
    assert_eq!(core.ended(first, &shared, now), Verdict::Again);
    let other = core.submit(Lane::Manual, MEMBERS, Repeat::Read);

    let steps = [core.next(now), core.next(now)];

    assert!(steps.contains(&Step::Send(other)));
    let words = "discord asks to wait 1337 s".to_owned();
    assert!(steps.contains(&Step::Refuse(first, CallError::NotSent(words))));
    assert_eq!(core.stats(now).invalid, 0);
}

#[test]
fn f27_an_idempotent_call_is_tried_nine_times_with_growing_pauses() {
    let (mut core, start) = core();
    let ticket = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    let mut now = start;
    let mut pauses = Vec::new();

    let end = loop {
        match core.next(now) {
            Step::Wait(at) => {
                pauses.push(at - now);
                now = at;
            }
            Step::Send(_) => match core.ended(ticket, &said(503), now) {
                Verdict::Again => {}
                verdict => break verdict,
            },
            step => panic!("{step:?}"),
        }
    };

    assert_eq!(
        end,
        Verdict::Fail(CallError::Unknown("discord answered 503".into()))
    );
    assert_eq!(pauses.len(), 8);
    for (tries, pause) in pauses.iter().enumerate() {
        let most = (FIRST_BACKOFF * (1 << tries)).min(LONGEST_BACKOFF);
        assert!(*pause <= most && *pause >= most / 2, "{tries}: {pause:?}");
    }
    assert_eq!(pauses.iter().collect::<HashSet<_>>().len(), 8);
}

#[test]
fn f27_a_call_that_would_be_seen_twice_is_never_repeated() {
    let (mut core, now) = core();
    let ticket = core.submit(Lane::Manual, BANS, Repeat::Never);
    assert_eq!(core.next(now), Step::Send(ticket));

    assert_eq!(
        core.ended(ticket, &said(500), now),
        Verdict::Fail(CallError::Unknown("discord answered 500".into()))
    );
    assert_eq!(core.next(now), Step::Rest);
}

#[test]
fn f29_an_answer_after_a_lost_one_is_marked_doubtful() {
    let (mut core, now) = core();
    let ticket = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(core.next(now), Step::Send(ticket));

    assert_eq!(core.ended(ticket, &lost(), now), Verdict::Again);
    let later = now + SECOND;
    assert_eq!(core.next(later), Step::Send(ticket));
    assert_eq!(
        core.ended(ticket, &said(404), later),
        Verdict::Deliver { doubtful: true }
    );
}

#[test]
fn f22_a_401_gives_every_waiting_call_back() {
    let (mut core, now) = core();
    let first = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    let second = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(core.next(now), Step::Send(first));
    assert_eq!(core.next(now), Step::Rest);

    assert_eq!(
        core.ended(first, &said(401), now),
        Verdict::Deliver { doubtful: false }
    );

    let Step::Refuse(refused, CallError::NotSent(words)) = core.next(now) else {
        panic!("the second call should be refused");
    };
    assert_eq!(refused, second);
    assert_eq!(
        words,
        "discord refuses the bot's token; the next try is in 30 s"
    );
    core.token_replaced();
    let third = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(core.next(now), Step::Send(third));
}

#[test]
fn f30_what_waits_where_discord_says_no_thrice_is_given_back_for_a_while() {
    let (mut core, mut now) = core();
    learn(&mut core, BANS, now);
    let submit = |core: &mut Core| core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    let refused = [0; 3].map(|_| submit(&mut core));
    assert_eq!(sent(&mut core, now), refused);
    for ticket in refused {
        core.ended(ticket, &said(403), now);
    }

    let waiting = submit(&mut core);
    assert!(matches!(core.next(now), Step::Refuse(back, CallError::NotSent(_)) if back == waiting));
    let elsewhere = core.submit(Lane::Manual, MEMBERS, Repeat::Read);
    assert_eq!(core.next(now), Step::Send(elsewhere));

    now += 5 * SECOND;
    let later = submit(&mut core);
    assert_eq!(core.next(now), Step::Send(later));
    core.ended(later, &said(204), now);
    let again = submit(&mut core);
    assert_eq!(core.next(now), Step::Send(again));
}

#[test]
fn f28_silence_ends_in_doubt_after_three_timeouts() {
    let (mut core, mut now) = core();
    let ticket = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    let timeout = Outcome::Lost {
        why: "no answer in 30 s".into(),
        timeout: true,
    };
    let mut tries = 0;

    loop {
        now += Duration::from_mins(1);
        assert_eq!(core.next(now), Step::Send(ticket));
        tries += 1;
        if core.ended(ticket, &timeout, now) != Verdict::Again {
            break;
        }
    }

    assert_eq!(tries, 3);
}

#[test]
fn at_most_64_answers_are_waited_for() {
    let (mut core, mut now) = core();
    learn(&mut core, BANS, now);
    for _ in 0..200 {
        core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    }
    let mut flying = Vec::new();

    for _ in 0..10 {
        flying.extend(sent(&mut core, now));
        now += SECOND;
    }

    assert_eq!(flying.len(), MOST_FLYING);
    core.forget(flying[0]);
    assert_eq!(sent(&mut core, now).len(), 1);
}

/// An answer of a bucket of two calls a second.
fn window(remaining: u32) -> Outcome {
    Outcome::Answered(Said {
        status: 204,
        window: Some(Window {
            bucket: "abc".into(),
            limit: 2,
            remaining,
            reset_after: SECOND,
        }),
        ..Said::default()
    })
}

#[test]
fn a_bucket_is_obeyed_and_counted_in_the_order_of_lanes() {
    let (mut core, now) = core();
    let first = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(sent(&mut core, now), [first]);
    core.ended(first, &window(1), now);
    let slow = core.submit(Lane::Expiry, BANS, Repeat::Idempotent);
    let quick = core.submit(Lane::Manual, BANS, Repeat::Idempotent);

    assert_eq!(sent(&mut core, now), [quick]);
    assert_eq!(core.next(now), Step::Wait(now + SECOND));
    assert_eq!(core.stats(now).waiting["expiry"], 1);
    assert_eq!(sent(&mut core, now + SECOND), [slow]);
}

#[test]
fn what_calls_take_is_the_largest_of_their_limits_after_the_pause() {
    let (mut core, now) = core();
    let seconds = |core: &Core, calls, bans| {
        let taken = core.takes(calls, &[(BANS, bans)], now);
        taken.as_secs()
    };
    assert_eq!(seconds(&core, 45, 45), 0, "they leave at once");
    assert_eq!(seconds(&core, 90, 90), 2);

    let first = core.submit(Lane::Manual, BANS, Repeat::Idempotent);
    assert_eq!(sent(&mut core, now), [first]);
    core.ended(first, &window(1), now);
    assert_eq!(seconds(&core, 90, 1), 2);
    assert_eq!(seconds(&core, 90, 90), 45);

    let second = core.submit(Lane::Manual, MEMBERS, Repeat::Read);
    assert_eq!(sent(&mut core, now), [second]);
    core.ended(second, &paused(Scope::Global, 5 * SECOND), now);
    assert_eq!(seconds(&core, 1, 1), 5);
    // Meanwhile the window of the bucket ends.
    assert_eq!(seconds(&core, 90, 90), 49);
    assert_eq!(seconds(&core, 0, 0), 0, "nothing waits");
}

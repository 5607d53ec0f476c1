//! The verbs that act: whom, how many, what is asked first, and what the exit code says.

use emperione_protocol::actions::Kind;
use emperione_protocol::{ErrorKind, UserId};

use crate::common::House;

#[test]
fn one_act_is_said_in_words_and_asked_for_once() {
    let house = House::new();

    let ran = house.emp("warn @alice --reason calm");

    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(ran.err, "warn @alice · case #5 · told · by root\n");
    let asked = house.fake.asked.lock();
    assert_eq!(
        (asked.len(), asked[0].kind, asked[0].target),
        (1, Kind::Warn, UserId(11))
    );
    assert!(asked[0].notify);
}

#[test]
fn a_ban_asks_first_and_nobody_can_be_asked_here() {
    let house = House::new();

    let ran = house.emp("ban alice");

    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("hint: say `--yes`"), "{}", ran.err);
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn an_ambiguous_name_names_the_candidates() {
    let ran = House::new().emp("warn al --reason x");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("@alice (11)") && ran.err.contains("@alfred (12)"),
        "{}",
        ran.err
    );
}

#[test]
fn every_refusal_has_its_exit_code() {
    for (kind, code) in [
        (ErrorKind::NotFound, 1),
        (ErrorKind::Internal, 1),
        (ErrorKind::Invalid, 2),
        (ErrorKind::Forbidden, 5),
        (ErrorKind::Conflict, 6),
        (ErrorKind::Unavailable, 8),
    ] {
        let house = House::new();
        *house.fake.refuses.lock() = Some((UserId(11), kind));
        let ran = house.emp("ban 11 --yes");
        assert_eq!(ran.code, code, "{kind:?}");
        assert_eq!(
            ran.err,
            "error: refused by rule\n hint: ask somebody else\n"
        );
    }
}

#[test]
fn what_is_already_so_counts_as_done_if_wanted() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(11), ErrorKind::Conflict));

    assert_eq!(house.emp("ban 11 --yes --ignore-existing").code, 0);
}

#[test]
fn a_list_of_ids_and_json_lines_is_worked_through() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));
    let input = "# raiders\n11\n\n{\"member\": \"12\"}\n{\"member\": \"13\", \"reason\": \"worse\", \"duration\": \"7d\"}\n";

    let ran = house.emp_with(
        "ban - --reason raid --yes --keep-going --format jsonl",
        input,
    );

    assert_eq!(ran.code, 7, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 2);
    let asked = house.fake.asked.lock();
    let mut reasons: Vec<_> = asked
        .iter()
        .map(|request| (request.target.0, request.reason.as_deref().unwrap()))
        .collect();
    reasons.sort_unstable();
    assert_eq!(reasons, [(11, "raid"), (12, "raid"), (13, "worse")]);
    assert!(
        asked
            .iter()
            .any(|request| request.duration_ms == Some(604_800_000))
    );
}

#[test]
fn without_keep_going_the_first_failure_ends_the_list() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));

    let ran = house.emp("ban 11 12 13 --yes");

    assert_eq!(ran.code, 7);
    assert_eq!(house.fake.asked.lock().len(), 2);
}

#[test]
fn a_wrong_line_is_named_and_nothing_is_done() {
    let house = House::new();

    let ran = house.emp_with("ban - --yes", "11\n{\"membre\": 1}\n");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("line 2: unknown field `membre`"),
        "{}",
        ran.err
    );
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn a_dry_run_shows_the_checks_and_does_nothing() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));

    let ran = house.emp("ban 11 12 --dry-run");

    assert_eq!(ran.code, 5);
    assert!(
        ran.out.contains("yes") && ran.out.contains("no"),
        "{}",
        ran.out
    );
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn after_a_lost_connection_the_same_id_is_sent_again() {
    let house = House::new();
    *house.fake.drops.lock() = 1;

    let ran = house.emp("kick 11 --yes");

    assert_eq!(ran.code, 0, "{}", ran.err);
    let asked = house.fake.asked.lock();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].id, asked[1].id);
}

#[test]
fn a_duration_that_is_none_is_named() {
    let ran = House::new().emp("timeout alice --for 7x");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`7x` is not a duration such as 10m"),
        "{}",
        ran.err
    );
}

//! Alerts on the command line.

use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn rules_are_listed_with_where_they_stand_and_what_is_missing() {
    let house = House::new();

    let list = house.emp("alert list");
    let shown = house.emp("alert show raid --format table");

    assert_snapshot!(list.out);
    assert_snapshot!(shown.out);
    assert_eq!(list.err, "raid: webhook ops is disabled: it answered 404\n");
    assert!(!list.out.contains('\u{1b}'));
    assert_eq!(house.emp("alert show calm").code, 1);
}

#[test]
fn a_rule_is_tried_on_the_past_and_says_how_much_data_that_is() {
    let house = House::new();

    let tried = house.emp_args(&["alert", "test", "joins > 5 in 10s"], "");
    let few = house.emp_args(&["alert", "test", "messages anomalous by 4 deviations"], "");
    let json = house.emp("alert test raid --json=per_week,false_per_week");

    assert_snapshot!(tried.out);
    assert_snapshot!(tried.err);
    assert_eq!(few.out, "");
    assert_snapshot!(few.err);
    let json: String = json.out.split_whitespace().collect();
    assert_eq!(json, r#"{"false_per_week":1.02,"per_week":2.04}"#);
}

#[test]
fn every_verb_reaches_the_daemon_and_says_what_came_of_it() {
    let house = House::new();
    let set = ["alert", "set", "raid", "joins > 9 in 10s"];
    let told = house.emp_args(&set, "").err;
    assert!(told.contains("raid is set: joins > 9 in 10s\n"), "{told}");
    assert!(told.contains("not enough: a part of the time"), "{told}");
    for (arguments, told) in [
        (
            "alert ack raid",
            "alert 4 is seen; it rings until it clears",
        ),
        ("alert mute raid --for 2h", "raid is muted until 20"),
        ("alert unmute raid", "raid is told of again: joins > 10"),
        ("alert remove raid", "raid is gone"),
        ("alert webhook remove ops", "ops is gone"),
        ("alert webhook enable ops", "ops is posted to again"),
    ] {
        let ran = house.emp(arguments);
        assert_eq!(ran.code, 0, "{arguments}: {}", ran.err);
        assert!(ran.err.contains(told), "{arguments}: {}", ran.err);
    }
}

#[test]
fn the_address_of_a_webhook_is_read_and_never_an_argument() {
    let house = House::new();

    let set = house.emp_with("alert webhook set ops", "https://example.org/hook\n");
    let wrong = house.emp_with("alert webhook set ops", "http://10.0.0.1/");
    let none = house.emp("alert webhook set ops");
    let argument = house.emp("alert webhook set ops https://example.org/hook");

    assert_eq!(
        (set.code, set.err.as_str()),
        (0, "ops leads to example.org\n")
    );
    assert!(wrong.err.contains("https://"), "{}", wrong.err);
    assert_eq!((none.code, argument.code), (2, 2));
    assert!(
        none.err.contains("emp alert webhook set NAME < FILE"),
        "{}",
        none.err
    );
    assert_snapshot!(house.emp("alert webhook list --format table").out);
}

#[test]
fn the_last_hour_is_drawn_with_what_was_not_heard() {
    let house = House::new();

    let drawn = house.emp("analytics live --format table --no-unicode");
    let plain = house.emp("analytics live joins --seconds");
    let unknown = house.emp("analytics live moods");

    let first: String = drawn.out.lines().take(6).collect::<Vec<_>>().join("\n");
    assert_snapshot!(first);
    assert_eq!(drawn.out.lines().count(), 60);
    assert_eq!(plain.out.lines().count(), 120);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("joins, messages"), "{}", unknown.err);
}

//! Jobs and their kinds.

use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn kinds_are_for_eyes_and_programs() {
    let house = House::new();

    assert_snapshot!(house.emp("job kinds --format table").out);
    assert_snapshot!(house.emp("job show aggregate --format table").out);
    let kinds: serde_json::Value =
        serde_json::from_str(&house.emp("job kinds --json").out).unwrap();
    assert_eq!(kinds[1]["next_tick_at"], serde_json::Value::Null);
}

#[test]
fn a_job_is_queued_under_a_key_of_its_own_or_a_given_one() {
    let house = House::new();

    let new = house.emp("job run aggregate");
    let known = house.emp("job run aggregate --key known");

    assert!(
        new.out
            .contains("id\t01JNEW\njob\taggregate\nstate\tpending\n"),
        "{}",
        new.out
    );
    assert!(known.out.contains("id\t01JABC\n"), "{}", known.out);
}

#[test]
fn a_kind_is_paused_and_an_unknown_one_is_named() {
    let house = House::new();

    let paused = house.emp("job pause aggregate");
    let resumed = house.emp("job resume aggregate");
    let unknown = house.emp("job show nothing");

    assert_eq!(
        (paused.code, paused.err.as_str()),
        (0, "paused aggregate\n")
    );
    assert_eq!(resumed.code, 6);
    assert!(
        resumed.err.contains("the job aggregate is not paused"),
        "{}",
        resumed.err
    );
    assert!(unknown.err.contains("`nothing` is none"), "{}", unknown.err);
}

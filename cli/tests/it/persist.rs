//! What comes back with members, on the command line.

use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn the_settings_are_shown_by_name_and_changed_in_part() {
    let house = House::new();

    assert_eq!(
        house.emp("persist show").out,
        "roles\t@Quiet\nnickname\tcomes back\n"
    );
    assert_eq!(
        house.emp("persist set --nick off").out,
        "roles\t@Quiet\nnickname\tdoes not come back\n"
    );
    assert_eq!(
        house.emp("persist set --roles all").out,
        "roles\tall, but those with rights over others\nnickname\tcomes back\n"
    );
    assert_eq!(
        house
            .emp("persist set --roles none --json")
            .out
            .replace([' ', '\n'], ""),
        r#"{"nick":true,"roles":{"which":"none"}}"#
    );
    assert_eq!(
        house
            .emp("persist set --roles 21 quiet --json")
            .out
            .replace([' ', '\n'], ""),
        r#"{"nick":true,"roles":{"roles":["21"],"which":"only"}}"#
    );
}

#[test]
fn what_cannot_be_set_is_said() {
    let house = House::new();

    let nothing = house.emp("persist set");
    let both = house.emp("persist set --roles all Quiet");
    let unknown = house.emp("persist set --roles Loud");

    assert_eq!(nothing.code, 2);
    assert_eq!(
        both.err,
        "error[E0201]: `all` stands alone; roles are named without it\n hint: a role of that name is named by its id\n"
    );
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.err.contains("no role is called `Loud`"),
        "{}",
        unknown.err
    );
}

#[test]
fn what_is_owed_is_listed_and_tried_again() {
    let house = House::new();

    assert_eq!(
        house.emp("persist list").out,
        "alice\t11\t2026-01-01 00:00:00\t2026-01-01 00:01:00\topen\t@Quiet, @=1+1, nickname Al\t\
         role `Quiet`: the bot lacks MANAGE_ROLES\t2026-01-01 00:02:00\n"
    );
    assert_eq!(
        house.emp("persist retry alice").err,
        "1 are tried again now; see `emp persist list`\n"
    );
    assert_eq!(house.emp("persist retry 12").code, 6);
    let forgotten = house.emp("persist forget 11");
    assert_eq!(
        (forgotten.code, forgotten.err.as_str()),
        (0, "forgotten: nothing of it comes back\n")
    );
}

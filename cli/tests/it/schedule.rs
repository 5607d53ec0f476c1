//! Reports on a schedule on the command line.

use crate::common::House;

#[test]
fn schedules_are_listed_with_what_is_against_them() {
    let house = House::new();

    let list = house.emp("report schedule list --format table");
    let shown = house.emp("report schedule show monday --format table");

    for words in [
        "monday",
        "mon 09:00 Europe/Paris",
        "#staff ",
        "waiting",
        "Attach Files",
    ] {
        assert!(list.out.contains(words), "{words}: {}", list.out);
    }
    assert!(shown.out.contains("weekly-2026-11-16"), "{}", shown.out);
    assert!(!list.out.contains('\u{1b}') && !shown.out.contains('\u{1b}'));
}

#[test]
fn every_verb_reaches_the_daemon_and_says_what_came_of_it() {
    let house = House::new();
    for (arguments, told) in [
        (
            "report schedule set first monthly --on 31 --at 06:30 --to folder",
            "first is set: monthly day 31 06:30 Europe/Paris",
        ),
        (
            "report schedule set a member --about 42 --every day --to 12",
            "a is set: daily member",
        ),
        (
            "report schedule run monday",
            "weekly-2026-11-16 is written to 7/monday-weekly-2026-11-16.html",
        ),
        ("report schedule remove monday", "monday is gone"),
    ] {
        let ran = house.emp(arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    for (arguments, why) in [
        (
            "report schedule set a weekly --on 9 --to folder",
            "`9` is no day of the week",
        ),
        (
            "report schedule set a daily --on mon --to folder",
            "a daily report has no day",
        ),
        (
            "report schedule set a member --to folder",
            "name it with --about",
        ),
        (
            "report schedule set a daily --about 4 --to folder",
            "--about is for",
        ),
        (
            "report schedule set a daily --at 25:00 --to folder",
            "such as 09:00",
        ),
        (
            "report schedule run broken",
            "is not delivered: it is there",
        ),
    ] {
        let ran = house.emp(arguments);
        assert_ne!(ran.code, 0, "{arguments}");
        assert!(ran.err.contains(why), "{}", ran.err);
    }
}

//! What waits for a person, on the command line.

use emperione_protocol::UserId;
use emperione_protocol::actions::Kind;
use emperione_protocol::inbox::Resolution;
use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn every_verb_reaches_the_daemon_and_says_what_came_of_it() {
    let house = House::new();
    for (arguments, told) in [
        ("inbox claim 3", "item #3 is yours"),
        ("inbox release #3", "item #3 is open"),
        (
            "inbox assign 3 @alice",
            "item #3 is assigned · @alice has it",
        ),
        ("inbox merge 4 3", "item #3 has both"),
        ("inbox resolve 3 dismiss", "item #3 is resolved: dismissed"),
    ] {
        let ran = house.emp(arguments);
        assert_eq!(ran.code, 0, "{arguments}: {}", ran.err);
        assert!(ran.err.contains(told), "{arguments}: {}", ran.err);
    }
}

#[test]
fn a_decision_by_an_act_is_about_who_was_reported() {
    let house = House::new();

    let ran = house.emp("inbox resolve 3 timeout --for 1d --reason spam --tell thanks");

    assert_eq!(
        ran.err,
        "item #3 is resolved: acted · case #6 · undo: `emp undo 6`\n"
    );
    let request = house.fake.resolved.lock().remove(0);
    assert_eq!(request.tell.as_deref(), Some("thanks"));
    let Resolution::Act(act) = request.resolution else {
        panic!("{:?}", request.resolution)
    };
    assert_eq!((act.kind, act.target), (Kind::Timeout, UserId(13)));
    assert_eq!((act.duration_ms, act.notify), (Some(86_400_000), true));
}

#[test]
fn whoever_comes_second_is_told_who_was_first() {
    let house = House::new();

    let ran = house.emp("inbox claim 4");

    assert_eq!(ran.code, 6);
    assert!(ran.err.contains("mona has it"), "{}", ran.err);
    assert!(ran.err.contains("emp inbox assign 4"), "{}", ran.err);
}

#[test]
fn an_item_is_shown_without_what_a_terminal_obeys() {
    let house = House::new();

    let list = house.emp("inbox list");
    let shown = house.emp("inbox show 3 --format table");

    assert_eq!((list.code, shown.code), (0, 0));
    assert!(list.out.contains("#3") && list.out.contains("report"));
    assert!(shown.out.contains("evidence") && shown.out.contains("now · 1 attached"));
    assert!(!format!("{}{}", list.out, shown.out).contains('\u{1b}'));
    assert_eq!(house.emp("inbox show 9").code, 1);
}

#[test]
fn a_grave_decision_is_asked_about_and_shown_first() {
    let house = House::new();

    let unasked = house.emp("inbox resolve 3 ban");
    let dry = house.emp("inbox resolve 3 ban --delete 1d --dry-run --format csv");
    let idle = house.emp("inbox resolve 3 dismiss --dry-run");

    assert_eq!((unasked.code, dry.code, idle.code), (2, 0, 0));
    assert!(unasked.err.contains("say `--yes`"), "{}", unasked.err);
    assert!(dry.out.contains("ban,yes,1,1 checks passed"), "{}", dry.out);
    assert!(house.fake.resolved.lock().is_empty());
    assert_eq!(house.emp("inbox resolve 3 ban --yes").code, 0);
    assert_eq!(house.fake.resolved.lock().len(), 1);
}

#[test]
fn what_means_nothing_to_a_decision_is_refused() {
    for (arguments, flag) in [
        ("dismiss --for 1d", "--for"),
        ("timeout --for 1d --points 2", "--points"),
        ("kick --delete 1d", "--delete"),
    ] {
        let house = House::new();
        let ran = house.emp(&format!("inbox resolve 3 {arguments} --yes"));
        assert_eq!(ran.code, 2, "{arguments}");
        assert!(
            ran.err.contains(&format!("{flag} means nothing")),
            "{}",
            ran.err
        );
        assert!(house.fake.resolved.lock().is_empty());
    }
}

//! What is written into cases.

use emperione_protocol::cases::CaseEdit;
use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn every_edit_reaches_the_daemon() {
    let house = House::new();
    for arguments in [
        "case edit 5 --reason raid",
        "case edit #5 --reason=",
        "case label 5 add raid alt",
        "case label 5 remove raid",
        "case link 5 9",
        "case unlink 5 9",
        "case note 5 back",
        "case close 5 --reason done",
        "case reopen 5",
        "case hide 5",
        "case unhide 5",
    ] {
        let ran = house.emp(arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (0, ""),
            "{arguments}: {}",
            ran.err
        );
        assert!(ran.err.contains("case #5"), "{arguments}: {}", ran.err);
    }

    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let expected = vec![
        CaseEdit::Reason(Some("raid".into())),
        CaseEdit::Reason(Some(String::new())),
        CaseEdit::Label(words(&["raid", "alt"])),
        CaseEdit::Unlabel(words(&["raid"])),
        CaseEdit::Link(9),
        CaseEdit::Unlink(9),
        CaseEdit::Note("back".into()),
        CaseEdit::Close(Some("done".into())),
        CaseEdit::Reopen(None),
        CaseEdit::Hide,
        CaseEdit::Unhide,
    ];
    let edits: Vec<_> = house.fake.edits.lock().drain(..).collect();
    assert_eq!(
        edits,
        expected
            .into_iter()
            .map(|edit| (5, edit))
            .collect::<Vec<_>>()
    );
}

#[test]
fn an_edit_names_its_undo_and_a_dry_run_writes_nothing() {
    let house = House::new();

    let dry = house.emp("case close 5 --dry-run");
    let written = house.fake.edits.lock().len();
    let closed = house.emp("case close 5");

    assert_eq!(dry.err, "would write into case #5: closed: done\n");
    assert_eq!(written, 0);
    assert_eq!(
        closed.err,
        "case #5 closed: done · undo: emp case reopen 5\n"
    );
}

#[test]
fn of_several_cases_those_that_are_refused_are_named() {
    let house = House::new();

    let one = house.emp("case close 6");
    let many = house.emp_with("case close -", "#5\n6\n\n");

    assert_eq!(one.code, 6);
    assert!(
        one.err.contains("hint: reopen it with `emp case reopen 6`"),
        "{}",
        one.err
    );
    assert_eq!(many.code, 7);
    assert!(
        many.err.contains("case 6 is already closed"),
        "{}",
        many.err
    );
    assert!(many.err.contains("case #5 closed"), "{}", many.err);
    assert_eq!(house.emp("case close zero").code, 2);
}

#[test]
fn a_log_and_a_diff_can_be_opened_as_spreadsheets() {
    let house = House::new();

    let log = house.emp("case log 5 --format csv");
    let diff = house.emp("case diff 5 --format csv");

    assert_eq!(
        log.out,
        "at,by,what,text\n2026-01-01 00:00:00,'@mona,adopted,spam\n"
    );
    assert_eq!(
        diff.out,
        "at,by,field,old,new\n2026-01-01 00:00:00,'@mona,reason,'-,'=1+1\n"
    );
}

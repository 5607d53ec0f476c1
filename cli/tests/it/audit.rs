//! The audit log: what is printed, and how a broken chain is told.

use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn a_broken_chain_is_an_error_that_names_the_entry() {
    let house = House::new();

    let whole = house.emp("audit verify");
    let broken = house.emp("audit verify --guild Harbor");

    assert_eq!(
        (whole.code, whole.out.as_str()),
        (0, "installation\t3\t1\t0\tyes\t0b\n")
    );
    assert_eq!(broken.code, 1);
    let expected = "error[E0003]: the chain of 7 is broken at case #5, entry 2 (link 4): \
        its text is not the one that was written\n";
    assert_eq!(broken.err, expected);
}

#[test]
fn a_head_that_is_in_no_chain_is_an_error() {
    let house = House::new();

    assert_eq!(house.emp("audit verify --since-head 0b").code, 0);
    let lost = house.emp("audit verify --since-head 0c");

    assert_eq!(lost.code, 1);
    assert!(
        lost.err
            .starts_with("error[E0003]: no chain has the head 0c\n"),
        "{}",
        lost.err
    );
}

#[test]
fn the_log_is_for_eyes_and_spreadsheets_and_the_export_for_programs() {
    let house = House::new();

    let log = house.emp("audit log --format csv");
    let export = house.emp("audit export");

    assert_eq!(
        log.out,
        "at,guild,case,by,what,text\n2026-01-01 00:00:00,'-,'-,'@mona,job_retried,'=1+1\n"
    );
    let record: serde_json::Value = serde_json::from_str(&export.out).unwrap();
    assert_eq!(
        (&record["hash"], &record["guild"]),
        (&"0b".into(), &serde_json::Value::Null)
    );
}

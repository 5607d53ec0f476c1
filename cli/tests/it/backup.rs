//! Backups: what is printed, and how a broken one is told.

use pretty_assertions::assert_eq;

use crate::common::House;

const LINE: &str = "empd-20260101T000000000Z.backup\t2026-01-01 00:00:00\tsqlite\t28\t40960\t-\n";

#[test]
fn a_backup_is_waited_for_and_printed() {
    let house = House::new();

    let made = house.emp("backup create");
    let path = house.emp("backup create --json=path");

    assert_eq!((made.code, made.out.as_str()), (0, LINE));
    let printed: serde_json::Value = serde_json::from_str(&path.out).unwrap();
    assert_eq!(
        printed,
        serde_json::json!([{"path": "/var/lib/emperione/backup/empd-20260101T000000000Z.backup"}])
    );
}

#[test]
fn a_broken_one_is_an_error_that_names_it() {
    let house = House::new();

    let one = house.emp("backup verify empd-20260101T000000000Z.backup");
    let all = house.emp("backup verify");
    let unknown = house.emp("backup verify ../empd.db");

    assert_eq!((one.code, one.out.as_str()), (0, LINE));
    assert_eq!(all.code, 1);
    assert_eq!(
        all.err,
        "error[E0003]: empd-20251231T000000000Z.backup: it was changed or cut off\n hint: make a new one: `emp backup create`\n"
    );
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.err.contains("backup ../empd.db is not known"),
        "{}",
        unknown.err
    );
}

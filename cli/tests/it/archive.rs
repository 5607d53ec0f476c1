//! The archive: what is printed, and how a broken file is told.

use pretty_assertions::assert_eq;

use crate::common::House;

#[test]
fn files_are_listed_for_eyes_and_programs() {
    let house = House::new();

    let tabs = house.emp("archive list --kind activity");
    let json = house.emp("archive list --json=name,rows");

    assert_eq!(
        tabs.out,
        "7\tactivity\t2025-12\t1200\t9000\t0\t0\t2026-01-01 00:00:00\n"
    );
    let files: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        files[1],
        serde_json::json!({"name": "7/joins-2025-12.parquet", "rows": 1200})
    );
}

#[test]
fn a_broken_file_is_an_error_that_names_it() {
    let house = House::new();

    let whole = house.emp("archive verify --kind activity");
    let broken = house.emp("archive verify");

    assert_eq!(whole.code, 0, "{}", whole.err);
    assert_eq!(broken.code, 1);
    assert_eq!(
        broken.err,
        "error[E0003]: 7/joins-2025-12.parquet: it is short\n hint: put the file back from a copy; nothing else holds its rows\n"
    );
    assert!(broken.out.contains("joins\t2025-12\t1200\tno\t"));
}

#[test]
fn a_restored_month_is_told_and_an_unknown_one_named() {
    let house = House::new();

    let restored = house.emp("archive restore activity 2025-12");
    let unknown = house.emp("archive restore cases 2025-12");

    assert_eq!(restored.out, "7\tactivity\t2025-12\t1200\t0\n");
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("archive cases"), "{}", unknown.err);
}

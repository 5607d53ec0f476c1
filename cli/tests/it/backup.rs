//! Backups: what is printed, and how a broken one is told.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

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

#[test]
fn a_restore_is_the_daemons_own() {
    const EMPD: &str =
        "#!/bin/sh\n[ \"$1\" = --version ] && exec echo empd $VERSION\necho \"$@\"\nexit 3\n";
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (emp, empd) = (folder.path().join("emp"), folder.path().join("empd"));
    fs::hard_link(env!("CARGO_BIN_EXE_emp"), &emp).unwrap();
    let restore = |version: &str| {
        let mut emp = Command::new(&emp);
        emp.args(["backup", "restore", "a.backup", "--", "--data", "d"]);
        let ran = emp.env("VERSION", version).env("PATH", "/usr/bin:/bin");
        ran.output().unwrap()
    };

    let without = restore(env!("CARGO_PKG_VERSION"));
    fs::write(&empd, EMPD).unwrap();
    fs::set_permissions(&empd, Permissions::from_mode(0o700)).unwrap();
    let other = restore("0.0.0");
    let same = restore(env!("CARGO_PKG_VERSION"));

    assert_eq!(
        (without.status.code(), other.status.code()),
        (Some(1), Some(1))
    );
    assert_eq!(same.status.code(), Some(3));
    assert_eq!(same.stdout, b"restore --data d a.backup\n");
}

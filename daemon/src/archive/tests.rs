use std::path::Path;

use emperione_protocol::{GuildId, Timestamp, UserId};
use proptest::prelude::*;

use super::*;

fn activity(hour: i64, user: i64, messages: i64) -> Row {
    let mut row = [7, hour, 9, user, messages].map(Cell::Int).to_vec();
    row.resize(Kind::Activity.columns().len(), Cell::Int(0));
    row
}

fn write(path: &Path, kind: Kind, rows: &[Row]) -> Written {
    let mut writer = Writer::create(path, kind).unwrap();
    for row in rows {
        writer.push(row.clone()).unwrap();
    }
    writer.finish().unwrap()
}

fn read(path: &Path, kind: Kind) -> Vec<Row> {
    Reader::open(path, kind)
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

fn merged(rule: Rule, erased: &Erased, files: [&[Row]; 2]) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let [first, second, to] = ["a", "b", "c"].map(|name| folder.path().join(name));
    write(&first, Kind::Activity, files[0]);
    write(&second, Kind::Activity, files[1]);
    let merge = Merge::new(Kind::Activity, rule, erased);
    merge.write([Some(&first), Some(&second)], &to).unwrap();
    read(&to, Kind::Activity)
}

#[test]
fn rows_are_read_as_they_were_written_in_more_than_one_group() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("joins");
    let row = |n: i64| -> Row {
        let id = format!("7:{n}:join:1");
        vec![
            7.into(),
            n.into(),
            n.into(),
            String::from("join").into(),
            id.into(),
            1.into(),
        ]
    };
    let rows: Vec<_> = (0..60_000).map(row).collect();

    let written = write(&path, Kind::Joins, &rows);

    assert_eq!(written.rows, 60_000);
    assert!(read(&path, Kind::Joins) == rows);
    assert_eq!(Reader::open(&path, Kind::Joins).unwrap().rows(), 60_000);
    assert_eq!(checksum(&path).unwrap(), (written.sha256, written.bytes));
    assert!(matches!(
        Reader::open(&path, Kind::Cases),
        Err(Error::Broken { .. })
    ));
}

#[test]
fn an_empty_file_has_no_rows() {
    assert_eq!(
        merged(Rule::Add, &Erased::new(), [&[], &[]]),
        Vec::<Row>::new()
    );
}

#[test]
fn what_is_let_go_later_is_added_and_what_was_put_back_counts_once() {
    let first = [activity(0, 1, 5), activity(0, 3, 2)];
    let second = [
        activity(0, 2, 1),
        activity(0, 3, 2),
        activity(3_600_000, 1, 4),
    ];
    let with = |third| {
        vec![
            activity(0, 1, 5),
            activity(0, 2, 1),
            activity(0, 3, third),
            activity(3_600_000, 1, 4),
        ]
    };

    assert_eq!(
        merged(Rule::Add, &Erased::new(), [&first, &second]),
        with(4)
    );
    assert_eq!(
        merged(Rule::Larger, &Erased::new(), [&first, &second]),
        with(2)
    );
}

#[test]
fn the_rows_of_an_erased_user_become_those_of_nobody() {
    let erased = Erased::from([(UserId(3), Timestamp(0))]);
    let first = [activity(0, 0, 1), activity(0, 1, 5), activity(0, 3, 2)];
    let second = [activity(0, 3, 4), activity(3_600_000, 3, 7)];

    let rows = merged(Rule::Add, &erased, [&first, &second]);

    assert_eq!(
        rows,
        [
            activity(0, 0, 7),
            activity(0, 1, 5),
            activity(3_600_000, 3, 7)
        ]
    );
}

#[test]
fn names_say_the_guild_the_kind_and_the_month() {
    let name = Folder::name(GuildId(7), Kind::Joins, Timestamp(1_767_225_600_000));

    assert_eq!(name, "7/joins-2026-01.parquet");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_merge_loses_and_doubles_nothing(
        first in proptest::collection::btree_map((0..4_i64, 0..9_i64), 1..100_i64, 0..20),
        second in proptest::collection::btree_map((0..4_i64, 0..9_i64), 1..100_i64, 0..20),
        gone in 1..9_u64,
    ) {
        let rows = |found: &std::collections::BTreeMap<(i64, i64), i64>| -> Vec<Row> {
            found.iter().map(|((hour, user), n)| activity(*hour, *user, *n)).collect()
        };
        let erased = Erased::from([(UserId(gone), Timestamp(i64::MAX))]);

        let merged = merged(Rule::Add, &erased, [&rows(&first), &rows(&second)]);

        let sum: i64 = merged.iter().map(|row| row[4].int()).sum();
        prop_assert_eq!(sum, first.values().chain(second.values()).sum::<i64>());
        prop_assert!(merged.iter().all(|row| row[3].int() != gone.cast_signed()));
        prop_assert!(merged.is_sorted_by(|a, b| a[1..4] < b[1..4]));
    }
}

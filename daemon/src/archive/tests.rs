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
            (n * 1_000).into(),
            String::from("invite").into(),
            String::from("summer").into(),
            5.into(),
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

fn seen(messages: i64, first_at: i64, last_at: i64) -> Row {
    let mut row = activity(0, 1, messages);
    row[16] = first_at.into();
    row[17] = last_at.into();
    row
}

#[test]
fn of_two_rows_the_first_time_and_the_last_one_stay() {
    for (one, other, expected) in [
        ((5, 50), (3, 40), (3, 50)),
        ((3, 40), (5, 50), (3, 50)),
        // 0 is not known.
        ((0, 0), (5, 50), (5, 50)),
        ((5, 50), (0, 0), (5, 50)),
        ((0, 0), (0, 0), (0, 0)),
    ] {
        let files = [seen(2, one.0, one.1), seen(4, other.0, other.1)];

        let merged = |rule| merged(rule, &Erased::new(), [&files[..1], &files[1..]]);

        assert_eq!(merged(Rule::Add), [seen(6, expected.0, expected.1)]);
        assert_eq!(merged(Rule::Larger), [seen(4, expected.0, expected.1)]);
    }
}

/// A file of the first version, of three rows.
fn kept(kind: Kind) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/archive");
    folder.join(format!("{kind}-2026-01.parquet"))
}

#[test]
fn a_file_of_before_lacks_the_newest_columns_and_is_read() {
    const HOUR: i64 = 1_768_471_200_000;
    let row = |user, messages| {
        let mut row = activity(HOUR, user, messages);
        (row[10], row[14]) = (messages.into(), 1.into());
        row
    };

    assert_eq!(
        read(&kept(Kind::Activity), Kind::Activity),
        [row(1, 3), row(2, 5), row(3, 1)]
    );
    let joins = read(&kept(Kind::Joins), Kind::Joins);
    let told: Vec<_> = joins
        .iter()
        .map(|row| (row[2].int(), row[3].text(), row[6].int(), row[8].text()))
        .collect();
    assert_eq!(
        told,
        [(2, "join", 0, ""), (3, "join", 0, ""), (3, "leave", 0, "")]
    );

    // What it becomes has all of them.
    let folder = tempfile::tempdir().unwrap();
    let (part, to) = (folder.path().join("part"), folder.path().join("to"));
    let mut later = row(2, 4);
    (later[16], later[17]) = ((HOUR + 1).into(), (HOUR + 9).into());
    write(&part, Kind::Activity, std::slice::from_ref(&later));
    let erased = Erased::new();
    let merge = Merge::new(Kind::Activity, Rule::Add, &erased);
    merge
        .write([Some(&kept(Kind::Activity)), Some(&part)], &to)
        .unwrap();
    let rows = read(&to, Kind::Activity);
    assert_eq!((rows[1][4].int(), rows[1][16].int()), (9, HOUR + 1));
    assert_eq!((rows[0][4].int(), rows[0][16].int()), (3, 0));
}

fn join(user: i64, inviter: i64) -> Row {
    let id = format!("7:{user}:join:1");
    let texts = [
        "join".to_owned(),
        id,
        "invite".to_owned(),
        "summer".to_owned(),
    ];
    let [kind, id, came_by, invite] = texts.map(Cell::Text);
    let [guild, at, user, exact, tenure, inviter] = [7, 1, user, 1, 0, inviter].map(Cell::Int);
    vec![
        guild, at, user, kind, id, exact, tenure, came_by, invite, inviter,
    ]
}

#[test]
fn who_invited_and_was_erased_is_nobody_and_the_join_stays() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["a", "b"].map(|name| folder.path().join(name));
    write(&from, Kind::Joins, &[join(4, 3), join(5, 6)]);
    let erased = Erased::from([(UserId(3), Timestamp(5))]);
    let merge = Merge::new(Kind::Joins, Rule::Add, &erased);

    assert!(merge.concerns(&from).unwrap());
    merge.write([Some(&from), None], &to).unwrap();

    assert_eq!(read(&to, Kind::Joins), [join(4, 0), join(5, 6)]);
}

#[test]
fn the_join_of_an_erased_user_that_was_put_back_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let [first, old, part, to] = ["a", "b", "c", "d"].map(|name| folder.path().join(name));
    let both = [join(3, 6), join(4, 6), join(5, 6)];
    write(&first, Kind::Joins, &both[..1]);
    write(&part, Kind::Joins, &both);
    let erased = Erased::from([(UserId(3), Timestamp(5)), (UserId(4), Timestamp(5))]);
    let again = || Merge::new(Kind::Joins, Rule::Larger, &erased);
    again().write([Some(&first), None], &old).unwrap();

    again().write([Some(&old), Some(&part)], &to).unwrap();

    let users: Vec<_> = read(&to, Kind::Joins)
        .iter()
        .map(|row| (row[2].int(), row[4].text().starts_with("erased:")))
        .collect();
    assert_eq!(users, [(5, false), (0, true), (0, true)], "one is new");
}

#[test]
fn a_case_that_stayed_in_the_database_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let [first, part, to] = ["a", "b", "c"].map(|name| folder.path().join(name));
    let case = |number: i64| -> Row {
        let mut row = vec![Cell::Int(0); Kind::Cases.columns().len()];
        for text in [3, 4, 6, 15] {
            row[text] = String::new().into();
        }
        row[1] = number.into();
        row
    };
    write(&first, Kind::Cases, &[case(1), case(2), case(3)]);
    write(&part, Kind::Cases, &[case(2), case(4), case(5)]);
    let (erased, stayed) = (Erased::new(), [1, 2, 4, 9].into());
    let merge = Merge::new(Kind::Cases, Rule::Larger, &erased).without(&stayed);

    merge.write([Some(&first), Some(&part)], &to).unwrap();

    assert_eq!(read(&to, Kind::Cases), [case(1), case(3), case(5)]);
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

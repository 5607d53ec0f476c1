//! What an export writes, an import reads: every field, whatever people wrote.

use std::collections::BTreeMap;
use std::fs;

use emperione_protocol::actions::{ActorRef, Detail, Kind};
use emperione_protocol::cases::{Case, CaseDetail, CaseState, Entry};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::{GuildId, Timestamp, UserId};
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::Form;
use super::rows::{Map, Rows};
use crate::clean::clean_lines;
use crate::commands::case::export::{csv, json};

/// Text of any kind, often such as harms a spreadsheet, a terminal or a parser.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "['=+@\t\r\n,;\"-]{0,3}[a-zé漢\u{202e}\u{1b}]{0,6}['\"\n]{0,2}",
    ]
}

fn user(id: u64, name: String) -> UserRef {
    UserRef {
        id: UserId(id),
        name,
        display_name: None,
    }
}

fn actor() -> impl Strategy<Value = ActorRef> {
    prop_oneof![
        (1..u64::MAX / 2, text()).prop_map(|(id, name)| ActorRef::User {
            user: user(id, name)
        }),
        (any::<u32>(), text()).prop_map(|(uid, name)| ActorRef::Local { uid, name }),
        text().prop_map(|name| ActorRef::System { name }),
    ]
}

prop_compose! {
    fn case()(
        kind in proptest::sample::select(Kind::ALL.to_vec()),
        state in proptest::sample::select(vec![CaseState::Applied, CaseState::Failed, CaseState::Ended]),
        target in (1..u64::MAX / 2, text()),
        actor in actor(),
        reason in proptest::option::of(text()),
        times in (0..4_000_000_000_000_i64, proptest::option::of(0..4_000_000_000_000_i64)),
        hidden: bool,
        labels in proptest::collection::vec("[a-z0-9]{1,8}", 0..3),
        points in proptest::option::of(1..100_u32),
        nick in proptest::option::of(text()),
        note in text(),
        rule in proptest::option::of(text()),
    ) -> CaseDetail {
        let detail = Detail { points, nick, ..Detail::default() };
        let entry = Entry { at: Timestamp(times.0), actor: actor.clone(), kind: "note".into(), text: note };
        let case = Case {
            guild: GuildId(7), number: 5, kind, state, target: user(target.0, target.1), actor, reason,
            opened_at: Timestamp(times.0), until: times.1.map(Timestamp), action: None, closed_at: times.1.map(Timestamp),
            hidden, labels, links: vec![3], detail, undoes: Some(2), batch: None, evidence: 0, import: None, rule,
        };
        CaseDetail { case, entries: vec![entry], evidence: Vec::new() }
    }
}

fn read(text: &str, form: Form) -> Vec<BTreeMap<String, String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cases");
    fs::write(&path, text).unwrap();
    let mut rows = Rows::open(&path, form, &Map::default()).unwrap();
    let mut found = Vec::new();
    while let Some(line) = rows.next().unwrap() {
        assert_eq!(line.bad, None);
        found.push(line.row.fields);
    }
    found
}

fn expected(case: &CaseDetail, shown: fn(&str) -> String) -> BTreeMap<String, String> {
    let fields = csv::fields(case).into_iter();
    let fields = fields.map(|(field, text)| (field.to_owned(), shown(&text)));
    fields.filter(|(_, text)| !text.trim().is_empty()).collect()
}

proptest! {
    #[test]
    fn json_lines_lose_nothing(cases in proptest::collection::vec(case(), 1..4)) {
        let text: String = cases.iter().map(|case| json(case).unwrap()).collect();
        prop_assert!(!text.chars().any(|letter| letter != '\n' && crate::clean::is_hostile(letter)));
        let expected: Vec<_> = cases.iter().map(|case| expected(case, str::to_owned)).collect();
        prop_assert_eq!(read(&text, Form::Jsonl), expected);
    }

    #[test]
    fn rows_lose_only_what_a_terminal_would_obey(cases in proptest::collection::vec(case(), 1..4)) {
        let rows: String = cases.iter().map(csv::row).collect();
        let text = csv::head() + &rows;
        let formula = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let cells = ::csv::Reader::from_reader(text.as_bytes()).into_records();
        prop_assert!(!cells.flatten().any(|row| row.iter().any(formula)));
        let expected: Vec<_> = cases.iter().map(|case| expected(case, clean_lines)).collect();
        prop_assert_eq!(read(&text, Form::Csv), expected);
    }
}

//! Evidence, exports and imports of cases, as they are printed, written and read.

use std::fs;

use emperione_protocol::BatchId;
use emperione_protocol::cases::CaseDetail;
use pretty_assertions::assert_eq;

use crate::common::House;
use crate::common::fake_evidence::BYTES;

#[test]
fn an_act_takes_its_evidence_along() {
    let house = House::new();
    let link = "https://discord.com/channels/7/2/3";

    let ran = house.emp(&format!("ban 11 --yes --evidence {link} --evidence item:4"));

    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(house.fake.asked.lock()[0].evidence, [link, "item:4"]);
}

#[test]
fn evidence_is_added_and_what_is_none_is_refused() {
    let house = House::new();

    let added = house.emp("case evidence add 5 https://example.org/a item:4");
    let refused = house.emp("case evidence add 5 spam");

    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(
        *house.fake.named.lock(),
        ["https://example.org/a", "item:4"]
    );
    assert_eq!(added.err, "case #5 has 2 pieces of evidence\n");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("`spam` is no link"), "{}", refused.err);
}

#[test]
fn hostile_evidence_is_harmless_on_a_terminal() {
    let house = House::new();
    for arguments in [
        "case show 5",
        "case evidence show 5",
        "case evidence list 5",
    ] {
        let ran = house.emp(arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(
            !ran.out.contains(['\u{1b}', '\u{202e}']),
            "{arguments}: {}",
            ran.out
        );
    }
    insta::assert_snapshot!(house.emp("case evidence show 5").out);
    insta::assert_snapshot!(house.emp("case evidence list 5 --format csv").out);
}

#[test]
fn attachments_are_saved_under_harmless_names() {
    let house = House::new();
    let folder = house.path("kept");

    let saved = house.emp(&format!("case evidence save 5 {}", folder.display()));
    let again = house.emp(&format!("case evidence save 5 {}", folder.display()));
    let nothing = house.emp(&format!("case evidence save 6 {}2", folder.display()));

    assert_eq!(saved.code, 0, "{}", saved.err);
    let names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["5-1-1"]);
    assert_eq!(fs::read(folder.join("5-1-1")).unwrap(), BYTES);
    assert_eq!((again.code, nothing.code), (1, 1));
    assert!(
        nothing.err.contains("evidence.keep_attachments"),
        "{}",
        nothing.err
    );
}

#[test]
fn an_export_is_written_in_every_form_page_by_page() {
    let house = House::new();

    let jsonl = house.emp(&format!(
        "case export --has-evidence --rule links --batch {}",
        BatchId(7)
    ));
    let filter = house.fake.filters.lock()[0].clone();
    assert_eq!(filter.evidence, Some(true));
    assert_eq!(filter.batch, Some(BatchId(7)));
    assert_eq!(filter.rule.as_deref(), Some("links"));
    let cases: Vec<CaseDetail> = jsonl
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let numbers: Vec<_> = cases.iter().map(|it| it.case.number).collect();
    assert_eq!(numbers, [5, 4]);
    // Nothing is lost, and nothing is obeyed by a terminal.
    assert_eq!(cases[0].evidence[0].quotes[0].author.name, "=cmd\u{1b}[31m");
    assert!(!jsonl.out.contains(['\u{1b}', '\u{202e}']));

    for form in ["csv", "md", "html"] {
        let ran = house.emp(&format!("case export --as {form}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains(['\u{1b}', '\u{202e}']), "{form}");
        insta::assert_snapshot!(format!("export_{form}"), ran.out);
    }
    let html = house.emp("case export --as html").out;
    assert!(!html.contains("<script") && !html.contains("<b>"));
    assert_eq!(house.emp("case export --format table").code, 2);
}

#[test]
fn a_file_appears_when_it_is_whole_and_is_never_written_over() {
    let house = House::new();
    let path = house.path("cases.html");

    let first = house.emp(&format!("case export --output {}", path.display()));
    let whole = fs::read_to_string(&path).unwrap();
    let second = house.emp(&format!("case export --as csv -o {}", path.display()));

    assert_eq!((first.code, first.out.as_str()), (0, ""), "{}", first.err);
    assert!(first.err.starts_with("2 cases are in "), "{}", first.err);
    assert!(whole.starts_with("<!DOCTYPE html>") && whole.ends_with("</html>\n"));
    assert_eq!(second.code, 1);
    assert!(second.err.contains("is there already"), "{}", second.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), whole);
    let left: Vec<_> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_an_export_writes_an_import_reads() {
    let house = House::new();
    for form in ["jsonl", "csv"] {
        let path = house.path(&format!("cases.{form}"));
        let written = house.emp(&format!("case export --output {}", path.display()));
        assert_eq!(written.code, 0, "{}", written.err);
        house.fake.rows.lock().clear();

        let read = house.emp(&format!("case import {} --yes", path.display()));

        assert_eq!(read.code, 0, "{form}: {}", read.err);
        let rows = house.fake.rows.lock();
        assert_eq!(rows.len(), 2);
        let field = |row: usize, name: &str| rows[row].fields.get(name).map(String::as_str);
        assert_eq!(field(0, "reason"), Some("spam | and \"worse\""), "{form}");
        assert_eq!(field(1, "reason"), Some("two\nlines"), "{form}");
        assert_eq!(field(0, "number"), Some("5"));
        assert_eq!(field(0, "opened_at"), Some("2026-01-01T00:00:00.000Z"));
        assert_eq!(
            (field(0, "kind"), field(0, "state")),
            (Some("ban"), Some("applied"))
        );
        let name = field(0, "target_name").unwrap();
        assert!(name.starts_with("=cmd|' /C calc'!A0"), "{form}: {name}");
        assert_eq!(
            (field(0, "actor"), field(0, "actor_name")),
            (Some("99"), Some("mona"))
        );
        assert_eq!(field(0, "labels"), Some("raid"));
    }
}

#[test]
fn an_import_is_previewed_taken_and_undone() {
    let house = House::new();
    let path = house.path("modlog.csv");
    fs::write(
        &path,
        "who,what\n21,\"=1+1\"\n,nobody\n22,x,y\n23,\u{1b}[2J\n",
    )
    .unwrap();
    let file = format!(
        "case import {} --map who=target --map what=reason --set kind=ban",
        path.display()
    );

    let dry = house.emp(&format!("{file} --dry-run"));
    assert_eq!(dry.code, 7, "{}", dry.err);
    assert!(house.fake.rows.lock().is_empty());
    insta::assert_snapshot!(format!("{}{}", dry.out, dry.err));
    let unasked = house.emp(&file);
    assert!(unasked.err.contains("say `--yes`"), "{}", unasked.err);
    assert!(house.fake.rows.lock().is_empty());

    let taken = house.emp(&format!("{file} --yes"));
    assert_eq!(taken.code, 7, "{}", taken.err);
    assert!(
        taken.err.ends_with(
            "import 3: 2 cases added, 0 known, 2 refused · undo: emp case import undo 3\n"
        ),
        "{}",
        taken.err
    );
    let listed = house.emp("case import list").out;
    assert_eq!(
        listed,
        "3\t2026-01-01 00:00:00\troot\tmodlog.csv\t4\t2\t0\t2\tdone\n"
    );

    let again = house.emp(&format!("{file} --yes"));
    assert!(
        again
            .err
            .contains("0 become cases, 2 are known, 2 are refused"),
        "{}",
        again.err
    );
    assert_eq!(house.fake.rows.lock().len(), 4, "nothing is asked for");

    assert_ne!(
        house.emp("case import undo 3").code,
        0,
        "nobody confirmed it"
    );
    let undone = house.emp("case import undo 3 --yes");
    assert_eq!(undone.code, 0, "{}", undone.err);
    assert!(
        undone.err.contains("2 cases are withdrawn"),
        "{}",
        undone.err
    );
    assert_eq!(house.emp("case import undo 4 --yes").code, 1);
}

#[test]
fn a_wrong_map_is_refused_before_anything_is_read() {
    let house = House::new();
    let path = house.path("bans.txt");
    fs::write(&path, "id\n21\n").unwrap();
    let path = path.display();

    for (arguments, words) in [
        (format!("case import {path}"), "does not say its form"),
        (
            format!("case import {path} --as csv --map id=whom"),
            "there is no field `whom`",
        ),
        (
            format!("case import {path} --as csv --map who=target"),
            "no column is called `who`",
        ),
        (
            format!("case import {path} --as csv --map id"),
            "has no `=`",
        ),
        ("case import nowhere.csv".into(), "nowhere.csv"),
        ("case import".into(), "<FILE>"),
    ] {
        let ran = house.emp(&arguments);
        assert_ne!(ran.code, 0, "{arguments}");
        assert!(ran.err.contains(words), "{arguments}: {}", ran.err);
    }
    let piped = house.emp_with(
        "case import - --as jsonl --yes",
        "{\"kind\":\"ban\",\"user_id\":\"21\"}\n",
    );
    assert_eq!(piped.code, 0, "{}", piped.err);
}

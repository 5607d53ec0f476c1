//! What people and programs read, whole.

use insta::assert_snapshot;

use crate::common::House;

#[test]
fn a_list_is_for_eyes_programs_and_spreadsheets() {
    let house = House::new();

    assert_snapshot!(house.emp("case list --format table").out);
    assert_snapshot!(house.emp("case list").out);
    assert_snapshot!(house.emp("case list --json").out);
    assert_snapshot!(house.emp("case list --format csv").out);
    assert_snapshot!(house.emp("case list --format md").out);
}

#[test]
fn a_record_is_for_eyes_and_programs() {
    let house = House::new();

    assert_snapshot!(house.emp("case show 5 --format table").out);
    assert_snapshot!(house.emp("status").out);
    assert_snapshot!(house.emp("job list --format table").out);
}

#[test]
fn a_guild_says_until_when_something_is_paused() {
    let house = House::new();

    let listed = house.emp("guild list");

    let state = "ready, invites paused until 2026-01-01 02:00:00";
    assert!(listed.out.contains(state), "{}", listed.out);
}

#[test]
fn json_can_be_cut_to_fields_and_names_those_that_exist() {
    let house = House::new();

    let some = house.emp("case list --json=number,kind");
    let unknown = house.emp("case list --json=numer");

    assert_eq!(
        some.out.split_whitespace().collect::<String>(),
        r#"[{"kind":"ban","number":5}]"#
    );
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("there is no field `numer`") && unknown.err.contains("number"),
        "{}",
        unknown.err
    );
}

#[test]
fn nothing_that_a_terminal_obeys_reaches_it() {
    let house = House::new();

    for arguments in [
        "case list",
        "member list",
        "case show 5",
        "event follow --limit 1",
        "member list --format csv",
    ] {
        let ran = house.emp(arguments);
        assert_eq!(ran.code, 0, "{arguments}: {}", ran.err);
        assert!(
            !ran.out.contains('\u{1b}') && ran.out.contains("cmd"),
            "{arguments}: {}",
            ran.out
        );
    }
    for arguments in ["member list --json", "member list --format jsonl"] {
        let out = house.emp(arguments).out;
        let obeyed = |letter: char| letter != '\n' && (letter.is_control() || letter == '\u{202e}');
        assert!(!out.contains(obeyed), "{arguments}: {out:?}");
        assert!(out.contains(r"[31m\u009b\u202e"), "{arguments}: {out}");
    }
}

#[test]
fn a_spreadsheet_finds_no_formula() {
    let ran = House::new().emp("member list --format csv");

    assert_eq!(ran.code, 0);
    assert!(
        ran.out.lines().all(|line| !line.starts_with('=')),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("'=cmd"), "{}", ran.out);
}

#[test]
fn a_finding_of_the_doctor_is_an_exit_code_too() {
    let ran = House::new().emp("doctor --json=name,level");

    assert_eq!(ran.code, 1);
    assert!(ran.out.contains(r#""level": "error""#), "{}", ran.out);
}

#[test]
fn a_daemon_that_is_away_is_named_with_the_way_out() {
    let ran = House::new().emp("--socket /nonexistent/empd.sock status");

    assert_eq!(ran.code, 10);
    assert!(
        ran.err
            .contains("cannot reach empd at /nonexistent/empd.sock"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains(" hint: start the daemon"), "{}", ran.err);
}

#[test]
fn events_are_lines_of_json() {
    let ran = House::new().emp("event follow --limit 2 --format jsonl --after 3");

    let kinds: Vec<serde_json::Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(ran.code, 0);
    assert_eq!(
        kinds
            .iter()
            .map(|event| event["seq"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [4, 5]
    );
    assert_eq!(kinds[0]["kind"], "member_joined");
}

#[test]
fn a_query_that_is_wrong_is_pointed_at() {
    let house = House::new();

    let ran = house.emp("member list --where jioned<1h");

    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error[E0202]: `jioned` is not a field\n  jioned<1h\n  ^\n hint: did you mean `joined`?\n"
    );
}

#[test]
fn permissions_are_explained_step_by_step() {
    let house = House::new();

    let why = house.emp("perms why @alice #general SEND_MESSAGES --format table");
    let can = house.emp("perms can alice ban alfred --format table");
    let unknown = house.emp("perms why @alice #attic SEND_MESSAGES");

    assert_snapshot!(why.out, @r"
        member  @alice (11)
         where  #general (20)
    permission  SEND_MESSAGES
       granted  no
          step  1. + @everyone grants it
          step  2. = there are no other roles
          step  3. - #general denies it to @everyone
    ");
    assert!(can.out.contains("allowed  no"), "{}", can.out);
    assert!(
        can.out
            .contains("check  - your rights: you lack BAN_MEMBERS in Discord"),
        "{}",
        can.out
    );
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.err.contains("no channel is called `#attic`"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_member_of_then_is_shown_with_a_doubt() {
    let house = House::new();

    let then = house.emp("member show @alice --at 2026-05-01 --format table");
    let wrong = house.emp("member show @alice --at yesterday");

    assert_snapshot!(then.out, @r"
              at  2026-05-01 00:00:00
          member  @alice (11)
    display name  -
           state  present
           roles  -
            note  not exact: something changed at a time that is not known
    ");
    assert_eq!(wrong.code, 2);
}

#[test]
fn what_is_kept_of_a_user_is_shown_copied_and_erased() {
    let house = House::new();

    let shown = house.emp("privacy show @alice");
    let copy = house.emp("privacy export @alice");
    let unasked = house.emp("privacy erase @alice");
    let erased = house.emp("privacy erase @alice --yes");

    assert!(shown.out.contains("messages with text"), "{}", shown.out);
    let ids: Vec<_> = copy.out.lines().map(|line| line.contains("ahoy")).collect();
    assert_eq!(ids, [true, true]);
    assert_eq!(unasked.code, 2);
    assert!(unasked.err.contains("--yes"), "{}", unasked.err);
    assert!(
        erased.out.contains("messages with text: 3"),
        "{}",
        erased.out
    );
}

#[test]
fn a_list_goes_through_the_pager_on_a_terminal_only() {
    let house = House::new();

    let seen = house.on_a_terminal("case list", "sed s/^/paged:/");
    let without = house.on_a_terminal("case list", "no-such-pager");
    let piped = house.emp("case list");

    assert!(seen.contains("paged: CASE"), "{seen}");
    assert!(
        without.contains(" CASE") && !without.contains("paged:"),
        "{without}"
    );
    assert!(!piped.out.contains("paged:"));
}

#[test]
fn a_metric_is_drawn_for_eyes_and_listed_for_programs() {
    let house = House::new();

    assert_snapshot!(house.emp("analytics show messages --format table").out);
    assert_snapshot!(
        house
            .emp("analytics show messages --format table --no-unicode")
            .out
    );
    assert_snapshot!(
        house
            .emp("analytics show messages --format table --plain")
            .out
    );
    assert_snapshot!(house.emp("analytics show messages --format csv").out);
    assert_snapshot!(house.emp("analytics define").out);
    assert_snapshot!(
        house
            .emp("analytics show messages --by channel --format table")
            .out
    );
    assert_snapshot!(
        house
            .emp("analytics show messages --by channel --format csv")
            .out
    );
}

#[test]
fn a_week_cohorts_and_changes_are_shown() {
    let house = House::new();

    for command in [
        "analytics heatmap messages --no-unicode --format table",
        "analytics cohort --since 2026-05-04 --format table",
        "analytics cohort --since 2026-05-04 --plain",
        "analytics compare messages --mark rules --format table",
        "analytics insights --format table",
        "analytics top --format table",
        "analytics list --format table",
        "analytics zone",
    ] {
        let ran = house.emp(command);
        assert_snapshot!(format!("{}{}", ran.out, ran.err));
    }
    let unknown = house.emp("analytics compare messages --mark nothing");
    assert_eq!(unknown.code, 1, "{}", unknown.err);
    assert!(unknown.err.contains("`nothing`"), "{}", unknown.err);
}

#[test]
fn a_report_is_drawn_listed_and_written() {
    let house = House::new();

    assert_snapshot!(house.emp("report weekly --format table --no-unicode").out);
    assert_snapshot!(house.emp("report channel 3 --every month --format csv").out);
    assert_eq!(
        house.emp("report monthly --format md").out,
        "# Weekly report\n"
    );
    assert_eq!(
        house.emp("report member 11 --html").out,
        "<!doctype html>\n"
    );
    let file = house.path("week.html").display().to_string();
    let written = house.emp(&format!("report weekly --html --output {file}"));
    assert_eq!((written.code, written.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "<!doctype html>\n");
    let refused = house.emp(&format!("report weekly --output {file} --json"));
    assert_eq!(refused.code, 2, "{}", refused.err);
}

#[test]
fn a_metric_that_is_none_is_answered_with_those_there_are() {
    let ran = House::new().emp("analytics show mood");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`mood`") && ran.err.contains("messages"),
        "{}",
        ran.err
    );
}

//! The verbs that act: whom, how many, what is asked first, and what the exit code says.

use emperione_protocol::actions::Kind;
use emperione_protocol::batches::Aim;
use emperione_protocol::{ChannelId, Code, ErrorKind, MessageId, RoleId, UserId};

use crate::common::House;

#[test]
fn one_act_is_said_in_words_and_asked_for_once() {
    let house = House::new();

    let ran = house.emp("warn @alice --reason calm");

    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(
        ran.err,
        "warn @alice · case #5 · told · by root · undo: `emp undo 5`\n"
    );
    let asked = house.fake.asked.lock();
    assert_eq!(
        (asked.len(), asked[0].kind, asked[0].target),
        (1, Kind::Warn, UserId(11))
    );
    assert!(asked[0].notify);
}

#[test]
fn a_ban_asks_first_and_nobody_can_be_asked_here() {
    let house = House::new();

    let ran = house.emp("ban alice --for 3d --delete 1h --notify");

    assert_eq!(ran.code, 2);
    let question = "ban @alice (11) for 3d, and delete what they wrote in the last 1h, and tell them by direct message \
                    [y/N]: nobody can be asked";
    assert!(ran.err.contains(question), "{}", ran.err);
    assert!(ran.err.contains("hint: say `--yes`"), "{}", ran.err);
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn an_ambiguous_name_names_the_candidates() {
    let ran = House::new().emp("warn al --reason x");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("@alice (11)") && ran.err.contains("@alfred (12)"),
        "{}",
        ran.err
    );
}

#[test]
fn every_refusal_has_its_exit_code() {
    for (kind, code) in [
        (ErrorKind::NotFound, 1),
        (ErrorKind::Internal, 1),
        (ErrorKind::Invalid, 2),
        (ErrorKind::Forbidden, 5),
        (ErrorKind::Conflict, 6),
        (ErrorKind::Unavailable, 8),
    ] {
        let house = House::new();
        *house.fake.refuses.lock() = Some((UserId(11), kind));
        let ran = house.emp("ban 11 --yes");
        assert_eq!(ran.code, code, "{kind:?}");
        let named = Code::of(kind);
        let expected = format!("error[{named}]: refused by rule\n hint: ask somebody else\n");
        assert_eq!(ran.err, expected);
    }
}

#[test]
fn what_is_already_so_counts_as_done_if_wanted() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(11), ErrorKind::Conflict));

    assert_eq!(house.emp("ban 11 --yes --ignore-existing").code, 0);
}

#[test]
fn a_list_of_ids_and_json_lines_is_worked_through() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));
    let input = "# raiders\n11\n\n{\"member\": \"12\"}\n{\"member\": \"13\", \"reason\": \"worse\", \"duration\": \"7d\"}\n";

    let ran = house.emp_with(
        "ban - --reason raid --yes --keep-going --format jsonl",
        input,
    );

    assert_eq!(ran.code, 7, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 3);
    assert!(ran.out.contains("refused by rule"), "{}", ran.out);
    let batches = house.fake.batches.lock();
    let [batch] = batches.as_slice() else {
        panic!("one batch, not {}", batches.len())
    };
    assert_eq!(batch.act.reason.as_deref(), Some("raid"));
    let worse = Aim {
        reason: Some("worse".into()),
        duration_ms: Some(604_800_000),
        ..Aim::new(UserId(13))
    };
    assert_eq!(batch.aims, [Aim::new(UserId(11)), worse]);
}

#[test]
fn without_keep_going_one_refusal_keeps_everything_from_being_done() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));

    let ran = house.emp("ban 11 12 13 --yes");

    assert_eq!(ran.code, 5);
    assert_eq!(
        ran.err,
        "error[E0401]: 1 of 3 are refused, such as @alfred: refused by rule; nothing was done\n \
         hint: see all with --dry-run, leave them out with --keep-going\n"
    );
    assert!(house.fake.batches.lock().is_empty());
}

#[test]
fn a_plan_is_written_edited_shown_and_applied() {
    let house = House::new();
    let path = house.path("raid.plan");
    let plan = path.to_str().unwrap();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));

    let planned = house.emp(&format!("ban 11 12 13 --reason raid --plan {plan}"));
    assert_eq!(planned.code, 0, "{}", planned.err);
    assert!(house.fake.batches.lock().is_empty());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\n- 12 @alfred refused by rule\n"), "{text}");
    let again = house.emp(&format!("kick 11 --plan {plan}"));
    assert_eq!(again.code, 1, "a plan is never overwritten");

    let edited = text.lines().filter(|line| !line.starts_with("+ 13"));
    std::fs::write(&path, edited.collect::<Vec<_>>().join("\n")).unwrap();
    let shown = house.emp(&format!("plan show {plan} --format csv"));
    assert_eq!(shown.out, "target,id,allowed,why not\nalice,11,yes,\n");
    let unasked = house.emp(&format!("apply {plan}"));
    let misnamed = house.emp(&format!("apply {plan} --confirm harbor"));
    assert_eq!((unasked.code, misnamed.code), (2, 2), "nobody can be asked");
    assert!(house.fake.batches.lock().is_empty());
    let applied = house.emp(&format!("apply {plan} --confirm Harbor"));

    assert_eq!(applied.code, 0, "{}", applied.err);
    assert!(
        applied.err.contains("ban done: 1 applied"),
        "{}",
        applied.err
    );
    let batches = house.fake.batches.lock();
    assert_eq!(batches[0].aims, [Aim::new(UserId(11))]);
    assert_eq!(batches[0].act.reason.as_deref(), Some("raid"));
}

#[test]
fn a_query_says_whom() {
    let house = House::new();

    let both = house.emp("kick 11 --where bot --yes");
    let found = house.emp("kick --where bot --yes");

    assert_eq!(both.code, 2);
    assert_eq!(found.code, 0, "{}", found.err);
    assert_eq!(house.fake.batches.lock()[0].aims, [Aim::new(UserId(11))]);
}

#[test]
fn a_plan_that_no_longer_fits_says_what_changed_and_does_nothing() {
    let house = House::new();
    let path = house.path("raid.plan");
    let plan = path.to_str().unwrap();
    assert_eq!(house.emp(&format!("ban 11 13 --plan {plan}")).code, 0);
    *house.fake.refuses.lock() = Some((UserId(11), ErrorKind::Forbidden));

    let applied = house.emp(&format!("apply {plan} --yes"));

    assert_eq!(applied.code, 5);
    assert!(
        applied
            .err
            .starts_with("1 changed since the plan was made\n"),
        "{}",
        applied.err
    );
    assert!(house.fake.batches.lock().is_empty());
}

#[test]
fn a_case_is_undone_unless_somebody_changed_it_since() {
    let house = House::new();
    *house.fake.changed.lock() = Some("changed since by mona: unban, case #6".into());

    let refused = house.emp("undo 5 --yes");
    assert_eq!(refused.code, 6);
    assert_eq!(
        refused.err,
        "error[E0503]: case 5 is not undone: changed since by mona: unban, case #6\n \
         hint: undo it anyway with --force\n"
    );
    assert!(house.fake.asked.lock().is_empty());

    let forced = house.emp("undo #5 --yes --force");
    assert_eq!(forced.code, 0, "{}", forced.err);
    let asked = house.fake.asked.lock();
    assert_eq!(
        (asked[0].undoes, asked[0].force, asked[0].kind),
        (Some(5), true, Kind::Unban)
    );
}

#[test]
fn a_batch_is_undone_by_its_id() {
    let house = House::new();
    assert_eq!(house.emp("ban 11 13 --yes").code, 0);
    let id = house.fake.batches.lock()[0].id;

    let undone = house.emp(&format!("undo {id} --yes"));
    let unknown = house.emp("undo 000000000000");

    assert_eq!(undone.code, 0, "{}", undone.err);
    let batches = house.fake.batches.lock();
    assert_eq!(
        (batches[1].undoes, batches[1].act.kind),
        (Some(id), Kind::Unban)
    );
    assert_eq!(batches[1].aims[0].undoes, Some(5));
    assert_eq!(
        (unknown.code, unknown.err.as_str()),
        (1, "error[E0301]: action 000000000000 is not known\n")
    );
}

#[test]
fn a_role_is_named_by_its_name_and_an_unknown_one_names_those_there_are() {
    let house = House::new();

    let given = house.emp("role add quiet 11 --for 1d");
    let unknown = house.emp("role remove loud 11");
    let named = house.emp("nick 11 --to Kind");

    assert_eq!(
        (given.code, named.code),
        (0, 0),
        "{}{}",
        given.err,
        named.err
    );
    let asked = house.fake.asked.lock();
    assert_eq!(asked[0].detail.role, Some(RoleId(21)));
    assert_eq!(asked[1].detail.nick.as_deref(), Some("Kind"));
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("there are: Quiet"), "{}", unknown.err);
}

#[test]
fn a_wrong_line_is_named_and_nothing_is_done() {
    let house = House::new();

    let ran = house.emp_with("ban - --yes", "11\n{\"membre\": 1}\n");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("line 2: unknown field `membre`"),
        "{}",
        ran.err
    );
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn a_dry_run_shows_the_checks_and_does_nothing() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Forbidden));

    let ran = house.emp("ban 11 12 --dry-run");

    assert_eq!(ran.code, 5);
    assert!(
        ran.out.contains("yes") && ran.out.contains("no"),
        "{}",
        ran.out
    );
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn after_a_lost_connection_the_same_id_is_sent_again() {
    let house = House::new();
    *house.fake.drops.lock() = 1;

    let ran = house.emp("kick 11 --yes");

    assert_eq!(ran.code, 0, "{}", ran.err);
    let asked = house.fake.asked.lock();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].id, asked[1].id);
}

#[test]
fn a_duration_that_is_none_is_named() {
    let ran = House::new().emp("timeout alice --for 7x");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`7x` is not a duration such as 10m"),
        "{}",
        ran.err
    );
}

#[test]
fn a_plan_in_json_is_applied_too() {
    let house = House::new();
    let planned = house.emp("ban 11 13 --reason raid --dry-run --json");
    assert_eq!(planned.code, 0, "{}", planned.err);

    let applied = house.emp_with("apply - --yes", &planned.out);

    assert_eq!(applied.code, 0, "{}", applied.err);
    let batches = house.fake.batches.lock();
    let aims: Vec<_> = batches[0].aims.iter().map(|aim| aim.target).collect();
    assert_eq!(aims, [UserId(11), UserId(13)]);
    assert_eq!(batches[0].act.reason.as_deref(), Some("raid"));
    drop(batches);
    let broken = house.emp_with("apply - --yes", "{\"guild\": 1}");
    assert_eq!(broken.code, 2);
    assert!(
        broken.err.starts_with("error[E0206]: line 1: "),
        "{}",
        broken.err
    );
}

#[test]
fn our_own_marks_can_be_ascii() {
    let house = House::new();

    let plain = house.emp("kick 11 --yes --no-unicode").err;

    assert!(plain.contains(" - case #") && plain.is_ascii(), "{plain}");
    assert!(house.emp("kick 11 --yes").err.contains(" · case #"));
}

#[test]
fn messages_are_deleted_by_link_or_id_in_one_act_for_each_author() {
    let house = House::new();

    let (first, second, gone) = (7_u64 << 22, 8_u64 << 22, 10_u64 << 22);
    let ran = house.emp(&format!(
        "message delete 5 {first} {second} {first} {gone} --reason spam --yes"
    ));

    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(
        ran.err.contains(&format!("message {gone} is gone")),
        "{}",
        ran.err
    );
    let asked = house.fake.asked.lock();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].kind, asked[0].target),
        (Kind::MessageDelete, UserId(11))
    );
    assert_eq!(asked[0].detail.channel, Some(ChannelId(5)));
    assert_eq!(
        asked[0].detail.messages,
        [MessageId(second), MessageId(first)]
    );
}

#[test]
fn what_is_no_message_is_said_and_nothing_is_deleted() {
    for (named, why) in [
        ("5", "no message is named after it"),
        ("5 x", "`x` is no id of a message"),
        (
            "https://discord.com/channels/999/5/7",
            "is a message of another guild",
        ),
        (
            "https://discord.com/channels/7/5/7 7",
            "`7` is no link of a message",
        ),
    ] {
        let house = House::new();
        let ran = house.emp(&format!("message delete {named} --yes"));
        assert_eq!(ran.code, 2, "{named}");
        assert!(ran.err.contains(why), "{named}: {}", ran.err);
        assert!(house.fake.asked.lock().is_empty());
    }
    let house = House::new();
    let ran = house.emp(&format!("message delete 5 {} --reason spam", 7_u64 << 22));
    assert_eq!(ran.code, 2);
    assert!(house.fake.asked.lock().is_empty());
}

#[test]
fn a_dry_run_of_one_act_ends_as_the_act_would() {
    for (kind, code) in [(ErrorKind::Forbidden, 5), (ErrorKind::Conflict, 6)] {
        let house = House::new();
        *house.fake.refuses.lock() = Some((UserId(11), kind));

        let dry = house.emp("ban 11 --dry-run");
        let done = house.emp("ban 11 --yes");

        assert_eq!((dry.code, done.code), (code, code));
    }
}

#[test]
fn a_new_end_is_told_before_it_is_set() {
    let ran = House::new().emp("retime 5 --forever --reason appeal --dry-run --json");

    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let moved = &told[0];
    assert_eq!(moved["case"], 5, "{told}");
    assert!(moved["until"].is_null(), "{told}");
}

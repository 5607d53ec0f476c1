//! Batches and undoing: what is planned, and what the exit code says of an end in part.

use emperione_protocol::actions::Kind;
use emperione_protocol::batches::Aim;
use emperione_protocol::{ErrorKind, MessageId, UserId};

use crate::common::House;

#[test]
fn a_batch_that_somebody_cancelled_is_done_in_part() {
    let house = House::new();
    *house.fake.cancelled.lock() = Some(1);

    let acted = house.emp("ban 11 13 --yes");
    let id = house.fake.batches.lock()[0].id;
    let watched = house.emp(&format!("batch watch {id}"));
    *house.fake.cancelled.lock() = Some(0);
    let nothing = house.emp(&format!("batch watch {id}"));

    assert_eq!((acted.code, watched.code, nothing.code), (7, 7, 1));
    assert!(
        watched
            .err
            .contains("ban cancelled: 1 applied, 1 left · undo it with"),
        "{}",
        watched.err
    );
    assert_eq!(nothing.err, "ban cancelled: 2 left\n");
}

#[test]
fn a_dry_run_ends_as_the_act_would() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(12), ErrorKind::Conflict));

    let refused = house.emp("ban 11 12 --dry-run");
    let passed_over = house.emp("ban 11 12 --dry-run --ignore-existing");

    assert_eq!((refused.code, passed_over.code), (6, 0), "{}", refused.err);
}

#[test]
fn an_undo_of_a_batch_that_somebody_changed_says_how_to_do_it_anyway() {
    let house = House::new();
    assert_eq!(house.emp("ban 11 13 --yes").code, 0);
    let id = house.fake.batches.lock()[0].id;
    *house.fake.refuses.lock() = Some((UserId(11), ErrorKind::Forbidden));

    let refused = house.emp(&format!("undo {id} --yes"));

    assert_eq!(refused.code, 6);
    assert!(
        refused.err.starts_with("error[E0503]") && refused.err.contains("--force"),
        "{}",
        refused.err
    );
}

#[test]
fn an_action_is_undone_in_its_own_guild() {
    let house = House::new();
    assert_eq!(house.emp("ban 11 --yes").code, 0);
    let id = house.fake.asked.lock()[0].id;

    let undone = house.emp(&format!("undo {id} --yes --guild 8"));

    assert_eq!(undone.code, 0, "{}", undone.err);
    assert_eq!(house.fake.asked.lock()[1].undoes, Some(5));
}

#[test]
fn the_undo_of_a_case_is_planned_and_applied() {
    let house = House::new();
    let path = house.path("undo.plan");
    let plan = path.to_str().unwrap();

    let planned = house.emp(&format!("undo 5 --plan {plan}"));
    assert_eq!(planned.code, 0, "{}", planned.err);
    assert!(house.fake.asked.lock().is_empty());
    let applied = house.emp(&format!("apply {plan} --yes"));

    assert_eq!(applied.code, 0, "{}", applied.err);
    let aim = Aim {
        undoes: Some(5),
        ..Aim::new(UserId(11))
    };
    assert_eq!(house.fake.batches.lock()[0].aims, [aim]);
}

#[test]
fn messages_are_planned_and_nothing_is_deleted() {
    let house = House::new();
    let path = house.path("purge.plan");
    let plan = path.to_str().unwrap();
    let message = 7_u64 << 22;

    let other = house.path("delete.plan");
    let deleting = format!("message delete 5 {message} --plan {}", other.display());
    let deleted = house.emp(&deleting);
    let purged = house.emp(&format!("purge 5 --after 1h --plan {plan} --reason spam"));

    assert_eq!(
        (deleted.code, purged.code),
        (0, 0),
        "{}{}",
        deleted.err,
        purged.err
    );
    assert!(other.exists());
    assert!(house.fake.asked.lock().is_empty() && house.fake.batches.lock().is_empty());
    let applied = house.emp(&format!("apply {plan} --yes"));
    assert_eq!(applied.code, 0, "{}", applied.err);
    let batch = house.fake.batches.lock().remove(0);
    assert_eq!(
        (batch.act.kind, batch.aims),
        (Kind::Purge, vec![Aim::new(UserId(5))])
    );
    assert_eq!(batch.act.detail.messages.len(), 1);
}

#[test]
fn a_dry_run_of_a_purge_says_what_would_be_refused() {
    let house = House::new();
    *house.fake.refuses.lock() = Some((UserId(5), ErrorKind::Forbidden));

    let ran = house.emp("purge 5 --after 1h --dry-run --json=id");

    assert_eq!(ran.code, 5, "{}", ran.err);
    assert!(
        ran.err.contains("would be refused: refused by rule"),
        "{}",
        ran.err
    );
    let listed: Vec<serde_json::Value> = serde_json::from_str(&ran.out).unwrap();
    let id: MessageId = listed[0]["id"].as_str().unwrap().parse().unwrap();
    assert!(id.0 > 0);
}

#[test]
fn an_act_on_a_channel_keeps_its_evidence() {
    let house = House::new();

    let ran = house.emp("lock 5 --reason raid --evidence item:3");

    assert_eq!(ran.code, 0, "{}", ran.err);
    let asked = house.fake.asked.lock();
    assert_eq!(
        (asked[0].kind, asked[0].target, asked[0].evidence.as_slice()),
        (Kind::Lock, UserId(5), &["item:3".to_owned()][..])
    );
}

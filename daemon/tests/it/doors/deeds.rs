//! What is done with cases, batches and the inbox and is no kind of act: by which doors, or for which reason not.

use std::collections::BTreeSet;

use clap::Parser;
use emperione_daemon::domain::inbox::{Verb, buttons};
use emperione_protocol::batches::BatchesRequest as Batches;
use emperione_protocol::cases::{CaseEdit, CasesRequest as Cases};
use emperione_protocol::inbox::{InboxRequest as Inbox, ItemKind, ItemState, Resolution};

use super::Way::{self, By, Not};
use super::scene::Scene;
use crate::actions::until;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Undo,
    Retime,
    Edit,
    Turn,
    UndoBatch,
    Claim,
    Release,
    Assign,
    Merge,
    Dismiss,
    Act,
    Delete,
    Grant,
    GrantAnyway,
    Deny,
}

impl Deed {
    const ALL: [Self; 15] = [
        Self::Undo,
        Self::Retime,
        Self::Edit,
        Self::Turn,
        Self::UndoBatch,
        Self::Claim,
        Self::Release,
        Self::Assign,
        Self::Merge,
        Self::Dismiss,
        Self::Act,
        Self::Delete,
        Self::Grant,
        Self::GrantAnyway,
        Self::Deny,
    ];
}

const OF_CASES: Way = Not("cases are written into where their whole log is seen");
const OF_BATCHES: Way = Not("batches are begun and followed where their lines are seen");

/// A deed, the verb of `emp`, what stands for it in Discord (`/command`, or what stands on a button), and in the
/// dashboard.
#[rustfmt::skip]
const DEEDS: &[(Deed, &str, Way, Way)] = &[
    (Deed::Undo, "undo 12", By("/undo"), By("z on a case")),
    (Deed::Retime, "retime 12 --for 3d", By("/retime"), By(":case retime 12 3d")),
    (Deed::Edit, "case edit 12 --reason spam", OF_CASES, By("e on a case")),
    (Deed::Turn, "batch cancel 5k3m9x0q2w7e", OF_BATCHES, By("c on a batch")),
    (Deed::UndoBatch, "undo 5k3m9x0q2w7e", OF_BATCHES, By("z on a batch")),
    (Deed::Claim, "inbox claim 3", By("Claim"), By("c in the inbox")),
    (Deed::Release, "inbox release 3", By("Release"), By("p in the inbox")),
    (Deed::Assign, "inbox assign 3", By("Take over"), By("A in the inbox")),
    (Deed::Merge, "inbox merge 4 3", By("Merge…"), By("M in the inbox")),
    (Deed::Dismiss, "inbox resolve 3 dismiss", By("Dismiss…"), By("d in the inbox")),
    (Deed::Act, "inbox resolve 3 kick", By("Kick…"), By("x in the inbox")),
    (Deed::Delete, "inbox resolve 3 delete", By("Delete message…"), By("D in the inbox")),
    (Deed::Grant, "inbox resolve 3 grant", By("Grant…"), By("y in the inbox")),
    (Deed::GrantAnyway, "inbox resolve 3 grant --force", By("Grant anyway…"), By("Y in the inbox")),
    (Deed::Deny, "inbox resolve 3 deny", By("Deny…"), By("o in the inbox")),
];

/// The deed of a call that changes an item; a new call has to be named here.
fn of_inbox(call: &Inbox) -> Option<Deed> {
    match call {
        Inbox::List { .. } | Inbox::Show { .. } => None,
        Inbox::Claim { .. } => Some(Deed::Claim),
        Inbox::Release { .. } => Some(Deed::Release),
        Inbox::Assign { .. } => Some(Deed::Assign),
        Inbox::Merge { .. } => Some(Deed::Merge),
        Inbox::Resolve { request } => Some(match &request.resolution {
            Resolution::Dismiss => Deed::Dismiss,
            Resolution::Act(_) => Deed::Act,
            Resolution::Grant { force: false, .. } => Deed::Grant,
            Resolution::Grant { force: true, .. } => Deed::GrantAnyway,
            Resolution::Deny => Deed::Deny,
        }),
    }
}

fn of_cases(call: &Cases) -> Option<Deed> {
    match call {
        Cases::List { .. } | Cases::Export { .. } | Cases::Show { .. } | Cases::Diff { .. } => None,
        Cases::Edit { request } => Some(match request.edit {
            CaseEdit::Reason(_)
            | CaseEdit::Label(_)
            | CaseEdit::Unlabel(_)
            | CaseEdit::Link(_)
            | CaseEdit::Unlink(_)
            | CaseEdit::Hide
            | CaseEdit::Unhide
            | CaseEdit::Close(_)
            | CaseEdit::Reopen(_)
            | CaseEdit::Note(_) => Deed::Edit,
        }),
    }
}

fn of_batches(call: &Batches) -> Option<Deed> {
    match call {
        Batches::Plan { .. }
        | Batches::Create { .. }
        | Batches::Show { .. }
        | Batches::Wait { .. }
        | Batches::Lines { .. }
        | Batches::List { .. } => None,
        Batches::Inverse { .. } => Some(Deed::UndoBatch),
        Batches::Pause { .. }
        | Batches::Resume { .. }
        | Batches::Cancel { .. }
        | Batches::Approve { .. } => Some(Deed::Turn),
    }
}

#[test]
fn every_deed_has_its_doors_or_a_reason() {
    // That each call is of a deed is what the compiler checks.
    let _ = (of_inbox, of_cases, of_batches);
    let is_hole = |way: &Way| matches!(way, Not(reason) if reason.split(' ').count() < 5);
    for (deed, verb, in_discord, on_screen) in DEEDS {
        let words = ["emp"].into_iter().chain(verb.split(' '));
        let read = emperione_cli::Cli::try_parse_from(words);
        assert!(read.is_ok(), "{deed:?}: {verb}");
        assert!(!is_hole(in_discord) && !is_hole(on_screen), "{deed:?}");
    }
    let named: Vec<_> = DEEDS.iter().map(|(deed, ..)| *deed).collect();
    assert_eq!(named, Deed::ALL, "each deed stands there once");
}

/// What is said to stand there in Discord does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_deed_in_discord_is_a_command_or_a_button() {
    let scene = Scene::new().await;
    let registered = || scene.world(|world, _| format!("{:?}", world.commands.list(None)));
    until("the commands", async || registered().contains("retime")).await;
    let commands = scene.world(|world, _| {
        let all = world.commands.list(None).into_iter();
        let names = all.map(|command| command["name"].as_str().unwrap().to_owned());
        names.collect::<BTreeSet<_>>()
    });
    let kinds = [ItemKind::Report, ItemKind::Appeal, ItemKind::Alert];
    let states = [ItemState::Open, ItemState::Claimed];
    let shown = kinds
        .into_iter()
        .flat_map(|kind| states.map(|state| buttons(kind, state, true)));
    let mut labels: BTreeSet<_> = shown.flatten().flatten().map(Verb::label).collect();
    // It stands under the refusal of a grant.
    labels.insert("Grant anyway…");

    for (deed, _, in_discord, _) in DEEDS {
        let By(way) = in_discord else { continue };
        match way.strip_prefix('/') {
            Some(command) => assert!(commands.contains(command), "{deed:?}"),
            None => assert!(labels.contains(way), "{deed:?}"),
        }
    }
}

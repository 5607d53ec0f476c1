//! The inbox: its states, and its decisions.

use crossterm::event::KeyCode;
use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::inbox::{
    self, Decision, Evidence, Item, ItemDetail, ItemFilter, ItemKind, ItemState, Report,
};
use emperione_protocol::{ActionId, ChannelId, Code, Error, ErrorKind, MessageId, Timestamp};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::alerts::rang;
use super::details;
use crate::effect::{Call, Choice, Effect};
use crate::message::{Answer, Message};
use crate::screens::inbox::Verb;
use crate::testing::{Board, fixtures};

/// A report, or of every third number an appeal.
pub(super) fn item(number: u64, state: ItemState) -> Item {
    let is_appeal = number.is_multiple_of(3);
    let at = Timestamp(fixtures::NOW.0 - 60_000 * number.cast_signed());
    let mona = ActorRef::User {
        user: fixtures::user(7),
    };
    let resolved = state == ItemState::Resolved;
    Item {
        guild: fixtures::GUILD,
        number,
        kind: if is_appeal {
            ItemKind::Appeal
        } else {
            ItemKind::Report
        },
        state,
        target: fixtures::user(u32::try_from(number).unwrap_or_default()),
        channel: Some(ChannelId(20)),
        message: Some(MessageId(77 << 22)),
        case: is_appeal.then_some(12),
        alert: None,
        reports: 2,
        assignee: (state != ItemState::Open).then_some(mona),
        opened_at: at,
        changed_at: at,
        decision: resolved.then_some(Decision::Dismissed),
        reason: resolved.then(|| "a joke among friends".into()),
        outcome: None,
        merged_into: None,
        resolved_at: resolved.then_some(at),
    }
}

pub(super) fn detail(item: Item) -> ItemDetail {
    let at = item.opened_at;
    let entry = Entry {
        at,
        actor: ActorRef::User {
            user: fixtures::user(3),
        },
        kind: "reported".into(),
        text: String::new(),
    };
    ItemDetail {
        reports: vec![Report {
            by: fixtures::user(3),
            at,
            words: Some("he sells things in general".into()),
            answer: inbox::Answer::None,
        }],
        evidence: vec![Evidence {
            at,
            channel: ChannelId(20),
            message: MessageId(77 << 22),
            author: item.target.clone(),
            text: Some("buy now, buy cheap, buy at the harbour".into()),
            attachments: 1,
        }],
        entries: vec![entry],
        item,
    }
}

fn inbox(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('5');
    board
}

fn answer(board: &mut Board, result: Result<Vec<Item>, Error>) {
    let filter = ItemFilter {
        guild: Some(fixtures::GUILD),
        waiting: true,
        ..ItemFilter::default()
    };
    board.answer(Answer::Inbox {
        filter,
        more: false,
        result: result.map(fixtures::page),
    });
    board.wanted.clear();
}

fn filled(width: u16, height: u16) -> Board {
    let mut board = inbox(width, height);
    let states = [ItemState::Open, ItemState::Claimed, ItemState::Open];
    let items = (1..).zip(states).map(|(number, state)| item(number, state));
    answer(&mut board, Ok(items.collect()));
    board
}

#[test]
fn waits_for_the_inbox() {
    assert_snapshot!(inbox(80, 12).screen());
}

#[test]
fn shows_that_nothing_waits() {
    let mut board = inbox(80, 12);
    answer(&mut board, Ok(Vec::new()));
    assert_snapshot!(board.screen());
}

#[test]
fn shows_why_the_inbox_is_not_read() {
    let mut board = inbox(80, 12);
    let error = Error::new(ErrorKind::Forbidden, "only moderators see cases");
    answer(&mut board, Err(error));
    assert_snapshot!(board.screen());
}

#[test]
fn lists_what_waits() {
    assert_snapshot!(filled(100, 14).screen());
}

#[test]
fn lists_what_waits_on_a_small_terminal() {
    assert_snapshot!(filled(60, 12).screen());
}

#[test]
fn keys_of_an_empty_inbox_say_so() {
    let mut board = inbox(80, 12);
    answer(&mut board, Ok(Vec::new()));
    board.press('d');
    assert!(board.screen().contains("no item is chosen"));
}

#[test]
fn shows_an_item_beside_the_list() {
    let mut board = filled(140, 26);
    board.code(KeyCode::Enter);
    board.answer(Answer::Item(1, Ok(detail(item(1, ItemState::Open)))));
    assert_snapshot!(board.screen());
}

#[test]
fn shows_hostile_words_as_words() {
    let mut board = filled(140, 26);
    board.code(KeyCode::Enter);
    let mut shown = detail(item(1, ItemState::Open));
    shown.item.target.name = "\u{1b}[2Jotter\u{202e}".into();
    shown.evidence[0].text = Some("a\u{1b}[31m\nb\u{7}\u{200b}".into());
    shown.reports[0].words = Some("\u{1b}]0;title\u{7}x".into());
    board.answer(Answer::Item(1, Ok(shown)));
    let screen = board.screen();
    assert!(
        !screen.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{screen}"
    );
    assert_snapshot!(screen);
}

#[test]
fn an_alert_is_dismissed_and_is_about_nobody() {
    let mut board = inbox(100, 14);
    answer(&mut board, Ok(vec![rang(2)]));
    assert!(board.screen().contains("raid"), "{}", board.screen());
    board.press('d');
    assert!(
        board.screen().contains("the alert needs nobody any more"),
        "{}",
        board.screen()
    );
    board.code(KeyCode::Enter);

    let dismiss = decide(2, Choice::Dismiss, None);
    assert_eq!(board.wants(), [dismiss]);
    board.press('m');
    assert!(board.screen().contains("item 2 is about no member"));
    board.press('b');
    assert_eq!(board.wants(), [], "nobody can be banned for it");
}

fn decide(number: u64, choice: Choice, reason: Option<&str>) -> Effect {
    Effect::Call(Call::Decide {
        guild: fixtures::GUILD,
        number,
        choice,
        reason: reason.map(Into::into),
    })
}

#[test]
fn one_key_claims_and_another_asks_before_it_dismisses() {
    let mut board = filled(100, 14);
    board.press('c');
    board.press('d');

    let (guild, number) = (fixtures::GUILD, 1);
    let claim = Call::Take {
        guild,
        number,
        verb: Verb::Claim,
    };
    assert_eq!(board.wants(), [Effect::Call(claim)]);
    board.code(KeyCode::Enter);
    assert_eq!(board.wants(), [decide(1, Choice::Dismiss, None)]);
    assert!(board.state.dialog.is_none());
    let conflict = Error::new(ErrorKind::Conflict, "item 1 of the inbox: mona has it");
    board.answer(Answer::ItemChanged(1, Err(conflict)));
    assert!(board.screen().contains("mona has it"));
    board.answer(Answer::ItemChanged(1, Ok(item(1, ItemState::Resolved))));
    assert!(board.screen().contains("item 1: dismissed"));
}

#[test]
fn a_dismissal_names_the_item_and_takes_a_reason() {
    let mut board = filled(80, 20);
    board.press('d');
    board.write("a joke, they say");
    assert_snapshot!(board.screen());
    assert_eq!(board.wants(), []);
    board.code(KeyCode::Enter);

    let dismiss = decide(1, Choice::Dismiss, Some("a joke, they say"));
    assert_eq!(board.wants(), [dismiss]);
}

#[test]
fn a_denial_names_the_appeal_and_is_cancelled_by_a_key() {
    let mut board = filled(80, 20);
    board.press('G');
    board.press('o');
    assert_snapshot!(board.screen());
    board.code(KeyCode::Esc);
    assert!(board.state.dialog.is_none());
    board.press('o');
    board.code(KeyCode::Enter);

    assert_eq!(board.wants(), [decide(3, Choice::Deny, None)]);
}

#[test]
fn a_decision_is_about_the_item_that_was_chosen_although_the_list_is_another_by_then() {
    let mut board = filled(100, 20);
    board.press('j');
    board.press('d');
    // A colleague decides it; the pointer is on another one.
    let left = [item(1, ItemState::Open), item(3, ItemState::Open)];
    answer(&mut board, Ok(left.into()));
    assert!(board.screen().contains("Dismiss item 2"));
    board.press('d');
    board.code(KeyCode::Enter);

    assert_eq!(board.wants(), [decide(2, Choice::Dismiss, Some("d"))]);
}

#[test]
fn a_key_deletes_the_message_that_was_reported_and_is_asked_about() {
    let mut board = filled(100, 14);
    board.press('D');
    assert_eq!(board.wants(), []);
    assert!(
        board.screen().contains("y deletes it"),
        "{}",
        board.screen()
    );
    board.press('y');

    let reported = item(1, ItemState::Open);
    let choice = Choice::Delete {
        author: reported.target.id,
        channel: ChannelId(20),
        message: MessageId(77 << 22),
    };
    assert_eq!(board.wants(), [decide(1, choice, None)]);
    board.press('G');
    board.press('D');
    assert!(board.screen().contains("this item is not of a message"));
    assert_eq!(board.wants(), []);
}

#[test]
fn an_appeal_is_granted_by_a_key_that_does_nothing_to_a_report() {
    let mut board = filled(100, 14);
    board.press('y');
    assert_eq!(board.wants(), []);
    assert!(board.screen().contains("decided by an act"));

    board.press('G');
    board.press('y');
    assert_eq!(board.wants(), [], "what undoes something is asked about");
    assert!(board.screen().contains("y grants it"));
    board.press('y');

    assert_eq!(
        board.wants(),
        [decide(3, Choice::Grant { force: false }, None)]
    );
}

#[test]
fn an_appeal_whose_case_was_changed_since_is_granted_anyway_by_another_key() {
    let mut board = filled(100, 14);
    board.press('Y');
    assert_eq!(board.wants(), [], "a report is no appeal");
    board.press('G');
    board.press('y');
    board.press('y');
    assert_eq!(
        board.wants(),
        [decide(3, Choice::Grant { force: false }, None)]
    );

    let words = "changed since by mona: timeout, case #9";
    let refused = Error::coded(Code::Changed, words);
    board.answer(Answer::ItemChanged(3, Err(refused)));
    assert!(board.screen().contains(words), "{}", board.screen());
    assert!(board.screen().contains("press Y to grant it anyway"));
    board.wants();
    board.press('Y');
    assert_eq!(board.wants(), [], "it is asked about");
    let screen = board.screen();
    assert!(screen.contains("Grant appeal 3 anyway"), "{screen}");
    assert!(screen.contains("y grants it anyway"), "{screen}");
    board.press('y');

    assert_eq!(
        board.wants(),
        [decide(3, Choice::Grant { force: true }, None)]
    );
}

#[test]
fn an_act_on_who_was_reported_decides_the_report() {
    let mut board = filled(100, 24);
    board.press('w');
    board.take(Message::Id(ActionId(7)));
    board.write("spam");
    board.code(KeyCode::Enter);
    let request = board.wants().into_iter().find_map(|effect| match effect {
        Effect::Call(Call::Preview(request)) => Some(*request),
        _ => None,
    });
    let request = request.unwrap();
    board.answer(Answer::Preview(
        request.clone(),
        Ok(details::preview(&request, true)),
    ));
    board.press('y');

    let choice = Choice::Act(Box::new(request));
    assert_eq!(board.wants(), [decide(1, choice, None)]);
    board.answer(Answer::ItemChanged(1, Ok(item(1, ItemState::Resolved))));
    assert!(board.screen().contains("item 1: dismissed"));
}

#[test]
fn a_key_merges_a_report_into_the_newest_other_one_about_the_same_member() {
    let mut board = inbox(100, 14);
    let mut items: Vec<_> = [5, 4, 2, 1]
        .map(|number| item(number, ItemState::Open))
        .into();
    items[1].target = items[0].target.clone();
    items[3].target = items[0].target.clone();
    answer(&mut board, Ok(items));
    let merge = |number, into| {
        let guild = fixtures::GUILD;
        Effect::Call(Call::Merge {
            guild,
            number,
            into,
        })
    };

    board.press('M');
    assert!(
        board.screen().contains("Merge item 5"),
        "{}",
        board.screen()
    );
    assert_eq!(board.wants(), [], "it is asked about");
    board.code(KeyCode::Enter);
    assert_eq!(board.wants(), [merge(5, 4)]);
    board.press('M');
    board.code(KeyCode::Backspace);
    board.code(KeyCode::Enter);
    assert!(
        board.screen().contains("write the number"),
        "{}",
        board.screen()
    );
    board.write("#1");
    board.code(KeyCode::Enter);
    assert_eq!(board.wants(), [merge(5, 1)]);

    board.answer(Answer::Merged(5, Ok(item(1, ItemState::Open))));
    assert!(
        board
            .screen()
            .contains("item 1 has the reports of item 5 too")
    );
    let refused = Error::new(ErrorKind::Invalid, "only two reports about the same member");
    board.answer(Answer::Merged(5, Err(refused)));
    assert!(board.screen().contains("only two reports"));
}

#[test]
fn an_appeal_is_not_merged() {
    let mut board = filled(100, 14);
    board.press('G');
    board.press('M');
    assert!(board.screen().contains("only reports are merged"));
    assert_eq!(board.wants(), []);
}

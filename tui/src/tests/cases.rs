use crossterm::event::KeyCode;
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{CaseEdit, CaseState, EditRequest};
use emperione_protocol::{Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::details;
use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::testing::{Board, fixtures};

fn cases(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('4');
    board.answer_cases(40);
    board.wanted.clear();
    board
}

fn request(edit: CaseEdit, dry_run: bool) -> EditRequest {
    EditRequest {
        guild: fixtures::GUILD,
        number: 40,
        edit,
        dry_run,
    }
}

fn edits(request: EditRequest) -> Effect {
    Effect::Call(Call::Edit(Box::new(request)))
}

#[test]
fn lists_what_can_be_written_into_a_case() {
    let mut board = cases(80, 24);
    board.press('e');
    assert_snapshot!(board.screen());
}

#[test]
fn an_edit_shows_its_entry_before_it_is_written() {
    let mut board = cases(80, 24);
    board.press('e');
    board.press('n');
    board.write("appealed by mail");
    board.code(KeyCode::Enter);
    let note = CaseEdit::Note("appealed by mail".into());
    assert_eq!(board.wants(), [edits(request(note.clone(), true))]);
    board.press('y');
    assert_eq!(board.wants(), [], "nothing is written before the answer");

    let edited = details::edited(40, &note);
    let answer = |dry, result| Answer::Edited(request(note.clone(), dry), result);
    board.answer(answer(true, Ok(edited.clone())));
    assert_snapshot!(board.screen());
    board.press('y');
    assert_eq!(board.wants(), [edits(request(note.clone(), false))]);

    board.answer(answer(false, Ok(edited)));
    assert!(board.state.dialog.is_none());
    assert!(board.screen().contains("● case 40: note"));
    let again = |effect: &Effect| matches!(effect, Effect::Call(Call::Cases { .. }));
    assert!(board.wants().iter().any(again), "the list is read anew");
}

#[test]
fn every_part_asks_for_its_edit() {
    #[track_caller]
    fn check(key: char, write: &str, edit: CaseEdit) {
        let mut board = cases(80, 24);
        let mut page = fixtures::page(fixtures::cases(40));
        page.items[0].labels = vec!["raid".into(), "alt".into()];
        page.items[0].links = vec![12];
        page.items[0].reason = None;
        board.answer(Answer::Cases {
            filter: fixtures::case_filter(),
            more: false,
            result: Ok(page),
        });
        board.wanted.clear();
        board.press('e');
        board.press(key);
        board.write(write);
        board.code(KeyCode::Enter);
        assert_eq!(board.wants(), [edits(request(edit, true))]);
    }
    let words = |words: &[&str]| words.iter().map(|it| (*it).into()).collect();
    check('r', "spam", CaseEdit::Reason(Some("spam".into())));
    check('r', "", CaseEdit::Reason(None));
    check('l', "raid, x-y", CaseEdit::Label(words(&["raid", "x-y"])));
    check('L', "", CaseEdit::Unlabel(words(&["raid", "alt"])));
    check('i', "#7", CaseEdit::Link(7));
    check('I', "", CaseEdit::Unlink(12));
    check('c', "", CaseEdit::Close(None));
    check('h', "", CaseEdit::Hide);
}

#[test]
fn what_makes_no_sense_says_why() {
    let mut board = cases(80, 24);
    board.press('e');
    board.press('o');
    assert_eq!(board.wants(), []);
    assert!(board.screen().contains("✗ it is not closed"));
    board.press('i');
    board.write("zz");
    board.code(KeyCode::Enter);
    assert!(board.screen().contains("✗ `zz` is no number of a case"));
}

#[test]
fn a_refused_edit_keeps_what_was_written() {
    let mut board = cases(80, 24);
    board.press('e');
    board.press('l');
    board.write("Raid!");
    board.code(KeyCode::Enter);
    let asked = request(CaseEdit::Label(vec!["Raid!".into()]), true);
    let refused = Error::new(ErrorKind::Invalid, "labels are small letters");
    board.answer(Answer::Edited(asked, Err(refused)));
    assert!(board.screen().contains("✗ labels are small letters"));
    board.press('e');
    assert!(board.screen().contains("Raid!"));
}

#[test]
fn a_new_end_is_asked_about_and_a_timeout_is_given_anew() {
    let mut board = cases(80, 24);
    let mut page = fixtures::page(fixtures::cases(40));
    (page.items[0].kind, page.items[0].state) = (Kind::Ban, CaseState::Applied);
    (page.items[1].kind, page.items[1].state) = (Kind::Timeout, CaseState::Applied);
    board.answer(Answer::Cases {
        filter: fixtures::case_filter(),
        more: false,
        result: Ok(page),
    });
    board.wanted.clear();
    board.press('e');
    board.press('t');
    board.write("3d");
    board.code(KeyCode::Enter);
    assert!(board.screen().contains("● it ends in 3d"));
    board.press('y');
    let three = Some(3 * 86_400_000);
    let retime = Call::Retime(fixtures::GUILD, 40, three);
    assert_eq!(board.wants(), [Effect::Call(retime)]);
    board.answer(Answer::Retimed(40, three, Ok(details::retimed(40, three))));
    assert!(board.screen().contains("● case 40 ends in 3d"));

    board.press('j');
    board.press('e');
    board.press('t');
    assert_eq!(board.act().form.kind, Kind::Timeout);
}

/// The newest three cases are of a lock, of an ended timeout and of a timeout.
fn other_kinds(board: &mut Board) {
    let mut page = fixtures::page(fixtures::cases(40));
    let kinds = [
        (Kind::Lock, CaseState::Applied),
        (Kind::Timeout, CaseState::Ended),
        (Kind::Timeout, CaseState::Applied),
    ];
    for (case, (kind, state)) in page.items.iter_mut().zip(kinds) {
        (case.kind, case.state) = (kind, state);
    }
    page.items[0].target.name = "#general".into();
    page.items[0].target.display_name = None;
    board.answer(Answer::Cases {
        filter: fixtures::case_filter(),
        more: false,
        result: Ok(page),
    });
    board.wanted.clear();
}

#[test]
fn a_typed_new_end_of_a_timeout_is_given_anew() {
    let detail = |kind, state| {
        let mut detail = details::case_detail(38);
        (detail.case.kind, detail.case.state) = (kind, state);
        Answer::Case(38, Ok(detail))
    };
    let typed = || {
        let mut board = cases(80, 24);
        board.command("case retime 38 3d");
        let read = Call::Case(fixtures::GUILD, 38);
        assert_eq!(board.wants(), [Effect::Call(read)]);
        assert!(board.screen().contains("reading the case"));
        board.code(KeyCode::Enter);
        board.press('e');
        assert_eq!(board.wants(), [], "nothing is asked before it is read");
        board
    };

    let mut board = typed();
    board.answer(detail(Kind::Timeout, CaseState::Applied));
    let form = &board.act().form;
    assert_eq!((form.kind, form.duration.value()), (Kind::Timeout, "3d"));

    let mut board = typed();
    board.answer(detail(Kind::Ban, CaseState::Applied));
    board.code(KeyCode::Enter);
    assert!(board.screen().contains("● it ends in 3d"));

    let mut board = typed();
    board.answer(detail(Kind::Timeout, CaseState::Ended));
    assert!(board.state.dialog.is_none());
    assert!(board.screen().contains("case 38: it is not in force"));
}

#[test]
fn a_case_of_a_channel_is_about_no_member() {
    let mut board = cases(120, 24);
    other_kinds(&mut board);
    let screen = board.screen();
    assert!(screen.contains(" #general"), "{screen}");
    assert!(!screen.contains("@#general"), "{screen}");

    for key in "abntwu".chars() {
        board.press(key);
        assert!(board.state.dialog.is_none(), "{key}");
        let told = format!("{key}: ");
        assert!(board.screen().contains(&told), "{}", board.screen());
    }
    board.press('m');
    assert!(board.screen().contains("case 40 is about no member"));
    assert_eq!(board.wants(), []);
    board.code(KeyCode::Enter);
    let mut detail = details::case_detail(40);
    detail.case.kind = Kind::InvitesPause;
    detail.case.target.name = "Harbor".into();
    board.answer(Answer::Case(40, Ok(detail)));
    assert!(!board.screen().contains("@Harbor"), "{}", board.screen());
    board.press('n');
    assert!(board.state.dialog.is_none());
}

#[test]
fn a_key_turns_to_the_changes_and_back() {
    let mut board = cases(140, 24);
    board.press('d');
    let guild = fixtures::GUILD;
    let calls = [Call::Case(guild, 40), Call::Changes(guild, 40)];
    assert_eq!(board.wants(), calls.map(Effect::Call));

    let mut detail = details::case_detail(40);
    detail.case.labels = vec!["raid".into()];
    detail.case.rule = Some("no links".into());
    detail.case.links = vec![7, 12];
    detail.case.closed_at = Some(fixtures::ago(60));
    board.answer(Answer::Case(40, Ok(detail)));
    board.answer(Answer::Changes(40, Ok(details::changes())));
    assert_snapshot!(board.screen());
    board.press('d');
    assert!(board.screen().contains("Entries"));
}

#[test]
fn typed_edits_open_filled_in() {
    let mut board = cases(80, 24);
    board.command("case close 40 it was a joke");
    board.code(KeyCode::Enter);
    let edit = CaseEdit::Close(Some("it was a joke".into()));
    assert_eq!(board.wants(), [edits(request(edit, true))]);
}

#[test]
fn narrows_cases_by_how_they_stand() {
    let mut board = cases(80, 24);
    let mut seen = Vec::new();
    for _ in 0..7 {
        board.press('f');
        for effect in board.wants() {
            if let Effect::Call(Call::Cases { filter, .. }) = effect {
                seen.push((filter.state, filter.closed, filter.hidden));
                board.answer(Answer::Cases {
                    filter,
                    more: false,
                    result: Ok(fixtures::page(Vec::new())),
                });
            }
        }
    }
    assert_eq!(
        seen,
        [
            (Some(CaseState::Pending), None, false),
            (Some(CaseState::Applied), None, false),
            (Some(CaseState::Failed), None, false),
            (Some(CaseState::Ended), None, false),
            (None, Some(false), false),
            (None, None, true),
            (None, None, false),
        ]
    );
}

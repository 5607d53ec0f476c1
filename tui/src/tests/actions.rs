use crossterm::event::KeyCode;
use emperione_protocol::actions::{ActRequest, Kind, State, Submitted};
use emperione_protocol::{ActionId, Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::details;
use crate::dialog::form::{Form, Given};
use crate::dialog::{Dialog, Opened, Whom};
use crate::effect::{Call, Effect};
use crate::message::{Answer, Message, Then};
use crate::testing::{Board, fixtures};

const ID: ActionId = ActionId(77);

/// The screen of members with the second one chosen.
fn members(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('3');
    board.answer_members(40);
    board.press('j');
    board.wanted.clear();
    board
}

fn open(board: &mut Board, key: char) {
    board.press(key);
    assert_eq!(board.wants(), [Effect::MakeId]);
    board.take(Message::Id(ID));
}

/// A ban for a week, with the checks asked for.
fn ban_asked(board: &mut Board) -> ActRequest {
    open(board, 'b');
    board.write("link spam");
    board.code(KeyCode::Tab);
    board.write("7d");
    board.code(KeyCode::Enter);
    match &board.wants()[..] {
        [Effect::Call(Call::Preview(request))] => (**request).clone(),
        other => panic!("{other:?}"),
    }
}

/// The same, confirmed.
fn ban_sent(board: &mut Board) -> ActRequest {
    let request = ban_asked(board);
    let preview = details::preview(&request, true);
    board.answer(Answer::Preview(request.clone(), Ok(preview)));
    board.press('y');
    assert_eq!(
        board.wants(),
        [Effect::Call(Call::Submit(Box::new(request.clone())))]
    );
    request
}

fn submitted(request: &ActRequest, state: State) -> Submitted {
    Submitted {
        action: details::action(request, state),
        created: true,
    }
}

#[test]
fn a_ban_is_filled_in() {
    let mut board = members(90, 24);
    open(&mut board, 'b');
    board.write("link spam");
    assert_snapshot!(board.screen());
}

#[test]
fn shows_the_checks_before_the_key_that_does_it() {
    let mut board = members(90, 24);
    let request = ban_asked(&mut board);
    assert_eq!(request.duration_ms, Some(7 * 24 * 3_600_000));
    assert_eq!(request.target, fixtures::user(1).id);
    assert_eq!(request.delete_message_seconds, Some(0));
    board.press('y');
    assert_eq!(
        board.wants(),
        [],
        "nothing is sent before the answers are there"
    );

    let preview = details::preview(&request, true);
    board.answer(Answer::Preview(request, Ok(preview)));
    assert_snapshot!(board.screen());
}

#[test]
fn a_refusal_cannot_be_confirmed() {
    let mut board = members(60, 16);
    let request = ban_asked(&mut board);
    let preview = details::preview(&request, false);
    board.answer(Answer::Preview(request, Ok(preview)));
    board.press('y');
    assert_eq!(board.wants(), []);
    assert_snapshot!(board.screen());
}

#[test]
fn a_failed_check_can_be_gone_back_from() {
    let mut board = members(90, 24);
    let request = ban_asked(&mut board);
    let away = Error::new(ErrorKind::Unavailable, "discord is away").hint("try again");
    board.answer(Answer::Preview(request, Err(away)));
    assert!(board.screen().contains("✗ discord is away: try again"));
    board.press('e');
    board.code(KeyCode::BackTab);
    board.write("!");
    assert!(board.screen().contains("link spam!"));
}

#[test]
fn tells_the_case_and_how_it_ended() {
    let mut board = members(90, 24);
    let request = ban_sent(&mut board);
    assert!(board.screen().contains("◌ sending"));

    board.answer(Answer::Submitted(
        request.clone(),
        Ok(submitted(&request, State::Planned)),
    ));
    assert!(board.state.dialog.is_none());
    assert_eq!(board.wants(), [Effect::Call(Call::Wait(ID))]);
    assert!(
        board
            .screen()
            .contains("◌ case 19: ban of @bob1 is under way")
    );

    board.answer(Answer::Action(
        ID,
        Ok(details::action(&request, State::Applied)),
    ));
    assert_eq!(board.wants(), []);
    assert_snapshot!(board.screen());

    for second in 1..8 {
        board.tick(second);
    }
    assert!(
        !board.screen().contains("case 19"),
        "the news go by themselves"
    );
}

#[test]
fn tells_why_it_failed() {
    let mut board = members(90, 24);
    let request = ban_sent(&mut board);
    board.answer(Answer::Submitted(
        request.clone(),
        Ok(submitted(&request, State::Failed)),
    ));
    assert!(
        board
            .screen()
            .contains("✗ case 19: ban of @bob1 failed: the member left")
    );
    assert_eq!(board.wants(), []);
}

#[test]
fn a_lost_connection_sends_the_same_request_again() {
    let mut board = members(90, 24);
    let request = ban_sent(&mut board);
    let gone = Error::new(
        ErrorKind::Unreachable,
        "the connection to the daemon was lost",
    );
    board.answer(Answer::Submitted(request.clone(), Err(gone)));
    assert!(matches!(board.wants()[..], [Effect::Connect(_)]));
    assert!(board.screen().contains("◌ sending"));

    board.take(Message::Connected(fixtures::hello()));
    assert!(
        board
            .wants()
            .contains(&Effect::Call(Call::Submit(Box::new(request.clone()))))
    );

    board.answer(Answer::Submitted(
        request.clone(),
        Ok(submitted(&request, State::Applied)),
    ));
    assert!(board.state.dialog.is_none());
    board.take(Message::Connected(fixtures::hello()));
    let again = |effect: &Effect| matches!(effect, Effect::Call(Call::Submit(_)));
    assert!(
        !board.wants().iter().any(again),
        "an answered request is never sent again"
    );
}

#[test]
fn an_action_under_way_is_waited_for_after_a_lost_connection() {
    let mut board = members(90, 24);
    let request = ban_sent(&mut board);
    board.answer(Answer::Submitted(
        request.clone(),
        Ok(submitted(&request, State::Sending)),
    ));
    board.wanted.clear();
    board.take(Message::Connected(fixtures::hello()));
    assert!(board.wants().contains(&Effect::Call(Call::Wait(ID))));
}

#[test]
fn another_try_after_a_refusal_is_another_action() {
    let mut board = members(90, 24);
    let request = ban_sent(&mut board);
    let refused = Error::new(ErrorKind::Conflict, "@bob1 is already banned");
    board.answer(Answer::Submitted(request, Err(refused)));
    assert!(board.screen().contains("✗ @bob1 is already banned"));
    assert_eq!(board.wants(), [Effect::MakeId]);

    board.take(Message::Id(ActionId(78)));
    board.code(KeyCode::Enter);
    let [Effect::Call(Call::Preview(request))] = &board.wants()[..] else {
        panic!("the form asks for the checks again");
    };
    assert_eq!(request.id, ActionId(78));
}

#[test]
fn says_what_is_wrong_with_the_form() {
    #[track_caller]
    fn check(key: char, write: &str, problem: &str) {
        let mut board = members(90, 24);
        open(&mut board, key);
        if key == 't' {
            board.code(KeyCode::Tab);
        }
        board.write(write);
        board.code(KeyCode::Enter);
        assert_eq!(board.wants(), []);
        let screen = board.screen();
        assert!(screen.contains(problem), "{screen}");
    }
    check('w', " ", "✗ a warn needs a text");
    check('n', "", "✗ a note needs a text");
    check('t', "x", "✗ the duration is written like 10m, 1h30m or 7d");
}

#[test]
fn every_kind_has_its_fields() {
    for (key, kind, fields) in [
        ('b', Kind::Ban, 4),
        ('t', Kind::Timeout, 3),
        ('x', Kind::Kick, 2),
        ('w', Kind::Warn, 3),
        ('n', Kind::Note, 1),
    ] {
        let mut board = members(90, 24);
        open(&mut board, key);
        let form = &board.act().form;
        assert_eq!((form.kind, form.fields().len()), (kind, fields));
    }
}

#[test]
fn whoever_is_unbanned_freed_or_renamed_can_be_told() {
    for kind in [Kind::Unban, Kind::Untimeout, Kind::Nick] {
        let mut form = Form::new(kind);
        assert!(!form.act().unwrap().notify, "{kind}");
        form.step(false);
        form.choose(true);
        assert!(form.act().unwrap().notify, "{kind}");
    }
}

#[test]
fn one_is_told_by_the_acts_that_every_door_tells_and_many_only_by_a_warning() {
    for kind in Kind::ALL {
        let one = Dialog::act(
            fixtures::GUILD,
            Whom::one(fixtures::user(1)),
            Form::new(kind),
        );
        let many = Whom::Some(vec![fixtures::user(1), fixtures::user(2)]);
        let many = Dialog::act(fixtures::GUILD, many, Form::new(kind));
        let tells = |(mut dialog, _): Opened| dialog.form_mut().unwrap().notify;
        assert_eq!(tells(one), kind.tells_by_default(), "{kind}");
        assert_eq!(tells(many), kind == Kind::Warn, "{kind}");
    }
}

#[test]
fn choices_go_round() {
    let mut board = members(90, 24);
    open(&mut board, 'b');
    board.code(KeyCode::Up);
    board.press(' ');
    board.code(KeyCode::Up);
    board.code(KeyCode::Left);
    let screen = board.screen();
    assert!(screen.contains("tell them  no"), "{screen}");
    assert!(screen.contains("▸ delete     7 days"), "{screen}");
}

#[test]
fn a_typed_ban_opens_the_dialog_filled_in() {
    let mut board = members(90, 24);
    board.command("ban @bob1 7d link spam");
    let given = Given {
        duration_ms: Some(7 * 24 * 3_600_000),
        reason: "link spam".into(),
        what: String::new(),
    };
    let then = Then::Act(Kind::Ban, given);
    let text = "@bob1".to_owned();
    let call = Call::Resolve {
        guild: fixtures::GUILD,
        text: text.clone(),
        then: then.clone(),
    };
    assert_eq!(board.wants(), [Effect::Call(call)]);

    let result = Ok(vec![fixtures::user(1)]);
    board.answer(Answer::Resolved { text, then, result });
    let form = &board.act().form;
    assert_eq!(
        (form.reason.value(), form.duration.value()),
        ("link spam", "7d")
    );
}

#[test]
fn an_ambiguous_or_unknown_name_does_nothing() {
    let mut board = members(90, 24);
    let then = Then::Show;
    let result = Ok(vec![fixtures::user(1), fixtures::user(11)]);
    board.answer(Answer::Resolved {
        text: "bob".into(),
        then: then.clone(),
        result,
    });
    assert!(board.screen().contains("▲ `bob` could be @bob1, @bob11"));

    board.answer(Answer::Resolved {
        text: "zz".into(),
        then,
        result: Ok(Vec::new()),
    });
    assert!(board.screen().contains("▲ nobody is called `zz`"));
    assert!(board.state.dialog.is_none());
}

#[test]
fn a_wait_that_failed_begins_anew_with_the_next_tick() {
    let mut board = members(90, 24);
    let request = ban_sent(&mut board);
    board.answer(Answer::Submitted(
        request.clone(),
        Ok(submitted(&request, State::Sending)),
    ));
    board.wanted.clear();
    let away = Error::new(ErrorKind::Unavailable, "the database is away");
    board.answer(Answer::Action(ID, Err(away)));
    assert_eq!(board.wants(), [], "asking at once would ask for ever");
    board.tick(1);
    assert_eq!(board.wants(), [Effect::Call(Call::Wait(ID))]);
}

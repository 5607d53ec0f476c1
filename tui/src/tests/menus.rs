use crossterm::event::KeyCode;
use emperione_protocol::actions::{Climb, Kind};
use emperione_protocol::ladders::Step;
use emperione_protocol::{ActionId, ChannelId, RoleId};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use super::details;
use crate::dialog::pick::Named;
use crate::effect::{Call, Effect};
use crate::keys::{self, Context, Order};
use crate::message::{Answer, Message};
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

/// The menu of acts, with what the daemon says against some.
fn menu(board: &mut Board) {
    let user = fixtures::user(1).id;
    board.press('a');
    let call = Call::Verdicts(fixtures::GUILD, user);
    assert_eq!(board.wants(), [Effect::Call(call)]);
    let verdicts = vec![
        (Kind::Unban, format!("user {user} is not banned")),
        (
            Kind::Kick,
            "the bot's highest role is not above the target's".into(),
        ),
    ];
    board.answer(Answer::Verdicts(user, Ok(verdicts)));
}

#[test]
fn lists_every_act_with_what_stands_against_it() {
    let mut board = members(80, 24);
    menu(&mut board);
    assert_snapshot!(board.screen());
}

#[test]
fn fits_a_small_terminal() {
    let mut board = members(60, 16);
    menu(&mut board);
    for _ in 0..17 {
        board.press('j');
    }
    assert_snapshot!(board.screen());
}

#[test]
fn an_act_that_cannot_be_done_says_why_and_stays() {
    let mut board = members(80, 24);
    menu(&mut board);
    board.press('x');
    assert_eq!(board.wants(), []);
    let screen = board.screen();
    assert!(
        screen.contains("▸ x kick              ✗ the bot's highest role"),
        "{screen}"
    );
    board.press('b');
    assert_eq!(board.act().form.kind, Kind::Ban);
}

#[test]
fn every_act_on_a_member_is_in_the_menu_and_opens_its_form() {
    let acts = keys::of(Context::Acts).map(|binding| binding.order);
    let acts: Vec<_> = acts.collect();
    // A warning is taken back by its case, and messages are deleted by their links.
    let elsewhere = [Kind::Unwarn, Kind::MessageDelete];
    let members_kinds = Kind::ALL.into_iter().filter(|kind| {
        kind.subject() == emperione_protocol::actions::Subject::Member && !elsewhere.contains(kind)
    });
    for kind in members_kinds {
        assert!(acts.contains(&Order::Act(kind)), "{kind}");
    }
    for (at, order) in acts.iter().enumerate() {
        let Order::Act(kind) = order else {
            panic!("{order:?} is no act");
        };
        let mut board = members(80, 24);
        // The next one is timed out, so that even the end of that makes sense.
        board.press('j');
        board.press('a');
        for _ in 0..at {
            board.press('j');
        }
        board.code(KeyCode::Enter);
        assert_eq!(board.act().form.kind, *kind);
        board.screen();
    }
}

#[test]
fn what_the_list_knows_stands_in_the_menu_at_once() {
    let mut board = members(80, 24);
    board.press('a');
    assert!(board.screen().contains("✗ they are not timed out"));
    board.code(KeyCode::Esc);
    for _ in 0..5 {
        board.press('j');
    }
    board.press('a');
    let screen = board.screen();
    assert_eq!(screen.matches("✗ they are no member any more").count(), 4);
}

#[test]
fn news_leave_the_keys_of_a_dialog_in_sight() {
    let mut board = members(60, 16);
    let request = {
        board.press('b');
        board.take(Message::Id(ID));
        board.wanted.clear();
        board.code(KeyCode::Enter);
        asked(&mut board)
    };
    let preview = details::preview(&request, true);
    board.answer(Answer::Preview(request, Ok(preview)));
    board.answer(Answer::JobChanged(Ok("prune is queued again".into())));
    let screen = board.screen();
    let lines: Vec<_> = screen.lines().collect();
    assert!(lines[1].contains("● prune is queued again"), "{screen}");
    assert!(screen.contains("y bans them"), "{screen}");
}

#[test]
fn what_is_chosen_is_done_to_whom_the_menu_named() {
    let mut board = members(80, 24);
    board.press('a');
    board.answer_members(1);
    board.press('w');
    assert_eq!(board.act().target, fixtures::user(1));
}

fn roles() -> Vec<Named> {
    let names = ["Moderator", "Quiet", "Regular", "Quiet zone"];
    (21..)
        .zip(names)
        .map(|(id, name)| Named::new(id, name))
        .collect()
}

#[test]
fn a_role_is_chosen_by_a_part_of_its_name() {
    let mut board = members(90, 24);
    board.press('a');
    board.wanted.clear();
    board.press('+');
    let ask = Effect::Call(Call::Roles(fixtures::GUILD));
    assert_eq!(board.wants(), [Effect::MakeId, ask]);
    board.take(Message::Id(ID));
    assert!(board.screen().contains("reading"));

    board.answer(Answer::Roles(fixtures::GUILD, Ok(roles())));
    board.code(KeyCode::Enter);
    assert!(board.screen().contains("✗ choose a role"));
    board.write("qui");
    board.code(KeyCode::Right);
    assert_snapshot!(board.screen());

    board.code(KeyCode::Enter);
    let [Effect::Call(Call::Preview(request))] = &board.wants()[..] else {
        panic!("the form asks for the checks");
    };
    assert_eq!(request.detail.role, Some(RoleId(24)));
    assert_eq!(request.kind, Kind::RoleAdd);
    assert!(board.screen().contains("Quiet zone"));
}

#[test]
fn an_unknown_role_is_none() {
    let mut board = members(90, 24);
    board.press('a');
    board.press('-');
    board.take(Message::Id(ID));
    board.answer(Answer::Roles(fixtures::GUILD, Ok(roles())));
    board.write("zz");
    board.code(KeyCode::Enter);
    assert!(board.screen().contains("✗ no role is called `zz`"));
}

#[test]
fn nicknames_points_and_channels_reach_the_daemon() {
    let mut board = members(90, 24);
    board.press('a');
    board.press('i');
    board.take(Message::Id(ID));
    board.write("Be Kind");
    board.wanted.clear();
    board.code(KeyCode::Enter);
    let nick = asked(&mut board);
    assert_eq!(nick.detail.nick.as_deref(), Some("Be Kind"));
    board.code(KeyCode::Esc);

    board.press('w');
    board.take(Message::Id(ID));
    board.write("third time");
    board.code(KeyCode::Tab);
    board.press('2');
    board.wanted.clear();
    board.code(KeyCode::Enter);
    assert_eq!(asked(&mut board).detail.points, Some(12));
    board.code(KeyCode::Esc);

    board.press('a');
    board.press('m');
    board.take(Message::Id(ID));
    let channels = vec![Named::new(31, "Lounge")];
    board.answer(Answer::Channels(fixtures::GUILD, Ok(channels)));
    board.write("lounge");
    board.wanted.clear();
    board.code(KeyCode::Enter);
    assert_eq!(asked(&mut board).detail.channel, Some(ChannelId(31)));
}

#[track_caller]
fn asked(board: &mut Board) -> emperione_protocol::actions::ActRequest {
    match &board.wants()[..] {
        [Effect::Call(Call::Preview(request))] => (**request).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_warning_says_what_follows_before_it_is_given() {
    let mut board = members(90, 24);
    board.press('w');
    board.take(Message::Id(ID));
    board.write("third time");
    board.wanted.clear();
    board.code(KeyCode::Enter);
    let request = asked(&mut board);
    let mut preview = details::preview(&request, true);
    preview.ladder = Some(Climb {
        points: 3,
        step: Some(Step {
            points: 3,
            within_ms: 30 * 86_400_000,
            kind: Kind::Timeout,
            duration_ms: Some(86_400_000),
        }),
    });
    board.answer(Answer::Preview(request, Ok(preview)));
    assert_snapshot!(board.screen());
}

#[test]
fn a_timeout_without_a_length_lasts_until_somebody_ends_it() {
    let mut board = members(90, 24);
    board.press('t');
    board.take(Message::Id(ID));
    board.code(KeyCode::Tab);
    board.code(KeyCode::Backspace);
    board.code(KeyCode::Backspace);
    board.wanted.clear();
    board.code(KeyCode::Enter);
    assert_eq!(asked(&mut board).duration_ms, None);
    assert!(board.screen().contains("until somebody ends it"));
}

#[test]
fn a_key_that_does_nothing_here_says_where_it_works() {
    let mut board = Board::full(80, 24, 0);
    board.press('1');
    board.press('b');
    let screen = board.screen();
    assert!(
        screen.contains("b: ban, for ever or for a while (on a chosen member)"),
        "{screen}"
    );
    board.press('b');
    assert_eq!(board.screen().matches("on a chosen member").count(), 1);
    board.press('Z');
    assert!(board.screen().contains("nothing was done from here"));
}

#[test]
fn the_help_begins_with_what_works_here_and_says_what_does_not() {
    let mut board = Board::full(80, 24, 0);
    board.press('6');
    board.press('?');
    assert_snapshot!(board.screen());
}

#[test]
fn every_typed_act_opens_its_form_filled_in() {
    #[track_caller]
    fn check(line: &str, kind: Kind, what: &str) {
        let mut board = members(90, 24);
        board.command(line);
        let [Effect::Call(Call::Resolve { text, then, .. })] = &board.wants()[..] else {
            panic!("{line} asks whom it means");
        };
        let result = Ok(vec![fixtures::user(1)]);
        board.answer(Answer::Resolved {
            text: text.clone(),
            then: then.clone(),
            result,
        });
        let form = &board.act().form;
        assert_eq!(form.kind, kind);
        let written = [
            form.nick.value(),
            form.role.typed.value(),
            form.channel.typed.value(),
            form.reason.value(),
        ];
        assert!(written.contains(&what), "{written:?}");
    }
    check("softban @bob1 spam", Kind::Softban, "spam");
    check("nick @bob1 Be Kind", Kind::Nick, "Be Kind");
    check("role add Quiet @bob1", Kind::RoleAdd, "Quiet");
    check("role remove Quiet @bob1", Kind::RoleRemove, "Quiet");
    check("voice move Lounge @bob1", Kind::VoiceMove, "Lounge");
    check("voice deafen @bob1 noise", Kind::VoiceDeafen, "noise");
}

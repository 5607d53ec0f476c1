use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};
use emperione_protocol::{Error, ErrorKind};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;
use ratatui::style::{Color, Modifier};

use crate::Exit;
use crate::effect::{Call, Effect};
use crate::message::{Answer, Message};
use crate::options::ThemeName;
use crate::screens::Screen;
use crate::testing::{Board, fixtures, options};

fn gone() -> Error {
    Error::new(
        ErrorKind::Unreachable,
        "the connection to the daemon was lost",
    )
}

#[test]
fn a_lost_connection_is_shown_and_tried_again_ever_more_slowly() {
    let mut board = Board::full(80, 24, 30);
    board.answer(Answer::Events(Err(gone())));
    let mut waits = Vec::new();
    for _ in 0..7 {
        waits.extend(board.wants().into_iter().filter_map(|effect| match effect {
            Effect::Connect(wait) => Some(wait.as_millis()),
            _ => None,
        }));
        board.take(Message::NotConnected(gone()));
    }
    assert_eq!(waits, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    assert_snapshot!(board.screen());

    board.take(Message::Connected(fixtures::hello()));
    board.answer(Answer::Status(Ok(fixtures::status())));
    let screen = board.screen();
    assert!(screen.contains("● connected again"), "{screen}");
    let after = Some(120_398 - 300);
    assert!(
        board
            .wants()
            .contains(&Effect::Call(Call::Events { after }))
    );
}

#[test]
fn one_loss_is_one_new_connection() {
    let mut board = Board::full(80, 24, 30);
    board.answer(Answer::Status(Err(gone())));
    board.answer(Answer::JobKinds(Err(gone())));
    assert_eq!(board.wants(), [Effect::Connect(Duration::from_millis(250))]);
    board.tick(10);
    assert_eq!(board.wants(), [], "nothing is asked while nobody listens");
}

#[test]
fn the_help_comes_from_the_table() {
    let mut board = Board::full(80, 24, 0);
    board.press('?');
    assert_snapshot!(board.screen());
    board.code(KeyCode::End);
    assert!(board.screen().contains("close the help"));
    board.code(KeyCode::Esc);
    assert!(board.state.help.is_none());
}

#[test]
fn the_command_line_says_what_may_follow() {
    let mut board = Board::full(80, 16, 0);
    board.command("ban");
    assert!(
        board
            .screen()
            .contains("write `:ban WHO [DURATION] [REASON]`")
    );

    board.code(KeyCode::Backspace);
    board.write("n");
    board.press(' ');
    board.write("@bob1");
    board.code(KeyCode::Tab);
    assert_snapshot!(board.screen());
    board.code(KeyCode::Esc);
    assert!(board.state.line.is_none());
}

#[test]
fn typed_commands_go_where_they_say() {
    let mut board = Board::full(80, 24, 0);
    board.command("members alice");
    assert_eq!(board.state.screen, Screen::Members);
    let wanted = board.wants();
    let asked = |effect: &Effect| match effect {
        Effect::Call(Call::Members { filter, .. }) => filter.text.as_deref() == Some("alice"),
        _ => false,
    };
    assert!(wanted.iter().any(asked), "{wanted:?}");

    board.command("case 12");
    assert!(
        board
            .wants()
            .contains(&Effect::Call(Call::Case(fixtures::GUILD, 12)))
    );
    board.command("theme pink");
    assert!(board.screen().contains("no theme is called `pink`"));
    board.code(KeyCode::Esc);
    board.command("q");
    assert_eq!(board.state.exit, Some(Exit::Quit));
}

#[test]
fn the_history_brings_commands_back() {
    let mut board = Board::full(80, 24, 0);
    board.command("live");
    board.command("cases spam");
    board.press(':');
    board.code(KeyCode::Up);
    board.code(KeyCode::Up);
    board.code(KeyCode::Enter);
    assert_eq!(board.state.screen, Screen::Live);
}

#[test]
fn another_guild_shows_nothing_of_the_first() {
    let mut board = Board::full(80, 24, 30);
    board.command("guild night");
    let screen = board.screen();
    assert!(screen.contains("Night Garden"), "{screen}");
    assert!(!screen.contains("12,048"));
    let late = fixtures::overview();
    board.answer(Answer::Overview(fixtures::GUILD, Ok(late)));
    assert!(
        !board.screen().contains("12,048"),
        "a late answer is for the other guild"
    );
    board.command("guild x");
    assert!(board.screen().contains("no guild is called `x`"));
}

#[test]
fn a_bot_without_a_guild_says_so() {
    let mut board = Board::empty(60, 16);
    board.take(Message::Connected(fixtures::hello()));
    board.answer(Answer::Guilds(Ok(Vec::new())));
    assert!(board.screen().contains("the bot is in no guild yet"));
}

#[test]
fn the_banner_is_a_line_under_the_header() {
    let mut demo = options();
    demo.banner = Some("demo: a raid of 150 accounts begins in 20 s".into());
    let mut board = Board::with(&demo, 80, 24);
    let screen = board.screen();
    assert!(
        screen
            .lines()
            .nth(2)
            .unwrap()
            .contains("a raid of 150 accounts"),
        "{screen}"
    );
}

#[test]
fn quits_by_q_and_by_control_c() {
    for (code, modifiers) in [('q', KeyModifiers::NONE), ('c', KeyModifiers::CONTROL)] {
        let mut board = Board::full(80, 24, 0);
        board.key(KeyCode::Char(code), modifiers);
        assert_eq!(board.state.exit, Some(Exit::Quit));
    }
}

#[test]
fn suspends_and_redraws() {
    let mut board = Board::full(80, 24, 0);
    board.key(KeyCode::Char('z'), KeyModifiers::CONTROL);
    board.key(KeyCode::Char('l'), KeyModifiers::CONTROL);
    assert_eq!(board.wants(), [Effect::Suspend, Effect::Redraw]);
}

#[test]
fn a_terminal_too_small_says_so() {
    let mut board = Board::full(39, 12, 0);
    assert!(board.screen().contains("make the terminal larger"));
}

#[test]
fn every_size_and_screen_can_be_drawn() {
    for (width, height) in [
        (1, 1),
        (20, 5),
        (40, 10),
        (60, 16),
        (96, 22),
        (110, 34),
        (250, 80),
    ] {
        let mut board = Board::full(width, height, 60);
        for key in ['1', '2', '3', '4', '5', '6', '7', '8', '?'] {
            board.press(key);
            board.frame();
        }
        board.code(KeyCode::Esc);
        for key in ['3', 'l', 'b'] {
            board.press(key);
            board.frame();
        }
        for keys in ["3a", "4e", "4z", "7lz", "7jc", "3z"] {
            for key in keys.chars() {
                board.press(key);
                board.frame();
            }
            board.code(KeyCode::Esc);
            board.code(KeyCode::Esc);
        }
    }
}

#[test]
fn the_contrast_theme_has_no_colour_and_shows_the_choice() {
    let mut plain = options();
    plain.theme = ThemeName::Contrast;
    let mut board = Board::with(&plain, 80, 24);
    board.connect();
    board.press('3');
    board.answer_members(10);
    let buffer = board.buffer();
    let colored = |color| color != Color::Reset;
    assert!(
        !buffer
            .content()
            .iter()
            .any(|cell| colored(cell.fg) || colored(cell.bg))
    );
    let pointer = buffer
        .content()
        .iter()
        .find(|cell| cell.symbol() == "▸")
        .unwrap();
    assert!(pointer.modifier.contains(Modifier::REVERSED));
}

#[test]
fn a_theme_can_be_changed_while_it_runs() {
    let mut board = Board::full(80, 24, 0);
    assert_eq!(
        board.buffer().content()[200].bg,
        Color::Reset,
        "dark leaves the terminal's own"
    );
    board.command("theme light");
    let paper = board
        .buffer()
        .content()
        .iter()
        .all(|cell| cell.bg != Color::Reset);
    assert!(paper, "light paints its paper everywhere");
}

#[test]
fn no_color_holds_for_every_theme() {
    let mut plain = options();
    plain.color = false;
    let mut board = Board::with(&plain, 80, 24);
    board.connect();
    for theme in ThemeName::ALL {
        board.command(&format!("theme {}", theme.word()));
        let colored = |color| color != Color::Reset;
        let buffer = board.buffer();
        assert!(
            !buffer
                .content()
                .iter()
                .any(|cell| colored(cell.fg) || colored(cell.bg))
        );
    }
}

#[test]
fn a_named_guild_is_read_at_once() {
    let mut named = options();
    named.guild = Some(fixtures::GUILD);
    let mut board = Board::with(&named, 80, 24);
    board.take(Message::Connected(fixtures::hello()));
    let guild = fixtures::GUILD;
    let calls = [
        Call::Status,
        Call::Guilds,
        Call::Overview(guild),
        Call::Counts(guild),
        Call::Messages { guild, after: None },
    ];
    assert_eq!(board.wants(), calls.map(Effect::Call));
}

#[test]
fn every_theme_styles_the_same_screen() {
    for theme in ThemeName::ALL {
        let mut themed = options();
        themed.theme = theme;
        let mut board = Board::with(&themed, 60, 10);
        board.connect();
        board.press('3');
        board.answer_members(6);
        board.press('j');
        let styled = format!("{:?}", board.buffer());
        assert_snapshot!(
            format!("every_theme_styles_the_same_screen_{}", theme.word()),
            styled
        );
    }
}

#[test]
fn a_connection_that_never_holds_is_tried_more_slowly_too() {
    let mut board = Board::full(80, 24, 0);
    let mut waits = Vec::new();
    for _ in 0..4 {
        board.answer(Answer::Status(Err(gone())));
        waits.extend(board.wants().into_iter().filter_map(|effect| match effect {
            Effect::Connect(wait) => Some(wait.as_millis()),
            _ => None,
        }));
        board.take(Message::Connected(fixtures::hello()));
    }
    assert_eq!(waits, [250, 500, 1_000, 2_000]);

    board.answer(Answer::Events(Ok(fixtures::batch())));
    board.wanted.clear();
    board.answer(Answer::Status(Err(gone())));
    assert_eq!(board.wants(), [Effect::Connect(Duration::from_millis(250))]);
}

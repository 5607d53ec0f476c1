use emperione_protocol::guilds::Pauses;
use emperione_protocol::{Error, ErrorKind, Timestamp};
use insta::assert_snapshot;

use crate::message::Answer;
use crate::options::ThemeName;
use crate::testing::{Board, fixtures, options};

#[test]
fn begins_by_reading() {
    let mut board = Board::empty(80, 24);
    board.connect();
    assert_snapshot!(board.screen());
}

#[test]
fn shows_a_lively_guild() {
    let mut board = Board::full(120, 40, 50);
    assert_snapshot!(board.screen());
}

#[test]
fn shows_an_empty_guild() {
    let mut board = Board::empty(100, 30);
    board.connect();
    let nothing = emperione_protocol::analytics::Overview {
        joins_today: Some(0),
        leaves_today: Some(0),
        messages_per_minute: vec![0; 60],
        ..Default::default()
    };
    board.answer(Answer::Overview(fixtures::GUILD, Ok(nothing)));
    assert_snapshot!(board.screen());
}

#[test]
fn fits_a_small_terminal() {
    let mut board = Board::full(60, 16, 50);
    assert_snapshot!(board.screen());
}

#[test]
fn fits_the_usual_terminal() {
    let mut board = Board::full(80, 24, 50);
    assert_snapshot!(board.screen());
}

#[test]
fn says_why_it_cannot_be_shown() {
    let mut board = Board::empty(80, 24);
    board.connect();
    let refused = Error::new(ErrorKind::Forbidden, "you may not see this guild")
        .hint("ask its owner for the role viewer");
    board.answer(Answer::Overview(fixtures::GUILD, Err(refused)));
    assert_snapshot!(board.screen());
}

#[test]
fn puts_what_is_wrong_on_top() {
    let mut board = Board::full(100, 30, 50);
    let mut status = fixtures::status();
    status.safe_mode = true;
    status.problems = vec!["the gateway closed with 4014: an intent is not allowed".into()];
    status.shards[0].state = "fatal".into();
    status.governor.breaker = Some("9,000 invalid requests in 10 minutes".into());
    status.cache.healthy = false;
    board.answer(Answer::Status(Ok(status)));
    assert_snapshot!(board.screen());
}

#[test]
fn tells_what_is_paused_and_for_how_long() {
    let mut board = Board::full(100, 30, 50);
    let mut overview = fixtures::overview();
    overview.pauses = Pauses {
        invites: Some(Timestamp(board.state.now.0 + 5_400_000)),
        dms: Some(board.state.now),
    };
    board.answer(Answer::Overview(fixtures::GUILD, Ok(overview)));
    let screen = board.screen();
    assert!(
        screen.contains("▲ invites are paused for another 1h30m"),
        "{screen}"
    );
    assert!(!screen.contains("direct messages are paused"), "{screen}");
}

#[test]
fn speaks_ascii_without_unicode() {
    let mut ascii = options();
    ascii.unicode = false;
    ascii.theme = ThemeName::Contrast;
    let mut board = Board::with(&ascii, 100, 30);
    board.connect();
    board.answer(Answer::Overview(fixtures::GUILD, Ok(fixtures::overview())));
    let screen = board.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!(screen);
}

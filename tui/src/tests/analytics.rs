use emperione_protocol::analytics::*;
use emperione_protocol::{Error, ErrorKind, Timestamp};
use insta::assert_snapshot;
use pretty_assertions::assert_eq;

use crate::effect::{Call, Effect};
use crate::message::Answer;
use crate::screens::analytics::{Figures, Numbers, Question};
use crate::testing::{Board, fixtures};

pub(super) fn metrics() -> Vec<Metric> {
    let metric = |name: &str, by, every: &[Every]| Metric {
        name: name.into(),
        unit: "messages".into(),
        about: format!("What {name} counts"),
        adds: true,
        by,
        every: every.to_vec(),
    };
    vec![
        metric("messages", Some(Part::Channel), &Every::ALL),
        metric("retention", None, &[Every::Day, Every::Week]),
    ]
}

fn buckets() -> Vec<Bucket> {
    let values = [Some(4.0), None, Some(8.0), Some(1.0), Some(6.0)];
    let bucket = |(n, value): (i64, Option<f64>)| Bucket {
        at: Timestamp(1_795_392_000_000 + n * 3_600_000),
        value,
        hours: 2,
        heard_hours: match n {
            1 => 0,
            2 => 1,
            _ => 2,
        },
        share: None,
    };
    (0..).zip(values).map(bucket).collect()
}

pub(super) fn series(part: &str) -> Series {
    Series {
        part: part.into(),
        name: None,
        buckets: buckets(),
    }
}

/// What could be answered; texts of others hold this one.
pub(super) fn figures(question: &Question, text: &str) -> Figures {
    let numbers = match question {
        Question::Series(_) => Numbers::Series(vec![series(text)]),
        Question::Week(..) => Numbers::Week(week()),
        Question::Cohorts(_) => Numbers::Cohorts(vec![Cohort {
            at: Timestamp(1_794_787_200_000),
            joined: 40,
            active: vec![Some(40), Some(21), None],
        }]),
        Question::Changes(_) => Numbers::Changes(vec![Insight {
            metric: "joins".into(),
            unit: "members".into(),
            day: fixtures::NOW,
            value: Some(90.0),
            usual: Some(12.0),
            n_days: 8,
            deviations: Some(9.0),
            verdict: Verdict::Higher,
            causes: vec![Cause::Unheard { hours: 2 }],
        }]),
    };
    Figures {
        zone: "Europe/Berlin".into(),
        numbers,
    }
}

fn week() -> Vec<HourOfWeek> {
    let hours = (0..7u8).flat_map(|weekday| (0..24u8).map(move |hour| (weekday, hour)));
    let hours = hours.map(|(weekday, hour)| HourOfWeek {
        weekday,
        hour,
        mean: (weekday != 3).then(|| f64::from(hour) * f64::from(weekday)),
        n_hours: 4,
    });
    hours.collect()
}

fn board(width: u16, height: u16) -> Board {
    let mut board = Board::empty(width, height);
    board.connect();
    board.press('8');
    board
}

/// The question that was asked last.
fn asked(board: &mut Board) -> Option<Question> {
    board
        .wants()
        .into_iter()
        .rev()
        .find_map(|effect| match effect {
            Effect::Call(Call::Figures(question)) => Some(question),
            _ => None,
        })
}

fn give(board: &mut Board, numbers: Numbers) {
    let question = asked(board).unwrap();
    let zone = "Europe/Berlin".into();
    board.answer(Answer::Figures(question, Ok(Figures { zone, numbers })));
}

fn chart(width: u16, height: u16) -> Board {
    let mut board = board(width, height);
    board.answer(Answer::Metrics(Ok(metrics())));
    give(&mut board, Numbers::Series(vec![series("")]));
    board
}

#[test]
fn waits_for_the_metrics() {
    assert_snapshot!(board(60, 12).screen());
}

#[test]
fn says_that_nothing_is_computed() {
    let mut board = board(60, 12);
    board.answer(Answer::Metrics(Ok(metrics())));
    give(&mut board, Numbers::Series(Vec::new()));
    assert_snapshot!(board.screen());
}

#[test]
fn says_why_it_is_not_read() {
    let mut board = board(60, 12);
    board.answer(Answer::Metrics(Ok(metrics())));
    let question = asked(&mut board).unwrap();
    let refused = Error::new(ErrorKind::Forbidden, "only moderators see numbers");
    board.answer(Answer::Figures(question, Err(refused)));
    assert_snapshot!(board.screen());
}

#[test]
fn draws_gaps_as_gaps() {
    assert_snapshot!(chart(80, 24).screen());
}

#[test]
fn fits_a_small_terminal_and_shows_the_numbers() {
    let mut board = chart(60, 14);
    assert_snapshot!("small", board.screen());
    board.press('t');
    assert_snapshot!("table", board.screen());
}

#[test]
fn speaks_ascii_without_unicode() {
    let options = crate::Options {
        unicode: false,
        color: false,
        ..crate::testing::options()
    };
    let mut board = Board::with(&options, 80, 16);
    board.connect();
    board.press('8');
    board.answer(Answer::Metrics(Ok(metrics())));
    give(&mut board, Numbers::Series(vec![series("")]));
    let screen = board.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!(screen);
}

#[test]
fn a_line_for_each_part() {
    let mut board = chart(80, 16);
    board.press('b');
    let parts = vec![series("31"), series("\u{1b}[2J32")];
    give(&mut board, Numbers::Series(parts));
    assert_snapshot!(board.screen());
}

#[test]
fn the_week_the_cohorts_and_what_changed() {
    let mut board = chart(80, 20);
    for view in ["week", "cohorts", "changes"] {
        board.press('v');
        let question = asked(&mut board).unwrap();
        let figures = figures(&question, "");
        board.answer(Answer::Figures(question, Ok(figures)));
        assert_snapshot!(view, board.screen());
    }
}

#[test]
fn keys_ask_only_for_intervals_that_the_metric_has() {
    let mut board = chart(80, 24);
    board.press('j');
    let every = |board: &mut Board| match asked(board) {
        Some(Question::Series(request)) => request.every,
        other => panic!("{other:?}"),
    };
    assert_eq!(every(&mut board), Every::Day);
    board.press('i');
    assert_eq!(every(&mut board), Every::Week);
    board.press('i');
    assert_eq!(every(&mut board), Every::Day);
    board.press('b');
    assert_eq!(asked(&mut board), None, "it has no parts");
}

#[test]
fn an_old_answer_is_dropped() {
    let mut board = chart(80, 24);
    board.press('f');
    let old = asked(&mut board).unwrap();
    board.press('f');
    let figures = Figures {
        zone: "UTC".into(),
        numbers: Numbers::Series(Vec::new()),
    };
    board.answer(Answer::Figures(old, Ok(figures)));
    assert_eq!(board.state.analytics.figures.ready(), None);
}

#[test]
fn news_are_read_each_minute_at_the_most() {
    let mut board = chart(80, 24);
    board.answer(Answer::Events(Ok(fixtures::batch())));
    board.wants();
    board.tick(30);
    assert_eq!(asked(&mut board), None);
    board.tick(61);
    assert!(asked(&mut board).is_some());
    board.tick(180);
    assert_eq!(asked(&mut board), None, "nothing happened since");
}

#[tokio::test]
async fn every_reading_gives_its_answer() {
    let request = SeriesRequest {
        guild: fixtures::GUILD,
        metric: "messages".into(),
        since: fixtures::NOW,
        until: None,
        every: Every::Hour,
        by: None,
    };
    let question = Question::Series(request);
    let figures = Figures {
        zone: "UTC".into(),
        numbers: Numbers::Series(vec![series("")]),
    };
    Box::pin(super::daemon::check([
        (Call::Metrics, Answer::Metrics(Ok(metrics()))),
        (
            Call::Figures(question.clone()),
            Answer::Figures(question, Ok(figures)),
        ),
    ]))
    .await;
}

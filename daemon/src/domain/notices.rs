//! Notices: what a guild has its members told, as a text with placeholders. `{{` and `}}` stand for the signs.

use std::collections::BTreeMap;

use emperione_protocol::Timestamp;
use emperione_protocol::actions::{Kind, Subject};
use emperione_protocol::notices::LONGEST_NOTICE;

use super::actions::kinds::{Length, facts};
use super::calm::calm;

/// How an end reads that nobody knows.
const NO_END: &str = "further notice";
const NO_REASON: &str = "no reason given";
/// How a member appeals, where that is possible, and where it is not.
const APPEAL: &str = "use the button below";
const NO_APPEAL: &str = "write to a moderator";
/// How much of an unknown placeholder is repeated.
const LONGEST_NAMED: usize = 40;

/// A placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Guild,
    Action,
    Reason,
    Until,
    Case,
    Appeal,
    Moderator,
}

const FIELDS: [(Field, &str); 7] = [
    (Field::Guild, "guild"),
    (Field::Action, "action"),
    (Field::Reason, "reason"),
    (Field::Until, "until"),
    (Field::Case, "case"),
    (Field::Appeal, "appeal"),
    (Field::Moderator, "moderator"),
];

impl Field {
    /// The letters of its longest value, which is cut to them.
    const fn longest(self) -> usize {
        match self {
            Self::Guild => 100,
            Self::Reason => 1_000,
            // `<t:-8640000000000:f>`
            Self::Action | Self::Until | Self::Case => 20,
            Self::Appeal => APPEAL.len(),
            Self::Moderator => 40,
        }
    }

    /// Why a kind has no value for it.
    fn missing(self, kind: Kind) -> Option<&'static str> {
        match self {
            Self::Until if facts(kind).length == Length::Never => Some("it has no end"),
            Self::Appeal if !is_appealable(kind) => Some("appeals are against timeouts and bans"),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice(Vec<Piece>);

/// Why a text is no notice, and at which letter, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub column: usize,
    pub why: String,
}

/// What is filled in.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    pub guild: &'a str,
    pub kind: Kind,
    pub reason: Option<&'a str>,
    pub until: Option<Timestamp>,
    pub case: u64,
    /// Whether there is a button for an appeal.
    pub appeal: bool,
    pub moderator: &'a str,
}

/// Whether members appeal against a kind.
pub fn is_appealable(kind: Kind) -> bool {
    matches!(kind, Kind::Timeout | Kind::Ban)
}

/// Whether members are told of a kind at all.
pub fn is_told(kind: Kind) -> bool {
    kind.subject() == Subject::Member && kind != Kind::Note
}

/// Reads the text of a kind's notice.
///
/// # Errors
/// If a placeholder is not known or has no value, a brace is open, or the text may become longer than Discord takes.
pub fn read(kind: Kind, text: &str) -> Result<Notice, Problem> {
    let mut reader = Reader::default();
    let mut letters = text
        .chars()
        .enumerate()
        .map(|(at, letter)| (at + 1, letter))
        .peekable();
    while let Some((column, letter)) = letters.next() {
        let doubled = letters.next_if(|(_, next)| *next == letter && matches!(letter, '{' | '}'));
        match letter {
            '{' if doubled.is_none() => {
                let name: String = letters
                    .by_ref()
                    .map(|(_, letter)| letter)
                    .take_while(|letter| *letter != '}')
                    .collect();
                reader.field(kind, column, &name, text)?;
            }
            '}' if doubled.is_none() => {
                let why = "a brace is closed that was not opened; write `}}` for the sign";
                return Err(problem(column, why));
            }
            letter if letter.is_control() && letter != '\n' => {
                return Err(problem(column, "a control character"));
            }
            letter => reader.letter(column, letter)?,
        }
    }
    if text.trim().is_empty() {
        return Err(problem(1, "the text is empty"));
    }
    Ok(Notice(reader.pieces))
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    /// The letters so far, with the longest values.
    longest: usize,
}

impl Reader {
    fn letter(&mut self, column: usize, letter: char) -> Result<(), Problem> {
        self.grow(column, 1)?;
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push(letter),
            _ => self.pieces.push(Piece::Text(letter.into())),
        }
        Ok(())
    }

    fn field(&mut self, kind: Kind, column: usize, name: &str, text: &str) -> Result<(), Problem> {
        let is_closed = text.chars().skip(column).any(|letter| letter == '}');
        if !is_closed || name.contains('{') {
            let why = "a brace is opened and not closed; write `{{` for the sign";
            return Err(problem(column, why));
        }
        let Some((field, _)) = FIELDS.iter().find(|(_, known)| *known == name) else {
            let names = FIELDS.map(|(_, name)| format!("{{{name}}}")).join(" ");
            let name: String = name.chars().take(LONGEST_NAMED).collect();
            return Err(problem(
                column,
                format!("`{{{name}}}` is not known; there are {names}"),
            ));
        };
        if let Some(why) = field.missing(kind) {
            return Err(problem(
                column,
                format!("`{{{name}}}` is not for `{kind}`: {why}"),
            ));
        }
        self.grow(column, field.longest())?;
        self.pieces.push(Piece::Field(*field));
        Ok(())
    }

    fn grow(&mut self, column: usize, letters: usize) -> Result<(), Problem> {
        self.longest += letters;
        if self.longest <= LONGEST_NOTICE {
            return Ok(());
        }
        let why = format!(
            "with the longest values it has more than {LONGEST_NOTICE} letters from here, and Discord takes no more"
        );
        Err(problem(column, why))
    }
}

impl Notice {
    /// The letters of the text with the longest values.
    pub fn longest(&self) -> usize {
        let letters = |piece: &Piece| match piece {
            Piece::Text(text) => text.chars().count(),
            Piece::Field(field) => field.longest(),
        };
        self.0.iter().map(letters).sum()
    }

    /// The text with its values, none of which mentions anybody or formats anything.
    pub fn fill(&self, values: &Values<'_>) -> String {
        let mut known: BTreeMap<Field, String> = BTreeMap::new();
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Field(field) => {
                    text.push_str(known.entry(*field).or_insert_with(|| values.of(*field)));
                }
            }
        }
        text
    }
}

impl Values<'_> {
    fn of(&self, field: Field) -> String {
        let calm = |text: &str| calm(text, field.longest());
        match field {
            Field::Guild => calm(self.guild),
            Field::Action => self.kind.word().into(),
            Field::Reason => calm(self.reason.unwrap_or(NO_REASON)),
            Field::Until => self.until.map_or_else(
                || NO_END.into(),
                |until| format!("<t:{}:f>", until.0.div_euclid(1_000)),
            ),
            Field::Case => self.case.to_string(),
            Field::Appeal if self.appeal => APPEAL.into(),
            Field::Appeal => NO_APPEAL.into(),
            Field::Moderator => calm(self.moderator),
        }
    }
}

fn problem(column: usize, why: impl Into<String>) -> Problem {
    Problem {
        column,
        why: why.into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VALUES: Values<'_> = Values {
        guild: "Harbor *",
        kind: Kind::Ban,
        reason: Some("spam @everyone"),
        until: Some(Timestamp(1_795_437_296_000)),
        case: 42,
        appeal: true,
        moderator: "mona",
    };

    #[test]
    fn placeholders_are_filled_in_and_their_values_are_calm() {
        let notice = read(
            Kind::Ban,
            "{guild}: {action} until {until} by {moderator}, {{case}} {case}.\n{reason}",
        );

        assert_eq!(
            notice.unwrap().fill(&VALUES),
            "Harbor \\*: ban until <t:1795437296:f> by mona, {case} 42.\nspam @\u{200b}everyone"
        );
        let bare = Values {
            reason: None,
            until: None,
            ..VALUES
        };
        let notice = read(Kind::Timeout, "{reason}, until {until}: {appeal}").unwrap();
        assert_eq!(
            notice.fill(&bare),
            "no reason given, until further notice: use the button below"
        );
        let alone = Values {
            appeal: false,
            ..VALUES
        };
        let notice = read(Kind::Ban, "appeals: {appeal}").unwrap();
        assert_eq!(notice.fill(&alone), "appeals: write to a moderator");
    }

    #[test]
    fn what_is_no_notice_is_named_by_its_column() {
        let long = format!("{{reason}}{}", "x".repeat(1_001));
        for (kind, text, column, why) in [
            (Kind::Ban, "", 1, "empty"),
            (Kind::Ban, " \n ", 1, "empty"),
            (Kind::Ban, "é {reason", 3, "not closed"),
            (Kind::Ban, "{rea{son}", 1, "not closed"),
            (Kind::Ban, "{", 1, "not closed"),
            (Kind::Ban, "a } b", 3, "not opened"),
            (
                Kind::Ban,
                "hello {user}",
                7,
                "`{user}` is not known; there are {guild} {action}",
            ),
            (Kind::Ban, "{}", 1, "`{}` is not known"),
            (Kind::Ban, "{ guild }", 1, "not known"),
            (
                Kind::Kick,
                "until {until}",
                7,
                "`{until}` is not for `kick`: it has no end",
            ),
            (Kind::Warn, "{appeal}", 1, "timeouts and bans"),
            (Kind::Ban, "a\u{7}", 2, "control"),
            (Kind::Ban, &long, 1_009, "more than 2000"),
            (Kind::Ban, "{reason}{reason}!", 17, "more than 2000"),
            (Kind::Ban, "{reason}\n{reason}", 10, "more than 2000"),
        ] {
            let found = read(kind, text).unwrap_err();
            assert_eq!(found.column, column, "{text:.20}: {found:?}");
            assert!(found.why.contains(why), "{text:.20}: {found:?}");
        }
        assert!(read(Kind::Ban, "{reason}{reason}").is_ok());
        assert!(read(Kind::Ban, &"x".repeat(2_000)).is_ok());
    }

    proptest! {
        #[test]
        fn nothing_that_is_saved_becomes_longer_than_it_may(
            text in "([a-z {}]|\\{\\{|\\{guild\\}|\\{reason\\}|\\{moderator\\}|\\{case\\}|\\{until\\}){1,60}",
            guild in ".{0,120}", reason in "[@<\\n a]{0,1200}", moderator in ".{0,60}", case: u64, at: i64,
        ) {
            if let Ok(notice) = read(Kind::Ban, &text) {
                let values = Values {
                    guild: &guild,
                    kind: Kind::Ban,
                    reason: Some(&reason),
                    until: Some(Timestamp(at % 8_640_000_000_000_000)),
                    case,
                    appeal: true,
                    moderator: &moderator,
                };
                let letters = notice.fill(&values).chars().count();
                prop_assert!(letters <= notice.longest() && notice.longest() <= LONGEST_NOTICE);
            }
        }
    }
}

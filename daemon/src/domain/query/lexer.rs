//! Words, operators and brackets.

use super::pattern::{Part, Pattern};
use super::{Error, Problem};

/// The longest query, in letters.
const LONGEST: usize = 32_768;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// The column of its first letter, from 1.
    pub(super) column: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word(Word),
    Operator(Operator),
    Open,
    Close,
    Comma,
    End,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word {
    /// As it was meant: without quotes and escapes.
    pub(super) text: String,
    pub(super) pattern: Pattern,
    pub(super) quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
    Like,
}

impl Operator {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Like => "~",
        }
    }
}

/// Cuts a text; the last token is the end.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, Error> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() > LONGEST {
        let what = "letters";
        return Err(Problem::TooLong {
            most: LONGEST,
            what,
        }
        .at(LONGEST));
    }
    let mut lexer = Lexer {
        letters: &letters,
        at: 0,
    };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let is_end = token.kind == Kind::End;
        tokens.push(token);
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    letters: &'a [char],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Result<Token, Error> {
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let column = self.at + 1;
        let kind = match (self.peek(0), self.peek(1)) {
            (None, _) => Kind::End,
            (Some('('), _) => self.take(1, Kind::Open),
            (Some(')'), _) => self.take(1, Kind::Close),
            (Some(','), _) => self.take(1, Kind::Comma),
            (Some('!'), Some('=')) => self.operator(2, Operator::NotEqual),
            (Some('<'), Some('=')) => self.operator(2, Operator::AtMost),
            (Some('>'), Some('=')) => self.operator(2, Operator::AtLeast),
            // A mention, as Discord writes it.
            (Some('<'), Some('@')) => Kind::Word(self.mention()),
            (Some('='), _) => self.operator(1, Operator::Equal),
            (Some('<'), _) => self.operator(1, Operator::Less),
            (Some('>'), _) => self.operator(1, Operator::More),
            (Some('~'), _) => self.operator(1, Operator::Like),
            (Some(quote @ ('"' | '\'')), _) => Kind::Word(self.quoted(quote)?),
            (Some('!'), _) => {
                let found = "`!`".into();
                let expected = "`!=`, or `not` before a test";
                return Err(Problem::Unexpected { expected, found }.at(column));
            }
            _ => Kind::Word(self.word()),
        };
        Ok(Token { column, kind })
    }

    fn take(&mut self, letters: usize, kind: Kind) -> Kind {
        self.at += letters;
        kind
    }

    fn operator(&mut self, letters: usize, operator: Operator) -> Kind {
        self.take(letters, Kind::Operator(operator))
    }

    fn mention(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(letter) = self.peek(0) {
            self.at += 1;
            word.push(letter);
            if letter == '>' {
                break;
            }
        }
        word
    }

    fn word(&mut self) -> Word {
        let mut word = Word::default();
        while let Some(letter) = self.peek(0).filter(|letter| !ends_word(*letter)) {
            self.at += 1;
            self.letter(letter, &mut word);
        }
        word
    }

    fn quoted(&mut self, quote: char) -> Result<Word, Error> {
        let column = self.at + 1;
        self.at += 1;
        let mut word = Word {
            quoted: true,
            ..Word::default()
        };
        loop {
            let letter = self.peek(0).ok_or_else(|| Problem::OpenQuote.at(column))?;
            self.at += 1;
            if letter == quote {
                return Ok(word);
            }
            self.letter(letter, &mut word);
        }
    }

    /// A letter of a word; the one after a backslash means only itself.
    fn letter(&mut self, letter: char, word: &mut Word) {
        match (letter, self.peek(0)) {
            ('\\', Some(escaped)) => {
                self.at += 1;
                word.push(escaped);
            }
            ('*', _) => word.push_wild(Part::Many, letter),
            ('?', _) => word.push_wild(Part::One, letter),
            _ => word.push(letter),
        }
    }
}

fn ends_word(letter: char) -> bool {
    letter.is_whitespace() || "(),=<>~!\"".contains(letter)
}

impl Word {
    fn push(&mut self, letter: char) {
        self.text.push(letter);
        self.pattern.push(letter);
    }

    fn push_wild(&mut self, wild: Part, letter: char) {
        self.text.push(letter);
        self.pattern.push_wild(wild);
    }

    /// Whether it is this word of the grammar.
    pub(super) fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(keyword)
    }
}

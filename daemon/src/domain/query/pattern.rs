//! Texts with wildcards.

use std::fmt::{self, Display, Formatter, Write};

/// A text in which `*` stands for anything and `?` for one letter. Upper and lower case are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern(pub Vec<Part>);

/// A part of a pattern. Two texts, or two `Many`, never follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    /// Any letters, or none.
    Many,
    One,
}

impl Pattern {
    /// Texts that contain this one.
    pub fn containing(text: &str) -> Self {
        Self(vec![Part::Many, Part::Text(text.into()), Part::Many])
    }

    /// The text that is meant, if there is no wildcard.
    pub fn literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The text before the first wildcard.
    pub fn prefix(&self) -> Option<&str> {
        match self.0.first() {
            Some(Part::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes the `@` of a mention away.
    pub(super) fn trim_mark(&mut self) {
        if let Some(Part::Text(text)) = self.0.first_mut()
            && text.starts_with('@')
        {
            text.remove(0);
            if text.is_empty() {
                self.0.remove(0);
            }
        }
    }

    pub(super) fn push(&mut self, letter: char) {
        if let Some(Part::Text(text)) = self.0.last_mut() {
            text.push(letter);
        } else {
            self.0.push(Part::Text(letter.into()));
        }
    }

    pub(super) fn push_wild(&mut self, wild: Part) {
        if !(wild == Part::Many && self.0.last() == Some(&Part::Many)) {
            self.0.push(wild);
        }
    }

    /// Whether a text looks so.
    pub fn fits(&self, text: &str) -> bool {
        let pattern = self.letters();
        let text: Vec<char> = text.to_lowercase().chars().collect();
        let (mut at, mut in_text) = (0, 0);
        // The last `*`, and how far the text was when it was met: it takes one letter more at each failure.
        let mut star: Option<(usize, usize)> = None;
        while in_text < text.len() {
            match pattern.get(at) {
                Some(Letter::Many) => {
                    star = Some((at, in_text));
                    at += 1;
                }
                Some(letter) if letter.fits(text[in_text]) => {
                    at += 1;
                    in_text += 1;
                }
                _ => {
                    let Some((many, taken)) = star else {
                        return false;
                    };
                    star = Some((many, taken + 1));
                    (at, in_text) = (many + 1, taken + 1);
                }
            }
        }
        pattern[at..]
            .iter()
            .all(|letter| matches!(letter, Letter::Many))
    }

    fn letters(&self) -> Vec<Letter> {
        let mut letters = Vec::new();
        for part in &self.0 {
            match part {
                Part::Many => letters.push(Letter::Many),
                Part::One => letters.push(Letter::One),
                Part::Text(text) => {
                    letters.extend(text.to_lowercase().chars().map(Letter::Only));
                }
            }
        }
        letters
    }
}

enum Letter {
    Only(char),
    One,
    Many,
}

impl Letter {
    fn fits(&self, letter: char) -> bool {
        match self {
            Self::Only(only) => *only == letter,
            Self::One => true,
            Self::Many => false,
        }
    }
}

/// Quoted, so that every letter of it is read again.
impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for part in &self.0 {
            match part {
                Part::Many => f.write_char('*')?,
                Part::One => f.write_char('?')?,
                Part::Text(text) => {
                    for letter in text.chars() {
                        if matches!(letter, '"' | '\\' | '*' | '?') {
                            f.write_char('\\')?;
                        }
                        f.write_char(letter)?;
                    }
                }
            }
        }
        f.write_char('"')
    }
}

//! Text from outside on its way to the screen. Whatever people on Discord can write passes [`clean`] first.

use std::borrow::Cow;

use emperione_protocol::actions::{ActorRef, Kind, Subject};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::hostile::shown;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A letter may carry this many marks; more of them climb out of their line.
const MARKS: usize = 2;

/// Makes one harmless line of a text: no control characters (so no escape sequence), nothing that reorders,
/// joins or is invisible, no towers of marks. What an escape sequence said stays readable.
pub(crate) fn clean(text: &str) -> String {
    let mut marks = 0;
    let mut line = String::with_capacity(text.len());
    for letter in text.chars().filter_map(shown) {
        if letter.width() == Some(0) {
            marks += 1;
            if marks <= MARKS {
                line.push(letter);
            }
        } else {
            marks = 0;
            line.push(letter);
        }
    }
    line
}

/// How many cells a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text to at most `cells`, ending with `ellipsis` where something is missing.
pub(crate) fn fit<'a>(text: &'a str, cells: usize, ellipsis: &str) -> Cow<'a, str> {
    // Most texts are short; measuring four letters a cell bounds the work for a message of 4,000.
    let bound = text.char_indices().nth(cells * 4 + 4).map(|(at, _)| at);
    if bound.is_none() && width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let room = cells.saturating_sub(width(ellipsis));
    let end = text[..bound.unwrap_or(text.len())]
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8())
        .take_while(|end| width(&text[..*end]) <= room)
        .last()
        .unwrap_or(0);
    if cells < width(ellipsis) {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}{ellipsis}", &text[..end]))
}

/// Fills a text up to `cells` with spaces.
pub(crate) fn pad(text: &str, cells: usize) -> String {
    format!("{text}{}", " ".repeat(cells.saturating_sub(width(text))))
}

/// A word with a capital letter.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Breaks a clean text into lines of at most `cells`, at spaces where there are some.
pub(crate) fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > cells {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in word.chars() {
            if width(&line) + letter.width().unwrap_or(0) > cells && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

/// The unique name of a user with its `@`.
pub(crate) fn user(user: &UserRef) -> String {
    let name = clean(&user.name);
    if name.trim().is_empty() {
        return format!("@{}", user.id);
    }
    format!("@{name}")
}

/// What an act is on: a member by their unique name, a channel or a guild as it is called.
pub(crate) fn whom(kind: Kind, target: &UserRef) -> String {
    if kind.subject() == Subject::Member {
        return user(target);
    }
    let name = clean(&target.name);
    if name.trim().is_empty() {
        return target.id.to_string();
    }
    name
}

/// The name that a user shows to others, if it is another than the unique one.
pub(crate) fn display_name(user: &UserRef) -> Option<String> {
    let name = clean(user.display_name.as_deref()?);
    (!name.trim().is_empty() && name != user.name).then_some(name)
}

/// Who asked for an action.
pub(crate) fn actor(actor: &ActorRef) -> String {
    match actor {
        ActorRef::User { user: who } => user(who),
        ActorRef::Local { name, .. } => clean(name),
        ActorRef::System { name } => format!("empd ({})", clean(name)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Names that were seen, or could be, on a hostile member.
    pub(crate) const HOSTILE: [&str; 14] = [
        "\u{1b}[2J\u{1b}[Hroot",
        "\u{1b}]52;c;cm0gLXJmIC8=\u{7}",
        "\u{1b}]8;;https://evil.example\u{1b}\\click\u{1b}]8;;\u{1b}\\",
        "\u{9b}31mred\u{9d}0;title\u{9c}",
        "\u{202e}nimda\u{202c}",
        "\u{2066}a\u{2069}\u{200f}b\u{61c}c",
        "ad\u{200b}min\u{200d}\u{feff}\u{2060}",
        "z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}algo",
        "line\r\nfeed\ttab\u{2028}para",
        "\u{3164}\u{115f}\u{1160}\u{ffa0}",
        "\u{0}\u{7}\u{8}\u{7f}bell",
        "tag\u{e0041}\u{e0042}\u{e007f}",
        "👩\u{200d}👩\u{200d}👧\u{fe0f}家族家族家族家族家族家族家族家族家族",
        "\u{1b}Pq#0;2;0;0;0\u{1b}\\\u{1b}_Gf=100;AAAA\u{1b}\\",
    ];

    /// Whether a text holds what must never reach a terminal.
    pub(crate) fn is_harmful(text: &str) -> bool {
        text.contains(emperione_protocol::hostile::is_hostile)
    }

    #[test]
    fn cleans_every_hostile_name() {
        for name in HOSTILE {
            let cleaned = clean(name);
            assert!(!is_harmful(&cleaned), "{name:?} became {cleaned:?}");
            assert_eq!(clean(&cleaned), cleaned, "cleaning twice changes nothing");
        }
    }

    #[test]
    fn keeps_what_people_write() {
        for name in [
            "Zoë",
            "やまだ",
            "Ольга",
            "שלום",
            "e\u{301}",
            "🦀 crab",
            "a b",
        ] {
            assert_eq!(clean(name), name);
        }
        assert_eq!(clean("a\u{1b}[31mb"), "a[31mb", "a sequence stays readable");
        assert_eq!(clean("z\u{300}\u{301}\u{302}\u{303}"), "z\u{300}\u{301}");
    }

    #[test]
    fn breaks_lines_at_spaces_and_long_words_anywhere() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("家族 x", 2), ["家", "族", "x"]);
        assert_eq!(wrap("", 5), [""]);
    }

    #[test]
    fn a_blank_name_becomes_the_id() {
        let blank = UserRef {
            id: emperione_protocol::UserId(7),
            name: "\u{3164} \u{200b}".into(),
            display_name: Some("\u{feff}".into()),
        };
        assert_eq!(user(&blank), "@7");
        assert_eq!(display_name(&blank), None);
    }

    #[test]
    fn cuts_by_cells_and_not_by_letters() {
        #[track_caller]
        fn check(text: &str, cells: usize, expected: &str) {
            let cut = fit(text, cells, "…");
            assert_eq!(cut, expected);
            assert!(width(&cut) <= cells);
        }
        check("short", 5, "short");
        check("longer", 5, "long…");
        check("家族家族", 5, "家族…");
        check("家族家族", 4, "家…");
        check("x", 0, "");
        check("xy", 1, "…");
        check(&"a".repeat(4000), 3, "aa…");
        for name in HOSTILE {
            for cells in 0..12 {
                assert!(width(&fit(&clean(name), cells, "…")) <= cells);
            }
        }
    }
}

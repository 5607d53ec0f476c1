//! Text from Discord is hostile in a terminal: escapes, controls, and letters that reorder or hide others.

use std::borrow::Cow;

/// The text with everything taken out that a terminal would obey rather than show.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_hostile) {
        Cow::Owned(text.chars().filter_map(shown).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same of a text whose lines stay lines.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

fn shown(letter: char) -> Option<char> {
    match letter {
        '\n' | '\r' | '\t' => Some(' '),
        letter if is_hostile(letter) => None,
        letter => Some(letter),
    }
}

/// Controls (C0, C1, delete), bidirectional marks and overrides, and letters without width.
pub(crate) fn is_hostile(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_gone() {
        let hostile = "\u{1b}]52;c;aGk=\u{7}\u{1b}[2J\u{202e}evil\u{200b}\nnext\u{9b}1m";

        assert_eq!(clean(hostile), "]52;c;aGk=[2Jevil next1m");
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["Zoë", "漢字", "مرحبا", "👩 family"] {
            assert_eq!(clean(text), text);
        }
    }
}

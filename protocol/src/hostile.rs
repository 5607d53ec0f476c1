//! Text from Discord is hostile where it is shown: escapes, controls, and letters that reorder or hide others.

use std::borrow::Cow;

/// The text in one line, with everything taken out that would be obeyed rather than shown.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.contains(is_hostile) {
        Cow::Owned(text.chars().filter_map(shown).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same of a text whose lines stay lines.
pub fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// What is shown of a letter: of one that ends a line or moves on, a blank.
pub fn shown(letter: char) -> Option<char> {
    match letter {
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        letter if is_hostile(letter) => None,
        letter => Some(letter),
    }
}

/// Controls (C0, C1, delete), bidirectional marks and overrides, ends of lines, letters without width, variation
/// selectors, fillers and tags: they change what is seen without being seen.
pub fn is_hostile(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_obeyed_is_gone() {
        let hostile = "\u{1b}]52;c;aGk=\u{7}\u{1b}[2J\u{202e}evil\u{200b}\nnext\u{9b}1m\u{3164}\u{34f}\u{e0101}";

        assert_eq!(clean(hostile), "]52;c;aGk=[2Jevil next1m");
        assert_eq!(clean_lines("a\u{202e}\nb\tc"), "a\nb c");
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["Zoë", "漢字", "مرحبا", "👩 family", "e\u{301}"] {
            assert_eq!(clean(text), text);
        }
    }
}

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

/// JSON in which what a terminal would obey is escaped, so that nothing of it is lost.
pub(crate) fn escape(json: &str) -> Cow<'_, str> {
    // A line's end inside of a text is escaped already.
    let is_hostile = |letter: char| letter != '\n' && is_hostile(letter);
    if !json.contains(is_hostile) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len());
    for letter in json.chars() {
        if is_hostile(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                escaped.extend([format!("\\u{unit:04x}")]);
            }
        } else {
            escaped.push(letter);
        }
    }
    Cow::Owned(escaped)
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
    fn json_loses_nothing_and_holds_nothing_that_a_terminal_would_obey() {
        let hostile = "\u{1b}]52;c;aGk=\u{7}\u{202e}evil\u{200b}\nnext\u{9b}1m\u{e0041}";
        let json = serde_json::to_string_pretty(&[hostile]).unwrap();

        let escaped = escape(&json);

        assert!(!escaped.contains(|letter| letter != '\n' && is_hostile(letter)));
        let read: Vec<String> = serde_json::from_str(&escaped).unwrap();
        assert_eq!(read, [hostile]);
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["Zoë", "漢字", "مرحبا", "👩 family"] {
            assert_eq!(clean(text), text);
        }
    }
}

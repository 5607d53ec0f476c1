//! What a terminal would obey, in JSON and elsewhere.

use std::borrow::Cow;

pub(crate) use emperione_protocol::hostile::{clean, clean_lines, is_hostile};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_loses_nothing_and_holds_nothing_that_a_terminal_would_obey() {
        let hostile = "\u{1b}]52;c;aGk=\u{7}\u{202e}evil\u{200b}\nnext\u{9b}1m\u{e0041}";
        let json = serde_json::to_string_pretty(&[hostile]).unwrap();

        let escaped = escape(&json);

        assert!(!escaped.contains(|letter| letter != '\n' && is_hostile(letter)));
        let read: Vec<String> = serde_json::from_str(&escaped).unwrap();
        assert_eq!(read, [hostile]);
    }
}

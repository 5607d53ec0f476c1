//! The rule that brought a case about, by its name.

use emperione_protocol::ladders::Step;
use serde_json::Value;

use crate::domain::ladder;

/// Discord's own rules have names of 100 letters at most (Auto Moderation: Auto Moderation Rule Object).
const LONGEST: usize = 100;

/// The kind of the entry that names the rule of its case. It is written once, and kept when texts are erased: the name
/// is the guild's, not the member's.
pub const RULE: &str = "rule";

/// A name as it is kept: on one line, without blanks around it, cut. None if nothing is left.
pub fn named(text: &str) -> Option<String> {
    let plain = |letter: char| {
        if letter.is_control() || letter.is_whitespace() {
            ' '
        } else {
            letter
        }
    };
    let name: String = text.trim().chars().map(plain).take(LONGEST).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.into())
}

/// What a name is found by.
pub fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The name that an entry of Discord's audit log has in its options, if one of Discord's rules acted.
pub fn of_options(options: &Value) -> Option<String> {
    named(options.get("auto_moderation_rule_name")?.as_str()?)
}

/// The name of a step of the ladder, such as `ladder: 3 points in 30d`.
pub fn of_step(step: &Step) -> String {
    format!("ladder: {}", ladder::reached(step))
}

#[cfg(test)]
mod tests {
    use emperione_protocol::actions::Kind;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_is_one_calm_line_of_a_hundred_letters() {
        for (text, name) in [
            ("links", Some("links")),
            ("  no\nlinks\u{1b}[2J\0 ", Some("no links [2J")),
            (" \n\t", None),
            ("", None),
        ] {
            assert_eq!(named(text).as_deref(), name, "{text:?}");
        }
        assert_eq!(named(&"ä".repeat(300)), Some("ä".repeat(100)));
    }

    #[test]
    fn options_of_any_shape_are_read() {
        let named = json!({ "auto_moderation_rule_name": "links", "channel_id": "1" });
        assert_eq!(of_options(&named).as_deref(), Some("links"));
        for other in [
            json!({ "auto_moderation_rule_name": 7 }),
            json!({ "count": "3" }),
            json!([]),
            json!(null),
        ] {
            assert_eq!(of_options(&other), None, "{other}");
        }
    }

    #[test]
    fn a_step_is_named_by_what_reaches_it() {
        let step = Step {
            points: 3,
            within_ms: 30 * 86_400_000,
            kind: Kind::Timeout,
            duration_ms: Some(1),
        };
        assert_eq!(of_step(&step), "ladder: 3 points in 30d");
    }
}

//! Templates: which names and texts can be, and how a reason names one where it is typed.

use emperione_protocol::templates::{LONGEST_NAME, Template};

use super::actions::LONGEST_REASON;

/// What a reason begins with that names a template, where nothing but a text can be typed.
const SIGN: &str = "template:";

/// Why a template cannot be: the field and the cause; none if it can.
pub fn problem(template: &Template) -> Option<(&'static str, String)> {
    if !is_name(&template.name) {
        let why = format!(
            "`{}` is none: 1 to {LONGEST_NAME} small letters, digits, `-` and `_`",
            template.name
        );
        return Some(("name", why));
    }
    if template.text.trim().is_empty() {
        return Some(("text", "is empty".into()));
    }
    if template.text.chars().count() > LONGEST_REASON {
        return Some(("text", format!("has more than {LONGEST_REASON} letters")));
    }
    let column = template
        .text
        .chars()
        .position(|letter| letter.is_control() && letter != '\n');
    column.map(|at| ("text", format!("at column {}: a control character", at + 1)))
}

/// A typed reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    /// It names a template.
    Named(&'a str),
    /// It is the reason itself.
    Literal(&'a str),
}

/// Reads a typed reason: `template:NAME` and nothing else names a template, and with a backslash before it, it is
/// itself.
pub fn read(text: &str) -> Typed<'_> {
    let named = |text: &str| text.strip_prefix(SIGN).is_some_and(is_name);
    match text.strip_prefix('\\') {
        Some(rest) if named(rest) => Typed::Literal(rest),
        _ if named(text) => Typed::Named(&text[SIGN.len()..]),
        _ => Typed::Literal(text),
    }
}

/// The reason that is typed for a template.
pub fn write(name: &str) -> String {
    format!("{SIGN}{name}")
}

fn is_name(text: &str) -> bool {
    let fits = |letter: u8| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || b"-_".contains(&letter)
    };
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str) -> Option<(&'static str, String)> {
        problem(&Template {
            name: name.into(),
            text: text.into(),
        })
    }

    #[test]
    fn a_template_that_cannot_be_is_named_by_its_field() {
        let long = "x".repeat(LONGEST_REASON + 1);
        assert_eq!(check("no-ads_2", "no advertising\nplease"), None);
        for (name, text, field, why) in [
            ("", "x", "name", "1 to 32"),
            ("No", "x", "name", "`No`"),
            ("a b", "x", "name", "small letters"),
            ("@a", "x", "name", "small letters"),
            (&"n".repeat(33), "x", "name", "1 to 32"),
            ("a", " \n", "text", "empty"),
            ("a", &long, "text", "more than 1000"),
            ("a", "x\u{1b}[31m", "text", "column 2"),
        ] {
            let (of, found) = check(name, text).unwrap();
            assert!(of == field && found.contains(why), "{name}: {of} {found}");
        }
    }

    #[test]
    fn a_typed_reason_is_a_name_only_where_it_is_nothing_else() {
        for (text, expected) in [
            ("template:spam", Typed::Named("spam")),
            ("\\template:spam", Typed::Literal("template:spam")),
            ("template:", Typed::Literal("template:")),
            (
                "template:spam and more",
                Typed::Literal("template:spam and more"),
            ),
            ("template: spam", Typed::Literal("template: spam")),
            ("\\o/", Typed::Literal("\\o/")),
            ("@spam", Typed::Literal("@spam")),
            ("spam", Typed::Literal("spam")),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read(&write("a-1")), Typed::Named("a-1"));
    }
}

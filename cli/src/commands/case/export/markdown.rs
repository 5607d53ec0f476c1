//! Cases as a document in Markdown. What people wrote is shown as they wrote it and formats nothing.

use emperione_protocol::cases::CaseDetail;

use crate::clean::clean;
use crate::commands::case::{evidence, facts, log, word};

pub(super) fn case(detail: &CaseDetail) -> String {
    let case = &detail.case;
    let state = word(&case.state);
    let mut text = format!("\n## Case {} · {} · {state}\n\n", case.number, case.kind);
    for (name, value) in facts(detail) {
        text.extend([format!("- **{name}**: {}\n", plain(&value))]);
    }
    text += "\n";
    for (_, value) in log(detail) {
        text.extend([format!("- {}\n", plain(&value))]);
    }
    for piece in &detail.evidence {
        text += "\n";
        for (name, value) in evidence::lines(piece) {
            let name = if name == ">" { "**this**" } else { name };
            text.extend([format!("> {name} {}\n>\n", plain(&value))]);
        }
    }
    text
}

/// Text that formats nothing, on one line.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in clean(text).chars() {
        match letter {
            '&' => plain += "&amp;",
            '<' => plain += "&lt;",
            '>' => plain += "&gt;",
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '@' => {
                plain.extend(['\\', letter]);
            }
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_formats_nothing() {
        assert_eq!(
            plain("**x** <img src=a> [a](b)\n# `c` @here"),
            r"\*\*x\*\* &lt;img src=a&gt; \[a\](b) \# \`c\` \@here"
        );
    }
}

//! Cases as one page: nothing is loaded, nothing runs, and everything that people wrote is text.

use emperione_protocol::cases::CaseDetail;
use emperione_protocol::evidence::Piece;

use crate::clean::clean;
use crate::commands::case::{evidence, facts, log, word};

pub(super) const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Cases</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#d4d7dc, #3b4048); --soft: light-dark(#5b616b, #a4abb6); --mark: light-dark(#fff3c4, #4a4020); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); padding: .5rem 0 1rem; }
h2 { font-size: 1.1rem; margin: .5rem 0; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .1rem 1rem; margin: 0; }
dt, .soft { color: var(--soft); }
dd { margin: 0; white-space: pre-wrap; }
ul { padding-left: 1.2rem; }
blockquote { margin: .5rem 0; padding: .2rem .8rem; border-left: 3px solid var(--line); }
blockquote p { margin: .2rem 0; }
.this { background: var(--mark); }
@media print { body { max-width: none; margin: 0; font-size: 10pt; } section { break-inside: avoid-page; } }
</style>
</head>
<body>
<h1>Cases</h1>
"#;

pub(super) fn tail(written: u64) -> String {
    format!("<p class=\"soft\">{written} cases.</p>\n</body>\n</html>\n")
}

pub(super) fn case(detail: &CaseDetail) -> String {
    let case = &detail.case;
    let (number, kind, state) = (case.number, case.kind, word(&case.state));
    let mut text = format!("<section>\n<h2>Case {number} · {kind} · {state}</h2>\n<dl>\n");
    for (name, value) in facts(detail) {
        text.extend([format!(
            "<dt>{}</dt><dd>{}</dd>\n",
            plain(name),
            plain(&value)
        )]);
    }
    text += "</dl>\n<ul>\n";
    for (_, value) in log(detail) {
        text.extend([format!("<li>{}</li>\n", plain(&value))]);
    }
    text += "</ul>\n";
    text.extend(detail.evidence.iter().map(quotes));
    text + "</section>\n"
}

fn quotes(piece: &Piece) -> String {
    let mut text = String::from("<blockquote>\n");
    for (name, value) in evidence::lines(piece) {
        let class = match name {
            ">" => " class=\"this\"",
            "" => "",
            _ => " class=\"soft\"",
        };
        text.extend([format!("<p{class}>{}</p>\n", plain(&value))]);
    }
    text + "</blockquote>\n"
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in clean(text).chars() {
        match letter {
            '&' => plain += "&amp;",
            '<' => plain += "&lt;",
            '>' => plain += "&gt;",
            '"' => plain += "&quot;",
            '\'' => plain += "&#39;",
            letter => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        let hostile = "<script>alert(1)</script> \" onload='x' & \u{202e}\u{1b}[2J";
        assert_eq!(
            plain(hostile),
            "&lt;script&gt;alert(1)&lt;/script&gt; &quot; onload=&#39;x&#39; &amp; [2J"
        );
        assert!(!HEAD.contains("<script") && !HEAD.contains("http:") && !HEAD.contains("https:"));
    }
}

//! Who is meant: named one by one, or a line each on standard input.

use std::io::{self, BufRead};

use emperione_protocol::Code;
use serde::Deserialize;

use crate::error::Failure;

/// Whom and why, of one line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    #[serde(alias = "id")]
    pub(super) member: String,
    pub(super) reason: Option<String>,
    pub(super) duration: Option<String>,
}

/// Reads everyone who is meant.
///
/// # Errors
/// If a line cannot be read, or nobody is named.
pub(super) fn read(members: &[String]) -> Result<Vec<Line>, Failure> {
    let plain = |member: &str| Line {
        member: member.into(),
        reason: None,
        duration: None,
    };
    if members != ["-"] {
        if members.iter().any(|member| member == "-") {
            return Err(Failure::usage(
                "`-` reads everyone from standard input; name nobody beside it",
            ));
        }
        return Ok(members.iter().map(|member| plain(member)).collect());
    }
    let mut lines = Vec::new();
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line?;
        let text = line.trim();
        match text {
            "" => {}
            _ if text.starts_with('#') => {}
            _ if text.starts_with('{') => lines.push(read_json(number + 1, text)?),
            _ => lines.push(plain(text)),
        }
    }
    if lines.is_empty() {
        Err(Failure::usage("standard input names nobody"))
    } else {
        Ok(lines)
    }
}

fn read_json(number: usize, text: &str) -> Result<Line, Failure> {
    serde_json::from_str(text).map_err(|error| {
        Failure::new(Code::Line, format!("line {number}: {error}"))
            .hint(r#"a line is `{"member": "…", "reason": "…", "duration": "7d"}`"#)
    })
}

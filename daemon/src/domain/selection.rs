//! Which messages a selection means.

use std::sync::LazyLock;

use emperione_protocol::messages::{Has, Selection};
use emperione_protocol::{Timestamp, UserId};
use regex::{Regex, RegexBuilder};

/// What a pattern may take of memory once it is compiled, in bytes.
const LARGEST_PATTERN: usize = 1 << 20;

static LINK: LazyLock<Regex> = LazyLock::new(|| fixed(r"(?i)https?://\S"));
static INVITE: LazyLock<Regex> =
    LazyLock::new(|| fixed(r"(?i)\b(?:discord\.gg|discord(?:app)?\.com/invite|dsc\.gg)/[\w-]"));

fn fixed(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of ours is tested")
}

/// What of a message counts.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    pub author: UserId,
    /// A bot or a webhook.
    pub bot: bool,
    pub at: Timestamp,
    pub text: &'a str,
    pub attachments: u32,
    pub pinned: bool,
}

/// A selection, ready to look at messages.
#[derive(Debug)]
pub struct Filter<'a> {
    selection: &'a Selection,
    text: Option<Regex>,
    regex: Option<Regex>,
}

impl<'a> Filter<'a> {
    /// Reads the patterns of a selection.
    ///
    /// # Errors
    /// If the regular expression cannot be read, in words.
    pub fn new(selection: &'a Selection) -> Result<Self, String> {
        let build = |pattern: &str| {
            RegexBuilder::new(pattern)
                .size_limit(LARGEST_PATTERN)
                .build()
                .map_err(|error| last_line(&error.to_string()))
        };
        let text = selection.text.as_deref();
        let literal = text.map(|text| build(&format!("(?i){}", regex::escape(text))));
        Ok(Self {
            selection,
            text: literal.transpose()?,
            regex: selection.regex.as_deref().map(build).transpose()?,
        })
    }

    pub fn fits(&self, message: Candidate<'_>) -> bool {
        let Selection {
            authors,
            has,
            bots,
            since,
            until,
            pinned,
            ..
        } = self.selection;
        let found = |pattern: &Option<Regex>| {
            pattern
                .as_ref()
                .is_none_or(|pattern| pattern.is_match(message.text))
        };
        (*pinned || !message.pinned)
            && (!bots || message.bot)
            && (authors.is_empty() || authors.contains(&message.author))
            && since.is_none_or(|since| message.at >= since)
            && until.is_none_or(|until| message.at < until)
            && has.iter().all(|what| holds(message, *what))
            && found(&self.text)
            && found(&self.regex)
    }
}

/// The error draws the pattern above what it says.
fn last_line(text: &str) -> String {
    let line = text.lines().next_back().unwrap_or_default();
    line.trim_start_matches("error: ").into()
}

fn holds(message: Candidate<'_>, what: Has) -> bool {
    match what {
        Has::Link => LINK.is_match(message.text),
        Has::Attachment => message.attachments > 0,
        Has::Invite => INVITE.is_match(message.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: Candidate<'_> = Candidate {
        author: UserId(7),
        bot: false,
        at: Timestamp(1_000),
        text: "Join HTTPS://Discord.gg/harbor now (it's free)",
        attachments: 0,
        pinned: false,
    };

    #[track_caller]
    fn check(change: impl FnOnce(&mut Selection), expected: bool) {
        let mut selection = Selection::default();
        change(&mut selection);
        let filter = Filter::new(&selection).unwrap();
        assert_eq!(filter.fits(MESSAGE), expected, "{selection:?}");
    }

    #[test]
    fn each_field_that_is_given_must_fit() {
        check(|_| (), true);
        check(|it| it.authors = vec![UserId(8), UserId(7)], true);
        check(|it| it.authors = vec![UserId(8)], false);
        check(|it| it.text = Some("(IT'S".into()), true);
        check(|it| it.text = Some("it.s".into()), false);
        check(|it| it.regex = Some("fre+".into()), true);
        check(|it| it.regex = Some("^now".into()), false);
        check(|it| it.has = vec![Has::Link, Has::Invite], true);
        check(|it| it.has = vec![Has::Link, Has::Attachment], false);
        check(|it| it.bots = true, false);
        check(|it| it.since = Some(Timestamp(1_000)), true);
        check(|it| it.until = Some(Timestamp(1_000)), false);
    }

    #[test]
    fn pinned_messages_are_left_alone_unless_they_are_asked_for() {
        let pinned = Candidate {
            pinned: true,
            ..MESSAGE
        };
        let mut selection = Selection::default();
        assert!(!Filter::new(&selection).unwrap().fits(pinned));

        selection.pinned = true;
        assert!(Filter::new(&selection).unwrap().fits(pinned));
    }

    #[test]
    fn a_pattern_that_cannot_be_read_or_is_too_large_is_refused() {
        for pattern in ["(", r"(?:a{1000}){1000}"] {
            let selection = Selection {
                regex: Some(pattern.into()),
                ..Selection::default()
            };
            assert!(Filter::new(&selection).is_err(), "{pattern}");
        }
    }
}

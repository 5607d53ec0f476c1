//! What may be written into a case, and how the log says it.

use emperione_protocol::cases::{CaseChange, CaseEdit, CaseState, Entry};

/// The longest reason or note that is kept.
const LONGEST: usize = 1_000;
const LONGEST_LABEL: usize = 32;
pub const MOST_LABELS: usize = 20;

/// What can be edited of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub number: u64,
    pub state: CaseState,
    pub reason: Option<String>,
    pub closed: bool,
    pub hidden: bool,
    pub labels: Vec<String>,
    pub links: Vec<u64>,
}

/// What an edit makes of a case, and what is appended to the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub sheet: Sheet,
    pub kind: &'static str,
    pub text: String,
}

/// Why a case is not edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{why}")]
    Invalid { field: &'static str, why: String },
    #[error("{message}")]
    Already { message: String, hint: String },
}

impl Sheet {
    /// What an edit makes of it.
    ///
    /// # Errors
    /// If it is so already, or the edit is wrong by itself.
    pub fn edit(&self, edit: &CaseEdit) -> Result<Written, Refusal> {
        match edit {
            CaseEdit::Reason(reason) => self.give_reason(reason.as_deref()),
            CaseEdit::Label(labels) => self.label(labels),
            CaseEdit::Unlabel(labels) => self.unlabel(labels),
            CaseEdit::Link(other) => self.link(*other),
            CaseEdit::Unlink(other) => self.unlink(*other),
            CaseEdit::Hide => self.hide(),
            CaseEdit::Unhide => self.unhide(),
            CaseEdit::Close(reason) => self.close(reason.as_deref()),
            CaseEdit::Reopen(reason) => self.reopen(reason.as_deref()),
            CaseEdit::Note(text) => {
                let text = check_text("note", Some(text))?;
                let text = text.ok_or_else(|| invalid("note", "is empty"))?;
                Ok(self.written("note", text, |_| ()))
            }
        }
    }

    fn give_reason(&self, reason: Option<&str>) -> Result<Written, Refusal> {
        let new = check_text("reason", reason)?;
        if new == self.reason {
            return Err(self.already("has this reason already", "see `emp case show {}`"));
        }
        let text = format!(
            "reason: {} → {}",
            quote(self.reason.as_deref()),
            quote(new.as_deref())
        );
        Ok(self.written("edited", text, |sheet| sheet.reason = new))
    }

    fn label(&self, labels: &[String]) -> Result<Written, Refusal> {
        let mut new: Vec<&str> = Vec::new();
        for label in labels {
            let label = check_label(label)?;
            if !self.labels.iter().any(|known| known == label) && !new.contains(&label) {
                new.push(label);
            }
        }
        if new.is_empty() {
            return Err(self.already(
                &format!("is labelled {} already", labels.join(" ")),
                "see `emp case show {}`",
            ));
        }
        if self.labels.len() + new.len() > MOST_LABELS {
            return Err(invalid(
                "label",
                &format!("a case has at most {MOST_LABELS} labels"),
            ));
        }
        let text = signed('+', &new);
        Ok(self.written("labelled", text, |sheet| {
            sheet
                .labels
                .extend(new.iter().map(|label| (*label).to_owned()));
            sheet.labels.sort_unstable();
        }))
    }

    fn unlabel(&self, labels: &[String]) -> Result<Written, Refusal> {
        let mut gone: Vec<&str> = Vec::new();
        for label in labels {
            if self.labels.contains(label) && !gone.contains(&label.as_str()) {
                gone.push(label);
            }
        }
        if gone.is_empty() {
            return Err(self.already(
                &format!("is not labelled {}", labels.join(" ")),
                "see `emp case show {}`",
            ));
        }
        let text = signed('-', &gone);
        Ok(self.written("labelled", text, |sheet| {
            sheet.labels.retain(|label| !gone.contains(&label.as_str()));
        }))
    }

    fn link(&self, other: u64) -> Result<Written, Refusal> {
        if other == self.number {
            return Err(invalid("link", "a case is not linked with itself"));
        }
        if self.links.contains(&other) {
            let what = format!("is linked with case {other} already");
            return Err(self.already(&what, "part them with `emp case unlink {}`"));
        }
        Ok(self.written("linked", format!("+{other}"), |sheet| {
            sheet.links.push(other);
            sheet.links.sort_unstable();
        }))
    }

    fn unlink(&self, other: u64) -> Result<Written, Refusal> {
        if !self.links.contains(&other) {
            let what = format!("is not linked with case {other}");
            return Err(self.already(&what, "see `emp case show {}`"));
        }
        Ok(self.written("linked", format!("-{other}"), |sheet| {
            sheet.links.retain(|link| *link != other);
        }))
    }

    fn hide(&self) -> Result<Written, Refusal> {
        if self.hidden {
            return Err(self.already(
                "is already hidden",
                "show it again with `emp case unhide {}`",
            ));
        }
        Ok(self.written("hidden", String::new(), |sheet| sheet.hidden = true))
    }

    fn unhide(&self) -> Result<Written, Refusal> {
        if !self.hidden {
            return Err(self.already("is not hidden", "hide it with `emp case hide {}`"));
        }
        Ok(self.written("unhidden", String::new(), |sheet| sheet.hidden = false))
    }

    fn close(&self, reason: Option<&str>) -> Result<Written, Refusal> {
        if self.closed {
            return Err(self.already("is already closed", "reopen it with `emp case reopen {}`"));
        }
        if self.state == CaseState::Pending {
            return Err(self.already(
                "is pending: its action has not ended",
                "see `emp case show {}`",
            ));
        }
        let text = check_text("reason", reason)?.unwrap_or_default();
        Ok(self.written("closed", text, |sheet| sheet.closed = true))
    }

    fn reopen(&self, reason: Option<&str>) -> Result<Written, Refusal> {
        if !self.closed {
            return Err(self.already("is not closed", "close it with `emp case close {}`"));
        }
        let text = check_text("reason", reason)?.unwrap_or_default();
        Ok(self.written("reopened", text, |sheet| sheet.closed = false))
    }

    fn written(&self, kind: &'static str, text: String, change: impl FnOnce(&mut Self)) -> Written {
        let mut sheet = self.clone();
        change(&mut sheet);
        Written { sheet, kind, text }
    }

    /// A refusal; `{}` in the hint is the number.
    fn already(&self, what: &str, hint: &str) -> Refusal {
        Refusal::Already {
            message: format!("case {} {what}", self.number),
            hint: hint.replace("{}", &self.number.to_string()),
        }
    }
}

fn invalid(field: &'static str, why: &str) -> Refusal {
    Refusal::Invalid {
        field,
        why: why.into(),
    }
}

/// A text without the blanks around it; none if it is empty.
fn check_text(field: &'static str, text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > LONGEST) {
        return Err(invalid(field, &format!("has more than {LONGEST} letters")));
    }
    Ok(text.map(Into::into))
}

/// A label, if it is one.
///
/// # Errors
/// What a label is.
pub fn check_label(label: &str) -> Result<&str, Refusal> {
    let fits = |letter: char| (letter.is_alphanumeric() && !letter.is_uppercase()) || letter == '-';
    let long = label.chars().count() > LONGEST_LABEL;
    if label.is_empty() || long || label.starts_with('-') || !label.chars().all(fits) {
        let why = format!(
            "`{label}` is no label: a word of small letters, digits and `-`, {LONGEST_LABEL} at most"
        );
        return Err(invalid("label", &why));
    }
    Ok(label)
}

fn signed(sign: char, words: &[&str]) -> String {
    let signed: Vec<_> = words.iter().map(|word| format!("{sign}{word}")).collect();
    signed.join(" ")
}

/// A text so that its end can be found again.
fn quote(text: Option<&str>) -> String {
    text.map_or_else(
        || "none".into(),
        |text| serde_json::Value::from(text).to_string(),
    )
}

/// What the entries of a case changed in it, oldest first.
pub fn changes(entries: &[Entry]) -> Vec<CaseChange> {
    entries.iter().flat_map(changes_of).collect()
}

fn changes_of(entry: &Entry) -> Vec<CaseChange> {
    let change = |field: &str, old: Option<&str>, new: Option<&str>| CaseChange {
        at: entry.at,
        actor: entry.actor.clone(),
        field: field.into(),
        old: old.map(Into::into),
        new: new.map(Into::into),
    };
    let flag = |field, new: bool| {
        let word = |yes: bool| Some(if yes { "yes" } else { "no" });
        vec![change(field, word(!new), word(new))]
    };
    let words = |field| {
        let read = |word: &str| match word.split_at_checked(1) {
            Some(("+", word)) => Some(change(field, None, Some(word))),
            Some(("-", word)) => Some(change(field, Some(word), None)),
            _ => None,
        };
        entry.text.split(' ').filter_map(read).collect()
    };
    match entry.kind.as_str() {
        "edited" => {
            let read = read_reasons(&entry.text);
            read.map(|(old, new)| change("reason", old.as_deref(), new.as_deref()))
                .into_iter()
                .collect()
        }
        "labelled" => words("label"),
        "linked" => words("link"),
        "hidden" => flag("hidden", true),
        "unhidden" => flag("hidden", false),
        "closed" => flag("closed", true),
        "reopened" => flag("closed", false),
        _ => Vec::new(),
    }
}

/// The reasons before and after, of the text that the log has.
fn read_reasons(text: &str) -> Option<(Option<String>, Option<String>)> {
    let (old, rest) = read_quoted(text.strip_prefix("reason: ")?)?;
    let (new, _) = read_quoted(rest.strip_prefix(" → ")?)?;
    Some((old, new))
}

fn read_quoted(text: &str) -> Option<(Option<String>, &str)> {
    if let Some(rest) = text.strip_prefix("none") {
        return Some((None, rest));
    }
    let mut read = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let quoted = read.next()?.ok()?;
    let end = read.byte_offset();
    Some((Some(quoted), &text[end..]))
}

#[cfg(test)]
mod tests {
    use emperione_protocol::Timestamp;
    use emperione_protocol::actions::ActorRef;
    use pretty_assertions::assert_eq;
    use proptest::prelude::*;

    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            number: 42,
            state: CaseState::Applied,
            reason: Some("spam".into()),
            closed: false,
            hidden: false,
            labels: vec!["alt".into()],
            links: vec![7],
        }
    }

    fn entry(written: &Written) -> Entry {
        Entry {
            at: Timestamp(1),
            actor: ActorRef::System {
                name: "empd".into(),
            },
            kind: written.kind.into(),
            text: written.text.clone(),
        }
    }

    /// Every edit that fits a fresh case.
    fn edits() -> Vec<CaseEdit> {
        vec![
            CaseEdit::Reason(Some("raid".into())),
            CaseEdit::Label(vec!["raid".into(), "alt".into(), "raid".into()]),
            CaseEdit::Unlabel(vec!["alt".into()]),
            CaseEdit::Link(8),
            CaseEdit::Unlink(7),
            CaseEdit::Hide,
            CaseEdit::Close(Some(" done ".into())),
            CaseEdit::Note(" came back ".into()),
        ]
    }

    #[test]
    fn the_log_says_what_each_edit_wrote() {
        let written: Vec<_> = edits()
            .iter()
            .map(|edit| sheet().edit(edit).unwrap())
            .map(|written| (written.kind, written.text))
            .collect();

        let expected = [
            ("edited", "reason: \"spam\" → \"raid\""),
            ("labelled", "+raid"),
            ("labelled", "-alt"),
            ("linked", "+8"),
            ("linked", "-7"),
            ("hidden", ""),
            ("closed", "done"),
            ("note", "came back"),
        ];
        assert_eq!(
            written,
            expected.map(|(kind, text)| (kind, text.to_owned()))
        );
    }

    #[test]
    fn refuses_an_edit_that_is_done_already() {
        for edit in edits() {
            if matches!(edit, CaseEdit::Note(_)) {
                continue;
            }
            let after = sheet().edit(&edit).unwrap().sheet;
            let refusal = after.edit(&edit).unwrap_err();
            assert!(matches!(refusal, Refusal::Already { .. }), "{edit:?}");
            assert!(refusal.to_string().starts_with("case 42 "), "{refusal}");
        }
    }

    #[test]
    fn names_the_way_back_of_a_closed_case() {
        let closed = sheet().edit(&CaseEdit::Close(None)).unwrap().sheet;

        assert_eq!(
            closed.edit(&CaseEdit::Close(None)),
            Err(Refusal::Already {
                message: "case 42 is already closed".into(),
                hint: "reopen it with `emp case reopen 42`".into()
            })
        );
        assert_eq!(closed.edit(&CaseEdit::Reopen(None)).unwrap().sheet, sheet());
    }

    #[test]
    fn refuses_to_close_a_case_whose_action_is_under_way() {
        let pending = Sheet {
            state: CaseState::Pending,
            ..sheet()
        };

        assert!(pending.edit(&CaseEdit::Close(None)).is_err());
    }

    #[test]
    fn refuses_what_is_wrong_by_itself() {
        let long = "a".repeat(1_001);
        for edit in [
            CaseEdit::Reason(Some(long.clone())),
            CaseEdit::Note(long),
            CaseEdit::Note("  ".into()),
            CaseEdit::Label(vec!["two words".into()]),
            CaseEdit::Label(vec!["Raid".into()]),
            CaseEdit::Label(vec!["per%cent".into()]),
            CaseEdit::Label(vec!["-x".into()]),
            CaseEdit::Label((0..20).map(|n| format!("label{n}")).collect()),
            CaseEdit::Link(42),
        ] {
            let refusal = sheet().edit(&edit);
            assert!(
                matches!(refusal, Err(Refusal::Invalid { .. })),
                "{edit:?}: {refusal:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_log_gives_back_what_an_edit_changed(old in proptest::option::of(".{1,20}"), new in proptest::option::of(".{1,20}")) {
            let trimmed = |text: &Option<String>| {
                text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
            };
            let before = Sheet { reason: trimmed(&old), ..sheet() };
            prop_assume!(trimmed(&new) != before.reason);

            let written = before.edit(&CaseEdit::Reason(new.clone())).unwrap();

            let changes = changes(&[entry(&written)]);
            prop_assert_eq!(changes.len(), 1);
            prop_assert_eq!(&changes[0].old, &before.reason);
            prop_assert_eq!(&changes[0].new, &trimmed(&new));
        }
    }

    #[test]
    fn labels_links_and_flags_are_changes_too() {
        let entries: Vec<_> = edits()
            .iter()
            .map(|edit| entry(&sheet().edit(edit).unwrap()))
            .collect();

        let changes: Vec<_> = changes(&entries)
            .into_iter()
            .map(|change| (change.field, change.old, change.new))
            .collect();

        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            changes,
            [
                ("reason".into(), text("spam"), text("raid")),
                ("label".into(), None, text("raid")),
                ("label".into(), text("alt"), None),
                ("link".into(), None, text("8")),
                ("link".into(), text("7"), None),
                ("hidden".into(), text("no"), text("yes")),
                ("closed".into(), text("no"), text("yes")),
            ]
        );
    }
}

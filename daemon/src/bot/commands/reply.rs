//! What a member reads who called a command. Only they see it.

use emperione_protocol::actions::{Action, DirectMessage, Kind, State};
use emperione_protocol::cases::{Case, CaseDetail, CaseState, Entry};
use emperione_protocol::guilds::UserRef;
use serenity::all::{CreateActionRow, CreateButton};

use crate::domain::calm::calm;
use crate::services::Error;

/// The most letters that are shown of a name, of a reason and of an entry.
const LONGEST_NAME: usize = 100;
const LONGEST_TEXT: usize = 1_000;
/// Of a reason in a list.
const LONGEST_LINE: usize = 60;

/// What is told, and the buttons under it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) text: String,
    pub(super) buttons: Vec<CreateButton>,
}

impl From<String> for Reply {
    fn from(text: String) -> Self {
        Self {
            text,
            buttons: Vec::new(),
        }
    }
}

impl Reply {
    /// The buttons in their row; none takes away those that stood there.
    pub(super) fn rows(&self) -> Vec<CreateActionRow> {
        if self.buttons.is_empty() {
            return Vec::new();
        }
        vec![CreateActionRow::Buttons(self.buttons.clone())]
    }
}

/// A refusal, and under it the way out, where that is none of a shell.
pub(super) fn refusal(error: Error) -> String {
    let error = emperione_protocol::Error::from(error);
    match error.hint.filter(|hint| !hint.contains("`emp ")) {
        Some(hint) => format!("{}\n{hint}", error.message),
        None => error.message,
    }
}

/// A refusal within a sentence.
pub(super) fn why(error: Error) -> String {
    emperione_protocol::Error::from(error).message
}

/// A name that formats nothing and mentions nobody; that of a channel begins with the sign that Discord gives it.
pub(super) fn name(of: &UserRef) -> String {
    match of.name.strip_prefix('#') {
        Some(channel) => format!("#{}", calm(channel.trim_start(), LONGEST_NAME)),
        None => calm(&of.name, LONGEST_NAME),
    }
}

/// How an action stands.
pub(super) fn outcome(action: &Action) -> String {
    let (name, case) = (name(&action.target), action.case);
    let done = match action.kind {
        Kind::Ban => "is banned",
        Kind::Unban => "is no longer banned",
        Kind::Kick => "was kicked",
        Kind::Timeout => "is timed out",
        Kind::Untimeout => "is no longer timed out",
        Kind::Warn => "was warned",
        Kind::Note => "has a new note",
        Kind::Softban => "was removed, with what they wrote",
        Kind::Unwarn => "has a warning less",
        Kind::Nick => "has another nickname",
        Kind::RoleAdd => "has a role more",
        Kind::RoleRemove => "has a role less",
        Kind::VoiceMove => "was moved",
        Kind::VoiceDisconnect => "was disconnected",
        Kind::VoiceMute => "is muted",
        Kind::VoiceUnmute => "is no longer muted",
        Kind::VoiceDeafen => "is deafened",
        Kind::VoiceUndeafen => "is no longer deafened",
        Kind::MessageDelete => "has fewer messages",
        Kind::Purge => "was purged",
        Kind::Slowmode => "has another slow mode",
        Kind::Lock | Kind::ThreadLock => "is locked",
        Kind::Unlock | Kind::ThreadUnlock => "is open again",
        Kind::ThreadArchive => "is archived",
        Kind::ThreadUnarchive => "is no longer archived",
        Kind::InvitesPause => "lets nobody in",
        Kind::InvitesResume => "lets people in again",
        Kind::DmsPause => "lets nobody write to strangers",
        Kind::DmsResume => "lets people write to each other again",
    };
    match action.state {
        State::Applied | State::Verified => {
            let until = match (action.until, action.kind) {
                (Some(until), _) => format!(" until <t:{}:f>", until.0.div_euclid(1_000)),
                (None, Kind::Timeout) => " until it is lifted".into(),
                (None, _) => String::new(),
            };
            let untold = match action.direct_message {
                DirectMessage::Failed => "; a direct message could not be sent",
                _ => "",
            };
            format!("{name} {done}{until} (case {case}){untold}")
        }
        State::Failed => {
            let why = action.error.as_deref().unwrap_or("no reason is known");
            format!("nothing was done to {name}: {why} (case {case})")
        }
        State::Planned | State::Sending | State::Unknown => {
            format!("case {case} of {name} is under way; `/case {case}` shows how it ends")
        }
    }
}

/// The text of an entry, on one line.
pub(super) fn text(entry: &Entry) -> String {
    calm(&entry.text, LONGEST_TEXT)
}

/// A case with its entries.
pub(super) fn case(detail: &CaseDetail) -> String {
    let case = &detail.case;
    let reason = case.reason.as_deref().unwrap_or("no reason given");
    let reason = calm(reason, LONGEST_TEXT);
    let head = format!(
        "case {}: {} of {} <t:{}:f>{}\n> {reason}",
        case.number,
        case.kind,
        name(&case.target),
        case.opened_at.0.div_euclid(1_000),
        case.rule.as_ref().map_or_else(String::new, |rule| {
            format!(" by the rule {}", calm(rule, LONGEST_NAME))
        }),
    );
    let entry = |entry: &Entry| {
        let at = entry.at.0.div_euclid(1_000);
        format!("- <t:{at}:t> {}: {}", entry.kind, text(entry))
    };
    let lines: Vec<String> = [head]
        .into_iter()
        .chain(detail.entries.iter().map(entry))
        .collect();
    lines.join("\n")
}

/// A case in a list.
pub(super) fn line(case: &Case) -> String {
    let reason = case.reason.as_deref().unwrap_or("no reason given");
    let reason = calm(reason, LONGEST_LINE);
    let state = match case.state {
        CaseState::Pending => " (under way)",
        CaseState::Failed => " (failed)",
        CaseState::Ended => " (ended)",
        CaseState::Applied => "",
    };
    let at = case.opened_at.0.div_euclid(1_000);
    let (number, kind, name) = (case.number, case.kind, name(&case.target));
    format!("- #{number} <t:{at}:d> {kind}{state} {name}: {reason}")
}

#[cfg(test)]
mod tests {
    use emperione_protocol::actions::{ActorRef, Detail};
    use emperione_protocol::{GuildId, Timestamp, UserId};

    use super::*;

    const EVIL: &str = "[rules](https://evil)\n- **case 9** @everyone";

    fn case_of(name: &str) -> Case {
        let system = ActorRef::System {
            name: "test".into(),
        };
        let mut case: Case = serde_json::from_value(serde_json::json!({
            "guild": GuildId(1), "number": 3, "kind": Kind::Ban, "state": CaseState::Applied,
            "target": UserRef { id: UserId(7), name: name.into(), display_name: None },
            "actor": system, "reason": EVIL, "opened_at": Timestamp(0), "until": null, "action": null,
        }))
        .unwrap();
        case.detail = Detail::default();
        case
    }

    #[test]
    fn no_name_and_no_text_of_peoples_forms_a_link_or_a_line_of_its_own() {
        let entry = Entry {
            at: Timestamp(0),
            actor: ActorRef::System {
                name: "test".into(),
            },
            kind: "note".into(),
            text: EVIL.into(),
        };
        let detail = CaseDetail {
            case: case_of(EVIL),
            entries: vec![entry],
            evidence: Vec::new(),
        };

        let (shown, listed) = (case(&detail), line(&detail.case));

        assert_eq!(shown.lines().count(), 3, "{shown}");
        assert_eq!(listed.lines().count(), 1, "{listed}");
        for text in [shown, listed, name(&detail.case.target)] {
            assert!(!text.contains("[rules]") && !text.contains("**"), "{text}");
            assert!(!text.contains("@everyone"), "{text}");
        }
        let channel = case_of("# [rules](https://evil)").target;
        assert_eq!(name(&channel), "#\\[rules\\](https://evil)");
    }

    #[test]
    fn a_refusal_names_the_way_out_unless_it_is_one_of_a_shell() {
        let refused = |hint: &str| refusal(Error::conflict("no").hint(hint));

        assert_eq!(refused("decide it by a kick"), "no\ndecide it by a kick");
        assert_eq!(refused("see `emp status`"), "no");
        assert_eq!(refusal(Error::conflict("no")), "no");
    }
}

//! What a member reads who called a command. Only they see it.

use emperione_protocol::actions::{Action, DirectMessage, Kind, State};
use emperione_protocol::cases::{Case, CaseDetail, CaseState, Entry};
use serenity::all::{CreateActionRow, CreateButton};

use crate::services::Error;

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

/// A refusal, as short as a screen of Discord's wants it.
pub(super) fn refusal(error: Error) -> String {
    emperione_protocol::Error::from(error).message
}

/// How an action stands.
pub(super) fn outcome(action: &Action) -> String {
    let (name, case) = (&action.target.name, action.case);
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

/// A case with its entries.
pub(super) fn case(detail: &CaseDetail) -> String {
    let case = &detail.case;
    let reason = case.reason.as_deref().unwrap_or("no reason given");
    let head = format!(
        "case {}: {} of {} <t:{}:f>{}\n> {}",
        case.number,
        case.kind,
        case.target.name,
        case.opened_at.0.div_euclid(1_000),
        case.rule
            .as_ref()
            .map_or_else(String::new, |rule| format!(" by the rule {rule}")),
        reason.replace('\n', "\n> "),
    );
    let entry = |entry: &Entry| {
        let at = entry.at.0.div_euclid(1_000);
        format!("- <t:{at}:t> {}: {}", entry.kind, entry.text)
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
    let reason: String = reason.replace('\n', " ").chars().take(60).collect();
    let state = match case.state {
        CaseState::Pending => " (under way)",
        CaseState::Failed => " (failed)",
        CaseState::Ended => " (ended)",
        CaseState::Applied => "",
    };
    let at = case.opened_at.0.div_euclid(1_000);
    let (number, kind, name) = (case.number, case.kind, &case.target.name);
    format!("- #{number} <t:{at}:d> {kind}{state} {name}: {reason}")
}

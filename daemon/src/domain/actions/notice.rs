//! The words that leave the house: the direct message to the target and the reason in Discord's audit log.

use std::fmt::Write;

use emperione_protocol::actions::Kind;
use emperione_protocol::{ActionId, BatchId, GuildId};

use super::kinds::{Length, facts};

/// Audit Log: `X-Audit-Log-Reason`.
const LONGEST_REASON: usize = 512;
/// How much of a reason is told to the target.
const LONGEST_TOLD: usize = 1000;

/// The text of a direct message.
pub fn text(kind: Kind, guild: &str, reason: Option<&str>, duration: Option<&str>) -> String {
    let mut text = format!("{} **{guild}**", facts(kind).told);
    if let Some(duration) = duration {
        let _ = write!(text, " for {duration}");
    }
    text.push('.');
    if let Some(reason) = reason {
        let _ = write!(text, "\nReason: {}", cut(reason, LONGEST_TOLD));
    }
    text
}

/// The letters of a direct message's text with the longest name, length and reason.
pub fn longest(kind: Kind) -> usize {
    /// Guild: `name`.
    const LONGEST_GUILD: usize = 100;
    const LONGEST_LENGTH: &str = "52w6d23h59m59s";
    let [guild, reason] = [LONGEST_GUILD, LONGEST_TOLD].map(|letters| "x".repeat(letters));
    let length = (facts(kind).length != Length::Never).then_some(LONGEST_LENGTH);
    text(kind, &guild, Some(&reason), length).chars().count()
}

/// The small print of a direct message, by which it is found again.
pub fn footer(case: u64, id: ActionId) -> String {
    format!("case {case} · {id}")
}

/// What the button under a direct message says of the case that can be appealed against.
pub fn appeal_button(guild: GuildId, case: u64) -> String {
    format!("appeal:{guild}:{case}")
}

/// The case that such a button is for.
pub fn read_appeal(id: &str) -> Option<(GuildId, u64)> {
    let (guild, case) = id.strip_prefix("appeal:")?.split_once(':')?;
    Some((guild.parse().ok()?, case.parse().ok()?))
}

/// What links Discord's audit log to an action.
pub fn marker(id: ActionId) -> String {
    format!("emp:{id}")
}

/// The reason in the audit log.
pub fn audit_reason(id: ActionId, actor: &str, reason: Option<&str>) -> String {
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    cut(
        &format!("{} by {actor}{reason}", marker(id)),
        LONGEST_REASON,
    )
    .into()
}

/// The reason in the audit log of a call that many actions of a batch share.
pub fn batch_reason(batch: BatchId, actor: &str, reason: Option<&str>) -> String {
    audit_reason(ActionId(batch.0), actor, reason)
}

/// Whether what a reason names is an action, alone or by its batch.
pub fn names(reason: Option<&str>, id: ActionId, batch: Option<BatchId>) -> bool {
    let named = reason.and_then(read_marker);
    named == Some(id) || (named.is_some() && named == batch.map(|batch| ActionId(batch.0)))
}

/// The action that an audit-log reason names.
pub fn read_marker(reason: &str) -> Option<ActionId> {
    reason.strip_prefix("emp:")?.split(' ').next()?.parse().ok()
}

fn cut(text: &str, characters: usize) -> &str {
    text.char_indices()
        .nth(characters)
        .map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_in_the_audit_log_leads_back_to_its_action() {
        let id = ActionId(12_345);

        let reason = audit_reason(id, "mona", Some(&"é".repeat(600)));

        assert_eq!(reason.chars().count(), 512);
        assert_eq!(read_marker(&reason), Some(id));
        assert_eq!(read_marker("spam"), None);
        assert_eq!(read_marker("emp:nonsense by mona"), None);
    }

    #[test]
    fn a_direct_message_says_what_where_why_and_how_long() {
        let text = text(Kind::Ban, "Harbor", Some("spam"), Some("7d"));

        assert_eq!(
            text,
            "You were banned from **Harbor** for 7d.\nReason: spam"
        );
    }
}

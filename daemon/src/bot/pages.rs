//! What we read of Discord's lists of messages and audit entries: the fields we use, tolerant of everything else,
//! because one entry of an unknown kind must not hide the other ninety-nine.

use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::cases::rule;
use crate::domain::invites;
use crate::ports::discord::{Attachment, AuditChange, AuditEntry, Post, User};

/// Anything with an id.
#[derive(Deserialize)]
pub(super) struct Identified {
    #[serde(deserialize_with = "snowflake")]
    pub(super) id: u64,
}

/// Whom a bulk ban banned; the others failed.
#[derive(Deserialize)]
pub(super) struct BulkBan {
    banned_users: Vec<UserId>,
}

impl BulkBan {
    pub(super) fn banned(self) -> Vec<UserId> {
        self.banned_users
    }
}

#[derive(Deserialize)]
pub(super) struct Message {
    #[serde(deserialize_with = "snowflake")]
    id: u64,
    #[serde(deserialize_with = "snowflake")]
    channel_id: u64,
    author: Author,
    #[serde(default)]
    content: String,
    #[serde(default)]
    edited_timestamp: Option<Timestamp>,
    #[serde(default)]
    attachments: Vec<Value>,
    #[serde(default)]
    embeds: Vec<Embed>,
    #[serde(default)]
    webhook_id: Option<String>,
    #[serde(default, rename = "type")]
    kind: u8,
    #[serde(default)]
    pinned: bool,
}

#[derive(Deserialize)]
struct Author {
    #[serde(deserialize_with = "snowflake")]
    id: u64,
    #[serde(default)]
    username: String,
    #[serde(default)]
    global_name: Option<String>,
    #[serde(default)]
    bot: bool,
}

#[derive(Deserialize)]
struct File {
    #[serde(deserialize_with = "snowflake")]
    id: u64,
    filename: String,
    size: u64,
    url: String,
}

/// None of one that is not as it should be; the message still counts it.
fn attachment(value: Value) -> Option<Attachment> {
    let file: File = serde_json::from_value(value).ok()?;
    Some(Attachment {
        id: file.id,
        name: file.filename,
        size: file.size,
        url: file.url,
    })
}

#[derive(Deserialize)]
struct Embed {
    #[serde(default)]
    footer: Option<Footer>,
}

#[derive(Deserialize)]
struct Footer {
    #[serde(default)]
    text: String,
}

impl From<Message> for Post {
    fn from(message: Message) -> Self {
        let id = MessageId(message.id);
        Self {
            id,
            channel: ChannelId(message.channel_id),
            author: User {
                id: UserId(message.author.id),
                name: message.author.username,
                global_name: message.author.global_name,
                bot: message.author.bot,
            },
            at: id.created_at(),
            edited_at: message.edited_timestamp,
            text: message.content,
            attachments: u32::try_from(message.attachments.len()).unwrap_or(u32::MAX),
            files: message
                .attachments
                .into_iter()
                .filter_map(attachment)
                .collect(),
            footer: message
                .embeds
                .into_iter()
                .next()
                .and_then(|embed| embed.footer)
                .map(|footer| footer.text),
            webhook: message.webhook_id.is_some(),
            message_type: message.kind,
            pinned: message.pinned,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct AuditLog {
    audit_log_entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(deserialize_with = "snowflake")]
    id: u64,
    action_type: u16,
    #[serde(default)]
    user_id: Option<String>,
    #[serde(default)]
    target_id: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    /// Of another shape for each kind of acts.
    #[serde(default)]
    options: Option<Value>,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    key: String,
    #[serde(default)]
    old_value: Option<Value>,
    #[serde(default)]
    new_value: Option<Value>,
}

impl AuditLog {
    pub(super) fn entries(self, guild: GuildId) -> Vec<AuditEntry> {
        let entries = self.audit_log_entries.into_iter();
        entries
            .map(|entry| AuditEntry {
                id: entry.id,
                guild,
                action_type: entry.action_type,
                actor: entry.user_id.and_then(|id| id.parse().ok()),
                target: entry.target_id.and_then(|id| id.parse().ok()),
                reason: entry.reason,
                rule: entry.options.as_ref().and_then(rule::of_options),
                changes: entry.changes.into_iter().map(Into::into).collect(),
            })
            .collect()
    }
}

impl From<Change> for AuditChange {
    fn from(change: Change) -> Self {
        let json = |value: Value| value.to_string();
        Self {
            key: change.key,
            old: change.old_value.map(json),
            new: change.new_value.map(json),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Invite {
    code: String,
    #[serde(default)]
    inviter: Option<Identified>,
    /// Only whoever manages the guild is told.
    #[serde(default)]
    uses: Option<u64>,
    #[serde(default)]
    max_uses: u64,
    #[serde(default)]
    expires_at: Option<Timestamp>,
}

impl Invite {
    pub(super) fn with_uses(self) -> Option<invites::Invite> {
        Some(invites::Invite {
            code: self.code.into(),
            inviter: self.inviter.map(|user| UserId(user.id)),
            uses: self.uses?,
            max_uses: self.max_uses,
            expires_at: self.expires_at,
            vanity: false,
        })
    }
}

#[derive(Deserialize)]
pub(super) struct Vanity {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    uses: u64,
}

impl Vanity {
    pub(super) fn invite(self) -> Option<invites::Invite> {
        Some(invites::Invite {
            code: self.code?.into(),
            inviter: None,
            uses: self.uses,
            max_uses: 0,
            expires_at: None,
            vanity: true,
        })
    }
}

fn snowflake<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_an_unknown_kind_does_not_hide_the_others() {
        let log: AuditLog = serde_json::from_str(
            r#"{"users": [], "audit_log_entries": [
                {"id": "10", "action_type": 4711, "user_id": null, "target_id": "a thing", "options": {"x": 1}},
                {"id": "11", "action_type": 24, "user_id": "1", "target_id": "2", "reason": "spam",
                 "changes": [{"key": "communication_disabled_until", "new_value": "2026-01-01T00:00:00Z"}]},
                {"id": "12", "action_type": 145, "user_id": "1", "target_id": "2",
                 "options": {"auto_moderation_rule_name": "no\nlinks", "channel_id": "3"}}]}"#,
        )
        .unwrap();

        let entries = log.entries(GuildId(7));

        assert_eq!(entries[0].target, None);
        let rules: Vec<_> = entries.iter().map(|entry| entry.rule.as_deref()).collect();
        assert_eq!(rules, [None, None, Some("no links")]);
        assert_eq!(entries[1].actor, Some(UserId(1)));
        assert_eq!(
            entries[1].changes,
            [AuditChange {
                key: "communication_disabled_until".into(),
                old: None,
                new: Some(r#""2026-01-01T00:00:00Z""#.into()),
            }]
        );
    }

    #[test]
    fn a_message_is_read_by_the_fields_we_use() {
        let message: Message = serde_json::from_str(
            r#"{"id": "4194304", "channel_id": "2", "author": {"id": "3", "username": "ann"}, "type": 99,
                "embeds": [{"footer": {"text": "case 1"}}], "edited_timestamp": "2026-01-01T00:00:00.5+00:00"}"#,
        )
        .unwrap();

        let post = Post::from(message);

        assert_eq!(post.at.0, 1_420_070_400_001);
        assert_eq!(post.footer.as_deref(), Some("case 1"));
        assert_eq!(post.edited_at.unwrap().0 % 1_000, 500);
    }
}

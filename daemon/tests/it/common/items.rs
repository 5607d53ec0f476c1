//! Items of the inbox that were decided.

use emperione_daemon::store::Db;
use emperione_daemon::store::inbox::{self, ItemRow};
use emperione_protocol::inbox::{Decision, ItemKind, ItemState};
use emperione_protocol::{GuildId, Timestamp, UserId};

/// Adds one that was opened at a time, and decided at another.
pub async fn decided(
    db: &Db,
    (guild, kind): (GuildId, ItemKind),
    (opened, resolved, decision): (Timestamp, Timestamp, Decision),
) {
    let mut tx = db.write().await.unwrap();
    let row = ItemRow {
        guild,
        number: inbox::next_number(&mut tx, guild).await.unwrap(),
        kind,
        state: ItemState::Resolved,
        target: UserId(2),
        target_name: "u2".into(),
        channel: None,
        message: None,
        case: None,
        alert: None,
        open_key: None,
        assignee: None,
        opened_at: opened,
        changed_at: resolved,
        action: None,
        decision: Some(decision),
        reason: None,
        tell: None,
        outcome: None,
        merged_into: None,
        resolved_at: Some(resolved),
        reports: 1,
        post: None,
    };
    inbox::insert(&mut tx, &row).await.unwrap();
    inbox::save(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

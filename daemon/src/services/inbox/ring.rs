//! Alerts in the inbox: one item for each that rings, which stays until somebody dismisses it.

use emperione_protocol::GuildId;
use emperione_protocol::inbox::ItemKind;

use super::Inbox;
use crate::domain::actor::Actor;
use crate::domain::inbox::About;
use crate::services::Result;
use crate::store::Tx;
use crate::store::inbox::{self, ItemRow};

/// An alert that rang.
#[derive(Clone, Copy, Debug)]
pub(in crate::services) struct Rang<'a> {
    pub(in crate::services) guild: GuildId,
    pub(in crate::services) alert: u64,
    pub(in crate::services) rule: &'a str,
    pub(in crate::services) says: &'a str,
}

impl Inbox {
    /// Opens an item for an alert, in the transaction of its ringing, which holds the guild's lock.
    pub(in crate::services) async fn ring(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        rang: Rang<'_>,
    ) -> Result<()> {
        let now = self.parts.clock.now();
        let number = inbox::next_number(tx, rang.guild).await?;
        let row = ItemRow {
            target_name: rang.rule.into(),
            alert: Some(rang.alert),
            open_key: Some(About::Alert(rang.alert).to_string()),
            ..ItemRow::open(rang.guild, number, ItemKind::Alert, now)
        };
        inbox::insert(tx, &row).await?;
        self.tell(tx, actor, &row, ("rang", rang.says.into())).await
    }

    /// Notes in the item of an alert, if it still waits, that the alert cleared.
    pub(in crate::services) async fn ring_out(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        rang: Rang<'_>,
    ) -> Result<()> {
        let about = About::Alert(rang.alert).to_string();
        let Some(mut row) = inbox::waiting(tx, rang.guild, &about).await? else {
            return Ok(());
        };
        row.changed_at = self.parts.clock.now();
        inbox::save(tx, &row).await?;
        self.tell(tx, actor, &row, ("cleared", String::new())).await
    }
}

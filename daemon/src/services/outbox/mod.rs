//! Posts to log channels. The wish to post is committed with the fact; a worker sends what waits for a channel in its
//! order, and a post that may have arrived is looked for before it is sent again.

mod item;
mod post;
mod run;

use std::collections::BTreeMap;
use std::sync::Arc;

use emperione_protocol::{BatchId, ChannelId, GuildId};
use parking_lot::Mutex;

use super::Parts;
use crate::domain::outbox::Told;
use crate::store::outbox::{self, Wish};
use crate::store::{self, Tx};

/// The service.
#[derive(Clone)]
pub struct Outbox {
    parts: Arc<Parts>,
    /// The channels that cannot be posted to, and why.
    broken: Arc<Mutex<BTreeMap<ChannelId, String>>>,
}

impl Outbox {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            parts,
            broken: Arc::default(),
        }
    }
}

impl Parts {
    /// Writes down that a case is to be told of in its guild's log channel, in the transaction of the fact. What a batch
    /// opens and settles is told by the batch's own post.
    pub(super) async fn tell_case(
        &self,
        tx: &mut Tx,
        told: Told,
        (guild, case, batch): (GuildId, u64, Option<BatchId>),
        text: &str,
    ) -> store::Result<()> {
        if batch.is_some() && told != Told::Ended {
            return Ok(());
        }
        let wish = |channel| Wish {
            guild,
            channel,
            told,
            case: Some(case),
            batch,
            item: None,
            text: text.into(),
            created_at: self.clock.now(),
        };
        self.tell(tx, guild, wish).await
    }

    /// The same of a batch's end.
    pub(super) async fn tell_batch(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        batch: BatchId,
    ) -> store::Result<()> {
        let wish = |channel| Wish {
            guild,
            channel,
            told: Told::Batch,
            case: None,
            batch: Some(batch),
            item: None,
            text: String::new(),
            created_at: self.clock.now(),
        };
        self.tell(tx, guild, wish).await
    }

    /// Writes down that the post of an item of the inbox is to show how it stands, in the transaction of the change.
    pub(super) async fn tell_item(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        item: u64,
    ) -> store::Result<()> {
        let Some(channel) = self.config.inbox.channel(guild) else {
            return Ok(());
        };
        let wish = Wish {
            guild,
            channel,
            told: Told::Item,
            case: None,
            batch: None,
            item: Some(item),
            text: String::new(),
            created_at: self.clock.now(),
        };
        outbox::insert(tx, &wish).await.map(drop)
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        wish: impl FnOnce(ChannelId) -> Wish,
    ) -> store::Result<()> {
        match self.config.outbox.channel(guild) {
            Some(channel) => outbox::insert(tx, &wish(channel)).await.map(drop),
            None => Ok(()),
        }
    }
}

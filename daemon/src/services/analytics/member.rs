//! What one member did over time.

use emperione_protocol::analytics::{Bucket, Every};
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::Analytics;
use super::values::ALWAYS;
use crate::archive::Kind;
use crate::domain::actor::Actor;
use crate::domain::analytics::metrics::Roll;
use crate::domain::analytics::{Sample, number, series, whole};
use crate::services::Result;
use crate::store::archives;
use crate::store::facts::{self, Activity};

/// What is told of a member: the metric, its unit, and its value in an hour.
type Told = (&'static str, &'static str, fn(&Activity) -> f64);

const TOLD: [Told; 3] = [
    ("messages", "messages", |did| {
        number(did.messages.unsigned_abs())
    }),
    ("reactions", "reactions", |did| {
        number(did.reactions.unsigned_abs())
    }),
    ("voice_minutes", "minutes", |did| {
        number(did.voice_ms.unsigned_abs()) / 60_000.0
    }),
];

/// What a member did.
#[derive(Default)]
pub(in crate::services) struct Did {
    /// By interval: metric, unit and values.
    pub(in crate::services) told: Vec<(&'static str, &'static str, Vec<Bucket>)>,
    /// What is archived of the time before this one is missing.
    pub(in crate::services) archived_until: Option<Timestamp>,
}

impl Analytics {
    /// What a member did by interval; where it is archived there is no value. Only moderators see it.
    pub(in crate::services) async fn of_member(
        &self,
        actor: &Actor,
        (guild, user): (GuildId, UserId),
        (from, to): (Timestamp, Timestamp),
        every: Every,
    ) -> Result<Did> {
        self.0.check_moderates(actor, guild)?;
        let book = &mut self.book(guild).await?;
        let Some(frame) = book.frame((from, Some(to)), every) else {
            return Ok(Did::default());
        };
        let heard = book.samples(ALWAYS, frame.window, false).await?;
        let did = facts::hours_of(&mut book.tx, guild, user, frame.window).await?;
        let activity = (guild, Kind::Activity);
        let archived_until = archives::missing_until(&mut book.tx, activity, (from, to)).await?;
        let is_archived = |at: Timestamp| archived_until.is_some_and(|until| at < until);
        let told = |(name, unit, value): Told| {
            let samples: Vec<Sample> = did
                .iter()
                .map(|(at, did)| whole(at.0, value(did)))
                .collect();
            let filled = series::filled(&heard, &samples);
            let mut buckets = series::roll(&filled, frame.window, book.shape(&frame), Roll::Sum);
            for bucket in buckets.iter_mut().filter(|of| is_archived(of.at)) {
                bucket.value = None;
            }
            (name, unit, buckets)
        };
        Ok(Did {
            told: TOLD.into_iter().map(told).collect(),
            archived_until,
        })
    }
}

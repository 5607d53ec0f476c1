//! What one member did over time.

use emperione_protocol::analytics::{Bucket, Every};
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::Analytics;
use super::values::ALWAYS;
use crate::domain::actor::Actor;
use crate::domain::analytics::metrics::Roll;
use crate::domain::analytics::{Sample, number, series, whole};
use crate::services::Result;
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

impl Analytics {
    /// What a member did by interval: metric, unit and values. Only moderators see it.
    pub(in crate::services) async fn of_member(
        &self,
        actor: &Actor,
        (guild, user): (GuildId, UserId),
        (from, to): (Timestamp, Timestamp),
        every: Every,
    ) -> Result<Vec<(&'static str, &'static str, Vec<Bucket>)>> {
        self.0.check_moderates(actor, guild)?;
        let book = &mut self.book(guild).await?;
        let Some(frame) = book.frame((from, Some(to)), every) else {
            return Ok(Vec::new());
        };
        let heard = book.samples(ALWAYS, frame.window, false).await?;
        let did = facts::hours_of(&mut book.tx, guild, user, frame.window).await?;
        let told = |(name, unit, value): Told| {
            let samples: Vec<Sample> = did
                .iter()
                .map(|(at, did)| whole(at.0, value(did)))
                .collect();
            let filled = series::filled(&heard, &samples);
            (
                name,
                unit,
                series::roll(&filled, frame.window, book.shape(&frame), Roll::Sum),
            )
        };
        Ok(TOLD.into_iter().map(told).collect())
    }
}

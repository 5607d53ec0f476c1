//! Places where Discord says no again and again. What waits there is given back, so that the caller asks anew whether it
//! may, instead of hundreds of answers 403, which count against the address (Topics: Rate Limits, Invalid Request Limit).

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::bucket::Place;

/// So many answers 403 without another one between them.
const IN_A_ROW: u32 = 3;
/// Long enough for the gateway to say what has changed, on a busy machine too.
const REST: Duration = Duration::from_secs(5);

#[derive(Debug, Default)]
pub(crate) struct Forbidden(HashMap<Place, (u32, Instant)>);

impl Forbidden {
    /// Takes note of an answer.
    pub(crate) fn note(&mut self, place: Place, status: u16, now: Instant) {
        if status == 403 && !place.webhook {
            let (count, at) = self.0.entry(place).or_insert((0, now));
            *count += 1;
            *at = now;
        } else if status < 300 {
            self.0.remove(&place);
        }
    }

    /// Whether a place rests.
    pub(crate) fn rests(&self, place: Place, now: Instant) -> bool {
        let held = self.0.get(&place);
        held.is_some_and(|(count, at)| {
            *count >= IN_A_ROW && now.saturating_duration_since(*at) < REST
        })
    }
}

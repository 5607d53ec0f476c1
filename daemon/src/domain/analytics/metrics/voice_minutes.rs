use emperione_protocol::analytics::Part;

use super::{Metric, Source};
use crate::domain::analytics::{FactWindow, Sample};

pub(super) struct VoiceMinutes;

impl Metric for VoiceMinutes {
    const NAME: &'static str = "voice_minutes";
    const UNIT: &'static str = "minutes";
    const ABOUT: &'static str =
        "Time connected to voice, not deafened and not in the AFK channel, counted when it ended";
    const BY: Option<Part> = Some(Part::Channel);
    const ONLY_LIVE: bool = true;
    const SOURCE: Source = Source::sum(compute);
}

fn compute(facts: &FactWindow) -> Vec<Sample> {
    let mut samples = facts.parts(&facts.voice_ms);
    for sample in &mut samples {
        sample.value /= 60_000.0;
    }
    samples
}

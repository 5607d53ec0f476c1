//! Who is in voice, and for how long they could hear.

use emperione_protocol::{ChannelId, Timestamp, UserId};

/// A member's stay in a voice channel, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub channel: ChannelId,
    pub joined_at: Timestamp,
    /// Since when they hear; none while deafened or in the AFK channel.
    pub hearing_since: Option<Timestamp>,
    /// How long they heard before `hearing_since`, in milliseconds.
    pub heard_ms: i64,
}

/// A stay that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoiceEnd {
    pub user: UserId,
    pub channel: ChannelId,
    pub from: Timestamp,
    pub to: Timestamp,
    /// Connected, not deafened, not in the AFK channel.
    pub heard_ms: i64,
    /// Since when they heard at the end; none if they did not.
    pub hearing_since: Option<Timestamp>,
}

impl Stay {
    pub fn begin(channel: ChannelId, hears: bool, now: Timestamp) -> Self {
        Self {
            channel,
            joined_at: now,
            hearing_since: hears.then_some(now),
            heard_ms: 0,
        }
    }

    /// Begins or ends hearing.
    pub fn hear(&mut self, hears: bool, now: Timestamp) {
        if hears {
            self.hearing_since.get_or_insert(now);
        } else if let Some(since) = self.hearing_since.take() {
            self.heard_ms += (now.0 - since.0).max(0);
        }
    }

    pub fn end(mut self, user: UserId, now: Timestamp) -> VoiceEnd {
        let hearing_since = self.hearing_since;
        self.hear(false, now);
        VoiceEnd {
            user,
            channel: self.channel,
            from: self.joined_at,
            to: now,
            heard_ms: self.heard_ms,
            hearing_since,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_time_in_which_they_hear_counts() {
        let mut stay = Stay::begin(ChannelId(1), true, Timestamp(1_000));
        stay.hear(false, Timestamp(4_000));
        stay.hear(false, Timestamp(5_000));
        stay.hear(true, Timestamp(9_000));

        let end = stay.end(UserId(2), Timestamp(10_000));

        assert_eq!(end.heard_ms, 4_000);
        assert_eq!((end.from, end.to), (Timestamp(1_000), Timestamp(10_000)));
    }
}

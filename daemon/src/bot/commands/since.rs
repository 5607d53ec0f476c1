//! A moment as somebody names it: how long ago, by a message, or as a time.

use emperione_protocol::messages::read_link;
use emperione_protocol::{MessageId, Timestamp};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serenity::all::{CommandOptionType, CreateCommandOption};

use super::call::Call;
use crate::domain::duration;
use crate::services::{Error, Result};

/// A number below this names no message: Discord's first ids have as many digits.
const LEAST_DIGITS: usize = 15;

pub(super) fn option(name: &str, about: &str) -> CreateCommandOption {
    let about = format!("{about}: a message's link or id, how long ago (2h), or a time in UTC");
    CreateCommandOption::new(CommandOptionType::String, name, about).max_length(200)
}

/// The moment that an option names.
pub(super) fn read(call: &Call<'_>, name: &'static str) -> Result<Option<Timestamp>> {
    let Some(typed) = call.text(name) else {
        return Ok(None);
    };
    let channel = call.channel();
    if let Some((_, of, message)) = read_link(typed) {
        if of != channel {
            return Err(Error::invalid(name, "the message is of another channel"));
        }
        return Ok(Some(message.created_at()));
    }
    let now = call.parts.clock.now();
    let at = moment(typed.trim(), now).ok_or_else(|| {
        let why = format!("`{typed}` is no message and no time such as 2h or 2026-05-01 12:00");
        Error::invalid(name, why)
    })?;
    Ok(Some(at))
}

fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Ok(ago) = duration::parse(text) {
        return Some(Timestamp(now.0.saturating_sub(duration::millis(ago))));
    }
    if text.len() >= LEAST_DIGITS
        && let Ok(id) = text.parse()
    {
        return Some(MessageId(id).created_at());
    }
    let stamp = |at: jiff::Timestamp| Timestamp(at.as_millisecond());
    if let Some(rest) = text.strip_prefix("<t:") {
        let seconds = rest.trim_end_matches('>').split(':').next()?.parse().ok()?;
        return jiff::Timestamp::from_second(seconds).ok().map(stamp);
    }
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(stamp(at));
    }
    let day = |text: &str| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0));
    let clock = text.parse::<DateTime>().or_else(|_| day(text)).ok()?;
    let at = TimeZone::UTC.to_timestamp(clock).ok()?;
    Some(stamp(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_named_by_a_length_a_message_or_a_time() {
        let now = Timestamp(1_800_000_000_000);
        let message = MessageId::first_at(now);
        for (text, expected) in [
            ("2h", now.0 - 7_200_000),
            (message.0.to_string().as_str(), now.0),
            ("<t:1700000000:f>", 1_700_000_000_000),
            ("<t:1700000000>", 1_700_000_000_000),
            ("2023-11-14T22:13:20Z", 1_700_000_000_000),
            ("2023-11-14 22:13:20", 1_700_000_000_000),
            ("2023-11-14", 1_699_920_000_000),
        ] {
            assert_eq!(moment(text, now), Some(Timestamp(expected)), "{text}");
        }
        for text in ["", "soon", "12345", "<t:x>", "2023-13-01"] {
            assert_eq!(moment(text, now), None, "{text}");
        }
    }
}

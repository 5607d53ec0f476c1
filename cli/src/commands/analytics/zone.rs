//! `emp analytics zone`, and times as people of a zone read them.

use emperione_protocol::analytics::Every;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, Timestamp};
use jiff::tz::TimeZone;

use super::Asked;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::Output;

/// The time zone of a guild.
pub(in crate::commands) struct Zone {
    name: String,
    zone: TimeZone,
}

impl Default for Zone {
    fn default() -> Self {
        Self {
            name: "UTC".into(),
            zone: TimeZone::UTC,
        }
    }
}

impl Zone {
    /// The zone of a name; one that this machine does not know is written as UTC.
    pub(in crate::commands) fn named(name: &str) -> Self {
        let known = TimeZone::get(name).map(|zone| Self {
            name: name.into(),
            zone,
        });
        known.unwrap_or_default()
    }

    pub(in crate::commands) fn time(&self) -> &TimeZone {
        &self.zone
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// When an interval begins: a moment, or a day. What begins within a day is of the day after, as where midnight is
    /// not at a full hour.
    pub(in crate::commands) fn write(&self, at: Timestamp, every: Every) -> String {
        const HALF_DAY_MS: i64 = 43_200_000;
        let (shift, format) = match every {
            Every::Hour => (0, "%Y-%m-%d %H:%M"),
            Every::Day | Every::Week => (HALF_DAY_MS, "%Y-%m-%d"),
            Every::Month => (HALF_DAY_MS, "%Y-%m"),
        };
        jiff::Timestamp::from_millisecond(at.0 + shift).map_or_else(
            |_| at.to_string(),
            |moment| {
                moment
                    .to_zoned(self.zone.clone())
                    .strftime(format)
                    .to_string()
            },
        )
    }
}

/// The zone of a guild.
pub(in crate::commands) async fn of(client: &Client, guild: GuildId) -> Result<Zone, Failure> {
    let name = client
        .analytics()
        .zone(within(PATIENCE), guild)
        .await
        .flat()?;
    Ok(Zone::named(&name))
}

pub(super) async fn run(
    asked: &Asked,
    zone: Option<String>,
    out: &mut Output,
) -> Result<(), Failure> {
    let analytics = asked.client.analytics();
    match zone {
        None => out.text(&format!("{}\n", asked.zone.name())),
        Some(zone) => {
            let set = analytics
                .set_zone(within(PATIENCE), asked.guild, zone.clone())
                .await;
            set.flat()?;
            out.note(&format!(
                "days begin at midnight in {zone}; they are computed anew now"
            ));
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_zone() {
        let zone = |name: &str| Zone {
            name: name.into(),
            zone: TimeZone::get(name).unwrap(),
        };
        let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());

        for (name, moment, every, expected) in [
            (
                "UTC",
                "2026-05-01T13:00:00Z",
                Every::Hour,
                "2026-05-01 13:00",
            ),
            (
                "Europe/Paris",
                "2026-04-30T22:00:00Z",
                Every::Hour,
                "2026-05-01 00:00",
            ),
            (
                "Europe/Paris",
                "2026-04-30T22:00:00Z",
                Every::Day,
                "2026-05-01",
            ),
            (
                "Asia/Kolkata",
                "2026-04-30T18:00:00Z",
                Every::Day,
                "2026-05-01",
            ),
            (
                "America/New_York",
                "2026-05-01T04:00:00Z",
                Every::Month,
                "2026-05",
            ),
        ] {
            assert_eq!(
                zone(name).write(at(moment), every),
                expected,
                "{moment} in {name}"
            );
        }
    }
}

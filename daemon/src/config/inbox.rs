//! `[inbox]`: reports by members, and what they are told.

use std::collections::BTreeMap;

use emperione_protocol::{ChannelId, GuildId};

use super::outbox::{channel_of, check_guilds, read_guilds};
use super::section::{Check, Problem, section};

/// So that the link is no longer than that of a button may be (Components: Button Structure, `url`).
const LONGEST_URL: usize = 200;

section! {
    /// Reports by members, and what they are told.
    Inbox as "inbox" {
        /// How many reports one member may make in an hour.
        reports_per_hour: u32 = 5;
        /// How many reports of one member may wait for a decision.
        reports_waiting: u32 = 10;
        /// Whether the answer to a report names who decided it.
        name_moderators: bool = false;
        /// The address at which people who were banned find the form for appeals: `/appeal/` below it leads to `http.listen`.
        appeal_url: Option<String> = None, eg "\"https://appeals.example.org\"";
        /// The channel of each guild in which its items are posted with buttons, by the guild's id.
        channels: BTreeMap<String, ChannelId> = BTreeMap::new(), eg "{ 80351110224678912 = \"175928847299117064\" }";
    }
}

impl Check for Inbox {
    fn check(&self) -> Result<(), Problem> {
        for (key, most) in [
            ("inbox.reports_per_hour", self.reports_per_hour),
            ("inbox.reports_waiting", self.reports_waiting),
        ] {
            if most == 0 {
                return Err(Problem::new(key, "at least one is needed"));
            }
        }
        if let Some(url) = &self.appeal_url {
            check_url(url).map_err(|why| Problem::new("inbox.appeal_url", why))?;
        }
        check_guilds("inbox.channels", &self.channels)
    }
}

/// Says why people who were banned cannot be sent to an address.
fn check_url(text: &str) -> Result<(), &'static str> {
    let url =
        reqwest::Url::parse(text).map_err(|_| "an address begins with https:// or http://")?;
    if !matches!(url.scheme(), "https" | "http") || !url.has_host() {
        return Err("an address begins with https:// or http://");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("the address has a query or a fragment, but `/appeal/` is put behind it");
    }
    if text.len() > LONGEST_URL {
        return Err("the address is longer than 200 letters");
    }
    Ok(())
}

impl Inbox {
    /// The channel in which a guild's items are posted.
    pub fn channel(&self, guild: GuildId) -> Option<ChannelId> {
        channel_of(&self.channels, guild)
    }

    /// The address of the form that a signed text belongs to.
    pub fn appeal_link(&self, signed: &str) -> Option<String> {
        let url = self.appeal_url.as_deref()?.trim_end_matches('/');
        Some(format!("{url}/appeal/{signed}"))
    }

    /// Every guild with such a channel.
    pub fn guilds(&self) -> impl Iterator<Item = (GuildId, ChannelId)> {
        read_guilds(&self.channels)
    }
}

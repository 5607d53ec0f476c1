//! What people say about the numbers of a guild: its time zone, moments to compare by, who is not to be listed; and who
//! joined together and stayed.

use emperione_protocol::analytics::{Cohort, CohortRequest, Contributor, Every, Mark, Top};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::system::Intents;
use emperione_protocol::{GuildId, Timestamp, UserId};

use super::{Analytics, Book, calendar, first_day};
use crate::archive::Kind;
use crate::domain::actor::Actor;
use crate::domain::analytics::calendar::Calendar;
use crate::services::access::unnamed;
use crate::services::{Error, Result};
use crate::store::{aggregates, archives, days, facts, guilds, marks};

const MOST_WEEKS: u32 = 52;
/// Letters of a label.
const LONGEST: usize = 64;
const MINUTE_MS: i64 = 60_000;

impl Analytics {
    /// Gives the cohorts of those who joined, oldest first.
    pub async fn cohorts(&self, actor: &Actor, request: &CohortRequest) -> Result<Vec<Cohort>> {
        let CohortRequest {
            guild,
            since,
            every,
            weeks,
        } = *request;
        self.0.check_sees(actor, guild)?;
        if every == Every::Hour {
            return Err(Error::invalid(
                "every",
                "cohorts are of a day, a week or a month",
            ));
        }
        if self.0.config.bot.intents == Intents::Minimal {
            let message = "who joined is not known: the bot runs without the intent for members";
            return Err(Error::conflict(message).hint("set bot.intents to `no-content` or `full`"));
        }
        if weeks == 0 || weeks > MOST_WEEKS {
            let why = format!("{weeks} weeks cannot be followed: from 1 to {MOST_WEEKS} can");
            return Err(Error::invalid("weeks", why));
        }
        let book = &mut self.book(guild).await?;
        self.cohorts_in(actor, book, (since, every, weeks)).await
    }

    /// The same, read in a book.
    pub(in crate::services) async fn cohorts_in(
        &self,
        actor: &Actor,
        book: &mut Book,
        (since, every, weeks): (Timestamp, Every, u32),
    ) -> Result<Vec<Cohort>> {
        self.0.check_sees(actor, book.guild)?;
        if self.0.config.bot.intents == Intents::Minimal {
            return Ok(Vec::new());
        }
        let begin = book.calendar.start(since, every);
        let from = begin.max(book.seen.unwrap_or(since));
        let from = book.calendar.start(from, Every::Day);
        let mut found = book.cohorts(from, every, weeks).await?;
        for cohort in &mut found {
            cohort.active.truncate(weeks as usize);
        }
        Ok(found)
    }

    /// Lists who did most since a time, without those who do not want to be listed. It counts from
    /// where nothing is archived.
    pub async fn top(
        &self,
        actor: &Actor,
        (guild, since, limit): (GuildId, Timestamp, u32),
    ) -> Result<Top> {
        self.most(actor, (guild, (since, None), limit)).await
    }

    pub(in crate::services) async fn most(
        &self,
        actor: &Actor,
        (guild, window, limit): (GuildId, (Timestamp, Option<Timestamp>), u32),
    ) -> Result<Top> {
        self.0.check_sees(actor, guild)?;
        let limit = limit.clamp(1, MAX_PAGE);
        let tx = &mut self.0.db.read().await?;
        let (since, until) = window;
        let period = (since, until.unwrap_or(Timestamp(i64::MAX)));
        let archived_until = archives::missing_until(tx, (guild, Kind::Activity), period).await?;
        let window = (archived_until.unwrap_or(since), until);
        let mut shown = Vec::new();
        for (user, did) in facts::top(tx, guild, window, limit).await? {
            let known = self.0.stored_user(tx, guild, user).await?;
            shown.push(Contributor {
                user: known.unwrap_or_else(|| unnamed(user)),
                messages: did.messages.unsigned_abs(),
                reactions: did.reactions.unsigned_abs(),
                voice_minutes: (did.voice_ms / MINUTE_MS).unsigned_abs(),
            });
        }
        Ok(Top {
            members: shown,
            archived_until,
        })
    }

    /// Says whether somebody may be listed among those who did most.
    pub async fn list_contributor(
        &self,
        actor: &Actor,
        (guild, user, listed): (GuildId, UserId, bool),
    ) -> Result<()> {
        self.0.check_manages(actor, guild)?;
        let mut tx = self.0.db.write().await?;
        facts::set_listed(&mut tx, guild, user, listed).await?;
        let kind = if listed { "listed" } else { "unlisted" };
        self.0
            .record(&mut tx, actor, Some(guild), (kind, user.to_string()))
            .await?;
        Ok(tx.commit().await?)
    }

    /// Lists the marked moments, oldest first.
    pub async fn marks(&self, actor: &Actor, guild: GuildId) -> Result<Vec<Mark>> {
        self.0.check_sees(actor, guild)?;
        Ok(marks::all(&mut self.0.db.read().await?, guild).await?)
    }

    /// Marks a moment.
    pub async fn mark(&self, actor: &Actor, guild: GuildId, mark: &Mark) -> Result<()> {
        self.0.check_manages(actor, guild)?;
        let letters = mark.label.chars().count();
        if letters == 0 || letters > LONGEST || mark.label.chars().any(char::is_control) {
            let why = format!("a label has 1 to {LONGEST} letters, and this one {letters}");
            return Err(Error::invalid("label", why));
        }
        let mut tx = self.0.db.write().await?;
        marks::add(&mut tx, guild, mark).await?;
        let text = format!("{} at {}", mark.label, mark.at);
        self.0
            .record(&mut tx, actor, Some(guild), ("marked", text))
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes marks with this label away, and says how many.
    pub async fn unmark(&self, actor: &Actor, guild: GuildId, label: &str) -> Result<u64> {
        self.0.check_manages(actor, guild)?;
        let mut tx = self.0.db.write().await?;
        let removed = marks::remove(&mut tx, guild, label).await?;
        if removed == 0 {
            return Err(Error::not_found("mark", &label));
        }
        self.0
            .record(&mut tx, actor, Some(guild), ("unmarked", label.into()))
            .await?;
        tx.commit().await?;
        Ok(removed)
    }

    /// Names the time zone of a guild.
    pub async fn zone(&self, actor: &Actor, guild: GuildId) -> Result<String> {
        self.0.check_sees(actor, guild)?;
        let zone = guilds::zone(&mut self.0.db.read().await?, guild).await?;
        zone.ok_or_else(|| Error::not_found("guild", &guild))
    }

    /// Sets the time zone of a guild. Its days are computed anew as far as their facts are kept; those before stay.
    pub async fn set_zone(&self, actor: &Actor, guild: GuildId, zone: &str) -> Result<()> {
        self.0.check_manages(actor, guild)?;
        if Calendar::named(zone).is_none() {
            let why = format!("`{zone}` is no time zone");
            let hint = "name one of the IANA database, such as Europe/Paris";
            return Err(Error::invalid("zone", why).hint(hint));
        }
        let mut tx = self.0.db.write().await?;
        let facts = days::first_fact(&mut tx, guild).await?;
        let seen = guilds::first_seen_at(&mut tx, guild).await?;
        if let Some(first) = facts.into_iter().chain(seen).min() {
            let calendar = calendar(&mut tx, guild).await?;
            let begun = first_day(&mut tx, guild, &calendar, first).await?;
            days::clear(&mut tx, guild, begun).await?;
            aggregates::forget_days(&mut tx, guild, first).await?;
        }
        guilds::set_zone(&mut tx, guild, zone).await?;
        self.0
            .record(&mut tx, actor, Some(guild), ("zone", zone.into()))
            .await?;
        tx.commit().await?;
        let key = format!("zone@{}", self.0.clock.now().0);
        Ok(self.0.queue.enqueue("aggregate", &key).await?)
    }
}

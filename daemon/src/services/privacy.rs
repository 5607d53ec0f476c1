//! What is kept of a user, their own copy of it, and its end.

use std::sync::Arc;

use emperione_protocol::cases::{CaseDetail, CaseFilter, Entry};
use emperione_protocol::members::Change;
use emperione_protocol::privacy::{Erased, Exported, Kept, Retained};
use emperione_protocol::{GuildId, MessageId, Page, PageRequest, Timestamp, UserId};

use super::access::check_role;
use super::members::member;
use super::{Archives, Error, Parts, Result};
use crate::backup::erased::{self, Erasure};
use crate::domain::actor::{Actor, Role};
use crate::domain::retention;
use crate::seal::Place;
use crate::store::facts::{Activity, ActivityKey};
use crate::store::joins::JoinRow;
use crate::store::messages::StoredMessage;
use crate::store::{
    Tx, archives, case_evidence, cases, chain, events, inbox, joins, privacy, roster,
};

/// More changes and cases of one user are not expected.
const MOST: u32 = 10_000;
/// How many hours and messages a page of a copy has.
const HOURS: u32 = 1_000;
const MESSAGES: u32 = 500;

/// The service.
#[derive(Clone)]
pub struct Privacy(pub(super) Arc<Parts>);

/// The parts of a copy, in their order, and after what the page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Person,
    Activity(i64),
    Messages(u64),
}

impl Privacy {
    /// Says what is kept of a user in a guild.
    pub async fn show(&self, actor: &Actor, guild: GuildId, user: UserId) -> Result<Vec<Kept>> {
        self.check(actor, guild)?;
        let mut tx = self.0.db.read().await?;
        let (mut kept, mut times) = (Vec::new(), Vec::new());
        for kind in Retained::ALL {
            let days = self.0.kept_days(&mut tx, guild, kind).await?;
            let words = retention::words(kind, retention::read(kind, days));
            times.push((format!("{{{kind}}}"), words));
        }
        for sort in privacy::SORTS {
            let mut time = sort.kept.to_owned();
            for (name, words) in &times {
                time = time.replace(name, words);
            }
            kept.push(Kept {
                what: sort.what.into(),
                records: sort.count(&mut tx, guild, user).await?,
                kept: time,
                erasure: sort.erasure.into(),
            });
        }
        Ok(kept)
    }

    /// Gives a user's own copy of it, page by page.
    pub async fn export(
        &self,
        actor: &Actor,
        (guild, user): (GuildId, UserId),
        page: &PageRequest,
    ) -> Result<Page<Exported>> {
        self.check(actor, guild)?;
        let section = page.after.as_deref().map(read_cursor).transpose()?;
        let mut tx = self.0.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let (items, next) = match section.unwrap_or(Section::Person) {
            Section::Person => (
                self.person(&mut tx, guild, user).await?,
                Some(Section::Activity(0)),
            ),
            Section::Activity(after) => hours(&mut tx, (guild, user), after).await?,
            Section::Messages(after) => self.messages(&mut tx, (guild, user), after).await?,
        };
        let next = next.map(cursor);
        Ok(Page { items, next, as_of })
    }

    /// Erases texts and names of a user for good.
    pub async fn erase(&self, actor: &Actor, guild: GuildId, user: UserId) -> Result<Erased> {
        self.check(actor, guild)?;
        let declares = Entry {
            at: self.0.clock.now(),
            actor: self.0.actor_ref(actor, guild),
            kind: String::new(),
            text: String::new(),
        };
        let mut tx = self.0.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        if privacy::is_acted_on(&mut tx, guild, user).await? {
            let message = format!("something is being done to user {user}");
            return Err(Error::conflict(message).hint("try again when it has ended"));
        }
        if case_evidence::is_wanted(&mut tx, guild).await? {
            let message = "evidence is being gathered, which may hold words of theirs";
            return Err(Error::conflict(message).hint("try again in some minutes"));
        }
        let erased = privacy::erase(&mut tx, guild, user, &declares).await?;
        let text = format!("what was kept of user {user}");
        self.0
            .record(&mut tx, actor, Some(guild), ("privacy_erased", text))
            .await?;
        archives::note_erasure(&mut tx, guild, user, declares.at).await?;
        self.list(guild, user, declares.at)?;
        tx.commit().await?;
        self.0.db.settle().await?;
        Archives::new(self.0.clone()).erase(guild).await?;
        let present = self.0.state.read().member(guild, user).is_some();
        Ok(Erased {
            erased: erased
                .into_iter()
                .map(|(what, n)| (what.into(), n))
                .collect(),
            present,
        })
    }

    /// Puts them on the list that no backup holds, before the commit: what is erased is always on it.
    fn list(&self, guild: GuildId, user: UserId, at: Timestamp) -> Result<()> {
        let folder = &self.0.config.storage.folder;
        let failed = |error| Error::unavailable(format!("erased.list: {error}"));
        erased::append(folder, Erasure { at, guild, user }).map_err(failed)
    }

    fn check(&self, actor: &Actor, guild: GuildId) -> Result<()> {
        check_role(actor, Role::Admin)?;
        self.0.check_moderates(actor, guild)
    }

    /// Who they are, what changed of them, and the cases about them.
    async fn person(&self, tx: &mut Tx, guild: GuildId, user: UserId) -> Result<Vec<Exported>> {
        let mut items = Vec::new();
        if let Some(entry) = roster::find(tx, guild, user).await? {
            let member = member(guild, entry);
            items.push(Exported::Member { member });
        }
        for (at, kind, text) in roster::history(tx, guild, user, MOST).await? {
            let change = Change { at, kind, text };
            items.push(Exported::Change { change });
        }
        items.extend(joins::of(tx, guild, user).await?.iter().map(join));
        let filter = CaseFilter {
            guild: Some(guild),
            target: Some(user),
            hidden: true,
            ..CaseFilter::default()
        };
        for filed in cases::list(tx, &filter, None, MOST).await? {
            let entries = cases::entries(tx, guild, filed.case.number).await?;
            let case = self.0.case(filed);
            items.push(Exported::Case {
                case: Box::new(CaseDetail {
                    case,
                    entries,
                    // Theirs follows; what others wrote is not theirs.
                    evidence: Vec::new(),
                }),
            });
        }
        for (case, row) in case_evidence::by_author(tx, guild, user, MOST).await? {
            let quote = self.0.quote(guild, &row, true);
            items.push(Exported::Quote { case, quote });
        }
        for row in inbox::made_by(tx, guild, user, MOST).await? {
            let item = row.number;
            let report = self.0.report(row, true);
            items.push(Exported::Report { item, report });
        }
        Ok(items)
    }

    async fn messages(
        &self,
        tx: &mut Tx,
        of: (GuildId, UserId),
        after: u64,
    ) -> Result<(Vec<Exported>, Option<Section>)> {
        let found = privacy::messages(tx, of, MessageId(after), MESSAGES).await?;
        let is_full = found.len() == MESSAGES as usize;
        let last = found.last().filter(|_| is_full);
        let next = last.map(|message| Section::Messages(message.id.0));
        let items = found.into_iter().map(|message| Exported::Message {
            id: message.id,
            channel: message.channel,
            at: message.id.created_at(),
            text: self.text(&message),
            deleted_at: message.deleted_at,
        });
        Ok((items.collect(), next))
    }

    fn text(&self, message: &StoredMessage) -> Option<String> {
        let place = Place {
            guild: message.guild,
            channel: message.channel,
            message: message.id,
        };
        let opened = self.0.seal.open_text(place, message.sealed.as_ref()?);
        opened
            .inspect_err(|error| tracing::warn!(message.id = message.id.0, %error, "a text could not be opened"))
            .ok()
    }
}

async fn hours(
    tx: &mut Tx,
    of: (GuildId, UserId),
    after: i64,
) -> Result<(Vec<Exported>, Option<Section>)> {
    let found = privacy::activity(tx, of, after, HOURS).await?;
    let next = match found.last() {
        Some((key, _)) => Section::Activity(key.hour),
        None => Section::Messages(0),
    };
    let items = found.into_iter().map(hour);
    Ok((items.collect(), Some(next)))
}

fn hour((key, done): (ActivityKey, Activity)) -> Exported {
    Exported::Activity {
        hour: Timestamp(key.hour),
        channel: key.channel,
        messages: done.messages.unsigned_abs(),
        edits: done.edits.unsigned_abs(),
        deletes: done.deletes.unsigned_abs(),
        reactions: done.reactions.unsigned_abs(),
        unreactions: done.unreactions.unsigned_abs(),
        voice_ms: done.voice_ms.unsigned_abs(),
        short_messages: done.short.unsigned_abs(),
        medium_messages: done.medium.unsigned_abs(),
        long_messages: done.long.unsigned_abs(),
        attachments: done.attachments.unsigned_abs(),
        replies: done.replies.unsigned_abs(),
        reactions_received: done.received.unsigned_abs(),
        first_at: done.first_at,
        last_at: done.last_at,
    }
}

fn join(row: &JoinRow) -> Exported {
    Exported::Join {
        at: row.joined_at,
        first_message_at: row.wrote.first,
        third_message_at: row.wrote.third,
        tenth_message_at: row.wrote.tenth,
    }
}

fn cursor(section: Section) -> String {
    match section {
        Section::Person => "person".into(),
        Section::Activity(after) => format!("activity.{after}"),
        Section::Messages(after) => format!("messages.{after}"),
    }
}

fn read_cursor(text: &str) -> Result<Section> {
    let section = match text.split_once('.') {
        Some(("activity", after)) => after.parse().ok().map(Section::Activity),
        Some(("messages", after)) => after.parse().ok().map(Section::Messages),
        _ => (text == "person").then_some(Section::Person),
    };
    section.ok_or_else(|| Error::invalid("page.after", "is not the `next` of a page of a copy"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text() {
        for section in [
            Section::Person,
            Section::Activity(17),
            Section::Messages(42),
        ] {
            assert_eq!(read_cursor(&cursor(section)).unwrap(), section);
        }
        assert!(read_cursor("activity.x").is_err());
    }
}

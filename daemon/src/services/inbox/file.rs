//! How items come into the inbox: members report.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Answer, ItemKind};
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};

use super::{Inbox, named, words_place};
use crate::clock::millis;
use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::domain::inbox::About;
use crate::ports::discord::{Direction, Lane};
use crate::seal::Place;
use crate::services::access::unnamed;
use crate::services::{Error, Result};
use crate::store::evidence::{self, EvidenceRow};
use crate::store::inbox::{self, ItemRow, ReportRow};
use crate::store::{Tx, chain};

const HOUR: std::time::Duration = std::time::Duration::from_hours(1);
/// The most letters of a reporter's words.
const LONGEST_WORDS: usize = 1_000;

/// A report that a member makes.
#[derive(Clone, Debug)]
pub struct Filing {
    pub guild: GuildId,
    /// The interaction by which it comes; the same one makes one report.
    pub interaction: u64,
    pub subject: Subject,
    pub words: Option<String>,
}

/// What is reported.
#[derive(Clone, Debug)]
pub enum Subject {
    Member(UserRef),
    Message(Snapshot),
    /// A message that is read from Discord.
    Link(ChannelId, MessageId),
}

/// A message as it was when it was reported.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub channel: ChannelId,
    pub message: MessageId,
    pub author: UserRef,
    pub text: String,
    pub attachments: u32,
}

/// What a report or appeal came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    pub number: u64,
    /// Others had reported the same.
    pub joined: bool,
}

/// What is filed: whom it concerns, what it is about, what was said.
pub(super) struct Draft {
    pub(super) kind: ItemKind,
    pub(super) about: About,
    pub(super) target: UserRef,
    pub(super) snapshot: Option<Snapshot>,
}

impl Inbox {
    /// Takes a member's report; others of the same thing join the item that waits.
    pub async fn report(&self, actor: &Actor, filing: Filing) -> Result<Filed> {
        let reporter = self.member(actor, filing.guild)?;
        let draft = match filing.subject.clone() {
            Subject::Member(target) => Draft {
                kind: ItemKind::Report,
                about: About::Member(target.id),
                target,
                snapshot: None,
            },
            Subject::Message(snapshot) => draft_of(snapshot),
            Subject::Link(channel, message) => draft_of(
                self.read_message(actor, filing.guild, (channel, message))
                    .await?,
            ),
        };
        self.check_target(&reporter, draft.target.id)?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, filing.guild).await?;
        if let Some(known) = inbox::report_by(&mut tx, filing.guild, filing.interaction).await? {
            return Ok(Filed {
                number: known.number,
                joined: known.report > 1,
            });
        }
        self.check_limits(&mut tx, filing.guild, reporter.id)
            .await?;
        let filed = self
            .file(&mut tx, actor, &filing, (reporter, draft))
            .await?;
        tx.commit().await?;
        Ok(filed)
    }

    /// Adds words to a report that its maker made by an interaction.
    pub async fn explain(
        &self,
        actor: &Actor,
        (guild, interaction): (GuildId, u64),
        words: &str,
    ) -> Result<()> {
        let reporter = self.member(actor, guild)?;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        let report = inbox::report_by(&mut tx, guild, interaction).await?;
        let report = report.filter(|report| report.user == reporter.id);
        let report =
            report.ok_or_else(|| Error::forbidden("only who made a report explains it"))?;
        let row = super::read(&mut tx, guild, report.number).await?;
        row.standing().wait()?;
        let sealed = self.seal(words_place(guild, interaction), &cut(words))?;
        inbox::set_words(&mut tx, &report, &sealed).await?;
        self.tell(&mut tx, actor, &row, ("explained", String::new()))
            .await?;
        Ok(tx.commit().await?)
    }

    /// Opens an item, or joins the one that waits, with the report and what shows it.
    pub(super) async fn file(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        filing: &Filing,
        (reporter, draft): (UserRef, Draft),
    ) -> Result<Filed> {
        let (guild, now) = (filing.guild, self.parts.clock.now());
        let waiting = inbox::waiting(tx, guild, &draft.about.to_string()).await?;
        let joined = waiting.is_some();
        let row = if let Some(row) = waiting {
            let reports = inbox::reports(tx, guild, row.number).await?;
            if reports.iter().any(|report| report.user == reporter.id) {
                let message = "you reported this already; it waits for a moderator";
                return Err(Error::conflict(message));
            }
            row
        } else {
            let row = new_item(inbox::next_number(tx, guild).await?, guild, &draft, now);
            inbox::insert(tx, &row).await?;
            row
        };
        let words = filing
            .words
            .as_deref()
            .map(cut)
            .filter(|words| !words.is_empty());
        let place = words_place(guild, filing.interaction);
        let named = ActorRef::User {
            user: reporter.clone(),
        };
        let report = ReportRow {
            guild,
            number: row.number,
            report: 0,
            user: reporter.id,
            user_name: reporter.name,
            at: now,
            interaction: filing.interaction,
            sealed: words.map(|words| self.seal(place, &words)).transpose()?,
            answer: Answer::None,
        };
        inbox::add_report(tx, &report).await?;
        if let Some(snapshot) = draft.snapshot.filter(|_| !joined) {
            let piece = self.evidence_row(guild, snapshot, now)?;
            evidence::add(tx, (guild, row.number), &piece).await?;
        }
        let kind = match draft.kind {
            ItemKind::Appeal => "appealed",
            ItemKind::Report | ItemKind::Alert => "reported",
        };
        let what = (kind, String::new());
        self.tell_of(tx, (actor, named), &row, what).await?;
        let number = row.number;
        Ok(Filed { number, joined })
    }

    fn evidence_row(
        &self,
        guild: GuildId,
        snapshot: Snapshot,
        at: Timestamp,
    ) -> Result<EvidenceRow> {
        let place = Place {
            guild,
            channel: snapshot.channel,
            message: snapshot.message,
        };
        let text = Some(&snapshot.text).filter(|text| !text.is_empty());
        Ok(EvidenceRow {
            at,
            channel: snapshot.channel,
            message: snapshot.message,
            author: snapshot.author.id,
            author_name: snapshot.author.name,
            attachments: snapshot.attachments,
            sealed: text.map(|text| self.seal(place, text)).transpose()?,
        })
    }

    /// The member who asks, if mutations are taken now.
    pub(super) fn member(&self, actor: &Actor, guild: GuildId) -> Result<UserRef> {
        let Actor::User { id } = *actor else {
            return Err(Error::forbidden("only members report and appeal"));
        };
        self.parts.check_sees(actor, guild)?;
        self.check_takes()?;
        let known = self.parts.user_ref(guild, id);
        Ok(known.unwrap_or_else(|| unnamed(id)))
    }

    /// Refuses where mutations are not taken now.
    pub(super) fn check_takes(&self) -> Result<()> {
        match self.parts.health.refusal() {
            Some(refusal) => Err(Error::unavailable(refusal).hint("see `emp status`")),
            None => Ok(()),
        }
    }

    fn check_target(&self, reporter: &UserRef, target: UserId) -> Result<()> {
        let me = self.parts.state.read().me.as_ref().map(|me| me.id);
        if target == reporter.id {
            return Err(Error::invalid("report", "nobody reports themselves"));
        }
        if Some(target) == me {
            return Err(Error::invalid("report", "the bot cannot be reported"));
        }
        Ok(())
    }

    async fn check_limits(&self, tx: &mut Tx, guild: GuildId, user: UserId) -> Result<()> {
        let limits = &self.parts.config.inbox;
        let now = self.parts.clock.now();
        let since = Timestamp(now.0 - millis(HOUR));
        let (made, oldest) = inbox::made_since(tx, (guild, user), since).await?;
        if made >= u64::from(limits.reports_per_hour) {
            let free = oldest.map_or(0, |oldest| oldest.0 - since.0).max(0);
            let wait = std::time::Duration::from_millis(free.unsigned_abs());
            let wait = duration::format(std::time::Duration::from_mins(wait.as_secs() / 60 + 1));
            return Err(Error::unavailable(format!(
                "you made {made} reports within an hour, which is the most; the next one can be made in {wait}"
            )));
        }
        let waiting = inbox::undecided(tx, guild, user).await?;
        if waiting >= u64::from(limits.reports_waiting) {
            return Err(Error::unavailable(format!(
                "{waiting} of your reports wait for a moderator, which is the most; more can be made when some are decided"
            )));
        }
        Ok(())
    }

    /// Reads a message that a member sees.
    async fn read_message(
        &self,
        actor: &Actor,
        guild: GuildId,
        (channel, message): (ChannelId, MessageId),
    ) -> Result<Snapshot> {
        let unknown = || Error::not_found("message", &message);
        if !self.parts.sees_channel(actor, guild, channel) {
            return Err(unknown());
        }
        let before = Direction::Before(message.0.saturating_add(1));
        let posts = self
            .parts
            .discord
            .messages(Lane::Interaction, channel, before);
        let posts = posts
            .await
            .map_err(|error| Error::unavailable(format!("the message was not read: {error}")))?;
        let post = posts.into_iter().find(|post| post.id == message);
        let post = post.ok_or_else(unknown)?;
        Ok(Snapshot {
            channel,
            message,
            author: named(post.author.id, post.author.name),
            text: post.text,
            attachments: post.attachments,
        })
    }
}

fn draft_of(snapshot: Snapshot) -> Draft {
    Draft {
        kind: ItemKind::Report,
        about: About::Message(snapshot.message),
        target: snapshot.author.clone(),
        snapshot: Some(snapshot),
    }
}

fn new_item(number: u64, guild: GuildId, draft: &Draft, now: Timestamp) -> ItemRow {
    let case = match draft.about {
        About::Case(case) => Some(case),
        About::Member(_) | About::Message(_) | About::Alert(_) => None,
    };
    ItemRow {
        target: draft.target.id,
        target_name: draft.target.name.clone(),
        channel: draft.snapshot.as_ref().map(|it| it.channel),
        message: draft.snapshot.as_ref().map(|it| it.message),
        case,
        open_key: Some(draft.about.to_string()),
        ..ItemRow::open(guild, number, draft.kind, now)
    }
}

fn cut(words: &str) -> String {
    words.trim().chars().take(LONGEST_WORDS).collect()
}

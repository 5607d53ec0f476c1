//! Notices: what members are told by direct message of what was done to them.

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::actions::Kind;
use emperione_protocol::notices::{Notice, Sample};
use emperione_protocol::{ActionId, GuildId, Timestamp};

use super::actions::rights;
use super::{Error, Parts, Result};
use crate::clock::millis;
use crate::domain::actions::kinds::{Length, facts};
use crate::domain::actions::notice;
use crate::domain::actor::Actor;
use crate::domain::duration;
use crate::domain::notices::{self as domain, Values};
use crate::ports::discord::{Button, DirectMessage, Press};
use crate::store::actions::ActionRow;
use crate::store::{self, notices};

/// What an example says.
const REASON: &str = "advertising after two warnings";
const CASE: u64 = 42;
const LENGTH: Duration = Duration::from_hours(7 * 24);

/// The service.
#[derive(Clone)]
pub struct Notices(pub(super) Arc<Parts>);

impl Notices {
    /// Lists what is told of each kind that members are told of.
    pub async fn list(&self, actor: &Actor, guild: GuildId) -> Result<Vec<Notice>> {
        self.0.check_moderates(actor, guild)?;
        let mut texts = notices::all(&mut self.0.db.read().await?, guild).await?;
        let told = Kind::ALL.into_iter().filter(|kind| domain::is_told(*kind));
        let notice = |kind| Notice {
            kind,
            text: texts.remove(&kind),
        };
        Ok(told.map(notice).collect())
    }

    /// Saves what is told of a kind; without a text it is again what Emperione says by itself.
    pub async fn set(&self, actor: &Actor, guild: GuildId, notice: Notice) -> Result<Notice> {
        self.0.check_manages(actor, guild)?;
        check(&notice)?;
        let text = notice.text.as_deref();
        let mut tx = self.0.db.write().await?;
        notices::save(&mut tx, guild, notice.kind, text).await?;
        let words = format!("{}: {}", notice.kind, text.unwrap_or("by default"));
        self.0
            .record(&mut tx, actor, Some(guild), ("notice", words))
            .await?;
        tx.commit().await?;
        Ok(notice)
    }

    /// Fills a text with made-up values, or what is told now if there is none; changes nothing.
    pub async fn preview(&self, actor: &Actor, guild: GuildId, notice: Notice) -> Result<Sample> {
        self.0.check_moderates(actor, guild)?;
        let kind = notice.kind;
        check(&notice)?;
        let text = match notice.text {
            Some(text) => Some(text),
            None => notices::find(&mut self.0.db.read().await?, guild, kind).await?,
        };
        let until = Timestamp(self.0.clock.now().0 + millis(LENGTH));
        let name = self.0.guild_name(guild);
        let moderator = rights::name(&self.0.actor_ref(actor, guild));
        let press = self.0.appeal_button(guild, kind, CASE);
        let values = Values {
            guild: &name,
            kind,
            reason: Some(REASON),
            until: (facts(kind).length != Length::Never).then_some(until),
            case: CASE,
            appeal: press.is_some(),
            moderator: &moderator,
        };
        let length = values.until.map(|_| LENGTH);
        let message = message(&values, length, text.as_deref(), ActionId::random(), press);
        Ok(Sample {
            kind,
            text: message.text,
            footer: message.footer,
            button: message.button.map(|button| button.label),
            longest: longest(kind, text.as_deref()),
        })
    }
}

impl Parts {
    /// The direct message that tells of an action.
    pub(super) async fn notice(&self, row: &ActionRow) -> store::Result<DirectMessage> {
        let kind = row.journal.kind;
        let text = notices::find(&mut self.db.read().await?, row.guild, kind).await?;
        let length = row
            .until
            .map(|until| Duration::from_millis((until.0 - row.created_at.0).max(0).unsigned_abs()));
        let (name, moderator) = (self.guild_name(row.guild), rights::name(&row.actor_ref));
        let press = self.appeal_button(row.guild, kind, row.case);
        let values = Values {
            guild: &name,
            kind,
            reason: row.reason.as_deref(),
            until: row.until,
            case: row.case,
            appeal: press.is_some(),
            moderator: &moderator,
        };
        Ok(message(
            &values,
            length,
            text.as_deref(),
            row.journal.id,
            press,
        ))
    }

    /// How the target appeals against a case: in Discord while they are in the guild, by a signed link when they are not.
    fn appeal_button(&self, guild: GuildId, kind: Kind, case: u64) -> Option<Press> {
        match kind {
            Kind::Timeout => Some(Press::Answer {
                id: notice::appeal_button(guild, case),
                grave: false,
            }),
            Kind::Ban => Some(Press::Open {
                url: self.appeal_link(guild, case)?,
            }),
            _ => None,
        }
    }

    pub(super) fn guild_name(&self, guild: GuildId) -> String {
        let state = self.state.read();
        let known = state.guild(guild);
        known.map_or_else(|| "the guild".into(), |guild| guild.name.to_string())
    }
}

/// Refuses what cannot be told.
fn check(notice: &Notice) -> Result<()> {
    if !domain::is_told(notice.kind) {
        let why = format!("`{}` tells nobody anything", notice.kind);
        return Err(Error::invalid("kind", why));
    }
    let Some(text) = &notice.text else {
        return Ok(());
    };
    let read = domain::read(notice.kind, text);
    read.map(drop).map_err(|problem| Error::Text {
        field: "text",
        column: problem.column,
        why: problem.why,
    })
}

fn message(
    values: &Values<'_>,
    length: Option<Duration>,
    text: Option<&str>,
    id: ActionId,
    press: Option<Press>,
) -> DirectMessage {
    let (kind, case) = (values.kind, values.case);
    let own = || {
        let length = length.map(duration::format);
        notice::text(kind, values.guild, values.reason, length.as_deref())
    };
    // One that was saved by another version may no longer be read: what is told is right all the same.
    let read = text.and_then(|text| domain::read(kind, text).ok());
    DirectMessage {
        text: read.map_or_else(own, |notice| notice.fill(values)),
        footer: notice::footer(case, id),
        nonce: id.to_string(),
        button: press.map(|press| Button {
            label: "Appeal".into(),
            press,
        }),
    }
}

fn longest(kind: Kind, text: Option<&str>) -> usize {
    match text.and_then(|text| domain::read(kind, text).ok()) {
        Some(notice) => notice.longest(),
        None => notice::longest(kind),
    }
}

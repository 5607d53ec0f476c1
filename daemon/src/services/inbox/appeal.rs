//! Appeals: members appeal by a button, those who were banned by a signed link, which stands for its bearer.

use emperione_protocol::cases::CaseState;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Decision, ItemKind};
use emperione_protocol::{GuildId, MessageId, Timestamp, UserId};

use super::file::{Draft, Filed, Filing, Subject};
use super::{Inbox, named};
use crate::domain::actor::Actor;
use crate::domain::cases::chain::{read_hex, write_hex};
use crate::domain::inbox::About;
use crate::domain::notices::is_appealable;
use crate::services::{Error, Parts, Result};
use crate::store::cases::CaseRow;
use crate::store::{Tx, cases, chain, inbox};

/// What the signature of a link is for.
const PURPOSE: &str = "appeal";

/// A case, as whom it is about sees it by their link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    pub guild: String,
    pub case: u64,
    pub opened_at: Timestamp,
    pub until: Option<Timestamp>,
    pub reason: Option<String>,
    pub standing: Standing,
}

/// How it stands with an appeal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// None was made yet.
    Open,
    /// It waits for a moderator.
    Waiting,
    /// It was decided; `told` is what the moderator says to that.
    Decided { granted: bool, told: Option<String> },
    /// The case is not in force.
    Over,
}

impl Parts {
    /// The link by which whom a case is about appeals against it, if the daemon was told where it is reached.
    pub(in crate::services) fn appeal_link(&self, guild: GuildId, case: u64) -> Option<String> {
        let of = [guild.0.to_be_bytes(), case.to_be_bytes()].concat();
        let signed = write_hex(&self.seal.sign(PURPOSE, &of));
        self.config.inbox.appeal_link(&signed)
    }

    /// The case that such a link was made for.
    fn read_link(&self, signed: &str) -> Result<(GuildId, u64)> {
        let bytes = read_hex(signed).unwrap_or_default();
        let of = self.seal.read_signed(PURPOSE, &bytes);
        let of = of.ok().and_then(|of| of.as_chunks::<8>().0.try_into().ok());
        let [guild, case]: [[u8; 8]; 2] =
            of.ok_or_else(|| Error::forbidden("the link is not complete, or not ours"))?;
        Ok((GuildId(u64::from_be_bytes(guild)), u64::from_be_bytes(case)))
    }
}

impl Inbox {
    /// Says whether a member may appeal against a case now.
    pub async fn check_appeal(&self, actor: &Actor, guild: GuildId, case: u64) -> Result<()> {
        let appellant = self.member(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        appealable(&mut tx, guild, (case, appellant.id)).await?;
        Ok(())
    }

    /// Takes an appeal of the member whom a case is about.
    pub async fn appeal(
        &self,
        actor: &Actor,
        (guild, case): (GuildId, u64),
        (interaction, words): (u64, String),
    ) -> Result<Filed> {
        let appellant = self.member(actor, guild)?;
        self.file_appeal((appellant, guild, case), (interaction, words))
            .await
    }

    /// What stands where a signed link leads.
    pub async fn read_appeal(&self, link: &str) -> Result<Appeal> {
        let (guild, number) = self.parts.read_link(link)?;
        let mut tx = self.parts.db.read().await?;
        let (case, standing) = standing(&mut tx, guild, number).await?;
        Ok(Appeal {
            guild: self.parts.guild_name(guild),
            case: number,
            opened_at: case.opened_at,
            until: case.until,
            reason: case.reason,
            standing,
        })
    }

    /// Takes an appeal of whoever holds a signed link: it was sent to whom the case is about, and to nobody else.
    pub async fn appeal_by_link(&self, link: &str, words: String) -> Result<Filed> {
        let (guild, number) = self.parts.read_link(link)?;
        if words.trim().is_empty() {
            return Err(Error::invalid("appeal", "say why the ban should end"));
        }
        self.check_takes()?;
        let (case, _) = standing(&mut self.parts.db.read().await?, guild, number).await?;
        let appellant = named(case.target, case.target_name);
        // It stands for an interaction's: its time is what the words are sealed by, as those of other reports.
        let id = MessageId::first_at(self.parts.clock.now()).0 | (number & 0x3f_ffff);
        self.file_appeal((appellant, guild, number), (id, words))
            .await
    }

    async fn file_appeal(
        &self,
        (appellant, guild, case): (UserRef, GuildId, u64),
        (interaction, words): (u64, String),
    ) -> Result<Filed> {
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        if let Some(known) = inbox::report_by(&mut tx, guild, interaction).await? {
            return Ok(Filed {
                number: known.number,
                joined: false,
            });
        }
        appealable(&mut tx, guild, (case, appellant.id)).await?;
        let draft = Draft {
            kind: ItemKind::Appeal,
            about: About::Case(case),
            target: appellant.clone(),
            snapshot: None,
        };
        let filing = Filing {
            guild,
            interaction,
            subject: Subject::Member(appellant.clone()),
            words: Some(words),
        };
        let actor = Actor::User { id: appellant.id };
        let filed = self
            .file(&mut tx, &actor, &filing, (appellant, draft))
            .await?;
        tx.commit().await?;
        Ok(filed)
    }
}

/// Refuses an appeal that somebody may not make: only whom a case is about appeals, once, and while it is in force.
async fn appealable(tx: &mut Tx, guild: GuildId, (number, user): (u64, UserId)) -> Result<()> {
    let (case, standing) = standing(tx, guild, number).await?;
    if case.target != user {
        return Err(not_theirs());
    }
    match standing {
        Standing::Open => Ok(()),
        Standing::Waiting => Err(Error::conflict("your appeal waits for a moderator")),
        Standing::Decided { .. } => Err(Error::conflict("your appeal was decided already")),
        Standing::Over => Err(Error::conflict(format!(
            "case {number} is not in force: there is nothing to appeal against"
        ))),
    }
}

async fn standing(tx: &mut Tx, guild: GuildId, number: u64) -> Result<(CaseRow, Standing)> {
    let case = cases::find(tx, guild, number)
        .await?
        .ok_or_else(not_theirs)?;
    let appeal = inbox::appeal_of(tx, guild, number).await?;
    let is_in_force = is_appealable(case.kind) && case.state == CaseState::Applied;
    let standing = match appeal {
        Some(appeal) if appeal.resolved_at.is_some() => Standing::Decided {
            granted: appeal.decision == Some(Decision::Granted),
            told: appeal.tell,
        },
        Some(_) => Standing::Waiting,
        None if is_in_force => Standing::Open,
        None => Standing::Over,
    };
    Ok((case, standing))
}

fn not_theirs() -> Error {
    Error::forbidden("only who a case is about may appeal against it")
}

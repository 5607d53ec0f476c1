//! The audit log: what was done through Emperione, and whether its chains are whole.

use std::sync::Arc;

use emperione_protocol::audit::{self, AuditFilter, Record, Verified};
use emperione_protocol::cases::Entry;
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::{GuildId, Page, PageRequest};

use super::access::check_role;
use super::page::cut;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::domain::cases::chain::{Broken, Verdict, Verifier, read_hex, write_hex};
use crate::store::chain::Place;
use crate::store::{Tx, cases, chain, events};

/// The chain of what concerns no guild.
const HOUSE: GuildId = GuildId(0);
/// How many links are read at once.
const LINKS: u32 = 1_000;

/// The service.
#[derive(Clone)]
pub struct Audit(pub(super) Arc<Parts>);

impl Audit {
    /// Lists what was done, newest first.
    pub async fn log(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<Record>> {
        match filter.guild {
            Some(guild) => self.0.check_runs(actor, guild)?,
            None => check_role(actor, Role::Viewer)?,
        }
        let limit = page.limit.clamp(1, MAX_PAGE);
        let before = page.after.as_deref().map(read_cursor).transpose()?;
        let mut tx = self.0.db.read().await?;
        let as_of = events::head(&mut tx).await?;
        let mut found = chain::log(&mut tx, filter, before, limit + 1).await?;
        let next = cut(&mut found, limit, cursor);
        let visible = found.into_iter().filter(|record| {
            let guild = record.guild.unwrap_or(HOUSE);
            filter.guild.is_some() || self.0.check_runs(actor, guild).is_ok()
        });
        Ok(Page {
            items: visible.collect(),
            next,
            as_of,
        })
    }

    /// Checks the chain of a guild, or every chain that the actor may see.
    pub async fn verify(
        &self,
        actor: &Actor,
        guild: Option<GuildId>,
        since_head: Option<&str>,
    ) -> Result<Vec<Verified>> {
        let wanted = since_head.map(read_head).transpose()?;
        let guilds = match guild {
            Some(guild) => {
                self.0.check_runs(actor, guild)?;
                vec![guild]
            }
            None => self.guilds(actor).await?,
        };
        let mut all = Vec::new();
        for guild in guilds {
            all.push(self.verify_guild(guild, wanted.clone()).await?);
        }
        Ok(all)
    }

    /// Writes the heads of all chains to the log, outside the database: whoever keeps the log can prove later that
    /// nothing before them was changed.
    pub async fn note_heads(&self, actor: &Actor) -> Result<()> {
        check_role(actor, Role::Admin)?;
        for head in chain::heads(&mut self.0.db.read().await?).await? {
            tracing::info!(
                target: "audit",
                { guild.id = head.guild.0, links = head.links, head = write_hex(&head.hash) },
                "the head of a chain"
            );
        }
        Ok(())
    }

    async fn guilds(&self, actor: &Actor) -> Result<Vec<GuildId>> {
        check_role(actor, Role::Viewer)?;
        let mut tx = self.0.db.read().await?;
        let mut guilds = chain::guilds(&mut tx).await?;
        guilds.extend(chain::heads(&mut tx).await?.iter().map(|head| head.guild));
        guilds.sort_unstable();
        guilds.dedup();
        guilds.retain(|guild| self.0.check_runs(actor, *guild).is_ok());
        Ok(guilds)
    }

    async fn verify_guild(&self, guild: GuildId, wanted: Option<Vec<u8>>) -> Result<Verified> {
        let asked = wanted.is_some();
        let mut verifier = Verifier::new(guild, wanted);
        let mut tx = self.0.db.read().await?;
        let mut head = chain::head(&mut tx, guild).await?;
        let mut last = (0, 0, 0);
        loop {
            let links = chain::after(&mut tx, guild, last, LINKS).await?;
            for link in &links {
                verifier.take(link);
                last = (link.link, link.case, link.entry);
            }
            if links.is_empty() {
                // What was appended meanwhile moved the head.
                let now = chain::head(&mut tx, guild).await?;
                if now == head {
                    break;
                }
                head = now;
            }
        }
        let outside = chain::unchained(&mut tx, guild).await?;
        let verdict = verifier.end(head.as_ref(), outside);
        let evidence = self.0.verify_evidence(&mut tx, guild).await?;
        let misruled = cases::misruled(&mut tx, guild).await?;
        let misruled = misruled.map(|case| (case, "its rule is not the one that was written"));
        let mut chain = verified(guild, verdict, asked, outside);
        chain.evidence = evidence.whole;
        chain.evidence_erased = evidence.erased;
        if let (None, Some((case, why))) = (&chain.broken, misruled.or(evidence.broken)) {
            chain.broken = Some(audit::Broken {
                link: 0,
                case: Some(case),
                entry: None,
                why: why.into(),
            });
        }
        Ok(chain)
    }
}

impl Parts {
    /// Writes down that an actor did something outside any case; of the installation, if no guild is named.
    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        guild: Option<GuildId>,
        (kind, text): (&str, String),
    ) -> Result<()> {
        let guild = guild.unwrap_or(HOUSE);
        let entry = Entry {
            at: self.clock.now(),
            actor: self.actor_ref(actor, guild),
            kind: kind.into(),
            text,
        };
        Ok(chain::append(tx, guild, 0, &entry).await?)
    }
}

fn verified(guild: GuildId, verdict: Verdict, asked: bool, outside: i64) -> Verified {
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let broken = |broken: Broken| audit::Broken {
        link: number(broken.link),
        case: broken
            .entry
            .map(|(case, _)| number(case))
            .filter(|case| *case > 0),
        entry: broken.entry.map(|(_, entry)| number(entry)),
        why: broken.why.into(),
    };
    Verified {
        guild: Some(guild).filter(|guild| *guild != HOUSE),
        entries: verdict.entries,
        erased: verdict.erased,
        unchained: number(outside),
        head: write_hex(&verdict.head),
        broken: verdict.broken.map(broken),
        since_head: asked.then_some(verdict.met),
        evidence: 0,
        evidence_erased: 0,
    }
}

fn read_head(text: &str) -> Result<Vec<u8>> {
    let head = read_hex(text.trim()).filter(|head| head.len() == 32);
    head.ok_or_else(|| {
        Error::invalid(
            "since_head",
            format!("`{text}` is no head: 64 hexadecimal digits"),
        )
    })
}

fn cursor(record: &Record) -> String {
    let guild = record.guild.unwrap_or(HOUSE);
    format!(
        "{}.{guild}.{}.{}",
        record.at.0,
        record.case.unwrap_or(0),
        record.entry
    )
}

fn read_cursor(text: &str) -> Result<Place> {
    let numbers: Vec<i64> = text.split('.').flat_map(str::parse).collect();
    <[i64; 4]>::try_from(numbers)
        .map_err(|_| Error::invalid("after", format!("`{text}` is no place in an audit log")))
}

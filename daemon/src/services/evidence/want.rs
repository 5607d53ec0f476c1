//! What is named as evidence: checked at the door, and written down with the case.

use emperione_protocol::actions::ActorRef;
use emperione_protocol::cases::Entry;
use emperione_protocol::evidence::{MAX_EVIDENT_TARGETS, MAX_PIECES, PieceState};
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp};

use crate::domain::actor::Actor;
use crate::domain::evidence::{MISSING, NAMED, Source, quote_hash, read_source};
use crate::seal::Place;
use crate::services::{Error, Parts, Result};
use crate::store::case_evidence::{self, PieceRow, QuoteRow};
use crate::store::evidence::{self, EvidenceRow};
use crate::store::{self, Tx, chain, messages};

/// What is kept for one name.
enum Wanted {
    Message(ChannelId, MessageId),
    Link(String),
    /// A message as it was reported.
    Reported(EvidenceRow),
    Nothing(String),
}

impl Parts {
    /// Refuses what is no evidence, is not here, or the actor may not see.
    pub(in crate::services) async fn check_evidence(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        guild: GuildId,
        texts: &[String],
    ) -> Result<()> {
        if texts.len() > MAX_PIECES {
            let why = format!("is more than {MAX_PIECES} pieces at once");
            return Err(Error::invalid("evidence", why));
        }
        for text in texts {
            for wanted in self.find_evidence(tx, guild, text).await? {
                let why = match wanted {
                    Wanted::Nothing(why) => why,
                    Wanted::Message(channel, _) if !self.sees_channel(actor, guild, channel) => {
                        format!("channel {channel} is not known")
                    }
                    Wanted::Message(..) | Wanted::Link(_) | Wanted::Reported(_) => continue,
                };
                return Err(Error::invalid("evidence", why));
            }
        }
        Ok(())
    }

    /// The same for an act on many, each of whom gets a copy.
    pub(in crate::services) async fn check_shared_evidence(
        &self,
        actor: &Actor,
        guild: GuildId,
        (texts, targets): (&[String], usize),
    ) -> Result<()> {
        if texts.is_empty() {
            return Ok(());
        }
        if targets > MAX_EVIDENT_TARGETS {
            let why = format!(
                "is kept for {MAX_EVIDENT_TARGETS} targets at most; add it to one case with `emp case evidence add`"
            );
            return Err(Error::invalid("evidence", why));
        }
        let mut tx = self.db.read().await?;
        self.check_evidence(&mut tx, actor, guild, texts).await
    }

    /// Writes down what a case is to keep. Whatever cannot be kept is an entry of the case, never a failure.
    pub(in crate::services) async fn want_evidence(
        &self,
        tx: &mut Tx,
        case: (GuildId, u64),
        texts: &[String],
        by: &ActorRef,
    ) -> store::Result<()> {
        for text in texts {
            for wanted in self.find_evidence(tx, case.0, text).await? {
                self.want(tx, case, wanted, by).await?;
            }
        }
        Ok(())
    }

    async fn find_evidence(
        &self,
        tx: &mut Tx,
        guild: GuildId,
        text: &str,
    ) -> store::Result<Vec<Wanted>> {
        let found = match read_source(guild, text) {
            Err(why) => Wanted::Nothing(why),
            Ok(Source::Link(link)) => Wanted::Link(link),
            Ok(Source::Item(number)) => return reported(tx, guild, number).await,
            Ok(Source::Id(id)) => match messages::find(tx, guild, id).await? {
                Some(message) => Wanted::Message(message.channel, id),
                None => Wanted::Nothing(format!("message {id} is not known here; give its link")),
            },
            Ok(Source::Message(channel, id)) => {
                let known = messages::find(tx, guild, id).await?;
                let is_there = known.is_some_and(|message| message.channel == channel);
                if is_there || self.is_of(guild, channel) {
                    Wanted::Message(channel, id)
                } else {
                    Wanted::Nothing(format!("channel {channel} is not known"))
                }
            }
        };
        Ok(vec![found])
    }

    fn is_of(&self, guild: GuildId, channel: ChannelId) -> bool {
        let state = self.state.read();
        let known = state.guild(guild);
        known.is_some_and(|known| known.channels.contains_key(&channel))
    }

    async fn want(
        &self,
        tx: &mut Tx,
        (guild, number): (GuildId, u64),
        wanted: Wanted,
        by: &ActorRef,
    ) -> store::Result<()> {
        let at = self.clock.now();
        let new = |state, message, link, why: &str| PieceRow {
            guild,
            number,
            piece: 0,
            at,
            state,
            message,
            link,
            why: why.into(),
            attempts: 0,
            next_at: at,
        };
        let (row, text, snapshot) = match wanted {
            Wanted::Nothing(why) => {
                let row = new(PieceState::Missing, None, None, &why);
                let piece = case_evidence::add(tx, &row).await?;
                let entry = (MISSING, format!("piece {piece}: {why}"));
                return log(tx, (guild, number), (at, by), entry).await;
            }
            Wanted::Link(link) => {
                let text = link.clone();
                (new(PieceState::Kept, None, Some(link), ""), text, None)
            }
            Wanted::Message(channel, id) => {
                let text = format!("message {id} of channel {channel}");
                (
                    new(PieceState::Wanted, Some((channel, id)), None, ""),
                    text,
                    None,
                )
            }
            Wanted::Reported(row) => {
                let (channel, id) = (row.channel, row.message);
                let text = format!("message {id} of channel {channel}, as it was reported");
                (
                    new(PieceState::Wanted, Some((channel, id)), None, ""),
                    text,
                    Some(row),
                )
            }
        };
        let piece = case_evidence::add(tx, &row).await?;
        if let Some(snapshot) = snapshot {
            let quote = self.quote_of(guild, piece, snapshot);
            case_evidence::add_quote(tx, (guild, number), &quote).await?;
        }
        let entry = (NAMED, format!("piece {piece}: {text}"));
        log(tx, (guild, number), (at, by), entry).await
    }

    /// A message as it was reported; its seal fits, because it stays in its place.
    fn quote_of(&self, guild: GuildId, piece: u32, row: EvidenceRow) -> QuoteRow {
        let place = Place {
            guild,
            channel: row.channel,
            message: row.message,
        };
        let text = row.sealed.as_ref();
        let text = text.and_then(|sealed| self.open_kept(place, sealed));
        let salt = rand::random::<[u8; 16]>().to_vec();
        let text = text.unwrap_or_default();
        QuoteRow {
            piece,
            message: row.message,
            channel: row.channel,
            author: row.author,
            author_name: row.author_name,
            edited_at: None,
            sealed: row.sealed,
            content_hash: quote_hash(&salt, row.message, row.author, &text),
            salt,
            erased: false,
        }
    }
}

async fn reported(tx: &mut Tx, guild: GuildId, item: u64) -> store::Result<Vec<Wanted>> {
    let found = evidence::of_item(tx, guild, item).await?;
    if found.is_empty() {
        let why = format!("item {item} of the inbox holds no message");
        return Ok(vec![Wanted::Nothing(why)]);
    }
    Ok(found.into_iter().map(Wanted::Reported).collect())
}

pub(super) async fn log(
    tx: &mut Tx,
    (guild, number): (GuildId, u64),
    (at, by): (Timestamp, &ActorRef),
    (kind, text): (&str, String),
) -> store::Result<()> {
    let entry = Entry {
        at,
        actor: by.clone(),
        kind: kind.into(),
        text,
    };
    chain::append(tx, guild, number, &entry).await
}

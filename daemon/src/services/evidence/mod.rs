//! Evidence of cases. What is wanted is committed with the case; then it is gathered, before the act where that is quick
//! and afterwards where it is not, so that it never holds up an act and is never lost in silence.

mod gather;
mod show;
mod verify;
mod want;

use std::sync::Arc;
use std::time::Duration;

use emperione_protocol::events::Body;
use emperione_protocol::evidence::{AddRequest, Chunk, FileRequest, Piece};
use emperione_protocol::{ChannelId, GuildId, MessageId};
use tokio::sync::Notify;

use super::cases::read;
use super::{Error, Parts, Result};
use crate::domain::actor::{Actor, Role};
use crate::seal::Place;
use crate::store::case_evidence::{self, FileRow};
use crate::store::{Tx, chain, events};

/// How long an act, or whoever adds evidence, waits for it.
const PATIENCE: Duration = Duration::from_secs(5);
/// A part of an attachment, which has to fit into a frame.
const CHUNK: usize = 256 << 10;

/// The service.
#[derive(Clone)]
pub struct Evidence {
    parts: Arc<Parts>,
    /// Told when something is wanted.
    wake: Arc<Notify>,
}

impl Evidence {
    pub(super) fn new(parts: Arc<Parts>) -> Self {
        Self {
            parts,
            wake: Arc::default(),
        }
    }

    /// Lets what is wanted be gathered.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Adds evidence to a case, waits a little until it is gathered, and gives all that the case has.
    pub async fn add(&self, actor: &Actor, request: &AddRequest) -> Result<Vec<Piece>> {
        let (guild, case) = (request.guild, request.case);
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        if let Some(refusal) = self.parts.health.refusal() {
            return Err(Error::unavailable(refusal).hint("see `emp status`"));
        }
        if request.evidence.is_empty() {
            return Err(Error::invalid("evidence", "nothing is named"));
        }
        let by = self.parts.actor_ref(actor, guild);
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        read(&mut tx, guild, case).await?;
        self.parts
            .check_evidence(&mut tx, actor, guild, &request.evidence)
            .await?;
        self.parts
            .want_evidence(&mut tx, (guild, case), &request.evidence, &by)
            .await?;
        let text = "evidence".into();
        let fact = (Some(guild), Body::CaseChanged { case, text });
        events::append(&mut tx, self.parts.clock.now(), &[fact]).await?;
        tx.commit().await?;
        self.gather_now(guild, (case, case)).await;
        self.list(actor, guild, case).await
    }

    /// Lists the evidence of a case.
    pub async fn list(&self, actor: &Actor, guild: GuildId, case: u64) -> Result<Vec<Piece>> {
        self.parts.check_moderates(actor, guild)?;
        let mut tx = self.parts.db.read().await?;
        read(&mut tx, guild, case).await?;
        self.parts.pieces(&mut tx, actor, (guild, case)).await
    }

    /// Reads a part of an attachment whose bytes are kept.
    pub async fn read(&self, actor: &Actor, request: FileRequest) -> Result<Chunk> {
        let FileRequest {
            guild,
            case,
            piece,
            file,
            offset,
        } = request;
        self.parts.check_moderates_as(actor, guild, Role::Helper)?;
        let mut tx = self.parts.db.read().await?;
        let files = case_evidence::files(&mut tx, guild, case).await?;
        let found = files
            .into_iter()
            .find(|row| (row.piece, row.file) == (piece, file))
            .filter(|row| self.parts.sees_channel(actor, guild, row.channel));
        let named = format!("{file} of piece {piece} of case {case}");
        let found = found.ok_or_else(|| Error::not_found("file", &named))?;
        let sealed = case_evidence::content(&mut tx, (guild, case), (piece, file)).await?;
        drop(tx);
        let sealed = sealed.ok_or_else(|| {
            let hint = "`evidence.keep_attachments` of empd.toml names the guilds that keep them";
            Error::conflict(format!("the bytes of file {named} are not kept")).hint(hint)
        })?;
        let bytes = self
            .parts
            .seal
            .open_file(content_place(guild, &found), &sealed);
        let bytes = bytes.map_err(|error| Error::Internal(Box::new(error)))?;
        let from = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        let to = bytes.len().min(from + CHUNK);
        Ok(Chunk {
            bytes: bytes[from..to].to_vec(),
            next: (to < bytes.len()).then_some(to as u64),
        })
    }
}

/// Where the name of an attachment is sealed.
fn name_place(guild: GuildId, channel: ChannelId, attachment: u64) -> Place {
    Place {
        guild,
        channel,
        message: MessageId(attachment),
    }
}

/// Where its bytes are sealed: elsewhere, so that neither can stand for the other.
fn content_place(guild: GuildId, file: &FileRow) -> Place {
    name_place(guild, ChannelId(file.message.0), file.attachment)
}

impl Parts {
    /// The evidence of a case as clients see it.
    pub(super) async fn pieces(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (guild, number): (GuildId, u64),
    ) -> Result<Vec<Piece>> {
        let pieces = case_evidence::of_case(tx, guild, number).await?;
        if pieces.is_empty() {
            return Ok(Vec::new());
        }
        let quotes = case_evidence::quotes(tx, guild, number).await?;
        let files = case_evidence::files(tx, guild, number).await?;
        let shown = show::Shown {
            parts: self,
            actor,
            quotes: &quotes,
            files: &files,
        };
        Ok(pieces.into_iter().map(|row| shown.piece(row)).collect())
    }
}

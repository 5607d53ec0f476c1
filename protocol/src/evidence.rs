//! Evidence of cases: messages with what was said around them, kept sealed, their attachments, and links.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::guilds::UserRef;
use crate::{ChannelId, Error, GuildId, MessageId, Timestamp};

/// The most pieces that one act or one call adds.
pub const MAX_PIECES: usize = 10;
/// The most targets of one act that has evidence.
pub const MAX_EVIDENT_TARGETS: usize = 50;

/// How far the gathering of a piece came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceState {
    /// It is still being gathered.
    Wanted,
    Kept,
    /// It could not be kept; [`Piece::why`] says why.
    Missing,
}

impl PieceState {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Kept => "kept",
            Self::Missing => "missing",
        }
    }
}

/// A piece of evidence of a case.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Piece {
    /// Its number in the case, from 1.
    pub piece: u32,
    pub at: Timestamp,
    pub state: PieceState,
    /// Where it was found; none once it is erased, or if the reader may not see it.
    pub link: Option<String>,
    pub channel: Option<ChannelId>,
    pub message: Option<MessageId>,
    /// Why it, or a part of it, is not kept.
    pub why: Option<String>,
    /// The message and those around it, oldest first; empty for a link.
    pub quotes: Vec<Quote>,
}

/// A message as it was kept.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct Quote {
    pub message: MessageId,
    pub author: UserRef,
    /// None if there was none, if it is erased, or if the reader may not see it.
    pub text: Option<String>,
    pub edited_at: Option<Timestamp>,
    /// The message that the piece is about; the others were said around it.
    pub subject: bool,
    pub erased: bool,
    pub files: Vec<File>,
}

/// An attachment of a message.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
pub struct File {
    /// Its number in the piece, from 1.
    pub file: u32,
    /// None once it is erased, or if the reader may not see it.
    pub name: Option<String>,
    pub size: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// Whether its bytes are kept, see [`Evidence::read`].
    pub kept: bool,
    /// Why its bytes, or their hash, are not kept.
    pub why: Option<String>,
}

/// Adds evidence to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddRequest {
    pub guild: GuildId,
    pub case: u64,
    /// Links of messages, their ids, other links, or `item:N` for what an item of the inbox holds.
    pub evidence: Vec<String>,
}

/// Names an attachment, and where to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRequest {
    pub guild: GuildId,
    pub case: u64,
    pub piece: u32,
    pub file: u32,
    pub offset: u64,
}

/// A part of an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    pub bytes: Vec<u8>,
    /// Where the next part begins; none at the end.
    pub next: Option<u64>,
}

#[tarpc::service(derive = [Serialize, Deserialize])]
pub trait Evidence {
    /// Adds evidence to a case and waits a little until it is gathered; gives all that the case has.
    async fn add(request: AddRequest) -> Result<Vec<Piece>, Error>;
    /// Lists the evidence of a case.
    async fn list(guild: GuildId, case: u64) -> Result<Vec<Piece>, Error>;
    /// Reads an attachment whose bytes are kept, part by part.
    async fn read(request: FileRequest) -> Result<Chunk, Error>;
}

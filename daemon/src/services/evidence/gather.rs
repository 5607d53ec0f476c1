//! Gathers what is wanted: from Discord, and from what we stored of what is no longer there.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use bytes::Bytes;
use emperione_protocol::events::Body;
use emperione_protocol::evidence::PieceState;
use emperione_protocol::{ChannelId, GuildId, MessageId, Timestamp, UserId};
use ring::digest;

use super::want::log;
use super::{Evidence, PATIENCE, content_place, name_place};
use crate::clock::millis;
use crate::crash;
use crate::domain::evidence::{self, Found, KEPT, MISSING};
use crate::ports::discord::{Attachment, CallError, Direction, Lane, Post};
use crate::seal::{Place, Sealed};
use crate::services::access::empd;
use crate::services::{Error, Result};
use crate::store::case_evidence::{self, FileRow, PieceRow, QuoteRow};
use crate::store::messages::StoredMessage;
use crate::store::{Tx, chain, events, messages, roster};

/// How many pieces are looked for at once.
const PAGE: u32 = 20;
/// When nobody tells, look again after this: another process may have left some.
const IDLE: Duration = Duration::from_secs(30);
/// How often Discord is asked before what is stored has to do.
const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// What was found for a piece.
#[derive(Default)]
struct Gathered {
    found: Vec<Found>,
    files: Vec<(MessageId, UserId, Attachment, Read)>,
    /// Why Discord gave nothing.
    why: String,
}

/// What is kept of an attachment.
#[derive(Default)]
struct Read {
    sha256: Option<Vec<u8>>,
    content: Option<Bytes>,
    why: String,
}

impl Evidence {
    /// Gathers until the daemon stops.
    pub async fn run(self) {
        while !self.parts.stop.is_cancelled() {
            let due = match self.gather_all().await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(%error, "evidence waits for the database");
                    None
                }
            };
            let next = async {
                match due {
                    Some(due) => self.parts.clock.sleep_until(due).await,
                    None => futures::future::pending().await,
                }
            };
            tokio::select! {
                () = next => {}
                () = tokio::time::sleep(IDLE) => {}
                () = self.wake.notified() => {}
                () = self.parts.stop.cancelled() => {}
            }
        }
    }

    /// Gathers what cases from a number to another want, as far as it comes in a few seconds; the rest is gathered later.
    pub(in crate::services) async fn gather_now(&self, guild: GuildId, cases: (u64, u64)) {
        let gather = async {
            let mut tx = self.parts.db.read().await?;
            let wanted = case_evidence::untried(&mut tx, guild, cases).await?;
            drop(tx);
            for row in wanted {
                self.gather(&row).await?;
            }
            Ok::<_, Error>(())
        };
        let gathered = tokio::time::timeout(PATIENCE, gather);
        if !matches!(gathered.await, Ok(Ok(()))) {
            self.wake.notify_one();
        }
    }

    /// Gathers what is due, and says when something is next.
    async fn gather_all(&self) -> Result<Option<Timestamp>> {
        while !self.parts.is_refused() && !self.parts.stop.is_cancelled() {
            let mut tx = self.parts.db.read().await?;
            let now = self.parts.clock.now();
            let due = case_evidence::wanted(&mut tx, now, PAGE).await?;
            let next = case_evidence::next_at(&mut tx).await?;
            drop(tx);
            if due.is_empty() {
                return Ok(next);
            }
            for row in &due {
                self.gather(row).await?;
            }
        }
        Ok(None)
    }

    async fn gather(&self, row: &PieceRow) -> Result<()> {
        let Some(place) = row.message else {
            return Ok(());
        };
        crash::point("before_evidence");
        let is_last = row.attempts + 1 >= TRIES;
        let gathered = match self.ask(row.guild, place, is_last).await {
            Ok(gathered) => gathered,
            Err(error @ (CallError::NotSent(_) | CallError::Unknown(_))) if !is_last => {
                tracing::warn!(guild.id = row.guild.0, case = row.number, %error, "evidence is gathered later");
                return self.postpone(row).await;
            }
            Err(error) => Gathered {
                why: error.to_string(),
                ..Gathered::default()
            },
        };
        crash::point("after_evidence");
        self.save(row, place, gathered).await
    }

    async fn postpone(&self, row: &PieceRow) -> Result<()> {
        let pause = FIRST_PAUSE * 4_u32.pow(row.attempts);
        let next = Timestamp(self.parts.clock.now().0 + millis(pause));
        let mut tx = self.parts.db.write().await?;
        case_evidence::postpone(&mut tx, row, next).await?;
        Ok(tx.commit().await?)
    }

    /// Reads the message and those around it in Discord, and what is attached to it.
    async fn ask(
        &self,
        guild: GuildId,
        (channel, message): (ChannelId, MessageId),
        is_last: bool,
    ) -> Result<Gathered, CallError> {
        let around = Direction::Around(message.0);
        let posts = self.parts.discord.messages(Lane::Manual, channel, around);
        let posts = posts.await?;
        let mut gathered = Gathered::default();
        if !posts.iter().any(|post| post.id == message) {
            gathered.why = "it is no longer there in Discord".into();
        }
        let mut left = self.parts.config.evidence.attachments;
        for post in &posts {
            for file in post.files.iter().cloned() {
                let read = if post.id != message {
                    not_read("it is of a message around it")
                } else if left == 0 {
                    not_read("more attachments than are read")
                } else {
                    left -= 1;
                    self.read_file(guild, &file, is_last).await?
                };
                gathered.files.push((post.id, post.author.id, file, read));
            }
        }
        gathered.found = posts.into_iter().map(found).collect();
        Ok(gathered)
    }

    async fn read_file(
        &self,
        guild: GuildId,
        file: &Attachment,
        is_last: bool,
    ) -> Result<Read, CallError> {
        let settings = &self.parts.config.evidence;
        if file.size > settings.largest_attachment {
            return Ok(not_read("it is larger than is read"));
        }
        let most = usize::try_from(settings.largest_attachment).unwrap_or(usize::MAX);
        match self.parts.discord.attachment(file, most).await {
            Ok(bytes) => Ok(Read {
                sha256: Some(digest::digest(&digest::SHA256, &bytes).as_ref().to_vec()),
                content: settings.keeps(guild).then_some(bytes),
                why: String::new(),
            }),
            Err(CallError::Refused { message, .. } | CallError::NotSent(message)) => {
                Ok(not_read(&message))
            }
            Err(error) if is_last => Ok(not_read(&error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// Seals and stores what was found, in Discord first, else in our own store.
    async fn save(
        &self,
        row: &PieceRow,
        (channel, message): (ChannelId, MessageId),
        gathered: Gathered,
    ) -> Result<()> {
        let (guild, case) = (row.guild, (row.guild, row.number));
        let around = self.parts.config.evidence.context;
        let mut tx = self.parts.db.write().await?;
        chain::lock(&mut tx, guild).await?;
        if !case_evidence::is_still_wanted(&mut tx, row).await? {
            return Ok(());
        }
        let stored = messages::around(&mut tx, (guild, channel), message, around).await?;
        let mut all = gathered.found;
        all.extend(self.stored(&mut tx, stored).await?);
        let window = evidence::window(all, message, around as usize);
        for found in &window {
            let quote = self.quote_row(guild, (row.piece, channel), found)?;
            case_evidence::add_quote(&mut tx, case, &quote).await?;
        }
        let inside = |id: &MessageId| window.iter().any(|found| found.message == *id);
        let files = gathered.files.into_iter().filter(|(id, ..)| inside(id));
        for (file, (message, author, attachment, read)) in (1..).zip(files) {
            let place = (row.piece, file, channel, message, author);
            let (file, content) = self.file_row(guild, place, &attachment, read)?;
            case_evidence::add_file(&mut tx, case, &file, content.as_deref()).await?;
        }
        let (state, entry) = conclude(&mut tx, row, (channel, message), &gathered.why).await?;
        case_evidence::settle(&mut tx, row, state, &gathered.why).await?;
        let now = self.parts.clock.now();
        let text = entry.0.into();
        log(&mut tx, case, (now, &empd()), entry).await?;
        let changed = Body::CaseChanged {
            case: row.number,
            text,
        };
        events::append(&mut tx, now, &[(Some(guild), changed)]).await?;
        Ok(tx.commit().await?)
    }

    /// Messages of our store with their texts, deleted ones too.
    async fn stored(&self, tx: &mut Tx, stored: Vec<StoredMessage>) -> Result<Vec<Found>> {
        let mut names = HashMap::new();
        let mut found = Vec::with_capacity(stored.len());
        for message in stored {
            let (guild, author) = (message.guild, message.author);
            if let Entry::Vacant(unnamed) = names.entry(author) {
                let known = roster::find(tx, guild, author).await?;
                unnamed.insert(known.map_or(author.to_string(), |entry| entry.name));
            }
            let place = Place {
                guild,
                channel: message.channel,
                message: message.id,
            };
            let text = message.sealed.as_ref();
            let text = text.and_then(|sealed| self.parts.open_kept(place, sealed));
            found.push(Found {
                message: message.id,
                author,
                author_name: names[&author].clone(),
                text: text.unwrap_or_default(),
                edited_at: message.edited_at,
            });
        }
        Ok(found)
    }

    fn quote_row(
        &self,
        guild: GuildId,
        (piece, channel): (u32, ChannelId),
        found: &Found,
    ) -> Result<QuoteRow> {
        let place = Place {
            guild,
            channel,
            message: found.message,
        };
        let text = Some(&found.text).filter(|text| !text.is_empty());
        let salt = rand::random::<[u8; 16]>().to_vec();
        Ok(QuoteRow {
            piece,
            message: found.message,
            channel,
            author: found.author,
            author_name: found.author_name.clone(),
            edited_at: found.edited_at,
            sealed: text
                .map(|text| self.seal(place, text.as_bytes()))
                .transpose()?,
            content_hash: evidence::quote_hash(&salt, found.message, found.author, &found.text),
            salt,
            erased: false,
        })
    }

    fn file_row(
        &self,
        guild: GuildId,
        (piece, file, channel, message, author): (u32, u32, ChannelId, MessageId, UserId),
        attachment: &Attachment,
        read: Read,
    ) -> Result<(FileRow, Option<Vec<u8>>)> {
        let Attachment { id, name, size, .. } = attachment;
        let salt = rand::random::<[u8; 16]>().to_vec();
        let place = name_place(guild, channel, *id);
        let row = FileRow {
            piece,
            file,
            message,
            channel,
            author,
            attachment: *id,
            size: *size,
            name: Some(self.seal(place, name.as_bytes())?),
            kept: read.content.is_some(),
            why: read.why,
            content_hash: evidence::file_hash(&salt, *size, name, read.sha256.as_deref()),
            sha256: read.sha256,
            salt,
            erased: false,
        };
        let place = content_place(guild, &row);
        let content = read.content.map(|bytes| self.seal(place, &bytes));
        let content = content.transpose()?.map(|sealed| sealed.bytes);
        Ok((row, content))
    }

    fn seal(&self, place: Place, bytes: &[u8]) -> Result<Sealed> {
        let sealed = self.parts.seal.seal_file(place, bytes);
        sealed.map_err(|error| Error::Internal(Box::new(error)))
    }
}

/// How a piece stands by what is stored of it now, and what the case's log says.
async fn conclude(
    tx: &mut Tx,
    row: &PieceRow,
    (channel, message): (ChannelId, MessageId),
    why: &str,
) -> Result<(PieceState, (&'static str, String))> {
    let piece = row.piece;
    let mut quotes = case_evidence::quotes(tx, row.guild, row.number).await?;
    quotes.retain(|quote| quote.piece == piece);
    let mut files = case_evidence::files(tx, row.guild, row.number).await?;
    files.retain(|file| file.piece == piece);
    let subject = quotes.iter().find(|quote| quote.message == message);
    let what = match subject {
        Some(quote) => format!("message {message} of channel {channel} by {}", quote.author),
        None => format!("message {message} of channel {channel}: {why}"),
    };
    if quotes.is_empty() {
        return Ok((
            PieceState::Missing,
            (MISSING, format!("piece {piece}: {what}")),
        ));
    }
    let mut words = vec![what];
    words.push(format!(
        "{} around it",
        quotes.len() - usize::from(subject.is_some())
    ));
    if !files.is_empty() {
        words.push(format!("{} files", files.len()));
    }
    if subject.is_some() && !why.is_empty() {
        words.push(format!("from what was stored, because {why}"));
    }
    let hashes = quotes.iter().map(|quote| quote.content_hash.as_slice());
    let hashes = hashes.chain(files.iter().map(|file| file.content_hash.as_slice()));
    let text = evidence::told(piece, &words.join(", "), &evidence::seal_of(hashes));
    Ok(if subject.is_some() {
        (PieceState::Kept, (KEPT, text))
    } else {
        (PieceState::Missing, (MISSING, text))
    })
}

fn found(post: Post) -> Found {
    Found {
        message: post.id,
        author: post.author.id,
        author_name: post.author.name,
        text: post.text,
        edited_at: post.edited_at,
    }
}

fn not_read(why: &str) -> Read {
    Read {
        why: why.into(),
        ..Read::default()
    }
}

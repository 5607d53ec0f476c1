//! Evidence as clients see it: words only for those who may read them, and who see the channel.

use emperione_protocol::GuildId;
use emperione_protocol::evidence::{File, Piece, Quote};

use super::name_place;
use crate::domain::actor::Actor;
use crate::domain::cases::chain::write_hex;
use crate::domain::evidence::link;
use crate::seal::Place;
use crate::services::Parts;
use crate::services::inbox::{may_read, named};
use crate::store::case_evidence::{FileRow, PieceRow, QuoteRow};

/// What there is of a case.
pub(super) struct Shown<'a> {
    pub(super) parts: &'a Parts,
    pub(super) actor: &'a Actor,
    pub(super) quotes: &'a [QuoteRow],
    pub(super) files: &'a [FileRow],
}

impl Shown<'_> {
    pub(super) fn piece(&self, row: PieceRow) -> Piece {
        let reads = may_read(self.actor)
            && row
                .message
                .is_none_or(|(channel, _)| self.parts.sees_channel(self.actor, row.guild, channel));
        let quotes = self.quotes.iter().filter(|quote| quote.piece == row.piece);
        let of = row
            .message
            .map(|(channel, message)| link(row.guild, channel, message));
        Piece {
            piece: row.piece,
            at: row.at,
            state: row.state,
            link: of.or(row.link).filter(|_| reads),
            channel: row.message.map(|(channel, _)| channel),
            message: row.message.map(|(_, message)| message),
            why: Some(row.why).filter(|why| !why.is_empty()),
            quotes: quotes
                .map(|quote| {
                    let subject = row.message.is_some_and(|(_, id)| id == quote.message);
                    self.quote(row.guild, quote, (reads, subject))
                })
                .collect(),
        }
    }

    fn quote(&self, guild: GuildId, row: &QuoteRow, (reads, subject): (bool, bool)) -> Quote {
        let of = |file: &&FileRow| (file.piece, file.message) == (row.piece, row.message);
        let files = self.files.iter().filter(of);
        Quote {
            files: files.map(|file| self.file(guild, file, reads)).collect(),
            subject,
            ..self.parts.quote(guild, row, reads)
        }
    }

    fn file(&self, guild: GuildId, row: &FileRow, reads: bool) -> File {
        let place = name_place(guild, row.channel, row.attachment);
        let name = row.name.as_ref().filter(|_| reads);
        File {
            file: row.file,
            name: name.and_then(|sealed| self.parts.open_kept(place, sealed)),
            size: row.size,
            sha256: row.sha256.as_deref().map(write_hex),
            kept: row.kept,
            why: Some(row.why.clone()).filter(|why| !why.is_empty()),
        }
    }
}

impl Parts {
    /// What somebody wrote, without its files.
    pub(in crate::services) fn quote(&self, guild: GuildId, row: &QuoteRow, reads: bool) -> Quote {
        let place = Place {
            guild,
            channel: row.channel,
            message: row.message,
        };
        let text = row.sealed.as_ref().filter(|_| reads);
        Quote {
            message: row.message,
            author: named(row.author, row.author_name.clone()),
            text: text.and_then(|sealed| self.open_kept(place, sealed)),
            edited_at: row.edited_at,
            subject: false,
            erased: row.erased,
            files: Vec::new(),
        }
    }
}

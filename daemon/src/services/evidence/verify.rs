//! Whether the evidence of a guild is what its cases' logs vouch for.

use emperione_protocol::GuildId;
use emperione_protocol::cases::Entry;

use super::name_place;
use crate::domain::evidence::{
    ERASED, KEPT, MISSING, file_hash, quote_hash, read_erased, read_told, seal_of,
};
use crate::seal::Place;
use crate::services::{Parts, Result};
use crate::store::case_evidence::{self, FileRow, QuoteRow};
use crate::store::chain::ERASED_TEXT;
use crate::store::{Tx, cases};

/// What a check of the evidence of a guild gave.
#[derive(Default)]
pub(in crate::services) struct Checked {
    /// Messages and attachments that are as they were.
    pub(in crate::services) whole: u64,
    /// Those that were erased, and of which an entry says so.
    pub(in crate::services) erased: u64,
    /// The first case whose evidence is not what was gathered, and why.
    pub(in crate::services) broken: Option<(u64, &'static str)>,
}

impl Parts {
    pub(in crate::services) async fn verify_evidence(
        &self,
        tx: &mut Tx,
        guild: GuildId,
    ) -> Result<Checked> {
        let mut checked = Checked::default();
        for number in case_evidence::cases(tx, guild).await? {
            let entries = cases::entries(tx, guild, number).await?;
            let quotes = case_evidence::quotes(tx, guild, number).await?;
            let files = case_evidence::files(tx, guild, number).await?;
            for piece in case_evidence::of_case(tx, guild, number).await? {
                let quotes = quotes.iter().filter(|quote| quote.piece == piece.piece);
                let files = files.iter().filter(|file| file.piece == piece.piece);
                let (quotes, files) = (quotes.collect::<Vec<_>>(), files.collect::<Vec<_>>());
                let parts = (quotes.as_slice(), files.as_slice());
                if let Some(why) = self.fault(guild, (piece.piece, &entries), parts) {
                    checked.broken = Some((number, why));
                    return Ok(checked);
                }
                let gone = quotes.iter().filter(|quote| quote.erased).count()
                    + files.iter().filter(|file| file.erased).count();
                checked.erased += gone as u64;
                checked.whole += (quotes.len() + files.len() - gone) as u64;
            }
        }
        Ok(checked)
    }

    fn fault(
        &self,
        guild: GuildId,
        (piece, entries): (u32, &[Entry]),
        (quotes, files): (&[&QuoteRow], &[&FileRow]),
    ) -> Option<&'static str> {
        let hashes = quotes.iter().map(|quote| quote.content_hash.as_slice());
        let hashes = hashes.chain(files.iter().map(|file| file.content_hash.as_slice()));
        match vouched(piece, entries) {
            Vouched::By(seal) if seal != seal_of(hashes) => {
                return Some("its evidence is not the one that was gathered");
            }
            Vouched::Nothing if !quotes.is_empty() => {
                // What was reported is there before it is gathered.
                let reported = quotes.len() == 1 && files.is_empty();
                return (!reported).then_some("no entry vouches for its evidence");
            }
            _ => {}
        }
        let declared = entries.iter().filter(|entry| entry.kind == ERASED);
        let declared = declared
            .flat_map(|entry| read_erased(&entry.text))
            .any(|of| of == piece);
        let is_gone = |erased: bool| erased && !declared;
        if quotes.iter().any(|quote| is_gone(quote.erased))
            || files.iter().any(|file| is_gone(file.erased))
        {
            return Some("evidence is gone, and no entry says that it was erased");
        }
        let changed = quotes.iter().any(|quote| !self.is_quote(guild, quote))
            || files.iter().any(|file| !self.is_file(guild, file));
        changed.then_some("its evidence was changed")
    }

    fn is_quote(&self, guild: GuildId, row: &QuoteRow) -> bool {
        let place = Place {
            guild,
            channel: row.channel,
            message: row.message,
        };
        let text = row.sealed.as_ref();
        let text = text.and_then(|sealed| self.open_kept(place, sealed));
        let text = text.unwrap_or_default();
        row.erased || quote_hash(&row.salt, row.message, row.author, &text) == row.content_hash
    }

    fn is_file(&self, guild: GuildId, row: &FileRow) -> bool {
        let place = name_place(guild, row.channel, row.attachment);
        let name = row.name.as_ref();
        let name = name.and_then(|sealed| self.open_kept(place, sealed));
        let name = name.unwrap_or_default();
        row.erased
            || file_hash(&row.salt, row.size, &name, row.sha256.as_deref()) == row.content_hash
    }
}

/// What the log says of a piece.
enum Vouched<'a> {
    By(&'a str),
    /// The entry's own text was erased.
    Erased,
    Nothing,
}

fn vouched(piece: u32, entries: &[Entry]) -> Vouched<'_> {
    let texts = entries
        .iter()
        .filter(|entry| entry.kind == KEPT || entry.kind == MISSING)
        .map(|entry| entry.text.as_str());
    let seals = texts.clone().filter_map(read_told);
    if let Some((_, seal)) = seals.into_iter().find(|(of, _)| *of == piece) {
        return Vouched::By(seal);
    }
    if texts.into_iter().any(|text| text == ERASED_TEXT) {
        Vouched::Erased
    } else {
        Vouched::Nothing
    }
}

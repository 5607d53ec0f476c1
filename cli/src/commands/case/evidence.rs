//! `emp case evidence`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use emperione_protocol::evidence::{AddRequest, File, FileRequest, Piece, PieceState, Quote};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Flatten, GuildId};

use super::edit;
use crate::commands::when;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to do with evidence.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Keep messages and links as evidence of a case
    #[command(
        after_help = "Examples:\n  emp case evidence add 12 https://discord.com/channels/80351110224678912/1/2\n  emp case evidence add 12 item:3 https://example.org/screenshot.png"
    )]
    Add {
        /// The number of the case
        #[arg(value_name = "CASE", value_parser = edit::read_number)]
        case: u64,
        /// Links or ids of messages, other links, or item:N of the inbox
        #[arg(value_name = "LINK", required = true)]
        evidence: Vec<String>,
    },
    /// List the evidence of a case
    #[command(
        after_help = "Examples:\n  emp case evidence list 12\n  emp case evidence list 12 --json | jq '.[].quotes[].text'"
    )]
    List {
        /// The number of the case
        #[arg(value_name = "CASE", value_parser = edit::read_number)]
        case: u64,
    },
    /// Show what was said, and what is attached
    #[command(
        after_help = "Examples:\n  emp case evidence show 12\n  emp case evidence show 12 --format jsonl"
    )]
    Show {
        /// The number of the case
        #[arg(value_name = "CASE", value_parser = edit::read_number)]
        case: u64,
    },
    /// Write the attachments that are kept into a folder
    #[command(
        after_help = "Examples:\n  emp case evidence save 12 evidence-12\n  emp case evidence save 12 /tmp/case-12"
    )]
    Save {
        /// The number of the case
        #[arg(value_name = "CASE", value_parser = edit::read_number)]
        case: u64,
        /// A folder that is made
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

impl Row for Piece {
    const COLUMNS: &'static [&'static str] =
        &["piece", "state", "at", "messages", "files", "link", "why"];

    fn cells(&self) -> Vec<String> {
        let files: usize = self.quotes.iter().map(|quote| quote.files.len()).sum();
        vec![
            self.piece.to_string(),
            self.state.word().into(),
            when::time(self.at),
            self.quotes.len().to_string(),
            files.to_string(),
            self.link.clone().unwrap_or_else(|| "-".into()),
            self.why.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    guild: GuildId,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    match command {
        Command::Add { case, evidence } => {
            let added = evidence.len();
            let request = AddRequest {
                guild,
                case,
                evidence,
            };
            let pieces = client.evidence().add(within(PATIENCE), request).await;
            let pieces = pieces.flat()?;
            out.rows(&pieces)?;
            out.note(&told(case, added, &pieces));
            Ok(())
        }
        Command::List { case } => out.rows(&list(guild, case, client).await?),
        Command::Show { case } => {
            let pieces = list(guild, case, client).await?;
            let lines: Vec<_> = pieces.iter().flat_map(lines).collect();
            out.record(&pieces, &lines)
        }
        Command::Save { case, folder } => save((guild, case), &folder, client, out).await,
    }
}

async fn list(guild: GuildId, case: u64, client: &Client) -> Result<Vec<Piece>, Failure> {
    let evidence = client.evidence();
    Ok(evidence.list(within(PATIENCE), guild, case).await.flat()?)
}

fn told(case: u64, added: usize, pieces: &[Piece]) -> String {
    let new = pieces.iter().rev().take(added);
    let waiting = new.filter(|piece| piece.state == PieceState::Wanted);
    match waiting.count() {
        0 => format!("case #{case} has {} pieces of evidence", pieces.len()),
        n => format!("{n} are still being gathered; see `emp case evidence list {case}`"),
    }
}

/// A piece in lines of name and value.
pub(super) fn lines(piece: &Piece) -> Vec<(&'static str, String)> {
    let link = piece.link.clone().unwrap_or_else(|| "-".into());
    let why = piece.why.as_ref().map(|why| format!(" · {why}"));
    let head = format!(
        "{} · {} · {link}{}",
        piece.piece,
        piece.state.word(),
        why.unwrap_or_default()
    );
    let mut lines = vec![("evidence", head)];
    for quote in &piece.quotes {
        lines.push((if quote.subject { ">" } else { "" }, said(quote)));
        lines.extend(quote.files.iter().map(|file| ("file", attached(file))));
    }
    lines
}

fn said(quote: &Quote) -> String {
    let text = match (&quote.text, quote.erased) {
        (Some(text), _) => text.as_str(),
        (None, true) => "(erased)",
        (None, false) => "(no text)",
    };
    let edited = if quote.edited_at.is_some() {
        " (edited)"
    } else {
        ""
    };
    let at = when::time(quote.message.created_at());
    format!("{at} @{}: {text}{edited}", quote.author.name)
}

fn attached(file: &File) -> String {
    let name = file.name.as_deref().unwrap_or("(erased)");
    let hash = file
        .sha256
        .as_deref()
        .map(|hash| format!(" · sha256 {hash}"));
    let kept = if file.kept { " · kept" } else { "" };
    let why = file.why.as_ref().map(|why| format!(" · {why}"));
    let (hash, why) = (hash.unwrap_or_default(), why.unwrap_or_default());
    format!(
        "{} · {name} · {} bytes{hash}{kept}{why}",
        file.file, file.size
    )
}

/// Writes what is kept into a new folder, under names that say nothing but where they belong: those of the senders may be
/// anything.
async fn save(
    (guild, case): (GuildId, u64),
    folder: &Path,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let pieces = list(guild, case, client).await?;
    let files = pieces.iter().flat_map(|piece| {
        let files = piece.quotes.iter().flat_map(|quote| &quote.files);
        files.map(|file| (piece.piece, file))
    });
    let kept: Vec<_> = files.filter(|(_, file)| file.kept).collect();
    if kept.is_empty() {
        let nothing = format!("no attachment of case {case} is kept with its bytes");
        return Err(Failure::new(Code::NotFound, nothing)
            .hint("`evidence.keep_attachments` of empd.toml names the guilds that keep them"));
    }
    std::fs::create_dir(folder)
        .map_err(|error| Failure::error(format!("{}: {error}", folder.display())))?;
    for (piece, file) in &kept {
        let path = folder.join(format!("{case}-{piece}-{}", file.file));
        let mut target = std::fs::File::create_new(&path)?;
        let mut offset = Some(0);
        while let Some(from) = offset {
            let request = FileRequest {
                guild,
                case,
                piece: *piece,
                file: file.file,
                offset: from,
            };
            let chunk = client.evidence().read(within(PATIENCE), request).await;
            let chunk = chunk.flat()?;
            target.write_all(&chunk.bytes)?;
            offset = chunk.next;
        }
        let name = file.name.as_deref().unwrap_or("(erased)");
        out.note(&format!("{}: {name}", path.display()));
    }
    Ok(())
}

//! What people write into cases.

use std::io::{self, BufRead};

use clap::{Args, Subcommand};
use emperione_protocol::cases::{CaseEdit, EditRequest, Edited};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};

use super::actor;
use crate::commands::act::why::Why;
use crate::commands::when;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::{Output, Row, of_many};

/// One case or several.
#[derive(Debug, Args)]
pub struct Many {
    /// The numbers of the cases; `-` reads one per line from standard input
    #[arg(value_name = "CASE", required = true)]
    cases: Vec<String>,
    /// Say what would be written and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// One case.
#[derive(Debug, Args)]
pub(super) struct One {
    /// The number of the case
    #[arg(value_name = "CASE", value_parser = read_number)]
    case: u64,
    /// Say what would be written and write nothing
    #[arg(long, global = true)]
    dry_run: bool,
}

/// `emp case edit`
#[derive(Debug, Args)]
pub struct Reason {
    #[command(flatten)]
    one: One,
    /// The reason from now on; an empty one takes it away
    #[arg(short, long, value_name = "TEXT")]
    reason: String,
}

/// `emp case close` and `reopen`
#[derive(Debug, Args)]
pub struct Closing {
    #[command(flatten)]
    many: Many,
    #[command(flatten)]
    why: Why,
}

/// `emp case link` and `unlink`
#[derive(Debug, Args)]
pub struct Link {
    #[command(flatten)]
    one: One,
    /// The number of the other case
    #[arg(value_name = "OTHER", value_parser = read_number)]
    other: u64,
}

/// `emp case note`
#[derive(Debug, Args)]
pub struct Note {
    #[command(flatten)]
    one: One,
    /// What to write
    text: String,
}

/// `emp case label`
#[derive(Debug, Args)]
pub struct Label {
    #[command(flatten)]
    one: One,
    #[command(subcommand)]
    change: LabelChange,
}

/// What to do with labels.
#[derive(Debug, Subcommand)]
pub(super) enum LabelChange {
    /// Give a case labels
    #[command(
        after_help = "Examples:\n  emp case label 12 add raid alt\n  emp case label 12 add raid --dry-run"
    )]
    Add {
        /// Words of small letters, digits and `-`
        #[arg(value_name = "LABEL", required = true)]
        labels: Vec<String>,
    },
    /// Take labels from a case
    #[command(
        after_help = "Examples:\n  emp case label 12 remove raid\n  emp case label 12 remove raid alt --dry-run"
    )]
    Remove {
        /// The labels
        #[arg(value_name = "LABEL", required = true)]
        labels: Vec<String>,
    },
}

/// What is to be written into which cases.
#[derive(Debug)]
pub(super) struct Order {
    cases: Vec<u64>,
    edit: CaseEdit,
    dry_run: bool,
}

impl One {
    fn order(self, edit: CaseEdit) -> Order {
        Order {
            cases: vec![self.case],
            edit,
            dry_run: self.dry_run,
        }
    }
}

impl Many {
    pub(super) fn order(self, edit: CaseEdit) -> Result<Order, Failure> {
        let numbers = if self.cases == ["-"] {
            io::stdin().lock().lines().collect::<Result<_, _>>()?
        } else {
            self.cases
        };
        let written = numbers.iter().filter(|number| !number.trim().is_empty());
        let cases: Vec<u64> = written
            .map(|number| read_number(number))
            .collect::<Result<_, _>>()
            .map_err(Failure::usage)?;
        if cases.is_empty() {
            return Err(Failure::usage("standard input names no case"));
        }
        Ok(Order {
            cases,
            edit,
            dry_run: self.dry_run,
        })
    }
}

impl Reason {
    pub(super) fn order(self) -> Order {
        self.one.order(CaseEdit::Reason(Some(self.reason)))
    }
}

impl Closing {
    pub(super) async fn order(
        self,
        edit: impl FnOnce(Option<String>) -> CaseEdit,
        (client, guild): (&Client, GuildId),
    ) -> Result<Order, Failure> {
        let reason = self.why.words(client, guild).await?;
        self.many.order(edit(reason))
    }
}

impl Link {
    pub(super) fn order(self, edit: impl FnOnce(u64) -> CaseEdit) -> Order {
        self.one.order(edit(self.other))
    }
}

impl Note {
    pub(super) fn order(self) -> Order {
        self.one.order(CaseEdit::Note(self.text))
    }
}

impl Label {
    pub(super) fn order(self) -> Order {
        self.one.order(match self.change {
            LabelChange::Add { labels } => CaseEdit::Label(labels),
            LabelChange::Remove { labels } => CaseEdit::Unlabel(labels),
        })
    }
}

/// Reads the number of a case, as `12` or `#12`.
pub(super) fn read_number(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let number = text.strip_prefix('#').unwrap_or(text).parse().ok();
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("`{text}` is no number of a case"))
}

impl Row for Edited {
    const COLUMNS: &'static [&'static str] = &["case", "at", "by", "what", "text"];

    fn cells(&self) -> Vec<String> {
        vec![
            format!("#{}", self.case.number),
            when::time(self.entry.at),
            actor(&self.entry.actor),
            self.entry.kind.clone(),
            self.entry.text.clone(),
        ]
    }
}

/// Writes into the cases; of several, those that are refused do not keep the others from it.
pub(super) async fn run(
    order: Order,
    guild: GuildId,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut done = Vec::new();
    let mut failed = 0;
    for number in &order.cases {
        let request = EditRequest {
            guild,
            number: *number,
            edit: order.edit.clone(),
            dry_run: order.dry_run,
        };
        let edited = client.cases().edit(within(PATIENCE), request).await.flat();
        match edited {
            Ok(edited) => done.push(edited),
            Err(error) if order.cases.len() == 1 => return Err(error.into()),
            Err(error) => {
                out.fail(&error.into());
                failed += 1;
            }
        }
    }
    if out.is_structured() {
        out.rows(&done)?;
    }
    for edited in &done {
        out.note(&told(edited, &order));
    }
    of_many(failed, order.cases.len())
}

fn told(edited: &Edited, order: &Order) -> String {
    let (number, entry) = (edited.case.number, &edited.entry);
    let text = if entry.text.is_empty() {
        String::new()
    } else {
        format!(": {}", entry.text)
    };
    if order.dry_run {
        return format!("would write into case #{number}: {}{text}", entry.kind);
    }
    let undo = match &order.edit {
        CaseEdit::Close(_) => format!(" · undo: emp case reopen {number}"),
        CaseEdit::Reopen(_) => format!(" · undo: emp case close {number}"),
        CaseEdit::Hide => format!(" · undo: emp case unhide {number}"),
        CaseEdit::Unhide => format!(" · undo: emp case hide {number}"),
        CaseEdit::Link(other) => format!(" · undo: emp case unlink {number} {other}"),
        CaseEdit::Unlink(other) => format!(" · undo: emp case link {number} {other}"),
        _ => String::new(),
    };
    format!("case #{number} {}{text}{undo}", entry.kind)
}

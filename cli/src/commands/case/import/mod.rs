//! `emp case import`: a file is gone through twice, first to show what would become of it, then to take it, part by part.

#[cfg(test)]
mod round_trip;
mod rows;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Subcommand, ValueEnum};
use emperione_protocol::imports::{
    BeginImport, FIELDS, Import, ImportChunk, ImportRow, MAX_ROWS, Outcome, Verdict,
};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Code, Error, ErrorKind, Flatten, GuildId};
use ring::digest::{Context as Digest, SHA256};

use super::{actor, edit, whom, word};
use crate::commands::when;
use crate::context::{Context, PATIENCE, collect};
use crate::error::{Failure, exit};
use crate::output::{Output, Row, of_many};
use rows::{Line, Map, Rows, read_pair, settle};

/// How many rows of those that become cases are shown.
const SHOWN: usize = 5;
/// How many seconds a daemon may be away.
const RECONNECTS: usize = 30;

/// `emp case import`
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// A file of rows with a head, or of JSON lines; `-` reads standard input
    #[arg(value_name = "FILE", required = true)]
    file: Option<PathBuf>,
    /// Take a column, or a path of JSON such as user.id, for a field (can be repeated)
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = read_pair)]
    map: Vec<(String, String)>,
    /// Give a field this value where a row has none (can be repeated)
    #[arg(long, value_name = "FIELD=VALUE", value_parser = read_pair)]
    set: Vec<(String, String)>,
    /// Read it in this form [default: by the end of the file's name]
    #[arg(long = "as", value_name = "FORM")]
    form: Option<Form>,
    /// Say what would become of the rows and take none
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

/// What to do with imports.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List imports, newest first
    #[command(
        after_help = "Examples:\n  emp case import list\n  emp case import list --json=import,source,added"
    )]
    List {
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Withdraw what an import added; its cases keep numbers
    #[command(
        after_help = "Examples:\n  emp case import undo 3\n  emp case import undo 3 --yes\n  emp case list --import 3 --hidden"
    )]
    Undo {
        /// The number of the import
        #[arg(value_name = "IMPORT", value_parser = edit::read_number)]
        import: u64,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
    },
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// A row a case, below a head that names the columns
    Csv,
    /// A JSON object a line
    Jsonl,
}

impl Row for Import {
    const COLUMNS: &'static [&'static str] = &[
        "import", "at", "by", "source", "rows", "added", "known", "refused", "state",
    ];

    fn cells(&self) -> Vec<String> {
        let state = match self.undone_at {
            Some(_) if self.withdrawn < self.added => "undo interrupted",
            Some(_) => "undone",
            None if self.done < self.rows => "interrupted",
            None => "done",
        };
        vec![
            self.import.to_string(),
            when::time(self.at),
            actor(&self.actor),
            self.source.clone(),
            self.rows.to_string(),
            self.added.to_string(),
            self.known.to_string(),
            self.refused.to_string(),
            state.into(),
        ]
    }
}

impl Row for Verdict {
    const COLUMNS: &'static [&'static str] = &[
        "line", "becomes", "kind", "state", "target", "by", "reason", "opened", "why",
    ];

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.line.to_string(), word(&self.outcome)];
        match &self.case {
            Some(case) => cells.extend([
                word(&case.kind),
                word(&case.state),
                whom(case.kind, &case.target),
                actor(&case.actor),
                case.reason.clone().unwrap_or_default(),
                when::time(case.opened_at),
            ]),
            None => cells.extend(std::iter::repeat_n(String::new(), 6)),
        }
        cells.push(self.why.clone().unwrap_or_default());
        cells
    }
}

pub(super) async fn run(
    args: Args,
    guild: GuildId,
    (context, client): (&Context, Client),
    out: &mut Output,
) -> Result<(), Failure> {
    match args.command {
        Some(Command::List { limit }) => {
            let imports = collect(limit, async |page| {
                let imports = client.imports();
                imports.list(within(PATIENCE), guild, page).await.flat()
            });
            out.rows(&imports.await?)
        }
        Some(Command::Undo { import, yes }) => undo((guild, import), yes, &client, out).await,
        None => take(args, guild, (context, client), out).await,
    }
}

async fn take(
    args: Args,
    guild: GuildId,
    (context, client): (&Context, Client),
    out: &mut Output,
) -> Result<(), Failure> {
    let given = args.file.unwrap_or_default();
    let map = read_map(args.map, args.set)?;
    let form = form(args.form, &given)?;
    // A copy goes when this goes.
    let (path, _copy) = settle(&given)?;
    let preview = check(&path, (form, &map), guild, &client, out).await?;
    preview.show(&map, out)?;
    let (new, all) = (preview.new, preview.all());
    if args.dry_run || new == 0 {
        let refused = usize::try_from(preview.refused).unwrap_or(usize::MAX);
        return of_many(refused, usize::try_from(all).unwrap_or(usize::MAX));
    }
    if !args.yes && !out.confirm(&format!("make {new} cases of them?"))? {
        return Err(Failure::cancelled());
    }
    let request = BeginImport {
        guild,
        source: source(&given),
        digest: digest(&path, form, &map)?,
        rows: all,
    };
    let mut rows = Rows::open(&path, form, &map)?;
    let import = add_all(request, &mut rows, (context, client), out).await?;
    let Import {
        import,
        added,
        known,
        refused,
        ..
    } = import;
    out.note(&format!(
        "import {import}: {added} cases added, {known} known, {refused} refused · undo: emp case import undo {import}"
    ));
    match refused {
        0 => Ok(()),
        _ => Err(Failure::silent(exit::PARTIAL)),
    }
}

fn source(given: &Path) -> String {
    match given.file_name() {
        Some(name) if given != Path::new("-") => name.to_string_lossy().into_owned(),
        _ => "standard input".into(),
    }
}

fn form(wanted: Option<Form>, path: &Path) -> Result<Form, Failure> {
    if let Some(form) = wanted {
        return Ok(form);
    }
    let end = path.extension().and_then(|end| end.to_str());
    match end.map(str::to_lowercase).as_deref() {
        Some("csv" | "tsv") => Ok(Form::Csv),
        Some("jsonl" | "ndjson") => Ok(Form::Jsonl),
        _ => Err(Failure::usage("the file's name does not say its form")
            .hint("say `--as csv` or `--as jsonl`")),
    }
}

fn read_map(columns: Vec<(String, String)>, values: Vec<(String, String)>) -> Result<Map, Failure> {
    let fields = columns.iter().map(|(_, field)| field);
    for field in fields.chain(values.iter().map(|(field, _)| field)) {
        if !FIELDS.iter().any(|(known, _)| known == field) {
            let known: Vec<_> = FIELDS.iter().map(|(field, _)| *field).collect();
            return Err(Failure::usage(format!("there is no field `{field}`"))
                .hint(format!("there are: {}", known.join(", "))));
        }
    }
    Ok(Map {
        columns: columns.into_iter().collect(),
        values: values.into_iter().collect(),
    })
}

/// What would become of a file.
#[derive(Default)]
struct Preview {
    new: u64,
    known: u64,
    refused: u64,
    /// The first that become cases, and all that are refused.
    shown: Vec<Verdict>,
    columns: Vec<String>,
}

impl Preview {
    fn all(&self) -> u64 {
        self.new + self.known + self.refused
    }

    fn take(&mut self, verdict: Verdict) {
        let shows = match verdict.outcome {
            Outcome::New => {
                self.new += 1;
                self.new <= SHOWN as u64
            }
            Outcome::Known => {
                self.known += 1;
                false
            }
            Outcome::Refused => {
                self.refused += 1;
                true
            }
        };
        if shows {
            self.shown.push(verdict);
        }
    }

    fn show(&self, map: &Map, out: &mut Output) -> Result<(), Failure> {
        let missing = map.columns.keys().find(|name| !self.columns.contains(name));
        if let Some(name) = missing {
            return Err(Failure::usage(format!("no column is called `{name}`"))
                .hint(format!("there are: {}", self.columns.join(", "))));
        }
        out.rows(&self.shown)?;
        out.note(&format!(
            "{} rows: {} become cases, {} are known, {} are refused",
            self.all(),
            self.new,
            self.known,
            self.refused
        ));
        Ok(())
    }
}

async fn check(
    path: &Path,
    (form, map): (Form, &Map),
    guild: GuildId,
    client: &Client,
    out: &Output,
) -> Result<Preview, Failure> {
    let mut rows = Rows::open(path, form, map)?;
    let mut preview = Preview::default();
    let bar = out.progress(None, "reading");
    loop {
        let lines = chunk(&mut rows)?;
        if lines.is_empty() {
            break;
        }
        let asked: Vec<_> = lines.iter().map(|line| line.row.clone()).collect();
        let verdicts = client.imports().check(within(PATIENCE), guild, asked).await;
        for (line, verdict) in lines.into_iter().zip(verdicts.flat()?) {
            preview.take(match line.bad {
                None => verdict,
                why => Verdict {
                    outcome: Outcome::Refused,
                    why,
                    case: None,
                    ..verdict
                },
            });
        }
        bar.set_message(format!("{} rows read", preview.all()));
    }
    bar.finish_and_clear();
    preview.columns = rows.columns.into_iter().collect();
    Ok(preview)
}

/// So many rows as one call takes; fewer of long ones.
fn chunk(rows: &mut Rows) -> Result<Vec<Line>, Failure> {
    const LONGEST: usize = 1 << 20;
    let (mut lines, mut size) = (Vec::new(), 0);
    while lines.len() < MAX_ROWS && size < LONGEST {
        let Some(line) = rows.next()? else { break };
        size += line.row.fields.values().map(String::len).sum::<usize>();
        lines.push(line);
    }
    Ok(lines)
}

/// Takes all rows, part by part. A connection that is lost is made anew, and the import goes on where it stopped.
async fn add_all(
    request: BeginImport,
    rows: &mut Rows,
    (context, mut client): (&Context, Client),
    out: &Output,
) -> Result<Import, Failure> {
    let guild = request.guild;
    let imports = client.imports();
    let begun = imports.begin(within(PATIENCE), request.clone()).await;
    let mut import = begun.flat()?;
    if import.done > 0 {
        out.note(&format!(
            "import {} goes on after {} rows",
            import.import, import.done
        ));
    }
    let bar = out.progress(Some(request.rows), "importing");
    let mut from = 0;
    loop {
        let lines = chunk(rows)?;
        if lines.is_empty() {
            break;
        }
        let count = lines.len() as u64;
        let rows: Vec<ImportRow> = lines.into_iter().map(|line| line.row).collect();
        // Of a part that was taken in part, by another cut, the rest is new.
        let gone = usize::try_from(import.done.saturating_sub(from)).unwrap_or(usize::MAX);
        let left: Vec<_> = rows.into_iter().skip(gone).collect();
        from += count;
        if left.is_empty() {
            continue;
        }
        let chunk = ImportChunk {
            guild,
            import: import.import,
            from: import.done,
            rows: left,
        };
        import = loop {
            let added = client.imports().add(within(PATIENCE), chunk.clone()).await;
            match added.flat() {
                Err(error) if error.kind == ErrorKind::Unreachable => {
                    client = reconnect(context, &import, error).await?;
                }
                added => break added?,
            }
        };
        bar.set_position(import.done);
    }
    bar.finish_and_clear();
    Ok(import)
}

async fn reconnect(context: &Context, import: &Import, error: Error) -> Result<Client, Failure> {
    for _ in 0..RECONNECTS {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Ok(client) = context.client().await {
            return Ok(client);
        }
    }
    let words = format!("import {} is interrupted: {}", import.import, error.message);
    Err(Failure::new(Code::ConnectionLost, words)
        .hint("import the same file again: it goes on there"))
}

async fn undo(
    (guild, import): (GuildId, u64),
    yes: bool,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    if !yes && !out.confirm(&format!("withdraw every case of import {import}?"))? {
        return Err(Failure::cancelled());
    }
    let bar = out.progress(None, "withdrawing");
    let undone = loop {
        let undone = client.imports().undo(within(PATIENCE), guild, import).await;
        let undone = undone.flat()?;
        bar.set_message(format!(
            "{} of {} withdrawn",
            undone.withdrawn, undone.added
        ));
        if undone.withdrawn >= undone.added {
            break undone;
        }
    };
    bar.finish_and_clear();
    if out.is_structured() {
        out.rows(std::slice::from_ref(&undone))?;
    }
    let withdrawn = undone.withdrawn;
    out.note(&format!(
        "import {import} is undone: {withdrawn} cases are withdrawn; see `emp case list --import {import} --hidden`"
    ));
    Ok(())
}

/// Of the file and of what its columns mean.
fn digest(path: &Path, form: Form, map: &Map) -> Result<String, Failure> {
    let mut digest = Digest::new(&SHA256);
    digest.update(format!("{form:?} {:?} {:?}\n", map.columns, map.values).as_bytes());
    let mut file = std::fs::File::open(path)?;
    let mut part = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            break;
        }
        digest.update(&part[..read]);
    }
    let bytes = digest.finish();
    let digits = bytes.as_ref().iter().map(|byte| format!("{byte:02x}"));
    Ok(digits.collect::<Vec<_>>().concat())
}

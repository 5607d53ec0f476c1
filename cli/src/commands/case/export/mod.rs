//! `emp case export`: cases page by page into a file, or to standard output.

pub(super) mod csv;
mod html;
mod markdown;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use emperione_protocol::cases::{CaseDetail, CaseFilter};
use emperione_protocol::page::MAX_PAGE;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, PageRequest};
use tempfile::NamedTempFile;

use super::Filter;
use crate::args::Format;
use crate::clean::escape;
use crate::context::{Context, PATIENCE};
use crate::error::Failure;
use crate::output::Output;

/// `emp case export`
#[derive(Debug, clap::Args)]
pub struct Export {
    #[command(flatten)]
    filter: Filter,
    /// Write it in this form [default: by the end of the file's name, else JSON lines]
    #[arg(long = "as", value_name = "FORM")]
    form: Option<Form>,
    /// Write it into this file, which must not be there yet; else to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// An object a line, which `emp case import` reads
    Jsonl,
    /// A row a case, which spreadsheets and `emp case import` read
    Csv,
    /// A document in Markdown
    Md,
    /// One page that needs nothing else
    Html,
}

pub(super) async fn run(
    args: Export,
    guild: GuildId,
    (context, client): (&Context, &Client),
    out: &mut Output,
) -> Result<(), Failure> {
    let form = form(args.form, args.output.as_deref(), out.format())?;
    let filter = args.filter.read(guild, context, client).await?;
    let mut sink = Sink::open(args.output.as_deref())?;
    sink.put(&head(form), out)?;
    let written = write_all(&filter, form, client, (&mut sink, out)).await?;
    sink.put(&tail(form, written), out)?;
    sink.close()?;
    if let Some(path) = args.output {
        out.note(&format!("{written} cases are in {}", path.display()));
    }
    Ok(())
}

async fn write_all(
    filter: &CaseFilter,
    form: Form,
    client: &Client,
    (sink, out): (&mut Sink, &mut Output),
) -> Result<u64, Failure> {
    let mut page = PageRequest {
        after: None,
        limit: MAX_PAGE,
    };
    let mut written = 0;
    loop {
        let found = client
            .cases()
            .export(within(PATIENCE), filter.clone(), page.clone())
            .await
            .flat()?;
        for case in &found.items {
            sink.put(&body(form, case)?, out)?;
            written += 1;
        }
        match found.next {
            None => return Ok(written),
            next => page.after = next,
        }
    }
}

fn form(
    wanted: Option<Form>,
    path: Option<&Path>,
    format: Option<Format>,
) -> Result<Form, Failure> {
    if let Some(form) = wanted {
        return Ok(form);
    }
    let end = path.and_then(Path::extension).and_then(|end| end.to_str());
    match end.map(str::to_lowercase).as_deref() {
        Some("jsonl" | "ndjson") => return Ok(Form::Jsonl),
        Some("csv") => return Ok(Form::Csv),
        Some("md") => return Ok(Form::Md),
        Some("html" | "htm") => return Ok(Form::Html),
        _ => {}
    }
    match format {
        None | Some(Format::Json | Format::Jsonl) => Ok(Form::Jsonl),
        Some(Format::Csv) => Ok(Form::Csv),
        Some(Format::Md) => Ok(Form::Md),
        Some(Format::Table) => Err(Failure::usage("an export is no table")
            .hint("choose one of --as jsonl, csv, md or html; `emp case list` prints tables")),
    }
}

fn head(form: Form) -> String {
    match form {
        Form::Jsonl => String::new(),
        Form::Csv => csv::head(),
        Form::Md => "# Cases\n".into(),
        Form::Html => html::HEAD.into(),
    }
}

fn body(form: Form, case: &CaseDetail) -> Result<String, Failure> {
    match form {
        Form::Jsonl => json(case),
        Form::Csv => Ok(csv::row(case)),
        Form::Md => Ok(markdown::case(case)),
        Form::Html => Ok(html::case(case)),
    }
}

fn tail(form: Form, written: u64) -> String {
    match form {
        Form::Jsonl | Form::Csv => String::new(),
        Form::Md => format!("\n{written} cases.\n"),
        Form::Html => html::tail(written),
    }
}

/// A line of JSON.
pub(super) fn json(case: &CaseDetail) -> Result<String, Failure> {
    let text = serde_json::to_string(case).map_err(|error| Failure::error(error.to_string()))?;
    Ok(format!("{}\n", escape(&text)))
}

/// Where it is written. A file appears under its name when it is whole.
enum Sink {
    Out,
    File(PathBuf, std::io::BufWriter<NamedTempFile>),
}

impl Sink {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            return Ok(Self::Out);
        };
        if path.exists() {
            return Err(is_there(path));
        }
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
            .map_err(|error| Failure::error(format!("{}: {error}", path.display())))?;
        Ok(Self::File(path.into(), std::io::BufWriter::new(file)))
    }

    fn put(&mut self, text: &str, out: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Out => out.text(text),
            Self::File(_, file) => Ok(file.write_all(text.as_bytes())?),
        }
    }

    fn close(self) -> Result<(), Failure> {
        let Self::File(path, file) = self else {
            return Ok(());
        };
        let file = file
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        match file.persist_noclobber(&path) {
            Ok(_) => Ok(()),
            Err(_) if path.exists() => Err(is_there(&path)),
            Err(error) => Err(Failure::error(format!(
                "{}: {}",
                path.display(),
                error.error
            ))),
        }
    }
}

fn is_there(path: &Path) -> Failure {
    Failure::error(format!("{} is there already", path.display()))
        .hint("name another file, or delete this one")
}

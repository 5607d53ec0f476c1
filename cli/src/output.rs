//! The only place that prints. Data go to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};
use emperione_protocol::Code;
use emperione_protocol::formula::harmless;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::Value;

use crate::args::{Color, Format, Global};
use crate::chart::Paint;
use crate::clean::{clean, clean_lines, escape};
use crate::error::{Failure, exit};
use crate::pager::{page, print};

/// A record that can stand in a table.
pub trait Row: Serialize {
    const COLUMNS: &'static [&'static str];
    fn cells(&self) -> Vec<String>;
}

/// How to print.
enum Style {
    Table,
    /// A table for other programs: tabs, no decoration.
    Tabs,
    Json,
    Jsonl,
    Csv,
    Markdown,
}

/// Prints.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Output {
    style: Style,
    /// Of JSON, only these fields.
    fields: Vec<String>,
    /// What was asked for.
    format: Option<Format>,
    quiet: bool,
    no_input: bool,
    pub color: bool,
    /// Whether our own words are in ASCII alone.
    ascii: bool,
    /// Whether the heading of a streamed list was printed.
    headed: bool,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        let terminal = io::stdout().is_terminal();
        let style = match (&global.json, global.format) {
            (Some(_), _) | (None, Some(Format::Json)) => Style::Json,
            (None, Some(Format::Jsonl)) => Style::Jsonl,
            (None, Some(Format::Csv)) => Style::Csv,
            (None, Some(Format::Md)) => Style::Markdown,
            (None, Some(Format::Table)) => Style::Table,
            (None, None) => {
                if terminal {
                    Style::Table
                } else {
                    Style::Tabs
                }
            }
        };
        let names = global.json.as_deref().unwrap_or_default().split(',');
        Self {
            style,
            fields: names
                .filter(|name| !name.is_empty())
                .map(Into::into)
                .collect(),
            format: global.json.as_ref().map(|_| Format::Json).or(global.format),
            quiet: global.quiet,
            no_input: global.no_input,
            color: wants_color(global.color, terminal),
            ascii: global.no_unicode,
            headed: false,
        }
    }

    /// Prints a list.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn rows<R: Row>(&mut self, rows: &[R]) -> Result<(), Failure> {
        match self.style {
            Style::Json => self.json(&rows),
            Style::Jsonl => rows.iter().try_for_each(|row| self.json_line(row)),
            Style::Csv | Style::Tabs => rows.iter().try_for_each(|row| self.stream(row)),
            Style::Table | Style::Markdown => {
                self.table(R::COLUMNS, rows.iter().map(Row::cells).collect())
            }
        }
    }

    /// Prints one record of a list that is still growing.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn stream<R: Row>(&mut self, row: &R) -> Result<(), Failure> {
        let cells = row.cells();
        match self.style {
            Style::Json | Style::Jsonl => self.json_line(row),
            Style::Csv => {
                let mut writer = csv::Writer::from_writer(Vec::new());
                let cells = cells.iter().map(|cell| harmless(&clean(cell)));
                let written = if self.headed {
                    Ok(())
                } else {
                    writer.write_record(R::COLUMNS)
                };
                self.headed = true;
                written
                    .and_then(|()| writer.write_record(cells))
                    .map_err(|error| Failure::error(error.to_string()))?;
                let bytes = writer
                    .into_inner()
                    .map_err(|error| Failure::error(error.to_string()))?;
                print(&String::from_utf8_lossy(&bytes))
            }
            Style::Table | Style::Tabs | Style::Markdown => {
                let cells: Vec<_> = cells.iter().map(|cell| clean(cell).into_owned()).collect();
                print(&format!("{}\n", cells.join("\t")))
            }
        }
    }

    /// Prints one record: as JSON, or its lines of name and value.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn record(
        &mut self,
        record: &impl Serialize,
        lines: &[(&str, String)],
    ) -> Result<(), Failure> {
        match self.style {
            Style::Json => self.json(record),
            Style::Jsonl => self.json_line(record),
            Style::Table => {
                let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
                let line = |(name, value): &(&str, String)| {
                    format!("{name:>widest$}  {}\n", self.ornament(&clean(value)))
                };
                page(&lines.iter().map(line).collect::<String>())
            }
            Style::Tabs => lines
                .iter()
                .try_for_each(|(name, value)| print(&format!("{name}\t{}\n", clean(value)))),
            Style::Csv => lines.iter().try_for_each(|(name, value)| {
                let mut writer = csv::Writer::from_writer(Vec::new());
                writer
                    .write_record([*name, &harmless(&clean(value))])
                    .map_err(|error| Failure::error(error.to_string()))?;
                let bytes = writer
                    .into_inner()
                    .map_err(|error| Failure::error(error.to_string()))?;
                print(&String::from_utf8_lossy(&bytes))
            }),
            Style::Markdown => {
                let rows = lines
                    .iter()
                    .map(|(name, value)| vec![(*name).to_owned(), value.clone()]);
                self.table(&["what", "value"], rows.collect())
            }
        }
    }

    /// The format that was asked for.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Whether data are printed as one JSON document.
    pub fn is_document(&self) -> bool {
        matches!(self.style, Style::Json)
    }

    /// Whether data are printed for programs.
    pub fn is_structured(&self) -> bool {
        matches!(self.style, Style::Json | Style::Jsonl | Style::Csv)
    }

    /// Whether data are written as Markdown.
    pub fn is_markdown(&self) -> bool {
        matches!(self.style, Style::Markdown)
    }

    /// Whether data are drawn for eyes.
    pub fn draws(&self) -> bool {
        matches!(self.style, Style::Table)
    }

    /// Whether marks are in ASCII alone.
    pub fn ascii(&self) -> bool {
        self.ascii
    }

    /// How cells are told from each other.
    pub(crate) fn paint(&self) -> Paint {
        match (self.color, self.ascii) {
            (true, _) => Paint::Color,
            (false, false) => Paint::Shades,
            (false, true) => Paint::Ascii,
        }
    }

    /// Prints text as it is, such as a completion script.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        print(text)
    }

    /// Prints a document that the daemon made, with nothing in it that a terminal would obey.
    ///
    /// # Errors
    /// If standard output cannot be written; a closed pipe ends the program quietly.
    pub fn document(&mut self, text: &str) -> Result<(), Failure> {
        if !io::stdout().is_terminal() {
            return print(text);
        }
        print(&format!("{}\n", clean_lines(text)))
    }

    /// Tells the person what was done, on standard error.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            say(&self.ornament(&clean(text)));
        }
    }

    /// Our own words and marks; what people wrote stays as it is.
    fn ornament(&self, text: &str) -> String {
        if self.ascii {
            text.replace(" · ", " - ").replace('…', "...")
        } else {
            text.to_owned()
        }
    }

    /// Asks, and gives whether the answer was yes.
    ///
    /// # Errors
    /// If there is nobody to ask: the flag that answers is named.
    pub fn confirm(&self, question: &str) -> Result<bool, Failure> {
        let answer = self.ask(&format!("{question} [y/N]"), "--yes")?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks for a text that shows that the question was read.
    ///
    /// # Errors
    /// If there is nobody to ask: the flag that answers is named.
    pub fn ask(&self, question: &str, flag: &str) -> Result<String, Failure> {
        if self.no_input || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            let nobody = format!("{question}: nobody can be asked");
            return Err(Failure::new(Code::NobodyAsked, nobody).hint(format!("say `{flag}`")));
        }
        let _ = write!(io::stderr(), "{}: ", clean(question));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }

    /// A bar on standard error for long work, or none where nobody looks.
    pub fn progress(&self, length: Option<u64>, about: &str) -> ProgressBar {
        let bar = match length {
            Some(length) => ProgressBar::new(length).with_style(bar_style(self.ascii)),
            None => ProgressBar::new_spinner(),
        };
        let hidden = self.quiet || !io::stderr().is_terminal();
        bar.set_draw_target(if hidden {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        });
        bar.set_message(clean(about).into_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    /// A line of progress for a log, where no bar is seen.
    pub fn progress_line(&self, text: &str) {
        if !self.quiet && !io::stderr().is_terminal() {
            say(&clean(text));
        }
    }

    /// Says why it failed, and gives the exit code.
    pub fn fail(&self, failure: &Failure) -> ExitCode {
        if !self.is_json() || failure.message.is_empty() {
            return fail(failure, self.color);
        }
        let error = serde_json::json!({
            "error": failure.code, "message": failure.message, "hint": failure.hint, "exit": failure.exit,
        });
        say(&escape(&error.to_string()));
        ExitCode::from(failure.exit)
    }

    fn is_json(&self) -> bool {
        matches!(self.style, Style::Json | Style::Jsonl)
    }

    fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let value = self.select(value)?;
        let text = serde_json::to_string_pretty(&value)
            .map_err(|error| Failure::error(error.to_string()))?;
        print(&format!("{}\n", escape(&text)))
    }

    fn json_line(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = self.select(value)?.to_string();
        print(&format!("{}\n", escape(&text)))
    }

    /// The fields that are wanted, of one record or of each in a list.
    fn select(&self, value: &impl Serialize) -> Result<Value, Failure> {
        let mut value =
            serde_json::to_value(value).map_err(|error| Failure::error(error.to_string()))?;
        if self.fields.is_empty() {
            return Ok(value);
        }
        let records = match &mut value {
            Value::Array(records) => records.as_mut_slice(),
            record => std::slice::from_mut(record),
        };
        for record in records {
            let Value::Object(fields) = record else {
                continue;
            };
            if let Some(unknown) = self.fields.iter().find(|name| !fields.contains_key(*name)) {
                let known: Vec<_> = fields.keys().map(String::as_str).collect();
                return Err(Failure::usage(format!("there is no field `{unknown}`"))
                    .hint(format!("there are: {}", known.join(", "))));
            }
            fields.retain(|name, _| self.fields.contains(name));
        }
        Ok(value)
    }

    fn table(&self, columns: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        page(&self.grid(columns, rows))
    }

    /// The lines of a table.
    pub(crate) fn grid(&self, columns: &[&str], rows: Vec<Vec<String>>) -> String {
        let mut table = Table::new();
        let markdown = matches!(self.style, Style::Markdown);
        table.load_style(if markdown {
            presets::ASCII_MARKDOWN
        } else {
            presets::NOTHING
        });
        if !markdown {
            table.set_content_arrangement(ContentArrangement::Dynamic);
        }
        table.set_header(columns.iter().map(|name| name.to_uppercase()));
        for row in rows {
            table.add_row(
                row.iter()
                    .map(|cell| clean(cell).replace('|', if markdown { "\\|" } else { "|" })),
            );
        }
        let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
        lines.collect()
    }
}

fn bar_style(ascii: bool) -> ProgressStyle {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    if ascii {
        style.progress_chars("=> ")
    } else {
        style
    }
}

/// Colours follow the flag, then the variables that terminals agree on.
fn wants_color(flag: Color, terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match flag {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            (terminal || set("CLICOLOR_FORCE"))
                && !set("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

fn say(text: &str) {
    // Nothing can be done if nobody can be told.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Says what is wrong with a command line, in the words of the parser.
pub(crate) fn refuse(error: &clap::Error) {
    let text = error.render();
    let text = if wants_color(Color::Auto, io::stderr().is_terminal()) {
        text.ansi().to_string()
    } else {
        text.to_string()
    };
    let coded = text.replacen("error:", &format!("error[{}]:", Code::Usage), 1);
    let _ = write!(io::stderr(), "{coded}");
}

/// Says why it failed before there is an [`Output`], and gives the exit code.
pub(crate) fn fail(failure: &Failure, color: bool) -> ExitCode {
    if !failure.message.is_empty() {
        let (red, end) = if color {
            ("\u{1b}[1;31m", "\u{1b}[0m")
        } else {
            ("", "")
        };
        let code = failure.code;
        say(&format!(
            "{red}error[{code}]{end}: {}",
            clean(&failure.message)
        ));
        if let Some((text, column)) = &failure.place {
            let [line, mark] = pointed(text, *column);
            say(&format!("  {line}\n  {red}{mark}{end}"));
        }
        if let Some(hint) = &failure.hint {
            say(&format!(" hint: {}", clean(hint)));
        }
    }
    ExitCode::from(failure.exit)
}

/// The part of a text around a letter, counted from 1, and a line that points at it.
fn pointed(text: &str, column: usize) -> [String; 2] {
    const BEFORE: usize = 40;
    const ALL: usize = 72;
    let at = column.saturating_sub(1);
    let from = at.saturating_sub(BEFORE);
    let part =
        |from: usize, length: usize| -> String { text.chars().skip(from).take(length).collect() };
    let before = clean(&part(from, at - from)).chars().count();
    let line = part(from, ALL);
    [
        clean(&line).into_owned(),
        format!("{}^", " ".repeat(before)),
    ]
}

/// An exit code for a list of results of which some failed.
pub fn of_many(failed: usize, all: usize) -> Result<(), Failure> {
    match failed {
        0 => Ok(()),
        _ if failed < all => Err(Failure::silent(exit::PARTIAL)),
        _ => Err(Failure::silent(exit::ERROR)),
    }
}

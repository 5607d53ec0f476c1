//! Rows of CSV and JSONL files, one after the other, by the fields that their columns mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use emperione_protocol::cases::CaseDetail;
use emperione_protocol::formula::disarm;
use emperione_protocol::imports::{FIELDS, ImportRow};
use serde_json::Value;

use super::Form;
use crate::clean::clean;
use crate::commands::case::export::csv::fields;
use crate::error::Failure;

/// The most bytes of a row.
const LONGEST_ROW: u64 = 1 << 20;

/// What people and other bots call the fields.
const ALIASES: [(&str, &str); 33] = [
    ("action", "kind"),
    ("action_type", "kind"),
    ("type", "kind"),
    ("infraction", "kind"),
    ("user_id", "target"),
    ("userid", "target"),
    ("user", "target"),
    ("member_id", "target"),
    ("member", "target"),
    ("target_id", "target"),
    ("user_name", "target_name"),
    ("username", "target_name"),
    ("user_tag", "target_name"),
    ("moderator_id", "actor"),
    ("mod_id", "actor"),
    ("staff_id", "actor"),
    ("actor_id", "actor"),
    ("moderator", "actor_name"),
    ("moderator_name", "actor_name"),
    ("mod_name", "actor_name"),
    ("staff", "actor_name"),
    ("comment", "reason"),
    ("message", "reason"),
    ("created_at", "opened_at"),
    ("created", "opened_at"),
    ("timestamp", "opened_at"),
    ("date", "opened_at"),
    ("time", "opened_at"),
    ("expires_at", "until"),
    ("expires", "until"),
    ("case", "number"),
    ("case_id", "number"),
    ("id", "number"),
];

/// What columns mean, and what every row says.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    /// Fields by column, as they were given.
    pub(super) columns: BTreeMap<String, String>,
    /// Values by field, for rows that do not say them.
    pub(super) values: BTreeMap<String, String>,
}

/// A row, or why it is none.
pub(super) struct Line {
    pub(super) row: ImportRow,
    pub(super) bad: Option<String>,
}

impl Map {
    fn field(&self, column: &str) -> Option<&str> {
        if let Some(field) = self.columns.get(column) {
            return Some(field);
        }
        let name = column.trim().to_lowercase().replace([' ', '-'], "_");
        let known = FIELDS.iter().map(|(field, _)| *field);
        let aliased = ALIASES.iter().find(|(alias, _)| *alias == name);
        let field = known.into_iter().find(|field| *field == name);
        field.or_else(|| aliased.map(|(_, field)| *field))
    }

    /// The fields of a row. What the map names goes before what a column is called.
    fn apply<'a>(
        &self,
        cells: impl Iterator<Item = (&'a str, String)>,
    ) -> BTreeMap<String, String> {
        let (mut fields, mut named) = (BTreeMap::new(), BTreeSet::new());
        for (column, text) in cells {
            let Some(field) = self.field(column).filter(|_| !text.trim().is_empty()) else {
                continue;
            };
            if self.columns.contains_key(column) {
                named.insert(field.to_owned());
            } else if named.contains(field) || fields.contains_key(field) {
                continue;
            }
            fields.insert(field.to_owned(), text);
        }
        fields.remove("ignore");
        for (field, value) in &self.values {
            fields.entry(field.clone()).or_insert_with(|| value.clone());
        }
        fields
    }
}

/// A file that is read row by row.
pub(super) struct Rows {
    map: Map,
    /// Columns that were met.
    pub(super) columns: BTreeSet<String>,
    from: From,
}

enum From {
    Csv(Box<csv::Reader<File>>, Vec<String>),
    Jsonl(BufReader<File>, u64),
}

impl Rows {
    /// Opens a file from its beginning.
    ///
    /// # Errors
    /// If it cannot be read, or has no head.
    pub(super) fn open(path: &Path, form: Form, map: &Map) -> Result<Self, Failure> {
        let failure =
            |error: &dyn std::fmt::Display| Failure::error(format!("{}: {error}", path.display()));
        let file = File::open(path).map_err(|error| failure(&error))?;
        let mut columns = BTreeSet::new();
        let from = match form {
            Form::Jsonl => From::Jsonl(BufReader::new(file), 0),
            Form::Csv => {
                let delimiter = delimiter(path).map_err(|error| failure(&error))?;
                let mut reader = csv::ReaderBuilder::new()
                    .flexible(true)
                    .delimiter(delimiter)
                    .from_reader(file);
                let head = reader.headers().map_err(|error| failure(&error))?;
                let head: Vec<String> = head.iter().map(|name| disarm(name).into()).collect();
                columns.extend(head.iter().cloned());
                From::Csv(Box::new(reader), head)
            }
        };
        Ok(Self {
            map: map.clone(),
            columns,
            from,
        })
    }

    /// The next row.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<Line>, Failure> {
        match &mut self.from {
            From::Csv(reader, head) => {
                let mut record = csv::ByteRecord::new();
                let there = reader
                    .read_byte_record(&mut record)
                    .map_err(|error| Failure::error(error.to_string()))?;
                let line = record.position().map_or(0, csv::Position::line);
                Ok(there.then(|| cells(&self.map, head, &record, line)))
            }
            From::Jsonl(reader, line) => loop {
                *line += 1;
                let Some(text) = read_line(reader)? else {
                    return Ok(None);
                };
                let cells = match text.as_deref().map(str::trim) {
                    Ok("") => continue,
                    Ok(text) => object(text),
                    Err(why) => Err((*why).to_owned()),
                };
                return Ok(Some(match cells {
                    Ok(cells) => {
                        self.columns.extend(cells.keys().cloned());
                        let cells = cells
                            .iter()
                            .map(|(name, text)| (name.as_str(), text.clone()));
                        row(*line, Ok(self.map.apply(cells)))
                    }
                    Err(why) => row(*line, Err(why)),
                }));
            },
        }
    }
}

fn row(line: u64, fields: Result<BTreeMap<String, String>, String>) -> Line {
    let bad = fields.as_ref().err().cloned();
    Line {
        row: ImportRow {
            line,
            fields: fields.unwrap_or_default(),
        },
        bad,
    }
}

fn cells(map: &Map, head: &[String], record: &csv::ByteRecord, line: u64) -> Line {
    if record.len() != head.len() {
        let (cells, columns) = (record.len(), head.len());
        return row(
            line,
            Err(format!("has {cells} cells; the head has {columns}")),
        );
    }
    if record.as_slice().len() as u64 > LONGEST_ROW {
        return row(line, Err(too_long()));
    }
    let texts: Result<Vec<_>, _> = record.iter().map(std::str::from_utf8).collect();
    let Ok(texts) = texts else {
        return row(line, Err("is not UTF-8".into()));
    };
    let texts = texts.into_iter().map(|cell| disarm(cell).to_owned());
    row(
        line,
        Ok(map.apply(head.iter().map(String::as_str).zip(texts))),
    )
}

/// The next line, or why it is none; none at the end of the file.
fn read_line(
    reader: &mut BufReader<File>,
) -> Result<Option<Result<String, &'static str>>, Failure> {
    let mut bytes = Vec::new();
    reader.take(LONGEST_ROW + 1).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() as u64 > LONGEST_ROW {
        // The rest of it is passed over, without keeping it.
        while !bytes.ends_with(b"\n") {
            bytes.clear();
            if reader.take(LONGEST_ROW).read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
        }
        return Ok(Some(Err("has more than 1 MiB")));
    }
    Ok(Some(String::from_utf8(bytes).map_err(|_| "is not UTF-8")))
}

fn too_long() -> String {
    "has more than 1 MiB".into()
}

/// The parts of a JSON object by their paths; a case of an export by its fields.
fn object(text: &str) -> Result<BTreeMap<String, String>, String> {
    if let Ok(case) = serde_json::from_str::<CaseDetail>(text) {
        let fields = fields(&case).into_iter();
        return Ok(fields.map(|(field, text)| (field.into(), text)).collect());
    }
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))?;
    if !value.is_object() {
        return Err("is no JSON object".into());
    }
    let mut parts = BTreeMap::new();
    flatten(String::new(), &value, &mut parts);
    Ok(parts)
}

fn flatten(path: String, value: &Value, parts: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                flatten(path, value, parts);
            }
        }
        Value::Null => {}
        Value::String(text) => {
            parts.insert(path, text.clone());
        }
        Value::Array(items)
            if items
                .iter()
                .all(|item| item.is_string() || item.is_number()) =>
        {
            let words = items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), Into::into));
            parts.insert(path, words.collect::<Vec<String>>().join(" "));
        }
        other => {
            parts.insert(path, other.to_string());
        }
    }
}

/// What stands between the cells: what the head has most of.
fn delimiter(path: &Path) -> std::io::Result<u8> {
    let mut head = Vec::new();
    let file = BufReader::new(File::open(path)?);
    file.take(LONGEST_ROW).read_until(b'\n', &mut head)?;
    let count = |byte: u8| head.split(|it| *it == byte).count();
    let most = [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|byte| count(*byte));
    Ok(most.unwrap_or(b','))
}

/// The file itself, or a copy of what comes on standard input, which is read twice.
///
/// # Errors
/// If it cannot be copied.
pub(super) fn settle(path: &Path) -> Result<(PathBuf, Option<tempfile::TempPath>), Failure> {
    if path != Path::new("-") {
        return Ok((path.into(), None));
    }
    let mut copy = tempfile::NamedTempFile::new()?;
    std::io::copy(&mut std::io::stdin().lock(), &mut copy)?;
    let copy = copy.into_temp_path();
    Ok((copy.to_path_buf(), Some(copy)))
}

/// Reads `COLUMN=FIELD` or `FIELD=VALUE`.
pub(super) fn read_pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let pair = pair.ok_or_else(|| format!("`{}` has no `=`", clean(text)))?;
    Ok((pair.0.into(), pair.1.into()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use pretty_assertions::assert_eq;

    use super::*;

    fn read(name: &str, bytes: &[u8], form: Form, map: &Map) -> Vec<(u64, Result<String, String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        File::create(&path).unwrap().write_all(bytes).unwrap();
        let mut rows = Rows::open(&path, form, map).unwrap();
        let mut found = Vec::new();
        while let Some(Line { row, bad }) = rows.next().unwrap() {
            let fields = row
                .fields
                .iter()
                .map(|(field, text)| format!("{field}={text}"));
            let fields = fields.collect::<Vec<_>>().join(" ");
            found.push((row.line, bad.map_or(Ok(fields), Err)));
        }
        found
    }

    fn map(columns: &[(&str, &str)], values: &[(&str, &str)]) -> Map {
        let owned = |pairs: &[(&str, &str)]| {
            let pair = |(one, other): &(&str, &str)| ((*one).into(), (*other).into());
            pairs.iter().map(pair).collect()
        };
        Map {
            columns: owned(columns),
            values: owned(values),
        }
    }

    #[test]
    fn columns_are_known_by_name_by_habit_and_by_the_map() {
        let csv = b"User ID;Type;what;odd\n42;ban;'=1+1;x\n43;kick;\"a\nb\";y\n";
        let named = map(&[("what", "reason")], &[("state", "ended")]);
        let rows = read("a.csv", csv, Form::Csv, &named);
        assert_eq!(
            rows,
            [
                (2, Ok("kind=ban reason==1+1 state=ended target=42".into())),
                (3, Ok("kind=kick reason=a\nb state=ended target=43".into())),
            ]
        );
    }

    #[test]
    fn a_row_that_is_none_is_named_by_its_line_and_the_next_is_read() {
        let csv = b"kind,target\nban\nban,\xff\nban,1\n";
        let rows = read("a.csv", csv, Form::Csv, &Map::default());
        let line = |at: usize| (rows[at].0, rows[at].1.clone());
        assert_eq!(line(0), (2, Err("has 1 cells; the head has 2".into())));
        assert_eq!(line(1), (3, Err("is not UTF-8".into())));
        assert_eq!(line(2), (4, Ok("kind=ban target=1".into())));

        let mut json = b"{\"kind\": \"ban\", \"user\": {\"id\": 7}, \"tags\": [\"a\", 1], \"x\": null}\n\n[1]\n".to_vec();
        json.extend(vec![b' '; 2 << 20]);
        json.extend(b"\n{\"target\": 1}");
        let rows = read(
            "a.jsonl",
            &json,
            Form::Jsonl,
            &map(&[("user.id", "target"), ("tags", "labels")], &[]),
        );
        assert_eq!(rows[0], (1, Ok("kind=ban labels=a 1 target=7".into())));
        assert_eq!(rows[1], (3, Err("is no JSON object".into())));
        assert_eq!(rows[2], (4, Err("has more than 1 MiB".into())));
        assert_eq!(rows[3], (5, Ok("target=1".into())));
    }
}

//! One Parquet file: rows in, rows out, a row group at a time.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use ring::digest::{Context, SHA256};

use super::folder::{checksum, create_private};
use super::{Cell, Error, Is, Kind, Result, Row};
use crate::domain::cases::chain::write_hex;

/// How many rows are in memory at once.
const GROUP: usize = 50_000;
/// The checksum of the rows, among the metadata of the file.
const CONTENT: &str = "emperione.content_sha256";
const KIND: &str = "emperione.kind";

/// A file that is being written.
pub struct Writer {
    file: SerializedFileWriter<BufWriter<File>>,
    path: PathBuf,
    kind: Kind,
    group: Vec<Row>,
    content: Context,
    rows: u64,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub sha256: String,
    pub rows: u64,
    pub bytes: u64,
}

impl Writer {
    /// Begins a file that only its owner may read; one that is there is replaced.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(path: &Path, kind: Kind) -> Result<Self> {
        let failed = |error: ParquetError| Error::broken(path, &error);
        let schema = Arc::new(parse_message_type(&schema(kind)).map_err(failed)?);
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("emperione ", env!("CARGO_PKG_VERSION")).into())
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let out = BufWriter::new(create_private(path)?);
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(failed)?;
        Ok(Self {
            file,
            path: path.to_owned(),
            kind,
            group: Vec::new(),
            content: Context::new(&SHA256),
            rows: 0,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn push(&mut self, row: Row) -> Result<()> {
        digest(&mut self.content, &row);
        self.group.push(row);
        self.rows += 1;
        if self.group.len() == GROUP {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the file and brings it onto the disk.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn finish(mut self) -> Result<Written> {
        self.flush()?;
        let content = write_hex(self.content.clone().finish().as_ref());
        for (key, value) in [(CONTENT, content), (KIND, self.kind.name().into())] {
            let pair = KeyValue::new(key.to_owned(), value);
            self.file.append_key_value_metadata(pair);
        }
        let path = self.path;
        let out = self.file.into_inner();
        let out = out.map_err(|error| Error::broken(&path, &error))?;
        let file = out
            .into_inner()
            .map_err(|error| Error::io(&path)(error.into_error()))?;
        file.sync_all().map_err(Error::io(&path))?;
        let (sha256, bytes) = checksum(&path)?;
        Ok(Written {
            sha256,
            rows: self.rows,
            bytes,
        })
    }

    fn flush(&mut self) -> Result<()> {
        if self.group.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.group);
        self.write(&rows)
            .map_err(|error| Error::broken(&self.path, &error))
    }

    fn write(&mut self, rows: &[Row]) -> ParquetResult<()> {
        let mut group = self.file.next_row_group()?;
        for (index, column) in self.kind.columns().iter().enumerate() {
            match column.is {
                Is::Int | Is::Time => {
                    let values: Vec<_> = rows.iter().map(|row| row[index].int()).collect();
                    write_column::<Int64Type>(&mut group, &values)?;
                }
                Is::Text => {
                    let text = |row: &Row| ByteArray::from(row[index].text());
                    let values: Vec<_> = rows.iter().map(text).collect();
                    write_column::<ByteArrayType>(&mut group, &values)?;
                }
            }
        }
        group.close().map(drop)
    }
}

fn write_column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, BufWriter<File>>,
    values: &[T::T],
) -> ParquetResult<()> {
    let column = group.next_column()?;
    let mut column = column.ok_or_else(|| ParquetError::General("a column is missing".into()))?;
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}

fn schema(kind: Kind) -> String {
    let mut text = format!("message {kind} {{");
    for column in kind.columns() {
        let name = column.name;
        let _ = match column.is {
            Is::Int => write!(text, " required int64 {name};"),
            Is::Time => write!(text, " required int64 {name} (TIMESTAMP(MILLIS,true));"),
            Is::Text => write!(text, " required binary {name} (STRING);"),
        };
    }
    text + " }"
}

fn digest(content: &mut Context, row: &Row) {
    for cell in row {
        match cell {
            Cell::Int(number) => content.update(&number.to_le_bytes()),
            Cell::Text(text) => {
                content.update(&(text.len() as u64).to_le_bytes());
                content.update(text.as_bytes());
            }
        }
    }
}

/// The rows of a file, in their order. The last is followed by an error if they are not those that were written.
pub struct Reader {
    file: SerializedFileReader<File>,
    path: PathBuf,
    kind: Kind,
    /// How many of the kind's columns it has.
    columns: usize,
    next_group: usize,
    group: std::vec::IntoIter<Row>,
    /// None once it was compared.
    content: Option<Context>,
}

impl Reader {
    /// Opens a file whose checksum is known to be right.
    ///
    /// # Errors
    /// If it is no file of this kind.
    pub fn open(path: &Path, kind: Kind) -> Result<Self> {
        let file = File::open(path).map_err(Error::io(path))?;
        let file = SerializedFileReader::new(file).map_err(|error| Error::broken(path, &error))?;
        let columns = file.metadata().file_metadata().schema_descr().columns();
        let names = columns.iter().map(|column| column.name());
        let known = kind.columns().iter().map(|column| column.name);
        let columns = columns.len();
        if columns < kind.oldest_columns() || !names.eq(known.take(columns)) {
            return Err(Error::broken(
                path,
                &format!("its columns are not those of {kind}"),
            ));
        }
        Ok(Self {
            file,
            path: path.to_owned(),
            kind,
            columns,
            next_group: 0,
            group: Vec::new().into_iter(),
            content: Some(Context::new(&SHA256)),
        })
    }

    /// How many rows it says it has.
    pub fn rows(&self) -> u64 {
        let rows = self.file.metadata().file_metadata().num_rows();
        u64::try_from(rows).unwrap_or(0)
    }

    fn read(&self, index: usize) -> ParquetResult<Vec<Row>> {
        let group = self.file.get_row_group(index)?;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let columns = &self.kind.columns()[..self.columns];
        let mut rows = vec![Vec::with_capacity(columns.len()); count];
        for (index, column) in columns.iter().enumerate() {
            match column.is {
                Is::Int | Is::Time => {
                    let values = read_column::<Int64Type>(&*group, index, count)?;
                    for (row, value) in rows.iter_mut().zip(values) {
                        row.push(Cell::Int(value));
                    }
                }
                Is::Text => {
                    let values = read_column::<ByteArrayType>(&*group, index, count)?;
                    for (row, value) in rows.iter_mut().zip(values) {
                        row.push(Cell::Text(value.as_utf8()?.into()));
                    }
                }
            }
        }
        Ok(rows)
    }

    /// Fills in what a file of before lacks.
    fn complete(&self, row: &mut Row) {
        let missing = &self.kind.columns()[self.columns..];
        row.extend(missing.iter().map(|column| match column.is {
            Is::Int | Is::Time => Cell::Int(0),
            Is::Text => Cell::Text(String::new()),
        }));
    }

    fn compare(&mut self) -> Result<()> {
        let Some(content) = self.content.take() else {
            return Ok(());
        };
        let metadata = self.file.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().into_iter().flatten();
        let noted = pairs
            .filter(|pair| pair.key == CONTENT)
            .find_map(|pair| pair.value.as_ref());
        if noted == Some(&write_hex(content.finish().as_ref())) {
            Ok(())
        } else {
            Err(Error::broken(
                &self.path,
                "its rows are not those that were written",
            ))
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(mut row) = self.group.next() {
                if let Some(content) = &mut self.content {
                    digest(content, &row);
                }
                self.complete(&mut row);
                return Some(Ok(row));
            }
            if self.next_group == self.file.num_row_groups() {
                return self.compare().err().map(Err);
            }
            match self.read(self.next_group) {
                Ok(rows) => self.group = rows.into_iter(),
                Err(error) => {
                    self.next_group = self.file.num_row_groups();
                    self.content = None;
                    return Some(Err(Error::broken(&self.path, &error)));
                }
            }
            self.next_group += 1;
        }
    }
}

fn read_column<T: DataType>(
    group: &dyn RowGroupReader,
    index: usize,
    count: usize,
) -> ParquetResult<Vec<T::T>> {
    let mut column = get_typed_column_reader::<T>(group.get_column_reader(index)?);
    let mut values = Vec::with_capacity(count);
    while values.len() < count {
        let before = values.len();
        column.read_records(count - before, None, None, &mut values)?;
        if values.len() == before {
            return Err(ParquetError::EOF(format!("column {index} ends too early")));
        }
    }
    Ok(values)
}

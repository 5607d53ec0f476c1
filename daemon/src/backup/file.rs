//! The file of a backup, written and read in pieces.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

use super::Header;
use crate::archive::create_private;

const MAGIC: &str = "EMPBACKUP 1\n";
const LEVEL: i32 = 3;
/// A piece that is longer was written by nobody.
const LONGEST: usize = 1 << 26;
const BUFFER: usize = 1 << 16;
/// A header that is longer was written by nobody.
const LONGEST_HEADER: u64 = 1 << 16;

/// Writes, and sums up what it wrote.
struct Summed {
    file: BufWriter<File>,
    sum: Context,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A backup that is being written.
pub struct Writer {
    out: zstd::Encoder<'static, Summed>,
}

impl Writer {
    /// Begins a file that only its owner may read.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = create_private(path).map_err(io::Error::other)?;
        let mut out = Summed {
            file: BufWriter::with_capacity(BUFFER, file),
            sum: Context::new(&SHA256),
        };
        out.write_all(MAGIC.as_bytes())?;
        out.write_all(serde_json::to_string(header)?.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(Self {
            out: zstd::Encoder::new(out, LEVEL)?,
        })
    }

    /// Begins a name.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn begin(&mut self, name: &str) -> io::Result<()> {
        self.piece(name.as_bytes())
    }

    /// Adds a piece to the name; none is empty.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(bytes)
    }

    /// Ends a name.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn end(&mut self) -> io::Result<()> {
        self.piece(&[])
    }

    /// Ends the file and brings it onto the disk.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub fn finish(mut self) -> io::Result<()> {
        self.end()?;
        let mut out = self.out.finish()?;
        let sum = out.sum.clone().finish();
        out.file.write_all(sum.as_ref())?;
        out.file.flush()?;
        out.file.get_ref().sync_all()
    }
}

/// A backup that is being read.
pub struct Reader {
    pub header: Header,
    names: zstd::Decoder<'static, BufReader<io::Take<BufReader<File>>>>,
}

impl Reader {
    /// Reads what a backup says of itself, and nothing else.
    ///
    /// # Errors
    /// If it is no backup.
    pub fn header(path: &Path) -> io::Result<Header> {
        read_header(&mut BufReader::new(File::open(path)?))
    }

    /// Reads the whole file once for its checksum, and begins again.
    ///
    /// # Errors
    /// If it is no backup, is cut off, or was changed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let length = check(path)?;
        let mut file = BufReader::with_capacity(BUFFER, File::open(path)?);
        let header = read_header(&mut file)?;
        let begun = file.stream_position()?;
        let names = zstd::Decoder::new(file.take(length - begun))?;
        Ok(Self { header, names })
    }

    /// The next name; none at the end.
    ///
    /// # Errors
    /// If the file does not go on.
    pub fn next_name(&mut self) -> io::Result<Option<String>> {
        let name = self.next_piece()?.map(String::from_utf8).transpose();
        name.map_err(|error| broken(&error))
    }

    /// The next piece of a name; none at its end.
    ///
    /// # Errors
    /// If the file does not go on.
    pub fn next_piece(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut length = [0; 4];
        self.names.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return Err(broken("a piece is too long"));
        }
        let mut piece = vec![0; length];
        self.names.read_exact(&mut piece)?;
        Ok(Some(piece).filter(|piece| !piece.is_empty()))
    }
}

fn broken(why: &(impl ToString + ?Sized)) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_string())
}

fn read_header(file: &mut BufReader<File>) -> io::Result<Header> {
    let mut limited = file.take(LONGEST_HEADER);
    let (mut magic, mut header) = (String::new(), String::new());
    let read = limited
        .read_line(&mut magic)
        .and_then(|_| limited.read_line(&mut header));
    if read.is_err() || !magic.starts_with("EMPBACKUP ") {
        return Err(broken("it is no backup of Emperione"));
    }
    if magic != MAGIC {
        return Err(broken("it was made by a newer version"));
    }
    serde_json::from_str(&header).map_err(|_| broken("its header was changed"))
}

/// The length without the checksum, which is that of the rest.
fn check(path: &Path) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let rest = length.saturating_sub(SHA256_OUTPUT_LEN as u64);
    let (mut sum, mut buffer) = (Context::new(&SHA256), vec![0; BUFFER]);
    let mut summed = (&mut file).take(rest);
    loop {
        let read = summed.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        sum.update(&buffer[..read]);
    }
    let mut noted = Vec::new();
    file.seek(SeekFrom::Start(rest))?;
    file.read_to_end(&mut noted)?;
    if noted == sum.finish().as_ref() {
        Ok(rest)
    } else {
        read_header(&mut BufReader::new(File::open(path)?))?;
        Err(broken(
            "it was changed or cut off: its SHA-256 is not the one at its end",
        ))
    }
}

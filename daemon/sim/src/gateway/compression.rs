//! Transport compression: one stream for the whole connection (Gateway: Transport Compression).

use std::io::{self, Write};

use axum::extract::ws::Message;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// How frames are written.
pub(super) enum Encoder {
    Plain,
    Zlib(ZlibEncoder<Vec<u8>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    /// By the `compress` of the address; what is not known is left plain.
    pub(super) fn new(compress: Option<&str>) -> io::Result<Self> {
        Ok(match compress {
            Some("zlib-stream") => Self::Zlib(ZlibEncoder::new(Vec::new(), Compression::fast())),
            Some("zstd-stream") => Self::Zstd(zstd::stream::write::Encoder::new(Vec::new(), 1)?),
            _ => Self::Plain,
        })
    }

    pub(super) fn frame(&mut self, text: String) -> io::Result<Message> {
        let bytes = match self {
            Self::Plain => return Ok(Message::Text(text.into())),
            Self::Zlib(encoder) => {
                encoder.write_all(text.as_bytes())?;
                encoder.flush()?;
                std::mem::take(encoder.get_mut())
            }
            Self::Zstd(encoder) => {
                encoder.write_all(text.as_bytes())?;
                encoder.flush()?;
                std::mem::take(encoder.get_mut())
            }
        };
        Ok(Message::Binary(bytes.into()))
    }
}

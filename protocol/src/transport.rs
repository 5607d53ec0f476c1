//! The unix socket: its path, its framing and its codec.

use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::UnixStream;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use crate::{Client, Error, ErrorKind, Request, Response};

/// The largest frame, in bytes; a larger one closes the connection.
pub const MAX_FRAME: usize = 4 << 20;

/// MessagePack with field names: an older client reads a newer daemon's records.
pub struct Codec<Item, Sink>(PhantomData<fn() -> (Item, Sink)>);

impl<Item, Sink> Default for Codec<Item, Sink> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<Item, Sink: Serialize> tokio_serde::Serializer<Sink> for Codec<Item, Sink> {
    type Error = io::Error;

    fn serialize(self: Pin<&mut Self>, item: &Sink) -> io::Result<Bytes> {
        rmp_serde::to_vec_named(item)
            .map(Bytes::from)
            .map_err(io::Error::other)
    }
}

impl<Item: DeserializeOwned, Sink> tokio_serde::Deserializer<Item> for Codec<Item, Sink> {
    type Error = io::Error;

    fn deserialize(self: Pin<&mut Self>, bytes: &BytesMut) -> io::Result<Item> {
        rmp_serde::from_slice(bytes).map_err(io::Error::other)
    }
}

/// Both directions over one stream.
pub type Transport<Item, Sink> =
    tarpc::serde_transport::Transport<UnixStream, Item, Sink, Codec<Item, Sink>>;

/// The daemon's side of a connection.
pub type ServerTransport = Transport<tarpc::ClientMessage<Request>, tarpc::Response<Response>>;

/// Frames a connection for the daemon.
pub fn serve(stream: UnixStream) -> ServerTransport {
    tarpc::serde_transport::new(framed(stream), Codec::default())
}

fn framed(stream: UnixStream) -> Framed<UnixStream, LengthDelimitedCodec> {
    LengthDelimitedCodec::builder()
        .max_frame_length(MAX_FRAME)
        .new_framed(stream)
}

/// Connects to the daemon at `socket`.
///
/// # Errors
/// `Unreachable`, with the path and the way out, if nothing listens there or the socket may not be used.
pub async fn connect(socket: &Path) -> Result<Client, Error> {
    let stream = UnixStream::connect(socket)
        .await
        .map_err(|error| unreachable(socket, &error))?;
    let transport: Transport<tarpc::Response<Response>, tarpc::ClientMessage<Request>> =
        tarpc::serde_transport::new(framed(stream), Codec::default());
    Ok(Client::over(transport))
}

fn unreachable(socket: &Path, error: &io::Error) -> Error {
    let hint = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "run as the daemon's user or root, or let in your group with `rpc.group` and your uid with `[rpc.users.UID]` in \
             empd.toml"
        }
        _ => {
            "start the daemon with `empd`, or name its socket with `--socket`; `emp demo` needs neither"
        }
    };
    Error::new(
        ErrorKind::Unreachable,
        format!("cannot reach empd at {}: {error}", socket.display()),
    )
    .hint(hint)
}

/// The socket of the daemon of this machine: `/run/emperione/empd.sock` for a service,
/// `$XDG_RUNTIME_DIR/emperione/empd.sock` for one that a person started.
pub fn default_socket(runtime_dir: Option<&Path>) -> PathBuf {
    runtime_dir
        .unwrap_or_else(|| Path::new("/run"))
        .join("emperione/empd.sock")
}

/// A call's context with this much time; tarpc's own is 10 s.
pub fn within(time: Duration) -> tarpc::context::Context {
    let mut context = tarpc::context::current();
    context.deadline = Instant::now() + time;
    context
}

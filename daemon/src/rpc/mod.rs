//! The door of `emp` and `emp tui`: tarpc over a unix socket. Each noun's file forwards to its service, one expression a call.

mod peer;
mod session;
mod socket;

mod actions;
mod alerts;
mod analytics;
mod archives;
mod audit;
mod backups;
mod batches;
mod cases;
mod events;
mod evidence;
mod facts;
mod guilds;
mod imports;
mod inbox;
mod jobs;
mod ladders;
mod live;
mod members;
mod messages;
mod notices;
mod perms;
mod persist;
mod privacy;
mod reports;
mod schedules;
mod system;
mod templates;

use std::io;
use std::sync::Arc;

use emperione_protocol::transport;
use futures::StreamExt;
use tarpc::server::{BaseChannel, Channel};
use tokio::net::UnixStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Rpc;
use crate::services::Services;
use session::{Gate, Session};
use socket::Socket;

/// The socket, bound and not yet served.
pub struct Door {
    socket: Socket,
    settings: Rpc,
}

impl Door {
    /// Binds the socket.
    ///
    /// # Errors
    /// If another daemon serves it, or its folder or group cannot be used.
    pub fn open(settings: &Rpc) -> io::Result<Self> {
        Ok(Self {
            socket: Socket::bind(&settings.socket, settings.group.as_deref())?,
            settings: settings.clone(),
        })
    }

    /// Serves until `stop`; then the calls under way end first.
    pub async fn serve(self, services: Arc<Services>, stop: CancellationToken) {
        let connections = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.socket.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let connection = self.connection(stream, &services, stop.clone());
                    connections.spawn(connection);
                }
                Err(error) => {
                    // Such as too many open files: accepting at once again would spin.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
        connections.close();
        connections.wait().await;
    }

    fn connection(
        &self,
        stream: UnixStream,
        services: &Arc<Services>,
        stop: CancellationToken,
    ) -> impl Future<Output = ()> + use<> {
        let limit = self.settings.in_flight;
        let session = stream.peer_cred().map(|peer| {
            let actor = peer::actor(peer.uid(), self.socket.own_uid, &self.settings);
            Session::new(Arc::clone(services), actor)
        });
        async move {
            match session {
                Ok(session) => converse(stream, session, limit, stop).await,
                Err(error) => tracing::warn!(%error, "the peer of a connection is not known"),
            }
        }
    }
}

/// Answers the calls of one connection, at most `limit` at a time. After `stop`, and after the client went away, those
/// under way still end.
async fn converse(stream: UnixStream, session: Session, limit: usize, stop: CancellationToken) {
    let under_way = TaskTracker::new();
    let gate = Gate {
        session,
        under_way: under_way.clone(),
    };
    let calls = BaseChannel::with_defaults(transport::serve(stream))
        .execute(gate)
        .for_each_concurrent(limit, |call| {
            let call = under_way.track_future(tokio::spawn(call));
            // Its panics are caught in the gate; the task only keeps calls from waiting for each other.
            async move { drop(call.await) }
        });
    let last_answered = async {
        stop.cancelled().await;
        under_way.close();
        under_way.wait().await;
    };
    tokio::select! {
        biased;
        () = calls => {}
        () = last_answered => {}
    }
    under_way.close();
    under_way.wait().await;
}

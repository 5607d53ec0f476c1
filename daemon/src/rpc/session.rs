//! One connection: who is at its other end, and whether they said hello.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use emperione_protocol::system::{Hello, SystemRequest};
use emperione_protocol::{Code, Error, Request, Response, Router, VERSION};
use futures::FutureExt;
use tarpc::server::Serve;
use tarpc::{RequestName, ServerError, context::Context};
use tokio_util::task::TaskTracker;

use crate::domain::actor::Actor;
use crate::services::Services;
use crate::services::reports::Steps;

/// What every call of a connection sees. The actor is fixed when it is accepted.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) services: Arc<Services>,
    /// None for a uid that nobody mapped.
    actor: Arc<Result<Actor, Error>>,
    greeted: Arc<AtomicBool>,
    /// How far the last report that it asked for has come.
    pub(super) report: Steps,
}

impl Session {
    pub(super) fn new(services: Arc<Services>, actor: Result<Actor, Error>) -> Self {
        Self {
            services,
            actor: Arc::new(actor),
            greeted: Arc::default(),
            report: Steps::default(),
        }
    }

    pub(super) fn actor(&self) -> Result<&Actor, Error> {
        self.actor.as_ref().as_ref().map_err(Clone::clone)
    }

    /// Answers the first call: both sides must speak the same protocol.
    pub(super) fn greet(&self, protocol: u32) -> Result<Hello, Error> {
        let actor = self.actor()?;
        if protocol != VERSION {
            return Err(mismatch(protocol));
        }
        self.greeted.store(true, Ordering::Release);
        Ok(Hello {
            version: env!("CARGO_PKG_VERSION").into(),
            protocol: VERSION,
            actor: actor.to_string(),
        })
    }
}

fn mismatch(theirs: u32) -> Error {
    let older = if theirs < VERSION {
        "this client"
    } else {
        "empd"
    };
    Error::coded(
        Code::OtherVersion,
        format!("the client speaks protocol {theirs}, empd speaks {VERSION}"),
    )
    .hint(format!("upgrade {older}"))
}

/// Calls that only wait: whoever went away waits no more.
const WAITS: [&str; 3] = ["Actions.wait", "Batches.wait", "Events.next"];

/// Lets nothing pass before hello, keeps a panic to the call that caused it, and lets what was begun end: a call whose
/// client went away, or whose deadline passed, goes on.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) session: Session,
    pub(super) under_way: TaskTracker,
}

impl Serve for Gate {
    type Req = Request;
    type Resp = Response;

    async fn serve(self, context: Context, request: Request) -> Result<Response, ServerError> {
        let hello = matches!(request, Request::System(SystemRequest::Hello { .. }));
        if !hello && !self.session.greeted.load(Ordering::Acquire) {
            return Err(ServerError::new(
                std::io::ErrorKind::PermissionDenied,
                "the first call of a connection is system.hello".into(),
            ));
        }
        let name = request.name().to_owned();
        let asked = Instant::now();
        let call = Router(self.session).serve(context, request);
        let answer = if WAITS.contains(&name.as_str()) {
            std::panic::AssertUnwindSafe(call).catch_unwind().await.ok()
        } else {
            self.under_way.spawn(call).await.ok()
        };
        metrics::histogram!("emp_rpc_request_seconds", "call" => name).record(asked.elapsed());
        answer.unwrap_or_else(|| {
            Err(ServerError::new(
                std::io::ErrorKind::Other,
                "internal error; the daemon's log says where".into(),
            ))
        })
    }
}

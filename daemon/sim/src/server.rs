//! The listening socket. Connections are accepted by hand, so that a fault can swallow a request or close the socket
//! without an answer.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::faults::What;
use crate::rest::{ApiError, Entry, too_many};
use crate::{Id, Options, Sim, community, control, gateway, rest};

/// A running simulator; dropping it stops it.
pub struct Server {
    sim: Arc<Sim>,
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

/// A connection is to be closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("a fault closed the connection")]
struct Cut;

impl Server {
    /// Listens on loopback and, unless it is quiet, lets the community live.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", options.port)).await?;
        let address = listener.local_addr()?;
        let sim = Sim::new(options);
        sim.hub.listens_at(format!("ws://{address}/gateway"));
        sim.act(|world| world.files_at = format!("http://{address}"));
        let app = control::routes()
            .route("/gateway", get(gateway::upgrade))
            .route("/gateway/", get(gateway::upgrade))
            .route("/attachments/{channel}/{file}/{name}", get(attachment))
            .with_state(sim.clone())
            .merge(rest::router(sim.clone()));
        let accept = tokio::spawn(accept(listener, sim.clone(), app));
        let live = tokio::spawn(community::live(sim.clone()));
        Ok(Self {
            sim,
            address,
            tasks: vec![accept, live],
        })
    }

    pub fn sim(&self) -> &Arc<Sim> {
        &self.sim
    }

    /// Such as `http://127.0.0.1:9100`.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn api(&self) -> String {
        format!("{}/api/v10", self.base())
    }

    pub fn gateway(&self) -> String {
        self.sim.hub.gateway_url()
    }

    pub fn bot_token(&self) -> String {
        self.sim.read(|world| world.bot_token.clone())
    }

    /// Ends everything.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.sim.hub.drop_connections();
        self.sim.stop.cancel();
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// What Discord serves from hosts of its own: to whoever has the address, as long as the file is there.
async fn attachment(
    State(sim): State<Arc<Sim>>,
    Path((_, file, _)): Path<(Id, Id, String)>,
) -> Result<Vec<u8>, StatusCode> {
    sim.read(|world| world.files.get(&file).cloned())
        .ok_or(StatusCode::NOT_FOUND)
}

async fn accept(listener: TcpListener, sim: Arc<Sim>, app: Router) {
    while let Ok((stream, _)) = listener.accept().await {
        let (sim, app) = (sim.clone(), app.clone());
        let stop = sim.stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = serve(stream, sim, app) => {}
                () = stop.cancelled() => {}
            }
        });
    }
}

async fn serve(stream: TcpStream, sim: Arc<Sim>, app: Router) {
    // Without it every small frame waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service =
        hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let (sim, app) = (sim.clone(), app.clone());
            async move { answer(&sim, app, request.map(Body::new)).await }
        });
    let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
    // A connection that ends badly is the client's affair, or a fault's.
    let _ = server
        .http1_only()
        .serve_connection_with_upgrades(TokioIo::new(stream), service)
        .await;
}

async fn answer(sim: &Arc<Sim>, app: Router, request: Request) -> Result<Response, Cut> {
    let path = request.uri().path();
    if !path.starts_with("/api/") {
        return Ok(pass(app, request).await);
    }
    if sim.limits.is_blocked() {
        let entry = Entry::of(sim, &request);
        sim.requests.add(entry.answered(429));
        return Ok(denied(429));
    }
    let cleared = sim.faults.cleared();
    let fault = sim.faults.on_request(request.method(), path);
    let Some(what) = fault else {
        return Ok(pass(app, request).await);
    };
    let entry = Entry::of(sim, &request);
    let limit = |ms| Duration::from_millis(ms);
    let response = match what {
        What::Slow { ms } => {
            tokio::time::sleep(limit(ms)).await;
            return Ok(pass(app, request).await);
        }
        What::Held => {
            cleared.await;
            return Ok(pass(app, request).await);
        }
        What::AnswerLost => {
            pass(app, request).await;
            return Err(Cut);
        }
        What::BlackHole => {
            sim.requests.add(entry.answered(0));
            sim.stop.cancelled().await;
            return Err(Cut);
        }
        What::RouteLimit { retry_after_ms } => limited(limit(retry_after_ms), "user"),
        What::SharedLimit { retry_after_ms } => limited(limit(retry_after_ms), "shared"),
        What::GlobalLimit { retry_after_ms } => too_many(limit(retry_after_ms), true),
        What::Status {
            status: status @ 400..500,
        } => ApiError::new(code(status), 50_013, "Missing Permissions").into_response(),
        What::Refused {
            status,
            code: refusal,
        } => ApiError::new(code(status), refusal, "Refused").into_response(),
        What::Status { status } => (code(status), "upstream error").into_response(),
        What::Html { status } => denied(status),
        _ => {
            sim.requests.add(entry.answered(0));
            return Err(Cut);
        }
    };
    if matches!(response.status().as_u16(), 401 | 403 | 429)
        && !matches!(what, What::SharedLimit { .. })
    {
        sim.limits.note_invalid();
    }
    sim.requests.add(entry.answered(response.status().as_u16()));
    Ok(response)
}

/// The page of the proxy in front of Discord.
fn denied(status: u16) -> Response {
    let page = "<!DOCTYPE html><title>Access denied</title><h1>Error 1015</h1>";
    (code(status), [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

async fn pass(app: Router, request: Request) -> Response {
    let answer: Result<Response, Infallible> = app.oneshot(request).await;
    match answer {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

fn limited(retry_after: Duration, scope: &'static str) -> Response {
    let mut response = too_many(retry_after, false);
    response
        .headers_mut()
        .insert("x-ratelimit-scope", HeaderValue::from_static(scope));
    response
}

fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

//! Health, metrics and the form for appeals over HTTP, on loopback unless the configuration says otherwise.

mod appeal;
mod error;
mod health;

use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::services::Services;
use crate::telemetry;

/// Prometheus' text format, version 0.0.4.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The routes.
pub fn router(services: Arc<Services>) -> Router {
    Router::new()
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics))
        .merge(appeal::routes())
        .with_state(services)
        .route_layer(middleware::from_fn(measure))
}

/// Serves until `stop`; the requests under way end first.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    listener: TcpListener,
    services: Arc<Services>,
    stop: CancellationToken,
) -> io::Result<()> {
    axum::serve(listener, router(services))
        .with_graceful_shutdown(stop.cancelled_owned())
        .await
}

async fn metrics() -> Response {
    let handle = telemetry::metrics();
    handle.run_upkeep();
    ([(CONTENT_TYPE, METRICS_TYPE)], handle.render()).into_response()
}

async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let asked = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::histogram!("emp_http_request_seconds", "route" => route, "status" => status)
        .record(asked.elapsed());
    response
}

//! The form by which those who were banned appeal: a page without scripts, for whoever holds its signed link.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use emperione_protocol::{self as protocol, Timestamp};
use serde::Deserialize;

use super::error::status;
use crate::services::inbox::{Appeal, AppealStanding};
use crate::services::{Error, Services};

/// Four bytes for each letter that is taken, each written as `%XX`, and some more.
const LARGEST_FORM: usize = 16 * 1024;
const STYLE: &str = include_str!("../../templates/appeal.css");
/// The link is a secret of its bearer: nothing keeps it, and no other page learns of it.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

#[derive(Template)]
#[template(path = "appeal.html")]
struct Page {
    title: String,
    appeal: Option<Appeal>,
    opened: String,
    until: Option<String>,
    problem: Option<String>,
}

#[derive(Deserialize)]
struct Words {
    words: String,
}

pub(super) fn routes() -> Router<Arc<Services>> {
    Router::new()
        .route("/appeal/style.css", get(style))
        .route("/appeal/{link}", get(show).post(send))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::map_response(guard))
}

/// Gives an answer the headers that it does not have itself.
async fn guard(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        let headers = response.headers_mut();
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn style() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/css"), (CACHE_CONTROL, "max-age=3600")],
        STYLE,
    )
}

async fn show(State(services): State<Arc<Services>>, Path(link): Path<String>) -> Response {
    page(&services, &link, None).await
}

async fn send(
    State(services): State<Arc<Services>>,
    Path(link): Path<String>,
    form: Result<Form<Words>, FormRejection>,
) -> Response {
    let words = match form {
        Ok(Form(form)) => form.words,
        Err(rejection) => {
            let problem = Error::invalid("appeal", rejection.body_text());
            return page(&services, &link, Some(problem)).await;
        }
    };
    match services.inbox.appeal_by_link(&link, words).await {
        // To the same page, so that a reload sends nothing twice.
        Ok(_) => (StatusCode::SEE_OTHER, [(LOCATION, link)]).into_response(),
        Err(error) => page(&services, &link, Some(error)).await,
    }
}

/// What stands where the link leads, with what went wrong.
async fn page(services: &Services, link: &str, problem: Option<Error>) -> Response {
    let (appeal, problem) = match services.inbox.read_appeal(link).await {
        Ok(appeal) => (Some(appeal), problem),
        Err(error) => (None, Some(error)),
    };
    let status = problem.as_ref().map_or(StatusCode::OK, status);
    let page = Page {
        title: appeal.as_ref().map_or_else(
            || "Appeal".into(),
            |appeal| format!("Appeal · {}", appeal.guild),
        ),
        opened: appeal
            .as_ref()
            .map_or_else(String::new, |appeal| day(appeal.opened_at)),
        until: appeal.as_ref().and_then(|appeal| appeal.until).map(day),
        problem: problem.map(|problem| protocol::Error::from(problem).message),
        appeal,
    };
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the form for appeals was not made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A day of the Gregorian calendar, in UTC.
fn day(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(
        |_| at.to_string(),
        |at| at.strftime("%-d %B %Y, %H:%M UTC").to_string(),
    )
}

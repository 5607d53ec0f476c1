//! The only place that builds a REST request: serenity's routes, builders and models, carried out by the governor. A trait of the port, a
//! file.

mod bans;
mod budget;
mod channels;
mod house;
mod invites;
mod members;
mod posts;

use std::num::NonZeroU64;

use emperione_protocol::{Timestamp, UserId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serenity::builder::CreateAttachment;
use serenity::http::{LightMethod, Multipart, MultipartUpload, Request, Route};
use serenity::model as discord;

use super::governor::bucket::Place;
use super::governor::{Answer, Governor, Outgoing, Repeat};
use super::pages;
use crate::ports::discord::{CallError, Direction, Discord, File, Lane, User};

/// Audit Log: `X-Audit-Log-Reason`.
const LONGEST_REASON: usize = 512;

/// Discord's REST API.
#[derive(Clone)]
pub struct Rest {
    pub governor: Governor,
}

/// What distinguishes one call from another; the body and the headers come later.
struct Plan<'a> {
    lane: Lane,
    place: Place,
    repeat: Repeat,
    method: LightMethod,
    route: Route<'a>,
}

impl<'a> Plan<'a> {
    fn request(self) -> Outgoing<'a> {
        Outgoing {
            request: Request::new(self.route, self.method),
            lane: self.lane,
            place: self.place,
            repeat: self.repeat,
        }
    }

    fn body(self, body: &impl Serialize) -> Result<Outgoing<'a>, CallError> {
        let bytes = serde_json::to_vec(body).map_err(|error| unsendable(&error))?;
        Ok(self.raw(bytes))
    }

    /// A body with a file beside it (Uploading Files).
    fn upload(self, body: &impl Serialize, file: &File) -> Result<Outgoing<'a>, CallError> {
        let text = serde_json::to_string(body).map_err(|error| unsendable(&error))?;
        let file = CreateAttachment::bytes(file.body.clone(), file.name.clone());
        let mut call = self.request();
        call.request = call.request.multipart(Some(Multipart {
            upload: MultipartUpload::Attachments(vec![file]),
            fields: Vec::new(),
            payload_json: Some(text),
        }));
        Ok(call)
    }

    fn raw(self, body: Vec<u8>) -> Outgoing<'a> {
        let mut call = self.request();
        call.request = call.request.body(Some(body));
        call
    }
}

fn place(route: &'static str, resource: u64) -> Place {
    Place {
        route,
        resource,
        webhook: false,
    }
}

fn webhook(route: &'static str, resource: u64) -> Place {
    Place {
        webhook: true,
        ..place(route, resource)
    }
}

impl Rest {
    pub fn new(governor: Governor) -> Self {
        Self { governor }
    }

    async fn send(&self, call: Outgoing<'_>) -> Result<Answer, CallError> {
        self.governor.call(call).await
    }

    async fn done(&self, call: Outgoing<'_>) -> Result<(), CallError> {
        self.send(call).await.map(drop)
    }

    async fn get<T: DeserializeOwned>(&self, call: Outgoing<'_>) -> Result<T, CallError> {
        decode(&self.send(call).await?)
    }

    /// Reads what may not exist.
    async fn find<T: DeserializeOwned>(
        &self,
        call: Outgoing<'_>,
        absent: &[u64],
    ) -> Result<Option<T>, CallError> {
        match self.get(call).await {
            Ok(found) => Ok(Some(found)),
            Err(CallError::Refused { code, .. }) if absent.contains(&code) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Discord for Rest {}

fn read(lane: Lane, place: Place, route: Route<'_>) -> Outgoing<'_> {
    Plan {
        lane,
        place,
        repeat: Repeat::Read,
        method: LightMethod::Get,
        route,
    }
    .request()
}

/// Puts a reason into the audit log, cut to what Discord takes.
fn because<'a>(mut call: Outgoing<'a>, reason: &str) -> Outgoing<'a> {
    let cut: String = reason.chars().take(LONGEST_REASON).collect();
    let text = utf8_percent_encode(&cut, NON_ALPHANUMERIC).to_string();
    if let (false, Ok(value)) = (cut.is_empty(), HeaderValue::from_str(&text)) {
        let mut headers = HeaderMap::new();
        headers.insert("x-audit-log-reason", value);
        call.request = call.request.headers(Some(headers));
    }
    call
}

fn paging(direction: Direction) -> Vec<(&'static str, String)> {
    let mut query = vec![("limit", "100".to_owned())];
    match direction {
        Direction::Before(id) => query.push(("before", id.to_string())),
        Direction::After(id) => query.push(("after", id.to_string())),
        Direction::Around(id) => query.push(("around", id.to_string())),
        Direction::Newest => {}
    }
    query
}

fn id<T: From<NonZeroU64>>(number: u64) -> Result<T, CallError> {
    let number = NonZeroU64::new(number);
    number
        .map(T::from)
        .ok_or_else(|| CallError::NotSent("0 is no id".into()))
}

fn unsendable(error: &serde_json::Error) -> CallError {
    CallError::NotSent(format!("the request could not be written: {error}"))
}

fn decode<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallError> {
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(&error))
}

/// The error's text may show a part of the body, which is not ours to log.
fn unreadable(error: &serde_json::Error) -> CallError {
    let (line, column) = (error.line(), error.column());
    CallError::Unknown(format!(
        "its answer could not be read (line {line}, column {column})"
    ))
}

fn user(user: &discord::user::User) -> User {
    User {
        id: UserId(user.id.get()),
        name: user.name.clone(),
        global_name: user.global_name.clone(),
        bot: user.bot,
    }
}

fn moment(time: discord::Timestamp) -> Timestamp {
    Timestamp(time.unix_timestamp() * 1_000 + i64::from(time.millisecond()))
}

fn whole(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

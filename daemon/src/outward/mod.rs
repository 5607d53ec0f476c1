//! Webhooks and programs: what alerts reach beside Discord.

mod address;
mod program;

use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use reqwest::header::{CONTENT_TYPE, USER_AGENT};
use reqwest::{Response, StatusCode};
use secrecy::SecretString;

use crate::ports::outward::{Failure, Letter, Outward, Program};

const LONGEST: Duration = Duration::from_secs(10);
const AGENT: &str = concat!("empd/", env!("CARGO_PKG_VERSION"));

/// See the module.
pub struct Network;

impl Outward for Network {
    fn problem(&self, address: &SecretString, private: bool) -> Option<String> {
        address::read(address, private).err()
    }

    fn host(&self, address: &SecretString) -> Option<String> {
        let url = address::read(address, true).ok()?;
        url.host_str().map(str::to_owned)
    }

    fn post<'a>(&'a self, letter: Letter<'a>) -> BoxFuture<'a, Result<(), Failure>> {
        async move {
            let sent = tokio::time::timeout(LONGEST, send(letter)).await;
            sent.unwrap_or_else(|_| Err(Failure::Away("it did not answer within 10 s".into())))
        }
        .boxed()
    }

    fn run<'a>(&'a self, program: Program<'a>) -> BoxFuture<'a, Result<(), Failure>> {
        program::run(program, LONGEST).boxed()
    }
}

async fn send(letter: Letter<'_>) -> Result<(), Failure> {
    let place = address::resolve(letter.address, letter.private).await?;
    let client = reqwest::Client::builder()
        .timeout(LONGEST)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        // What was looked at is what is connected to, whatever the name means by then.
        .resolve_to_addrs(&place.host, &place.addresses)
        .build()
        .map_err(|_| Failure::Refused("no HTTP client can be made".into()))?;
    let answer = client
        .post(place.url)
        .header(USER_AGENT, AGENT)
        .header(CONTENT_TYPE, "application/json")
        .body(letter.body.to_owned())
        .send()
        .await;
    // Errors of the client show the address, which is a secret.
    let answer = answer.map_err(|error| Failure::Away(why(&error).into()))?;
    judge(&answer)
}

fn why(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "it did not answer within 10 s"
    } else if error.is_connect() {
        "it cannot be connected to"
    } else {
        "the connection broke"
    }
}

/// The answer's body is not read.
fn judge(answer: &Response) -> Result<(), Failure> {
    let status = answer.status();
    let said = format!("it answered {}", status.as_u16());
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(Failure::Gone(said)),
        status if passes(status) => Err(Failure::Away(said)),
        status if status.is_redirection() => Err(Failure::Refused(format!(
            "{said}, and redirects are not followed"
        ))),
        _ => Err(Failure::Refused(said)),
    }
}

/// Whether it may be otherwise the next time.
fn passes(status: StatusCode) -> bool {
    let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT];
    status.is_server_error() || busy.contains(&status)
}

//! What leaves this machine, or this process, other than to Discord.

use futures::future::BoxFuture;
use secrecy::SecretString;

/// Why a post or a command did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is nothing there any more; it is not to be tried again.
    #[error("{0}")]
    Gone(String),
    /// It is not taken so, and would not be the next time.
    #[error("{0}")]
    Refused(String),
    /// Another try may help.
    #[error("{0}")]
    Away(String),
}

/// What is sent to a webhook.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// It has the token of the webhook in it.
    pub address: &'a SecretString,
    /// JSON.
    pub body: &'a str,
    /// Whether it may go into private networks, because the operator says so.
    pub private: bool,
}

/// A program with its arguments, none of which comes from anybody but the operator.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    pub line: &'a [String],
    /// What it reads on standard input.
    pub input: &'a str,
}

/// What leaves.
pub trait Outward: Send + Sync + 'static {
    /// Says why an address cannot be a webhook's; none if it can.
    fn problem(&self, address: &SecretString, private: bool) -> Option<String>;
    /// The host that an address leads to; the rest of it is a secret.
    fn host(&self, address: &SecretString) -> Option<String>;
    /// Posts, within 10 s, without following a redirect.
    fn post<'a>(&'a self, letter: Letter<'a>) -> BoxFuture<'a, Result<(), Failure>>;
    /// Runs a program to its end, within 10 s.
    fn run<'a>(&'a self, program: Program<'a>) -> BoxFuture<'a, Result<(), Failure>>;
}

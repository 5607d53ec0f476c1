//! A shard: one connection after the other, each a `twilight_gateway::Shard` of its own, so that when and how to
//! come back is decided here. While connected nothing is awaited but the connection (it sends heartbeats only while it
//! is polled); events are handed over without waiting.

use std::time::{Duration, Instant};

use futures::StreamExt;
use rand::Rng;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use twilight_gateway::error::{ReceiveMessageError, ReceiveMessageErrorType};
use twilight_gateway::{CloseFrame, Config, ConfigBuilder, Message, Session, Shard, ShardId};

use super::close::{self, Verdict};
use super::frames::{self, Frame};
use super::identify::Identifies;
use super::status::{Board, State};
use crate::domain::event::Body;
use crate::ingest::{Inbox, Input};
use crate::services::identifies::Ledger;

/// How long a farewell may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// After so many connections that did not resume, the session is given up (discord-api-docs#1619).
const RESUMES: u32 = 3;
/// Longest pause between two connections.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// A session that lasts this long was no part of a crash loop.
const LASTS: Duration = Duration::from_mins(1);

pub(super) struct Runner {
    pub(super) id: ShardId,
    /// Without session and resume address.
    pub(super) config: Config<Identifies>,
    pub(super) fingerprint: String,
    pub(super) ledger: Ledger,
    pub(super) inbox: Inbox,
    pub(super) board: Board,
    pub(super) commands: mpsc::UnboundedReceiver<String>,
    pub(super) stop: CancellationToken,
    /// How many HELLOs came since we connected.
    pub(super) greetings: u32,
}

/// What is known of the session between two connections.
#[derive(Default)]
pub(super) struct Thread {
    pub(super) session: Option<Session>,
    pub(super) resume_url: Option<String>,
    /// Connections in a row that were never ready.
    failures: u32,
}

/// How a connection ended.
enum End {
    Stopped,
    Fatal(String),
    Lost { reason: String, session: Keep },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Session,
    Nothing,
}

impl Runner {
    pub(super) async fn run(mut self, mut thread: Thread) {
        while !self.stop.is_cancelled() {
            let resuming = thread.session.is_some();
            self.board.set(
                self.id.number(),
                if resuming {
                    State::Resuming
                } else {
                    State::Connecting
                },
                "",
            );
            match self.connection(&mut thread).await {
                End::Stopped => break,
                End::Fatal(reason) => {
                    tracing::error!(
                        shard = self.id.number(),
                        reason,
                        "Discord closed the gateway for good"
                    );
                    self.board.set(self.id.number(), State::Fatal, &reason);
                    self.push(Input::Fatal { reason });
                    return;
                }
                End::Lost { reason, session } => self.lost(&mut thread, reason, session).await,
            }
        }
        self.board
            .set(self.id.number(), State::Disconnected, "stopped");
    }

    /// Decides what the next connection begins with, and waits.
    async fn lost(&self, thread: &mut Thread, mut reason: String, keep: Keep) {
        if keep == Keep::Session && thread.session.is_some() && thread.failures >= RESUMES {
            reason = format!("the session could not be resumed: {reason}");
            *thread = Thread::default();
        } else if keep == Keep::Nothing {
            (thread.session, thread.resume_url) = (None, None);
        }
        let pause = pause(thread.failures);
        tracing::warn!(
            shard = self.id.number(),
            reason,
            resumes = thread.session.is_some(),
            ?pause,
            "disconnected"
        );
        self.board
            .set(self.id.number(), State::Disconnected, &reason);
        self.push(Input::Disconnected { reason });
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.stop.cancelled() => {}
        }
    }

    async fn connection(&mut self, thread: &mut Thread) -> End {
        let (shards, fingerprint) = (self.id.total(), self.fingerprint.clone());
        self.push(Input::Connecting {
            shards,
            fingerprint,
        });
        let mut shard = Shard::with_config(self.id, self.begin(thread));
        let lasting = CancellationToken::new();
        let _ended = lasting.clone().drop_guard();
        thread.failures += 1;
        self.greetings = 0;
        let end = loop {
            let message = tokio::select! {
                biased;
                () = self.stop.cancelled() => break self.farewell(&mut shard).await,
                Some(command) = self.commands.recv() => {
                    shard.send(command);
                    continue;
                }
                message = shard.next() => message,
            };
            let received = Instant::now();
            match message {
                Some(Ok(Message::Text(text))) => match self.frame(&mut shard, received, text) {
                    Heard::Ready => {
                        thread.failures = 0;
                        self.note_lasting(&lasting);
                    }
                    Heard::Event => {}
                    Heard::End(end) => break end,
                },
                Some(Ok(Message::Close(frame))) => break closed(frame.map(|frame| frame.code)),
                Some(Err(error)) => {
                    if let Some(end) = self.failed(received, error, thread) {
                        break end;
                    }
                }
                None => break closed(None),
            }
        };
        keep(&shard, thread);
        // After a second HELLO the library would resume by itself, at once, if it were polled.
        if self.greetings < 2 && matches!(end, End::Lost { .. }) {
            drain(&mut shard).await;
        }
        end
    }

    /// Ready means connected, whether by a new session or by the old one.
    fn frame(&mut self, shard: &mut Shard<Identifies>, received: Instant, text: String) -> Heard {
        let id = self.id.number();
        match frames::decode(&text) {
            Ok(Frame::Dispatch { seq, event }) => {
                let ready = match &event.body {
                    Body::Ready(_) => Some("a new session"),
                    Body::Resumed => {
                        self.board.resumed(id);
                        Some("the session goes on")
                    }
                    _ => None,
                };
                self.inbox.push(id, received, Input::Frame { seq, event });
                match ready {
                    Some(words) => {
                        self.board.set(id, State::Ready, words);
                        Heard::Ready
                    }
                    None => Heard::Event,
                }
            }
            Ok(Frame::Reconnect) => lost("Discord asked for a new connection", Keep::Session),
            Ok(Frame::InvalidSession { resumable: true }) => {
                lost("Discord asked to resume", Keep::Session)
            }
            Ok(Frame::InvalidSession { resumable: false }) => {
                lost("Discord ended the session", Keep::Nothing)
            }
            // A socket that ended without a close frame is replaced by the library at once, within its own poll.
            Ok(Frame::Hello) => {
                self.greetings += 1;
                if self.greetings > 1 {
                    lost("the connection was lost", Keep::Session)
                } else {
                    Heard::Event
                }
            }
            Ok(Frame::Other) => {
                self.board
                    .latency(id, shard.latency().recent().first().copied());
                Heard::Event
            }
            Err(frames::Undecodable { kind, seq, .. }) => {
                let never_ready = kind == "READY";
                self.inbox
                    .push(id, received, Input::Undecodable { kind, seq, text });
                if never_ready {
                    return lost("Discord's READY could not be read", Keep::Nothing);
                }
                Heard::Event
            }
        }
    }

    /// The error's own text holds the frame, so it is never shown.
    fn failed(
        &self,
        received: Instant,
        error: ReceiveMessageError,
        thread: &mut Thread,
    ) -> Option<End> {
        let connecting = matches!(error.kind(), ReceiveMessageErrorType::Reconnect);
        let reason = match error.into_parts() {
            (ReceiveMessageErrorType::Deserializing { event }, _) => {
                let input = Input::Undecodable {
                    kind: "?".into(),
                    seq: None,
                    text: event,
                };
                self.inbox.push(self.id.number(), received, input);
                return None;
            }
            (ReceiveMessageErrorType::Reconnect, source) => {
                let source = source.map_or_else(|| "no answer".into(), |source| source.to_string());
                format!("cannot connect: {source}")
            }
            _ => "a frame could not be decompressed".into(),
        };
        if connecting {
            // Nothing was refused: the session may live on, behind Discord's other address.
            thread.resume_url = None;
            thread.failures = thread.failures.min(RESUMES - 1);
        }
        Some(End::Lost {
            reason,
            session: Keep::Session,
        })
    }

    fn begin(&self, thread: &Thread) -> Config<Identifies> {
        let mut builder = ConfigBuilder::from(self.config.clone());
        if let Some(session) = &thread.session {
            builder = builder.session(session.clone());
            if let Some(url) = &thread.resume_url {
                builder = builder.resume_url(url.clone());
            }
        }
        builder.build()
    }

    fn note_lasting(&self, lasting: &CancellationToken) {
        let (ledger, lasting, shard) = (self.ledger.clone(), lasting.clone(), self.id.number());
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(LASTS) => {
                    if let Err(error) = ledger.lasted(shard).await {
                        tracing::warn!(%error, "the identify ledger was not updated");
                    }
                }
                () = lasting.cancelled() => {}
            }
        });
    }

    /// Closes so that the session lives: 1000 and 1001 would end it (Gateway: Initiating a Disconnect).
    async fn farewell(&mut self, shard: &mut Shard<Identifies>) -> End {
        shard.close(CloseFrame::RESUME);
        let heard = async {
            while let Some(message) = shard.next().await {
                match message {
                    Ok(Message::Text(text)) => {
                        self.frame(shard, Instant::now(), text);
                    }
                    Ok(Message::Close(_)) | Err(_) => break,
                }
            }
        };
        let _ = tokio::time::timeout(FAREWELL, heard).await;
        End::Stopped
    }

    fn push(&self, input: Input) {
        self.inbox.push(self.id.number(), Instant::now(), input);
    }
}

/// What a frame means for the connection.
enum Heard {
    Event,
    Ready,
    End(End),
}

fn lost(reason: &str, session: Keep) -> Heard {
    Heard::End(End::Lost {
        reason: reason.into(),
        session,
    })
}

fn closed(code: Option<u16>) -> End {
    let reason = close::words(code);
    match close::verdict(code) {
        Verdict::Resume => End::Lost {
            reason,
            session: Keep::Session,
        },
        Verdict::Identify => End::Lost {
            reason,
            session: Keep::Nothing,
        },
        Verdict::Stop => End::Fatal(reason),
    }
}

/// Takes over what the connection knows of its session.
fn keep(shard: &Shard<Identifies>, thread: &mut Thread) {
    if let Some(session) = shard.session() {
        thread.session = Some(session.clone());
        if let Some(url) = shard.resume_url().and_then(address) {
            thread.resume_url = Some(url);
        }
    }
}

/// Lets a close frame that is under way go out; nothing that comes now is taken.
async fn drain(shard: &mut Shard<Identifies>) {
    let closing = async {
        while let Some(Ok(Message::Text(text))) = shard.next().await {
            if matches!(frames::decode(&text), Ok(Frame::Hello)) {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(FAREWELL / 4, closing).await;
}

/// A second at least, longer after each failure, never the same for two shards.
fn pause(failures: u32) -> Duration {
    let base =
        Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    let base = base.min(LONGEST_PAUSE);
    base + base.mul_f64(rand::rng().random_range(0.0..0.5))
}

/// An address as the connection takes it; it panics at one that is none.
pub(super) fn address(url: &str) -> Option<String> {
    let parsed = reqwest::Url::parse(url).ok()?;
    let fit = matches!(parsed.scheme(), "ws" | "wss") && parsed.has_host();
    fit.then(|| url.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_never_shorter_than_a_second_nor_longer_than_a_minute_and_a_half() {
        for failures in 0..40 {
            let pause = pause(failures);
            assert!(
                (1.0..=90.0).contains(&pause.as_secs_f64()),
                "{failures}: {pause:?}"
            );
        }
    }

    #[test]
    fn only_addresses_of_web_sockets_are_taken() {
        assert_eq!(
            address("ws://127.0.0.1:9/").as_deref(),
            Some("ws://127.0.0.1:9")
        );
        assert_eq!(address("https://discord.com"), None);
        assert_eq!(address("wss://"), None);
        assert_eq!(address("not an address"), None);
    }
}

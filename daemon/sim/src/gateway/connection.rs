//! One socket: HELLO, what the client says, and what its session is sent.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::compression::Encoder;
use super::session::{Identify, Out};
use super::{Outbox, Refusal};
use crate::Sim;
use crate::faults::What;

/// Discord's limits of what a client may send (Gateway: Rate Limiting, Sending Events).
const LONGEST: usize = 4096;
const COMMANDS: usize = 120;
const COMMANDS_PER: Duration = Duration::from_mins(1);

/// Makes a gateway connection of a request.
pub(crate) async fn upgrade(
    State(sim): State<Arc<Sim>>,
    Query(query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let compress = query.get("compress").cloned();
    upgrade.on_upgrade(async move |socket| {
        let Ok(encoder) = Encoder::new(compress.as_deref()) else {
            return;
        };
        let (out, inbox) = mpsc::unbounded_channel();
        let connection = Connection {
            sim,
            socket,
            encoder,
            out,
            inbox,
            session: None,
            heard: Instant::now(),
            commands: VecDeque::new(),
            silent: false,
        };
        connection.run().await;
    })
}

struct Connection {
    sim: Arc<Sim>,
    socket: WebSocket,
    encoder: Encoder,
    out: Outbox,
    inbox: mpsc::UnboundedReceiver<Out>,
    session: Option<String>,
    /// When the last heartbeat came.
    heard: Instant,
    commands: VecDeque<Instant>,
    /// A fault: nothing more is sent, and the socket stays open.
    silent: bool,
}

/// Why the connection's loop ends.
enum End {
    /// The client closed, with this code if it gave one.
    Closed(Option<u16>),
    /// We close with this code.
    Close(u16),
    /// We let go without a word.
    Drop,
}

impl From<axum::Error> for End {
    fn from(_: axum::Error) -> Self {
        Self::Closed(None)
    }
}

impl From<std::io::Error> for End {
    fn from(_: std::io::Error) -> Self {
        Self::Drop
    }
}

impl Connection {
    async fn run(mut self) {
        self.sim.hub.log("HELLO", None, None);
        let end = match self.talk().await {
            Err(end) => end,
            Ok(never) => match never {},
        };
        let code = match end {
            End::Closed(code) => code,
            End::Close(code) => {
                let frame = CloseFrame {
                    code,
                    reason: "".into(),
                };
                let _ = self.socket.send(Message::Close(Some(frame))).await;
                Some(code)
            }
            End::Drop => None,
        };
        // A code that the server gives ends no session by itself.
        let by_client = matches!(end, End::Closed(_));
        let code = code.filter(|_| by_client);
        self.sim
            .hub
            .disconnected(self.session.as_deref(), code, &self.out);
    }

    async fn talk(&mut self) -> Result<std::convert::Infallible, End> {
        let interval = self.sim.hub.heartbeat;
        let hello = json!({ "op": 10, "d": { "heartbeat_interval": crate::clock::millis(interval), "_trace": [] } });
        self.say(&hello).await?;
        let mut watch = tokio::time::interval(interval / 2);
        loop {
            tokio::select! {
                told = self.inbox.recv() => match told {
                    Some(out) => self.deliver(out).await?,
                    None => return Err(End::Drop),
                },
                heard = self.socket.recv() => match heard {
                    None => return Err(End::Closed(None)),
                    Some(message) => self.hear(message?).await?,
                },
                _ = watch.tick() => if self.heard.elapsed() > interval.mul_f64(1.75) && !self.silent {
                    return Err(End::Close(4000));
                },
            }
        }
    }

    async fn say(&mut self, payload: &Value) -> Result<(), End> {
        self.say_text(payload.to_string()).await
    }

    async fn say_text(&mut self, text: String) -> Result<(), End> {
        if self.silent {
            return Ok(());
        }
        let frame = self.encoder.frame(text)?;
        Ok(self.socket.send(frame).await?)
    }

    async fn deliver(&mut self, out: Out) -> Result<(), End> {
        match out {
            Out::Dispatch { kind, seq, data } => {
                self.say_text(format!(r#"{{"t":"{kind}","s":{seq},"op":0,"d":{data}}}"#))
                    .await
            }
            Out::Drop => Err(End::Drop),
            Out::Fault(what) => match what {
                What::Op7 => self.say(&json!({ "op": 7, "d": null })).await,
                What::Op9 { resumable } => self.invalidate(resumable).await,
                What::Close { code } => Err(End::Close(code)),
                What::Silence => {
                    self.silent = true;
                    Ok(())
                }
                _ => Err(End::Drop),
            },
        }
    }

    /// After op 9 the socket has no session: the client may begin or resume one on it or on another.
    async fn invalidate(&mut self, resumable: bool) -> Result<(), End> {
        if let Some(session) = self.session.take() {
            self.sim.hub.invalidate(&session, resumable, &self.out);
        }
        self.say(&json!({ "op": 9, "d": resumable })).await
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let text = match &message {
            Message::Text(text) => text.as_str(),
            Message::Binary(bytes) => std::str::from_utf8(bytes).map_err(|_| End::Close(4002))?,
            Message::Close(frame) => {
                return Err(End::Closed(frame.as_ref().map(|frame| frame.code)));
            }
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
        };
        if text.len() > LONGEST {
            return Err(End::Close(4002));
        }
        let payload: Value = serde_json::from_str(text).map_err(|_| End::Close(4002))?;
        self.commands.retain(|at| at.elapsed() < COMMANDS_PER);
        self.commands.push_back(Instant::now());
        if self.commands.len() > COMMANDS {
            return Err(End::Close(4008));
        }
        self.obey(&payload).await
    }

    async fn obey(&mut self, payload: &Value) -> Result<(), End> {
        let data = &payload["d"];
        match (payload["op"].as_u64(), self.session.clone()) {
            (Some(1), _) => {
                self.heard = Instant::now();
                // What was told before the heartbeat comes before its answer.
                for _ in 0..self.inbox.len() {
                    if let Ok(out) = self.inbox.try_recv() {
                        self.deliver(out).await?;
                    }
                }
                self.say(&json!({ "op": 11 })).await
            }
            (Some(2 | 6), Some(_)) => Err(End::Close(4005)),
            (Some(2), None) => self.identify(data).await,
            (Some(6), None) => self.resume(data).await,
            (Some(3 | 4 | 8 | 31), None) => Err(End::Close(4003)),
            (Some(3 | 4 | 31), Some(_)) => Ok(()),
            (Some(8), Some(session)) => {
                self.sim
                    .read(|world| self.sim.hub.request_members(world, &session, data));
                Ok(())
            }
            _ => Err(End::Close(4001)),
        }
    }

    async fn identify(&mut self, data: &Value) -> Result<(), End> {
        let asked = Identify::read(data);
        if let Some(refusal) = self.sim.faults.on_gateway("IDENTIFY") {
            return self.deliver(Out::Fault(refusal)).await;
        }
        let out = self.out.clone();
        match self
            .sim
            .read(|world| self.sim.hub.identify(world, &asked, out))
        {
            Ok(session) => {
                self.session = Some(session);
                Ok(())
            }
            Err(refusal) => self.refuse(refusal).await,
        }
    }

    async fn resume(&mut self, data: &Value) -> Result<(), End> {
        if let Some(refusal) = self.sim.faults.on_gateway("RESUME") {
            self.sim
                .hub
                .log("RESUME", data["session_id"].as_str(), None);
            if let (What::Op9 { resumable: false }, Some(session)) =
                (refusal, data["session_id"].as_str())
            {
                self.sim.hub.end(session);
            }
            return self.deliver(Out::Fault(refusal)).await;
        }
        let token = data["token"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches("Bot ");
        if self.sim.read(|world| world.bot_token != token) {
            return Err(End::Close(4004));
        }
        let session = data["session_id"].as_str().unwrap_or_default();
        let seq = data["seq"].as_u64().unwrap_or(0);
        let out = self.out.clone();
        match self.sim.read(|_| self.sim.hub.resume(session, seq, out)) {
            Ok(()) => {
                self.session = Some(session.into());
                Ok(())
            }
            Err(refusal) => self.refuse(refusal).await,
        }
    }

    async fn refuse(&mut self, refusal: Refusal) -> Result<(), End> {
        match refusal {
            Refusal::Close(code) => {
                self.sim.hub.log("REFUSED", None, Some(code));
                Err(End::Close(code))
            }
            Refusal::Invalid => {
                self.sim.hub.log("INVALID", None, None);
                self.say(&json!({ "op": 9, "d": false })).await
            }
        }
    }
}

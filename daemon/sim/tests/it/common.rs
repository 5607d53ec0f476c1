//! A bare client of the gateway and of REST.

use std::time::Duration;

use emperione_sim::{Id, Options, Server};
use futures::{SinkExt, StreamExt};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub(crate) const ALL: u64 = (1 << 22) - 1;
pub(crate) const MEMBERS: u64 = 1 << 1;
pub(crate) const CONTENT: u64 = 1 << 15;
const LIMIT: Duration = Duration::from_secs(20);

pub(crate) async fn start() -> Server {
    Server::start(Options::default()).await.unwrap()
}

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Code(u16),
    Dropped,
}

pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) seq: u64,
    pub(crate) session: String,
}

impl Client {
    /// Connects and reads HELLO.
    pub(crate) async fn connect(server: &Server) -> Self {
        let mut client = Self::dial(&format!("{}?v=10&encoding=json", server.gateway())).await;
        let hello = client.next().await.unwrap();
        assert_eq!(hello["op"], 10, "{hello}");
        client
    }

    pub(crate) async fn dial(url: &str) -> Self {
        let (socket, _) = connect_async(url).await.unwrap();
        Self {
            socket,
            seq: 0,
            session: String::new(),
        }
    }

    /// Connects and identifies, and reads everything up to the guild.
    pub(crate) async fn identified(server: &Server, intents: u64) -> Self {
        let mut client = Self::connect(server).await;
        client.identify(server, intents).await;
        let ready = client.until("READY").await;
        client.session = ready["d"]["session_id"].as_str().unwrap().into();
        client.until("GUILD_CREATE").await;
        client
    }

    pub(crate) async fn identify(&mut self, server: &Server, intents: u64) {
        let token = server.bot_token();
        self.say(
            &json!({ "op": 2, "d": { "token": token, "intents": intents, "properties": {} } }),
        )
        .await;
    }

    /// Resumes `session` on a new connection.
    pub(crate) async fn resumed(server: &Server, session: &str, seq: u64) -> Self {
        let mut client = Self::connect(server).await;
        client.resume(server, session, seq).await;
        client
    }

    pub(crate) async fn resume(&mut self, server: &Server, session: &str, seq: u64) {
        let token = server.bot_token();
        self.session = session.into();
        self.say(&json!({ "op": 6, "d": { "token": token, "session_id": session, "seq": seq } }))
            .await;
    }

    pub(crate) async fn say(&mut self, payload: &Value) {
        self.socket
            .send(Message::text(payload.to_string()))
            .await
            .unwrap();
    }

    pub(crate) async fn close(&mut self, code: u16) {
        let frame = CloseFrame {
            code: code.into(),
            reason: "".into(),
        };
        self.socket.close(Some(frame)).await.unwrap();
        while self.socket.next().await.is_some_and(|frame| frame.is_ok()) {}
    }

    /// The next frame as it came.
    pub(crate) async fn frame(&mut self) -> Result<Message, End> {
        match tokio::time::timeout(LIMIT, self.socket.next()).await {
            Ok(Some(Ok(Message::Close(Some(frame))))) => Err(End::Code(frame.code.into())),
            Ok(Some(Ok(message))) => Ok(message),
            Ok(Some(Err(Error::ConnectionClosed | Error::Protocol(_) | Error::Io(_))) | None) => {
                Err(End::Dropped)
            }
            other => panic!("no frame in time: {other:?}"),
        }
    }

    pub(crate) async fn next(&mut self) -> Result<Value, End> {
        let text = self.text().await?;
        Ok(serde_json::from_str(&text).unwrap())
    }

    pub(crate) async fn text(&mut self) -> Result<String, End> {
        let text = self.frame().await?.into_text().unwrap().to_string();
        let payload: Value = serde_json::from_str(&text).unwrap();
        if let Some(seq) = payload["s"].as_u64() {
            self.seq = seq;
        }
        Ok(text)
    }

    /// Reads up to a kind of dispatch.
    pub(crate) async fn until(&mut self, kind: &str) -> Value {
        self.up_to(kind).await.pop().unwrap()
    }

    /// Everything up to a kind of dispatch, with it.
    pub(crate) async fn up_to(&mut self, kind: &str) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let payload = self.next().await.unwrap();
            let found = payload["t"] == kind;
            all.push(payload);
            if found {
                return all;
            }
        }
    }

    /// Reads until the connection ends.
    pub(crate) async fn end(&mut self) -> End {
        loop {
            if let Err(end) = self.frame().await {
                return end;
            }
        }
    }

    /// Everything that was sent before a heartbeat's answer.
    pub(crate) async fn drain(&mut self) -> Vec<Value> {
        self.say(&json!({ "op": 1, "d": self.seq })).await;
        let mut all = Vec::new();
        loop {
            let payload = self.next().await.unwrap();
            if payload["op"] == 11 {
                return all;
            }
            all.push(payload);
        }
    }
}

/// The kinds of some dispatches.
pub(crate) fn kinds(payloads: &[Value]) -> Vec<&str> {
    payloads
        .iter()
        .filter_map(|one| one["t"].as_str())
        .collect()
}

/// REST as somebody.
pub(crate) struct Rest {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Rest {
    pub(crate) fn bot(server: &Server) -> Self {
        Self::with(server, format!("Bot {}", server.bot_token()))
    }

    pub(crate) fn person(server: &Server, user: Id) -> Self {
        let token = server.sim().read(|world| world.users[&user].token.clone());
        Self::with(server, token)
    }

    pub(crate) fn with(server: &Server, token: String) -> Self {
        Self {
            http: reqwest::Client::new(),
            base: server.base(),
            token,
        }
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> reqwest::Result<reqwest::Response> {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header("authorization", &self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        request.send().await
    }

    /// The status and the JSON of a call of the API; null for an empty answer.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> (StatusCode, Value) {
        let path = format!("/api/v10{path}");
        let response = self.send(method, &path, body).await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, Value::Null).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::PUT, path, body).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::POST, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.call(Method::PATCH, path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::DELETE, path, Value::Null).await
    }
}

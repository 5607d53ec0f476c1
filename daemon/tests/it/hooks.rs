//! Webhooks on this machine that answer as they are told.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How a webhook answers.
#[derive(Clone, Copy, Debug)]
pub enum Answers {
    Status(u16),
    Never,
}

/// A webhook, which ends with the test.
pub struct Hook {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<Answers>>,
    serving: JoinHandle<()>,
}

impl Hook {
    pub async fn start(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let answers = Arc::new(Mutex::new(answers));
        let (bodies, how) = (heard.clone(), answers.clone());
        let answer = move |body: String| {
            bodies.lock().push(body);
            let how = *how.lock();
            async move {
                match how {
                    Answers::Status(status) => StatusCode::from_u16(status).unwrap(),
                    Answers::Never => std::future::pending().await,
                }
            }
        };
        let router = Router::new().fallback(answer);
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            address,
            heard,
            answers,
            serving,
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The bodies that came, in their order.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().clone()
    }

    pub fn answer(&self, answers: Answers) {
        *self.answers.lock() = answers;
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

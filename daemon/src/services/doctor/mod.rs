//! The questions of `emp doctor`: a file each, and one word in `questions!`.

use std::time::Duration;

use emperione_protocol::system::{Finding, Level};

use super::Parts;
use crate::ports::discord::{Call, CallError};

macro_rules! questions {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+

        /// Asks every question at once: Discord may take its time with some.
        pub(super) async fn ask(parts: &Parts) -> Vec<Finding> {
            let ($($name,)+) = tokio::join!($($name::ask(parts)),+);
            let mut findings = Vec::new();
            $(findings.extend($name.into_iter().map(|answer| answer.finding(stringify!($name))));)+
            findings
        }

        /// The names of the questions.
        pub const QUESTIONS: &[&str] = &[$(stringify!($name)),+];
    };
}

questions! { token, intents, permissions, role, identify, database, clock, socket, actions, frames, invites, log_channels, inbox_channels, persist, reports }

/// How long Discord may take: whoever asks the doctor does not want to wait for every retry.
const PATIENCE: Duration = Duration::from_secs(2);

/// Discord's answer, if it comes soon.
async fn soon<T>(call: Call<'_, T>) -> Result<T, CallError> {
    let late = |_| CallError::NotSent("no answer came in time".into());
    tokio::time::timeout(PATIENCE, call).await.map_err(late)?
}

/// An answer to a question.
struct Answer {
    level: Level,
    detail: String,
    fix: Option<String>,
}

impl Answer {
    fn ok(detail: impl Into<String>) -> Self {
        Self {
            level: Level::Ok,
            detail: detail.into(),
            fix: None,
        }
    }

    fn warning(detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            level: Level::Warning,
            detail: detail.into(),
            fix: Some(fix.into()),
        }
    }

    fn error(detail: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            detail: detail.into(),
            fix: Some(fix.into()),
        }
    }

    /// Discord could not be asked, so nothing is known.
    fn unasked(error: &CallError) -> Self {
        Self::warning(
            format!("discord could not be asked: {error}"),
            "try again, or read the daemon's log",
        )
    }

    fn finding(self, name: &str) -> Finding {
        Finding {
            name: name.into(),
            level: self.level,
            detail: self.detail,
            fix: self.fix,
        }
    }
}

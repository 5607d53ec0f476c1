//! The questions of `emp doctor`: a file each, and one word in `questions!`.

use emperione_protocol::system::{Finding, Level};

use super::Parts;

macro_rules! questions {
    ($($name:ident),+ $(,)?) => {
        $(mod $name;)+

        /// Asks every question.
        pub(super) async fn ask(parts: &Parts) -> Vec<Finding> {
            let mut findings = Vec::new();
            $(findings.extend($name::ask(parts).await.into_iter().map(|answer| answer.finding(stringify!($name))));)+
            findings
        }

        /// The names of the questions.
        pub const QUESTIONS: &[&str] = &[$(stringify!($name)),+];
    };
}

questions! { token, intents, permissions, role, identify, database, clock, socket }

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
    fn unasked(error: &crate::ports::discord::CallError) -> Self {
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

//! Why the daemon does not run, and the exit code that says so to systemd and scripts.

use std::fmt;
use std::process::ExitCode;

use crate::config::Problem;

/// `EX_CONFIG` of sysexits.h: it cannot start as configured, and starting it again would not help.
const CONFIGURATION: u8 = 78;

/// Why the daemon does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    /// A part that could not be started.
    pub fn start(part: &str, error: &dyn fmt::Display) -> Self {
        Self::new(format!("{part}: {error}"))
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(CONFIGURATION)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            message: format!("{}: {}", problem.key, problem.why),
            hint: problem.hint,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "empd: {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

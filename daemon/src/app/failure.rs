//! Why the daemon does not run, and the exit code that says so to systemd and scripts.

use std::process::ExitCode;
use std::{fmt, io};

use crate::config::Problem;
use crate::{services, store};

/// Something that may be over at the next try.
const PASSING: u8 = 1;
/// `EX_CONFIG` of sysexits.h: it cannot start as configured, and starting it again would not help.
const CONFIGURATION: u8 = 78;

/// Why the daemon does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    passing: bool,
}

/// Whether an error may be over when it is tried again.
pub trait MayPass: fmt::Display {
    fn may_pass(&self) -> bool;
}

impl MayPass for store::Error {
    fn may_pass(&self) -> bool {
        self.is_passing()
    }
}

impl MayPass for services::Error {
    fn may_pass(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

impl MayPass for io::Error {
    fn may_pass(&self) -> bool {
        use io::ErrorKind::{
            AlreadyExists, InvalidData, InvalidInput, IsADirectory, NotADirectory, NotFound,
            PermissionDenied, ReadOnlyFilesystem,
        };
        !matches!(
            self.kind(),
            AlreadyExists
                | InvalidData
                | InvalidInput
                | IsADirectory
                | NotADirectory
                | NotFound
                | PermissionDenied
                | ReadOnlyFilesystem
        )
    }
}

impl Failure {
    /// One that stays until somebody changes something.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            passing: false,
        }
    }

    /// A part that could not be started.
    pub fn start(part: &str, error: &impl MayPass) -> Self {
        Self {
            passing: error.may_pass(),
            ..Self::new(format!("{part}: {error}"))
        }
    }

    /// One that may be over at the next try.
    #[must_use]
    pub fn passing(self) -> Self {
        Self {
            passing: true,
            ..self
        }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    fn code(&self) -> u8 {
        if self.passing { PASSING } else { CONFIGURATION }
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            hint: problem.hint,
            ..Self::new(format!("{}: {}", problem.key, problem.why))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let of = |kind: io::ErrorKind| Failure::start("a part", &io::Error::from(kind)).code();

        assert_eq!(of(io::ErrorKind::ConnectionRefused), PASSING);
        assert_eq!(of(io::ErrorKind::AddrInUse), PASSING);
        assert_eq!(of(io::ErrorKind::PermissionDenied), CONFIGURATION);
        let newer = store::Error::Newer { found: 2, known: 1 };
        assert_eq!(Failure::start("the database", &newer).code(), CONFIGURATION);
        let held = store::Error::Held("empd.db".into());
        assert_eq!(Failure::start("the database", &held).code(), PASSING);
    }
}

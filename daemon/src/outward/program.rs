//! Programs of the operator's. No shell reads anything, and nothing of an alert is among the arguments.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::ports::outward::{Failure, Program};

const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Runs it to its end; one that takes too long is killed.
pub(super) async fn run(program: Program<'_>, longest: Duration) -> Result<(), Failure> {
    let Some((path, arguments)) = program.line.split_first() else {
        return Err(Failure::Refused("it names no program".into()));
    };
    let mut child = Command::new(path)
        .args(arguments)
        // The daemon's own environment may hold secrets.
        .env_clear()
        .env("PATH", PATH)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Failure::Refused(format!("it cannot be started: {error}")))?;
    if let Some(mut input) = child.stdin.take() {
        let text = program.input.to_owned();
        // A program need not read what it is told.
        tokio::spawn(async move { input.write_all(text.as_bytes()).await });
    }
    match tokio::time::timeout(longest, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(Failure::Refused(format!("it ended with {status}"))),
        Ok(Err(error)) => Err(Failure::Away(error.to_string())),
        Err(_) => {
            let _ = child.kill().await;
            let seconds = longest.as_secs();
            Err(Failure::Refused(format!(
                "it ran longer than {seconds} s and was killed"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn tried(line: &[&str], input: &str, longest: Duration) -> Result<(), Failure> {
        let line: Vec<String> = line.iter().map(|word| (*word).into()).collect();
        let program = Program { line: &line, input };
        run(program, longest).await
    }

    const LONG: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn a_program_reads_the_alert_and_sees_no_environment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("told");
        let script = format!("env > {0}; cat >> {0}", path.display());

        let done = tried(&["/bin/sh", "-c", &script], "$(id) `id`; rm -rf /", LONG).await;

        assert_eq!(done, Ok(()));
        let told = std::fs::read_to_string(&path).unwrap();
        assert!(told.ends_with("$(id) `id`; rm -rf /"), "{told}");
        assert!(!told.contains("CARGO"), "{told}");
    }

    #[tokio::test]
    async fn what_fails_or_takes_too_long_is_said() {
        let missing = tried(&["/nowhere/page"], "", LONG).await;
        let failed = tried(&["/bin/sh", "-c", "exit 3"], "", LONG).await;
        let slow = tried(&["/bin/sleep", "60"], "", Duration::from_millis(100)).await;

        let words = |result: Result<(), Failure>| result.unwrap_err().to_string();
        assert!(words(missing).starts_with("it cannot be started"));
        assert_eq!(words(failed), "it ended with exit status: 3");
        assert!(words(slow).starts_with("it ran longer than"));
    }
}

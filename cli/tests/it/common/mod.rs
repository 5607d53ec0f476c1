//! The real program against a daemon that answers by rule, over a real socket.

mod fake;
mod fake_alerts;
mod fake_archives;
mod fake_backups;
pub mod fake_evidence;
mod fake_facts;
mod fake_imports;
mod fake_jobs;
mod fake_persist;
mod fake_reports;
mod fake_schedules;
mod fake_texts;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub use fake::Fake;
use tokio::runtime::Runtime;

/// A daemon that answers by rule, and the program that is pointed at it.
pub struct House {
    pub fake: Fake,
    socket: PathBuf,
    _runtime: Runtime,
    folder: tempfile::TempDir,
}

/// What the program did.
#[must_use = "look at the output or the exit code"]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("empd.sock");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let fake = Fake::default();
        let entered = runtime.enter();
        fake.serve(&socket);
        drop(entered);
        Self {
            fake,
            socket,
            _runtime: runtime,
            folder,
        }
    }

    /// A file in a folder that goes with the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn emp(&self, arguments: &str) -> Ran {
        self.emp_with(arguments, "")
    }

    /// Runs the program on a terminal of `script`, with this pager, and gives what was seen.
    pub fn on_a_terminal(&self, arguments: &str, pager: &str) -> String {
        let emp = env!("CARGO_BIN_EXE_emp");
        let command = format!("stty cols 100 rows 2; {emp} {arguments}");
        let output = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .env("EMP_SOCKET", &self.socket)
            .env("HOME", self.folder.path())
            .env("EMP_PAGER", pager)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the program with this on its standard input.
    pub fn emp_with(&self, arguments: &str, input: &str) -> Ran {
        let arguments: Vec<_> = arguments.split_whitespace().collect();
        self.emp_args(&arguments, input)
    }

    /// The same with arguments that may have blanks in them.
    pub fn emp_args(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_emp"))
            .args(arguments)
            .env_clear()
            .env("EMP_SOCKET", &self.socket)
            .env("HOME", self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

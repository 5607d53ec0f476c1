//! `emp doctor`

use std::os::unix::fs::PermissionsExt;

use emperione_protocol::Flatten;
use emperione_protocol::system::{Finding, Level};
use emperione_protocol::transport::within;

use crate::context::{Context, PATIENCE};
use crate::error::{Failure, exit};
use crate::output::{Output, Row};

impl Row for Finding {
    const COLUMNS: &'static [&'static str] = &["question", "answer", "detail", "fix"];

    fn cells(&self) -> Vec<String> {
        let answer = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Error => "ERROR",
        };
        vec![
            self.name.clone(),
            answer.into(),
            self.detail.clone(),
            self.fix.clone().unwrap_or_default(),
        ]
    }
}

pub(super) async fn run(context: &Context, out: &mut Output) -> Result<(), Failure> {
    let mut findings = vec![rights(context)];
    match context.client().await {
        Ok(client) => findings.extend(client.system().doctor(within(PATIENCE)).await.flat()?),
        Err(failure) => findings.push(Finding {
            name: "daemon".into(),
            level: Level::Error,
            detail: failure.message,
            fix: failure.hint,
        }),
    }
    out.rows(&findings)?;
    let worst = findings.iter().map(|finding| finding.level).max();
    if worst == Some(Level::Error) {
        Err(Failure::silent(exit::ERROR))
    } else {
        Ok(())
    }
}

/// Others must not be able to reach the socket.
fn rights(context: &Context) -> Finding {
    let path = context.socket.display();
    let finding = |level, detail, fix: Option<&str>| Finding {
        name: "socket file".into(),
        level,
        detail,
        fix: fix.map(Into::into),
    };
    match std::fs::metadata(&context.socket) {
        Err(error) => finding(
            Level::Error,
            format!("{path}: {error}"),
            Some("start empd, or name its socket with `--socket`"),
        ),
        Ok(found) => match found.permissions().mode() & 0o007 {
            0 => finding(Level::Ok, format!("{path} is closed to others"), None),
            _ => finding(
                Level::Warning,
                format!("{path} is open to everyone"),
                Some("`chmod o= PATH`, and see rpc.group"),
            ),
        },
    }
}

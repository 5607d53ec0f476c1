//! The program itself, as a service manager or a shell sees it.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use emperione_protocol::{Flatten, VERSION, transport};
use pretty_assertions::assert_eq;
use tarpc::context;

use crate::common::process::{Daemon, Home, text};

const CANARY: &str = "canary-of-a-token";

#[test]
fn without_a_token_it_exits_with_78_and_says_the_two_ways_on() {
    let output = Home::new().run(&[]);

    assert_eq!(output.status.code(), Some(78));
    let told = text(&output.stderr);
    assert!(
        told.contains("no token") && told.contains("--token-file") && told.contains("emp demo"),
        "{told}"
    );
}

#[test]
fn a_configuration_that_cannot_be_used_is_named_with_its_key() {
    let home = Home::new();
    let file = home.secret("empd.toml", "[storage]\ntext_day = 1\n");

    let output = home.run(&["config", "check", "--config", file.to_str().unwrap()]);

    assert_eq!(output.status.code(), Some(78));
    let told = text(&output.stderr);
    assert!(
        told.contains("storage.text_day") && told.contains("did you mean `text_days`?"),
        "{told}"
    );
}

#[test]
fn a_database_that_is_not_up_yet_is_no_fault_of_the_configuration() {
    let home = Home::new();
    let url = home.secret("url", "postgres://somebody@127.0.0.1:1/empd");

    let output = home.run(&["migrate", "--database-url-file", url.to_str().unwrap()]);

    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("the database"), "{told}");
}

#[test]
fn the_default_configuration_can_be_used() {
    let home = Home::new();
    let default = home.run(&["config", "default"]);
    let file = home.secret("empd.toml", &text(&default.stdout));

    let checked = home.run(&["config", "check", "--config", file.to_str().unwrap()]);

    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
}

#[test]
fn the_token_is_never_shown() {
    let home = Home::new();
    let token = home.secret("token", CANARY);

    let shown = home.run(&["config", "show", "--token-file", token.to_str().unwrap()]);

    let told = text(&shown.stdout);
    assert!(
        told.contains("# --token-file") && !told.contains(CANARY),
        "{told}"
    );
}

#[test]
fn a_token_that_everybody_may_read_is_refused() {
    let home = Home::new();
    let token = home.secret("token", CANARY);
    fs::set_permissions(&token, fs::Permissions::from_mode(0o644)).unwrap();

    let output = home.run(&["--token-file", token.to_str().unwrap()]);

    assert_eq!(output.status.code(), Some(78));
    let told = text(&output.stderr);
    assert!(
        told.contains("chmod 600") && !told.contains(CANARY),
        "{told}"
    );
}

#[test]
fn migrations_are_listed_before_they_are_applied() {
    let home = Home::new();

    let first = text(&home.run(&["migrate", "--dry-run"]).stdout);
    let applied = text(&home.run(&["migrate"]).stdout);
    let then = text(&home.run(&["migrate"]).stdout);

    assert!(first.starts_with("would apply 0001_house\n"), "{first}");
    assert!(applied.starts_with("applied 0001_house\n"), "{applied}");
    assert_eq!(then, "the schema is up to date\n");
}

#[tokio::test]
async fn sigterm_ends_it_well() {
    let mut daemon = Daemon::alone(|_| ()).await;

    daemon.signal("TERM");

    assert_eq!(daemon.ends_with().await, Some(0));
    assert!(!daemon.home.socket().exists());
}

#[tokio::test]
async fn it_ends_with_the_standard_input_that_its_parent_holds() {
    let mut daemon = Daemon::alone(|command| {
        command.arg("--hold-stdin").stdin(Stdio::piped());
    })
    .await;
    let client = transport::connect(&daemon.home.socket()).await.unwrap();
    client
        .system()
        .hello(context::current(), VERSION)
        .await
        .flat()
        .unwrap();

    drop(daemon.child.stdin.take());

    assert_eq!(daemon.ends_with().await, Some(0));
}

#[tokio::test]
async fn its_folders_are_its_owners_alone_and_its_log_holds_no_token() {
    let mut daemon = Daemon::alone(|_| ()).await;
    // The socket takes connections before the rest is built.
    daemon.client().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let state = daemon.home.path(".local/state/emperione");

    assert_eq!(mode(&state), 0o700);
    assert_eq!(mode(&state.join("master.key")), 0o600);
    assert_eq!(mode(&daemon.home.path("run/emperione")), 0o700);
    daemon.signal("INT");
    assert_eq!(daemon.ends_with().await, Some(0));

    let token = fs::read_to_string(daemon.home.path("token")).unwrap();
    let log = daemon.home.log();
    assert!(
        log.contains("empd is ready") && !log.contains(token.trim()),
        "{log}"
    );
}

#[tokio::test]
async fn systemd_is_told_when_it_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("notify");
    let systemd = std::os::unix::net::UnixDatagram::bind(&address).unwrap();
    systemd
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();

    let _daemon = Daemon::alone(|command| {
        command.env("NOTIFY_SOCKET", &address);
    })
    .await;

    let mut word = [0; 64];
    let length = systemd.recv(&mut word).unwrap();
    assert_eq!(text(&word[..length]).trim(), "READY=1");
}

#[test]
fn the_token_may_come_from_standard_input_and_only_from_there() {
    let home = Home::new();
    let mut command = home.empd(&["--token-file", "-", "--http", "127.0.0.1:0"]);
    let folder = home.path("run/emperione");
    fs::create_dir_all(&folder).unwrap();
    // A link in the socket's place stops the start after the token was read.
    symlink("/nowhere", folder.join("empd.sock")).unwrap();
    let mut child = command
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), CANARY.as_bytes()).unwrap();

    let status = child.wait().unwrap();

    let mut told = String::new();
    child.stderr.unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(status.code(), Some(78));
    assert!(
        told.contains("exists and is no socket") && !told.contains(CANARY),
        "{told}"
    );
}

use std::process::Command;

use crate::terminal::Held;

/// Set in the process that panics on purpose.
const ROLE: &str = "EMP_TUI_TEST_PANICS";

/// Runs itself on a terminal of its own (`script` of Debian's bsdutils makes one), where it panics.
#[test]
fn gives_the_terminal_back_before_a_panic_is_printed() {
    if std::env::var_os(ROLE).is_some() {
        let _held = Held::take().unwrap();
        panic!("on purpose");
    }
    let this = std::env::current_exe().unwrap();
    let (_, module) = module_path!().split_once("::").unwrap();
    let name = format!("{module}::gives_the_terminal_back_before_a_panic_is_printed");
    let command = format!("{} --exact {name} --nocapture", this.display());
    let output = Command::new("script")
        .args(["-qec", &command, "/dev/null"])
        .env(ROLE, "1")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&output.stdout);
    let place = |text: &str| {
        output
            .find(text)
            .unwrap_or_else(|| panic!("no {text:?} in {output:?}"))
    };
    assert!(place("\u{1b}[?1049h") < place("\u{1b}[?1049l"));
    assert!(place("\u{1b}[?1049l") < place("on purpose"));
    assert!(output.contains("\u{1b}[?2004l"), "bracketed paste ends too");
}

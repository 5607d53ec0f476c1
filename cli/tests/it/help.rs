//! The help is the reference: every command has one, in one style, with examples.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use emperione_cli::Cli;
use emperione_cli::error::exit;
use emperione_protocol::Code;

use crate::common::House;

fn leaves(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name());
        if sub.get_subcommands().next().is_none() {
            found.push((path.clone(), sub.clone()));
        }
        leaves(sub, &path, found);
    }
}

fn all() -> Vec<(String, Command)> {
    let mut found = Vec::new();
    leaves(&Cli::command(), "emp", &mut found);
    found
}

#[test]
fn the_definition_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_says_what_it_does_in_one_line() {
    for (path, command) in all() {
        let about = command
            .get_about()
            .unwrap_or_else(|| panic!("{path} says nothing"))
            .to_string();
        assert!(about.len() <= 60, "{path}: {about}");
        assert!(
            about.starts_with(char::is_uppercase) && !about.ends_with('.'),
            "{path}: {about}"
        );
    }
}

#[test]
fn every_command_has_two_examples_that_begin_with_its_name() {
    for (path, command) in all() {
        let help = command
            .get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        let examples: Vec<_> = help.lines().filter(|line| line.starts_with("  ")).collect();
        assert!(
            examples.len() >= 2,
            "{path} has {} examples",
            examples.len()
        );
        assert!(
            examples.iter().all(|line| line.contains("emp ")),
            "{path}: {help}"
        );
    }
}

/// The text files of a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let files = entries.map(|entry| entry.unwrap().path()).map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    files.collect::<Vec<_>>().concat()
}

/// The first word of `line` that names no command and no flag, where one has to.
fn unknown<'a>(root: &Command, line: &'a str) -> Option<&'a str> {
    let mut at = root;
    for word in line.split_whitespace().skip(1) {
        if let Some(flag) = word.strip_prefix("--") {
            let flag = flag.split('=').next();
            let mut arguments = at.get_arguments().chain(root.get_arguments());
            if !arguments.any(|argument| argument.get_long() == flag) {
                return Some(word);
            }
        } else if let Some(next) = at.find_subcommand(word) {
            at = next;
        } else if at.has_subcommands() && word.starts_with(char::is_lowercase) {
            return Some(word);
        }
    }
    None
}

#[test]
fn what_a_hint_names_exists() {
    let mut root = Cli::command();
    root.build();
    let house = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["cli/src", "daemon/src", "protocol/src", "tui/src"];
    let mut paths: Vec<_> = folders
        .iter()
        .flat_map(|it| files(&house.join(it)))
        .collect();
    paths.push(house.join("README.md"));
    let mut wrong = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some()) {
        let text = fs::read_to_string(path).unwrap();
        let quoted = text
            .split('`')
            .filter(|it| it.starts_with("emp ") && !it.contains('\n'));
        let lines = quoted.filter_map(|line| Some((line, unknown(&root, line)?)));
        wrong.extend(lines.map(|(line, word)| format!("{}: `{line}`: {word}", path.display())));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(unknown(&root, "emp gild list"), Some("gild"));
    assert_eq!(unknown(&root, "emp guild list --al"), Some("--al"));
}

#[test]
fn every_flag_is_explained() {
    for (path, command) in all() {
        for argument in command.get_arguments() {
            let help = argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                !help.is_empty() && !help.ends_with('.'),
                "{path} {}: {help}",
                argument.get_id()
            );
        }
    }
}

#[test]
fn the_exit_codes_are_a_topic() {
    let help = House::new().emp("help exit-codes").out;

    for (code, meaning) in exit::ALL {
        assert!(help.contains(&format!("{code:>3}  {meaning}\n")), "{help}");
    }
}

#[test]
fn each_error_is_listed_and_explained_by_its_code() {
    let house = House::new();
    let list = house.emp("help errors").out;

    for code in Code::ALL {
        let line = format!("{code}  ");
        assert!(
            list.contains(&line) && list.contains(code.title()),
            "{list}"
        );
    }
    let one = house.emp("help e0413").out;
    assert!(
        one.starts_with("E0413: ") && one.contains("The exit code is 5."),
        "{one}"
    );
}

#[test]
fn help_knows_commands_and_names_what_it_knows() {
    let house = House::new();

    assert_eq!(
        house.emp("help case list").out,
        house.emp("case list --help").out
    );
    let unknown = house.emp("help everything");
    assert_eq!(unknown.code, 2);
    assert!(
        unknown
            .err
            .starts_with("error[E0201]: there is no command or topic `everything`")
    );
    assert!(unknown.err.contains("exit-codes"), "{}", unknown.err);
}

#[test]
fn a_wrong_command_line_is_an_error_with_a_code_too() {
    let ran = House::new().emp("case lsit");

    assert_eq!(ran.code, 2);
    assert!(
        ran.err
            .starts_with("error[E0201]: unrecognized subcommand 'lsit'"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("'list'"), "{}", ran.err);
}

#[test]
fn where_data_are_json_errors_are() {
    let ran = House::new().emp("--socket /nonexistent/empd.sock status --json");

    let error: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!((ran.code, ran.out.as_str()), (10, ""));
    assert_eq!(
        (&error["error"], &error["exit"]),
        (&"E0101".into(), &10.into())
    );
    assert!(
        error["hint"]
            .as_str()
            .unwrap()
            .starts_with("start the daemon")
    );
}

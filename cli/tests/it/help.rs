//! The help is the reference: every command has one, in one style, with examples.

use clap::{Command, CommandFactory};
use emperione_cli::Cli;

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

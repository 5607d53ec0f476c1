//! Completions and man pages in the repository equal what the command line's definition gives.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use emperione_cli::args::Shell;
use emperione_cli::commands::generate;
use pretty_assertions::assert_eq;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn check(path: &Path, generated: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, generated).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let name = path.display();
    assert_eq!(
        kept, generated,
        "{name}: run the test with UPDATE=1 to write it anew"
    );
}

#[test]
fn completions_are_those_of_the_command_line() {
    let folder = root().join("completions");
    fs::create_dir_all(&folder).unwrap();
    for (shell, name) in [
        (Shell::Bash, "emp.bash"),
        (Shell::Zsh, "_emp"),
        (Shell::Fish, "emp.fish"),
    ] {
        check(&folder.join(name), &generate::completion(shell));
    }
}

#[test]
fn man_pages_are_those_of_the_command_line() {
    let fresh = tempfile::tempdir().unwrap();
    generate::man(fresh.path()).unwrap();
    let folder = root().join("man");

    let mut pages = BTreeSet::new();
    for entry in fs::read_dir(fresh.path()).unwrap() {
        let entry = entry.unwrap();
        check(
            &folder.join(entry.file_name()),
            &fs::read_to_string(entry.path()).unwrap(),
        );
        pages.insert(entry.file_name());
    }
    let kept = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let kept: BTreeSet<_> = kept
        .filter(|name| {
            name.to_string_lossy().starts_with("emp") && name.to_string_lossy().ends_with(".1")
        })
        .collect();
    assert_eq!(kept, pages, "a page of a command that is gone");
}

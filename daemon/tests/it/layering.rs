//! The layers of `lib.rs`, held by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Libraries of the doors and of storage, which the pure part must not know.
const OUTSIDE: &[&str] = &[
    "serenity",
    "axum",
    "sqlx",
    "tarpc",
    "apalis",
    "tokio",
    "redis",
    "reqwest",
    "twilight_gateway",
];
const DOORS: &[&str] = &["serenity", "axum", "tarpc", "apalis", "twilight_gateway"];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// The lines of code in `folder` that name one of `words` as a path or a macro's crate.
fn mentions(folder: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources(folder) {
        for line in text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            if words.iter().any(|word| names(line, word)) {
                found.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    found
}

/// Whether a line names a module or a crate: before `::`, or as what is imported.
fn names(line: &str, word: &str) -> bool {
    let is_import = line.trim_start().starts_with("use crate::");
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + word.len()..];
        before.is_none_or(|letter| !is_part(letter) && letter != '"')
            && (after.starts_with("::") || is_import && !after.starts_with(is_part))
    })
}

#[test]
fn an_import_names_a_module_as_a_path_does() {
    for line in [
        "store::open()",
        "use crate::store;",
        "use crate::{services, store};",
        "let at: crate::store::Error;",
    ] {
        assert!(names(line, "store"), "{line}");
    }
    for line in [
        "restore::run()",
        "store.open()",
        "use crate::restored;",
        "\"no-store\"",
    ] {
        assert!(!names(line, "store"), "{line}");
    }
}

#[test]
fn the_domain_knows_no_library_of_the_outside() {
    assert_eq!(mentions("domain", OUTSIDE), Vec::<String>::new());
    assert_eq!(
        mentions("domain", &["store", "services", "ports"]),
        Vec::<String>::new()
    );
}

#[test]
fn the_services_know_no_door() {
    assert_eq!(mentions("services", DOORS), Vec::<String>::new());
    assert_eq!(
        mentions(
            "services",
            &["crate::bot", "crate::rest", "crate::rpc", "crate::jobs"]
        ),
        Vec::<String>::new()
    );
}

#[test]
fn the_doors_never_touch_the_store() {
    for door in ["bot", "jobs", "rest", "rpc"] {
        let mut found = mentions(door, &["store", "sqlx"]);
        // It answers a port, and its rows are in the database.
        found.retain(|line| !line.contains("/src/jobs/queue.rs: "));
        assert_eq!(found, Vec::<String>::new(), "{door}");
    }
}

#[test]
fn only_the_store_holds_sql() {
    for folder in [
        "app", "bot", "config", "domain", "ingest", "jobs", "rest", "rpc", "services", "wire",
    ] {
        assert_eq!(
            mentions(folder, &["sqlx"]),
            Vec::<String>::new(),
            "{folder}"
        );
    }
}

#[test]
fn every_file_of_tests_is_part_of_the_binary() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            name == "main" || main.contains(&format!("mod {name};")),
            "{name} is not in main.rs"
        );
    }
}

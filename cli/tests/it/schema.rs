//! The schemas of records: those in `schema.json` are a promise, and commands keep it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use emperione_cli::commands::schema::{KINDS, document};
use serde_json::Value;

use crate::common::House;

type Schemas = BTreeMap<String, Value>;

fn now() -> Schemas {
    KINDS
        .iter()
        .map(|kind| (kind.name.into(), document(*kind).into()))
        .collect()
}

/// The names of a record's fields, and of those of the records inside.
fn fields(name: &str, schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(parts) => {
            for (key, part) in parts {
                if let ("properties", Value::Object(fields)) = (key.as_str(), part) {
                    found.extend(fields.keys().map(|field| format!("{name}.{field}")));
                }
                fields_of(name, key, part, found);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| fields(name, part, found)),
        _ => {}
    }
}

fn fields_of(name: &str, key: &str, part: &Value, found: &mut Vec<String>) {
    let keyword =
        key.starts_with('$') || matches!(key, "properties" | "items" | "oneOf" | "anyOf" | "allOf");
    if keyword {
        fields(name, part, found);
    } else {
        fields(&format!("{name}.{key}"), part, found);
    }
}

#[test]
fn fields_are_only_ever_added() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/schema.json");
    let kept: Schemas = fs::read_to_string(&path).map_or_else(
        |_| Schemas::new(),
        |text| serde_json::from_str(&text).unwrap(),
    );
    let now = now();
    for (name, schema) in &kept {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        fields(name, schema, &mut before);
        let current = now.get(name);
        let current = current.unwrap_or_else(|| panic!("the record `{name}` is gone"));
        fields(name, current, &mut after);
        if schema["$id"] == current["$id"] {
            let gone = before.iter().find(|field| !after.contains(field));
            assert_eq!(gone, None, "a field is gone; that takes a new version");
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        let text = serde_json::to_string_pretty(&now).unwrap();
        fs::write(&path, format!("{text}\n")).unwrap();
    } else {
        let differs = now
            .iter()
            .find(|(name, schema)| kept.get(*name) != Some(schema));
        let name = differs.map(|(name, _)| name);
        assert_eq!(name, None, "run the test with UPDATE=1 to write it anew");
    }
}

/// Whether a value has the fields that a schema wants, and no other.
fn check(name: &str, value: &Value, schema: &Value) {
    let fields = value
        .as_object()
        .unwrap_or_else(|| panic!("{name}: {value}"));
    let known = &schema["properties"];
    for required in schema["required"].as_array().into_iter().flatten() {
        let required = required.as_str().unwrap();
        assert!(fields.contains_key(required), "{name} lacks {required}");
    }
    // What a kind of event has besides is said by one of several schemas.
    if schema.get("oneOf").is_some() {
        return;
    }
    for field in fields.keys() {
        assert!(known.get(field).is_some(), "{name} has {field} too");
    }
}

#[expect(clippy::too_many_lines, reason = "it is a list")]
#[test]
fn what_commands_print_has_the_fields_of_its_schema() {
    let house = House::new();
    let schemas = now();
    assert_eq!(house.emp("ban 11 12 --yes").code, 0);
    for (name, command) in [
        ("action", "kick 11 --yes"),
        ("alert", "alert ack raid"),
        ("alert-rule", "alert list"),
        ("alert-rule-detail", "alert show raid"),
        ("archive-file", "archive list"),
        ("archive-restored", "archive restore activity 2025-12"),
        ("backup", "backup list"),
        ("batch", "batch list"),
        ("case", "case list"),
        ("case-detail", "case show 5"),
        ("event", "event follow --limit 1 --after 3"),
        ("finding", "doctor"),
        ("item", "inbox list"),
        ("item-detail", "inbox show 3"),
        ("job", "job list"),
        ("job-kind", "job kinds"),
        ("live", "analytics live"),
        ("member", "member list"),
        ("can", "perms can 11 ban 12"),
        ("piece", "case evidence list 5"),
        ("cohort", "analytics cohort"),
        ("comparison", "analytics compare messages --at 7d"),
        ("contributor", "analytics top"),
        ("hour-of-week", "analytics heatmap messages"),
        ("insight", "analytics insights"),
        ("mark", "analytics marks"),
        ("metric", "analytics list"),
        ("part-bucket", "analytics show messages --by channel"),
        ("entry", "case log 5"),
        ("kept", "privacy show 11"),
        ("member-then", "member show 11 --at 1d"),
        ("record", "audit log"),
        ("report", "report weekly"),
        ("verified", "audit verify"),
        ("why", "perms why 11 BAN_MEMBERS"),
        ("preview", "ban 11 --dry-run"),
        ("notice", "notice list"),
        ("persist", "persist show"),
        ("retention", "privacy retention show"),
        ("return", "persist list"),
        ("sample", "notice preview ban"),
        ("template", "template list"),
        ("replay", "alert test raid"),
        ("status", "status"),
        ("webhook", "alert webhook list"),
    ] {
        let ran = house.emp(&format!("{command} --format json"));
        let printed: Value = serde_json::from_str(&ran.out)
            .unwrap_or_else(|error| panic!("{command}: {error}: {}", ran.err));
        let records = match &printed {
            Value::Array(records) => records.as_slice(),
            record => std::slice::from_ref(record),
        };
        assert!(!records.is_empty(), "{command} prints nothing");
        for record in records {
            check(name, record, &schemas[name]);
        }
    }
}

#[test]
fn a_schema_is_printed_by_name_and_an_unknown_one_names_those_that_exist() {
    let house = House::new();

    let one = house.emp("schema case");
    let unknown = house.emp("schema cases");

    let schema: Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!(schema["$id"], "urn:emperione:case:1");
    assert!(schema["properties"]["number"].is_object(), "{schema}");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("case-detail"), "{}", unknown.err);
    assert!(house.emp("schema").out.starts_with("action\temp ban\t1\n"));
}

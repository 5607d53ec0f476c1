//! The fields, which the parser, the hints and the manual share.

use std::time::Duration;

use emperione_protocol::actions::Kind;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Invalid;

use super::{Counted, Moment, Problem, Standing, value};

/// A field as the manual names it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub(super) path: Path,
}

/// What a field means, before it is narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    Name,
    Id,
    Roles,
    Flags,
    Invite,
    AccountAge,
    When(Moment),
    Is(Standing),
    Count(Counted, Option<Duration>),
    Voice(Option<Duration>),
}

/// All fields.
pub const FIELDS: &[Field] = &[
    field("name", Path::Name),
    field("id", Path::Id),
    field("joined", Path::When(Moment::Joined)),
    field("account_age", Path::AccountAge),
    field("roles", Path::Roles),
    field("messages", Path::Count(Counted::Messages, None)),
    field("reactions", Path::Count(Counted::Reactions, None)),
    field("voice", Path::Voice(None)),
    field("last_seen", Path::When(Moment::LastSeen)),
    field("cases", Path::Count(Counted::Cases(None), None)),
    field("points", Path::Count(Counted::Points, None)),
    field("notes", Path::Count(Counted::Cases(Some(Kind::Note)), None)),
    field("banned", Path::Is(Standing::Banned)),
    field("timed_out", Path::Is(Standing::TimedOut)),
    field("bot", Path::Is(Standing::Bot)),
    field("left", Path::When(Moment::Left)),
    field("flags", Path::Flags),
    field("invite", Path::Invite),
];

/// How alike a word and a field must be for a hint (0 to 1).
const ALIKE: f64 = 0.7;
const WINDOW: &str = "a time such as `7d`";
const KIND_OR_WINDOW: &str = "a kind of case such as `warn`, or a time such as `7d`";

const fn field(name: &'static str, path: Path) -> Field {
    Field { name, path }
}

/// Reads a field, such as `messages.7d` or `cases.warn.90d`.
pub(super) fn read(word: &str) -> Result<(&'static str, Path), Problem> {
    let mut parts = word.split('.');
    let name = parts.next().unwrap_or_default().to_lowercase();
    let Some(field) = FIELDS.iter().find(|field| field.name == name) else {
        return Err(Problem::UnknownField {
            word: word.into(),
            nearest: nearest(&name, FIELDS.iter().map(|field| field.name)),
        });
    };
    let mut path = field.path;
    for part in parts {
        path = narrow(path, part).ok_or_else(|| Problem::UnknownPart {
            field: field.name,
            part: part.into(),
            expected: expected(field.path),
        })?;
    }
    Ok((field.name, path))
}

fn narrow(path: Path, part: &str) -> Option<Path> {
    match path {
        Path::Count(of, None) => match (of, value::window(part)) {
            (of, Some(window)) => Some(Path::Count(of, Some(window))),
            (Counted::Cases(None), None) => Some(Path::Count(Counted::Cases(kind(part)), None)),
            _ => None,
        }
        .filter(|path| !matches!(path, Path::Count(Counted::Cases(None), None))),
        Path::Voice(None) => value::window(part).map(|window| Path::Voice(Some(window))),
        _ => None,
    }
}

fn expected(path: Path) -> &'static str {
    match path {
        Path::Count(Counted::Cases(None), _) => KIND_OR_WINDOW,
        Path::Count(..) | Path::Voice(_) => WINDOW,
        _ => "it without a point",
    }
}

/// A kind of action by its word on the wire.
fn kind(word: &str) -> Option<Kind> {
    let word: serde::de::value::StrDeserializer<'_, Invalid> = word.into_deserializer();
    Kind::deserialize(word).ok()
}

/// The most similar of some names, if one is similar at all.
pub(super) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

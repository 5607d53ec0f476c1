//! Cases as rows: the fields that an import takes, and what else a spreadsheet may want.

use std::collections::BTreeMap;

use emperione_protocol::Timestamp;
use emperione_protocol::actions::{ActorRef, Detail};
use emperione_protocol::cases::CaseDetail;
use emperione_protocol::formula::armour;
use emperione_protocol::imports::FIELDS;

use crate::clean::clean_lines;
use crate::commands::case::{actor, word};
use crate::commands::when;

/// Columns that an import leaves out.
const MORE: [&str; 4] = ["undoes", "batch", "links", "evidence"];

fn columns() -> impl Iterator<Item = &'static str> {
    let fields = FIELDS.iter().map(|(field, _)| *field);
    fields.filter(|field| *field != "ignore").chain(MORE)
}

pub(in crate::commands::case) fn head() -> String {
    line(columns().map(Into::into))
}

pub(in crate::commands::case) fn row(case: &CaseDetail) -> String {
    let mut fields = fields(case);
    let numbers: Vec<_> = case.case.links.iter().map(u64::to_string).collect();
    let more = [
        case.case.undoes.map(|number| number.to_string()),
        case.case.batch.map(|batch| batch.to_string()),
        Some(numbers.join(" ")),
        Some(evidence(case)),
    ];
    for (name, text) in MORE.into_iter().zip(more) {
        fields.insert(name, text.unwrap_or_default());
    }
    line(columns().map(|column| fields.remove(column).unwrap_or_default()))
}

fn evidence(case: &CaseDetail) -> String {
    let mut lines = Vec::new();
    for piece in &case.evidence {
        let link = piece.link.as_deref().unwrap_or("-");
        lines.push(format!("{} {} {link}", piece.piece, piece.state.word()));
        for quote in &piece.quotes {
            let text = quote.text.as_deref().unwrap_or("-").replace('\n', " ");
            lines.push(format!("@{}: {text}", quote.author.name));
        }
    }
    lines.join("\n")
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells = cells.map(|cell| armour(&clean_lines(&cell)));
    // Into memory nothing fails.
    let bytes = match writer.write_record(cells) {
        Ok(()) => writer.into_inner().unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What an import takes of a case, by field.
pub(in crate::commands::case) fn fields(detail: &CaseDetail) -> BTreeMap<&'static str, String> {
    let case = &detail.case;
    let (kind, id, name) = match &case.actor {
        ActorRef::User { user } => ("user", user.id.to_string(), &user.name),
        ActorRef::Local { uid, name } => ("local", uid.to_string(), name),
        ActorRef::System { name } => ("system", String::new(), name),
    };
    let maybe = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let points = case.detail.points.map(|points| points.to_string());
    let rest = Detail {
        points: None,
        caused_by: None,
        ..case.detail.clone()
    };
    let rest = (rest != Detail::default()).then(|| serde_json::to_string(&rest).ok());
    let notes = detail.entries.iter().filter(|entry| entry.kind == "note");
    let notes = notes.map(|entry| {
        let text = entry.text.replace('\n', " ");
        format!("{} {}: {text}", when::time(entry.at), actor(&entry.actor))
    });
    BTreeMap::from([
        ("guild", case.guild.to_string()),
        ("number", case.number.to_string()),
        ("kind", word(&case.kind)),
        ("state", word(&case.state)),
        ("target", case.target.id.to_string()),
        ("target_name", case.target.name.clone()),
        ("actor_kind", kind.into()),
        ("actor", id),
        ("actor_name", name.clone()),
        ("reason", case.reason.clone().unwrap_or_default()),
        ("rule", case.rule.clone().unwrap_or_default()),
        ("opened_at", case.opened_at.to_string()),
        ("until", maybe(case.until)),
        ("closed_at", maybe(case.closed_at)),
        ("hidden", if case.hidden { "yes" } else { "no" }.into()),
        ("labels", case.labels.join(" ")),
        ("points", points.unwrap_or_default()),
        ("detail", rest.flatten().unwrap_or_default()),
        ("notes", notes.collect::<Vec<_>>().join("\n")),
    ])
}

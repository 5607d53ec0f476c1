//! `emp schema`: what the records look like that commands print as JSON.

use emperione_protocol::actions::{Action, Preview, Retiming};
use emperione_protocol::alerts::{Alert, Replay, Ringing, Rule, RuleDetail, Webhook};
use emperione_protocol::analytics::{
    Bucket, Cohort, Comparison, Contributor, HourOfWeek, Insight, Mark, Metric,
};
use emperione_protocol::archives::{Checked, File, Restored};
use emperione_protocol::audit::{Record, Verified};
use emperione_protocol::backups::Backup;
use emperione_protocol::batches::{Batch, BatchLine, Plan, PlanLine};
use emperione_protocol::cases::{Case, CaseChange, CaseDetail, Entry};
use emperione_protocol::events::Event;
use emperione_protocol::evidence::Piece;
use emperione_protocol::guilds::Guild;
use emperione_protocol::imports::{Import, Verdict};
use emperione_protocol::inbox::{Item, ItemDetail};
use emperione_protocol::jobs::{Job, JobKind};
use emperione_protocol::live::Live;
use emperione_protocol::members::{Member, MemberDetail, MemberThen};
use emperione_protocol::messages::Message;
use emperione_protocol::notices::{Notice, Sample};
use emperione_protocol::perms::{Can, Why};
use emperione_protocol::persist::{Return, Settings};
use emperione_protocol::privacy::{Erased, Kept, Retention};
use emperione_protocol::reports::Report;
use emperione_protocol::schedules::{Delivery, Schedule, ScheduleDetail};
use emperione_protocol::system::{Finding, Status};
use emperione_protocol::templates::Template;
use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use super::analytics::PartBucket;
use crate::error::Failure;
use crate::output::{Output, Row};

/// Grows when a field changes its meaning or goes; new fields need no new version.
pub const VERSION: u32 = 1;

/// A record that commands print.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// A command that prints it.
    pub of: &'static str,
    schema: fn() -> Schema,
}

const fn kind<T: JsonSchema>(name: &'static str, of: &'static str) -> Kind {
    Kind {
        name,
        of,
        schema: || schema_for!(T),
    }
}

/// Every record, by name.
pub const KINDS: &[Kind] = &[
    kind::<Action>("action", "ban"),
    kind::<Checked>("archive-check", "archive verify"),
    kind::<File>("archive-file", "archive list"),
    kind::<Restored>("archive-restored", "archive restore"),
    kind::<Backup>("backup", "backup list"),
    kind::<Alert>("alert", "alert ack"),
    kind::<Rule>("alert-rule", "alert list"),
    kind::<RuleDetail>("alert-rule-detail", "alert show"),
    kind::<Batch>("batch", "batch list"),
    kind::<BatchLine>("batch-line", "batch show --lines"),
    kind::<Bucket>("bucket", "analytics show"),
    kind::<Can>("can", "perms can"),
    kind::<Case>("case", "case list"),
    kind::<CaseChange>("case-change", "case diff"),
    kind::<CaseDetail>("case-detail", "case show"),
    kind::<Cohort>("cohort", "analytics cohort"),
    kind::<Comparison>("comparison", "analytics compare"),
    kind::<Contributor>("contributor", "analytics top"),
    kind::<Entry>("entry", "case log"),
    kind::<Erased>("erased", "privacy erase"),
    kind::<Event>("event", "event follow"),
    kind::<Finding>("finding", "doctor"),
    kind::<Guild>("guild", "guild list"),
    kind::<HourOfWeek>("hour-of-week", "analytics heatmap"),
    kind::<Import>("import", "case import list"),
    kind::<Insight>("insight", "analytics insights"),
    kind::<Item>("item", "inbox list"),
    kind::<ItemDetail>("item-detail", "inbox show"),
    kind::<Job>("job", "job list"),
    kind::<JobKind>("job-kind", "job kinds"),
    kind::<Kept>("kept", "privacy show"),
    kind::<Live>("live", "analytics live"),
    kind::<Mark>("mark", "analytics marks"),
    kind::<Member>("member", "member list"),
    kind::<MemberDetail>("member-detail", "member show"),
    kind::<MemberThen>("member-then", "member show --at"),
    kind::<Message>("message", "purge --dry-run"),
    kind::<Metric>("metric", "analytics define"),
    kind::<Notice>("notice", "notice list"),
    kind::<PartBucket>("part-bucket", "analytics show --by"),
    kind::<Settings>("persist", "persist show"),
    kind::<Piece>("piece", "case evidence list"),
    kind::<Plan>("plan", "ban - --dry-run --json"),
    kind::<PlanLine>("plan-line", "ban - --dry-run"),
    kind::<Preview>("preview", "ban --dry-run"),
    kind::<Record>("record", "audit log"),
    kind::<Replay>("replay", "alert test --json"),
    kind::<Report>("report", "report weekly"),
    kind::<Delivery>("report-delivery", "report schedule run"),
    kind::<Schedule>("report-schedule", "report schedule list"),
    kind::<ScheduleDetail>("report-schedule-detail", "report schedule show"),
    kind::<Return>("return", "persist list"),
    kind::<Retiming>("retiming", "retime --dry-run"),
    kind::<Sample>("sample", "notice preview"),
    kind::<Retention>("retention", "privacy retention show"),
    kind::<Ringing>("ringing", "alert test"),
    kind::<Status>("status", "status"),
    kind::<Template>("template", "template list"),
    kind::<Verdict>("verdict", "case import --dry-run"),
    kind::<Verified>("verified", "audit verify"),
    kind::<Webhook>("webhook", "alert webhook list"),
    kind::<Why>("why", "perms why"),
];

/// What `emp schema` lists.
#[derive(Debug, Serialize)]
struct Listed {
    name: &'static str,
    command: String,
    version: u32,
}

impl Row for Listed {
    const COLUMNS: &'static [&'static str] = &["record", "printed by", "version"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.into(),
            self.command.clone(),
            self.version.to_string(),
        ]
    }
}

/// Lists the records, or prints the JSON Schema of one.
///
/// # Errors
/// If there is no such record.
pub(super) fn run(name: Option<&str>, out: &mut Output) -> Result<(), Failure> {
    let Some(name) = name else {
        let listed = KINDS.iter().map(|kind| Listed {
            name: kind.name,
            command: format!("emp {}", kind.of),
            version: VERSION,
        });
        return out.rows(&listed.collect::<Vec<_>>());
    };
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let kind = kind.ok_or_else(|| {
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        Failure::usage(format!("there is no record `{name}`"))
            .hint(format!("there are: {}", names.join(", ")))
    })?;
    let text = serde_json::to_string_pretty(&document(*kind))
        .map_err(|error| Failure::error(error.to_string()))?;
    out.text(&format!("{text}\n"))
}

/// The schema of a record, with its name and version.
pub fn document(kind: Kind) -> Schema {
    let mut schema = (kind.schema)();
    schema.insert(
        "$id".into(),
        format!("urn:emperione:{}:{VERSION}", kind.name).into(),
    );
    schema
}

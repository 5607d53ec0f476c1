//! `emp case`

mod edit;
mod evidence;
mod export;
mod filter;
mod import;

use clap::Subcommand;
use emperione_protocol::actions::{ActorRef, Kind, Subject};
use emperione_protocol::cases::{Case, CaseActor, CaseChange, CaseDetail, CaseEdit, Entry};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};

use super::when;
use crate::context::{Context, PATIENCE, collect, resolve};
use crate::error::Failure;
use crate::output::{Output, Row};
pub use filter::Filter;

/// What to do with cases.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List cases, newest first
    #[command(
        after_help = "Examples:\n  emp case list --member @raider7\n  emp case list --match 'raid link' --actor @mona --since 7d\n  emp case list --kind ban --state applied --format csv"
    )]
    List(List),
    /// Show a case with everything that was written into it
    #[command(
        after_help = "Examples:\n  emp case show 12\n  emp case show 12 --json | jq '.entries[].kind'"
    )]
    Show {
        /// The number of the case
        #[arg(value_parser = edit::read_number)]
        number: u64,
    },
    /// Print what was written into a case: who, when, what
    #[command(after_help = "Examples:\n  emp case log 12\n  emp case log 12 --format md")]
    Log {
        /// The number of the case
        #[arg(value_parser = edit::read_number)]
        number: u64,
    },
    /// Print what edits changed in a case, from what to what
    #[command(
        after_help = "Examples:\n  emp case diff 12\n  emp case diff 12 --json | jq -r '.[].old'"
    )]
    Diff {
        /// The number of the case
        #[arg(value_parser = edit::read_number)]
        number: u64,
    },
    /// Give a case another reason; its log keeps the old one
    #[command(
        after_help = "Examples:\n  emp case edit 12 --reason 'raid of 1 May'\n  emp case edit 12 --reason spam --dry-run"
    )]
    Edit(edit::Reason),
    /// Give a case labels, or take them away
    #[command(
        after_help = "Examples:\n  emp case label 12 add raid alt\n  emp case label 12 remove alt"
    )]
    Label(edit::Label),
    /// Link two cases with each other
    #[command(after_help = "Examples:\n  emp case link 12 9\n  emp case link 12 9 --dry-run")]
    Link(edit::Link),
    /// Part two cases
    #[command(after_help = "Examples:\n  emp case unlink 12 9\n  emp case unlink 12 9 --dry-run")]
    Unlink(edit::Link),
    /// Write a note into a case
    #[command(
        after_help = "Examples:\n  emp case note 12 'came back as @raider8'\n  emp case note 12 'asked to appeal' --dry-run"
    )]
    Note(edit::Note),
    /// Close cases; what was done stays as it is
    #[command(
        after_help = "Examples:\n  emp case close 12 --reason 'appeal refused'\n  emp case close 12 13 --template handled\n  emp case list --label raid --json=number | jq '.[].number' | emp case close -"
    )]
    Close(edit::Closing),
    /// Reopen closed cases
    #[command(
        after_help = "Examples:\n  emp case reopen 12 --reason 'came back'\n  emp case reopen 12 13"
    )]
    Reopen(edit::Closing),
    /// Leave cases out of lists
    #[command(after_help = "Examples:\n  emp case hide 12\n  emp case hide 12 13 --dry-run")]
    Hide(edit::Many),
    /// Show hidden cases in lists again
    #[command(
        after_help = "Examples:\n  emp case unhide 12\n  emp case list --hidden --json=number,hidden"
    )]
    Unhide(edit::Many),
    /// Manage the evidence of cases
    #[command(subcommand)]
    Evidence(evidence::Command),
    /// Write cases with their logs and evidence into one file
    #[command(
        after_help = "Examples:\n  emp case export --member @raider7 --output raider7.html\n  emp case export --since 30d --as csv --output may.csv\n  emp case export --has-evidence --as jsonl | jq -r .case.number"
    )]
    Export(export::Export),
    /// Take cases from a file, such as one of another bot
    #[command(
        after_help = "Examples:\n  emp case import cases.jsonl --dry-run\n  emp case import modlog.csv --map user_id=target --map action=kind --map time=opened_at\n  emp case import bans.csv --set kind=ban --yes\n  emp case import undo 3"
    )]
    Import(import::Args),
}

/// Which cases.
#[derive(Debug, clap::Args)]
pub struct List {
    #[command(flatten)]
    filter: Filter,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl Row for Case {
    const COLUMNS: &'static [&'static str] =
        &["case", "kind", "state", "target", "by", "reason", "opened"];

    fn cells(&self) -> Vec<String> {
        vec![
            format!("#{}", self.number),
            word(&self.kind),
            word(&self.state),
            self.target.name.clone(),
            actor(&self.actor),
            self.reason.clone().unwrap_or_default(),
            when::time(self.opened_at),
        ]
    }
}

/// The word of an enum, as it stands in JSON.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(Into::into))
        .unwrap_or_default()
}

pub(super) fn actor(actor: &ActorRef) -> String {
    match actor {
        ActorRef::User { user } => format!("@{}", user.name),
        ActorRef::Local { name, .. } | ActorRef::System { name } => name.clone(),
    }
}

impl Row for Entry {
    const COLUMNS: &'static [&'static str] = &["at", "by", "what", "text"];

    fn cells(&self) -> Vec<String> {
        vec![
            when::time(self.at),
            actor(&self.actor),
            self.kind.clone(),
            self.text.clone(),
        ]
    }
}

impl Row for CaseChange {
    const COLUMNS: &'static [&'static str] = &["at", "by", "field", "old", "new"];

    fn cells(&self) -> Vec<String> {
        vec![
            when::time(self.at),
            actor(&self.actor),
            self.field.clone(),
            self.old.clone().unwrap_or_else(|| "-".into()),
            self.new.clone().unwrap_or_else(|| "-".into()),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let order = match command {
        Command::List(list) => return print_list(list, guild, (context, &client), out).await,
        Command::Show { number } => {
            let detail = show(number, guild, &client).await?;
            return out.record(&detail, &lines(&detail));
        }
        Command::Log { number } => return out.rows(&show(number, guild, &client).await?.entries),
        Command::Diff { number } => {
            let cases = client.cases();
            let changes = cases.diff(within(PATIENCE), guild, number).await.flat()?;
            return out.rows(&changes);
        }
        Command::Evidence(command) => return evidence::run(command, guild, &client, out).await,
        Command::Export(args) => return export::run(args, guild, (context, &client), out).await,
        Command::Import(args) => return import::run(args, guild, (context, client), out).await,
        Command::Edit(args) => args.order(),
        Command::Label(args) => args.order(),
        Command::Link(args) => args.order(CaseEdit::Link),
        Command::Unlink(args) => args.order(CaseEdit::Unlink),
        Command::Note(args) => args.order(),
        Command::Close(args) => args.order(CaseEdit::Close, (&client, guild)).await?,
        Command::Reopen(args) => args.order(CaseEdit::Reopen, (&client, guild)).await?,
        Command::Hide(args) => args.order(CaseEdit::Hide)?,
        Command::Unhide(args) => args.order(CaseEdit::Unhide)?,
    };
    edit::run(order, guild, &client, out).await
}

async fn show(number: u64, guild: GuildId, client: &Client) -> Result<CaseDetail, Failure> {
    let cases = client.cases();
    Ok(cases.show(within(PATIENCE), guild, number).await.flat()?)
}

async fn print_list(
    list: List,
    guild: GuildId,
    (context, client): (&Context, &Client),
    out: &mut Output,
) -> Result<(), Failure> {
    let limit = list.limit;
    let filter = list.filter.read(guild, context, client).await?;
    let cases = collect(limit, async |page| {
        client
            .cases()
            .list(within(PATIENCE), filter.clone(), page)
            .await
            .flat()
    });
    out.rows(&cases.await?)
}

/// A target as people write it: members with `@`; channels bear their `#`.
pub(super) fn whom(kind: Kind, target: &UserRef) -> String {
    match kind.subject() {
        Subject::Member => format!("@{}", target.name),
        Subject::Channel | Subject::Guild => target.name.clone(),
    }
}

/// Finds who is meant by an id, `@name`, or the name of a local user.
pub(super) async fn who(
    text: String,
    context: &Context,
    client: &Client,
) -> Result<CaseActor, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(CaseActor::User(id));
    }
    if !text.starts_with('@') {
        return Ok(CaseActor::Name(text));
    }
    let guild = context.guild(client).await?;
    Ok(CaseActor::User(resolve(client, guild, &text).await?.id))
}

fn lines(detail: &CaseDetail) -> Vec<(&'static str, String)> {
    let case = &detail.case;
    let head = format!(
        "#{} · {} · {}{}{}",
        case.number,
        word(&case.kind),
        word(&case.state),
        if case.closed_at.is_some() {
            " · closed"
        } else {
            ""
        },
        if case.hidden { " · hidden" } else { "" }
    );
    let mut lines = vec![("case", head)];
    lines.extend(facts(detail));
    lines.extend(log(detail));
    lines.extend(detail.evidence.iter().flat_map(evidence::lines));
    lines
}

/// What is known of a case, but for its number and state.
fn facts(detail: &CaseDetail) -> Vec<(&'static str, String)> {
    let case = &detail.case;
    let mut lines = vec![
        (
            "target",
            format!("{} ({})", whom(case.kind, &case.target), case.target.id),
        ),
        ("by", actor(&case.actor)),
        ("reason", case.reason.clone().unwrap_or_else(|| "-".into())),
    ];
    lines.extend(case.rule.clone().map(|rule| ("rule", rule)));
    lines.extend([
        ("opened", when::time(case.opened_at)),
        ("until", when::maybe(case.until)),
        (
            "action",
            match (case.action, case.import) {
                (Some(id), _) => id.to_string(),
                (None, Some(import)) => format!("import {import}"),
                (None, None) => "adopted from Discord".into(),
            },
        ),
    ]);
    if !case.labels.is_empty() {
        lines.push(("labels", case.labels.join(" ")));
    }
    if !case.links.is_empty() {
        let others: Vec<_> = case.links.iter().map(|link| format!("#{link}")).collect();
        lines.push(("linked with", others.join(" ")));
    }
    lines.extend(case.closed_at.map(|since| ("closed", when::time(since))));
    lines
}

/// What was written into a case.
fn log(detail: &CaseDetail) -> impl Iterator<Item = (&'static str, String)> {
    detail.entries.iter().map(|entry| {
        let text = if entry.text.is_empty() {
            String::new()
        } else {
            format!(": {}", entry.text)
        };
        let (at, by) = (when::time(entry.at), actor(&entry.actor));
        ("entry", format!("{at} {} by {by}{text}", entry.kind))
    })
}

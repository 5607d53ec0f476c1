//! `emp case`

mod edit;

use clap::{Subcommand, ValueEnum};
use emperione_protocol::actions::{ActorRef, Kind, Subject};
use emperione_protocol::cases::{
    Case, CaseActor, CaseChange, CaseDetail, CaseEdit, CaseFilter, CaseState, Entry,
};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, Timestamp};

use super::{kind, when};
use crate::context::{Context, PATIENCE, collect, resolve};
use crate::error::Failure;
use crate::output::{Output, Row};

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
        after_help = "Examples:\n  emp case close 12 --reason 'appeal refused'\n  emp case list --label raid --json=number | jq '.[].number' | emp case close -"
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
}

/// Which cases.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only those of this member
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Only those of this kind
    #[arg(long, value_name = "KIND", value_parser = kind::parser(|_| true))]
    kind: Option<Kind>,
    /// Only those in this state
    #[arg(long)]
    state: Option<StateArg>,
    /// Only those with all these words in the name, the reason or the log
    #[arg(long = "match", value_name = "TEXT")]
    text: Option<String>,
    /// Only those by this moderator: an id, @name, or the name of a local user
    #[arg(long, value_name = "WHO")]
    actor: Option<String>,
    /// Only those with this label
    #[arg(long)]
    label: Option<String>,
    /// Only those that are not closed
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Only closed ones
    #[arg(long)]
    closed: bool,
    /// Only those opened since then: 7d, 2026-05-01 or a time
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    since: Option<Timestamp>,
    /// Only those opened before then
    #[arg(long, value_name = "TIME", value_parser = when::parse)]
    until: Option<Timestamp>,
    /// With the hidden ones
    #[arg(long)]
    hidden: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

/// A state of a case.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StateArg {
    Pending,
    Applied,
    Failed,
    Ended,
}

impl From<StateArg> for CaseState {
    fn from(state: StateArg) -> Self {
        match state {
            StateArg::Pending => Self::Pending,
            StateArg::Applied => Self::Applied,
            StateArg::Failed => Self::Failed,
            StateArg::Ended => Self::Ended,
        }
    }
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
        Command::Edit(args) => args.order(),
        Command::Label(args) => args.order(),
        Command::Link(args) => args.order(CaseEdit::Link),
        Command::Unlink(args) => args.order(CaseEdit::Unlink),
        Command::Note(args) => args.order(),
        Command::Close(args) => args.order(CaseEdit::Close)?,
        Command::Reopen(args) => args.order(CaseEdit::Reopen)?,
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
    let filter = filter(list, guild, context, client).await?;
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

async fn filter(
    list: List,
    guild: GuildId,
    context: &Context,
    client: &Client,
) -> Result<CaseFilter, Failure> {
    let target = match &list.member {
        Some(text) => Some(resolve(client, guild, text).await?.id),
        None => None,
    };
    let actor = match list.actor {
        Some(text) => Some(who(text, context, client).await?),
        None => None,
    };
    Ok(CaseFilter {
        guild: Some(guild),
        target,
        kind: list.kind,
        state: list.state.map(Into::into),
        text: list.text,
        actor,
        label: list.label,
        closed: (list.open || list.closed).then_some(list.closed),
        since: list.since,
        until: list.until,
        hidden: list.hidden,
    })
}

fn lines(detail: &CaseDetail) -> Vec<(&'static str, String)> {
    let case = &detail.case;
    let mut lines = vec![
        (
            "case",
            format!(
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
            ),
        ),
        (
            "target",
            format!("{} ({})", whom(case.kind, &case.target), case.target.id),
        ),
        ("by", actor(&case.actor)),
        ("reason", case.reason.clone().unwrap_or_else(|| "-".into())),
        ("opened", when::time(case.opened_at)),
        ("until", when::maybe(case.until)),
        (
            "action",
            case.action
                .map_or_else(|| "adopted from Discord".into(), |id| id.to_string()),
        ),
    ];
    if !case.labels.is_empty() {
        lines.push(("labels", case.labels.join(" ")));
    }
    if !case.links.is_empty() {
        let others: Vec<_> = case.links.iter().map(|link| format!("#{link}")).collect();
        lines.push(("linked with", others.join(" ")));
    }
    lines.extend(case.closed_at.map(|since| ("closed", when::time(since))));
    lines.extend(detail.entries.iter().map(|entry| {
        let text = if entry.text.is_empty() {
            String::new()
        } else {
            format!(": {}", entry.text)
        };
        (
            "entry",
            format!(
                "{} {} by {}{text}",
                when::time(entry.at),
                entry.kind,
                actor(&entry.actor)
            ),
        )
    }));
    lines
}

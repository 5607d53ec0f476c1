//! `emp case`

use clap::{Subcommand, ValueEnum};
use emperione_protocol::Flatten;
use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::cases::{Case, CaseDetail, CaseFilter, CaseState};
use emperione_protocol::transport::within;

use super::when;
use crate::context::{Context, PATIENCE, collect, resolve};
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to do with cases.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List cases, newest first
    #[command(
        after_help = "Examples:\n  emp case list --member @raider7\n  emp case list --kind ban --state applied --format csv"
    )]
    List(List),
    /// Show a case with everything that was written into it
    #[command(
        after_help = "Examples:\n  emp case show 12\n  emp case show 12 --json | jq '.entries[].kind'"
    )]
    Show {
        /// The number of the case
        number: u64,
    },
}

/// Which cases.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only those of this member
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Only those of this kind
    #[arg(long)]
    kind: Option<KindArg>,
    /// Only those in this state
    #[arg(long)]
    state: Option<StateArg>,
    /// Only those whose reason contains this text
    #[arg(long = "match", value_name = "TEXT")]
    text: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

/// A kind of case.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KindArg {
    Ban,
    Unban,
    Kick,
    Timeout,
    Untimeout,
    Warn,
    Note,
}

/// A state of a case.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StateArg {
    Pending,
    Applied,
    Failed,
    Ended,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Ban => Self::Ban,
            KindArg::Unban => Self::Unban,
            KindArg::Kick => Self::Kick,
            KindArg::Timeout => Self::Timeout,
            KindArg::Untimeout => Self::Untimeout,
            KindArg::Warn => Self::Warn,
            KindArg::Note => Self::Note,
        }
    }
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
        &["case", "kind", "state", "member", "by", "reason", "opened"];

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

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let client = context.client().await?;
    let guild = context.guild(&client).await?;
    match command {
        Command::Show { number } => {
            let detail = client
                .cases()
                .show(within(PATIENCE), guild, number)
                .await
                .flat()?;
            out.record(&detail, &lines(&detail))
        }
        Command::List(list) => {
            let target = match &list.member {
                Some(text) => Some(resolve(&client, guild, text).await?.id),
                None => None,
            };
            let filter = CaseFilter {
                guild: Some(guild),
                target,
                kind: list.kind.map(Into::into),
                state: list.state.map(Into::into),
                text: list.text,
            };
            let cases = collect(list.limit, async |page| {
                client
                    .cases()
                    .list(within(PATIENCE), filter.clone(), page)
                    .await
                    .flat()
            })
            .await?;
            out.rows(&cases)
        }
    }
}

fn lines(detail: &CaseDetail) -> Vec<(&'static str, String)> {
    let case = &detail.case;
    let mut lines = vec![
        (
            "case",
            format!(
                "#{} · {} · {}",
                case.number,
                word(&case.kind),
                word(&case.state)
            ),
        ),
        (
            "member",
            format!("@{} ({})", case.target.name, case.target.id),
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

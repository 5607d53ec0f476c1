//! `emp inbox`: what waits for a person.

mod decide;

use clap::{Subcommand, ValueEnum};
use emperione_protocol::inbox::{Item, ItemDetail, ItemFilter, ItemKind, ItemState};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId};

use self::decide::{Resolve, decide};
use super::case::{actor, word};
use super::when;
use crate::context::{Context, PATIENCE, collect, resolve};
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to do with the inbox.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List what waits, newest first
    #[command(
        after_help = "Examples:\n  emp inbox list\n  emp inbox list --mine\n  emp inbox list --all --kind appeal --json=number,decision"
    )]
    List(List),
    /// Show an item with its reports, evidence and history
    #[command(
        after_help = "Examples:\n  emp inbox show 3\n  emp inbox show 3 --json | jq '.evidence[].text'"
    )]
    Show(One),
    /// Take an item that nobody has
    #[command(after_help = "Examples:\n  emp inbox claim 3\n  emp inbox claim 3 --json=state")]
    Claim(One),
    /// Give an item back
    #[command(after_help = "Examples:\n  emp inbox release 3\n  emp inbox release 3 --json=state")]
    Release(One),
    /// Hand an item to a moderator, or take it over
    #[command(
        after_help = "Examples:\n  emp inbox assign 3 @mona\n  emp inbox assign 3\n\nWithout a moderator you take it over yourself."
    )]
    Assign {
        #[command(flatten)]
        one: One,
        /// Who gets it: an id, @name, or the beginning of a name
        #[arg(value_name = "MODERATOR")]
        to: Option<String>,
    },
    /// Move an item's reports into another of the same member
    #[command(
        after_help = "Examples:\n  emp inbox merge 4 3\n  emp inbox merge 4 3 --json=reports"
    )]
    Merge {
        #[command(flatten)]
        one: One,
        /// The number of the item that stays
        #[arg(value_name = "INTO", value_parser = read_number)]
        into: u64,
    },
    /// Decide an item; reporters are told, without your name
    #[command(
        after_help = "Examples:\n  emp inbox resolve 3 dismiss --reason 'a joke among friends'\n  emp inbox resolve 3 timeout --for 1d --reason spam\n  emp inbox resolve 3 ban --delete 1d --dry-run\n  emp inbox resolve 4 delete --template ads\n  emp inbox resolve 5 grant --tell 'welcome back'\n\nReports are dismissed, or decided by an act on who was reported or by deleting their message; appeals are granted or denied."
    )]
    Resolve(Resolve),
}

/// An item.
#[derive(Debug, clap::Args)]
pub struct One {
    /// The number of the item
    #[arg(value_name = "ITEM", value_parser = read_number)]
    item: u64,
}

/// Which items.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Also those that are resolved or merged
    #[arg(long, conflicts_with = "state")]
    all: bool,
    /// Only those in this state
    #[arg(long)]
    state: Option<StateArg>,
    /// Only those of this kind
    #[arg(long)]
    kind: Option<KindArg>,
    /// Only those about this member
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Only those that you have
    #[arg(long)]
    mine: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

/// A state of an item.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StateArg {
    Open,
    Claimed,
    Resolved,
    Merged,
}

/// A kind of item.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum KindArg {
    Report,
    Appeal,
    Alert,
}

impl From<StateArg> for ItemState {
    fn from(state: StateArg) -> Self {
        match state {
            StateArg::Open => Self::Open,
            StateArg::Claimed => Self::Claimed,
            StateArg::Resolved => Self::Resolved,
            StateArg::Merged => Self::Merged,
        }
    }
}

impl From<KindArg> for ItemKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Report => Self::Report,
            KindArg::Appeal => Self::Appeal,
            KindArg::Alert => Self::Alert,
        }
    }
}

impl Row for Item {
    const COLUMNS: &'static [&'static str] = &[
        "item", "kind", "state", "member", "reports", "by", "decision", "opened",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            format!("#{}", self.number),
            word(&self.kind),
            word(&self.state),
            self.target.name.clone(),
            self.reports.to_string(),
            self.assignee.as_ref().map_or_else(|| "-".into(), actor),
            self.decision
                .map_or_else(|| "-".into(), |it| it.word().into()),
            when::time(self.opened_at),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let (inbox, call) = (client.inbox(), within(PATIENCE));
    let (item, done) = match command {
        Command::List(list) => return print_list(list, guild, &client, out).await,
        Command::Show(One { item }) => {
            let detail = inbox.show(call, guild, item).await.flat()?;
            return out.record(&detail, &lines(&detail));
        }
        Command::Claim(One { item }) => (inbox.claim(call, guild, item).await, "is yours"),
        Command::Release(One { item }) => (inbox.release(call, guild, item).await, "is open"),
        Command::Assign { one, to } => {
            let to = match to {
                Some(text) => Some(resolve(&client, guild, &text).await?.id),
                None => None,
            };
            (inbox.assign(call, guild, one.item, to).await, "is assigned")
        }
        Command::Merge { one, into } => {
            (inbox.merge(call, guild, one.item, into).await, "has both")
        }
        Command::Resolve(args) => return decide(args, guild, &client, out).await,
    };
    told(&item.flat()?, done, out)
}

async fn print_list(
    list: List,
    guild: GuildId,
    client: &Client,
    out: &mut Output,
) -> Result<(), Failure> {
    let target = match &list.member {
        Some(text) => Some(resolve(client, guild, text).await?.id),
        None => None,
    };
    let filter = ItemFilter {
        guild: Some(guild),
        kind: list.kind.map(Into::into),
        state: list.state.map(Into::into),
        target,
        waiting: !list.all && list.state.is_none(),
        mine: list.mine,
    };
    let items = collect(list.limit, async |page| {
        let call = within(PATIENCE);
        client.inbox().list(call, filter.clone(), page).await.flat()
    });
    out.rows(&items.await?)
}

fn told(item: &Item, done: &str, out: &mut Output) -> Result<(), Failure> {
    if out.is_structured() {
        return out.stream(item);
    }
    let by = item
        .assignee
        .as_ref()
        .filter(|_| item.state == ItemState::Claimed);
    let by = by.map_or_else(String::new, |by| format!(" · {} has it", actor(by)));
    let decision = item
        .decision
        .map_or_else(String::new, |it| format!(": {}", it.word()));
    let case = item
        .outcome
        .map_or_else(String::new, |case| format!(" · case #{case}"));
    let undo = match (item.outcome, item.state) {
        (Some(case), ItemState::Resolved) => format!(" · undo: `emp undo {case}`"),
        (None, ItemState::Claimed) => format!(" · undo: `emp inbox release {}`", item.number),
        _ => String::new(),
    };
    out.note(&format!(
        "item #{} {done}{decision}{by}{case}{undo}",
        item.number
    ));
    Ok(())
}

/// Reads the number of an item, as `3` or `#3`.
fn read_number(text: &str) -> Result<u64, String> {
    let number = text.strip_prefix('#').unwrap_or(text).parse().ok();
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("`{text}` is no number of an item"))
}

fn lines(detail: &ItemDetail) -> Vec<(&'static str, String)> {
    let item = &detail.item;
    let mut lines = vec![
        (
            "item",
            format!(
                "#{} · {} · {}",
                item.number,
                word(&item.kind),
                word(&item.state)
            ),
        ),
        about(item),
        (
            "assignee",
            item.assignee.as_ref().map_or_else(|| "-".into(), actor),
        ),
        ("opened", when::time(item.opened_at)),
    ];
    lines.extend(item.case.map(|case| ("against", format!("case #{case}"))));
    lines.extend(item.decision.map(|it| ("decision", it.word().into())));
    lines.extend(item.reason.clone().map(|reason| ("reason", reason)));
    lines.extend(item.outcome.map(|case| ("case", format!("#{case}"))));
    lines.extend(
        item.merged_into
            .map(|into| ("merged into", format!("#{into}"))),
    );
    lines.extend(told_of(detail));
    lines
}

/// Whom or what an item is about.
fn about(item: &Item) -> (&'static str, String) {
    let target = &item.target;
    match item.alert {
        Some(number) => ("alert", format!("#{number} of the rule {}", target.name)),
        None => ("member", format!("@{} ({})", target.name, target.id)),
    }
}

/// What shows it, who reported it, and what happened to it.
fn told_of(detail: &ItemDetail) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    lines.extend(detail.evidence.iter().map(|piece| {
        let text = piece.text.as_deref().unwrap_or("(its text is not known)");
        let files = match piece.attachments {
            0 => String::new(),
            n => format!(" · {n} attached"),
        };
        let at = when::time(piece.message.created_at());
        (
            "evidence",
            format!("{at} @{}: {text}{files}", piece.author.name),
        )
    }));
    lines.extend(detail.reports.iter().map(|report| {
        let words = report.words.as_ref();
        let words = words.map_or_else(String::new, |words| format!(": {words}"));
        let answer = match report.answer {
            emperione_protocol::inbox::Answer::None => String::new(),
            answer => format!(" · answer {}", word(&answer)),
        };
        let at = when::time(report.at);
        ("report", format!("{at} @{}{words}{answer}", report.by.name))
    }));
    lines.extend(detail.entries.iter().map(|entry| {
        let text = if entry.text.is_empty() {
            String::new()
        } else {
            format!(": {}", entry.text)
        };
        let (at, by) = (when::time(entry.at), actor(&entry.actor));
        ("entry", format!("{at} {} by {by}{text}", entry.kind))
    }));
    lines
}

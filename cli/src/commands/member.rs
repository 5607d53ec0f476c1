//! `emp member`

use clap::{Subcommand, ValueEnum};
use emperione_protocol::guilds::RoleRef;
use emperione_protocol::inbox::{Item, ItemKind};
use emperione_protocol::members::{Member, MemberDetail, MemberFilter, MemberThen, Sort, Status};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};

use super::case::word;
use super::when;
use crate::context::{Context, PATIENCE, collect, resolve};
use crate::error::Failure;
use crate::output::{Output, Row};

/// What to do with members.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List members, newest first
    #[command(
        after_help = "Examples:\n  emp member list --match otter\n  emp member list --where 'joined < 1h and messages = 0'\n  emp member list --where 'cases.warn.90d >= 2 and not bot' --sort last-seen\n  emp member list --status banned --format csv > banned.csv\n\nFields and operators of --where are in emp-query(7)."
    )]
    List(List),
    /// Show a member with history, activity and cases
    #[command(
        after_help = "Examples:\n  emp member show @raider7\n  emp member show @raider7 --at '2026-05-01 12:00'\n  emp member show 80351110224678912 --json=member,cases"
    )]
    Show {
        /// An id, @name, or the beginning of a name
        member: String,
        /// As they were then: how long ago (7d), or a time in UTC
        #[arg(long, value_name = "TIME", value_parser = when::parse)]
        at: Option<Timestamp>,
    },
}

/// Which members.
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only those whose name contains this text
    #[arg(long = "match", value_name = "TEXT")]
    text: Option<String>,
    /// Only those of whom this holds, such as 'joined < 1h'
    #[arg(long = "where", value_name = "QUERY")]
    query: Option<String>,
    /// Only those who are in this state
    #[arg(long, default_value = "present")]
    status: StatusArg,
    /// Order by this: names from A, else the newest or the most first
    #[arg(long, value_name = "FIELD", default_value = "joined")]
    sort: SortArg,
    /// Turn the order round
    #[arg(long)]
    reverse: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

/// Whether they are there.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum StatusArg {
    Present,
    Left,
    Banned,
    TimedOut,
    Any,
}

impl From<StatusArg> for Status {
    fn from(status: StatusArg) -> Self {
        match status {
            StatusArg::Present => Self::Present,
            StatusArg::Left => Self::Left,
            StatusArg::Banned => Self::Banned,
            StatusArg::TimedOut => Self::TimedOut,
            StatusArg::Any => Self::Any,
        }
    }
}

/// By what the list is ordered.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SortArg {
    Joined,
    Name,
    /// By the age of the account
    Id,
    LastSeen,
    Messages,
    Reactions,
    Voice,
    Cases,
}

impl From<SortArg> for Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Joined => Self::Joined,
            SortArg::Name => Self::Name,
            SortArg::Id => Self::Id,
            SortArg::LastSeen => Self::LastSeen,
            SortArg::Messages => Self::Messages,
            SortArg::Reactions => Self::Reactions,
            SortArg::Voice => Self::Voice,
            SortArg::Cases => Self::Cases,
        }
    }
}

impl Row for Member {
    const COLUMNS: &'static [&'static str] = &[
        "member",
        "id",
        "display name",
        "joined",
        "state",
        "messages",
        "cases",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.user.name.clone(),
            self.user.id.to_string(),
            self.user.display_name.clone().unwrap_or_default(),
            when::maybe(self.joined_at),
            state(self).into(),
            self.messages.to_string(),
            self.cases.to_string(),
        ]
    }
}

fn state(member: &Member) -> &'static str {
    match member {
        Member { banned: true, .. } => "banned",
        Member {
            left_at: Some(_), ..
        } => "left",
        Member {
            timed_out_until: Some(_),
            ..
        } => "timed out",
        _ => "present",
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    match command {
        Command::Show { member, at } => {
            let user = resolve(&client, guild, &member).await?.id;
            if let Some(at) = at {
                let members = client.members();
                let then = members.at(within(PATIENCE), guild, user, at).await.flat()?;
                return out.record(&then, &lines_then(&then));
            }
            let detail = client
                .members()
                .show(within(PATIENCE), guild, user)
                .await
                .flat()?;
            out.record(&detail, &lines(&detail))
        }
        Command::List(list) => {
            let filter = MemberFilter {
                guild,
                text: list.text,
                status: list.status.into(),
                query: list.query,
                sort: list.sort.into(),
                reverse: list.reverse,
            };
            let query = filter.query.as_deref().unwrap_or_default();
            let members = collect(list.limit, async |page| {
                let members = client.members();
                let found = members.list(within(PATIENCE), filter.clone(), page).await;
                found.flat().map_err(|error| Failure::of_text(error, query))
            })
            .await?;
            out.rows(&members)
        }
    }
}

fn lines_then(then: &MemberThen) -> Vec<(&'static str, String)> {
    let state = match then {
        MemberThen { banned: true, .. } => "banned",
        MemberThen { member: false, .. } => "no member",
        MemberThen {
            timed_out_until: Some(_),
            ..
        } => "timed out",
        _ => "present",
    };
    let display_name = then.user.display_name.clone();
    let mut lines = vec![
        ("at", when::time(then.at)),
        ("member", format!("@{} ({})", then.user.name, then.user.id)),
        ("display name", display_name.unwrap_or_else(|| "-".into())),
        ("state", state.into()),
        ("roles", role_names(&then.roles)),
    ];
    if let Some(until) = then.timed_out_until {
        lines.push(("timed out until", when::time(until)));
    }
    if !then.exact {
        let text = "not exact: something changed at a time that is not known";
        lines.push(("note", text.into()));
    }
    lines
}

fn role_names(roles: &[RoleRef]) -> String {
    let names: Vec<_> = roles.iter().map(|role| role.name.as_str()).collect();
    if names.is_empty() {
        "-".into()
    } else {
        names.join(", ")
    }
}

/// An item of the inbox about somebody.
fn item(item: &Item) -> (&'static str, String) {
    let what = match item.kind {
        ItemKind::Report => "reported",
        ItemKind::Appeal => "appealed",
        ItemKind::Alert => "named by an alert",
    };
    let decision = item
        .decision
        .map_or_else(String::new, |it| format!(": {}", it.word()));
    let (number, state) = (item.number, item.state.word());
    let at = when::time(item.opened_at);
    (
        "inbox",
        format!("#{number} {at} {what} · {state}{decision}"),
    )
}

fn lines(detail: &MemberDetail) -> Vec<(&'static str, String)> {
    let member = &detail.member;
    let mut lines = vec![
        (
            "member",
            format!("@{} ({})", member.user.name, member.user.id),
        ),
        (
            "display name",
            member
                .user
                .display_name
                .clone()
                .unwrap_or_else(|| "-".into()),
        ),
        ("state", state(member).into()),
        ("account", when::time(member.user.id.created_at())),
        ("joined", when::maybe(member.joined_at)),
        ("roles", role_names(&detail.roles)),
        ("messages", member.messages.to_string()),
        ("reactions", detail.reactions.to_string()),
        ("voice", format!("{} min", detail.voice_ms / 60_000)),
        ("last active", when::maybe(member.last_active_at)),
    ];
    if let Some(from) = detail.counted_from {
        let from = when::time(from);
        lines.push(("counted from", format!("{from}; what is older is archived")));
    }
    if let Some(left) = member.left_at {
        lines.push(("left", when::time(left)));
    }
    lines.extend(detail.temporary.iter().map(|open| {
        let (kind, case) = (word(&open.kind), open.case);
        let until = open.until.map_or_else(
            || "for ever".into(),
            |until| format!("until {}", when::time(until)),
        );
        ("in force", format!("{kind} {until} · case #{case}"))
    }));
    let change = |change: &emperione_protocol::members::Change| {
        (
            "history",
            format!("{} {} {}", when::time(change.at), change.kind, change.text),
        )
    };
    lines.extend(detail.changes.iter().map(change));
    lines.extend(detail.items.iter().map(item));
    lines.extend(detail.cases.iter().map(|case| {
        let reason = case.reason.as_deref().unwrap_or("-");
        (
            "case",
            format!(
                "#{} {} {}: {reason}",
                case.number,
                word(&case.kind),
                word(&case.state)
            ),
        )
    }));
    lines
}

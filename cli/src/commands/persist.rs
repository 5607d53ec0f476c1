//! `emp persist`: what members get back who left and return.

use clap::{Subcommand, ValueEnum};
use emperione_protocol::guilds::RoleRef;
use emperione_protocol::persist::{Return, ReturnFilter, Roles, Settings};
use emperione_protocol::transport::within;
use emperione_protocol::{Client, Flatten, GuildId, RoleId};

use super::case::word;
use super::when;
use crate::context::{Context, PATIENCE, collect, resolve_id, resolve_role};
use crate::error::Failure;
use crate::output::{Output, Row};

/// Give members back what they had when they return
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what comes back
    #[command(after_help = "Examples:\n  emp persist show\n  emp persist show --json")]
    Show,
    /// Say what comes back from now on
    #[command(
        after_help = "Examples:\n  emp persist set --roles all --nick on\n  emp persist set --roles Quiet Artist\n  emp persist set --nick off\n\nWhat is not said stays as it is. Of `all`, roles with rights over others do not come back: name these. A timeout that\nis still in force comes back always."
    )]
    Set(Set),
    /// List members who came back and to whom something is owed
    #[command(
        after_help = "Examples:\n  emp persist list\n  emp persist list --all\n  emp persist list --json | jq -r '.[].user.id' | xargs -n1 emp persist retry"
    )]
    List {
        /// Also those that are over
        #[arg(long)]
        all: bool,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
    },
    /// Try again now what could not be given back
    #[command(after_help = "Examples:\n  emp persist retry\n  emp persist retry @otter")]
    Retry {
        /// An id, @name, or the beginning of a name; without one everybody
        member: Option<String>,
    },
    /// Forget what a member had, so that it does not come back
    #[command(
        after_help = "Examples:\n  emp persist forget @otter\n  emp persist forget 80351110224678912"
    )]
    Forget {
        /// An id, @name, or the beginning of a name
        member: String,
    },
}

/// What comes back.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
pub struct Set {
    /// The roles that come back, by name or id; `all` or `none`
    #[arg(long, value_name = "ROLE", num_args = 1..)]
    roles: Vec<String>,
    /// Whether the nickname comes back
    #[arg(long, value_name = "WHETHER")]
    nick: Option<Switch>,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

impl Row for Return {
    const COLUMNS: &'static [&'static str] = &[
        "member", "id", "left", "returned", "progress", "owed", "why", "next",
    ];

    fn cells(&self) -> Vec<String> {
        let roles = self.roles.iter().map(|role| format!("@{role}"));
        let nick = self.nick.iter().map(|nick| format!("nickname {nick}"));
        vec![
            self.user.name.clone(),
            self.user.id.to_string(),
            when::time(self.left_at),
            when::maybe(self.joined_at),
            word(&self.progress),
            roles.chain(nick).collect::<Vec<_>>().join(", "),
            self.why.join("; "),
            when::maybe(self.next_at),
        ]
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let persist = client.persist();
    match command {
        Command::Show => {
            let settings = persist.show(within(PATIENCE), guild).await.flat()?;
            show(&settings, (&client, guild), out).await
        }
        Command::Set(args) => {
            let mut settings = persist.show(within(PATIENCE), guild).await.flat()?;
            if !args.roles.is_empty() {
                settings.roles = read(&args.roles, (&client, guild)).await?;
            }
            if let Some(nick) = args.nick {
                settings.nick = nick == Switch::On;
            }
            let saved = persist.set(within(PATIENCE), guild, settings).await;
            show(&saved.flat()?, (&client, guild), out).await
        }
        Command::List { all, limit } => {
            let filter = ReturnFilter { guild, all };
            let found = collect(limit, async |page| {
                persist
                    .list(within(PATIENCE), filter.clone(), page)
                    .await
                    .flat()
            });
            out.rows(&found.await?)
        }
        Command::Retry { member } => {
            let user = match member {
                Some(member) => Some(resolve_id(&client, guild, &member).await?),
                None => None,
            };
            let n = persist.retry(within(PATIENCE), guild, user).await.flat()?;
            out.note(&format!("{n} are tried again now; see `emp persist list`"));
            Ok(())
        }
        Command::Forget { member } => {
            let user = resolve_id(&client, guild, &member).await?;
            persist.forget(within(PATIENCE), guild, user).await.flat()?;
            out.note("forgotten: nothing of it comes back");
            Ok(())
        }
    }
}

async fn read(texts: &[String], (client, guild): (&Client, GuildId)) -> Result<Roles, Failure> {
    match texts {
        [all] if all == "all" => return Ok(Roles::All),
        [none] if none == "none" => return Ok(Roles::None),
        _ => {}
    }
    if let Some(word) = texts
        .iter()
        .find(|text| ["all", "none"].contains(&text.as_str()))
    {
        let words = format!("`{word}` stands alone; roles are named without it");
        return Err(Failure::usage(words).hint("a role of that name is named by its id"));
    }
    let mut roles = Vec::with_capacity(texts.len());
    for text in texts {
        roles.push(resolve_role(client, guild, text).await?);
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(Roles::Only { roles })
}

async fn show(
    settings: &Settings,
    (client, guild): (&Client, GuildId),
    out: &mut Output,
) -> Result<(), Failure> {
    let roles = match &settings.roles {
        Roles::None => "none".into(),
        Roles::All => "all, but those with rights over others".into(),
        Roles::Only { roles } => {
            let known = client
                .guilds()
                .roles(within(PATIENCE), guild)
                .await
                .flat()?;
            let names: Vec<_> = roles.iter().map(|id| name(*id, &known)).collect();
            names.join(", ")
        }
    };
    let nick = if settings.nick {
        "comes back"
    } else {
        "does not come back"
    };
    out.record(settings, &[("roles", roles), ("nickname", nick.into())])
}

fn name(id: RoleId, known: &[RoleRef]) -> String {
    let role = known.iter().find(|role| role.id == id);
    role.map_or_else(|| id.to_string(), |role| format!("@{}", role.name))
}

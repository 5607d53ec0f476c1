//! Which cases a list or an export has.

use clap::ValueEnum;
use emperione_protocol::actions::Kind;
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::{BatchId, Client, GuildId, Timestamp};

use super::{edit, who};
use crate::commands::{kind, when};
use crate::context::{Context, resolve};
use crate::error::Failure;

/// Which cases.
#[derive(Clone, Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "a flag is a bool")]
pub struct Filter {
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
    /// Only those that the rule of this name brought about
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
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
    /// Only those of this batch
    #[arg(long, value_name = "BATCH")]
    batch: Option<BatchId>,
    /// Only the one that undoes this case
    #[arg(long, value_name = "CASE", value_parser = edit::read_number)]
    undoes: Option<u64>,
    /// Only those that followed from the warning of this case
    #[arg(long, value_name = "CASE", value_parser = edit::read_number)]
    caused_by: Option<u64>,
    /// Only those with evidence
    #[arg(long, conflicts_with = "no_evidence")]
    has_evidence: bool,
    /// Only those without evidence
    #[arg(long)]
    no_evidence: bool,
    /// Only those that this import brought
    #[arg(long, value_name = "IMPORT")]
    import: Option<u64>,
    /// With the hidden ones
    #[arg(long)]
    hidden: bool,
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

impl Filter {
    /// What is asked of the daemon.
    ///
    /// # Errors
    /// If nobody is called so, or several are.
    pub(super) async fn read(
        self,
        guild: GuildId,
        context: &Context,
        client: &Client,
    ) -> Result<CaseFilter, Failure> {
        let target = match &self.member {
            Some(text) => Some(resolve(client, guild, text).await?.id),
            None => None,
        };
        let actor = match self.actor {
            Some(text) => Some(who(text, context, client).await?),
            None => None,
        };
        Ok(CaseFilter {
            guild: Some(guild),
            target,
            kind: self.kind,
            state: self.state.map(Into::into),
            text: self.text,
            actor,
            label: self.label,
            closed: (self.open || self.closed).then_some(self.closed),
            since: self.since,
            until: self.until,
            hidden: self.hidden,
            batch: self.batch,
            undoes: self.undoes,
            caused_by: self.caused_by,
            evidence: (self.has_evidence || self.no_evidence).then_some(self.has_evidence),
            import: self.import,
            rule: self.rule,
        })
    }
}

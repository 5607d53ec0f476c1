//! The verbs that act on members in voice.

use emperione_protocol::actions::Kind;
use emperione_protocol::batches::Act;

use super::{Common, run};
use crate::context::{Context, resolve_channel};
use crate::error::Failure;
use crate::output::Output;

/// Act on members in voice
#[derive(Debug, clap::Subcommand)]
pub enum Voice {
    /// Move to another voice channel
    #[command(
        after_help = "Examples:\n  emp voice move Lounge @raider7\n  emp voice move Lounge - < ids.txt"
    )]
    Move {
        /// The channel, by name, id or link
        #[arg(value_name = "CHANNEL")]
        channel: String,
        #[command(flatten)]
        common: Common,
    },
    /// Disconnect from voice
    #[command(
        after_help = "Examples:\n  emp voice disconnect @raider7 --reason noise\n  emp voice disconnect - --yes < ids.txt"
    )]
    Disconnect(Members),
    /// Keep from speaking in voice
    #[command(after_help = "Examples:\n  emp voice mute @raider7 --reason noise\n  emp undo 12")]
    Mute(Members),
    /// Let speak in voice again
    #[command(
        after_help = "Examples:\n  emp voice unmute @raider7\n  emp voice unmute - --yes < ids.txt"
    )]
    Unmute(Members),
    /// Keep from hearing in voice
    #[command(after_help = "Examples:\n  emp voice deafen @raider7 --reason noise\n  emp undo 12")]
    Deafen(Members),
    /// Let hear in voice again
    #[command(
        after_help = "Examples:\n  emp voice undeafen @raider7\n  emp voice undeafen - --yes < ids.txt"
    )]
    Undeafen(Members),
}

/// Whom.
#[derive(Debug, clap::Args)]
pub struct Members {
    #[command(flatten)]
    common: Common,
}

pub(in crate::commands) async fn voice(
    args: Voice,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (kind, common) = match args {
        Voice::Move { channel, common } => {
            let (client, guild) = context.reach().await?;
            let mut act = Act::new(Kind::VoiceMove);
            act.detail.channel = Some(resolve_channel(&client, guild, &channel).await?);
            return run(act, common, context, out).await;
        }
        Voice::Disconnect(args) => (Kind::VoiceDisconnect, args.common),
        Voice::Mute(args) => (Kind::VoiceMute, args.common),
        Voice::Unmute(args) => (Kind::VoiceUnmute, args.common),
        Voice::Deafen(args) => (Kind::VoiceDeafen, args.common),
        Voice::Undeafen(args) => (Kind::VoiceUndeafen, args.common),
    };
    run(Act::new(kind), common, context, out).await
}

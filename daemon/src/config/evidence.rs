//! `[evidence]`: what cases keep of messages.

use emperione_protocol::GuildId;

use super::section::{Check, Problem, section};

/// What Discord gives around a message, on each side.
const MOST_CONTEXT: u32 = 25;
/// More would not fit into memory and into a row at once.
const LARGEST: u64 = 64 << 20;

section! {
    /// What cases keep of messages as evidence.
    Evidence as "evidence" {
        /// How many messages before and after one are kept with it; 25 at most.
        context: u32 = 5;
        /// How many attachments of a message are read for their hash; of the others name and size are kept.
        attachments: u32 = 10;
        /// The most bytes of an attachment that is read; of a larger one name and size are kept.
        largest_attachment: u64 = 10 << 20;
        /// The guilds, by id, whose attachments are kept with their bytes, sealed. Elsewhere hash, name and size are kept.
        keep_attachments: Vec<GuildId> = Vec::new();
        /// How many days evidence is kept; 0 keeps it as long as its case. A guild may set it for itself with
        /// `emp privacy retention set`.
        days: u32 = 0;
    }
}

impl Check for Evidence {
    fn check(&self) -> Result<(), Problem> {
        if self.context > MOST_CONTEXT {
            let why = format!("{MOST_CONTEXT} messages on each side are the most");
            return Err(Problem::new("evidence.context", why));
        }
        if self.largest_attachment > LARGEST {
            let why = format!("{LARGEST} bytes are the most");
            return Err(Problem::new("evidence.largest_attachment", why));
        }
        Ok(())
    }
}

impl Evidence {
    /// Whether a guild allows that the bytes of attachments are kept.
    pub fn keeps(&self, guild: GuildId) -> bool {
        self.keep_attachments.contains(&guild)
    }
}

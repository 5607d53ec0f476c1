//! Deleting messages: up to 100 in one call while they are young, the others one by one (Message: Bulk Delete Messages).

use std::collections::BTreeSet;
use std::time::Duration;

use emperione_protocol::{ChannelId, MessageId};

use super::super::Actions;
use super::{audit_reason, of};
use crate::clock::millis;
use crate::domain::actions::Outcome;
use crate::ports::discord::code::UNKNOWN_MESSAGE;
use crate::ports::discord::{CallError, Lane};
use crate::store::actions::ActionRow;

/// The most messages of one call.
const MOST: usize = 100;
/// Older messages cannot go together; a little less, since clocks differ.
const YOUNG: Duration = Duration::from_hours(14 * 24 - 1);
/// A message is too old to go with others.
const TOO_OLD: u64 = 50_034;

impl Actions {
    pub(super) async fn purge(&self, row: &ActionRow) -> Outcome {
        let youngest_old = self.parts.clock.now().0 - millis(YOUNG);
        // Discord refuses a call that names one twice.
        let messages: BTreeSet<_> = row.detail.messages.iter().copied().collect();
        let all = messages.len();
        let (young, old): (Vec<_>, Vec<_>) = messages
            .into_iter()
            .partition(|message| message.created_at().0 > youngest_old);
        let mut deleted = 0;
        let parts = young.chunks(MOST).chain(old.chunks(1));
        for part in parts {
            let done = self.delete(row, part).await;
            self.note_answer(row, done.as_ref().map(drop));
            if let Err(error) = done {
                return ended(error, deleted, all);
            }
            deleted += part.len();
        }
        Outcome::Effective
    }

    async fn delete(&self, row: &ActionRow, messages: &[MessageId]) -> Result<(), CallError> {
        let channel = row.detail.channel.unwrap_or(ChannelId(row.target.0));
        let reason = audit_reason(row);
        if messages.len() > 1 {
            let together = self
                .parts
                .discord
                .delete_messages(Lane::Manual, channel, messages, &reason)
                .await;
            match together {
                Err(error) if error.code() == Some(TOO_OLD) => {}
                done => return done,
            }
        }
        for message in messages {
            let one = self
                .parts
                .discord
                .delete_message(Lane::Manual, channel, *message, &reason)
                .await;
            match one {
                // Somebody was faster.
                Err(error) if error.code() == Some(UNKNOWN_MESSAGE) => {}
                done => done?,
            }
        }
        Ok(())
    }
}

/// A refusal after some were deleted says how many.
fn ended(error: CallError, deleted: usize, all: usize) -> Outcome {
    match of(error) {
        Outcome::CallRefused(why) if deleted > 0 => {
            Outcome::CallRefused(format!("{deleted} of {all} were deleted, then {why}"))
        }
        outcome => outcome,
    }
}

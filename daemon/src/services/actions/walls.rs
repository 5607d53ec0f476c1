//! Walls: what keeps Discord from taking the calls of a batch whoever is hit, though our own checks pass, such as
//! two-factor authentication that the server requires. The batch is halted, and who was not reached waits.

use std::collections::HashMap;

use emperione_protocol::{ActionId, BatchId, GuildId};
use parking_lot::Mutex;

use super::Actions;
use crate::ports::discord::CallError;
use crate::ports::discord::code::{MISSING_ACCESS, MISSING_PERMISSIONS, TWO_FACTOR, UNKNOWN_GUILD};
use crate::store::actions::ActionRow;

/// So many calls that were refused without one that was taken between them: no single target explains that.
const IN_A_ROW: u32 = 3;

/// What batches met.
#[derive(Default)]
pub(super) struct Walls(Mutex<HashMap<BatchId, Met>>);

#[derive(Default)]
struct Met {
    refusals: u32,
    wall: Option<Wall>,
}

/// What keeps a batch from going on.
#[derive(Clone)]
pub(in crate::services) struct Wall {
    pub why: String,
    /// Actions that ended at it and say nothing about their targets.
    pub reached: Vec<ActionId>,
}

impl Walls {
    fn meet(&self, batch: BatchId, why: String, actions: impl IntoIterator<Item = ActionId>) {
        let mut met = self.0.lock();
        let met = met.entry(batch).or_default();
        let wall = met.wall.get_or_insert_with(|| Wall {
            why,
            reached: Vec::new(),
        });
        wall.reached.extend(actions);
    }

    /// Takes note of a refusal; true if there were too many in a row.
    fn refused(&self, batch: BatchId) -> bool {
        let mut met = self.0.lock();
        let met = met.entry(batch).or_default();
        met.refusals += 1;
        met.refusals >= IN_A_ROW
    }

    fn taken(&self, batch: BatchId) {
        if let Some(met) = self.0.lock().get_mut(&batch) {
            met.refusals = 0;
        }
    }
}

impl Actions {
    /// What keeps a batch from going on, if something does.
    pub(in crate::services) fn wall(&self, batch: BatchId) -> Option<Wall> {
        self.runner.walls.0.lock().get(&batch)?.wall.clone()
    }

    /// Forgets what a batch met: it was halted, or has ended.
    pub(in crate::services) fn forget_wall(&self, batch: BatchId) {
        self.runner.walls.0.lock().remove(&batch);
    }

    /// Why an action of a batch is not begun: its guild is gone, or the batch met a wall.
    pub(super) fn held_back(&self, row: &ActionRow) -> Option<String> {
        let batch = row.batch?;
        let gone = self.is_gone(row.guild).then(|| self.refusal(row)).flatten();
        let why = gone.or_else(|| Some(self.wall(batch)?.why))?;
        let id = row.journal.id;
        self.runner.walls.meet(batch, why.clone(), [id]);
        Some(why)
    }

    /// Takes note of how Discord answered an action's call, which may hold for the others of its batch.
    pub(super) fn note_answer(&self, row: &ActionRow, answer: Result<(), &CallError>) {
        let Some(batch) = row.batch else {
            return;
        };
        let (walls, id) = (&self.runner.walls, row.journal.id);
        match answer {
            Ok(()) => walls.taken(batch),
            Err(error) if is_of_all(error) => match self.refusal(row) {
                Some(why) if self.is_gone(row.guild) => walls.meet(batch, why, [id]),
                None if error.code() == Some(TWO_FACTOR) => walls.meet(batch, words(error), [id]),
                None if walls.refused(batch) => walls.meet(batch, words(error), []),
                // What the refusal tells is about this one alone.
                _ => {}
            },
            Err(_) => {}
        }
    }

    /// The same for a call that many share: its refusal is about none of them.
    pub(super) fn note_bulk_answer(&self, batch: BatchId, rows: &[ActionRow], error: &CallError) {
        let Some(first) = rows.first().filter(|_| is_of_all(error)) else {
            return;
        };
        let why = self.refusal(first).unwrap_or_else(|| words(error));
        let ids = rows.iter().map(|row| row.journal.id);
        self.runner.walls.meet(batch, why, ids);
    }

    /// Whether the bot is no longer in a guild.
    pub(super) fn is_gone(&self, guild: GuildId) -> bool {
        self.parts.state.read().guild(guild).is_none()
    }
}

/// Whether a refusal may hold whoever is hit.
fn is_of_all(error: &CallError) -> bool {
    let codes = [
        UNKNOWN_GUILD,
        MISSING_ACCESS,
        MISSING_PERMISSIONS,
        TWO_FACTOR,
    ];
    error.code().is_some_and(|code| codes.contains(&code))
}

/// What a refusal means that our own checks do not explain.
fn words(error: &CallError) -> String {
    if error.code() == Some(TWO_FACTOR) {
        return format!(
            "this server requires two-factor authentication of moderators, and the account that owns the bot has none: {error}"
        );
    }
    format!("the bot has the rights that it takes, and still {error}")
}

//! Background jobs. A job is a file with a [`Job`] and one line in `jobs!`; it calls services and holds no rules.
//!
//! Jobs are idempotent: a tick may come twice, a worker may die in the middle. Ticks follow the injected clock;
//! the queue's own times are the database's.

mod poller;
pub mod queue;
mod schedule;
mod worker;

use std::time::Duration;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

pub use schedule::tick;
pub use worker::run;

use crate::ports::queue::Kind;
use crate::services::{self, Services};

/// How often a job is tried before it is dead.
const TRIES: usize = 5;

/// A kind of job.
trait Job: Default {
    const NAME: &'static str;
    /// What it does, in a few words.
    const ABOUT: &'static str;
    /// Larger goes first.
    const PRIORITY: usize;
    const EVERY: Duration;

    async fn run(self, services: &Services) -> services::Result<()>;
}

/// A kind of job, and how one is made.
pub struct Info {
    pub kind: Kind,
    make: fn() -> AnyJob,
}

macro_rules! jobs {
    ($($module:ident::$job:ident),* $(,)?) => {
        $(mod $module;)*

        /// Any of the jobs, as the queue keeps it.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "name", rename_all = "snake_case")]
        pub enum AnyJob {
            $($job($module::$job),)*
        }

        impl AnyJob {
            /// Every kind.
            pub const ALL: &[Info] = &[$(Info {
                kind: Kind {
                    name: $module::$job::NAME,
                    about: $module::$job::ABOUT,
                    priority: $module::$job::PRIORITY,
                    every: $module::$job::EVERY,
                },
                make: || Self::$job($module::$job::default()),
            }),*];

            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$job(_) => $module::$job::NAME,)*
                }
            }

            fn run(self, services: &Services) -> BoxFuture<'_, services::Result<()>> {
                match self {
                    $(Self::$job(job) => Box::pin(job.run(services)),)*
                }
            }
        }
    };
}

jobs! {
    aggregate::Aggregate,
    alert::Alert,
    archive::Archive,
    backup::Backup,
    note_heads::NoteHeads,
    prune::Prune,
    reconcile::Reconcile,
    report::Report,
    wake_expiries::WakeExpiries,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_stored_under_its_name() {
        for info in AnyJob::ALL {
            let job = (info.make)();

            let stored = serde_json::to_value(&job).unwrap();

            assert_eq!(stored["name"], info.kind.name);
            assert_eq!(serde_json::from_value::<AnyJob>(stored).unwrap(), job);
        }
    }
}

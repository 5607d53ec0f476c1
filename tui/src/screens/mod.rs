//! The screens, one file each: a state, what changes it, and how it is drawn.

pub(crate) mod analytics;
pub(crate) mod batches;
pub(crate) mod cases;
pub(crate) mod inbox;
pub(crate) mod jobs;
pub(crate) mod live;
pub(crate) mod members;
pub(crate) mod overview;

use emperione_protocol::actions::Kind;
use emperione_protocol::guilds::UserRef;

/// The screens, in the order of their keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Screen {
    #[default]
    Overview,
    Live,
    Members,
    Cases,
    Inbox,
    Jobs,
    Batches,
    Analytics,
}

impl Screen {
    pub(crate) const ALL: [Self; 8] = [
        Self::Overview,
        Self::Live,
        Self::Members,
        Self::Cases,
        Self::Inbox,
        Self::Jobs,
        Self::Batches,
        Self::Analytics,
    ];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Live => "Live",
            Self::Members => "Members",
            Self::Cases => "Cases",
            Self::Inbox => "Inbox",
            Self::Jobs => "Jobs",
            Self::Batches => "Batches",
            Self::Analytics => "Analytics",
        }
    }

    fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|screen| *screen == self)
            .unwrap_or(0)
    }

    /// The digit that shows it.
    pub(crate) fn key(self) -> usize {
        self.number() + 1
    }

    pub(crate) fn next(self) -> Self {
        Self::ALL[(self.number() + 1) % Self::ALL.len()]
    }

    pub(crate) fn previous(self) -> Self {
        Self::ALL[(self.number() + Self::ALL.len() - 1) % Self::ALL.len()]
    }
}

/// Whom the action keys are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) user: UserRef,
    /// What would lift what is in force on them, as far as the screen knows.
    pub(crate) lift: Option<Kind>,
}

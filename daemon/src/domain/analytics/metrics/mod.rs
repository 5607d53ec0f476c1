//! The registry of metrics.

use emperione_protocol::analytics::{Every, Part};
use emperione_protocol::system::Intents;

use super::days::{Members as Set, Sets};
use super::{FactWindow, Sample};

/// Computes the hours of a window.
pub type Compute = fn(&FactWindow) -> Vec<Sample>;

/// What a metric is made of.
#[derive(Clone, Copy)]
pub enum Source {
    /// Hours that are computed from facts and stored.
    Hours(Compute, Roll),
    /// Members, each once, from the sets of the days; the hours, if it has any, from facts.
    Members {
        hours: Option<Compute>,
        sets: Sets,
        count: fn(&Set) -> u64,
    },
    /// Members who were active in so many days up to the end of the interval.
    Active(u32),
    /// The hours or days of one metric over those of another, times `per`.
    Ratio {
        over: &'static str,
        under: &'static str,
        per: f64,
    },
    /// Of those who joined in the interval, the share that was active in this week after their own join.
    Retained(u32),
    /// Of the people who joined in the interval, the share that took part within so many hours.
    Activated(u32),
    /// Of the members with a case in the interval, the share with another one in so many days.
    Repeated(u32),
    /// Of the cases of rules in the interval that people judged, the share that stands.
    Judged,
    /// The median of everything that came to an end in the interval.
    Median(Took),
    /// The median life of the threads that were begun in the interval.
    Lived,
}

/// What took its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Took {
    /// The first answer to a message.
    Answer,
    /// The decision on a report.
    Decision,
}

/// How hours become longer intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roll {
    Sum,
    /// The last one stands for all.
    Last,
}

impl Source {
    /// Hours that add up.
    const fn sum(compute: Compute) -> Self {
        Self::Hours(compute, Roll::Sum)
    }

    /// What computes its stored hours, if it has any.
    pub fn hours(self) -> Option<Compute> {
        match self {
            Self::Hours(compute, _) => Some(compute),
            Self::Members { hours, .. } => hours,
            Self::Active(_)
            | Self::Ratio { .. }
            | Self::Retained(_)
            | Self::Activated(_)
            | Self::Repeated(_)
            | Self::Judged
            | Self::Median(_)
            | Self::Lived => None,
        }
    }

    /// Whether its intervals add up to longer ones.
    pub fn adds(self) -> bool {
        matches!(self, Self::Hours(_, Roll::Sum))
    }
}

/// A metric: its name is that of its file.
trait Metric {
    const NAME: &'static str;
    const UNIT: &'static str;
    /// Its definition, in one sentence.
    const ABOUT: &'static str;
    const SOURCE: Source;
    /// The intervals that it is given for.
    const EVERY: &'static [Every] = every(Self::SOURCE);
    /// What it can be told apart by.
    const BY: Option<Part> = None;
    /// Whether nothing shows it later: the hours of a gap have no value even when the gap is reconciled.
    const ONLY_LIVE: bool = false;
    /// Whether it is of who joins and leaves, which Discord tells with the intent for members alone.
    const NEEDS_MEMBERS: bool = false;
}

/// All intervals that a source allows.
const fn every(source: Source) -> &'static [Every] {
    match source {
        Source::Hours(..)
        | Source::Ratio { .. }
        | Source::Median(_)
        | Source::Lived
        | Source::Members { hours: Some(_), .. } => &Every::ALL,
        Source::Members { hours: None, .. }
        | Source::Active(_)
        | Source::Retained(_)
        | Source::Activated(_)
        | Source::Repeated(_)
        | Source::Judged => &[Every::Day, Every::Week, Every::Month],
    }
}

/// What is known of a metric.
pub struct Info {
    pub name: &'static str,
    pub unit: &'static str,
    pub about: &'static str,
    pub source: Source,
    pub every: &'static [Every],
    pub by: Option<Part>,
    pub only_live: bool,
    pub needs_members: bool,
}

impl Info {
    /// What it counts, where threads count, and whether nothing shows it later.
    pub fn definition(&self) -> String {
        let threads = "; by channel, what is in a thread counts to the channel that it belongs to";
        let live = "; known only while the daemon listened";
        let is_threaded = self.by == Some(Part::Channel) && !matches!(self.source, Source::Lived);
        let mut text = self.about.to_owned();
        for (says, clause) in [(is_threaded, threads), (self.only_live, live)] {
            text.push_str(if says { clause } else { "" });
        }
        text
    }

    /// Whether nothing is known of it with these intents.
    pub fn is_unknown(&self, intents: Intents) -> bool {
        self.needs_members && intents == Intents::Minimal
    }

    /// Its definition, and what is different with these intents.
    pub fn definition_with(&self, intents: Intents) -> String {
        let lacks = match self.name {
            _ if self.is_unknown(intents) => "; it is not known while",
            "members" if intents == Intents::Minimal => "; the number is Discord's own while",
            _ => return self.definition(),
        };
        format!(
            "{}{lacks} the bot runs without the intent for members (bot.intents)",
            self.definition()
        )
    }
}

/// The metric of a name.
pub fn find(name: &str) -> Option<&'static Info> {
    ALL.iter().find(|info| info.name == name)
}

macro_rules! metrics {
    ($($module:ident::$metric:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every metric.
        pub const ALL: &[Info] = &[$(Info {
            name: $module::$metric::NAME,
            unit: $module::$metric::UNIT,
            about: $module::$metric::ABOUT,
            source: $module::$metric::SOURCE,
            every: $module::$metric::EVERY,
            by: $module::$metric::BY,
            only_live: $module::$metric::ONLY_LIVE,
            needs_members: $module::$metric::NEEDS_MEMBERS,
        }),*];

        #[cfg(test)]
        const FILES: &[&str] = &[$(stringify!($module)),*];
    };
}

metrics! {
    activated::Activated,
    active_members::ActiveMembers,
    attachments::Attachments,
    cases::Cases,
    communicators::Communicators,
    deletes::Deletes,
    edits::Edits,
    joins::Joins,
    leaves::Leaves,
    mau::Mau,
    members::Members,
    message_lengths::MessageLengths,
    messages::Messages,
    moderation_rate::ModerationRate,
    moderator_cases::ModeratorCases,
    net::Net,
    new_active::NewActive,
    reactions::Reactions,
    repeat_offence::RepeatOffence,
    replies::Replies,
    reply_rate::ReplyRate,
    reply_time::ReplyTime,
    retained_week1::RetainedWeek1,
    retained_week4::RetainedWeek4,
    returning::Returning,
    rule_precision::RulePrecision,
    stickiness::Stickiness,
    thread_life::ThreadLife,
    time_to_action::TimeToAction,
    voice_minutes::VoiceMinutes,
    wau::Wau,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_named_like_its_file() {
        let names: Vec<&str> = ALL.iter().map(|metric| metric.name).collect();

        assert_eq!(names, FILES);
    }

    #[test]
    fn a_ratio_is_of_metrics_with_values_of_their_own() {
        for metric in ALL {
            let Source::Ratio { over, under, .. } = metric.source else {
                continue;
            };
            for part in [over, under].map(|name| find(name).unwrap()) {
                let is_own = matches!(
                    part.source,
                    Source::Hours(..) | Source::Members { .. } | Source::Active(_)
                );
                assert!(is_own, "{}", metric.name);
                let has_all = metric.every.iter().all(|every| part.every.contains(every));
                assert!(has_all, "{}", metric.name);
            }
        }
    }

    #[test]
    fn a_definition_says_what_the_intents_do_not_bring() {
        let says = |name: &str, intents| {
            let metric = find(name).unwrap();
            let more = metric.definition_with(intents).len() - metric.definition().len();
            (metric.is_unknown(intents), more > 0)
        };

        for name in [
            "joins",
            "leaves",
            "net",
            "retained_week1",
            "activated",
            "returning",
        ] {
            assert_eq!(says(name, Intents::Minimal), (true, true), "{name}");
            assert_eq!(says(name, Intents::NoContent), (false, false), "{name}");
        }
        assert_eq!(says("members", Intents::Minimal), (false, true));
        assert_eq!(says("messages", Intents::Minimal), (false, false));
    }

    #[test]
    fn a_definition_is_one_sentence() {
        for metric in ALL {
            let first = metric.about.chars().next().unwrap();
            assert!(
                first.is_uppercase() && !metric.about.ends_with('.'),
                "{}",
                metric.name
            );
        }
    }
}

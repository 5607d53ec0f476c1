//! Numbers over time: a list of metrics, and the chosen one as a chart, a week, cohorts or what changed.

mod view;

use emperione_protocol::analytics::{
    Cohort, CohortRequest, Every, HourOfWeek, Insight, Metric, Series, SeriesRequest,
};
use emperione_protocol::{Error, GuildId, Timestamp};

use crate::effect::{Call, Effect};
use crate::keys::{Motion, Order};
use crate::listing::Listing;
use crate::remote::Remote;

pub(crate) use view::draw;

/// How the numbers are seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum View {
    #[default]
    Chart,
    Week,
    Cohorts,
    Changes,
}

impl View {
    const fn word(self) -> &'static str {
        match self {
            Self::Chart => "over time",
            Self::Week => "by the hour of the week",
            Self::Cohorts => "cohorts",
            Self::Changes => "what changed",
        }
    }
}

/// The ranges, in days, with what they are called.
const RANGES: [(i64, &str); 5] = [(7, "7d"), (30, "30d"), (90, "90d"), (365, "1y"), (1, "1d")];
const DAY_MS: i64 = 86_400_000;
/// How often the numbers are read anew, at the most.
const RENEW_MS: i64 = 60_000;
/// How many weeks of a cohort are followed.
const WEEKS: u32 = 8;

/// What is asked of the daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    Series(SeriesRequest),
    Week(GuildId, String, Timestamp),
    Cohorts(CohortRequest),
    Changes(GuildId),
}

impl Question {
    pub(crate) fn guild(&self) -> GuildId {
        match self {
            Self::Series(request) => request.guild,
            Self::Cohorts(request) => request.guild,
            Self::Week(guild, ..) | Self::Changes(guild) => *guild,
        }
    }
}

/// What was answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Numbers {
    Series(Vec<Series>),
    Week(Vec<HourOfWeek>),
    Cohorts(Vec<Cohort>),
    Changes(Vec<Insight>),
}

/// The numbers, with the name of the guild's time zone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figures {
    pub(crate) zone: String,
    pub(crate) numbers: Numbers,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) metrics: Remote<Listing<Metric>>,
    pub(crate) figures: Remote<Figures>,
    view: View,
    every: Every,
    range: usize,
    by_part: bool,
    /// Numbers instead of drawings.
    table: bool,
    scroll: usize,
    /// Events came since the numbers were read.
    pub(crate) stale: bool,
    asked: Option<Question>,
    asked_at: Timestamp,
}

impl State {
    /// Reads what is shown.
    pub(crate) fn ask(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        let Some(question) = self.question(guild, now) else {
            self.metrics.ask();
            return vec![Effect::Call(Call::Metrics)];
        };
        self.asked_at = now;
        self.stale = false;
        self.figures.ask();
        self.asked = Some(question.clone());
        vec![Effect::Call(Call::Figures(question))]
    }

    /// Reads again after news, not more often than each minute.
    pub(crate) fn renew(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        if self.stale && now.0 - self.asked_at.0 >= RENEW_MS {
            return self.ask(guild, now);
        }
        Vec::new()
    }

    pub(crate) fn forget(&mut self) {
        self.figures = Remote::Idle;
        self.asked = None;
        self.scroll = 0;
    }

    fn anew(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        self.forget();
        self.ask(guild, now)
    }

    fn metric(&self) -> Option<&Metric> {
        self.metrics.ready()?.chosen()
    }

    /// The interval that is shown: the one that was chosen, or the shortest that the metric has.
    fn every(&self) -> Every {
        let given = self.metric().map_or(&[][..], |metric| &metric.every);
        let chosen = given.iter().find(|every| **every >= self.every);
        chosen.or(given.last()).copied().unwrap_or(self.every)
    }

    fn question(&self, guild: GuildId, now: Timestamp) -> Option<Question> {
        let metric = self.metric()?;
        let since = Timestamp(now.0 - RANGES[self.range].0 * DAY_MS);
        Some(match self.view {
            View::Chart => Question::Series(SeriesRequest {
                guild,
                metric: metric.name.clone(),
                since,
                until: None,
                every: self.every(),
                by: metric.by.filter(|_| self.by_part),
            }),
            View::Week => Question::Week(guild, metric.name.clone(), since),
            View::Cohorts => Question::Cohorts(CohortRequest {
                guild,
                since,
                every: self.cohort_every(),
                weeks: WEEKS,
            }),
            View::Changes => Question::Changes(guild),
        })
    }

    /// Cohorts are of a day, a week or a month.
    fn cohort_every(&self) -> Every {
        self.every.max(Every::Day)
    }

    pub(crate) fn took_metrics(
        &mut self,
        result: Result<Vec<Metric>, Error>,
        (guild, now): (GuildId, Timestamp),
    ) -> Vec<Effect> {
        let result = result.map(|metrics| Listing::new(metrics, None));
        self.metrics.answer(result);
        match self.metric() {
            Some(_) => self.ask(guild, now),
            None => Vec::new(),
        }
    }

    /// Takes the numbers, unless something else is shown by now.
    pub(crate) fn took(&mut self, question: &Question, result: Result<Figures, Error>) {
        if self.asked.as_ref() == Some(question) {
            self.figures.answer(result);
        }
    }

    pub(crate) fn travel(
        &mut self,
        motion: Motion,
        page: usize,
        (guild, now): (GuildId, Timestamp),
    ) -> Vec<Effect> {
        let Some(list) = self.metrics.ready_mut() else {
            return Vec::new();
        };
        let before = list.chosen;
        list.travel(motion, page);
        if list.chosen == before {
            return Vec::new();
        }
        self.view = match self.view {
            View::Week if self.has_week() => View::Week,
            _ => View::Chart,
        };
        self.anew(guild, now)
    }

    /// Scrolls the numbers; what is drawn is bounded by their length.
    pub(crate) fn scroll(&mut self, motion: Motion) {
        self.scroll = crate::listing::travel(self.scroll, self.rows(), motion, 10);
    }

    fn rows(&self) -> usize {
        match self.figures.ready().map(|figures| &figures.numbers) {
            Some(Numbers::Series(parts)) if self.table => {
                parts.iter().map(|of| of.buckets.len()).sum()
            }
            Some(Numbers::Series(parts)) => parts.len(),
            Some(Numbers::Week(hours)) => hours.len(),
            Some(Numbers::Cohorts(cohorts)) => cohorts.len(),
            Some(Numbers::Changes(changes)) => changes.iter().map(|of| 1 + of.causes.len()).sum(),
            None => 0,
        }
    }

    fn has_week(&self) -> bool {
        self.metric()
            .is_some_and(|metric| metric.every.contains(&Every::Hour))
    }

    pub(crate) fn turn_table(&mut self) {
        self.table = !self.table;
        self.scroll = 0;
    }

    pub(crate) fn next_view(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        self.view = match self.view {
            View::Chart if self.has_week() => View::Week,
            View::Chart | View::Week => View::Cohorts,
            View::Cohorts => View::Changes,
            View::Changes => View::Chart,
        };
        self.anew(guild, now)
    }

    pub(crate) fn next_range(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        self.range = (self.range + 1) % RANGES.len();
        self.anew(guild, now)
    }

    /// The next interval of those that there are.
    pub(crate) fn next_every(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        let shown = match self.view {
            View::Cohorts => self.cohort_every(),
            _ => self.every(),
        };
        let given = match (self.view, self.metric()) {
            (View::Cohorts, _) | (_, None) => &Every::ALL[1..],
            (_, Some(metric)) => &metric.every,
        };
        let next = given.iter().position(|every| *every == shown);
        let next = next.map_or(0, |at| (at + 1) % given.len().max(1));
        self.every = given.get(next).copied().unwrap_or_default();
        self.anew(guild, now)
    }

    pub(crate) fn turn_parts(&mut self, guild: GuildId, now: Timestamp) -> Vec<Effect> {
        self.by_part = !self.by_part;
        self.anew(guild, now)
    }

    /// Why an order changes nothing here; none if it does.
    pub(crate) fn unfit(&self, order: Order) -> Option<&'static str> {
        let has_parts = self.metric().is_some_and(|metric| metric.by.is_some());
        match (order, self.view) {
            (Order::Parts, view) if !has_parts || view != View::Chart => {
                Some("this is not told apart by parts")
            }
            (Order::Numbers, View::Changes) => Some("these are the numbers"),
            (Order::Narrow | Order::Interval, View::Changes) => {
                Some("what changed is told of the last whole day")
            }
            (Order::Interval, View::Week) => Some("the week is by the hour"),
            _ => None,
        }
    }
}

//! How rules are written: `joins > 10 in 10s clear at 3 to inbox`. What is read is written again in one way.

use std::fmt::{Display, Formatter, Write};
use std::time::Duration;

use emperione_protocol::ChannelId;

use super::{Condition, Direction, Op, Quiet, Route, Rule};
use crate::domain::duration;

/// The most letters of a rule.
const LONGEST: usize = 500;
/// Larger numbers mean nothing here.
const LARGEST: f64 = 1e9;
const AGAINST: &str = "against the same hour of week";
const OPS: [(&str, Op); 4] = [
    (">", Op::Above),
    (">=", Op::AtLeast),
    ("<", Op::Below),
    ("<=", Op::AtMost),
];

/// A text that is no rule, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(String);

type Result<T> = std::result::Result<T, Invalid>;

fn invalid<T>(why: impl Into<String>) -> Result<T> {
    Err(Invalid(why.into()))
}

/// Reads a rule; channels are named by `#name`, by a mention or by their id.
///
/// # Errors
/// What cannot be read, and what could stand there.
pub fn parse(text: &str, channels: &[(ChannelId, String)]) -> Result<Rule> {
    if text.chars().count() > LONGEST {
        return invalid(format!("a rule has {LONGEST} letters at most"));
    }
    let spaced = text.replace(',', " , ");
    let mut words = Words {
        all: spaced.split_whitespace().collect(),
        at: 0,
        channels,
    };
    let mut rule = words.head()?;
    while let Some(word) = words.next() {
        words.clause(word, &mut rule)?;
    }
    Ok(rule)
}

struct Words<'a> {
    all: Vec<&'a str>,
    at: usize,
    channels: &'a [(ChannelId, String)],
}

impl<'a> Words<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.all.get(self.at).copied()
    }

    fn next(&mut self) -> Option<&'a str> {
        let word = self.peek()?;
        self.at += 1;
        Some(word)
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.peek() == Some(word);
        self.at += usize::from(is);
        is
    }

    fn expect(&mut self, phrase: &str) -> Result<()> {
        let rest = phrase.split(' ').find(|word| !self.take(word));
        match rest {
            None => Ok(()),
            Some(word) => self.wrong(&format!("`{word}` of `{phrase}`")),
        }
    }

    /// The word that comes is none of what could stand there.
    fn wrong<T>(&self, wanted: &str) -> Result<T> {
        let before = self.at.checked_sub(1).and_then(|at| self.all.get(at));
        let after = before.map_or_else(String::new, |word| format!(" after `{word}`"));
        match self.peek() {
            Some(word) => invalid(format!("`{word}`{after}: {wanted} is expected")),
            None => invalid(format!("the rule ends{after}: {wanted} is expected")),
        }
    }

    fn head(&mut self) -> Result<Rule> {
        let Some(measure) = self.next() else {
            return invalid("a rule begins with what is counted, such as `joins`");
        };
        let channel = if self.take("in") {
            Some(self.channel()?)
        } else {
            None
        };
        Ok(Rule {
            measure: measure.into(),
            channel,
            condition: self.condition()?,
            clear: None,
            held: None,
            calm: None,
            samples: None,
            least: None,
            quiet: None,
            routes: Vec::new(),
        })
    }

    fn condition(&mut self) -> Result<Condition> {
        let word = self.peek().unwrap_or_default();
        let op = OPS.iter().find(|(text, _)| *text == word);
        let direction = match word {
            "rose" | "high" => Direction::Up,
            "fell" | "low" => Direction::Down,
            _ => Direction::Either,
        };
        self.at += 1;
        match (op, word) {
            (Some((_, op)), _) => self.threshold(*op),
            (None, "absent") => {
                self.expect("for")?;
                let length = self.duration()?;
                Ok(Condition::Absence { length })
            }
            (None, "changed" | "rose" | "fell") => {
                self.expect("by")?;
                let percent = self.number()?;
                if self.peek() == Some("against") {
                    self.expect(AGAINST)?;
                }
                Ok(Condition::Change { direction, percent })
            }
            (None, "anomalous" | "high" | "low") => {
                self.expect("by")?;
                let deviations = self.number()?;
                self.expect("deviations")?;
                Ok(Condition::Anomaly {
                    direction,
                    deviations,
                })
            }
            _ => {
                self.at -= 1;
                self.wrong("`>`, `<`, `absent for`, `changed by`, `rose by`, `fell by`, `anomalous by`, `high by` or `low by`")
            }
        }
    }

    fn threshold(&mut self, op: Op) -> Result<Condition> {
        let level = self.number()?;
        let within = if self.take("in") {
            Some(self.duration()?)
        } else {
            None
        };
        Ok(Condition::Threshold { op, level, within })
    }

    fn clause(&mut self, word: &str, rule: &mut Rule) -> Result<()> {
        let twice = match word {
            "clear" => {
                self.expect("at")?;
                rule.clear.replace(self.number()?).is_some()
            }
            "held" => {
                self.expect("for")?;
                rule.held.replace(self.duration()?).is_some()
            }
            "calm" => {
                self.expect("for")?;
                rule.calm.replace(self.duration()?).is_some()
            }
            "with" => {
                let count = self.count()?;
                self.expect("samples")?;
                rule.samples.replace(count).is_some()
            }
            "at" => {
                self.expect("least")?;
                rule.least.replace(self.number()?).is_some()
            }
            "quiet" => rule.quiet.replace(self.quiet()?).is_some(),
            "to" => {
                let known = std::mem::replace(&mut rule.routes, self.routes()?);
                !known.is_empty()
            }
            _ => {
                self.at -= 1;
                return self.wrong("`clear at`, `held for`, `calm for`, `with`, `at least`, `quiet`, `to` or the end");
            }
        };
        if twice {
            return invalid(format!("`{word}` stands twice"));
        }
        Ok(())
    }

    fn number(&mut self) -> Result<f64> {
        let text = self.peek().unwrap_or_default();
        let number = text.trim_end_matches('%').parse::<f64>();
        match number.ok().filter(|it| (0.0..=LARGEST).contains(it)) {
            Some(number) => {
                self.at += 1;
                // Also where the sign stands apart.
                self.take("%");
                Ok(number)
            }
            None => self.wrong("a number"),
        }
    }

    fn count(&mut self) -> Result<u32> {
        match self.peek().unwrap_or_default().parse() {
            Ok(count) => {
                self.at += 1;
                Ok(count)
            }
            Err(_) => self.wrong("a whole number"),
        }
    }

    fn duration(&mut self) -> Result<Duration> {
        match duration::parse(self.peek().unwrap_or_default()) {
            Ok(length) => {
                self.at += 1;
                Ok(length)
            }
            Err(_) => self.wrong("a duration such as 10s, 5m or 6h"),
        }
    }

    fn channel(&mut self) -> Result<ChannelId> {
        let Some(text) = self.peek() else {
            return self.wrong("a channel such as #support");
        };
        self.at += 1;
        let id = text
            .strip_prefix("<#")
            .and_then(|rest| rest.strip_suffix('>'));
        if let Ok(id) = id.unwrap_or(text).parse() {
            return Ok(id);
        }
        let name = text.strip_prefix('#').unwrap_or(text);
        let fits = |(_, known): &&(ChannelId, String)| known == name;
        let mut found = self.channels.iter().filter(fits);
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Ok(*id),
            (None, _) => invalid(format!("no channel is called `{text}`")),
            _ => invalid(format!(
                "several channels are called `{text}`: name one by its id"
            )),
        }
    }

    fn quiet(&mut self) -> Result<Quiet> {
        let read = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let text = self.peek().unwrap_or_default();
        let both = text
            .split_once('-')
            .and_then(|(from, to)| Some((read(from)?, read(to)?)));
        match both {
            Some((from, to)) if from != to => {
                self.at += 1;
                Ok(Quiet { from, to })
            }
            _ => self.wrong("hours such as 22:00-07:00"),
        }
    }

    fn routes(&mut self) -> Result<Vec<Route>> {
        let mut routes = Vec::new();
        loop {
            let route = match self.peek() {
                Some("inbox") => {
                    self.at += 1;
                    Route::Inbox
                }
                Some("webhook") => {
                    self.at += 1;
                    Route::Webhook(self.name()?)
                }
                Some("command") => {
                    self.at += 1;
                    Route::Command(self.name()?)
                }
                Some(word) if word.starts_with(['#', '<']) => Route::Channel(self.channel()?),
                _ => return self.wrong("`inbox`, a channel, `webhook NAME` or `command NAME`"),
            };
            if !routes.contains(&route) {
                routes.push(route);
            }
            if !self.take(",") {
                return Ok(routes);
            }
        }
    }

    fn name(&mut self) -> Result<String> {
        match self.peek().filter(|name| is_name(name)) {
            Some(name) => {
                self.at += 1;
                Ok(name.into())
            }
            None => self.wrong("a name of small letters, digits and dashes"),
        }
    }
}

/// Whether a text can name a rule, a webhook or a command.
pub fn is_name(text: &str) -> bool {
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (1..=40).contains(&text.len()) && text.chars().all(fits) && !text.starts_with('-')
}

impl Display for Rule {
    /// Writes it as [`parse`] reads it, channels by their ids.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.write(|channel| format!("<#{channel}>")))
    }
}

impl Rule {
    /// Writes it as [`parse`] reads it, with names for the channels that have one of their own.
    pub fn named(&self, channels: &[(ChannelId, String)]) -> String {
        self.write(|channel| {
            let found = channels.iter().find(|(id, _)| *id == channel);
            let alone = |name: &String| {
                let same = channels.iter().filter(|(_, other)| other == name);
                same.count() == 1 && !name.contains([' ', ','])
            };
            match found {
                Some((_, name)) if alone(name) => format!("#{name}"),
                _ => format!("<#{channel}>"),
            }
        })
    }

    fn write(&self, channel: impl Fn(ChannelId) -> String) -> String {
        let mut text = self.measure.clone();
        if let Some(id) = self.channel {
            let _ = write!(text, " in {}", channel(id));
        }
        let _ = write!(text, " {}", self.condition);
        if let Some(clear) = self.clear {
            let _ = write!(text, " clear at {clear}");
        }
        for (word, length) in [("held", self.held), ("calm", self.calm)] {
            if let Some(length) = length {
                let _ = write!(text, " {word} for {}", duration::format(length));
            }
        }
        if let Some(samples) = self.samples {
            let _ = write!(text, " with {samples} samples");
        }
        if let Some(least) = self.least {
            let _ = write!(text, " at least {least}");
        }
        if let Some(quiet) = self.quiet {
            let _ = write!(text, " quiet {quiet}");
        }
        let route = |route: &Route| match route {
            Route::Inbox => "inbox".into(),
            Route::Channel(id) => channel(*id),
            Route::Webhook(name) => format!("webhook {name}"),
            Route::Command(name) => format!("command {name}"),
        };
        if !self.routes.is_empty() {
            let routes: Vec<_> = self.routes.iter().map(route).collect();
            let _ = write!(text, " to {}", routes.join(", "));
        }
        text
    }
}

impl Display for Condition {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Threshold { op, level, within } => {
                let sign = OPS.iter().find(|(_, known)| known == op);
                write!(f, "{} {level}", sign.map_or("", |(sign, _)| sign))?;
                match within {
                    Some(within) => write!(f, " in {}", duration::format(*within)),
                    None => Ok(()),
                }
            }
            Self::Absence { length } => write!(f, "absent for {}", duration::format(*length)),
            Self::Change { direction, percent } => {
                let word = match direction {
                    Direction::Either => "changed",
                    Direction::Up => "rose",
                    Direction::Down => "fell",
                };
                write!(f, "{word} by {percent}% {AGAINST}")
            }
            Self::Anomaly {
                direction,
                deviations,
            } => {
                let word = match direction {
                    Direction::Either => "anomalous",
                    Direction::Up => "high",
                    Direction::Down => "low",
                };
                write!(f, "{word} by {deviations} deviations")
            }
        }
    }
}

impl Display for Quiet {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { from, to } = self;
        let (a, b) = (from / 60, from % 60);
        write!(f, "{a:02}:{b:02}-{:02}:{:02}", to / 60, to % 60)
    }
}

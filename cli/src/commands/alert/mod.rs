//! `emp alert`: rules that watch what is counted.

mod webhook;

use std::time::Duration;

use clap::Subcommand;
use emperione_protocol::alerts::{
    Alert, Phase, Replay, Ringing, Rule, RuleDetail, SetRule, TestRequest,
};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};

use super::case::{actor, word};
use super::when;
use crate::context::{Context, PATIENCE};
use crate::duration;
use crate::error::Failure;
use crate::output::{Output, Row};

/// A replay reads weeks of facts.
const LONG: Duration = Duration::from_mins(2);

const HOW: &str = "Set a rule under a name

A rule says what is counted, when it rings, and who is told:
  joins > 10 in 10s                     more than 10 in any 10 seconds; also >=, <, <=
  active_members < 5                    in an hour; `emp analytics list` says what is counted by the hour
  messages in #support absent for 6h    none of people for so long; also joins, leaves
  messages changed by 50%               against the same hour of earlier weeks, in the guild's time zone; also `rose by`, `fell by`
  messages anomalous by 4 deviations    against what the hour of the week usually has; also `high by`, `low by`
In an hour or less are counted: messages (also of a channel), edits, deletes, reactions, joins, leaves, bans, actions.
By the hour also a channel is counted, such as `reactions in #art fell by 60%`: see `by channel` in `emp analytics list`.
After that may stand, each once:
  clear at 3            the value at which it may clear [default: 20 % calmer, of anomalies 40 %]
  held for 1m           it rings when it held so long
  calm for 30m          it clears when it was calm so long [default: 10m, of hours 1h]
  with 4 samples        how many earlier weeks a comparison needs [default: 3 of a change, 2 of an anomaly]
  at least 30           a change of smaller counts says nothing [default: 20]
  quiet 22:00-07:00     nobody is told in these hours of the guild's time zone; afterwards they hear what still rings, and of what
                        they knew that it cleared. What rang and cleared within them is in `emp alert show` and in reports
  to inbox, #mods, webhook ops, command page";

/// What to do with alerts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the rules, and where they stand now
    #[command(
        after_help = "Examples:\n  emp alert list\n  emp alert list --json | jq '.[] | select(.phase == \"ringing\")'"
    )]
    List,
    /// Show a rule with its last ringings
    #[command(
        after_help = "Examples:\n  emp alert show raid\n  emp alert show raid --json | jq '.alerts[].says'"
    )]
    Show(One),
    /// Set a rule under a name
    #[command(
        long_about = HOW,
        after_help = "Examples:\n  emp alert set raid 'joins > 10 in 10s to inbox, #mods'\n  emp alert set silent 'messages in #support absent for 6h quiet 22:00-07:00 to inbox'\n  emp alert set odd 'messages anomalous by 4 deviations to webhook ops'"
    )]
    Set {
        #[command(flatten)]
        one: One,
        /// What is counted, when it rings, and who is told
        #[arg(value_name = "RULE")]
        rule: String,
    },
    /// Take a rule away
    #[command(after_help = "Examples:\n  emp alert remove raid\n  emp alert remove raid --quiet")]
    Remove(One),
    /// Say when a rule would have rung
    ///
    /// Replays a rule over what is stored, by the code that watches the present. A false alarm is a ringing around which
    /// nobody opened a case, from half an hour before it to two hours after.
    #[command(
        after_help = "Examples:\n  emp alert test raid\n  emp alert test 'joins > 5 in 10s' --since 30d\n  emp alert test 'messages changed by 50%' --json=per_week,false_per_week"
    )]
    Test {
        /// The name of a rule, or a rule as `emp alert set` takes it
        #[arg(value_name = "RULE")]
        rule: String,
        /// From when on: 30d, 2026-05-01 [default: 7d, of hours 90d]
        #[arg(long, value_name = "TIME", value_parser = when::parse)]
        since: Option<Timestamp>,
    },
    /// Say that you have seen what rings
    #[command(after_help = "Examples:\n  emp alert ack raid\n  emp alert ack raid --json=acked_at")]
    Ack(One),
    /// Tell nobody of a rule for a time
    #[command(
        after_help = "Examples:\n  emp alert mute raid\n  emp alert mute raid --for 2h\n\nWhen the time is over, it is told what still rings, and of what was told before that it cleared."
    )]
    Mute {
        #[command(flatten)]
        one: One,
        /// How long
        #[arg(long = "for", value_name = "TIME", value_parser = duration::parse, default_value = "1d")]
        length: Duration,
    },
    /// Tell of a rule again
    #[command(after_help = "Examples:\n  emp alert unmute raid\n  emp alert unmute raid --quiet")]
    Unmute(One),
    /// Set where alerts are posted to beside Discord
    #[command(subcommand)]
    Webhook(webhook::Command),
}

/// A rule.
#[derive(Debug, clap::Args)]
pub struct One {
    /// The name of the rule
    #[arg(value_name = "NAME")]
    name: String,
}

impl Row for Rule {
    const COLUMNS: &'static [&'static str] = &["alert", "state", "since", "value", "data", "rule"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.name.clone(),
            state(self),
            when::maybe(self.since),
            self.says.clone().unwrap_or_else(|| "-".into()),
            data(self),
            self.text.clone(),
        ]
    }
}

impl Row for Ringing {
    const COLUMNS: &'static [&'static str] = &["rang", "cleared", "most", "acted"];

    fn cells(&self) -> Vec<String> {
        vec![
            when::time(self.at),
            when::maybe(self.cleared_at),
            self.says.clone(),
            if self.acted { "yes" } else { "no" }.into(),
        ]
    }
}

fn state(rule: &Rule) -> String {
    match rule.muted_until {
        Some(_) => format!("{}, muted", word(&rule.phase)),
        None => word(&rule.phase),
    }
}

fn data(rule: &Rule) -> String {
    match &rule.missing {
        Some(why) => format!("not enough: {why}"),
        None => "enough".into(),
    }
}

pub(super) async fn run(
    command: Command,
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let (client, guild) = context.reach().await?;
    let (alerts, call) = (client.alerts(), within(PATIENCE));
    match command {
        Command::List => {
            let rules = alerts.list(call, guild).await.flat()?;
            if rules.is_empty() {
                out.note("nothing is watched; set a rule with `emp alert set`");
            }
            for rule in &rules {
                say_broken(rule, out);
            }
            out.rows(&rules)
        }
        Command::Show(One { name }) => {
            let detail = alerts.show(call, guild, name).await.flat()?;
            out.record(&detail, &lines(&detail))
        }
        Command::Set { one, rule } => {
            let (name, text) = (one.name, rule);
            let request = SetRule { guild, name, text };
            let rule = alerts.set(call, request).await.flat()?;
            told(&rule, "is set", out)
        }
        Command::Remove(One { name }) => {
            alerts.remove(call, guild, name.clone()).await.flat()?;
            out.note(&format!("{name} is gone"));
            Ok(())
        }
        Command::Test { rule, since } => {
            let request = TestRequest { guild, rule, since };
            let replay = alerts.test(within(LONG), request).await.flat()?;
            print_replay(&replay, out)
        }
        Command::Ack(One { name }) => {
            let alert = alerts.ack(call, guild, name).await.flat()?;
            seen(&alert, out)
        }
        Command::Mute { one, length } => {
            let length = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
            let until = Timestamp(when::now().0.saturating_add(length));
            let muted = alerts.mute(call, guild, one.name, Some(until)).await;
            told(&muted.flat()?, "is muted", out)
        }
        Command::Unmute(One { name }) => {
            let rule = alerts.mute(call, guild, name, None).await.flat()?;
            told(&rule, "is told of again", out)
        }
        Command::Webhook(command) => webhook::run(command, (&client, guild), out).await,
    }
}

fn seen(alert: &Alert, out: &mut Output) -> Result<(), Failure> {
    if out.is_structured() {
        return out.record(alert, &[]);
    }
    let number = alert.number;
    out.note(&format!("alert {number} is seen; it rings until it clears"));
    Ok(())
}

fn told(rule: &Rule, done: &str, out: &mut Output) -> Result<(), Failure> {
    say_broken(rule, out);
    if out.is_structured() {
        return out.record(rule, &[]);
    }
    let until = rule.muted_until.filter(|_| done == "is muted");
    let until = until.map_or_else(String::new, |until| format!(" until {}", when::time(until)));
    out.note(&format!("{} {done}{until}: {}", rule.name, rule.text));
    if rule.missing.is_some() && rule.phase == Phase::Quiet {
        out.note(&format!("data: {}", data(rule)));
    }
    Ok(())
}

fn say_broken(rule: &Rule, out: &Output) {
    for why in &rule.broken {
        out.note(&format!("{}: {why}", rule.name));
    }
}

fn print_replay(replay: &Replay, out: &mut Output) -> Result<(), Failure> {
    if out.is_document() {
        return out.record(replay, &[]);
    }
    if !replay.ringings.is_empty() || out.is_structured() {
        out.rows(&replay.ringings)?;
    }
    for line in summary(replay) {
        out.note(&line);
    }
    Ok(())
}

/// How often it would have rung, and on how much data that stands.
fn summary(replay: &Replay) -> [String; 2] {
    let (from, to) = (when::time(replay.from), when::time(replay.to));
    let times = match replay.ringings.len() {
        0 => "would not have rung".into(),
        1 => "would have rung once".into(),
        n => format!("would have rung {n} times"),
    };
    let head = format!("{}: {times} from {from} to {to}", replay.text);
    let weeks = format!("{:.1} weeks of data", replay.weeks);
    let why = replay.missing.as_ref();
    let Some((all, wrong)) = replay.per_week.zip(replay.false_per_week) else {
        let why = why.map_or("the time is too short", String::as_str);
        return [head, format!("not enough data: {weeks}, {why}")];
    };
    let missing = why.map_or_else(String::new, |why| format!("; elsewhere {why}"));
    let rates = format!("{all:.2} alarms a week, {wrong:.2} of them false (no case around them)");
    [head, format!("{weeks}{missing}: {rates}")]
}

fn lines(detail: &RuleDetail) -> Vec<(&'static str, String)> {
    let rule = &detail.rule;
    let mut lines = vec![
        (
            "alert",
            format!("{} · {} · {}", rule.name, rule.kind, state(rule)),
        ),
        ("rule", rule.text.clone()),
        ("since", when::maybe(rule.since)),
        ("value", rule.says.clone().unwrap_or_else(|| "-".into())),
        ("data", data(rule)),
        ("set", when::time(rule.set_at)),
    ];
    lines.extend(
        rule.muted_until
            .map(|at| ("muted", format!("until {}", when::time(at)))),
    );
    lines.extend(rule.broken.iter().map(|why| ("broken", why.clone())));
    lines.extend(detail.alerts.iter().map(|alert| ("rang", ringing(alert))));
    lines.extend(detail.posts.iter().map(|post| {
        let error = post.error.as_ref();
        let error = error.map_or_else(String::new, |error| format!(": {error}"));
        let (at, state) = (when::time(post.at), word(&post.state));
        let (alert, what, route) = (post.alert, &post.what, &post.route);
        (
            "post",
            format!("{at} #{alert} {what} to {route}: {state}{error}"),
        )
    }));
    lines
}

fn ringing(alert: &Alert) -> String {
    let at = when::time(alert.opened_at);
    let mut text = format!("#{} {at} · {}", alert.number, alert.says);
    if alert.told_at.is_none() {
        text += " · nobody was told";
    }
    if let Some(by) = &alert.acked_by {
        text.push_str(" · seen by ");
        text.push_str(&actor(by));
    }
    text + &match alert.cleared_at {
        Some(at) => format!(" · cleared {}", when::time(at)),
        None => " · rings".into(),
    }
}

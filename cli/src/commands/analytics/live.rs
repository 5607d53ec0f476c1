//! `emp analytics live`: the last hour, by the second or the minute.

use clap::Args;
use emperione_protocol::live::{Live, LiveRequest};
use emperione_protocol::transport::within;
use emperione_protocol::{Flatten, Timestamp};
use serde::Serialize;

use super::super::when;
use super::Asked;
use crate::chart;
use crate::context::{PATIENCE, resolve_channel};
use crate::error::Failure;
use crate::output::{Output, Row};

const HOUR: u32 = 3_600;
const MINUTE: u32 = 60;

/// Which counts are shown.
#[derive(Args, Debug)]
pub struct Last {
    /// What is counted: messages, joins, leaves, edits, deletes, reactions, bans or actions
    #[arg(value_name = "COUNT", default_value = "messages")]
    count: String,
    /// By the second, of the last two minutes
    #[arg(long)]
    seconds: bool,
    /// Only the messages of this channel
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// Print numbers without bars
    #[arg(long)]
    plain: bool,
}

/// The count of an interval.
#[derive(Debug, Serialize)]
struct Bar {
    at: Timestamp,
    /// None where not all of it was heard.
    count: Option<u32>,
}

impl Row for Bar {
    const COLUMNS: &'static [&'static str] = &["at", "count"];

    fn cells(&self) -> Vec<String> {
        let count = self
            .count
            .map_or_else(String::new, |count| count.to_string());
        vec![when::time(self.at), count]
    }
}

pub(super) async fn run(args: Last, asked: &Asked, out: &mut Output) -> Result<(), Failure> {
    let (client, guild) = (&asked.client, asked.guild);
    let channel = match &args.channel {
        Some(text) => Some(resolve_channel(client, guild, text).await?),
        None => None,
    };
    let (seconds, width) = if args.seconds {
        (2 * MINUTE, 1)
    } else {
        (HOUR, MINUTE)
    };
    let request = LiveRequest {
        guild,
        channel,
        seconds,
        width,
    };
    let live = client.live().last(within(PATIENCE), request).await.flat()?;
    if out.is_document() {
        return out.record(&live, &[]);
    }
    let bars = bars(&live, &args.count)?;
    if !live.complete {
        out.note("redis is away: what other processes count is not in it");
    }
    if args.plain || !out.draws() {
        return out.rows(&bars);
    }
    out.text(&draw(&bars, out.ascii()))
}

fn bars(live: &Live, name: &str) -> Result<Vec<Bar>, Failure> {
    let counts = live.counts.get(name).ok_or_else(|| {
        let known: Vec<_> = live.counts.keys().map(String::as_str).collect();
        Failure::usage(format!("`{name}` is not counted here"))
            .hint(format!("there are: {}", known.join(", ")))
    })?;
    let width = i64::from(live.width) * 1_000;
    let begins = (0..).map(|n| Timestamp(live.from.0 + n * width));
    let bar = |(at, count): (Timestamp, &Option<u32>)| Bar { at, count: *count };
    Ok(begins.zip(counts).map(bar).collect())
}

fn draw(bars: &[Bar], ascii: bool) -> String {
    let most = bars.iter().filter_map(|bar| bar.count).max().unwrap_or(0);
    let digits = most.to_string().len();
    let line = |bar: &Bar| {
        let at = when::time(bar.at);
        let time = at.get(11..).unwrap_or(&at);
        let text = match bar.count {
            Some(count) => {
                let drawn = chart::bar(f64::from(count), f64::from(most), ascii);
                format!("{time}  {count:>digits$}  {drawn}")
            }
            None => format!("{time}  {:>digits$}  not heard", "-"),
        };
        format!("{}\n", text.trim_end())
    };
    bars.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_heard_is_drawn_as_a_gap() {
        let bar = |minute: i64, count| Bar {
            at: Timestamp(1_777_593_600_000 + minute * 60_000),
            count,
        };
        let bars = [
            bar(0, None),
            bar(1, Some(12)),
            bar(2, Some(3)),
            bar(3, Some(0)),
        ];

        assert_eq!(
            draw(&bars, true),
            "00:00:00   -  not heard\n\
             00:01:00  12  ########################################\n\
             00:02:00   3  ##########\n\
             00:03:00   0\n"
        );
    }
}

//! `emp analytics compare`

use emperione_protocol::analytics::{CompareRequest, Comparison, Days, Metric};
use emperione_protocol::transport::within;
use emperione_protocol::{Code, Flatten, Timestamp};

use super::{Asked, number};
use crate::commands::when;
use crate::context::PATIENCE;
use crate::error::Failure;
use crate::output::Output;

pub(super) async fn run(
    asked: &Asked,
    metric: &Metric,
    (at, mark, days): (Option<Timestamp>, Option<String>, u32),
    out: &mut Output,
) -> Result<(), Failure> {
    let at = match (at, mark) {
        (Some(at), _) => at,
        (None, mark) => marked(asked, &mark.unwrap_or_default()).await?,
    };
    let request = CompareRequest {
        guild: asked.guild,
        metric: metric.name.clone(),
        at,
        days,
    };
    let found = asked
        .client
        .analytics()
        .compare(within(PATIENCE), request)
        .await
        .flat()?;
    out.record(&found, &lines(&found, &metric.unit))
}

/// The last moment with a label.
async fn marked(asked: &Asked, label: &str) -> Result<Timestamp, Failure> {
    let marks = asked
        .client
        .analytics()
        .marks(within(PATIENCE), asked.guild)
        .await
        .flat()?;
    let found = marks.iter().rev().find(|mark| mark.label == label);
    found.map(|mark| mark.at).ok_or_else(|| {
        Failure::new(Code::NotFound, format!("nothing is marked `{label}`"))
            .hint("see `emp analytics marks`")
    })
}

fn lines(found: &Comparison, unit: &str) -> Vec<(&'static str, String)> {
    let side = |days: &Days| match days.mean {
        Some(mean) => format!("{} {unit} a day, over {} days", number(mean), days.n_days),
        None => "no day was heard whole".into(),
    };
    let change = match (&found.change, found.before.mean) {
        (None, _) => "not enough data: three whole days are needed on each side".into(),
        (Some(change), mean) => {
            let part = mean
                .filter(|mean| *mean != 0.0)
                .map(|mean| change.value / mean * 100.0);
            let part = part.map_or_else(String::new, |part| format!(" ({part:+.0} %)"));
            let sure = if change.low > 0.0 || change.high < 0.0 {
                ""
            } else {
                "; may be chance"
            };
            let (low, high) = (number(change.low), number(change.high));
            format!(
                "{:+.2}{part}, with 95 % between {low} and {high}{sure}",
                change.value
            )
        }
    };
    vec![
        ("metric", found.metric.clone()),
        ("at", when::time(found.at)),
        ("before", side(&found.before)),
        ("after", side(&found.after)),
        ("change", change),
    ]
}

#[cfg(test)]
mod tests {
    use emperione_protocol::analytics::Change;

    use super::*;

    #[test]
    fn a_change_says_how_sure_it_is() {
        let days = |n_days, mean| Days { n_days, mean };
        let mut found = Comparison {
            metric: "messages".into(),
            at: Timestamp(0),
            before: days(14, Some(200.0)),
            after: days(12, Some(150.0)),
            change: Some(Change {
                value: -50.0,
                low: -80.5,
                high: -19.5,
            }),
        };
        let told = |found: &Comparison| lines(found, "messages").pop().unwrap().1;

        assert_eq!(
            told(&found),
            "-50.00 (-25 %), with 95 % between -80.50 and -19.50"
        );
        found.change = Some(Change {
            value: 1.0,
            low: -3.0,
            high: 5.0,
        });
        assert_eq!(
            told(&found),
            "+1.00 (+0 %), with 95 % between -3 and 5; may be chance"
        );
        found.change = None;
        assert!(told(&found).starts_with("not enough data"));
    }
}

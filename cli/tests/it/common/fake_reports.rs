use emperione_protocol::analytics::{Bucket, Cohort, Every, HourOfWeek};
use emperione_protocol::reports::*;
use emperione_protocol::{Error, Timestamp};
use tarpc::context::Context;

use super::fake::{AT, Fake};

fn chart() -> Content {
    let day = |(index, value): (i64, Option<f64>)| Bucket {
        at: Timestamp(AT.0 + index * 86_400_000),
        value,
        hours: 24,
        heard_hours: if value.is_some() { 24 } else { 0 },
        share: None,
    };
    Content::Chart {
        metric: "messages".into(),
        unit: "messages".into(),
        every: Every::Day,
        buckets: (0..)
            .zip([Some(120.0), None, Some(60.0)])
            .map(day)
            .collect(),
    }
}

fn contents() -> [(&'static str, Content); 5] {
    let figure = |metric: &str, value, before| Figure {
        metric: metric.into(),
        unit: "members".into(),
        value,
        hours: 168,
        heard_hours: 163,
        before,
        before_hours: 168,
        before_heard_hours: 168,
    };
    let hour = |index: u8| HourOfWeek {
        weekday: index / 24,
        hour: index % 24,
        mean: Some(f64::from(index % 24)),
        n_hours: 1,
    };
    let cohort = Cohort {
        at: AT,
        joined: 40,
        active: vec![Some(30), None],
    };
    [
        (
            "At a glance",
            Content::Figures {
                figures: vec![
                    figure("active_members", Some(150.0), Some(100.0)),
                    figure("wau", None, None),
                ],
            },
        ),
        ("Messages", chart()),
        (
            "By the hour of the week",
            Content::Heatmap {
                metric: "messages".into(),
                unit: "messages".into(),
                hours: (0..168).map(hour).collect(),
            },
        ),
        (
            "Cohorts",
            Content::Cohorts {
                every: Every::Week,
                cohorts: vec![cohort],
            },
        ),
        (
            "Channels",
            Content::Table {
                columns: vec!["channel".into(), "messages".into()],
                rows: vec![vec!["=general\u{1b}[2J".into(), "12".into()]],
                more: 40,
            },
        ),
    ]
}

impl Reports for Fake {
    async fn make(self, _: Context, request: ReportRequest) -> Result<Report, Error> {
        let section = |(title, content): (&str, Content)| Section {
            title: title.into(),
            archived_until: (title == "Channels").then_some(AT),
            content,
        };
        Ok(Report {
            kind: request.kind,
            guild: request.guild,
            guild_name: "Harbor".into(),
            title: "Weekly report".into(),
            from: AT,
            to: Timestamp(AT.0 + 7 * 86_400_000),
            every: request.every,
            zone: "UTC".into(),
            made_at: AT,
            running: false,
            sections: contents().map(section).into(),
            definitions: vec![Definition {
                metric: "messages".into(),
                unit: "messages".into(),
                about: "Messages created, those of bots excluded".into(),
            }],
            unheard: vec![Unheard {
                from: AT,
                to: Timestamp(AT.0 + 3_600_000),
            }],
            read_later: vec![Unheard {
                from: Timestamp(AT.0 + 7_200_000),
                to: Timestamp(AT.0 + 9_000_000),
            }],
            query: "emp report weekly".into(),
            hash: "ab12".into(),
        })
    }

    async fn progress(self, _: Context) -> Result<Option<Progress>, Error> {
        Ok(None)
    }

    async fn write(
        self,
        _: Context,
        _: ReportRequest,
        format: ReportFormat,
    ) -> Result<String, Error> {
        Ok(match format {
            ReportFormat::Markdown => "# Weekly report\n".into(),
            ReportFormat::Html => "<!doctype html>\n".into(),
            ReportFormat::Csv => "section,item,column,value\n".into(),
            ReportFormat::Json => "{}\n".into(),
        })
    }
}

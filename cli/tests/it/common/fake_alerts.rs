//! Alerts and live counts of the daemon that answers by rule.

use std::collections::BTreeMap;

use emperione_protocol::actions::ActorRef;
use emperione_protocol::alerts::{
    Address, Alert, Alerts, Phase, Post, PostState, Replay, Ringing, Rule, RuleDetail, SetRule,
    TestRequest, Webhook,
};
use emperione_protocol::live::{Counts, Live, LiveRequest};
use emperione_protocol::{Error, ErrorKind, GuildId, Timestamp};
use tarpc::context::Context;

use super::fake::{AT, Fake};

const GUILD: GuildId = GuildId(7);
/// Names of channels come from people.
const HOSTILE: &str = "messages in #sup\u{1b}[31mport absent for 6h to inbox";

fn after(minutes: i64) -> Timestamp {
    Timestamp(AT.0 + minutes * 60_000)
}

fn raid() -> Rule {
    Rule {
        guild: GUILD,
        name: "raid".into(),
        text: "joins > 10 in 10s to inbox, webhook ops".into(),
        kind: "threshold".into(),
        phase: Phase::Ringing,
        since: Some(AT),
        value: Some(14.0),
        says: Some("14 joins in 10s".into()),
        read_at: Some(AT),
        missing: None,
        muted_until: None,
        alert: Some(4),
        set_at: AT,
        broken: vec!["webhook ops is disabled: it answered 404".into()],
    }
}

fn silent() -> Rule {
    Rule {
        name: "silent".into(),
        text: HOSTILE.into(),
        kind: "absence".into(),
        phase: Phase::Quiet,
        since: None,
        value: None,
        says: None,
        missing: Some("a part of the time was not heard".into()),
        muted_until: Some(after(60)),
        alert: None,
        broken: Vec::new(),
        ..raid()
    }
}

fn rang() -> Alert {
    Alert {
        guild: GUILD,
        number: 4,
        rule: "raid".into(),
        text: raid().text,
        opened_at: AT,
        value: 11.0,
        says: "11 joins in 10s".into(),
        told_at: Some(AT),
        acked_at: Some(after(1)),
        acked_by: Some(ActorRef::Local {
            uid: 1000,
            name: "mona".into(),
        }),
        cleared_at: None,
    }
}

fn ops() -> Webhook {
    Webhook {
        name: "ops".into(),
        operator: false,
        host: "example.org".into(),
        disabled_at: Some(AT),
        why: Some("it answered 404".into()),
    }
}

fn known(name: &str) -> Result<(), Error> {
    if name == "raid" {
        return Ok(());
    }
    let message = format!("alert rule {name} is not known");
    Err(Error::new(ErrorKind::NotFound, message))
}

impl Alerts for Fake {
    async fn list(self, _: Context, _: GuildId) -> Result<Vec<Rule>, Error> {
        Ok(vec![raid(), silent()])
    }

    async fn show(self, _: Context, _: GuildId, name: String) -> Result<RuleDetail, Error> {
        known(&name)?;
        let post = Post {
            alert: 4,
            route: "webhook ops".into(),
            what: "rang".into(),
            state: PostState::Failed,
            tries: 1,
            at: AT,
            error: Some("it answered 404".into()),
        };
        let before = Alert {
            number: 3,
            opened_at: after(-120),
            told_at: None,
            acked_at: None,
            acked_by: None,
            cleared_at: Some(after(-100)),
            ..rang()
        };
        Ok(RuleDetail {
            rule: raid(),
            alerts: vec![rang(), before],
            posts: vec![post],
        })
    }

    async fn set(self, _: Context, request: SetRule) -> Result<Rule, Error> {
        Ok(Rule {
            name: request.name,
            text: request.text,
            ..silent()
        })
    }

    async fn remove(self, _: Context, _: GuildId, name: String) -> Result<(), Error> {
        known(&name)
    }

    async fn test(self, _: Context, request: TestRequest) -> Result<Replay, Error> {
        let few = request.rule.contains("anomalous");
        let ringing = |minutes: i64, acted: bool| Ringing {
            at: after(minutes),
            cleared_at: (!acted).then(|| after(minutes + 12)),
            peak: 31.0,
            says: "31 joins in 10s".into(),
            acted,
        };
        let rings = vec![ringing(-9_000, false), ringing(-30, true)];
        Ok(Replay {
            text: request.rule,
            from: after(-10_080),
            to: AT,
            weeks: if few { 0.0 } else { 0.98 },
            missing: few.then(|| "1 of 2 earlier samples".into()),
            ringings: if few { Vec::new() } else { rings },
            per_week: (!few).then_some(2.04),
            false_per_week: (!few).then_some(1.02),
        })
    }

    async fn ack(self, _: Context, _: GuildId, name: String) -> Result<Alert, Error> {
        known(&name)?;
        Ok(rang())
    }

    async fn mute(
        self,
        _: Context,
        _: GuildId,
        name: String,
        until: Option<Timestamp>,
    ) -> Result<Rule, Error> {
        known(&name)?;
        Ok(Rule {
            muted_until: until,
            ..raid()
        })
    }

    async fn webhooks(self, _: Context, _: GuildId) -> Result<Vec<Webhook>, Error> {
        Ok(vec![ops()])
    }

    async fn set_webhook(
        self,
        _: Context,
        _: GuildId,
        name: String,
        address: Address,
    ) -> Result<Webhook, Error> {
        if address.0 == "https://example.org/hook" {
            return Ok(Webhook { name, ..ops() });
        }
        let message = "address: it has to begin with https://";
        Err(Error::new(ErrorKind::Invalid, message))
    }

    async fn remove_webhook(self, _: Context, _: GuildId, _: String) -> Result<(), Error> {
        Ok(())
    }

    async fn enable_webhook(self, _: Context, _: GuildId, _: String) -> Result<Webhook, Error> {
        Ok(ops())
    }
}

impl Counts for Fake {
    async fn last(self, _: Context, request: LiveRequest) -> Result<Live, Error> {
        let bars = i64::from(request.seconds / request.width);
        let count = |n: i64| (n > 2).then_some(if n % 2 == 0 { 3 } else { 0 });
        let counts: BTreeMap<_, _> = ["joins", "messages"]
            .map(|name| (name.to_owned(), (0..bars).map(count).collect()))
            .into();
        Ok(Live {
            from: Timestamp(AT.0 - i64::from(request.seconds) * 1_000),
            width: request.width,
            counts,
            processes: 1,
            complete: true,
        })
    }
}

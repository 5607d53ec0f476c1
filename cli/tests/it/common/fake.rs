//! A daemon that knows one guild, three members and one case, and carries out every action unless it is told otherwise.

use std::path::Path;
use std::sync::Arc;

use emperione_protocol::actions::*;
use emperione_protocol::analytics::*;
use emperione_protocol::audit::{Audit, AuditFilter, Broken, Record, Verified};
use emperione_protocol::batches::{
    self as protocol, Act, Aim, BatchLine, BatchRequest, BatchState, Batches, Plan, PlanLine,
    PlanRequest,
};
use emperione_protocol::cases::{
    Case, CaseChange, CaseDetail, CaseEdit, CaseFilter, CaseState, Cases, EditRequest, Edited,
    Entry,
};
use emperione_protocol::events::{Batch, Body, Event, Events};
use emperione_protocol::guilds::{ChannelRef, Guild, Guilds, Pauses, RoleRef, UserRef};
use emperione_protocol::imports::{Import, ImportRow};
use emperione_protocol::inbox::{
    Answer, Decision, Evidence, Inbox, Item, ItemDetail, ItemFilter, ItemKind, ItemState, Report,
    Resolution, ResolveRequest,
};
use emperione_protocol::ladders::{Ladders, Step as Rung};
use emperione_protocol::members::{Member, MemberDetail, MemberFilter, MemberThen, Members};
use emperione_protocol::messages::{Message, MessageFilter, Messages, Selected, Selection};
use emperione_protocol::perms::{Can, CanRequest, Effect, Perms, Step, Why, WhyRequest};
use emperione_protocol::privacy::{Erased, Exported, Keeps, Kept, Privacy, Retained, Retention};
use emperione_protocol::system::{
    Cache, Finding, Governor, Hello, Ingest, Intents, Level, Status, Store, System,
};
use emperione_protocol::{
    ActionId, BatchId, ChannelId, Code, Error, ErrorKind, GuildId, MessageId, Page, PageRequest,
    RoleId, Router, Timestamp, UserId, transport,
};
use futures::StreamExt;
use parking_lot::Mutex;
use tarpc::context::Context;
use tarpc::server::{BaseChannel, Channel};
use tokio::net::UnixListener;

use super::fake_evidence;

const GUILD: GuildId = GuildId(7);
pub const AT: Timestamp = Timestamp(1_767_225_600_000);

/// The daemon; cheap to clone.
#[derive(Clone, Default)]
pub struct Fake {
    /// Everything that was asked for, in order.
    pub asked: Arc<Mutex<Vec<ActRequest>>>,
    /// What was written into cases, in order.
    pub edits: Arc<Mutex<Vec<(u64, CaseEdit)>>>,
    /// Refuses actions on this user.
    pub refuses: Arc<Mutex<Option<(UserId, ErrorKind)>>>,
    /// Every batch that was asked for.
    pub batches: Arc<Mutex<Vec<BatchRequest>>>,
    /// Who changed what is to be undone.
    pub changed: Arc<Mutex<Option<String>>>,
    /// How many of a batch are done when somebody cancels it.
    pub cancelled: Arc<Mutex<Option<u64>>>,
    /// Every decision about an item.
    pub resolved: Arc<Mutex<Vec<ResolveRequest>>>,
    /// Drops so many connections when an action is asked for.
    pub drops: Arc<Mutex<usize>>,
    /// Everything that was named as evidence.
    pub named: Arc<Mutex<Vec<String>>>,
    /// The import, and the rows that it took.
    pub import: Arc<Mutex<Option<Import>>>,
    pub rows: Arc<Mutex<Vec<ImportRow>>>,
    /// What exports were asked for.
    pub filters: Arc<Mutex<Vec<CaseFilter>>>,
}

impl Fake {
    pub fn serve(&self, socket: &Path) {
        let listener = UnixListener::bind(socket).unwrap();
        let fake = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let fake = fake.clone();
                tokio::spawn(async move {
                    let channel = BaseChannel::with_defaults(transport::serve(stream));
                    let requests = channel.execute(Router(fake.clone()));
                    let answered = requests.for_each(|answer| async move {
                        answer.await;
                    });
                    tokio::select! {
                        () = answered => {}
                        () = fake.cut() => {}
                    }
                });
            }
        });
    }

    /// Ends the connection when one is to be dropped.
    async fn cut(&self) {
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            let mut drops = self.drops.lock();
            if *drops > 0 && !self.asked.lock().is_empty() {
                *drops -= 1;
                return;
            }
        }
    }
}

fn user(id: u64, name: &str) -> UserRef {
    UserRef {
        id: UserId(id),
        name: name.into(),
        display_name: None,
    }
}

fn names() -> [UserRef; 3] {
    [
        user(11, "alice"),
        user(12, "alfred"),
        user(13, "=cmd|' /C calc'!A0\u{1b}[31m\u{9b}\u{202e}"),
    ]
}

pub(super) fn named(id: UserId) -> UserRef {
    let known = names().into_iter().find(|known| known.id == id);
    known.unwrap_or_else(|| user(id.0, "someone"))
}

fn action(request: &ActRequest) -> Action {
    Action {
        id: request.id,
        guild: GUILD,
        case: 5,
        kind: request.kind,
        target: named(request.target),
        actor: ActorRef::Local {
            uid: 0,
            name: "root".into(),
        },
        reason: request.reason.clone(),
        state: State::Applied,
        error: None,
        direct_message: if request.notify {
            DirectMessage::Sent
        } else {
            DirectMessage::None
        },
        created_at: AT,
        finished_at: Some(AT),
        until: None,
        detail: Detail::default(),
        undoes: None,
        batch: None,
    }
}

pub fn case() -> Case {
    Case {
        guild: GUILD,
        number: 5,
        kind: Kind::Ban,
        state: CaseState::Applied,
        target: names()[2].clone(),
        actor: ActorRef::User {
            user: user(99, "mona"),
        },
        reason: Some("spam | and \"worse\"".into()),
        opened_at: AT,
        until: None,
        action: None,
        closed_at: None,
        hidden: false,
        labels: vec!["raid".into()],
        links: Vec::new(),
        detail: Detail::default(),
        undoes: None,
        batch: None,
        evidence: 0,
        import: None,
        rule: Some("no | *links*".into()),
    }
}

/// What a refusal of a kind is called.
fn refusal(kind: ErrorKind) -> Code {
    match kind {
        ErrorKind::Conflict => Code::Already,
        kind => Code::of(kind),
    }
}

impl Actions for Fake {
    async fn retime(self, _: Context, request: RetimeRequest) -> Result<Case, Error> {
        Err(Error::new(
            ErrorKind::NotFound,
            format!("case {} is not known", request.case),
        ))
    }

    async fn preview_retime(self, _: Context, request: RetimeRequest) -> Result<Retiming, Error> {
        Ok(Retiming {
            case: request.case,
            kind: Kind::Ban,
            target: user(11, "alice"),
            from: Some(AT),
            until: None,
        })
    }

    async fn preview(self, _: Context, request: ActRequest) -> Result<Preview, Error> {
        let script = *self.refuses.lock();
        let refused = script.filter(|(user, _)| *user == request.target);
        let ok = refused.is_none();
        let check = Check {
            name: "your rank".into(),
            ok,
            detail: "you stand above the target".into(),
            warns: false,
            code: refused.map(|(_, kind)| refusal(kind)),
        };
        Ok(Preview {
            target: user(11, "alice"),
            kind: request.kind,
            checks: vec![check],
            allowed: ok,
            calls: 1,
            wait_ms: 0,
            ladder: None,
        })
    }

    async fn submit(self, _: Context, request: ActRequest) -> Result<Submitted, Error> {
        self.asked.lock().push(request.clone());
        if *self.drops.lock() > 0 {
            std::future::pending::<()>().await;
        }
        if let Some((_, kind)) = self
            .refuses
            .lock()
            .filter(|(user, _)| *user == request.target)
        {
            return Err(Error::new(kind, "refused by rule").hint("ask somebody else"));
        }
        Ok(Submitted {
            action: action(&request),
            created: true,
        })
    }

    async fn wait(self, _: Context, id: ActionId, _: u64) -> Result<Action, Error> {
        let asked = self.asked.lock();
        Ok(action(
            asked.iter().find(|request| request.id == id).unwrap(),
        ))
    }

    async fn show(self, _: Context, id: ActionId) -> Result<Action, Error> {
        let asked = self.asked.lock();
        let known = asked.iter().find(|request| request.id == id);
        known.map(action).ok_or_else(|| {
            let words = format!("action {id} is not known");
            Error::new(ErrorKind::NotFound, words)
        })
    }

    async fn inverse(self, _: Context, guild: GuildId, number: u64) -> Result<Inverse, Error> {
        if number != 5 || guild != GUILD {
            let message = format!("case {number} is not known");
            return Err(Error::new(ErrorKind::NotFound, message));
        }
        Ok(Inverse {
            request: ActRequest {
                undoes: Some(5),
                ..ActRequest::new(guild, Kind::Unban, UserId(11))
            },
            target: user(11, "alice"),
            changed: self.changed.lock().clone(),
            loses: Some("an unban brings nobody back".into()),
            caused: Vec::new(),
        })
    }

    async fn list(
        self,
        _: Context,
        _: ActionFilter,
        _: PageRequest,
    ) -> Result<Page<Action>, Error> {
        Ok(Page {
            items: Vec::new(),
            next: None,
            as_of: 0,
        })
    }
}

impl Fake {
    fn batch(&self, id: BatchId) -> Result<protocol::Batch, Error> {
        let known = self.batches.lock();
        let request = known.iter().find(|request| request.id == id);
        let request = request
            .ok_or_else(|| Error::new(ErrorKind::NotFound, format!("batch {id} is not known")))?;
        let cancelled = *self.cancelled.lock();
        let total = request.aims.len() as u64;
        Ok(protocol::Batch {
            id,
            guild: GUILD,
            act: request.act.clone(),
            state: cancelled.map_or(BatchState::Done, |_| BatchState::Cancelled),
            actor: case().actor,
            approver: None,
            halted: None,
            undoes: request.undoes,
            total,
            applied: cancelled.unwrap_or(total),
            failed: 0,
            refused: 0,
            open: 0,
            created_at: AT,
            finished_at: Some(AT),
            left_ms: 0,
        })
    }
}

impl Batches for Fake {
    async fn plan(self, _: Context, request: PlanRequest) -> Result<Plan, Error> {
        let line = |aim: Aim| {
            let rule = *self.refuses.lock();
            let refused = rule.filter(|(user, _)| *user == aim.target);
            PlanLine {
                target: named(aim.target),
                aim,
                refused: refused.map(|_| "refused by rule".into()),
                already: refused.is_some_and(|(_, kind)| kind == ErrorKind::Conflict),
                code: refused.map(|(_, kind)| refusal(kind)),
            }
        };
        // Every query finds alice.
        let found = request.query.iter().map(|_| Aim::new(UserId(11)));
        let aims: Vec<_> = request.aims.into_iter().chain(found).collect();
        Ok(Plan {
            guild: GUILD,
            guild_name: "Harbor".into(),
            lines: aims.into_iter().map(line).collect(),
            act: request.act,
            calls: 1,
            wait_ms: 0,
            risks: Vec::new(),
            confirm: None,
            undoes: None,
        })
    }

    async fn inverse(self, _: Context, id: BatchId) -> Result<Plan, Error> {
        let batch = self.batch(id)?;
        let request = PlanRequest {
            guild: GUILD,
            act: Act::new(Kind::Unban),
            aims: vec![Aim {
                undoes: Some(5),
                ..Aim::new(UserId(11))
            }],
            query: None,
        };
        let mut plan = self.plan(tarpc::context::current(), request).await?;
        for line in &mut plan.lines {
            line.code = line.code.map(|_| Code::Changed);
        }
        Ok(Plan {
            undoes: Some(batch.id),
            ..plan
        })
    }

    async fn create(self, _: Context, request: BatchRequest) -> Result<protocol::Batch, Error> {
        let id = request.id;
        self.batches.lock().push(request);
        self.batch(id)
    }

    async fn show(self, _: Context, id: BatchId) -> Result<protocol::Batch, Error> {
        self.batch(id)
    }

    async fn wait(self, _: Context, id: BatchId, _: u64, _: u64) -> Result<protocol::Batch, Error> {
        self.batch(id)
    }

    async fn lines(
        self,
        _: Context,
        id: BatchId,
        _: PageRequest,
    ) -> Result<Page<BatchLine>, Error> {
        let known = self.batches.lock();
        let request = known.iter().find(|request| request.id == id).unwrap();
        let line = |aim: &Aim| BatchLine {
            target: named(aim.target),
            action: Some(ActionId(aim.target.0)),
            case: Some(5),
            state: Some(State::Applied),
            error: None,
        };
        Ok(Page {
            items: request.aims.iter().map(line).collect(),
            next: None,
            as_of: 1,
        })
    }

    async fn list(
        self,
        _: Context,
        _: Option<GuildId>,
        _: PageRequest,
    ) -> Result<Page<protocol::Batch>, Error> {
        let ids: Vec<_> = self
            .batches
            .lock()
            .iter()
            .map(|request| request.id)
            .collect();
        let items = ids
            .into_iter()
            .map(|id| self.batch(id))
            .collect::<Result<_, _>>()?;
        Ok(Page {
            items,
            next: None,
            as_of: 1,
        })
    }

    async fn pause(self, _: Context, id: BatchId) -> Result<protocol::Batch, Error> {
        self.batch(id)?;
        Err(Error::new(
            ErrorKind::Conflict,
            format!("batch {id} is done"),
        ))
    }

    async fn resume(self, _: Context, id: BatchId) -> Result<protocol::Batch, Error> {
        self.batch(id)
    }

    async fn cancel(self, _: Context, id: BatchId) -> Result<protocol::Batch, Error> {
        self.batch(id)
    }

    async fn approve(self, _: Context, id: BatchId) -> Result<protocol::Batch, Error> {
        self.batch(id)
    }
}

impl Analytics for Fake {
    async fn totals(self, _: Context, _: GuildId) -> Result<Totals, Error> {
        Ok(Totals::default())
    }

    async fn overview(self, _: Context, _: GuildId) -> Result<Overview, Error> {
        Ok(Overview::default())
    }

    async fn metrics(self, _: Context) -> Result<Vec<Metric>, Error> {
        Ok(vec![Metric {
            name: "messages".into(),
            unit: "messages".into(),
            about: "Messages created".into(),
            adds: true,
            by: Some(Part::Channel),
            every: Every::ALL.to_vec(),
        }])
    }

    async fn series(self, _: Context, request: SeriesRequest) -> Result<Vec<Series>, Error> {
        let series = |part: &str, name: Option<&str>, values: [Option<f64>; 4]| Series {
            part: part.into(),
            name: name.map(Into::into),
            buckets: (0..)
                .zip(values)
                .map(|(hour, value)| bucket(hour, value))
                .collect(),
        };
        let values = [Some(30.0), None, Some(0.0), Some(11.0)];
        Ok(match request.by {
            None => vec![series("", None, values)],
            Some(_) => vec![
                series(
                    "3",
                    Some("general"),
                    [Some(28.0), None, Some(0.0), Some(3.0)],
                ),
                series("4", None, [Some(2.0), None, Some(0.0), Some(8.0)]),
            ],
        })
    }

    async fn heatmap(
        self,
        _: Context,
        _: GuildId,
        _: String,
        _: Timestamp,
    ) -> Result<Vec<HourOfWeek>, Error> {
        let hour = |index: u8| HourOfWeek {
            weekday: index / 24,
            hour: index % 24,
            mean: (index != 5).then(|| f64::from(index % 24)),
            n_hours: u32::from(index != 5),
        };
        Ok((0..168).map(hour).collect())
    }

    async fn cohorts(self, _: Context, request: CohortRequest) -> Result<Vec<Cohort>, Error> {
        let cohort = |index: i64, joined, active: [Option<u64>; 2]| Cohort {
            at: Timestamp(request.since.0 + index * 604_800_000),
            joined,
            active: active.to_vec(),
        };
        let first = cohort(0, 40, [Some(31), Some(12)]);
        Ok(vec![first, cohort(1, 7, [Some(5), None])])
    }

    async fn compare(self, _: Context, request: CompareRequest) -> Result<Comparison, Error> {
        let days = |mean| Days {
            n_days: request.days,
            mean: Some(mean),
        };
        Ok(Comparison {
            metric: request.metric,
            at: request.at,
            before: days(200.0),
            after: days(150.0),
            change: Some(Change {
                value: -50.0,
                low: -80.0,
                high: -20.0,
            }),
        })
    }

    async fn top(self, _: Context, _: GuildId, _: Timestamp, _: u32) -> Result<Top, Error> {
        Ok(Top {
            members: vec![Contributor {
                user: user(21, "otter"),
                messages: 120,
                reactions: 7,
                voice_minutes: 45,
            }],
            archived_until: Some(AT),
        })
    }

    async fn list_contributor(
        self,
        _: Context,
        _: GuildId,
        _: UserId,
        _: bool,
    ) -> Result<(), Error> {
        Ok(())
    }

    async fn insights(
        self,
        _: Context,
        _: GuildId,
        _: Option<Timestamp>,
    ) -> Result<Vec<Insight>, Error> {
        let insight = |metric: &str, value, verdict, causes| Insight {
            metric: metric.into(),
            unit: "members".into(),
            day: AT,
            value: Some(value),
            usual: Some(12.0),
            n_days: 8,
            deviations: Some(value - 12.0),
            verdict,
            causes,
        };
        let burst = Cause::Burst {
            joins: 150.0,
            at: AT,
        };
        let marked = Cause::Marked {
            label: "rules".into(),
            at: AT,
        };
        Ok(vec![
            insight("joins", 171.0, Verdict::Higher, vec![burst, marked]),
            insight("leaves", 13.0, Verdict::Usual, Vec::new()),
        ])
    }

    async fn marks(self, _: Context, _: GuildId) -> Result<Vec<Mark>, Error> {
        Ok(vec![Mark {
            at: AT,
            label: "rules".into(),
        }])
    }

    async fn mark(self, _: Context, _: GuildId, _: Mark) -> Result<(), Error> {
        Ok(())
    }

    async fn unmark(self, _: Context, _: GuildId, _: String) -> Result<u64, Error> {
        Ok(1)
    }

    async fn zone(self, _: Context, _: GuildId) -> Result<String, Error> {
        Ok("UTC".into())
    }

    async fn set_zone(self, _: Context, _: GuildId, _: String) -> Result<(), Error> {
        Ok(())
    }
}

fn bucket(hour: i64, value: Option<f64>) -> Bucket {
    Bucket {
        at: Timestamp(AT.0 - AT.0 % 3_600_000 + hour * 3_600_000),
        value,
        hours: 1,
        heard_hours: u32::from(value.is_some()),
        share: None,
    }
}

impl Audit for Fake {
    async fn log(self, _: Context, _: AuditFilter, _: PageRequest) -> Result<Page<Record>, Error> {
        let record = Record {
            at: AT,
            guild: None,
            case: None,
            entry: 1,
            actor: case().actor,
            kind: "job_retried".into(),
            text: "=1+1".into(),
            link: 1,
            content_hash: "0a".into(),
            hash: "0b".into(),
        };
        Ok(Page {
            items: vec![record],
            next: None,
            as_of: 1,
        })
    }

    async fn verify(
        self,
        _: Context,
        guild: Option<GuildId>,
        since_head: Option<String>,
    ) -> Result<Vec<Verified>, Error> {
        let broken = Broken {
            link: 4,
            case: Some(5),
            entry: Some(2),
            why: "its text is not the one that was written".into(),
        };
        Ok(vec![Verified {
            guild,
            entries: 3,
            erased: 1,
            unchained: 0,
            head: "0b".into(),
            broken: guild.map(|_| broken),
            since_head: since_head.map(|head| head == "0b"),
            evidence: 2,
            evidence_erased: 1,
        }])
    }
}

impl Cases for Fake {
    async fn list(self, _: Context, _: CaseFilter, _: PageRequest) -> Result<Page<Case>, Error> {
        Ok(Page {
            items: vec![case()],
            next: None,
            as_of: 1,
        })
    }

    async fn show(self, _: Context, _: GuildId, number: u64) -> Result<CaseDetail, Error> {
        if number != 5 {
            return Err(Error::new(
                ErrorKind::NotFound,
                format!("case {number} is not known"),
            ));
        }
        let entry = Entry {
            at: AT,
            actor: case().actor,
            kind: "adopted".into(),
            text: "spam".into(),
        };
        Ok(CaseDetail {
            case: case(),
            entries: vec![entry],
            evidence: fake_evidence::pieces(),
        })
    }

    async fn export(
        self,
        context: Context,
        filter: CaseFilter,
        page: PageRequest,
    ) -> Result<Page<CaseDetail>, Error> {
        self.filters.lock().push(filter);
        let mut detail = Cases::show(self, context, GUILD, 5).await?;
        let is_first = page.after.is_none();
        if !is_first {
            detail.case.number = 4;
            detail.case.reason = Some("two\nlines".into());
            detail.evidence = Vec::new();
        }
        Ok(Page {
            items: vec![detail],
            next: is_first.then(|| "5".into()),
            as_of: 1,
        })
    }

    async fn diff(self, _: Context, _: GuildId, _: u64) -> Result<Vec<CaseChange>, Error> {
        Ok(vec![CaseChange {
            at: AT,
            actor: case().actor,
            field: "reason".into(),
            old: None,
            new: Some("=1+1".into()),
        }])
    }

    async fn edit(self, _: Context, request: EditRequest) -> Result<Edited, Error> {
        let EditRequest {
            number,
            edit,
            dry_run,
            ..
        } = request;
        if number != 5 {
            let error = Error::new(
                ErrorKind::Conflict,
                format!("case {number} is already closed"),
            );
            return Err(error.hint(format!("reopen it with `emp case reopen {number}`")));
        }
        if !dry_run {
            self.edits.lock().push((number, edit.clone()));
        }
        let entry = Entry {
            at: AT,
            actor: case().actor,
            kind: "closed".into(),
            text: "done".into(),
        };
        Ok(Edited {
            case: case(),
            entry,
        })
    }
}

impl Events for Fake {
    async fn next(self, _: Context, after: Option<u64>, _: u64) -> Result<Batch, Error> {
        let seq = after.unwrap_or(0) + 1;
        let body = Body::MemberJoined {
            user: names()[2].clone(),
        };
        let event = Event {
            seq,
            at: AT,
            guild: Some(GUILD),
            body,
        };
        Ok(Batch {
            events: vec![event],
            next: seq,
            lagged: false,
        })
    }
}

/// An item whose texts are hostile.
fn item(state: ItemState) -> Item {
    Item {
        guild: GUILD,
        number: 3,
        kind: ItemKind::Report,
        state,
        target: names()[2].clone(),
        channel: Some(ChannelId(20)),
        message: Some(MessageId(1)),
        case: None,
        alert: None,
        reports: 2,
        assignee: None,
        opened_at: AT,
        changed_at: AT,
        decision: None,
        reason: None,
        outcome: None,
        merged_into: None,
        resolved_at: None,
    }
}

impl Inbox for Fake {
    async fn list(self, _: Context, _: ItemFilter, _: PageRequest) -> Result<Page<Item>, Error> {
        Ok(Page {
            items: vec![item(ItemState::Open)],
            next: None,
            as_of: 1,
        })
    }

    async fn show(self, _: Context, _: GuildId, number: u64) -> Result<ItemDetail, Error> {
        if number != 3 {
            let message = format!("item {number} is not known");
            return Err(Error::new(ErrorKind::NotFound, message));
        }
        let report = Report {
            by: names()[0].clone(),
            at: AT,
            words: Some("=1+1".into()),
            answer: Answer::None,
        };
        let evidence = Evidence {
            at: AT,
            channel: ChannelId(20),
            message: MessageId(1),
            author: names()[2].clone(),
            text: Some("buy\u{1b}[31m now".into()),
            attachments: 1,
        };
        let entry = Entry {
            at: AT,
            actor: case().actor,
            kind: "reported".into(),
            text: String::new(),
        };
        Ok(ItemDetail {
            item: item(ItemState::Open),
            reports: vec![report],
            evidence: vec![evidence],
            entries: vec![entry],
        })
    }

    async fn claim(self, _: Context, _: GuildId, number: u64) -> Result<Item, Error> {
        if number != 3 {
            let message = format!("item {number} of the inbox: mona has it");
            let hint = format!("take it over with `emp inbox assign {number}`");
            return Err(Error::new(ErrorKind::Conflict, message).hint(hint));
        }
        let assignee = Some(case().actor);
        Ok(Item {
            assignee,
            ..item(ItemState::Claimed)
        })
    }

    async fn release(self, _: Context, _: GuildId, _: u64) -> Result<Item, Error> {
        Ok(item(ItemState::Open))
    }

    async fn assign(
        self,
        _: Context,
        _: GuildId,
        _: u64,
        to: Option<UserId>,
    ) -> Result<Item, Error> {
        let user = to.map(named);
        Ok(Item {
            assignee: user.map_or(Some(case().actor), |user| Some(ActorRef::User { user })),
            ..item(ItemState::Claimed)
        })
    }

    async fn merge(self, _: Context, _: GuildId, _: u64, into: u64) -> Result<Item, Error> {
        Ok(Item {
            number: into,
            ..item(ItemState::Open)
        })
    }

    async fn resolve(self, _: Context, request: ResolveRequest) -> Result<Item, Error> {
        let acted = matches!(request.resolution, Resolution::Act(_));
        self.resolved.lock().push(request);
        Ok(Item {
            decision: Some(if acted {
                Decision::Acted
            } else {
                Decision::Dismissed
            }),
            outcome: acted.then_some(6),
            ..item(ItemState::Resolved)
        })
    }
}

impl Perms for Fake {
    async fn why(self, _: Context, request: WhyRequest) -> Result<Why, Error> {
        let steps = [
            (Effect::Grants, "@everyone grants it", true),
            (Effect::None, "there are no other roles", true),
            (Effect::Denies, "#general denies it to @everyone", false),
        ];
        let step = |(effect, text, granted): (Effect, &str, bool)| Step {
            effect,
            text: text.into(),
            granted,
        };
        let name = "general".to_owned();
        Ok(Why {
            user: named(request.user),
            channel: request.channel.map(|id| ChannelRef { id, name }),
            permission: request.permission,
            granted: false,
            steps: steps.map(step).into(),
        })
    }

    async fn can(self, _: Context, request: CanRequest) -> Result<Can, Error> {
        let check = Check {
            name: "your rights".into(),
            ok: false,
            detail: "you lack BAN_MEMBERS in Discord".into(),
            warns: false,
            code: Some(Code::ActorRights),
        };
        Ok(Can {
            moderator: named(request.moderator),
            kind: request.kind,
            target: named(request.target),
            allowed: false,
            checks: vec![check],
        })
    }
}

impl Privacy for Fake {
    async fn show(self, _: Context, _: GuildId, _: UserId) -> Result<Vec<Kept>, Error> {
        Ok(vec![Kept {
            what: "messages with text".into(),
            records: 3,
            kept: "30 days".into(),
            erasure: "the text is erased".into(),
        }])
    }

    async fn export(
        self,
        _: Context,
        _: GuildId,
        _: UserId,
        page: PageRequest,
    ) -> Result<Page<Exported>, Error> {
        let message = |id| Exported::Message {
            id: MessageId(id),
            channel: ChannelId(20),
            at: AT,
            text: Some("ahoy".into()),
            deleted_at: None,
        };
        let (items, next) = match page.after {
            None => (vec![message(1)], Some("messages.1".into())),
            Some(_) => (vec![message(2)], None),
        };
        Ok(Page {
            items,
            next,
            as_of: 1,
        })
    }

    async fn erase(self, _: Context, _: GuildId, _: UserId) -> Result<Erased, Error> {
        Ok(Erased {
            erased: vec![("messages with text".into(), 3)],
            present: true,
        })
    }

    async fn retention(self, _: Context, _: GuildId) -> Result<Vec<Retention>, Error> {
        Ok(vec![Retention {
            kind: Retained::Text,
            keeps: Keeps::Days(30),
            own: false,
            default: Keeps::Days(30),
        }])
    }

    async fn set_retention(
        self,
        _: Context,
        _: GuildId,
        kind: Retained,
        keeps: Option<Keeps>,
    ) -> Result<Vec<Retention>, Error> {
        let default = Keeps::Days(30);
        Ok(vec![Retention {
            kind,
            keeps: keeps.unwrap_or(default),
            own: keeps.is_some(),
            default,
        }])
    }
}

impl Guilds for Fake {
    async fn list(self, _: Context) -> Result<Vec<Guild>, Error> {
        let guild = Guild {
            id: GUILD,
            name: "Harbor".into(),
            owner: UserId(1),
            available: true,
            members: 3,
            partial: false,
            pauses: Pauses {
                invites: Some(Timestamp(AT.0 + 7_200_000)),
                dms: None,
            },
        };
        Ok(vec![guild])
    }

    async fn channels(self, _: Context, _: GuildId) -> Result<Vec<ChannelRef>, Error> {
        let name = "general".into();
        let id = ChannelId(20);
        Ok(vec![ChannelRef { id, name }])
    }
    async fn threads(self, _: Context, _: GuildId) -> Result<Vec<ChannelRef>, Error> {
        Ok(Vec::new())
    }
    async fn roles(self, _: Context, _: GuildId) -> Result<Vec<RoleRef>, Error> {
        Ok(vec![RoleRef {
            id: RoleId(21),
            name: "Quiet".into(),
            position: 1,
        }])
    }
}

impl Members for Fake {
    async fn list(
        self,
        _: Context,
        filter: MemberFilter,
        _: PageRequest,
    ) -> Result<Page<Member>, Error> {
        if filter.query.as_deref() == Some("jioned<1h") {
            let error = Error::new(ErrorKind::Invalid, "`jioned` is not a field");
            return Err(Error {
                column: Some(1),
                ..error.hint("did you mean `joined`?")
            });
        }
        let fits = |user: &UserRef| {
            filter
                .text
                .as_ref()
                .is_none_or(|text| user.name.contains(text.as_str()))
        };
        let member = |user| Member {
            guild: GUILD,
            user,
            bot: false,
            joined_at: Some(AT),
            left_at: None,
            banned: false,
            timed_out_until: None,
            messages: 3,
            cases: 1,
            last_active_at: None,
        };
        Ok(Page {
            items: names().into_iter().filter(fits).map(member).collect(),
            next: None,
            as_of: 1,
        })
    }

    async fn show(self, _: Context, _: GuildId, user: UserId) -> Result<MemberDetail, Error> {
        Err(Error::new(
            ErrorKind::NotFound,
            format!("member {user} is not known"),
        ))
    }

    async fn at(
        self,
        _: Context,
        _: GuildId,
        user: UserId,
        at: Timestamp,
    ) -> Result<MemberThen, Error> {
        Ok(MemberThen {
            at,
            user: named(user),
            member: true,
            banned: false,
            timed_out_until: None,
            roles: Vec::new(),
            exact: false,
        })
    }

    async fn resolve(self, _: Context, _: GuildId, text: String) -> Result<Vec<UserRef>, Error> {
        if let Ok(id) = text.parse() {
            return Ok(vec![UserRef {
                id,
                name: text,
                display_name: None,
            }]);
        }
        let text = text.trim_start_matches('@');
        Ok(names()
            .into_iter()
            .filter(|user| user.name.starts_with(text))
            .collect())
    }
}

impl Ladders for Fake {
    async fn show(self, _: Context, _: GuildId) -> Result<Vec<Rung>, Error> {
        Ok(Vec::new())
    }

    async fn set(self, _: Context, _: GuildId, steps: Vec<Rung>) -> Result<Vec<Rung>, Error> {
        Ok(steps)
    }
}

impl Messages for Fake {
    /// Where a time is asked for, alice wrote one then; but not in the tenth millisecond of Discord's time.
    async fn select(self, _: Context, selection: Selection) -> Result<Selected, Error> {
        let first = selection.since.map(MessageId::first_at);
        let message = first.filter(|id| id.0 >> 22 != 10).map(|id| Message {
            id,
            channel: ChannelRef {
                id: selection.channel,
                name: "general".into(),
            },
            author: named(UserId(11)),
            at: id.created_at(),
            text: None,
            attachments: 0,
            edited_at: None,
            deleted_at: None,
        });
        Ok(Selected {
            messages: message.into_iter().collect(),
            read: 1,
            cut: false,
        })
    }

    async fn list(self, _: Context, _: MessageFilter, _: u32) -> Result<Vec<Message>, Error> {
        Ok(Vec::new())
    }
}

impl System for Fake {
    async fn hello(self, _: Context, protocol: u32) -> Result<Hello, Error> {
        Ok(Hello {
            version: "0.1.0".into(),
            protocol,
            actor: "local owner root (uid 0)".into(),
        })
    }

    async fn status(self, _: Context) -> Result<Status, Error> {
        Ok(Status {
            version: "0.1.0".into(),
            pid: 42,
            started_at: AT,
            now: Timestamp(AT.0 + 5_000),
            ready: true,
            problems: vec!["redis is away".into()],
            safe_mode: false,
            intents: Intents::Full,
            bot: Some("emperione".into()),
            invite: Some("https://discord.com/oauth2/authorize?client_id=1&scope=bot".into()),
            shards: Vec::new(),
            ingest: Ingest::default(),
            governor: Governor::default(),
            store: Store {
                backend: "sqlite".into(),
                size_bytes: 2048,
                healthy: true,
            },
            cache: Cache {
                backend: "memory".into(),
                healthy: true,
            },
            gaps: 0,
            last_event: 9,
        })
    }

    async fn doctor(self, _: Context) -> Result<Vec<Finding>, Error> {
        let fix = Some("reset it in the Developer Portal".into());
        Ok(vec![Finding {
            name: "token".into(),
            level: Level::Error,
            detail: "Discord refuses it".into(),
            fix,
        }])
    }

    async fn resume(self, _: Context) -> Result<(), Error> {
        Ok(())
    }
}

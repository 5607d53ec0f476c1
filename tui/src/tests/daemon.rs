//! The effects against a daemon in this process, over the real protocol, up to the whole dashboard.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crossterm::event::{Event, KeyCode, KeyEvent};
use emperione_protocol::actions::{
    ActRequest, Action, ActionFilter, Actions, Inverse, Kind, Preview, RetimeRequest, Retiming,
    State, Submitted,
};
use emperione_protocol::analytics::*;
use emperione_protocol::audit::{Audit, AuditFilter, Record, Verified};
use emperione_protocol::cases::{
    Case, CaseChange, CaseDetail, CaseFilter, Cases, EditRequest, Edited,
};
use emperione_protocol::events::{Batch, Events};
use emperione_protocol::guilds::{ChannelRef, Guild, Guilds, RoleRef, UserRef};
use emperione_protocol::inbox::{Inbox, Item, ItemDetail, ItemFilter, ItemState, ResolveRequest};
use emperione_protocol::ladders::{Ladders, Step};
use emperione_protocol::members::{Member, MemberDetail, MemberFilter, MemberThen, Members};
use emperione_protocol::messages::{Message, MessageFilter, Messages, Selected, Selection};
use emperione_protocol::perms::{Can, CanRequest, Perms, Why, WhyRequest};
use emperione_protocol::privacy::{Erased, Exported, Keeps, Kept, Privacy, Retained, Retention};
use emperione_protocol::reports;
use emperione_protocol::system::{Finding, Hello, Status, System};
use emperione_protocol::{
    ActionId, ChannelId, Client, Error, ErrorKind, GuildId, Page, PageRequest, RoleId, Router,
    Timestamp, UserId,
};
use futures::StreamExt;
use futures::channel::mpsc;
use jiff::tz::TimeZone;
use pretty_assertions::assert_eq;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tarpc::context::Context;
use tarpc::server::{BaseChannel, Channel};
use tokio::sync::watch;

use super::{details, inbox};
use crate::effect::{Call, greet, perform};
use crate::message::Answer;
use crate::options::Connect;
use crate::runtime::{Runtime, Surface};
use crate::testing::{fixtures, options};
use crate::{Exit, Options};

/// A daemon with the fixtures as its store.
#[derive(Clone, Default)]
pub(super) struct Daemon {
    greeted: Arc<AtomicU32>,
}

pub(super) fn missing(what: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("no {what}"))
}

impl System for Daemon {
    async fn hello(self, _: Context, _: u32) -> Result<Hello, Error> {
        self.greeted.fetch_add(1, Ordering::SeqCst);
        Ok(fixtures::hello())
    }
    async fn status(self, _: Context) -> Result<Status, Error> {
        Ok(fixtures::status())
    }
    async fn doctor(self, _: Context) -> Result<Vec<Finding>, Error> {
        Ok(Vec::new())
    }
    async fn resume(self, _: Context) -> Result<(), Error> {
        Ok(())
    }
}

impl Guilds for Daemon {
    async fn list(self, _: Context) -> Result<Vec<Guild>, Error> {
        Ok(fixtures::guilds())
    }
    async fn channels(self, _: Context, _: GuildId) -> Result<Vec<ChannelRef>, Error> {
        Ok(vec![ChannelRef {
            id: ChannelId(31),
            name: "Lounge".into(),
        }])
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

impl Privacy for Daemon {
    async fn show(self, _: Context, _: GuildId, _: UserId) -> Result<Vec<Kept>, Error> {
        Ok(Vec::new())
    }

    async fn export(
        self,
        _: Context,
        _: GuildId,
        _: UserId,
        _: PageRequest,
    ) -> Result<Page<Exported>, Error> {
        Ok(fixtures::page(Vec::new()))
    }

    async fn erase(self, _: Context, _: GuildId, _: UserId) -> Result<Erased, Error> {
        Err(missing("user"))
    }

    async fn retention(self, _: Context, _: GuildId) -> Result<Vec<Retention>, Error> {
        Ok(Vec::new())
    }

    async fn set_retention(
        self,
        _: Context,
        _: GuildId,
        _: Retained,
        _: Option<Keeps>,
    ) -> Result<Vec<Retention>, Error> {
        Err(missing("guild"))
    }
}

impl Perms for Daemon {
    async fn why(self, _: Context, request: WhyRequest) -> Result<Why, Error> {
        Err(missing(&request.permission))
    }

    async fn can(self, _: Context, _: CanRequest) -> Result<Can, Error> {
        Err(missing("moderator"))
    }
}

impl Analytics for Daemon {
    async fn totals(self, _: Context, _: GuildId) -> Result<Totals, Error> {
        Ok(Totals::default())
    }
    async fn overview(self, _: Context, _: GuildId) -> Result<Overview, Error> {
        Ok(fixtures::overview())
    }
    async fn metrics(self, _: Context) -> Result<Vec<Metric>, Error> {
        Ok(super::analytics::metrics())
    }
    async fn series(self, _: Context, _: SeriesRequest) -> Result<Vec<Series>, Error> {
        Ok(vec![super::analytics::series("")])
    }
    async fn heatmap(
        self,
        _: Context,
        _: GuildId,
        _: String,
        _: Timestamp,
    ) -> Result<Vec<HourOfWeek>, Error> {
        Ok(Vec::new())
    }
    async fn cohorts(self, _: Context, _: CohortRequest) -> Result<Vec<Cohort>, Error> {
        Ok(Vec::new())
    }
    async fn compare(self, _: Context, request: CompareRequest) -> Result<Comparison, Error> {
        Err(missing(&request.metric))
    }
    async fn top(self, _: Context, _: GuildId, _: Timestamp, _: u32) -> Result<Top, Error> {
        Ok(Top::default())
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
        Ok(Vec::new())
    }
    async fn marks(self, _: Context, _: GuildId) -> Result<Vec<Mark>, Error> {
        Ok(Vec::new())
    }
    async fn mark(self, _: Context, _: GuildId, _: Mark) -> Result<(), Error> {
        Ok(())
    }
    async fn unmark(self, _: Context, _: GuildId, label: String) -> Result<u64, Error> {
        Err(missing(&label))
    }
    async fn zone(self, _: Context, _: GuildId) -> Result<String, Error> {
        Ok("UTC".into())
    }
    async fn set_zone(self, _: Context, _: GuildId, _: String) -> Result<(), Error> {
        Ok(())
    }
}

impl reports::Reports for Daemon {
    async fn make(self, _: Context, _: reports::ReportRequest) -> Result<reports::Report, Error> {
        Err(missing("report"))
    }
    async fn write(
        self,
        _: Context,
        _: reports::ReportRequest,
        _: reports::ReportFormat,
    ) -> Result<String, Error> {
        Err(missing("report"))
    }
    async fn progress(self, _: Context) -> Result<Option<reports::Progress>, Error> {
        Ok(None)
    }
}

impl Events for Daemon {
    async fn next(self, _: Context, after: Option<u64>, _: u64) -> Result<Batch, Error> {
        let batch = fixtures::batch();
        if after >= Some(batch.next) {
            std::future::pending::<()>().await;
        }
        Ok(batch)
    }
}

impl Ladders for Daemon {
    async fn show(self, _: Context, _: GuildId) -> Result<Vec<Step>, Error> {
        Ok(Vec::new())
    }

    async fn set(self, _: Context, _: GuildId, steps: Vec<Step>) -> Result<Vec<Step>, Error> {
        Ok(steps)
    }
}

impl Messages for Daemon {
    async fn select(self, _: Context, _: Selection) -> Result<Selected, Error> {
        Ok(Selected {
            messages: Vec::new(),
            read: 0,
            cut: false,
        })
    }

    async fn list(self, _: Context, _: MessageFilter, limit: u32) -> Result<Vec<Message>, Error> {
        Ok(fixtures::messages(limit.min(30)))
    }
}

impl Members for Daemon {
    async fn list(
        self,
        _: Context,
        _: MemberFilter,
        page: PageRequest,
    ) -> Result<Page<Member>, Error> {
        Ok(fixtures::page(fixtures::members(page.limit.min(40))))
    }
    async fn show(self, _: Context, _: GuildId, user: UserId) -> Result<MemberDetail, Error> {
        let number = user.0 - fixtures::user(0).id.0;
        let number = u32::try_from(number).map_err(|_| missing("member"))?;
        Ok(details::member_detail(number))
    }
    async fn at(
        self,
        _: Context,
        _: GuildId,
        _: UserId,
        _: Timestamp,
    ) -> Result<MemberThen, Error> {
        Err(missing("member"))
    }

    async fn resolve(self, _: Context, _: GuildId, _: String) -> Result<Vec<UserRef>, Error> {
        Ok(vec![fixtures::user(1)])
    }
}

impl Audit for Daemon {
    async fn log(self, _: Context, _: AuditFilter, _: PageRequest) -> Result<Page<Record>, Error> {
        Ok(fixtures::page(Vec::new()))
    }
    async fn verify(
        self,
        _: Context,
        _: Option<GuildId>,
        _: Option<String>,
    ) -> Result<Vec<Verified>, Error> {
        Ok(Vec::new())
    }
}

impl Cases for Daemon {
    async fn list(self, _: Context, _: CaseFilter, _: PageRequest) -> Result<Page<Case>, Error> {
        Ok(fixtures::page(fixtures::cases(40)))
    }
    async fn export(
        self,
        _: Context,
        _: CaseFilter,
        _: PageRequest,
    ) -> Result<Page<CaseDetail>, Error> {
        Ok(fixtures::page(vec![details::case_detail(1)]))
    }
    async fn show(self, _: Context, _: GuildId, number: u64) -> Result<CaseDetail, Error> {
        let number = u32::try_from(number).map_err(|_| missing("case"))?;
        Ok(details::case_detail(number))
    }
    async fn diff(self, _: Context, _: GuildId, _: u64) -> Result<Vec<CaseChange>, Error> {
        Ok(details::changes())
    }
    async fn edit(self, _: Context, request: EditRequest) -> Result<Edited, Error> {
        let number = u32::try_from(request.number).map_err(|_| missing("case"))?;
        Ok(details::edited(number, &request.edit))
    }
}

impl Inbox for Daemon {
    async fn list(self, _: Context, _: ItemFilter, _: PageRequest) -> Result<Page<Item>, Error> {
        let items = (1..=4).map(|number| inbox::item(number, ItemState::Open));
        Ok(fixtures::page(items.collect()))
    }
    async fn show(self, _: Context, _: GuildId, number: u64) -> Result<ItemDetail, Error> {
        Ok(inbox::detail(inbox::item(number, ItemState::Open)))
    }
    async fn claim(self, _: Context, _: GuildId, number: u64) -> Result<Item, Error> {
        Ok(inbox::item(number, ItemState::Claimed))
    }
    async fn release(self, _: Context, _: GuildId, number: u64) -> Result<Item, Error> {
        Ok(inbox::item(number, ItemState::Open))
    }
    async fn assign(
        self,
        _: Context,
        _: GuildId,
        number: u64,
        _: Option<UserId>,
    ) -> Result<Item, Error> {
        Ok(inbox::item(number, ItemState::Claimed))
    }
    async fn merge(self, _: Context, _: GuildId, _: u64, into: u64) -> Result<Item, Error> {
        Ok(inbox::item(into, ItemState::Open))
    }
    async fn resolve(self, _: Context, request: ResolveRequest) -> Result<Item, Error> {
        Ok(inbox::item(request.number, ItemState::Resolved))
    }
}

impl Actions for Daemon {
    async fn retime(self, _: Context, request: RetimeRequest) -> Result<Case, Error> {
        Ok(details::retimed(request.case, request.duration_ms))
    }
    async fn preview_retime(self, _: Context, _: RetimeRequest) -> Result<Retiming, Error> {
        unreachable!("the dashboard sets an end at once")
    }

    async fn preview(self, _: Context, request: ActRequest) -> Result<Preview, Error> {
        Ok(details::preview(&request, true))
    }
    async fn submit(self, _: Context, request: ActRequest) -> Result<Submitted, Error> {
        let action = details::action(&request, State::Planned);
        Ok(Submitted {
            action,
            created: true,
        })
    }
    async fn wait(self, _: Context, id: ActionId, _: u64) -> Result<Action, Error> {
        Ok(details::action(&request(id), State::Applied))
    }
    async fn show(self, _: Context, id: ActionId) -> Result<Action, Error> {
        Ok(details::action(&request(id), State::Applied))
    }
    async fn inverse(self, _: Context, _: GuildId, case: u64) -> Result<Inverse, Error> {
        Ok(details::inverse(case))
    }
    async fn list(
        self,
        _: Context,
        _: ActionFilter,
        _: PageRequest,
    ) -> Result<Page<Action>, Error> {
        Ok(fixtures::page(Vec::new()))
    }
}

pub(super) fn request(id: ActionId) -> ActRequest {
    ActRequest {
        id,
        reason: Some("spam".into()),
        notify: true,
        ..ActRequest::new(fixtures::GUILD, Kind::Warn, fixtures::user(1).id)
    }
}

impl Daemon {
    /// A connection to it that stands until `hang_up` is true.
    fn answer_on(&self, mut hang_up: watch::Receiver<bool>) -> Client {
        let (client, server) = tarpc::transport::channel::unbounded();
        let requests = BaseChannel::with_defaults(server).execute(Router(self.clone()));
        tokio::spawn(async move {
            let serving = requests.for_each(|answer| async move {
                tokio::spawn(answer);
            });
            tokio::select! {
                () = serving => {}
                _ = hang_up.wait_for(|is_over| *is_over) => {}
            }
        });
        Client::over(client)
    }

    fn client(&self) -> Client {
        let (never, hang_up) = watch::channel(false);
        let client = self.answer_on(hang_up);
        tokio::spawn(async move { never.closed().await });
        client
    }
}

/// Asks over a real socket, so that every record goes through the codec.
pub(super) async fn check(calls: impl IntoIterator<Item = (Call, Answer)>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empd.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let channel = BaseChannel::with_defaults(emperione_protocol::transport::serve(stream));
        let requests = channel.execute(Router(Daemon::default()));
        requests.for_each(|answer| answer).await;
    });
    let client = Connect::socket(path).call().await.unwrap();
    for (call, expected) in calls {
        assert_eq!(perform(call, &client).await, expected);
    }
}

#[tokio::test]
async fn a_socket_that_is_not_there_is_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    let connect = Connect::socket(folder.path().join("empd.sock"));
    let refused = connect.call().await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Unreachable);
}

#[tokio::test]
async fn greets_before_anything_else() {
    let client = Daemon::default().client();
    assert_eq!(greet(&client).await.unwrap(), fixtures::hello());
}

/// A screen in memory that says after each look whether a text has come.
struct Memory {
    terminal: Terminal<TestBackend>,
    drawn: watch::Sender<String>,
}

impl Surface for Memory {
    type Backend = TestBackend;

    fn terminal(&mut self) -> &mut Terminal<TestBackend> {
        self.drawn.send_replace(self.terminal.backend().to_string());
        &mut self.terminal
    }

    fn stop(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The whole dashboard on a screen in memory, and someone at its keys.
struct Session {
    keys: mpsc::UnboundedSender<std::io::Result<Event>>,
    drawn: watch::Receiver<String>,
    ended: tokio::task::JoinHandle<Result<Exit, crate::Error>>,
}

impl Session {
    async fn begin(client: Client, options: Options) -> Self {
        let hello = greet(&client).await.unwrap();
        let (keys, events) = mpsc::unbounded();
        let (sender, drawn) = watch::channel(String::new());
        let terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
        let mut memory = Memory {
            terminal,
            drawn: sender,
        };
        let runtime = Runtime::new(client, &options, TimeZone::UTC, (100, 30));
        let ended = tokio::spawn(async move { runtime.run(hello, &mut memory, events).await });
        Self { keys, drawn, ended }
    }

    fn press(&self, code: KeyCode) {
        self.keys
            .unbounded_send(Ok(Event::Key(KeyEvent::from(code))))
            .unwrap();
    }

    fn write(&self, text: &str) {
        for letter in text.chars() {
            self.press(KeyCode::Char(letter));
        }
    }

    /// Waits until a text is on the screen.
    async fn sees(&mut self, text: &str) {
        let seen = self.drawn.wait_for(|screen| screen.contains(text));
        let seen = tokio::time::timeout(std::time::Duration::from_secs(20), seen).await;
        assert!(matches!(seen, Ok(Ok(_))), "no `{text}` came");
    }
}

#[tokio::test]
async fn a_moderator_warns_somebody_and_quits() {
    let mut session = Session::begin(Daemon::default().client(), options()).await;
    session.sees("12,048").await;
    session.write("3");
    session.sees("@bob1").await;
    session.write("jw");
    session.write("spam");
    session.press(KeyCode::Enter);
    session.sees("y warns them").await;
    session.write("y");
    session.sees("case 19: warn of @bob1 is applied").await;
    session.write("q");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test]
async fn a_moderator_plans_for_several_and_undoes_a_case() {
    let mut session = Session::begin(Daemon::default().client(), options()).await;
    session.write("3");
    session.sees("@bob1").await;
    session.write("   x");
    session.sees("Kick 3 members").await;
    session.write("raid");
    session.press(KeyCode::Enter);
    session.sees("y begins the batch").await;
    session.write("y");
    session.sees("24 applied, 3 failed").await;
    session.write("4");
    session.sees("link spam").await;
    session.write("z");
    session.sees("undo of case 40").await;
    session.press(KeyCode::Enter);
    session.sees("y unbans them").await;
    session.write("y");
    session.sees("case 19").await;
    session.write("q");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test]
async fn connects_anew_when_the_daemon_comes_back() {
    let daemon = Daemon::default();
    let (hang_up, is_over) = watch::channel(false);
    let client = daemon.answer_on(is_over);
    let mut options = options();
    let again = daemon.clone();
    options.connect = Connect::new(move || {
        let client = again.client();
        Box::pin(async move { Ok(client) })
    });
    let mut session = Session::begin(client, options).await;
    session.sees("connected").await;
    hang_up.send_replace(true);
    session.sees("connected again").await;
    assert_eq!(daemon.greeted.load(Ordering::SeqCst), 2);
    session.write("q");
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

#[tokio::test]
async fn ends_when_the_terminal_is_gone() {
    let session = Session::begin(Daemon::default().client(), options()).await;
    drop(session.keys);
    assert_eq!(session.ended.await.unwrap().unwrap(), Exit::Quit);
}

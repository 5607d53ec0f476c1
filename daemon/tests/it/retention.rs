//! How long a guild keeps things, where it says so itself, and what goes by it.

use std::time::Duration;

use emperione_daemon::archive::Kind;
use emperione_daemon::clock::Clock;
use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_protocol::actions::{ActRequest, Kind as Act};
use emperione_protocol::cases::CaseDetail;
use emperione_protocol::privacy::{Keeps, Retained, Retention};
use emperione_protocol::{GuildId, MessageId, Timestamp};
use emperione_sim::world::NewMessage;
use emperione_sim::{Id, Options, Server};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::archive::{begun, keep_100_days, let_go};
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::past::{DAY, GUILD, NOON, here};

const PRUNE: Actor = Actor::System { name: "prune" };
const TEXT: &str = "xyzzyplugh";

/// Makes a test on SQLite and one on PostgreSQL of each `async fn name(url: Option<String>)`.
macro_rules! each_database {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(None).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = super::Postgres::new().await else { return };
                super::$name(Some(database.url())).await;
                database.drop().await;
            }
        }
    )*};
}

each_database!(
    what_goes_into_the_archive_goes_by_what_the_guild_says,
    texts_and_evidence_go_by_what_the_guild_says,
    who_may_not_and_what_cannot_be_is_refused,
);

async fn set(
    app: &TestApp,
    guild: GuildId,
    kind: Retained,
    keeps: Option<Keeps>,
) -> Result<Vec<Retention>, Error> {
    let retention = &app.services().retention;
    retention.set(&owner(), guild, (kind, keeps)).await
}

fn of(shown: &[Retention], kind: Retained) -> Retention {
    *shown.iter().find(|it| it.kind == kind).unwrap()
}

async fn what_goes_into_the_archive_goes_by_what_the_guild_says(url: Option<String>) {
    let app = TestApp::timed(Clock::manual(NOON), |config| {
        keep_100_days(config);
        config.database.url = url;
    });
    let app = begun(app.await).await;
    let oldest = async |kind: Kind| {
        let rows = here(&app.parts().db, kind).await;
        let days = rows
            .iter()
            .map(|row| (NOON.0 - row[kind.dated()].int()) / DAY);
        days.max().unwrap()
    };
    let days = |days| Some(Keeps::Days(days));

    let shown = set(&app, GUILD, Retained::Activity, days(150))
        .await
        .unwrap();
    assert_eq!(
        of(&shown, Retained::Activity),
        Retention {
            kind: Retained::Activity,
            keeps: Keeps::Days(150),
            own: true,
            default: Keeps::Days(100),
        }
    );
    assert!(!of(&shown, Retained::Joins).own);
    set(&app, GUILD, Retained::Joins, Some(Keeps::ForGood))
        .await
        .unwrap();
    let_go(&app).await;
    let kept = (
        oldest(Kind::Activity).await,
        oldest(Kind::Joins).await,
        oldest(Kind::Cases).await,
    );
    assert_eq!(kept, (150, 199, 100));

    let shown = set(&app, GUILD, Retained::Activity, None).await.unwrap();
    assert_eq!(of(&shown, Retained::Activity).keeps, Keeps::Days(100));
    set(&app, GUILD, Retained::Joins, days(40)).await.unwrap();
    let_go(&app).await;
    assert_eq!(
        (oldest(Kind::Activity).await, oldest(Kind::Joins).await),
        (100, 40)
    );
    app.app.stop().await;
}

/// A house with a message, of which a warning keeps the text as evidence.
async fn quoted(url: Option<String>) -> (House, Clock, MessageId) {
    let server = Server::start(Options::default()).await.unwrap();
    let clock = Clock::manual(Timestamp(server.sim().clock.now_ms()));
    let change = |config: &mut Config| {
        config.database.url = url;
        config.evidence.days = 10;
    };
    let house = House::of(TestApp::simulated_at(server, clock.clone(), change).await).await;
    let (guild, author) = (house.guild(), house.user(1));
    let sim = house.app.sim();
    let general = sim.places.general;
    let message = sim.act(|world| world.post(general, Id(author.0), NewMessage::text(TEXT)));
    let link = format!("https://discord.com/channels/{guild}/{general}/{message}");
    let warning = ActRequest {
        evidence: vec![link],
        ..house.request(Act::Warn, author)
    };
    house.act(warning).await.unwrap();
    let message = MessageId(message.0);
    until("the text and the evidence", async || {
        house.text(message).await && quotes(&house.case(1).await)
    })
    .await;
    (house, clock, message)
}

async fn texts_and_evidence_go_by_what_the_guild_says(url: Option<String>) {
    let (house, clock, message) = quoted(url).await;
    let (guild, author) = (house.guild(), house.user(1));
    set(&house.app, guild, Retained::Text, Some(Keeps::Days(5)))
        .await
        .unwrap();
    set(&house.app, guild, Retained::Evidence, Some(Keeps::ForGood))
        .await
        .unwrap();
    let privacy = house
        .app
        .services()
        .privacy
        .show(&owner(), guild, author)
        .await
        .unwrap();
    let kept = |what: &str| {
        privacy
            .iter()
            .find(|it| it.what == what)
            .unwrap()
            .kept
            .clone()
    };
    assert_eq!(kept("messages with text"), "5 days");
    assert_eq!(
        kept("messages kept as evidence"),
        "until the guild is removed"
    );
    let after = async |days: u64| {
        clock.advance(Duration::from_hours(days * 24));
        house.app.services().retention.prune(&PRUNE).await.unwrap();
        (house.text(message).await, quotes(&house.case(1).await))
    };

    assert_eq!(after(4).await, (true, true));
    assert_eq!(after(2).await, (false, true));
    assert_eq!(after(20).await, (false, true));
    set(&house.app, guild, Retained::Evidence, None)
        .await
        .unwrap();
    assert_eq!(after(0).await, (false, false));
    house.app.app.stop().await;
}

/// Whether the evidence of a case still holds what was said.
fn quotes(case: &CaseDetail) -> bool {
    let quotes = case.evidence.iter().flat_map(|piece| &piece.quotes);
    let mut texts = quotes.filter_map(|quote| quote.text.as_deref());
    texts.any(|text| text == TEXT)
}

impl House {
    /// Whether the text of a message is kept.
    async fn text(&self, id: MessageId) -> bool {
        let mut tx = self.app.parts().db.read().await.unwrap();
        let found = emperione_daemon::store::messages::find(&mut tx, self.guild(), id).await;
        found
            .unwrap()
            .is_some_and(|message| message.sealed.is_some())
    }
}

async fn who_may_not_and_what_cannot_be_is_refused(url: Option<String>) {
    let app = TestApp::timed(Clock::manual(NOON), |config| config.database.url = url).await;
    app.know_guild(GUILD.0, &[(1, "bea")]);
    let before = app
        .services()
        .retention
        .show(&owner(), GUILD)
        .await
        .unwrap();
    assert_eq!(before.len(), Retained::ALL.len());
    let moderator = Actor::Local {
        uid: 1000,
        name: "kim".into(),
        user: None,
        role: Role::Moderator,
    };

    let retention = &app.services().retention;
    let wish = (Retained::Text, Some(Keeps::Days(3)));
    let low = retention.set(&moderator, GUILD, wish).await.unwrap_err();
    assert!(low.to_string().contains("needs the role admin"), "{low}");
    for (kind, keeps, why) in [
        (
            Retained::Activity,
            Keeps::Days(39),
            "keeps: at least 40 days are needed",
        ),
        (
            Retained::Text,
            Keeps::ForGood,
            "keeps: text is kept for a time only",
        ),
        (
            Retained::Cases,
            Keeps::Nothing,
            "keeps: `none` is for text, and not for cases",
        ),
    ] {
        let refused = set(&app, GUILD, kind, Some(keeps)).await.unwrap_err();
        assert!(refused.to_string().starts_with(why), "{refused}");
    }

    assert_eq!(retention.show(&moderator, GUILD).await.unwrap(), before);
    app.app.stop().await;
}

//! What is kept of a user is shown, copied, and erased without a trace but a declared one.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::event::AuthorKind;
use emperione_daemon::domain::outbox::Told;
use emperione_daemon::domain::past::Look;
use emperione_daemon::domain::reports::schedule::Timing;
use emperione_daemon::seal::Place;
use emperione_daemon::services::Error;
use emperione_daemon::store::alerts::{self, AlertRow};
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_daemon::store::members::{self, BanRow, ChangeRow, MemberRow};
use emperione_daemon::store::messages::{self, NewMessage};
use emperione_daemon::store::outbox::{self, Wish};
use emperione_daemon::store::schedules::{self, DeliveryRow, ScheduleRow};
use emperione_daemon::store::{Tx, privacy};
use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::analytics::Every;
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::privacy::Exported;
use emperione_protocol::reports::{ReportFormat, ReportKind};
use emperione_protocol::{ChannelId, GuildId, MessageId, PageRequest, Timestamp, UserId};
use pretty_assertions::assert_eq;

use crate::common::app::{TestApp, secrets};
use crate::common::database::{Postgres, Sqlite};

const GUILD: GuildId = GuildId(7);
const ANN: UserId = UserId(80_351_110_224_678_912);
/// Nowhere but in what is erased.
const SECRET: &str = "xyzzyplugh";
const TEXT: &str = "an open word";
const AT: Timestamp = Timestamp(1_795_437_296_000);

fn who(role: Role) -> Actor {
    Actor::Local {
        uid: 1000,
        name: "olga".into(),
        user: None,
        role,
    }
}

/// How Ann was and is, and her ban.
fn person() -> (ChangeRow, MemberRow, BanRow) {
    let look = Look {
        name: SECRET.into(),
        nick: Some(SECRET.into()),
        ..Look::default()
    };
    let change = ChangeRow {
        guild: GUILD,
        user: ANN,
        at: AT,
        kind: "nick",
        detail: format!("{SECRET} → -"),
        exact: true,
        was: Some(look),
    };
    let member = MemberRow {
        guild: GUILD,
        user: ANN,
        name: SECRET.into(),
        global_name: Some(SECRET.into()),
        nick: None,
        bot: false,
        roles: Vec::new(),
        joined_at: Some(AT),
        left_at: Some(Timestamp(AT.0 + 1)),
        timed_out_until: None,
        flags: 0,
    };
    let ban = BanRow {
        guild: GUILD,
        user: ANN,
        name: SECRET.into(),
        at: AT,
    };
    (change, member, ban)
}

/// A report about Ann that is made each day.
fn schedule() -> ScheduleRow {
    ScheduleRow {
        guild: GUILD,
        name: SECRET.into(),
        kind: ReportKind::Member,
        user: Some(ANN),
        channel: None,
        timing: Timing {
            every: Every::Day,
            minute: 540,
            day: 1,
        },
        format: ReportFormat::Markdown,
        to: None,
        sees_as: None,
        set_at: AT,
        since: AT,
    }
}

/// A report about Ann waits to be posted, and another one to be made.
async fn report(tx: &mut Tx) {
    let wish = Wish {
        guild: GUILD,
        channel: ChannelId(9),
        told: Told::Report,
        case: None,
        batch: None,
        item: None,
        text: SECRET.into(),
        created_at: AT,
    };
    let post = outbox::insert(tx, &wish).await.unwrap();
    let body = SECRET.as_bytes();
    outbox::attach(tx, post, "2026-01-01.md", body)
        .await
        .unwrap();
    for run in 0..2 {
        let delivery = DeliveryRow {
            id: 0,
            guild: GUILD,
            name: SECRET.into(),
            period: "2026-01-01".into(),
            run,
            period_at: AT,
            due_at: AT,
            tries: 0,
            next_at: AT,
            done_at: None,
            post: None,
            file: None,
            sha256: None,
            error: None,
        };
        schedules::plan(tx, &delivery).await.unwrap();
    }
    let posted = schedules::open(tx).await.unwrap().remove(0);
    schedules::finish(tx, posted.id, Some(post), AT)
        .await
        .unwrap();
}

/// Ann has seen an alert.
async fn acked(tx: &mut Tx) {
    let alert = AlertRow {
        guild: GUILD,
        number: 0,
        rule: "busy".into(),
        text: "messages > 50".into(),
        opened_at: AT,
        value: 60.0,
        says: "60 messages".into(),
        told_at: None,
        acked_at: None,
        acked_by: None,
        cleared_at: None,
    };
    let number = alerts::open(tx, &alert).await.unwrap();
    let user = UserRef {
        id: ANN,
        name: SECRET.into(),
        display_name: None,
    };
    let by = ActorRef::User { user };
    alerts::ack(tx, (GUILD, number), &by, AT).await.unwrap();
}

/// Ann left. Her names, her nickname before, a message, and a case with an entry are known.
async fn fill(app: &TestApp) {
    app.know_guild(GUILD.0, &[(1, "bea")]);
    let parts = app.parts();
    let key = parts.seal.new_guild_key(GUILD).unwrap();
    parts.seal.learn(GUILD, &key).unwrap();
    let (id, channel) = (MessageId(1 << 40), ChannelId(9));
    let place = Place {
        guild: GUILD,
        channel,
        message: id,
    };
    let message = NewMessage {
        guild: GUILD,
        id,
        channel,
        author: ANN,
        author_kind: AuthorKind::Person,
        attachments: 0,
        sealed: Some(parts.seal.seal(place, TEXT).unwrap()),
    };
    let (change, member, ban) = person();
    let mut tx = parts.db.write().await.unwrap();
    messages::insert(&mut tx, &[message]).await.unwrap();
    members::save(&mut tx, &[member]).await.unwrap();
    members::tell(&mut tx, &change).await.unwrap();
    members::ban(&mut tx, &ban).await.unwrap();
    schedules::set(&mut tx, &schedule()).await.unwrap();
    report(&mut tx).await;
    acked(&mut tx).await;
    let number = cases::next_number(&mut tx, GUILD).await.unwrap();
    cases::insert(&mut tx, &case(number)).await.unwrap();
    let entry = Entry {
        at: AT,
        actor: by(),
        kind: "note".into(),
        text: format!("she said {SECRET}"),
    };
    cases::append(&mut tx, GUILD, number, &entry).await.unwrap();
    tx.commit().await.unwrap();
}

fn by() -> ActorRef {
    ActorRef::System {
        name: "test".into(),
    }
}

fn case(number: u64) -> CaseRow {
    CaseRow {
        guild: GUILD,
        number,
        kind: Kind::Ban,
        state: CaseState::Applied,
        target: ANN,
        target_name: SECRET.into(),
        actor: by(),
        reason: Some(SECRET.into()),
        opened_at: AT,
        until: None,
        action: None,
        audit_entry: None,
        detail: emperione_protocol::actions::Detail::default(),
        undoes: None,
        batch: None,
    }
}

async fn copy(app: &TestApp) -> Vec<Exported> {
    let (owner, privacy) = (who(Role::Owner), &app.services().privacy);
    let mut page = PageRequest {
        after: None,
        limit: 0,
    };
    let mut items = Vec::new();
    loop {
        let found = privacy.export(&owner, (GUILD, ANN), &page);
        let found = found.await.unwrap();
        items.extend(found.items);
        page.after = found.next;
        if page.after.is_none() {
            return items;
        }
    }
}

async fn erases(app: &TestApp) {
    fill(app).await;
    let services = app.services();
    let before = serde_json::to_string(&copy(app).await).unwrap();
    assert!(before.contains(TEXT) && before.contains(SECRET), "{before}");
    let sorts = services
        .privacy
        .show(&who(Role::Admin), GUILD, ANN)
        .await
        .unwrap();
    let kept = |what: &str| sorts.iter().find(|kept| kept.what == what).unwrap().records;
    assert_eq!(
        (
            kept("messages with text"),
            kept("cases"),
            kept("texts of cases"),
            kept("schedules of reports about them"),
            kept("alerts they acknowledged")
        ),
        (1, 1, 1, 1, 1)
    );

    let erased = services
        .privacy
        .erase(&who(Role::Admin), GUILD, ANN)
        .await
        .unwrap();

    assert!(!erased.present && erased.erased.contains(&("texts of cases".into(), 1)));
    let after = serde_json::to_string(&copy(app).await).unwrap();
    assert!(!after.contains(TEXT) && !after.contains(SECRET), "{after}");
    assert!(after.contains(r#""kind":"ban""#), "the case stays: {after}");
    let listed = services.schedules.list(&who(Role::Admin), GUILD).await;
    assert_eq!(listed.unwrap(), []);
    let mut tx = app.parts().db.read().await.unwrap();
    assert_eq!(schedules::open(&mut tx).await.unwrap(), []);
    assert_eq!(outbox::channels(&mut tx).await.unwrap(), []);
    let alert = alerts::find(&mut tx, GUILD, 1).await.unwrap().unwrap();
    let Some(ActorRef::User { user }) = alert.acked_by else {
        panic!("{alert:?}")
    };
    assert_eq!((user.id, user.name), (ANN, ANN.to_string()));
    drop(tx);
    let verified = services
        .audit
        .verify(&who(Role::Owner), Some(GUILD), None)
        .await
        .unwrap();
    assert_eq!((verified[0].erased, verified[0].broken.clone()), (1, None));
    let again = services
        .privacy
        .erase(&who(Role::Admin), GUILD, ANN)
        .await
        .unwrap();
    assert!(
        !again
            .erased
            .iter()
            .any(|(what, _)| what == "messages with text" || what == "texts of cases")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_nothing_is_left_in_the_files() {
    let app = TestApp::new().await;
    erases(&app).await;

    let folder = app.parts().config.storage.folder.clone();
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(SECRET.len())
                .any(|part| part == SECRET.as_bytes());
            assert!(!found, "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgresql_nothing_is_left_to_read() {
    let Some(postgres) = Postgres::new().await else {
        return;
    };
    let files = secrets(&postgres.url(), None);
    let app = TestApp::configured(|config| {
        config.database.url_file = Some(files.path().join("database"));
    })
    .await;
    erases(&app).await;
    app.app.stop().await;
    postgres.drop().await;
}

#[tokio::test]
async fn every_table_that_names_users_is_shown() {
    /// Ids and times of what is in force now, without any text; and the ids of those who are no people.
    const WITHOUT: [&str; 4] = ["bots", "expiries", "member_roles", "voice_states"];
    let database = Sqlite::new().await;
    let path = database.path();
    let pool = sqlx::SqlitePool::connect(path.to_str().unwrap());
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' AND c.name IN ('user_id', 'author_id', 'target_id', 'authors', 'acked_id') ORDER BY m.name",
    )
    .fetch_all(&pool.await.unwrap())
    .await
    .unwrap();

    assert!(tables.len() > 8, "{tables:?}");
    for table in tables {
        let shown = privacy::SORTS.iter().any(|sort| sort.is_of(&table));
        assert!(shown != WITHOUT.contains(&table.as_str()), "{table}");
    }
}

#[tokio::test]
async fn only_admins_see_and_erase_what_is_kept() {
    let app = TestApp::new().await;
    fill(&app).await;
    let privacy = &app.services().privacy;

    let moderator = who(Role::Moderator);
    let shown = privacy.show(&moderator, GUILD, ANN).await.map(drop);
    let erased = privacy.erase(&moderator, GUILD, ANN).await.map(drop);

    for refused in [shown, erased] {
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    }
}

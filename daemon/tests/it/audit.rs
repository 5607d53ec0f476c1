//! The audit log and its chains, against somebody who writes into the database.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::store::cases;
use emperione_protocol::actions::ActorRef;
use emperione_protocol::audit::{AuditFilter, Verified};
use emperione_protocol::cases::{CaseActor, Entry};
use emperione_protocol::{GuildId, PageRequest, Timestamp, UserId};
use pretty_assertions::assert_eq;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use crate::common::app::TestApp;
use crate::common::database::Postgres;

const GUILD: GuildId = GuildId(7);
const SYSTEM: Actor = Actor::System { name: "test" };

/// Somebody who writes past the program.
enum Intruder {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Intruder {
    async fn run(&self, statement: &str) {
        let query = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
        match self {
            Self::Sqlite(pool) => query.execute(pool).await.map(drop),
            Self::Postgres(pool) => query.execute(pool).await.map(drop),
        }
        .unwrap();
    }

    /// How this database writes one byte.
    fn byte(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "x'07'",
            Self::Postgres(_) => "decode('07', 'hex')",
        }
    }
}

/// Makes a test on SQLite and one on PostgreSQL of each `async fn name(app: TestApp, intruder: Intruder)`.
macro_rules! each_house {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let app = super::TestApp::new().await;
                let path = app.parts().config.storage.folder.join("empd.db");
                let pool = super::SqlitePool::connect(path.to_str().unwrap()).await.unwrap();
                super::$name(app, super::Intruder::Sqlite(pool)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let Some(database) = super::Postgres::new().await else { return };
                let url = database.url();
                let pool = super::PgPool::connect(&url).await.unwrap();
                let app = super::TestApp::configured(|config| config.database.url = Some(url)).await;
                super::$name(app, super::Intruder::Postgres(pool)).await;
                database.drop().await;
            }
        }
    )*};
}

each_house!(
    a_change_of_any_stored_column_of_any_entry_is_found,
    a_removed_an_added_and_a_moved_entry_are_found,
    a_chain_that_was_made_anew_lacks_the_head_that_was_noted,
    the_log_has_cases_and_the_installation,
);

fn entry(kind: &str, text: &str) -> Entry {
    Entry {
        at: Timestamp(2_000),
        actor: ActorRef::System {
            name: "empd".into(),
        },
        kind: kind.into(),
        text: text.into(),
    }
}

/// Fills a chain: two cases, entries with and without a text, and one of no case.
async fn fill(app: &TestApp) {
    app.know_guild(GUILD.0, &[(11, "alice")]);
    let mut tx = app.parts().db.write().await.unwrap();
    for _ in 0..2 {
        cases::next_number(&mut tx, GUILD).await.unwrap();
    }
    for (case, kind, text) in [
        (1, "pending", "spam"),
        (2, "adopted", ""),
        (1, "applied", ""),
        (0, "settings", "retention 30 to 7"),
        (2, "note", "came back"),
    ] {
        cases::append(&mut tx, GUILD, case, &entry(kind, text))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn verify(app: &TestApp, guild: Option<GuildId>, head: Option<&str>) -> Vec<Verified> {
    app.services()
        .audit
        .verify(&SYSTEM, guild, head)
        .await
        .unwrap()
}

async fn is_whole(app: &TestApp) -> bool {
    let chains = verify(app, None, None).await;
    chains.iter().all(|chain| chain.broken.is_none())
}

async fn a_change_of_any_stored_column_of_any_entry_is_found(app: TestApp, intruder: Intruder) {
    fill(&app).await;
    assert!(is_whole(&app).await);
    intruder
        .run("CREATE TABLE kept AS SELECT * FROM case_entries")
        .await;
    let byte = intruder.byte();
    let changes = [
        "guild_id = 8".into(),
        "number = number + 10".into(),
        "entry = entry + 10".into(),
        "link = link + 10".into(),
        "link = 0".into(),
        "at = at - 1".into(),
        "actor_kind = 'local'".into(),
        "actor_id = actor_id + 1".into(),
        "actor_name = 'mona'".into(),
        "kind = 'erased'".into(),
        "text = text || 'x'".into(),
        format!("salt = {byte}"),
        format!("text = '', salt = substr({byte}, 2)"),
        format!("content_hash = {byte}"),
        format!("hash = {byte}"),
    ];
    for change in &changes {
        for link in 1..=5 {
            let statement =
                format!("UPDATE case_entries SET {change} WHERE guild_id = 7 AND link = {link}");
            intruder.run(&statement).await;
            assert!(!is_whole(&app).await, "{statement}");
            intruder
                .run("DELETE FROM case_entries; INSERT INTO case_entries SELECT * FROM kept")
                .await;
        }
    }
    assert!(is_whole(&app).await);
}

async fn a_removed_an_added_and_a_moved_entry_are_found(app: TestApp, intruder: Intruder) {
    fill(&app).await;
    intruder
        .run("CREATE TABLE kept AS SELECT * FROM case_entries")
        .await;
    let restore = "DELETE FROM case_entries; INSERT INTO case_entries SELECT * FROM kept";
    for link in 1..=5 {
        intruder
            .run(&format!("DELETE FROM case_entries WHERE link = {link}"))
            .await;
        let broken = verify(&app, Some(GUILD), None)
            .await
            .remove(0)
            .broken
            .unwrap();
        assert_eq!(broken.link, link, "{broken:?}");
        intruder.run(restore).await;
    }
    for statement in [
        "UPDATE case_entries SET link = 99 WHERE link = 2; UPDATE case_entries SET link = 2 WHERE link = 3;
         UPDATE case_entries SET link = 3 WHERE link = 99",
        "UPDATE kept SET link = 6, entry = 9; INSERT INTO case_entries SELECT * FROM kept WHERE number = 0",
        "DELETE FROM case_entries",
    ] {
        intruder.run(statement).await;
        assert!(!is_whole(&app).await, "{statement}");
        intruder.run("DROP TABLE kept; DELETE FROM case_entries; DELETE FROM guild_heads").await;
        assert!(is_whole(&app).await, "an empty chain");
        fill(&app).await;
        intruder.run("CREATE TABLE kept AS SELECT * FROM case_entries").await;
    }
}

async fn a_chain_that_was_made_anew_lacks_the_head_that_was_noted(
    app: TestApp,
    intruder: Intruder,
) {
    fill(&app).await;
    let noted = verify(&app, Some(GUILD), None).await.remove(0).head;
    let mut tx = app.parts().db.write().await.unwrap();
    cases::append(&mut tx, GUILD, 2, &entry("note", "later"))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let later = verify(&app, None, Some(&noted)).await.remove(0);
    assert_eq!(
        (later.broken, later.since_head, later.entries),
        (None, Some(true), 6)
    );

    intruder
        .run("DELETE FROM case_entries; DELETE FROM guild_heads")
        .await;
    fill(&app).await;
    let anew = verify(&app, Some(GUILD), Some(&noted)).await.remove(0);
    assert_eq!((anew.broken, anew.since_head), (None, Some(false)));
}

async fn the_log_has_cases_and_the_installation(app: TestApp, _: Intruder) {
    fill(&app).await;
    let owner = Actor::Local {
        uid: 5,
        name: "ops".into(),
        user: None,
        role: Role::Owner,
    };
    app.services().system.resume(&owner).await.unwrap();

    let log = async |actor: &Actor, filter: AuditFilter| {
        let mut kinds = Vec::new();
        let mut page = PageRequest {
            after: None,
            limit: 2,
        };
        loop {
            let found = app
                .services()
                .audit
                .log(actor, &filter, &page)
                .await
                .unwrap();
            kinds.extend(found.items.into_iter().map(|record| record.kind));
            page.after = found.next;
            if page.after.is_none() {
                return kinds;
            }
        }
    };

    let all = log(&owner, AuditFilter::default()).await;
    assert_eq!(
        all,
        [
            "resumed", "note", "adopted", "applied", "pending", "settings"
        ]
    );
    let of_guild = AuditFilter {
        guild: Some(GUILD),
        kind: Some("note".into()),
        ..AuditFilter::default()
    };
    assert_eq!(log(&owner, of_guild).await, ["note"]);
    let by_ops = AuditFilter {
        actor: Some(CaseActor::Name("Ops".into())),
        ..AuditFilter::default()
    };
    assert_eq!(log(&owner, by_ops).await, ["resumed"]);
    let stranger = Actor::User { id: UserId(11) };
    assert_eq!(
        log(&stranger, AuditFilter::default()).await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn a_moderator_reads_no_audit_log() {
    let app = TestApp::new().await;
    fill(&app).await;
    let moderator = Actor::Local {
        uid: 5,
        name: "ops".into(),
        user: None,
        role: Role::Moderator,
    };
    let filter = AuditFilter {
        guild: Some(GUILD),
        ..AuditFilter::default()
    };

    let audit = &app.services().audit;
    assert!(
        audit
            .log(&moderator, &filter, &PageRequest::default())
            .await
            .is_err()
    );
    assert!(audit.verify(&moderator, Some(GUILD), None).await.is_err());
    assert_eq!(audit.verify(&moderator, None, None).await.unwrap(), []);
    assert!(audit.verify(&SYSTEM, None, Some("xyz")).await.is_err());
}

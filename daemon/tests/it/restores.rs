//! A restore that dies, one of an older schema, and what a restored journal does: nothing.

use std::fs;
use std::path::Path;

use emperione_daemon::app::restore;
use emperione_daemon::backup::{Header, Reader, Writer};
use emperione_daemon::domain::actor::Actor;
use emperione_daemon::seal::Seal;
use emperione_daemon::store::{Db, Location};
use emperione_protocol::UserId;
use emperione_protocol::actions::{ActRequest, Action, Kind, State};
use emperione_sim::{Id, Options};
use pretty_assertions::assert_eq;
use secrecy::SecretString;
use sqlx::{Connection, PgConnection};

use crate::backups::{pack, put_back};
use crate::common::app::TestApp;
use crate::common::database::Postgres;
use crate::common::past::{GUILD, NOON, fill};
use crate::common::place::Place;
use crate::common::process::{Home, text};

/// `empd restore`, against no Discord.
fn empd_restore(home: &Home, backup: &Path, crash_at: Option<&str>) -> std::process::Output {
    let mut command = home.empd(&[
        "restore",
        backup.to_str().unwrap(),
        "--simulated",
        "http://127.0.0.1:9",
    ]);
    if home.path("database").exists() {
        command
            .arg("--database-url-file")
            .arg(home.path("database"));
    }
    if let Some(point) = crash_at {
        command.env("EMP_CRASH_AT", point);
    }
    command.output().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f48_a_restore_that_dies_leaves_the_old_database_or_the_new_one() {
    for point in ["restore_filled", "restore_marked", "restore_set_aside"] {
        let home = Home::new();
        let folder = home.path(".local/state/emperione");
        fs::create_dir_all(&folder).unwrap();
        let place = Place {
            folder: folder.clone(),
            url: None,
        };
        let seal = Seal::open(&folder.join("master.key")).unwrap();
        let db = Db::open(&place.location()).await.unwrap();
        fill(&db, seal.new_guild_key(GUILD).unwrap(), NOON).await;
        db.close().await;
        drop(db);
        let backup = home.path("x.backup");
        pack(&place, &backup).await;
        place.execute("DELETE FROM activity").await;

        let died = empd_restore(&home, &backup, Some(point));
        assert_eq!(died.status.code(), None, "{point}: it was killed");
        assert_eq!(
            place.rows("activity").await.len(),
            0,
            "{point}: the old one is whole"
        );
        let done = empd_restore(&home, &backup, None);

        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        assert!(!place.rows("activity").await.is_empty());
        let told = text(&done.stdout);
        let kept = told
            .lines()
            .find_map(|line| line.strip_prefix("the database of before lies in "));
        assert!(Path::new(kept.unwrap()).exists(), "{told}");
        assert!(!folder.join("restoring.db").exists());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f48_no_daemon_starts_on_a_restore_that_was_not_ended() {
    let (Some(source), Some(target)) = (Postgres::new().await, Postgres::new().await) else {
        return;
    };
    let home = Home::new();
    let folder = home.path(".local/state/emperione");
    fs::create_dir_all(&folder).unwrap();
    let seal = Seal::open(&folder.join("master.key")).unwrap();
    fill(&source.db, seal.new_guild_key(GUILD).unwrap(), NOON).await;
    let from = Place {
        folder: folder.clone(),
        url: Some(source.url()),
    };
    let backup = home.path("x.backup");
    pack(&from, &backup).await;
    home.secret("database", &target.url());
    home.secret("token", "x");

    let died = empd_restore(&home, &backup, Some("restore_filled"));
    assert_eq!(died.status.code(), None, "it was killed");
    let (token, database) = (home.path("token"), home.path("database"));
    let started = home.run(&[
        "--token-file",
        token.to_str().unwrap(),
        "--database-url-file",
        database.to_str().unwrap(),
        "--simulated",
        "http://127.0.0.1:9",
    ]);

    let told = text(&started.stderr);
    assert!(
        started.status.code() != Some(0) && !told.is_empty(),
        "{told}"
    );
    let opened = Db::open(&Location::Postgres(SecretString::from(target.url()))).await;
    let why = opened.err().unwrap().to_string();
    assert!(why.contains("run `empd restore` again"), "{why}");
    let done = empd_restore(&home, &backup, None);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let to = Place {
        folder,
        url: Some(target.url()),
    };
    assert_eq!(to.rows("activity").await, from.rows("activity").await);
    Db::open(&to.location()).await.unwrap().close().await;
    source.drop().await;
    target.drop().await;
}

/// Asks for an act on a member and waits for its end.
async fn act(app: &TestApp, kind: Kind, user: Id) -> Action {
    let request = ActRequest {
        reason: Some("spam".into()),
        notify: true,
        ..ActRequest::new(app.guild(), kind, UserId(user.0))
    };
    let actions = &app.services().actions;
    let submitted = actions.submit(&owner(), request).await.unwrap();
    actions
        .wait(&owner(), submitted.action.id, 20_000)
        .await
        .unwrap()
}

fn owner() -> Actor {
    crate::actions::owner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "it is one story, told in its order")]
async fn f48_an_old_backup_bans_and_tells_nobody_again() {
    let app = TestApp::simulated(Options::default()).await;
    app.caught_up().await;
    let users = app.sim().places.users.clone();
    let done = [
        act(&app, Kind::Ban, users[0]).await,
        act(&app, Kind::Warn, users[1]).await,
        act(&app, Kind::Kick, users[2]).await,
    ];
    assert!(
        done.iter().all(|action| action.state == State::Applied),
        "{done:?}"
    );
    let sent = |app: &TestApp, user: Id| {
        app.sim().read(|world| {
            let channel = world.direct.get(&user);
            channel.map_or(0, |channel| world.channels[channel].messages.len())
        })
    };
    let calls = |app: &TestApp| {
        [
            "PUT /guilds/{guild}/bans",
            "DELETE /guilds/{guild}/members",
            "POST /channels/{channel}/messages",
        ]
        .map(|route| app.sim().requests.find(route).len())
    };
    let (before, place) = (calls(&app), Place::of(&app));
    let told: Vec<_> = users.iter().map(|user| sent(&app, *user)).collect();
    let never = users[3].0;

    // The backup is of the moment of the intents; one more was asked for that never came to be.
    let app = app
        .again(async |_| {
            place.execute("UPDATE actions SET state = 'planned', stage = 'planned', finished_at = NULL, dm_state = 'pending',
                dm_channel = NULL, dm_message = NULL").await;
            place.execute("UPDATE cases SET state = 'pending'").await;
            place.execute(&format!("INSERT INTO actions (id, guild_id, case_number, kind, target_id, target_name, actor_kind,
                actor_id, actor_name, actor_role, delete_seconds, state, stage, attempts, dm_state, created_at)
                SELECT 77, guild_id, case_number, 'ban', {never}, 'x', actor_kind, actor_id, actor_name, actor_role, 0,
                'planned', 'planned', 0, 'pending', created_at FROM actions WHERE kind = 'ban'")).await;
            let folder = tempfile::tempdir().unwrap();
            let backup = folder.path().join("x.backup");
            pack(&place, &backup).await;
            let done = put_back(&place, backup.to_str().unwrap()).await;
            assert_eq!(done.marked.actions, 4);
        })
        .await;
    let actions = &app.services().actions;
    let mut states = Vec::new();
    for id in done
        .iter()
        .map(|action| action.id)
        .chain([emperione_protocol::ActionId(77)])
    {
        let ended = actions.wait(&owner(), id, 20_000).await.unwrap();
        states.push((ended.kind, ended.state, ended.error.is_some()));
    }

    assert_eq!(
        states[..1],
        [(Kind::Ban, State::Verified, false)],
        "Discord shows the ban"
    );
    assert_eq!(
        states[2],
        (Kind::Kick, State::Verified, false),
        "the audit log shows it"
    );
    assert_eq!(
        states[3],
        (Kind::Ban, State::Failed, true),
        "it is not repeated"
    );
    assert!(states[1].1.is_final(), "{states:?}");
    assert_eq!(calls(&app), before, "nothing is sent");
    let now: Vec<_> = users.iter().map(|user| sent(&app, *user)).collect();
    assert_eq!(now, told);
    let is_banned = |user: u64| {
        let guild = app.sim().places.guild;
        app.sim()
            .read(|world| world.guilds[&guild].bans.contains_key(&Id(user)))
    };
    assert!(is_banned(users[0].0) && !is_banned(never));
    app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_the_past_is_brought_to_the_schema_of_now() {
    let Some(target) = Postgres::new().await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.backup");
    let header = Header {
        database: "postgresql".into(),
        schema: 17,
        made_at: NOON,
        version: "0.1.0".into(),
    };
    let mut writer = Writer::create(&path, &header).unwrap();
    for (table, columns, rows) in [
        ("event_head", ["id", "seq"], "1\t5\n"),
        ("meta", ["name", "value"], "old\tword\n"),
    ] {
        let table = serde_json::json!({"table": table, "columns": columns});
        writer.begin(&table.to_string()).unwrap();
        writer.piece(rows.as_bytes()).unwrap();
        writer.end().unwrap();
    }
    writer.finish().unwrap();
    let place = Place {
        folder: folder.path().to_owned(),
        url: Some(target.url()),
    };
    // A database that a newer schema was made in takes no older one.
    let mut connection = PgConnection::connect(&target.url()).await.unwrap();
    sqlx::raw_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        .execute(&mut connection)
        .await
        .unwrap();

    put_back(&place, path.to_str().unwrap()).await;

    assert!(place.rows("meta").await.contains(&"(old,word)".into()));
    Db::open(&place.location()).await.unwrap().close().await;
    let newer = Header {
        schema: 9_999,
        ..header
    };
    Writer::create(&path, &newer).unwrap().finish().unwrap();
    let refused = restore::run(&place.config(), &path)
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("the backup has schema 9999"), "{refused}");
    assert_eq!(Reader::header(&path).unwrap(), newer);
    target.drop().await;
}

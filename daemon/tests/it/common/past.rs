//! A guild with a past of 200 days, and what of it is in a database and in an archive.

use std::fs;
use std::path::Path;

use emperione_daemon::archive::{Kind, Reader, Row};
use emperione_daemon::domain::invites::Origin;
use emperione_daemon::domain::past::Look;
use emperione_daemon::store::aggregates;
use emperione_daemon::store::archives::{self, Place};
use emperione_daemon::store::cases::{self, CaseRow};
use emperione_daemon::store::facts::{self, Activity, ActivityKey};
use emperione_daemon::store::guilds::{self, GuildRow};
use emperione_daemon::store::invites::{self, Came};
use emperione_daemon::store::members::{self, ChangeRow};
use emperione_daemon::store::{Db, Tx};
use emperione_protocol::actions::{ActorRef, Detail, Kind as Act};
use emperione_protocol::cases::{CaseState, Entry};
use emperione_protocol::guilds::Pauses;
use emperione_protocol::{ChannelId, GuildId, Timestamp, UserId};

pub const GUILD: GuildId = GuildId(7);
pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;
/// 2026-06-15 12:00.
pub const NOON: Timestamp = Timestamp(1_781_524_800_000);
/// Whom some tests erase.
pub const ANN: UserId = UserId(3);
/// Nowhere but in what an archive must not hold.
pub const SECRET: &str = "xyzzyplugh";

/// A guild with facts, joins, leaves and cases of the last 200 days.
pub async fn fill(db: &Db, key: Vec<u8>, now: Timestamp) {
    let mut tx = db.write().await.unwrap();
    let row = guild(key, Timestamp(now.0 - 200 * DAY));
    guilds::save(&mut tx, &row).await.unwrap();
    for day in 0..200 {
        fill_day(&mut tx, now.0 - day * DAY - HOUR).await;
    }
    tx.commit().await.unwrap();
}

/// The guild's row.
pub fn guild(key: Vec<u8>, first_seen_at: Timestamp) -> GuildRow {
    GuildRow {
        id: GUILD,
        name: "Harbor".into(),
        owner: UserId(1),
        afk_channel: None,
        away_since: None,
        partial: false,
        member_count: 1,
        pauses: Pauses::default(),
        removed_at: None,
        first_seen_at,
        key,
    }
}

/// Notes that every metric is computed up to a time.
pub async fn computed(tx: &mut Tx, until: Timestamp) {
    aggregates::set_watermark(tx, GUILD, until, until)
        .await
        .unwrap();
    aggregates::set_days(tx, GUILD, until).await.unwrap();
}

async fn fill_day(tx: &mut Tx, at: i64) {
    let hour = at / HOUR * HOUR;
    let facts: Vec<_> = (0..60)
        .map(|n| fact(hour - n % 3 * HOUR, n, hour % 7 + n))
        .collect();
    facts::add(tx, &facts).await.unwrap();
    for (user, kind) in [(2, "join"), (ANN.0, "leave"), (2, "nick")] {
        let change = ChangeRow {
            guild: GUILD,
            user: UserId(user),
            at: Timestamp(at),
            kind,
            detail: SECRET.into(),
            exact: user == 2,
            was: Some(Look {
                joined_at: Some(Timestamp(at - 5 * HOUR)),
                ..Look::default()
            }),
        };
        members::tell(tx, &change).await.unwrap();
    }
    let came = Came {
        guild: GUILD,
        user: UserId(2),
        at: Timestamp(at),
        origin: Origin::Invite {
            code: "summer".into(),
            inviter: Some(ANN),
        },
    };
    invites::set_origin(tx, &came).await.unwrap();
    let number = cases::next_number(tx, GUILD).await.unwrap();
    let kind = if number % 3 == 0 { Act::Ban } else { Act::Warn };
    cases::insert(tx, &case(number, kind, at)).await.unwrap();
    if number.is_multiple_of(2) {
        let (of, when) = ((GUILD, number), (Timestamp(at), &by()));
        cases::set_rule(tx, of, when, "no links").await.unwrap();
    }
    let entry = Entry {
        at: Timestamp(at),
        actor: by(),
        kind: "pending".into(),
        text: SECRET.into(),
    };
    cases::append(tx, GUILD, number, &entry).await.unwrap();
}

pub fn fact(hour: i64, user: i64, messages: i64) -> (ActivityKey, Activity) {
    let key = ActivityKey {
        guild: GUILD,
        hour,
        channel: ChannelId(9),
        user: UserId(user.cast_unsigned()),
    };
    let done = Activity {
        messages,
        voice_ms: 5,
        first_at: Some(Timestamp(hour + 1 + user)),
        last_at: Some(Timestamp(hour + 100 + user)),
        ..Activity::default()
    };
    (key, done)
}

fn by() -> ActorRef {
    ActorRef::System {
        name: "test".into(),
    }
}

pub fn case(number: u64, kind: Act, at: i64) -> CaseRow {
    CaseRow {
        guild: GUILD,
        number,
        kind,
        state: CaseState::Applied,
        target: ANN,
        target_name: SECRET.into(),
        actor: by(),
        reason: Some(SECRET.into()),
        opened_at: Timestamp(at),
        until: None,
        action: None,
        audit_entry: None,
        detail: Detail::default(),
        undoes: None,
        batch: None,
    }
}

/// Every row of a kind that is in the database, or could be let go.
pub async fn here(db: &Db, kind: Kind) -> Vec<Row> {
    let place = Place {
        guild: GUILD,
        kind,
        month: Timestamp(0),
    };
    let mut tx = db.read().await.unwrap();
    let times = (Timestamp(0), Timestamp(i64::MAX));
    archives::page(&mut tx, place, times, None, u32::MAX)
        .await
        .unwrap()
}

/// Every row of a kind that is in the files.
pub fn gone(folder: &Path, kind: Kind) -> Vec<Row> {
    let mut files: Vec<_> = fs::read_dir(folder.join(GUILD.to_string()))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with(kind.name())
        })
        .collect();
    files.sort();
    for file in &files {
        assert_eq!(file.extension().unwrap(), "parquet", "{}", file.display());
    }
    let rows = files
        .iter()
        .flat_map(|path| Reader::open(path, kind).unwrap());
    rows.map(Result::unwrap).collect()
}

pub fn sorted(rows: impl IntoIterator<Item = Row>) -> Vec<Row> {
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort();
    rows
}

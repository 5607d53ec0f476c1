//! Members: lists with filters and pages, one member, and whom a text names.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::past::Look;
use emperione_daemon::domain::query::Pattern;
use emperione_daemon::domain::query::plan::{Condition, Node, Scope};
use emperione_daemon::services::Error;
use emperione_daemon::store::facts::{Activity, ActivityKey};
use emperione_daemon::store::members::{self, BanRow, ChangeRow, MemberRow};
use emperione_daemon::store::roster::{self, Key, Place, Selection};
use emperione_daemon::store::{Db, facts};
use emperione_protocol::members::{MemberFilter, Sort, Status};
use emperione_protocol::{ChannelId, GuildId, PageRequest, Timestamp, UserId};
use emperione_sim::Options;
use emperione_sim::world::members::MemberEdit;
use pretty_assertions::assert_eq;

use emperione_daemon::clock::Clock;

use crate::common::app::TestApp;

const GUILD: GuildId = GuildId(7);
const NOW: Timestamp = Timestamp(1_000_000);

pub fn row(id: u64, name: &str, joined_at: i64) -> MemberRow {
    MemberRow {
        guild: GUILD,
        user: UserId(id),
        name: name.into(),
        global_name: None,
        nick: None,
        bot: false,
        roles: Vec::new(),
        joined_at: Some(Timestamp(joined_at)),
        left_at: None,
        timed_out_until: None,
        flags: 0,
    }
}

/// Ann had another nickname until 150.
fn was_annette() -> ChangeRow {
    ChangeRow {
        guild: GUILD,
        user: UserId(1),
        at: Timestamp(150),
        kind: "nick",
        detail: "- → Annie".into(),
        exact: true,
        was: Some(Look {
            name: "ann".into(),
            nick: Some("Annette".into()),
            ..Look::default()
        }),
    }
}

/// Ann is there, Bea is timed out and has a nickname, Cid left, Dan is banned and left, Eve was banned before she came.
async fn fill(db: &Db) {
    let bea = MemberRow {
        nick: Some("50%_Bee".into()),
        timed_out_until: Some(Timestamp(NOW.0 + 1)),
        ..row(2, "bea", 200)
    };
    let cid = MemberRow {
        left_at: Some(Timestamp(900)),
        ..row(3, "cid", 300)
    };
    let dan = MemberRow {
        left_at: Some(Timestamp(950)),
        ..row(4, "dan", 400)
    };
    let mut tx = db.write().await.unwrap();
    members::save(&mut tx, &[row(1, "ann", 100), bea, cid, dan])
        .await
        .unwrap();
    for (user, name) in [(4, "dan"), (5, "eve")] {
        let ban = BanRow {
            guild: GUILD,
            user: UserId(user),
            name: name.into(),
            at: Timestamp(960),
        };
        members::ban(&mut tx, &ban).await.unwrap();
    }
    members::tell(&mut tx, &was_annette()).await.unwrap();
    let key = ActivityKey {
        guild: GUILD,
        hour: 3_600_000,
        channel: ChannelId(9),
        user: UserId(1),
    };
    facts::add(
        &mut tx,
        &[(
            key,
            Activity {
                messages: 3,
                edits: 1,
                last_at: Some(Timestamp(3_700_000)),
                ..Activity::default()
            },
        )],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

fn everyone() -> Selection {
    Selection {
        guild: GUILD,
        scope: Scope::Everyone,
        root: Node::everybody(),
        sort: Sort::Joined,
        reverse: false,
        after: None,
        limit: 10,
    }
}

async fn listed(db: &Db, selection: &Selection) -> Vec<u64> {
    let entries = roster::list(&mut db.read().await.unwrap(), selection)
        .await
        .unwrap();
    entries.iter().map(|(entry, _)| entry.user.0).collect()
}

async fn a_list_finds_a_part_of_a_name(db: Db) {
    fill(&db).await;

    for (text, expected) in [
        ("BE", vec![2]),
        ("%_b", vec![2]),
        ("%", vec![2]),
        ("zoe", vec![]),
    ] {
        let selection = Selection {
            root: Node::Is(Condition::Name(Pattern::containing(text))),
            ..everyone()
        };
        assert_eq!(listed(&db, &selection).await, expected, "{text}");
    }
}

async fn a_page_goes_on_where_the_one_before_ended(db: Db) {
    fill(&db).await;
    let first = Selection {
        limit: 2,
        ..everyone()
    };
    let after = Place {
        key: Key::Number(300),
        user: UserId(3),
    };
    let second = Selection {
        after: Some(after),
        ..first.clone()
    };

    assert_eq!(listed(&db, &first).await, [4, 3]);
    assert_eq!(listed(&db, &second).await, [2, 1]);
}

async fn a_member_has_counts_and_a_history(db: Db) {
    fill(&db).await;
    let mut tx = db.read().await.unwrap();

    let ann = roster::find(&mut tx, GUILD, UserId(1))
        .await
        .unwrap()
        .unwrap();
    let eve = roster::find(&mut tx, GUILD, UserId(5))
        .await
        .unwrap()
        .unwrap();
    let history = roster::history(&mut tx, GUILD, UserId(1), 5).await.unwrap();

    assert_eq!(
        (ann.messages, ann.last_active_at),
        (3, Some(Timestamp(3_700_000)))
    );
    assert!(!ann.banned && eve.banned && eve.joined_at.is_none());
    assert_eq!(
        history,
        [(Timestamp(150), "nick".to_owned(), "- → Annie".to_owned())]
    );
    assert_eq!(roster::find(&mut tx, GUILD, UserId(6)).await.unwrap(), None);
}

async fn names_are_found_by_their_beginning(db: Db) {
    fill(&db).await;
    let umlaut = MemberRow {
        nick: Some("Ärger".into()),
        ..row(6, "finn", 500)
    };
    let mut tx = db.write().await.unwrap();
    members::save(&mut tx, &[umlaut]).await.unwrap();
    tx.commit().await.unwrap();

    for (text, user, shown) in [
        ("50%", 2, Some("50%_Bee")),
        ("50%_BEE", 2, Some("50%_Bee")),
        ("E", 5, None),
        ("Ärg", 6, Some("Ärger")),
        ("ÄRGER", 6, Some("Ärger")),
    ] {
        let mut tx = db.read().await.unwrap();
        let found = roster::named(&mut tx, GUILD, text, 5).await.unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|named| (named.user.0, named.display_name.as_deref()))
            .collect();
        assert_eq!(found, [(user, shown)], "{text}");
    }
}

async fn what_happened_since_is_told_oldest_first(db: Db) {
    fill(&db).await;
    let mut tx = db.read().await.unwrap();

    let since = members::since(&mut tx, GUILD, UserId(1), Timestamp(149))
        .await
        .unwrap();
    let none = members::since(&mut tx, GUILD, UserId(1), Timestamp(150))
        .await
        .unwrap();
    let banned_at = members::banned_at(&mut tx, GUILD, UserId(4)).await.unwrap();

    let was = since[0].was.as_ref().unwrap();
    assert_eq!((since.len(), was.nick.as_deref()), (1, Some("Annette")));
    assert!(none.is_empty());
    assert_eq!(banned_at, Some(Timestamp(960)));
}

each_database!(
    a_list_finds_a_part_of_a_name,
    a_page_goes_on_where_the_one_before_ended,
    a_member_has_counts_and_a_history,
    names_are_found_by_their_beginning,
    what_happened_since_is_told_oldest_first,
);

fn viewer(user: Option<UserId>) -> Actor {
    Actor::Local {
        uid: 1000,
        name: "vera".into(),
        user,
        role: Role::Viewer,
    }
}

#[tokio::test]
async fn pages_of_members_meet_without_a_gap() {
    let app = TestApp::new().await;
    app.know_guild(GUILD.0, &[(1, "ann")]);
    fill(&app.parts().db).await;
    let members = &app.services().members;
    let filter = MemberFilter {
        guild: GUILD,
        status: Status::Any,
        ..MemberFilter::default()
    };
    let mut page = PageRequest {
        after: None,
        limit: 2,
    };
    let mut seen = Vec::new();

    loop {
        let found = members.list(&viewer(None), &filter, &page).await.unwrap();
        seen.extend(found.items.iter().map(|member| member.user.id.0));
        page.after = found.next;
        if page.after.is_none() {
            break;
        }
    }

    assert_eq!(seen, [4, 3, 2, 1, 5]);
}

async fn filtered(app: &TestApp, filter: MemberFilter) -> Vec<u64> {
    let page = PageRequest {
        after: None,
        limit: 100,
    };
    let filter = MemberFilter {
        guild: GUILD,
        ..filter
    };
    let members = &app.services().members;
    let found = members.list(&viewer(None), &filter, &page).await.unwrap();
    found.items.iter().map(|member| member.user.id.0).collect()
}

#[tokio::test]
async fn a_list_holds_who_fits_newest_join_first() {
    let app = TestApp::timed(Clock::manual(NOW), |_| ()).await;
    app.know_guild(GUILD.0, &[(1, "ann")]);
    fill(&app.parts().db).await;

    for (status, text, expected) in [
        (Status::Present, None, vec![2, 1]),
        (Status::Left, None, vec![3]),
        (Status::Banned, None, vec![4, 5]),
        (Status::TimedOut, None, vec![2]),
        (Status::Any, None, vec![4, 3, 2, 1, 5]),
        (Status::Any, Some("5"), vec![2, 5]),
        (Status::Banned, Some("EV"), vec![5]),
    ] {
        let filter = MemberFilter {
            status,
            text: text.map(str::to_owned),
            ..MemberFilter::default()
        };
        assert_eq!(
            filtered(&app, filter).await,
            expected,
            "{status:?} {text:?}"
        );
    }
}

#[tokio::test]
async fn an_unambiguous_name_names_one_member() {
    let app = TestApp::new().await;
    app.know_guild(GUILD.0, &[(1, "ann")]);
    fill(&app.parts().db).await;
    let members = &app.services().members;
    let resolve = async |text| {
        let found = members.resolve(&viewer(None), GUILD, text).await.unwrap();
        found.iter().map(|user| user.id.0).collect::<Vec<_>>()
    };

    assert_eq!(resolve("@ann").await, [1]);
    assert_eq!(resolve("an").await, [1]);
    assert_eq!(resolve("<@5>").await, [5]);
    assert_eq!(resolve("80351110224678912").await, [80_351_110_224_678_912]);
    assert!(resolve("zoe").await.is_empty());
}

#[tokio::test]
async fn a_guild_is_not_there_for_who_is_not_in_it() {
    let app = TestApp::new().await;
    app.know_guild(GUILD.0, &[(1, "ann")]);
    fill(&app.parts().db).await;
    let members = &app.services().members;

    let stranger = members
        .show(&viewer(Some(UserId(99))), GUILD, UserId(1))
        .await;
    let member = members
        .show(&viewer(Some(UserId(1))), GUILD, UserId(1))
        .await;

    assert!(matches!(
        stranger,
        Err(Error::NotFound { what: "guild", .. })
    ));
    assert_eq!(member.unwrap().edits, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_is_shown_as_they_were() {
    let app = TestApp::simulated(Options::default()).await;
    app.caught_up().await;
    let (guild, owner) = app.sim().read(|world| {
        let guild = app.sim().places.guild;
        (guild, world.guilds[&guild].owner)
    });
    app.sim().act(|world| {
        let edit = MemberEdit {
            nick: Some(Some("Captain".into())),
            ..MemberEdit::default()
        };
        world.edit_member(owner, guild, owner, edit, None);
    });
    app.caught_up().await;
    let members = &app.services().members;
    let then = async |at| {
        let user = UserId(owner.0);
        members.at(&viewer(None), app.guild(), user, at).await
    };

    let shown = members
        .show(&viewer(None), app.guild(), UserId(owner.0))
        .await;
    let changed_at = shown.unwrap().changes[0].at;
    let old = then(Timestamp(changed_at.0 - 1)).await.unwrap();
    let new = then(app.parts().clock.now()).await.unwrap();

    assert!(old.member && new.member);
    assert_eq!(new.user.display_name.as_deref(), Some("Captain"));
    assert_ne!(old.user.display_name.as_deref(), Some("Captain"));
    let later = Timestamp(app.parts().clock.now().0 + 60_000);
    assert!(matches!(
        then(later).await,
        Err(Error::Invalid { field: "at", .. })
    ));
}

#[tokio::test]
async fn cases_of_a_member_are_for_moderators() {
    let app = TestApp::new().await;
    app.know_guild(GUILD.0, &[(1, "ann")]);
    fill(&app.parts().db).await;
    let members = &app.services().members;
    let ann = viewer(Some(UserId(1)));
    let page = PageRequest {
        after: None,
        limit: 5,
    };
    let ask = async |query: &str, sort| {
        let filter = MemberFilter {
            guild: GUILD,
            query: Some(query.into()),
            sort,
            ..MemberFilter::default()
        };
        members.list(&ann, &filter, &page).await
    };

    assert!(ask("bot", Sort::Joined).await.is_ok());
    for refused in [
        ask("not cases", Sort::Joined).await,
        ask("bot", Sort::Cases).await,
    ] {
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
    }
    let selected = members
        .select(&viewer(None), GUILD, "name = a* or banned", 10)
        .await;
    assert_eq!(selected.unwrap(), [UserId(4), UserId(1), UserId(5)]);
    let wrong = members.select(&viewer(None), GUILD, "nam = a*", 10).await;
    assert!(matches!(wrong, Err(Error::Query { column: 1, .. })));
}

//! What stays over a return, and what a person, a failure or an absence of the daemon makes of it.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_protocol::RoleId;
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::cases::CaseState;
use emperione_protocol::imports::{BeginImport, ImportChunk, ImportRow};
use emperione_protocol::persist::{Progress, Roles, Settings};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::{Id, What};
use pretty_assertions::assert_eq;

use super::{ALL, house};
use crate::actions::{House, owner, until};

each_house!(
    a_timeout_that_is_in_force_is_given_anew,
    what_was_taken_or_forgotten_does_not_come_back,
    a_mute_from_another_bots_books_times_nobody_out,
);

async fn a_timeout_that_is_in_force_is_given_anew(house: House) {
    let user = house.user(0);
    let request = ActRequest {
        duration_ms: Some(3_600_000),
        ..house.request(Kind::Timeout, user)
    };
    let before = house.act(request).await.unwrap();
    house.leave(user);

    house.join(user);
    house.came(user, Progress::Done).await;

    assert_eq!(
        house.given(user).await,
        [(Kind::Timeout, CaseState::Applied)]
    );
    let guild = house.place();
    let ends = house
        .app
        .sim()
        .read(|world| world.member(guild, Id(user.0)).unwrap().timed_out_until);
    let (ends, until) = (ends.unwrap(), before.until.unwrap().0);
    assert!((ends - until).abs() < 5_000, "{ends} {until}");
    assert_eq!(house.case(before.case).await.case.state, CaseState::Ended);
}

async fn what_was_taken_or_forgotten_does_not_come_back(house: House) {
    let places = house.app.sim().places.clone();
    let (first, second) = (house.user(0), house.user(1));
    house.persist(ALL).await;
    let mut give = house.request(Kind::RoleAdd, first);
    give.detail.role = Some(RoleId(places.muted.0));
    give.duration_ms = Some(4_000);
    house.act(give).await.unwrap();
    house.known(first, 1, None).await;
    house.leave(first);
    house.dress(second, &[places.muted], Some("Otti")).await;
    house.leave(second);
    until("both are gone", async || {
        let state = house.app.parts().state.read();
        [first, second]
            .iter()
            .all(|user| state.member(house.guild(), *user).is_none())
    })
    .await;
    house.app.caught_up().await;
    let persist = &house.app.services().persist;
    persist
        .forget(&owner(), house.guild(), second)
        .await
        .unwrap();
    let again = persist.forget(&owner(), house.guild(), second).await;
    assert!(matches!(again, Err(Error::Conflict { .. })));
    tokio::time::sleep(std::time::Duration::from_millis(4_100)).await;

    house.join(first);
    house.join(second);
    let done = house.came(first, Progress::Done).await;

    assert!(done.why[0].contains("was theirs until"), "{done:?}");
    house.known(second, 0, None).await;
    assert_eq!(house.came(second, Progress::Forgotten).await.roles.len(), 0);
    assert_eq!(house.looks(first), (Vec::new(), None));
    assert_eq!(house.looks(second), (Vec::new(), None));
}

async fn a_mute_from_another_bots_books_times_nobody_out(house: House) {
    let user = house.user(0);
    house.persist(ALL).await;
    house.dress(user, &[], Some("Otti")).await;
    let fields = [
        ("kind", "mute".to_owned()),
        ("target", user.to_string()),
        ("opened_at", "1700000000".to_owned()),
    ];
    let fields = fields.map(|(field, text)| (field.to_owned(), text));
    let imports = &house.app.services().imports;
    let begun = BeginImport {
        guild: house.guild(),
        source: "modlog.csv".into(),
        digest: "a".repeat(64),
        rows: 1,
    };
    let begun = imports.begin(&owner(), &begun).await.unwrap();
    let chunk = ImportChunk {
        guild: house.guild(),
        import: begun.import,
        from: 0,
        rows: vec![ImportRow {
            line: 2,
            fields: fields.into(),
        }],
    };
    assert_eq!(imports.add(&owner(), &chunk).await.unwrap().added, 1);

    house.leave(user);
    house.join(user);
    house.came(user, Progress::Done).await;

    assert_eq!(house.given(user).await, [(Kind::Nick, CaseState::Applied)]);
}

/// They leave and return while nobody listens: the roster shows them with a later join and without their roles.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_while_the_daemon_is_away_is_made_good() {
    let house = House::new().await;
    let places = house.app.sim().places.clone();
    let (guild, moderator) = (places.guild, places.moderator);
    let [user, taken] = [house.user(0), house.user(1)];
    house.persist(ALL).await;
    house.dress(user, &[places.member], Some("Otti")).await;
    house
        .dress(taken, &[places.member, places.muted], None)
        .await;
    house.app.caught_up().await;

    let app = house.app.again(async |server| {
        server.sim().hub.expire_sessions();
        server.sim().act(|world| {
            let edit = MemberEdit {
                roles: Some(vec![places.muted]),
                ..MemberEdit::default()
            };
            world.edit_member(moderator, guild, Id(taken.0), edit, Some("no more"));
            for user in [user, taken] {
                world.leave(guild, Id(user.0));
                world.join(guild, Id(user.0));
            }
        });
    });
    let house = House::of(app.await).await;
    house.came(user, Progress::Done).await;
    let done = house.came(taken, Progress::Done).await;

    assert_eq!(
        house.looks(user),
        (vec![places.member], Some("Otti".into()))
    );
    assert_eq!(house.looks(taken).0, [places.muted]);
    assert!(
        done.why[0].contains("was taken by mona_mod, case #"),
        "{done:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_that_fails_is_tried_anew_under_another_name() {
    let house = House::new().await;
    let (user, muted) = (house.user(0), house.app.sim().places.muted);
    house.persist(ALL).await;
    house.dress(user, &[muted], None).await;
    house.leave(user);
    let faults = &house.app.sim().faults;
    faults.on("PUT /api/v10/guilds", 1, What::Status { status: 403 });
    house.join(user);
    until("the first try", async || {
        house
            .returns(false)
            .await
            .first()
            .is_some_and(|it| it.attempts == 1)
    })
    .await;

    let persist = &house.app.services().persist;
    persist
        .retry(&owner(), house.guild(), Some(user))
        .await
        .unwrap();
    house.came(user, Progress::Done).await;

    assert_eq!(house.looks(user).0, [muted]);
    assert_eq!(
        house.given(user).await,
        [
            (Kind::RoleAdd, CaseState::Failed),
            (Kind::RoleAdd, CaseState::Applied)
        ]
    );
}

#[tokio::test]
async fn the_settings_are_of_who_manages_the_guild_and_name_what_can_be_given() {
    let house = House::new().await;
    let (persist, guild) = (&house.app.services().persist, house.guild());
    let helper = |role| Actor::Local {
        uid: 7,
        name: "hal".into(),
        user: None,
        role,
    };
    let refused = persist.set(&helper(Role::Moderator), guild, ALL).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let refused = persist.retry(&helper(Role::Helper), guild, None).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let refused = persist
        .forget(&helper(Role::Helper), guild, house.user(0))
        .await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let nothing = persist
        .forget(&owner(), guild, house.user(0))
        .await
        .unwrap_err();
    assert_eq!(
        nothing.to_string(),
        format!("nothing is kept for user {}", house.user(0))
    );

    for (roles, why) in [
        (vec![], "roles: are 1 to 250"),
        (vec![RoleId(5)], "roles: role 5 is not known in this guild"),
        (vec![guild.everyone()], "roles: everybody has `@everyone`"),
    ] {
        let roles = Roles::Only { roles };
        let refused = persist
            .set(&owner(), guild, Settings { roles, nick: true })
            .await;
        assert_eq!(refused.unwrap_err().to_string(), why);
    }
    assert_eq!(
        persist.show(&owner(), guild).await.unwrap(),
        Settings::default()
    );
}

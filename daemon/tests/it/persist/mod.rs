//! What members get back who left and return: once, as far as it may be given, and never lost.

mod kept;

use emperione_daemon::services::Error;
use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::events::Body;
use emperione_protocol::persist::{Progress, Return, ReturnFilter, Roles, Settings};
use emperione_protocol::{PageRequest, RoleId, UserId};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::world::permissions::{BOT, MANAGE_ROLES};
use emperione_sim::{Id, Options};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

each_house!(
    roles_and_nickname_come_back_once,
    b5_16_what_cannot_be_given_is_kept_told_and_given_later,
    what_may_not_be_given_is_left_out_by_name,
);

async fn house(url: Option<String>) -> House {
    let app = TestApp::simulated_with(Options::default(), |config| config.database.url = url);
    House::of(app.await).await
}

pub const ALL: Settings = Settings {
    roles: Roles::All,
    nick: true,
};

impl House {
    async fn persist(&self, settings: Settings) {
        let persist = &self.app.services().persist;
        persist.set(&owner(), self.guild(), settings).await.unwrap();
    }

    fn place(&self) -> Id {
        self.app.sim().places.guild
    }

    /// Makes a member what the settings are about.
    async fn dress(&self, user: UserId, roles: &[Id], nick: Option<&str>) {
        let (guild, boss) = (self.place(), self.app.sim().places.owner);
        let edit = MemberEdit {
            roles: Some(roles.to_vec()),
            nick: Some(nick.map(Into::into)),
            ..MemberEdit::default()
        };
        self.app
            .sim()
            .act(|world| world.edit_member(boss, guild, Id(user.0), edit, None));
        self.known(user, roles.len(), nick).await;
    }

    /// Waits until the daemon knows a member so.
    async fn known(&self, user: UserId, roles: usize, nick: Option<&str>) {
        until("the member as they are", async || {
            let state = self.app.parts().state.read();
            let member = state.member(self.guild(), user);
            member.is_some_and(|it| it.roles.len() == roles && it.nick() == nick)
        })
        .await;
    }

    fn leave(&self, user: UserId) {
        let guild = self.place();
        assert!(self.app.sim().act(|world| world.leave(guild, Id(user.0))));
    }

    fn join(&self, user: UserId) {
        let guild = self.place();
        self.app.sim().act(|world| world.join(guild, Id(user.0)));
    }

    /// The roles and the nickname of a member in Discord.
    fn looks(&self, user: UserId) -> (Vec<Id>, Option<String>) {
        let guild = self.place();
        self.app.sim().read(|world| {
            let member = world.member(guild, Id(user.0)).unwrap();
            (member.roles.clone(), member.nick.clone())
        })
    }

    async fn returns(&self, all: bool) -> Vec<Return> {
        let filter = ReturnFilter {
            guild: self.guild(),
            all,
        };
        let persist = &self.app.services().persist;
        let page = persist
            .list(&owner(), &filter, &PageRequest::default())
            .await;
        page.unwrap().items
    }

    async fn came(&self, user: UserId, progress: Progress) -> Return {
        let mut found = None;
        until("the return", async || {
            let returns = self.returns(true).await;
            found = returns
                .into_iter()
                .find(|it| it.user.id == user && it.progress == progress);
            found.is_some()
        })
        .await;
        found.unwrap()
    }

    fn rights_of_bot(&self, permissions: u64) {
        let guild = self.place();
        self.app.sim().act(|world| {
            let role = world.guilds[&guild].bot_role().unwrap().id;
            world.set_role_permissions(guild, role, permissions);
        });
    }

    async fn bot_may_give(&self, may: bool) {
        self.rights_of_bot(if may { BOT } else { BOT & !MANAGE_ROLES });
        until("the bot's right", async || {
            let mut request = self.request(Kind::RoleAdd, self.user(4));
            request.detail.role = Some(RoleId(self.app.sim().places.muted.0));
            let actions = &self.app.services().actions;
            actions.preview(&owner(), &request).await.unwrap().allowed == may
        })
        .await;
    }

    /// The cases that came of returns: kind, state and reason, oldest first.
    async fn given(&self, user: UserId) -> Vec<(Kind, CaseState)> {
        let filter = CaseFilter {
            target: Some(user),
            ..CaseFilter::default()
        };
        let cases = &self.app.services().cases;
        let page = cases.list(&owner(), &filter, &PageRequest::default()).await;
        let persist = ActorRef::System {
            name: "persist".into(),
        };
        let mut given: Vec<_> = page.unwrap().items;
        given.retain(|case| case.actor == persist);
        given.reverse();
        given
            .into_iter()
            .map(|case| (case.kind, case.state))
            .collect()
    }

    async fn warnings(&self) -> Vec<String> {
        let events = &self.app.services().events;
        let batch = events.next(&owner(), Some(0), 0).await.unwrap();
        let warning = |body| match body {
            Body::Warning { text } => Some(text),
            _ => None,
        };
        batch
            .events
            .into_iter()
            .filter_map(|it| warning(it.body))
            .collect()
    }
}

async fn roles_and_nickname_come_back_once(house: House) {
    let (user, places) = (house.user(0), house.app.sim().places.clone());
    house
        .dress(user, &[places.member, places.muted], Some("Otti"))
        .await;
    house.leave(user);
    house.join(user);
    house.known(user, 0, None).await;
    assert_eq!(
        house.returns(true).await,
        [],
        "the guild did not ask for it"
    );

    house
        .dress(user, &[places.member, places.muted], Some("Otti"))
        .await;
    house.persist(ALL).await;
    house.leave(user);
    house.join(user);
    let done = house.came(user, Progress::Done).await;

    let (mut roles, nick) = house.looks(user);
    roles.sort_unstable();
    let mut expected = [places.member, places.muted];
    expected.sort_unstable();
    assert_eq!((roles, nick.as_deref()), (expected.to_vec(), Some("Otti")));
    let applied = |kind| (kind, CaseState::Applied);
    assert_eq!(
        house.given(user).await,
        [
            applied(Kind::RoleAdd),
            applied(Kind::RoleAdd),
            applied(Kind::Nick)
        ]
    );
    assert_eq!((done.roles.len(), done.nick, done.why.len()), (0, None, 0));
    assert_eq!(house.returns(false).await, []);
    assert_eq!(house.messages_to(user), 0);
}

#[expect(clippy::too_many_lines, reason = "it is one story, told in its order")]
async fn b5_16_what_cannot_be_given_is_kept_told_and_given_later(house: House) {
    let (user, places) = (house.user(0), house.app.sim().places.clone());
    house.persist(ALL).await;
    house
        .dress(user, &[places.muted, places.high], Some("Otti"))
        .await;
    house.leave(user);
    house.bot_may_give(false).await;

    house.join(user);
    until("the first try", async || {
        house
            .returns(false)
            .await
            .first()
            .is_some_and(|it| it.attempts == 1)
    })
    .await;
    let owed = house.returns(false).await.remove(0);
    let role = |id: Id| {
        house
            .app
            .sim()
            .read(|world| world.guilds[&places.guild].roles[&id].name.clone())
    };
    assert_eq!(owed.why.len(), 2, "{owed:?}");
    for why in &owed.why {
        assert!(
            why.ends_with("the bot lacks MANAGE_ROLES: give its role that right"),
            "{why}"
        );
    }
    assert!(
        owed.why[0].starts_with(&format!("role `{}`: ", role(places.muted))),
        "{owed:?}"
    );
    assert!(owed.next_at.is_some());
    assert_eq!(
        house.looks(user).1.as_deref(),
        Some("Otti"),
        "what can be given is given"
    );
    let warnings = house.warnings().await;
    assert!(
        warnings
            .iter()
            .any(|it| it.contains("did not get all they had")),
        "{warnings:?}"
    );
    let doctor = house.app.services().system.doctor(&owner()).await.unwrap();
    let finding = doctor.iter().find(|it| it.name == "persist").unwrap();
    assert!(
        finding
            .detail
            .contains("1 who came back did not get all they had"),
        "{finding:?}"
    );

    house.leave(user);
    let persist = &house.app.services().persist;
    until("a try finds them gone", async || {
        persist.retry(&owner(), house.guild(), None).await.unwrap();
        house
            .returns(false)
            .await
            .first()
            .is_some_and(|it| it.progress == Progress::Away)
    })
    .await;
    house.join(user);
    until("another first try", async || {
        house
            .returns(false)
            .await
            .first()
            .is_some_and(|it| it.attempts == 1 && it.progress == Progress::Open)
    })
    .await;
    assert_eq!(
        house.returns(false).await[0].roles.len(),
        2,
        "nothing is lost by the second return"
    );

    house.bot_may_give(true).await;
    until("the role, as soon as the bot may", async || {
        house.looks(user).0 == [places.muted]
    })
    .await;
    until("the other role waits", async || {
        let returns = house.returns(false).await;
        returns
            .first()
            .is_some_and(|it| it.roles == [role(places.high)])
    })
    .await;
    let still = house.returns(false).await.remove(0);
    assert!(
        still.why[0].contains("is not below the bot's highest role"),
        "{still:?}"
    );
    let retry = async |user| persist.retry(&owner(), house.guild(), Some(user)).await;
    assert_eq!(retry(user).await.unwrap(), 1);
    assert!(matches!(
        retry(house.user(1)).await,
        Err(Error::Conflict { .. })
    ));

    house.app.sim().act(|world| {
        let bot = world.guilds[&places.guild].bot_role().unwrap().id;
        world.move_role(places.guild, bot, 1_000);
    });
    until("the role that stood too high", async || {
        house.looks(user).0.contains(&places.high) && house.returns(false).await.is_empty()
    })
    .await;
}

async fn what_may_not_be_given_is_left_out_by_name(house: House) {
    let (user, places) = (house.user(0), house.app.sim().places.clone());
    let guild = house.place();
    let (gone, strong) = house.app.sim().act(|world| {
        let gone = world.create_role(guild, "gone", 0, None);
        (gone, places.moderators)
    });
    let managed = house
        .app
        .sim()
        .read(|world| world.guilds[&guild].bot_role().unwrap().id);
    house.persist(ALL).await;
    house
        .dress(user, &[places.muted, gone, strong, managed], None)
        .await;
    house.leave(user);
    house.app.sim().act(|world| world.delete_role(guild, gone));
    house.join(user);

    let done = house.came(user, Progress::Done).await;

    assert_eq!(house.looks(user).0, [places.muted]);
    let mut why = done.why.clone();
    why.sort();
    assert_eq!(why.len(), 3, "{why:?}");
    assert!(
        why.iter()
            .any(|it| it.contains("belongs to an integration, which gives it")),
        "{why:?}"
    );
    assert!(
        why.iter()
            .any(|it| *it == format!("role {} no longer exists", gone.0)),
        "{why:?}"
    );
    let named = |it: &&String| it.contains("comes back only if the setting names it");
    assert!(why.iter().any(|it| named(&it)), "{why:?}");

    let only = Roles::Only {
        roles: vec![RoleId(strong.0)],
    };
    house
        .persist(Settings {
            roles: only,
            nick: false,
        })
        .await;
    let persist = &house.app.services().persist;
    persist
        .retry(&owner(), house.guild(), Some(user))
        .await
        .unwrap();
    until("the role that is named", async || {
        house.looks(user).0.contains(&strong)
    })
    .await;
}

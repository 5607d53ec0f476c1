//! What is in force already, but ends before what is asked for would.

use emperione_protocol::actions::{ActRequest, Action, Kind, State};
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ChannelId, Code, GuildId, RoleId, UserId};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;
use emperione_sim::Options;

const HOUR_MS: u64 = 3_600_000;
const DAY_MS: u64 = 24 * HOUR_MS;

each_house!(a_lock_that_lasts_longer_takes_the_place_of_one_that_ends_sooner);

async fn house(url: Option<String>) -> House {
    let app = TestApp::simulated_with(Options::default(), |config| config.database.url = url);
    House::of(app.await).await
}

impl House {
    fn locked_place(&self) -> UserId {
        UserId(self.app.sim().places.general.0)
    }

    async fn is_shut(&self) -> bool {
        self.app.caught_up().await;
        let state = self.app.parts().state.read();
        let channel =
            &state.guild(self.guild()).unwrap().channels[&ChannelId(self.locked_place().0)];
        let everyone = GuildId::everyone(self.guild());
        let (_, deny) = emperione_daemon::domain::locks::of_everyone(&channel.overwrites, everyone);
        deny & emperione_daemon::domain::permissions::SEND_MESSAGES != 0
    }

    async fn locks(&self, ms: Option<u64>) -> Result<Action, emperione_daemon::services::Error> {
        let request = ActRequest {
            duration_ms: ms,
            ..self.request(Kind::Lock, self.locked_place())
        };
        let action = self.act(request).await;
        // What is done next sees it.
        self.app.caught_up().await;
        action
    }
}

async fn a_lock_that_lasts_longer_takes_the_place_of_one_that_ends_sooner(house: House) {
    let short = house.locks(Some(HOUR_MS)).await.unwrap();
    assert!(house.is_shut().await);

    let refused = house
        .locks(Some(HOUR_MS / 2))
        .await
        .unwrap_err()
        .to_string();
    let long = house.locks(None).await.unwrap();

    assert!(refused.contains("is locked until"), "{refused}");
    assert_eq!(long.state, State::Applied, "{:?}", long.error);
    assert_eq!(
        house.case(short.case).await.case.state,
        CaseState::Ended,
        "its end does not come"
    );
    let mut tx = house.app.parts().db.read().await.unwrap();
    let open =
        emperione_daemon::store::expiries::open_of(&mut tx, house.guild(), house.locked_place());
    assert_eq!(open.await.unwrap(), []);
    drop(tx);
    assert!(house.is_shut().await);
    let opened = house
        .act(house.request(Kind::Unlock, house.locked_place()))
        .await;
    assert_eq!(opened.unwrap().state, State::Applied);
    until("what was before the first", async || !house.is_shut().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ban_for_a_time_is_not_taken_for_one_for_ever() {
    let house = House::new().await;
    let user = house.user(0);
    let ban = house.for_a_time(Kind::Ban, user, Some(DAY_MS)).await;
    let number = ban.case;
    let end = ban.until.unwrap();
    let words = format!("user {user} is already banned by root until {end}, case #{number}");

    let refused = house.act(house.request(Kind::Ban, user)).await;

    let refused = emperione_protocol::Error::from(refused.unwrap_err());
    let hint = format!("let it last with `emp retime {number} --forever`");
    assert_eq!(
        (refused.code, refused.message, refused.hint.as_ref()),
        (Code::Conflict, words.clone(), Some(&hint))
    );
    let plan = async |duration_ms| {
        let request = PlanRequest {
            guild: house.guild(),
            act: Act {
                duration_ms,
                ..Act::new(Kind::Ban)
            },
            aims: vec![Aim::new(user)],
            query: None,
        };
        let batches = &house.app.services().batches;
        let mut plan = batches.plan(&owner(), &request).await.unwrap();
        let line = plan.lines.pop().unwrap();
        (line.refused.unwrap(), line.already, line.code)
    };
    assert_eq!(
        plan(None).await,
        (format!("{words}: {hint}"), false, Some(Code::Conflict))
    );
    assert_eq!(
        plan(Some(HOUR_MS)).await,
        (words, true, Some(Code::Already)),
        "it lasts longer than that"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_called_the_same_before_and_when_it_is_done() {
    let house = House::new().await;
    let user = house.user(0);
    house.for_a_time(Kind::Ban, user, None).await;
    let the_owner = UserId(house.app.sim().places.owner.0);

    for (target, code) in [(user, Code::Already), (the_owner, Code::Target)] {
        let request = house.request(Kind::Ban, target);
        let actions = &house.app.services().actions;
        let preview = actions.preview(&owner(), &request).await.unwrap();
        let refused = house.act(request).await.unwrap_err();

        let said = preview.checks.into_iter().find(|check| !check.ok);
        assert_eq!(said.unwrap().code, Some(code));
        assert_eq!(emperione_protocol::Error::from(refused).code, code);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_that_is_planned_anew_is_refused_by_its_own_name() {
    let house = House::new().await;
    let user = house.user(0);
    let role = house.app.sim().places.muted;
    let mut request = house.request(Kind::RoleAdd, user);
    request.detail.role = Some(RoleId(role.0));
    let given = house.act(request).await.unwrap();
    let actions = &house.app.services().actions;
    let undo = actions.inverse(&owner(), house.guild(), given.case).await;
    let undo = undo.unwrap().request;
    house.app.sim().act(|world| {
        let bot = world.guilds[&house.app.sim().places.guild]
            .bot_role()
            .unwrap()
            .id;
        world.set_role_permissions(house.app.sim().places.guild, bot, 0);
    });
    house.app.caught_up().await;

    let request = PlanRequest {
        guild: house.guild(),
        act: Act {
            detail: undo.detail.clone(),
            ..Act::new(undo.kind)
        },
        aims: vec![Aim {
            undoes: undo.undoes,
            ..Aim::new(user)
        }],
        query: None,
    };
    let batches = &house.app.services().batches;
    let plan = batches.plan(&owner(), &request).await.unwrap();

    assert_eq!(plan.lines[0].code, Some(Code::BotRights));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_is_shown_with_the_true_ends_of_what_is_in_force() {
    let house = House::new().await;
    let [long, endless, banned] = [0, 1, 2].map(|index| house.user(index));
    let timed = house
        .for_a_time(Kind::Timeout, long, Some(60 * DAY_MS))
        .await;
    let for_ever = house.for_a_time(Kind::Timeout, endless, None).await;
    house.for_a_time(Kind::Ban, banned, None).await;
    let shown = async |user| {
        let members = &house.app.services().members;
        let shown = members.show(&owner(), house.guild(), user).await.unwrap();
        let ends = shown.temporary.into_iter();
        ends.map(|it| (it.kind, it.case, it.until))
            .collect::<Vec<_>>()
    };

    assert_eq!(
        shown(long).await,
        [(Kind::Timeout, timed.case, timed.until)]
    );
    assert_eq!(shown(endless).await, [(Kind::Timeout, for_ever.case, None)]);
    assert_eq!(shown(banned).await, [], "a ban for ever has no end");
    house.timed_out_by_hand(long, 600_000);
    until("the timeout by hand", async || {
        shown(long).await.iter().any(|it| it.1 != timed.case)
    })
    .await;
    let by_hand = shown(long).await;
    assert_eq!(by_hand.len(), 1, "{by_hand:?}");
    assert!(by_hand[0].2 < timed.until, "{by_hand:?}");
}

//! Warn points: what follows a warning, once, also after a crash, and what undoes it.

use emperione_protocol::actions::{ActRequest, Kind, State};
use emperione_protocol::batches::{Act, Aim, PlanRequest};
use emperione_protocol::cases::{CaseFilter, CaseState};
use emperione_protocol::ladders::Step;
use emperione_protocol::members::{MemberFilter, Status};
use emperione_protocol::{PageRequest, UserId};
use emperione_sim::Options;
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

each_house!(
    a_warning_that_reaches_a_step_is_followed_by_it_once,
    an_undone_warning_names_its_step_and_weighs_nothing,
    a_plan_of_warnings_says_how_many_reach_which_step,
);

async fn house(url: Option<String>) -> House {
    let app = TestApp::simulated_with(Options::default(), |config| config.database.url = url);
    House::of(app.await).await
}

const DAY_MS: u64 = 86_400_000;

fn step(points: u32, kind: Kind, duration_ms: Option<u64>) -> Step {
    Step {
        points,
        within_ms: 30 * DAY_MS,
        kind,
        duration_ms,
    }
}

impl House {
    async fn ladder(&self) {
        let steps = vec![
            step(3, Kind::Timeout, Some(DAY_MS)),
            step(5, Kind::Ban, None),
        ];
        let ladders = &self.app.services().ladders;
        let set = ladders
            .set(&owner(), self.guild(), steps.clone())
            .await
            .unwrap();
        assert_eq!(set, steps);
    }

    fn warning(&self, user: UserId, points: u32) -> ActRequest {
        let mut request = self.request(Kind::Warn, user);
        request.detail.points = Some(points);
        request
    }

    /// The cases of a user, oldest first.
    async fn cases_of(&self, user: UserId) -> Vec<(u64, Kind, CaseState, Option<u64>)> {
        let filter = CaseFilter {
            target: Some(user),
            ..CaseFilter::default()
        };
        let cases = &self.app.services().cases;
        let page = cases.list(&owner(), &filter, &PageRequest::default()).await;
        let mut found = page.unwrap().items;
        found.reverse();
        let line = |it: emperione_protocol::cases::Case| {
            (it.number, it.kind, it.state, it.detail.caused_by)
        };
        found.into_iter().map(line).collect()
    }

    async fn with_points(&self, query: &str) -> Vec<UserId> {
        let filter = MemberFilter {
            guild: self.guild(),
            query: Some(query.into()),
            status: Status::Any,
            ..MemberFilter::default()
        };
        let members = &self.app.services().members;
        let page = members
            .list(&owner(), &filter, &PageRequest::default())
            .await;
        page.unwrap().items.iter().map(|it| it.user.id).collect()
    }
}

async fn a_warning_that_reaches_a_step_is_followed_by_it_once(house: House) {
    house.ladder().await;
    let user = house.user(0);
    house.act(house.warning(user, 2)).await.unwrap();
    let preview = house
        .app
        .services()
        .actions
        .preview(&owner(), &house.warning(user, 1))
        .await
        .unwrap();
    let climb = preview.ladder.unwrap();
    assert_eq!((climb.points, climb.step.unwrap().kind), (3, Kind::Timeout));

    let warning = house.act(house.warning(user, 1)).await.unwrap();

    until("the timeout", async || {
        let cases = house.cases_of(user).await;
        cases
            .get(2)
            .is_some_and(|case| case.2 == CaseState::Applied)
    })
    .await;
    let cases = house.cases_of(user).await;
    assert_eq!(
        cases[2],
        (3, Kind::Timeout, CaseState::Applied, Some(warning.case))
    );
    let timeout = house.case(3).await;
    assert_eq!(
        timeout.case.reason.as_deref(),
        Some("3 points in 30d: timeout 1d (case #2)")
    );
    let said = house.case(warning.case).await.entries;
    assert!(
        said.iter()
            .any(|it| it.text == "3 points in 30d: timeout 1d follows"),
        "{said:?}"
    );
    assert_eq!(house.with_points("points >= 3").await, [user]);
    assert_eq!(house.with_points("points.1h >= 4").await, []);
}

async fn an_undone_warning_names_its_step_and_weighs_nothing(house: House) {
    house.ladder().await;
    let user = house.user(0);
    let warning = house.act(house.warning(user, 3)).await.unwrap();
    until("the timeout", async || {
        let cases = house.cases_of(user).await;
        cases
            .get(1)
            .is_some_and(|case| case.2 == CaseState::Applied)
    })
    .await;

    let actions = &house.app.services().actions;
    let inverse = actions
        .inverse(&owner(), house.guild(), warning.case)
        .await
        .unwrap();
    assert_eq!(inverse.caused, [2]);
    house.act(inverse.request).await.unwrap();
    let inverse = actions.inverse(&owner(), house.guild(), 2).await.unwrap();
    let ended = house.act(inverse.request).await.unwrap();

    assert_eq!((ended.kind, ended.state), (Kind::Untimeout, State::Applied));
    assert_eq!(house.with_points("points > 0").await, []);
    let again = house.act(house.warning(user, 2)).await.unwrap();
    let said = house.case(again.case).await.entries;
    assert!(said.iter().all(|it| it.kind != "ladder"), "{said:?}");
}

async fn a_plan_of_warnings_says_how_many_reach_which_step(house: House) {
    house.ladder().await;
    for (user, points) in [(0, 4), (1, 2), (2, 2)] {
        let warning = house.warning(house.user(user), points);
        house.act(warning).await.unwrap();
    }
    let risks = async |kind: Kind| {
        let act = Act {
            reason: Some("spam".into()),
            ..Act::new(kind)
        };
        let request = PlanRequest {
            guild: house.guild(),
            act,
            aims: (0..4).map(|user| Aim::new(house.user(user))).collect(),
            query: None,
        };
        let batches = &house.app.services().batches;
        let plan = batches.plan(&owner(), &request).await.unwrap();
        let risks = plan.risks.into_iter();
        let risks: Vec<_> = risks.filter(|risk| risk.contains("ladder")).collect();
        risks
    };

    let expected = [
        "2 reach a step of the ladder: `3 points in 30d: timeout 1d`",
        "1 reaches a step of the ladder: `5 points in 30d: ban`",
    ];
    assert_eq!(risks(Kind::Warn).await, expected);
    assert_eq!(risks(Kind::Note).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_cannot_be_taken_is_said_in_the_case() {
    let house = House::new().await;
    house.ladder().await;
    let guild = house.app.sim().places.guild;
    house.app.sim().act(|world| {
        let bot = world.guilds[&guild].bot_role().unwrap().id;
        world.set_role_permissions(guild, bot, 1 << 40 | 1 << 10 | 1 << 11);
    });
    until("the bot's rights", async || {
        let refused = house.act(house.request(Kind::Kick, house.user(1))).await;
        refused.is_err_and(|error| error.to_string().contains("KICK_MEMBERS"))
    })
    .await;

    let warning = house.act(house.warning(house.user(0), 5)).await.unwrap();

    let said = house.case(warning.case).await.entries;
    let expected = "5 points in 30d: ban does not follow: the bot lacks BAN_MEMBERS";
    assert!(
        said.iter().any(|it| it.text.starts_with(expected)),
        "{said:?}"
    );
    assert!(!house.is_banned(house.user(0)));
}

#[tokio::test]
async fn a_ladder_is_set_by_who_manages_the_guild_and_makes_sense() {
    let house = House::new().await;
    let ladders = &house.app.services().ladders;
    let helper = emperione_daemon::domain::actor::Actor::Local {
        uid: 7,
        name: "hal".into(),
        user: None,
        role: emperione_daemon::domain::actor::Role::Moderator,
    };
    let steps = vec![step(3, Kind::Timeout, None)];

    let refused = ladders.set(&helper, house.guild(), Vec::new()).await;
    let senseless = ladders
        .set(&owner(), house.guild(), steps)
        .await
        .unwrap_err();

    assert!(refused.is_err());
    assert_eq!(
        senseless.to_string(),
        "steps: `3 points in 30d: timeout`: it needs a length"
    );
    assert_eq!(ladders.show(&owner(), house.guild()).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_shortens_no_timeout_that_lasts_longer() {
    let house = house(None).await;
    house.ladder().await;
    let user = house.user(0);
    let endless = house.for_a_time(Kind::Timeout, user, None).await;
    let actions = &house.app.services().actions;
    let request = house.warning(user, 3);
    let why = format!(
        "3 points in 30d: timeout 1d does not follow: user {user} is timed out for ever, which is longer"
    );

    let preview = actions.preview(&owner(), &request).await.unwrap();
    let warning = house.act(request).await.unwrap();

    assert!(preview.allowed && preview.ladder.unwrap().step.is_none());
    let warns = preview.checks.into_iter().find(|check| check.warns);
    assert_eq!(warns.unwrap().detail, why);
    let entries = house.case(warning.case).await.entries;
    assert!(entries.iter().any(|entry| entry.text == why), "{entries:?}");
    let stands = house.case(endless.case).await.case.state;
    assert_eq!(stands, CaseState::Applied);
    assert_eq!(house.cases_of(user).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timeout_that_shortens_another_one_says_so_before() {
    let house = house(None).await;
    let user = house.user(0);
    let month = 30 * DAY_MS;
    let long = house.for_a_time(Kind::Timeout, user, Some(month)).await;
    let actions = &house.app.services().actions;
    let warned = async |duration_ms| {
        let request = ActRequest {
            duration_ms,
            ..house.request(Kind::Timeout, user)
        };
        let preview = actions.preview(&owner(), &request).await.unwrap();
        assert!(preview.allowed, "it may all the same");
        let warns = preview.checks.into_iter().find(|check| check.warns);
        warns.map(|check| check.detail)
    };

    let until = long.until.unwrap();
    let words = format!("user {user} is timed out until {until}: this shortens it");
    assert_eq!(warned(Some(DAY_MS)).await, Some(words));
    assert_eq!(warned(Some(2 * month)).await, None);
    assert_eq!(warned(None).await, None);
    let plan = PlanRequest {
        guild: house.guild(),
        act: Act {
            duration_ms: Some(DAY_MS),
            ..Act::new(Kind::Timeout)
        },
        aims: vec![Aim::new(user)],
        query: None,
    };
    let plan = house.app.services().batches.plan(&owner(), &plan).await;
    let risks = plan.unwrap().risks;
    let risk = "1 are timed out for longer, which this shortens";
    assert!(risks.iter().any(|it| it == risk), "{risks:?}");
}

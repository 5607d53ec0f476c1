//! What is temporary can be changed after the fact, and a timeout can last longer than Discord keeps one.

use emperione_daemon::store::expiries::{self, Expiry};
use emperione_daemon::store::{Db, cases};
use emperione_protocol::actions::{Action, ActorRef, Kind, RetimeRequest, State};
use emperione_protocol::cases::CaseState;
use emperione_protocol::{ActionId, GuildId, Timestamp, UserId};
use emperione_sim::world::members::MemberEdit;
use emperione_sim::{Id, What};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};

const DAY_MS: i64 = 86_400_000;
/// So many ends are carried out at once.
const AT_ONCE: usize = 16;

each_database!(a_time_that_was_changed_meanwhile_is_neither_put_off_nor_closed);

impl House {
    pub async fn for_a_time(&self, kind: Kind, user: UserId, ms: Option<u64>) -> Action {
        let mut request = self.request(kind, user);
        request.duration_ms = ms;
        let action = self.act(request).await.unwrap();
        assert_eq!(action.state, State::Applied, "{:?}", action.error);
        action
    }

    async fn retime(&self, case: u64, ms: Option<u64>) -> Result<Option<Timestamp>, String> {
        let actions = &self.app.services().actions;
        let request = RetimeRequest {
            duration_ms: ms,
            ..RetimeRequest::new(self.guild(), case)
        };
        let case = actions.retime(&owner(), &request).await;
        case.map(|case| case.until)
            .map_err(|error| error.to_string())
    }

    fn timed_out_until(&self, user: UserId) -> Option<i64> {
        let guild = self.app.sim().places.guild;
        self.app
            .sim()
            .read(|world| world.member(guild, Id(user.0)).unwrap().timed_out_until)
    }

    /// A moderator times a user out in Discord's own client.
    pub fn timed_out_by_hand(&self, user: UserId, ms: i64) {
        let sim = self.app.sim();
        let (guild, moderator) = (sim.places.guild, sim.places.moderator);
        sim.act(|world| {
            let edit = MemberEdit {
                timed_out_until: Some(Some(world.now_ms() + ms)),
                ..MemberEdit::default()
            };
            world.edit_member(moderator, guild, Id(user.0), edit, None);
        });
    }

    /// Lets the end of these come now, of all at once.
    pub async fn due_now(&self, actions: &[&Action]) -> Timestamp {
        let now = self.app.parts().clock.now();
        let mut tx = self.app.parts().db.write().await.unwrap();
        for action in actions {
            let open = expiries::open_of(&mut tx, self.guild(), action.target.id).await;
            let mut open = open.unwrap().into_iter();
            let expiry = open.find(|it| it.action == action.id).unwrap();
            expiries::set_due(&mut tx, &expiry, now).await.unwrap();
            let case = cases::find(&mut tx, self.guild(), action.case).await;
            if let Some(case) = case.unwrap().filter(|case| case.until.is_some()) {
                cases::set_until(&mut tx, &case, Some(now)).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        self.app.services().actions.wake_expiries();
        now
    }

    /// When the daemon looks at a user's timeout next.
    async fn next_look(&self, user: UserId) -> Option<Timestamp> {
        let mut tx = self.app.parts().db.read().await.unwrap();
        let open = expiries::open_of(&mut tx, self.guild(), user)
            .await
            .unwrap();
        open.first().map(|expiry| expiry.due_at)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ban_is_prolonged_made_permanent_and_shortened() {
    let house = House::new().await;
    let user = house.user(0);
    let ban = house.for_a_time(Kind::Ban, user, Some(5_000)).await;

    assert_eq!(house.retime(ban.case, None).await, Ok(None));
    tokio::time::sleep(std::time::Duration::from_millis(5_500)).await;
    assert!(house.is_banned(user), "it lasts for ever");
    let later = house.retime(ban.case, Some(86_400_000)).await.unwrap();
    assert!(later > ban.until);
    house.retime(ban.case, Some(500)).await.unwrap();

    until("the end", async || !house.is_banned(user)).await;
    until("the case's end", async || {
        house.case(ban.case).await.case.state == CaseState::Ended
    })
    .await;
    let said: Vec<_> = house.case(ban.case).await.entries;
    let said: Vec<_> = said
        .iter()
        .filter(|it| it.kind == "retimed")
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(said, ["lasts for ever", "ends in 1d", "ends in 0s"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_end_is_told_before_it_is_set_and_its_reason_stands_in_the_case() {
    let house = House::new().await;
    let week = Some(7 * 86_400_000);
    let ban = house.for_a_time(Kind::Ban, house.user(0), week).await;
    let actions = &house.app.services().actions;
    let request = RetimeRequest {
        reason: Some("they appealed".into()),
        ..RetimeRequest::new(house.guild(), ban.case)
    };

    let would = actions.preview_retime(&owner(), &request).await.unwrap();

    assert_eq!((would.from, would.until), (ban.until, None));
    assert_eq!(house.case(ban.case).await.case.until, ban.until);
    let set = actions.retime(&owner(), &request).await.unwrap();
    assert_eq!(set.until, None);
    let last = house.case(ban.case).await.entries.pop().unwrap();
    assert_eq!(last.text, "lasts for ever: they appealed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_or_has_no_end_is_not_retimed() {
    let house = House::new().await;
    let kick = house.for_a_time(Kind::Warn, house.user(0), None).await;
    let ban = house.for_a_time(Kind::Ban, house.user(1), None).await;
    house
        .act(house.request(Kind::Unban, house.user(1)))
        .await
        .unwrap();

    assert_eq!(
        house.retime(kick.case, None).await,
        Err("case 1 is a warn, which does not end by itself".into())
    );
    assert_eq!(
        house.retime(ban.case, Some(1_000)).await,
        Err("case 2 is not in force".into())
    );
    assert_eq!(
        house.retime(9, None).await,
        Err("case 9 is not known".into())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeout_without_an_end_is_armed_anew_well_before_discord_ends_it() {
    let house = House::new().await;
    let user = house.user(0);
    let timeout = house.for_a_time(Kind::Timeout, user, None).await;
    let armed = house.timed_out_until(user).unwrap();
    let look = house.next_look(user).await.unwrap();
    assert!((armed - timeout.created_at.0 - 28 * DAY_MS).abs() < 60_000);
    assert!(
        (armed - look.0 - 2 * DAY_MS).abs() < 2_000,
        "two days before"
    );

    let now = house.due_now(&[&timeout]).await;

    until("the next look", async || {
        house.next_look(user).await > Some(Timestamp(now.0 + DAY_MS))
    })
    .await;
    assert!(house.timed_out_until(user).unwrap() > armed);
    assert_eq!(
        house.case(timeout.case).await.case.state,
        CaseState::Applied
    );
    assert_eq!(
        house.case_kinds().await.len(),
        1,
        "it is no case of its own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeout_that_somebody_changed_is_armed_no_more() {
    let house = House::new().await;
    let user = house.user(0);
    let timeout = house
        .for_a_time(Kind::Timeout, user, Some(60 * 86_400_000))
        .await;

    house.timed_out_by_hand(user, DAY_MS);

    until("the end of the case", async || {
        house.case(timeout.case).await.case.state == CaseState::Ended
    })
    .await;
    assert_eq!(house.next_look(user).await, None);
    assert_eq!(
        house.case_kinds().await,
        [
            (Kind::Timeout, CaseState::Applied),
            (Kind::Timeout, CaseState::Ended)
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timeout_by_hand_ends_in_the_books_when_discord_ends_it() {
    let house = House::new().await;
    house.timed_out_by_hand(house.user(0), 8_000);
    house.timed_out_by_hand(house.user(1), DAY_MS);

    let ended = async || {
        let kinds = house.case_kinds().await;
        kinds.contains(&(Kind::Timeout, CaseState::Ended))
    };
    until("its case", async || house.case_kinds().await.len() == 2).await;
    assert!(!ended().await);
    until("its end", ended).await;

    let short = house.case(1).await;
    let last = short.entries.last().unwrap();
    let by = ActorRef::System {
        name: "empd".into(),
    };
    assert_eq!(
        (last.kind.as_str(), last.text.as_str(), &last.actor),
        ("ended", "it ran out", &by)
    );
    assert!(Some(last.at) >= short.case.until);
    assert_eq!(house.case(2).await.case.state, CaseState::Applied);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_prolonged_while_its_end_waits_for_its_turn_stays() {
    let house = House::new().await;
    let mut bans = Vec::new();
    for user in house.crowd(AT_ONCE + 1) {
        bans.push(house.for_a_time(Kind::Ban, user, Some(86_400_000)).await);
    }
    // Those of the same time come in the order of their ids.
    bans.sort_by_key(|ban| ban.id.0.cast_signed());
    let (first, last) = (&bans[0], &bans[AT_ONCE]);
    let sim = house.app.sim();
    let route = "DELETE /api/v10/guilds";
    sim.faults.on(route, 99, What::Held);
    house.due_now(&bans.iter().collect::<Vec<_>>()).await;
    until("the first call", async || {
        sim.faults.list().iter().any(|fault| fault.times < 99)
    })
    .await;

    let under_way = house.retime(first.case, Some(86_400_000)).await;
    let waits = house.retime(last.case, Some(86_400_000)).await;
    sim.faults.clear();

    let number = first.case;
    let refused = format!("case {number} is being ended at this moment");
    assert_eq!(under_way, Err(refused));
    assert!(waits.is_ok(), "{waits:?}");
    let others = house.user(0);
    let other = house.for_a_time(Kind::Ban, others, Some(500)).await;
    // It is looked at when all of those were.
    for ban in bans[..AT_ONCE].iter().chain([&other]) {
        until("the end of the others", async || {
            house.case(ban.case).await.case.state == CaseState::Ended
        })
        .await;
    }
    assert!(house.is_banned(last.target.id));
    assert_eq!(house.case(last.case).await.case.state, CaseState::Applied);
    assert!(house.next_look(last.target.id).await > Some(house.app.parts().clock.now()));
}

async fn a_time_that_was_changed_meanwhile_is_neither_put_off_nor_closed(db: Db) {
    let read = Expiry {
        action: ActionId(7),
        guild: GuildId(1),
        user: UserId(2),
        kind: Kind::Ban,
        due_at: Timestamp(1_000),
        attempts: 0,
    };
    let prolonged = Expiry {
        due_at: Timestamp(9_000),
        ..read.clone()
    };
    let now = Timestamp(2_000);
    let mut tx = db.write().await.unwrap();
    expiries::insert(&mut tx, &read).await.unwrap();
    expiries::set(&mut tx, &prolonged).await.unwrap();

    expiries::put_off(&mut tx, &read, now).await.unwrap();
    expiries::set_due(&mut tx, &read, now).await.unwrap();
    let is_closed = expiries::close_due(&mut tx, &read, now).await.unwrap();

    assert!(!is_closed);
    assert_eq!(expiries::due(&mut tx, now, 9).await.unwrap(), []);
    let open = expiries::open_of(&mut tx, read.guild, read.user).await;
    assert_eq!(open.unwrap(), [prolonged]);
}

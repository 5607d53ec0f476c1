//! Calls whose answer is lost end in what a read of Discord shows, also where the audit log may not be read.

use emperione_protocol::UserId;
use emperione_protocol::actions::{Action, Kind, State};
use emperione_protocol::batches::Act;
use emperione_sim::What;
use emperione_sim::world::permissions::{BOT, VIEW_AUDIT_LOG};
use pretty_assertions::assert_eq;

use crate::actions::House;

const DENIED: What = What::Status { status: 403 };

/// A daemon whose bot may not read the audit log.
async fn house() -> House {
    let house = House::new().await;
    house.bot_may(BOT & !VIEW_AUDIT_LOG);
    house.app.caught_up().await;
    house
}

impl House {
    /// A kick, which is sent once.
    async fn kicked_through(&self, fault: What) -> Action {
        let faults = &self.app.sim().faults;
        faults.on("DELETE /api/v10/guilds", 1, fault);
        let request = self.request(Kind::Kick, self.user(0));
        self.act(request).await.unwrap()
    }

    async fn bulk_banned_through(&self, targets: &[UserId], fault: What) {
        self.app.sim().faults.on("bulk-ban", 1, fault);
        let done = self.together(Act::new(Kind::Ban), targets).await;
        assert_eq!((done.applied, done.failed), (targets.len() as u64, 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_shows_no_effect_is_done_again_without_the_audit_log() {
    let house = house().await;
    let targets = [0, 1, 2].map(|index| house.user(index));

    house.bulk_banned_through(&targets, What::DropSocket).await;

    assert!(targets.iter().all(|user| house.is_banned(*user)));
    let asked = house.app.sim().requests.find("audit-logs");
    assert!(asked.iter().all(|call| call.status == 200), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_there_before_a_kick_and_is_was_not_kicked() {
    let house = house().await;

    let action = house.kicked_through(What::DropSocket).await;

    assert_eq!(action.state, State::Applied, "{:?}", action.error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_log_that_is_refused_against_all_knowledge_is_done_without() {
    let house = House::new().await;
    house.app.sim().faults.on("audit-logs", 99, DENIED);

    let action = house.kicked_through(What::DropSocket).await;

    assert_eq!(action.state, State::Applied, "{:?}", action.error);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kick_of_somebody_who_is_gone_ends_by_saying_that_nobody_knows() {
    let house = house().await;

    let action = house.kicked_through(What::AnswerLost).await;

    assert_eq!(action.state, State::Failed);
    assert_eq!(
        action.error.as_deref(),
        Some(
            "the member is gone; whether it was done cannot be read: the bot lacks VIEW_AUDIT_LOG"
        )
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_be_read_at_all_ends_by_saying_so() {
    let house = House::new().await;
    let faults = &house.app.sim().faults;
    faults.on("GET /api/v10/guilds", 99, DENIED);

    let action = house.kicked_through(What::AnswerLost).await;

    assert_eq!(action.state, State::Failed);
    let why = action.error.unwrap();
    assert!(
        why.starts_with("whether it was done cannot be read: discord refused"),
        "{why}"
    );
}

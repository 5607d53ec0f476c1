//! The same by every door at once.

use emperione_protocol::Code;
use emperione_protocol::actions::Kind;

use super::Way::By;
use super::ask::Door;
use super::scene::{Scene, Subject};
use super::way;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f36_of_all_who_ban_one_member_by_every_door_one_does_and_the_others_are_told_who() {
    const EACH: usize = 5;
    let scene = Scene::new().await;
    let first = scene.ready(Kind::Ban).await;
    let mut all = Vec::new();
    for door in Door::ALL {
        for _ in 0..EACH {
            let caller = scene.ready(Kind::Ban).await.caller;
            let subject = Subject {
                caller,
                ..first.clone()
            };
            all.push((door, subject));
        }
    }

    let asked = all.iter().map(async |(door, subject)| {
        let Some(By(written)) = way(*door, Kind::Ban) else {
            unreachable!("it has a ban");
        };
        (*door, scene.ask(*door, written, subject).await)
    });
    let answers = futures::future::join_all(asked).await;

    let done = answers.iter().filter(|(_, answer)| answer.is_ok());
    assert_eq!(done.count(), 1);
    for (door, refused) in answers
        .iter()
        .filter_map(|(door, it)| Some((door, it.as_ref().err()?)))
    {
        let told = &refused.words;
        assert!(
            told.contains("already banned by") && told.contains(", case #"),
            "{door:?}: {told}"
        );
        assert!(
            !door.has_codes() || refused.code == Some(Code::Already),
            "{door:?}"
        );
    }
    assert_eq!(scene.house.calls("PUT /guilds/{guild}/bans"), 1);
    assert_eq!(scene.done(&first).await, 1);
}

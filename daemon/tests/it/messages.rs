//! Messages, and who may read them.

use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::inbox::Subject;
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::inbox::{Decision, ItemState, Resolution, ResolveRequest};
use emperione_protocol::messages::MessageFilter;
use emperione_protocol::{ChannelId, MessageId, UserId};
use emperione_sim::world::{NewMessage, Overwrite};
use emperione_sim::{Id, Options};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner};
use crate::common::app::TestApp;
use crate::inbox::filing;

fn actor(role: Role) -> Actor {
    Actor::Local {
        uid: 1000,
        name: "vera".into(),
        user: None,
        role,
    }
}

/// An app whose guild heard one message; its text, and who wrote it.
async fn heard(text: &str) -> (TestApp, UserId) {
    let app = TestApp::simulated(Options::default()).await;
    app.caught_up().await;
    let places = &app.sim().places;
    let (author, general) = (places.users[0], places.general);
    app.sim()
        .act(|world| world.post(general, author, NewMessage::text(text)));
    app.caught_up().await;
    (app, UserId(author.0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_opened_for_who_may_read_it() {
    let (app, author) = heard("meet me at noon").await;
    let filter = MessageFilter {
        guild: app.guild(),
        author: Some(author),
        ..MessageFilter::default()
    };
    let list = async |role| {
        app.services()
            .messages
            .list(&actor(role), &filter, 10)
            .await
            .unwrap()
    };

    let (moderator, viewer) = (list(Role::Moderator).await, list(Role::Viewer).await);

    assert_eq!(
        moderator.last().unwrap().text.as_deref(),
        Some("meet me at noon")
    );
    assert_eq!(viewer.last().unwrap().text, None);
    let message = moderator.last().unwrap();
    assert_eq!(
        (message.author.id, message.channel.name.as_str()),
        (author, "general")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_begins_after_the_message_that_is_known() {
    let (app, _) = heard("one").await;
    let general = app.sim().places.general;
    let filter = MessageFilter {
        guild: app.guild(),
        channel: Some(ChannelId(general.0)),
        ..MessageFilter::default()
    };
    let messages = &app.services().messages;
    let known = messages
        .list(&actor(Role::Owner), &filter, 1)
        .await
        .unwrap();
    let after = MessageFilter {
        after: Some(known[0].id),
        ..filter
    };
    let author = app.sim().places.users[1];

    app.sim()
        .act(|world| world.post(general, author, NewMessage::text("two")));
    app.caught_up().await;

    let newer = messages
        .list(&actor(Role::Owner), &after, 10)
        .await
        .unwrap();
    assert_eq!(
        newer
            .iter()
            .map(|message| message.text.as_deref())
            .collect::<Vec<_>>(),
        [Some("two")]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_bound_to_a_user_sees_what_this_user_sees() {
    let (app, author) = heard("behind a door").await;
    let places = &app.sim().places;
    let (guild, everyone) = (app.guild(), places.guild);
    let hidden = 1 << 10;
    let bound = |user| Actor::Local {
        uid: 1000,
        name: "vera".into(),
        user: Some(user),
        role: Role::Moderator,
    };
    let filter = MessageFilter {
        guild,
        author: Some(author),
        ..MessageFilter::default()
    };
    let messages = &app.services().messages;
    assert!(
        !messages
            .list(&bound(author), &filter, 5)
            .await
            .unwrap()
            .is_empty()
    );

    app.sim().act(|world| {
        let rule = Overwrite {
            id: everyone,
            kind: 0,
            allow: 0,
            deny: hidden,
        };
        world.set_overwrite(places.owner, places.general, rule, None);
    });
    app.caught_up().await;

    let member = messages.list(&bound(author), &filter, 5).await.unwrap();
    let owner = UserId(places.owner.0);
    let owner = messages.list(&bound(owner), &filter, 5).await.unwrap();
    assert_eq!((member.len(), owner.len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_is_decided_by_deleting_its_message_whose_text_stays_as_evidence() {
    let house = House::new().await;
    let (sim, inbox, author) = (house.app.sim(), &house.app.services().inbox, house.user(1));
    let general = sim.places.general;
    let id = sim.act(|world| world.post(general, Id(author.0), NewMessage::text("buy gold")));
    let mut filing = filing(&house, 1 << 40, 0, author);
    let Subject::Message(snapshot) = &mut filing.subject else {
        unreachable!("it is of a message");
    };
    snapshot.message = MessageId(id.0);
    snapshot.text = "buy gold".into();
    let reporter = Actor::User { id: house.user(0) };
    inbox.report(&reporter, filing).await.unwrap();
    let mut delete = ActRequest::new(house.guild(), Kind::MessageDelete, author);
    delete.detail.channel = Some(ChannelId(general.0));
    delete.detail.messages = vec![MessageId(id.0)];
    let resolve = ResolveRequest {
        guild: house.guild(),
        number: 1,
        resolution: Resolution::Act(Box::new(delete)),
        reason: Some("advertising".into()),
        tell: None,
    };

    let item = inbox.resolve(&owner(), resolve).await.unwrap();

    let decided = (item.state, item.decision, item.outcome);
    assert_eq!(
        decided,
        (ItemState::Resolved, Some(Decision::Acted), Some(1))
    );
    assert_eq!(house.case(1).await.case.kind, Kind::MessageDelete);
    let is_there = sim.read(|world| world.channels[&general].messages.contains_key(&id));
    assert!(!is_there);
    let shown = inbox.show(&owner(), house.guild(), 1).await.unwrap();
    assert_eq!(shown.evidence[0].text.as_deref(), Some("buy gold"));
}

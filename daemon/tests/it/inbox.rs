//! The inbox, from a report to its answer, on both databases.

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::Error;
use emperione_daemon::services::inbox::{Filing, Snapshot, Subject};
use emperione_daemon::store;
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::audit::AuditFilter;
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{
    Answer, Decision, Item, ItemFilter, ItemKind, ItemState, Resolution, ResolveRequest,
};
use emperione_protocol::privacy::Exported;
use emperione_protocol::{ActionId, ChannelId, MessageId, PageRequest, UserId};
use emperione_sim::{Id, Options};
use pretty_assertions::assert_eq;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

/// Nowhere but in what is erased.
const SECRET: &str = "xyzzyplugh";

each_house!(
    a_report_is_claimed_decided_and_answered_without_a_name,
    reports_of_the_same_join_and_are_limited,
    an_appeal_is_of_the_target_once_and_undoes_what_was_done,
    of_many_who_claim_one_gets_it,
    an_erasure_reaches_reports_and_evidence,
    a_decision_that_is_asked_for_twice_acts_once,
    an_answer_that_may_have_been_sent_is_looked_for_first,
);

async fn house(url: Option<String>) -> House {
    let change = |config: &mut Config| config.database.url = url;
    House::of(TestApp::simulated_with(Options::default(), change).await).await
}

fn local(uid: u32, name: &str, role: Role) -> Actor {
    Actor::Local {
        uid,
        name: name.into(),
        user: None,
        role,
    }
}

fn mona() -> Actor {
    local(1, "mona", Role::Moderator)
}

fn member(house: &House, index: usize) -> Actor {
    Actor::User {
        id: house.user(index),
    }
}

/// A report of a message that `author` wrote.
pub fn filing(house: &House, interaction: u64, message: u64, author: UserId) -> Filing {
    let author = UserRef {
        id: author,
        name: "badger".into(),
        display_name: None,
    };
    let snapshot = Snapshot {
        channel: ChannelId(house.app.sim().places.general.0),
        message: MessageId(message << 22),
        author,
        text: format!("buy {SECRET}"),
        attachments: 1,
    };
    Filing {
        guild: house.guild(),
        interaction,
        subject: Subject::Message(snapshot),
        words: Some(format!("he sells {SECRET}")),
    }
}

fn decide(house: &House, number: u64, resolution: Resolution) -> ResolveRequest {
    ResolveRequest {
        guild: house.guild(),
        number,
        resolution,
        reason: Some("spam".into()),
        tell: None,
    }
}

fn warn(house: &House, target: UserId) -> Resolution {
    let act = ActRequest::new(house.guild(), Kind::Warn, target);
    Resolution::Act(Box::new(act))
}

/// The text of the last direct message to somebody.
fn told(house: &House, user: UserId) -> String {
    house.app.sim().read(|world| {
        let channel = world.direct.get(&Id(user.0));
        let messages = channel.map(|channel| &world.channels[channel].messages);
        let last = messages.and_then(|messages| messages.values().next_back());
        last.and_then(|message| message.embeds[0]["description"].as_str().map(Into::into))
            .unwrap_or_default()
    })
}

fn is_conflict<T>(result: &Result<T, Error>, words: &str) -> bool {
    matches!(result, Err(Error::Conflict { message, .. }) if message.contains(words))
}

async fn a_report_is_claimed_decided_and_answered_without_a_name(house: House) {
    let (inbox, guild) = (&house.app.services().inbox, house.guild());
    let (reporter, badger) = (member(&house, 0), house.user(1));
    let filed = inbox
        .report(&reporter, filing(&house, 1 << 40, 77, badger))
        .await;
    assert_eq!(filed.unwrap().number, 1);

    let viewer = local(3, "vera", Role::Viewer);
    let hidden = inbox.show(&viewer, guild, 1).await.unwrap();
    let shown = inbox.show(&mona(), guild, 1).await.unwrap();
    assert_eq!(hidden.evidence[0].text, None);
    assert_eq!(shown.evidence[0].text.as_deref(), Some("buy xyzzyplugh"));
    assert_eq!(
        shown.reports[0].words.as_deref(),
        Some("he sells xyzzyplugh")
    );
    assert_eq!(shown.item.target.id, badger);
    for refused in [&viewer, &reporter] {
        let claimed = inbox.claim(refused, guild, 1).await;
        assert!(matches!(claimed, Err(Error::Forbidden { .. })), "{refused}");
    }

    check_member(&house, &reporter, badger, &shown.item).await;

    inbox.claim(&mona(), guild, 1).await.unwrap();
    let olga = local(2, "olga", Role::Moderator);
    let claimed = inbox.claim(&olga, guild, 1).await;
    assert!(is_conflict(&claimed, "mona has it"), "{claimed:?}");
    let decided = inbox
        .resolve(&olga, decide(&house, 1, Resolution::Dismiss))
        .await;
    assert!(is_conflict(&decided, "mona has it"), "{decided:?}");

    let item = inbox
        .resolve(&mona(), decide(&house, 1, warn(&house, badger)))
        .await;
    let item = item.unwrap();
    assert_eq!(
        (item.state, item.decision, item.outcome),
        (ItemState::Resolved, Some(Decision::Acted), Some(1))
    );
    assert_eq!(house.case(1).await.case.kind, Kind::Warn);
    until("the answer", async || {
        inbox.show(&mona(), guild, 1).await.unwrap().reports[0].answer == Answer::Sent
    })
    .await;
    let answer = told(&house, house.user(0));
    assert!(answer.ends_with("looked into it and acted."), "{answer}");
    assert!(!answer.contains("mona"), "{answer}");

    let again = inbox.claim(&olga, guild, 1).await;
    assert!(is_conflict(&again, "it was resolved by mona"), "{again:?}");
    let history = inbox.show(&mona(), guild, 1).await.unwrap().entries;
    let history: Vec<_> = history.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(history, ["reported", "claimed", "acted"]);
    check_audit(&house, &["inbox_reported", "inbox_claimed", "inbox_acted"]).await;
    house.app.app.stop().await;
}

/// What is known of a member names the open item, to those who may see it.
async fn check_member(house: &House, reporter: &Actor, badger: UserId, item: &Item) {
    let (members, guild) = (&house.app.services().members, house.guild());
    let is_known = async || members.show(&mona(), guild, badger).await.is_ok();
    house.app.follow(is_known).await;
    let about = members.show(&mona(), guild, badger).await.unwrap().items;
    assert_eq!(about, std::slice::from_ref(item));
    let hidden = members.show(reporter, guild, badger).await.unwrap();
    assert_eq!(hidden.items, []);
    let others = members.show(&mona(), guild, house.user(0)).await.unwrap();
    assert_eq!(others.items, [], "who reported is not told of");
}

/// Each change is in the audit log, and its chain is whole.
async fn check_audit(house: &House, kinds: &[&str]) {
    let audit = &house.app.services().audit;
    let filter = AuditFilter {
        guild: Some(house.guild()),
        ..AuditFilter::default()
    };
    let log = audit.log(&owner(), &filter, &PageRequest::default()).await;
    let mut log = log.unwrap().items;
    log.retain(|record| record.kind.starts_with("inbox_"));
    log.reverse();
    let found: Vec<_> = log.iter().map(|record| record.kind.as_str()).collect();
    assert_eq!(found, kinds);
    let verified = audit.verify(&owner(), Some(house.guild()), None).await;
    assert_eq!(verified.unwrap()[0].broken, None);
}

async fn reports_of_the_same_join_and_are_limited(house: House) {
    let (inbox, guild) = (&house.app.services().inbox, house.guild());
    let (first, second) = (member(&house, 0), member(&house, 2));
    let badger = house.user(1);
    let file = async |who: &Actor, interaction: u64, message: u64| {
        let filing = filing(&house, interaction << 22, message, badger);
        inbox.report(who, filing).await
    };

    let opened = file(&first, 1, 7).await.unwrap();
    let joined = file(&second, 2, 7).await.unwrap();
    let repeated = file(&second, 2, 7).await.unwrap();
    let again = file(&first, 3, 7).await;

    assert_eq!((opened.number, opened.joined), (1, false));
    assert_eq!((joined.number, joined.joined), (1, true));
    assert_eq!(repeated, joined);
    assert!(
        is_conflict(&again, "you reported this already"),
        "{again:?}"
    );
    let shown = inbox.show(&mona(), guild, 1).await.unwrap();
    assert_eq!((shown.item.reports, shown.evidence.len()), (2, 1));

    for message in 8..12 {
        file(&first, message, message).await.unwrap();
    }
    let sixth = file(&first, 20, 20).await.unwrap_err().to_string();
    assert!(sixth.contains("5 reports within an hour"), "{sixth}");
    let author = member(&house, 1);
    let own = inbox.report(&author, filing(&house, 9 << 40, 30, badger));
    assert!(matches!(own.await, Err(Error::Invalid { .. })));

    // Two of one member are merged by hand; the reporters of both are answered once it is decided.
    let merged = inbox.merge(&mona(), (guild, 2), 1).await.unwrap();
    assert_eq!((merged.number, merged.reports), (1, 3));
    let gone = inbox.show(&mona(), guild, 2).await.unwrap();
    assert_eq!(
        (gone.item.state, gone.item.merged_into, gone.item.reports),
        (ItemState::Merged, Some(1), 0)
    );
    let waiting = ItemFilter {
        guild: Some(guild),
        waiting: true,
        ..ItemFilter::default()
    };
    let page = PageRequest {
        after: None,
        limit: 2,
    };
    let page = inbox.list(&mona(), &waiting, &page).await.unwrap();
    let rest = PageRequest {
        after: page.next,
        limit: 9,
    };
    let rest = inbox.list(&mona(), &waiting, &rest).await.unwrap();
    let numbers: Vec<_> = page
        .items
        .iter()
        .chain(&rest.items)
        .map(|item| item.number)
        .collect();
    assert_eq!(numbers, [5, 4, 3, 1]);
    house.app.app.stop().await;
}

/// What the button under the last direct message to somebody says.
fn button_under_the_last(house: &House, user: UserId) -> serde_json::Value {
    house.app.sim().read(|world| {
        let channel = &world.channels[&world.direct[&Id(user.0)]];
        let message = channel.messages.values().next_back().unwrap();
        message.components[0]["components"][0]["custom_id"].clone()
    })
}

async fn an_appeal_is_of_the_target_once_and_undoes_what_was_done(house: House) {
    let (inbox, guild) = (&house.app.services().inbox, house.guild());
    let target = house.user(0);
    let timeout = ActRequest {
        duration_ms: Some(3_600_000),
        notify: true,
        ..house.request(Kind::Timeout, target)
    };
    let case = house.act(timeout).await.unwrap().case;
    let button = button_under_the_last(&house, target);
    assert_eq!(button, format!("appeal:{guild}:{case}"));

    let of = (guild, case);
    let other = inbox
        .appeal(&member(&house, 1), of, (1 << 40, "please".into()))
        .await;
    assert!(matches!(other, Err(Error::Forbidden { .. })));
    let appeal = inbox
        .appeal(&member(&house, 0), of, (2 << 40, "it was not me".into()))
        .await;
    let number = appeal.unwrap().number;
    let second = inbox
        .appeal(&member(&house, 0), of, (3 << 40, "please".into()))
        .await;
    assert!(is_conflict(&second, "your appeal waits"), "{second:?}");
    let shown = inbox.show(&mona(), guild, number).await.unwrap();
    assert_eq!(
        (shown.item.kind, shown.item.case),
        (ItemKind::Appeal, Some(case))
    );

    let dismissed = inbox
        .resolve(&owner(), decide(&house, number, Resolution::Dismiss))
        .await;
    assert!(matches!(dismissed, Err(Error::Invalid { .. })));
    let grant = Resolution::Grant {
        id: ActionId::random(),
        force: false,
    };
    let item = inbox
        .resolve(&owner(), decide(&house, number, grant))
        .await
        .unwrap();

    let undo = house.case(item.outcome.unwrap()).await.case;
    assert_eq!((undo.kind, undo.undoes), (Kind::Untimeout, Some(case)));
    let until_at = house.app.sim().read(|world| {
        let member = world.member(Id(guild.0), Id(target.0)).unwrap();
        world.member_json(member)["communication_disabled_until"].clone()
    });
    assert_eq!(until_at, serde_json::Value::Null);
    until("the answer", async || {
        told(&house, target).contains("was granted")
    })
    .await;
    let late = inbox
        .appeal(&member(&house, 0), of, (4 << 40, "again".into()))
        .await;
    assert!(matches!(late, Err(Error::Conflict { .. })));
    house.app.app.stop().await;
}

async fn of_many_who_claim_one_gets_it(house: House) {
    let (inbox, guild) = (house.app.services().inbox.clone(), house.guild());
    let filing = filing(&house, 1 << 40, 7, house.user(1));
    inbox.report(&member(&house, 0), filing).await.unwrap();

    let claims = (10..30).map(|uid| {
        let inbox = inbox.clone();
        tokio::spawn(async move {
            let who = local(uid, &format!("mod{uid}"), Role::Helper);
            inbox.claim(&who, guild, 1).await
        })
    });
    let claims = futures::future::join_all(claims).await;

    let (won, lost): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .map(Result::unwrap)
        .partition(Result::is_ok);
    let winner = won[0].as_ref().unwrap().assignee.clone().unwrap();
    let name = emperione_daemon::domain::inbox::name(&winner);
    assert_eq!((won.len(), lost.len()), (1, 19));
    for refused in lost {
        assert!(
            is_conflict(&refused, &format!("{name} has it")),
            "{refused:?}"
        );
    }
    // A moderator takes it over; a helper cannot, and the first has lost it.
    let taken = inbox.assign(&mona(), (guild, 1), None).await.unwrap();
    assert_eq!(
        taken.assignee,
        Some(emperione_protocol::actions::ActorRef::Local {
            uid: 1,
            name: "mona".into()
        })
    );
    let helper = local(9, "hera", Role::Helper);
    let refused = inbox.assign(&helper, (guild, 1), None).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    let nobody = inbox.assign(&mona(), (guild, 1), Some(house.user(0))).await;
    assert!(matches!(nobody, Err(Error::Invalid { .. })));
    assert_eq!(
        inbox.release(&mona(), guild, 1).await.unwrap().state,
        ItemState::Open
    );
    house.app.app.stop().await;
}

async fn an_erasure_reaches_reports_and_evidence(house: House) {
    let (services, guild) = (house.app.services(), house.guild());
    let (reporter, badger) = (house.user(0), house.user(1));
    let filing = filing(&house, 1 << 40, 7, badger);
    services
        .inbox
        .report(&member(&house, 0), filing)
        .await
        .unwrap();
    let dismissed = decide(&house, 1, Resolution::Dismiss);
    services.inbox.resolve(&mona(), dismissed).await.unwrap();

    let copy = services
        .privacy
        .export(&owner(), (guild, reporter), &PageRequest::default())
        .await;
    let copied = copy.unwrap().items.into_iter().any(|part| {
        let words = Some(format!("he sells {SECRET}"));
        matches!(part, Exported::Report { item: 1, report } if report.words == words)
    });
    assert!(copied);

    services
        .privacy
        .erase(&owner(), guild, badger)
        .await
        .unwrap();
    let shown = services.inbox.show(&mona(), guild, 1).await.unwrap();
    assert_eq!(
        (&shown.evidence[0].text, &shown.reports[0].words),
        (&None, &None)
    );
    assert_eq!(shown.evidence[0].author.name, badger.to_string());
    assert_eq!(shown.item.reason, None);
    assert!(shown.entries.iter().all(|entry| entry.text.is_empty()));
    assert_ne!(shown.reports[0].by.name, reporter.to_string());

    services
        .privacy
        .erase(&owner(), guild, reporter)
        .await
        .unwrap();
    let shown = services.inbox.show(&mona(), guild, 1).await.unwrap();
    assert_eq!(shown.reports[0].by.name, reporter.to_string());
    check_audit(&house, &["inbox_reported", "inbox_dismissed"]).await;
    house.app.app.stop().await;
}

async fn a_decision_that_is_asked_for_twice_acts_once(house: House) {
    let (services, guild) = (house.app.services(), house.guild());
    let badger = house.user(1);
    let filing = filing(&house, 1 << 40, 7, badger);
    services
        .inbox
        .report(&member(&house, 0), filing)
        .await
        .unwrap();
    let stranger = decide(&house, 1, warn(&house, house.user(2)));
    let refused = services.inbox.resolve(&mona(), stranger).await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");

    let request = decide(&house, 1, warn(&house, badger));
    let mona = mona();
    let both = futures::future::join(
        services.inbox.resolve(&mona, request.clone()),
        services.inbox.resolve(&mona, request.clone()),
    );
    let (one, other) = both.await;
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    let later = services.inbox.resolve(&mona, request).await;
    assert!(is_conflict(&later, "it was resolved by mona"), "{later:?}");
    assert_eq!(house.case_kinds().await.len(), 1);
    let shown = services.inbox.show(&mona, guild, 1).await.unwrap();
    assert_eq!(shown.item.outcome, Some(1));
    house.app.app.stop().await;
}

async fn an_answer_that_may_have_been_sent_is_looked_for_first(house: House) {
    const SEND: &str = "POST /channels/{channel}/messages";
    let (services, guild) = (house.app.services(), house.guild());
    let filing = filing(&house, 1 << 40, 7, house.user(1));
    let reporter = member(&house, 0);
    services.inbox.report(&reporter, filing).await.unwrap();
    let dismissed = decide(&house, 1, Resolution::Dismiss);
    services.inbox.resolve(&mona(), dismissed).await.unwrap();
    let answered = async || {
        let shown = services.inbox.show(&mona(), guild, 1).await.unwrap();
        shown.reports[0].answer == Answer::Sent
    };
    until("the answer", answered).await;
    let sent = house.calls(SEND);

    // As after a kill between the call and its note.
    let mut tx = house.app.parts().db.write().await.unwrap();
    let rows = store::inbox::reports(&mut tx, guild, 1).await.unwrap();
    store::inbox::set_answer(&mut tx, &rows[0], Answer::Sending)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let other = self::filing(&house, 2 << 40, 8, house.user(1));
    services.inbox.report(&reporter, other).await.unwrap();
    let dismissed = decide(&house, 2, Resolution::Dismiss);
    services.inbox.resolve(&mona(), dismissed).await.unwrap();
    until("the note", answered).await;
    until("the other answer", async || house.calls(SEND) == sent + 1).await;
    assert_eq!(house.messages_to(house.user(0)), 2);
    house.app.app.stop().await;
}

//! Those who were banned appeal by the signed link under the message that tells them.

use std::collections::HashMap;

use emperione_daemon::config::Config;
use emperione_daemon::services::inbox::{AppealStanding, Filed};
use emperione_daemon::services::{Error, Result};
use emperione_protocol::actions::{ActRequest, ActorRef, Kind};
use emperione_protocol::inbox::{Decision, ItemKind, Resolution, ResolveRequest};
use emperione_protocol::notices::Notice;
use emperione_protocol::{ActionId, UserId};
use emperione_sim::{Id, Options};
use pretty_assertions::assert_eq;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

const ADDRESS: &str = "https://appeals.example.org/emp/";

each_house!(
    a_banned_person_appeals_once_and_reads_the_decision_under_the_link,
    what_the_form_shows_is_text_and_what_is_sent_is_bounded,
    a_link_that_is_not_ours_leads_nowhere,
    a_ban_that_was_lifted_is_not_appealed_against,
    an_appeal_against_a_ban_that_has_ended_is_granted_without_an_act,
);

async fn house(url: Option<String>) -> House {
    let change = |config: &mut Config| {
        config.database.url = url;
        config.inbox.appeal_url = Some(ADDRESS.into());
    };
    House::of(TestApp::simulated_with(Options::default(), change).await).await
}

/// The button under the last direct message to somebody, if it opens a page: its address.
fn link_of(house: &House, user: UserId) -> Option<String> {
    house.app.sim().read(|world| {
        let channel = world.direct.get(&Id(user.0))?;
        let last = world.channels[channel].messages.values().next_back()?;
        let button = &last.components[0]["components"][0];
        assert_eq!(button["style"], 5);
        button["url"].as_str().map(Into::into)
    })
}

/// Bans somebody who is told, and gives the case and what stands behind the address of the form.
async fn ban(house: &House, user: UserId, reason: &str) -> (u64, String) {
    let request = ActRequest {
        notify: true,
        reason: Some(reason.into()),
        ..house.request(Kind::Ban, user)
    };
    let case = house.act(request).await.unwrap().case;
    let link = link_of(house, user).unwrap();
    let signed = link.strip_prefix("https://appeals.example.org/emp/appeal/");
    (case, signed.unwrap().to_owned())
}

async fn appeal(house: &House, signed: &str, words: &str) -> Result<Filed> {
    let inbox = &house.app.services().inbox;
    inbox.appeal_by_link(signed, words.into()).await
}

async fn standing(house: &House, signed: &str) -> AppealStanding {
    let read = house.app.services().inbox.read_appeal(signed).await;
    read.unwrap().standing
}

/// One who follows no redirection.
fn browser() -> Client {
    Client::builder().redirect(Policy::none()).build().unwrap()
}

async fn open(house: &House, signed: &str) -> Response {
    let url = house.app.url(&format!("/appeal/{signed}"));
    browser().get(url).send().await.unwrap()
}

async fn send(house: &House, signed: &str, words: &str) -> Response {
    let url = house.app.url(&format!("/appeal/{signed}"));
    let body = format!("words={words}");
    let form = browser().post(url).body(body);
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    form.send().await.unwrap()
}

fn conflict(result: Result<Filed>) -> String {
    match result {
        Err(Error::Conflict { message, .. }) => message,
        other => panic!("{other:?}"),
    }
}

async fn a_banned_person_appeals_once_and_reads_the_decision_under_the_link(house: House) {
    let (inbox, guild, badger) = (&house.app.services().inbox, house.guild(), house.user(0));
    let (case, signed) = ban(&house, badger, "spam").await;
    assert_eq!(standing(&house, &signed).await, AppealStanding::Open);

    let sent = send(&house, &signed, "it+was+my+brother+%3A%28").await;
    assert_eq!(sent.status(), 303);
    assert_eq!(sent.headers()["location"], signed.as_str());
    assert_eq!(sent.headers()["cache-control"], "no-store");

    let item = inbox.show(&owner(), guild, 1).await.unwrap();
    assert_eq!(
        (item.item.kind, item.item.case, item.item.target.id),
        (ItemKind::Appeal, Some(case), badger)
    );
    assert_eq!(
        item.reports[0].words.as_deref(),
        Some("it was my brother :(")
    );
    let ActorRef::User { user } = &item.entries[0].actor else {
        panic!("{:?}", item.entries);
    };
    let known = &item.reports[0].by;
    assert_eq!((user.id, &user.name), (badger, &known.name));
    assert_ne!(user.name, badger.to_string());
    assert_eq!(standing(&house, &signed).await, AppealStanding::Waiting);
    let again = appeal(&house, &signed, "please").await;
    assert_eq!(conflict(again), "your appeal waits for a moderator");

    let grant = ResolveRequest {
        guild,
        number: 1,
        resolution: Resolution::Grant {
            id: ActionId::random(),
            force: false,
        },
        reason: None,
        tell: Some("welcome back".into()),
    };
    inbox.resolve(&owner(), grant).await.unwrap();
    until("the end of the ban", async || !house.is_banned(badger)).await;

    let item = inbox.show(&owner(), guild, 1).await.unwrap().item;
    assert_eq!(item.decision, Some(Decision::Granted));
    let page = open(&house, &signed).await.text().await.unwrap();
    assert!(page.contains("Your appeal was granted"), "{page}");
    assert!(page.contains("welcome back"), "{page}");
    let again = appeal(&house, &signed, "please").await;
    assert_eq!(conflict(again), "your appeal was decided already");
}

async fn what_the_form_shows_is_text_and_what_is_sent_is_bounded(house: House) {
    let reason = "<script>alert(1)</script> & \"you\"";
    let (_, signed) = ban(&house, house.user(0), reason).await;

    let opened = open(&house, &signed).await;
    assert_eq!(opened.status(), 200);
    let headers: HashMap<_, _> = [
        "content-security-policy",
        "referrer-policy",
        "cache-control",
        "x-content-type-options",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
    ]
    .map(|name| (name, opened.headers()[name].to_str().unwrap().to_owned()))
    .into();
    assert!(headers["content-security-policy"].contains("default-src 'none'"));
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
    assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
    let page = opened.text().await.unwrap();
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
    let style = reqwest::get(house.app.url("/appeal/style.css"))
        .await
        .unwrap();
    assert_eq!(style.headers()["content-type"], "text/css");
    assert_eq!(style.headers()["cache-control"], "max-age=3600");
    assert_eq!(style.headers()["x-content-type-options"], "nosniff");

    let empty = send(&house, &signed, "+%0A").await;
    assert_eq!(empty.status(), 422);
    let page = empty.text().await.unwrap();
    assert!(page.contains("say why the ban should end"), "{page}");
    let large = send(&house, &signed, &"x".repeat(20_000)).await;
    assert_eq!(large.status(), 422);
    assert_eq!(standing(&house, &signed).await, AppealStanding::Open);

    let long = send(&house, &signed, &"x".repeat(9_000)).await;
    assert_eq!(long.status(), 303);
    let inbox = &house.app.services().inbox;
    let item = inbox.show(&owner(), house.guild(), 1).await.unwrap();
    assert_eq!(item.reports[0].words.as_ref().unwrap().len(), 1_000);
}

async fn a_link_that_is_not_ours_leads_nowhere(house: House) {
    let (_, signed) = ban(&house, house.user(0), "spam").await;
    let (_, other) = ban(&house, house.user(1), "spam").await;
    let crossed = format!("{}{}", &other[..32], &signed[32..]);
    let odd = &signed[..signed.len() - 1];

    for link in [&crossed, odd, "7", "%00", &signed.to_uppercase()[..20]] {
        let opened = open(&house, link).await;
        assert_eq!(opened.status(), 403, "{link}");
        let page = opened.text().await.unwrap();
        assert!(
            page.contains("the link is not complete, or not ours"),
            "{page}"
        );
        assert_eq!(send(&house, link, "please").await.status(), 403, "{link}");
    }
    assert_eq!(standing(&house, &signed).await, AppealStanding::Open);
}

async fn a_ban_that_was_lifted_is_not_appealed_against(house: House) {
    let badger = house.user(0);
    let (_, signed) = ban(&house, badger, "spam").await;
    let unban = house.request(Kind::Unban, badger);
    house.act(unban).await.unwrap();
    until("the end of the case", async || {
        standing(&house, &signed).await == AppealStanding::Over
    })
    .await;

    let refused = conflict(appeal(&house, &signed, "please").await);
    assert!(refused.contains("is not in force"), "{refused}");
    let page = open(&house, &signed).await.text().await.unwrap();
    assert!(page.contains("The ban is not in force"), "{page}");
    assert!(!page.contains("<form"), "{page}");
}

async fn an_appeal_against_a_ban_that_has_ended_is_granted_without_an_act(house: House) {
    let (inbox, guild, badger) = (&house.app.services().inbox, house.guild(), house.user(0));
    let (case, signed) = ban(&house, badger, "spam").await;
    appeal(&house, &signed, "please").await.unwrap();
    let unban = house.request(Kind::Unban, badger);
    house.act(unban).await.unwrap();
    let grant = ResolveRequest {
        guild,
        number: 1,
        resolution: Resolution::Grant {
            id: ActionId::random(),
            force: false,
        },
        reason: None,
        tell: None,
    };

    let item = inbox.resolve(&owner(), grant).await.unwrap();

    assert_eq!(
        (item.decision, item.case, item.outcome),
        (Some(Decision::Granted), Some(case), None)
    );
    assert_eq!(house.case_kinds().await.len(), 2, "the ban and its end");
    let page = open(&house, &signed).await.text().await.unwrap();
    assert!(page.contains("Your appeal was granted"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_address_nobody_is_sent_to_the_form() {
    let house = House::new().await;
    let (guild, badger) = (house.guild(), house.user(0));
    let text = Some("You are banned. To appeal, {appeal}.".into());
    let notice = Notice {
        kind: Kind::Ban,
        text,
    };
    let notices = &house.app.services().notices;
    notices.set(&owner(), guild, notice).await.unwrap();
    let request = ActRequest {
        notify: true,
        ..house.request(Kind::Ban, badger)
    };
    house.act(request).await.unwrap();

    let (told, buttons) = house.app.sim().read(|world| {
        let messages = &world.channels[&world.direct[&Id(badger.0)]].messages;
        let last = messages.values().next_back().unwrap();
        let buttons = last.components.as_array().map_or(0, Vec::len);
        (last.embeds[0]["description"].clone(), buttons)
    });
    assert_eq!(told, "You are banned. To appeal, write to a moderator.");
    assert_eq!(buttons, 0);
}

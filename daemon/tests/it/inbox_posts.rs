//! The inbox in a channel: each item one post with buttons, which follows what becomes of it, on both databases.

use std::time::Duration;

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::inbox::{Filing, Snapshot, Subject};
use emperione_daemon::store::cases;
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Decision, Item, ItemState, Resolution, ResolveRequest};
use emperione_protocol::system::Level;
use emperione_protocol::{ChannelId, MessageId, Timestamp};
use emperione_sim::world::channels::Channel;
use emperione_sim::world::messages::NewMessage;
use emperione_sim::{Id, Options, Server, Sim, What};
use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

/// Nowhere but in what was written.
const SECRET: &str = "xyzzyplugh";

each_house!(
    an_item_is_one_post_that_follows_it,
    a_moderator_decides_by_the_buttons,
    a_moderator_merges_deletes_and_kicks_by_the_buttons,
    an_appeal_is_granted_anyway_by_a_button_under_the_refusal,
    a_button_acts_with_the_rights_of_who_presses_it,
    one_who_decides_twice_at_once_acts_once,
    a_post_survives_what_discord_does_to_it,
);

async fn house(url: Option<String>) -> House {
    let options = Options {
        speed: 60.0,
        ..Options::default()
    };
    let server = Server::start(options).await.unwrap();
    let places = &server.sim().places;
    let (guild, log) = (places.guild, places.log);
    let change = |config: &mut Config| {
        config.database.url = url;
        let channels = &mut config.inbox.channels;
        channels.insert(guild.0.to_string(), ChannelId(log.0));
    };
    House::of(TestApp::simulated_on(server, change).await).await
}

fn mona() -> Actor {
    Actor::Local {
        uid: 1,
        name: "mona".into(),
        user: None,
        role: Role::Moderator,
    }
}

/// A user as a report names them.
fn named(house: &House, index: usize, name: &str) -> UserRef {
    UserRef {
        id: house.user(index),
        name: name.into(),
        display_name: None,
    }
}

/// Files a report of the user with that index.
async fn file(
    house: &House,
    reporter: usize,
    interaction: u64,
    (subject, words): (Subject, Option<String>),
) -> u64 {
    let filing = Filing {
        guild: house.guild(),
        interaction,
        subject,
        words,
    };
    let reporter = Actor::User {
        id: house.user(reporter),
    };
    let inbox = &house.app.services().inbox;
    inbox.report(&reporter, filing).await.unwrap().number
}

/// A member reports what another one wrote.
async fn report(house: &House, reporter: usize, interaction: u64) -> u64 {
    let snapshot = Snapshot {
        channel: ChannelId(house.app.sim().places.general.0),
        message: MessageId(77 << 22),
        author: named(house, 1, "bob_stone"),
        text: format!("buy {SECRET}"),
        attachments: 0,
    };
    let words = format!("he sells {SECRET}");
    let about = (Subject::Message(snapshot), Some(words));
    file(house, reporter, interaction, about).await
}

/// The posts in the inbox channel, as Discord shows them.
fn posts(sim: &Sim) -> Vec<Value> {
    let log = sim.places.log;
    sim.read(|world| {
        let channel = world.channels.get(&log);
        let messages = channel.into_iter().flat_map(|it| it.messages.values());
        messages
            .filter(|message| message.only_for.is_none())
            .map(|message| world.message_json(message, world.bot))
            .collect()
    })
}

fn title(post: &Value) -> String {
    post["embeds"][0]["title"]
        .as_str()
        .unwrap_or_default()
        .into()
}

/// Waits for a post with this title.
async fn shows(house: &House, wanted: &str) -> Value {
    let sim = house.app.sim();
    let find = || posts(sim).into_iter().find(|post| title(post) == wanted);
    until(wanted, async || find().is_some()).await;
    find().unwrap()
}

/// What the buttons of a post say, and their ids.
fn buttons(post: &Value) -> Vec<(String, String)> {
    let rows = post["components"].as_array().cloned().unwrap_or_default();
    let all = rows
        .iter()
        .flat_map(|row| row["components"].as_array().cloned().unwrap_or_default());
    let text = |button: &Value, field: &str| button[field].as_str().unwrap().to_owned();
    all.map(|button| (text(&button, "label"), text(&button, "custom_id")))
        .collect()
}

fn labels(post: &Value) -> Vec<String> {
    buttons(post).into_iter().map(|(label, _)| label).collect()
}

/// Presses a button of a post.
fn press(house: &House, user: Id, post: &Value, label: &str) -> Id {
    let all = buttons(post);
    let (_, id) = all.iter().find(|(says, _)| says == label).unwrap();
    let message = Id::parse(post["id"].as_str().unwrap()).unwrap();
    press_in(house, user, house.app.sim().places.log, (message, id))
}

fn press_in(house: &House, user: Id, channel: Id, (message, id): (Id, &str)) -> Id {
    let data = json!({ "custom_id": id, "component_type": 2 });
    let sim = house.app.sim();
    sim.act(|world| world.interact(user, 3, channel, data, Some(message)))
}

/// The form that an interaction was answered with.
async fn form(house: &House, interaction: Id) -> Value {
    let sim = house.app.sim();
    let read = || sim.read(|world| world.interactions.0[&interaction].shown.clone());
    until("the form", async || read().is_some()).await;
    read().unwrap()
}

/// Sends a form back.
fn submit(house: &House, user: Id, form: &Value, fields: &[(&str, &str)]) -> Id {
    let row = |(name, value): &(&str, &str)| json!({ "type": 1, "components": [{ "type": 4, "custom_id": name, "value": value }] });
    let rows: Vec<_> = fields.iter().map(row).collect();
    let data = json!({ "custom_id": form["custom_id"], "components": rows });
    let sim = house.app.sim();
    let log = sim.places.log;
    sim.act(|world| world.interact(user, 5, log, data, None))
}

/// What whoever pressed reads, and the message in which.
async fn answer(house: &House, interaction: Id) -> (Id, String) {
    let sim = house.app.sim();
    let read = || {
        sim.read(|world| {
            let known = world.interactions.0.get(&interaction)?;
            let id = known.original?;
            let message = world.channels[&known.channel].messages.get(&id)?;
            let text = Some(message.content.clone()).filter(|text| !text.is_empty());
            assert!(text.is_none() || message.only_for.is_some(), "{text:?}");
            Some((id, text?))
        })
    };
    until("the answer", async || read().is_some()).await;
    read().unwrap()
}

async fn item(house: &House, number: u64) -> Item {
    let inbox = &house.app.services().inbox;
    inbox
        .show(&owner(), house.guild(), number)
        .await
        .unwrap()
        .item
}

async fn an_item_is_one_post_that_follows_it(house: House) {
    let (sim, inbox) = (house.app.sim(), &house.app.services().inbox);
    let number = report(&house, 0, 1 << 40).await;
    let open = shows(&house, "Inbox 1 · report · open").await;
    report(&house, 2, 2 << 40).await;
    let counted = async || {
        let post = shows(&house, "Inbox 1 · report · open").await;
        post["embeds"][0]["description"]
            .to_string()
            .contains("**Reports** 2")
    };
    until("the second report", counted).await;

    inbox.claim(&mona(), house.guild(), number).await.unwrap();
    let claimed = shows(&house, "Inbox 1 · report · claimed").await;
    let resolve = ResolveRequest {
        guild: house.guild(),
        number,
        resolution: Resolution::Dismiss,
        reason: Some(format!("a joke about {SECRET}")),
        tell: None,
    };
    inbox.resolve(&mona(), resolve).await.unwrap();
    let resolved = shows(&house, "Inbox 1 · report · resolved").await;

    let text = open["embeds"][0]["description"].as_str().unwrap();
    let (guild, general) = (sim.places.guild, sim.places.general);
    let link = format!(
        "https://discord.com/channels/{guild}/{general}/{}",
        77_u64 << 22
    );
    assert!(
        text.contains("`bob_stone`") && text.contains(&link),
        "{text}"
    );
    assert_eq!(
        labels(&open),
        [
            "Claim",
            "Merge…",
            "Dismiss…",
            "Delete message…",
            "Warn…",
            "Time out…",
            "Kick…",
            "Ban…"
        ]
    );
    assert_eq!(labels(&claimed)[..2], ["Release", "Take over"]);
    assert_eq!(labels(&resolved), [""; 0]);
    let text = resolved["embeds"][0]["description"].as_str().unwrap();
    assert!(text.contains("**Resolved by** `mona`"), "{text}");
    assert!(text.contains("**Decision** dismissed"), "{text}");
    assert_eq!(open["id"], resolved["id"]);
    assert_eq!(posts(sim).len(), 1);
    for post in [open, claimed, resolved] {
        let text = post.to_string();
        assert!(!text.contains(SECRET) && !text.contains("alice"), "{text}");
        assert_eq!(post["mentions"], json!([]));
    }
    house.app.app.stop().await;
}

async fn a_moderator_decides_by_the_buttons(house: House) {
    let sim = house.app.sim();
    let moderator = sim.places.moderator;
    report(&house, 0, 1 << 40).await;
    let post = shows(&house, "Inbox 1 · report · open").await;

    let claimed = press(&house, moderator, &post, "Claim");
    assert_eq!(answer(&house, claimed).await.1, "Item 1 is yours.");
    let post = shows(&house, "Inbox 1 · report · claimed").await;
    let text = post["embeds"][0]["description"].to_string();
    assert!(text.contains("**Claimed by** `mona_mod`"), "{text}");

    let asked = press(&house, moderator, &post, "Ban…");
    let ban = form(&house, asked).await;
    assert_eq!(ban["title"], "ban bob_stone");
    let sent = submit(&house, moderator, &ban, &[("reason", "spam")]);
    let (message, question) = answer(&house, sent).await;
    assert!(question.starts_with("Ban **bob\\_stone**"), "{question}");
    assert!(question.contains("cannot come back"), "{question}");
    assert!(!house.is_banned(house.user(1)));
    let yes = format!("confirm:yes:{sent}");
    let log = sim.places.log;
    let pressed = press_in(&house, moderator, log, (message, &yes));
    let done = async || answer(&house, pressed).await.1 != question;
    until("the decision", done).await;

    assert_eq!(
        answer(&house, pressed).await.1,
        "Item 1 is resolved: acted (case 1)."
    );
    assert!(house.is_banned(house.user(1)));
    assert_eq!(house.case(1).await.case.reason.as_deref(), Some("spam"));
    let post = shows(&house, "Inbox 1 · report · resolved").await;
    let text = post["embeds"][0]["description"].to_string();
    assert!(text.contains("**Decision** acted (case 1)"), "{text}");
    let timed = time_out(&house, moderator).await;
    assert_eq!(timed, "Item 2 is resolved: acted (case 2).");
    house.app.app.stop().await;
}

/// Another report, decided by a timeout; a length that is none is refused and does nothing.
async fn time_out(house: &House, moderator: Id) -> String {
    let carol = Subject::Member(named(house, 2, "carol"));
    file(house, 0, 9 << 40, (carol, None)).await;
    let post = shows(house, "Inbox 2 · report · open").await;
    let opened = form(house, press(house, moderator, &post, "Time out…")).await;
    let wrong = submit(
        house,
        moderator,
        &opened,
        &[("duration", "soon"), ("reason", "x")],
    );
    let refusal = answer(house, wrong).await.1;
    assert!(refusal.starts_with("duration: "), "{refusal}");
    assert_eq!(item(house, 2).await.state, ItemState::Open);
    let right = submit(
        house,
        moderator,
        &opened,
        &[("duration", "1h"), ("reason", "x")],
    );
    answer(house, right).await.1
}

/// Presses the button under an answer, and gives what is read in its place.
async fn pressed_under(house: &House, user: Id, sent: Id, key: &str) -> String {
    let (message, question) = answer(house, sent).await;
    let log = house.app.sim().places.log;
    let pressed = press_in(house, user, log, (message, key));
    let done = async || answer(house, pressed).await.1 != question;
    until("another answer", done).await;
    answer(house, pressed).await.1
}

async fn a_moderator_merges_deletes_and_kicks_by_the_buttons(house: House) {
    let sim = house.app.sim();
    let (moderator, general) = (sim.places.moderator, sim.places.general);
    let author = Id(house.user(1).0);
    let said = sim.act(|world| world.post(general, author, NewMessage::text("buy")));
    let bob = named(&house, 1, "bob_stone");
    let message = Snapshot {
        channel: ChannelId(general.0),
        message: MessageId(said.0),
        author: bob.clone(),
        text: "buy".into(),
        attachments: 0,
    };
    file(&house, 0, 1 << 40, (Subject::Member(bob.clone()), None)).await;
    file(&house, 2, 2 << 40, (Subject::Message(message), None)).await;

    let first = shows(&house, "Inbox 1 · report · open").await;
    let asked = form(&house, press(&house, moderator, &first, "Merge…")).await;
    let field = &asked["components"][0]["components"][0];
    assert_eq!(field["value"], "2", "the newest other one stands there");
    let wrong = submit(&house, moderator, &asked, &[("number", "two")]);
    assert!(answer(&house, wrong).await.1.starts_with("number: "));
    let sent = submit(&house, moderator, &asked, &[("number", "#2")]);
    assert_eq!(
        answer(&house, sent).await.1,
        "Item 2 has the reports of item 1 too."
    );
    assert_eq!(item(&house, 1).await.merged_into, Some(2));

    let second = shows(&house, "Inbox 2 · report · open").await;
    let asked = form(&house, press(&house, moderator, &second, "Delete message…")).await;
    let sent = submit(&house, moderator, &asked, &[("reason", "spam")]);
    assert_eq!(
        answer(&house, sent).await.1,
        "Item 2 is resolved: acted (case 1)."
    );
    let gone = sim.read(|world| !world.channels[&general].messages.contains_key(&said));
    assert!(gone, "the message is deleted");

    file(&house, 0, 3 << 40, (Subject::Member(bob), None)).await;
    let third = shows(&house, "Inbox 3 · report · open").await;
    assert!(!labels(&third).contains(&"Delete message…".to_owned()));
    let asked = form(&house, press(&house, moderator, &third, "Kick…")).await;
    let sent = submit(&house, moderator, &asked, &[("reason", "spam")]);
    let question = answer(&house, sent).await.1;
    assert!(question.starts_with("Kick **bob\\_stone**"), "{question}");
    let yes = format!("confirm:yes:{sent}");
    let told = pressed_under(&house, moderator, sent, &yes).await;
    assert_eq!(told, "Item 3 is resolved: acted (case 2).");
    house.app.app.stop().await;
}

/// Lets the books know another end of a timeout than Discord has.
async fn another_end(house: &House, number: u64) {
    house.app.caught_up().await;
    let mut tx = house.app.parts().db.write().await.unwrap();
    let case = cases::find(&mut tx, house.guild(), number).await.unwrap();
    let case = case.unwrap();
    let until = Timestamp(case.until.unwrap().0 + 86_400_000);
    cases::set_until(&mut tx, &case, Some(until)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn an_appeal_is_granted_anyway_by_a_button_under_the_refusal(house: House) {
    let sim = house.app.sim();
    let (moderator, appellant) = (sim.places.moderator, house.user(1));
    let mut timeout = house.request(Kind::Timeout, appellant);
    timeout.duration_ms = Some(3_600_000);
    let case = house.act(timeout).await.unwrap().case;
    let inbox = &house.app.services().inbox;
    let words = (5 << 40, "it was not me".to_owned());
    let by = Actor::User { id: appellant };
    inbox
        .appeal(&by, (house.guild(), case), words)
        .await
        .unwrap();
    another_end(&house, case).await;

    let post = shows(&house, "Inbox 1 · appeal · open").await;
    assert_eq!(labels(&post), ["Claim", "Grant…", "Deny…"]);
    let asked = form(&house, press(&house, moderator, &post, "Grant…")).await;
    let sent = submit(&house, moderator, &asked, &[("reason", "")]);
    let (refusal, told) = answer(&house, sent).await;
    assert!(told.contains("changed since"), "{told}");
    let anyway = format!("item:grant-anyway:{}:1", house.guild());
    let shown = sim.read(|world| {
        let known = &world.interactions.0[&sent];
        let message = &world.channels[&known.channel].messages[&refusal];
        message.components[0]["components"][0].clone()
    });
    assert_eq!(shown["custom_id"], anyway.as_str());
    assert_eq!(shown["label"], "Grant anyway…");
    let pressed = press_in(&house, moderator, sim.places.log, (refusal, &anyway));
    let asked = form(&house, pressed).await;
    let sent = submit(&house, moderator, &asked, &[("reason", "")]);

    let told = answer(&house, sent).await.1;
    assert!(
        told.starts_with("Item 1 is resolved: granted (case "),
        "{told}"
    );
    let until = sim.read(|world| {
        let member = world.member(sim.places.guild, Id(appellant.0));
        member.unwrap().timed_out_until
    });
    assert_eq!(until, None);
    house.app.app.stop().await;
}

async fn a_button_acts_with_the_rights_of_who_presses_it(house: House) {
    let sim = house.app.sim();
    let (moderator, stranger) = (sim.places.moderator, sim.places.users[3]);
    report(&house, 0, 1 << 40).await;
    let post = shows(&house, "Inbox 1 · report · open").await;

    for label in ["Claim", "Warn…", "Ban…"] {
        let pressed = press(&house, stranger, &post, label);
        let refusal = answer(&house, pressed).await.1;
        assert_eq!(refusal, "only moderators see cases", "{label}");
    }
    let forged = format!("item:claim:{}:1", house.guild());
    let message = Id::parse(post["id"].as_str().unwrap()).unwrap();
    let pressed = press_in(&house, stranger, sim.places.log, (message, &forged));
    assert_eq!(answer(&house, pressed).await.1, "only moderators see cases");
    assert_eq!(item(&house, 1).await.state, ItemState::Open);

    // A moderator who loses the right between the form and its answer does nothing.
    let ban = form(&house, press(&house, moderator, &post, "Ban…")).await;
    let rights = sim.read(|world| {
        let guild = &world.guilds[&sim.places.guild];
        guild.roles[&sim.places.moderators].permissions
    });
    let less = rights & !emperione_sim::world::permissions::BAN_MEMBERS;
    sim.act(|world| world.set_role_permissions(sim.places.guild, sim.places.moderators, less));
    house.app.caught_up().await;
    let sent = submit(&house, moderator, &ban, &[("reason", "spam")]);
    let refusal = answer(&house, sent).await.1;
    assert!(refusal.contains("BAN_MEMBERS"), "{refusal}");
    assert!(!house.is_banned(house.user(1)));

    // Another one has it by then.
    let inbox = &house.app.services().inbox;
    inbox.claim(&mona(), house.guild(), 1).await.unwrap();
    let pressed = press(&house, moderator, &post, "Claim");
    let refusal = answer(&house, pressed).await.1;
    assert_eq!(refusal, "item 1 of the inbox: mona has it");
    house.app.app.stop().await;
}

async fn one_who_decides_twice_at_once_acts_once(house: House) {
    let inbox = &house.app.services().inbox;
    for round in 1..=6_u64 {
        // Nobody reports more than five times an hour.
        let reporter = [0, 2][usize::try_from(round % 2).unwrap()];
        let bob = Subject::Member(named(&house, 1, "bob_stone"));
        let number = file(&house, reporter, round << 30, (bob, None)).await;
        let decide = || {
            let mut act = ActRequest::new(house.guild(), Kind::Warn, house.user(1));
            act.reason = Some("spam".into());
            ResolveRequest {
                guild: house.guild(),
                number,
                resolution: Resolution::Act(Box::new(act)),
                reason: None,
                tell: None,
            }
        };
        let who = mona();
        let (one, two, three) = tokio::join!(
            inbox.resolve(&who, decide()),
            inbox.resolve(&who, decide()),
            inbox.resolve(&who, decide()),
        );

        let mut decided = 0;
        for answer in [one, two, three] {
            match answer {
                Ok(item) => {
                    decided += 1;
                    assert_eq!(item.decision, Some(Decision::Acted));
                    assert_eq!(item.outcome, Some(round), "one case for each item");
                }
                // Whoever comes when all is done finds it decided.
                Err(error) => assert!(error.to_string().ends_with("it was resolved by mona")),
            }
        }
        assert!(decided >= 1);
    }
    assert_eq!(house.case_kinds().await.len(), 6);
    house.app.app.stop().await;
}

async fn a_post_survives_what_discord_does_to_it(house: House) {
    let sim = house.app.sim();
    let log = sim.places.log;
    let route = format!("POST /api/v10/channels/{log}/messages");
    sim.faults.on(&route, 1, What::AnswerLost);
    report(&house, 0, 1 << 40).await;
    let post = shows(&house, "Inbox 1 · report · open").await;
    let inbox = &house.app.services().inbox;
    inbox.claim(&mona(), house.guild(), 1).await.unwrap();
    let claimed = shows(&house, "Inbox 1 · report · claimed").await;
    assert_eq!((&post["id"], posts(sim).len()), (&claimed["id"], 1));

    // Somebody deletes it: it comes again.
    let message = Id::parse(post["id"].as_str().unwrap()).unwrap();
    sim.act(|world| world.delete_message(sim.places.owner, log, message, None));
    inbox.release(&mona(), house.guild(), 1).await.unwrap();
    let anew = shows(&house, "Inbox 1 · report · open").await;
    assert_ne!(anew["id"], post["id"]);

    // The channel is gone: a problem until it is back.
    let deleted: Channel = sim.act(|world| world.channels.remove(&log)).unwrap();
    inbox.claim(&mona(), house.guild(), 1).await.unwrap();
    let problems = async || {
        let status = house.app.services().system.status(&owner()).await;
        status.unwrap().problems
    };
    let is_told = async || {
        let problems = problems().await;
        problems
            .iter()
            .any(|words| words.starts_with("inbox channel"))
    };
    until("the problem", is_told).await;
    sim.act(|world| world.channels.insert(log, deleted));
    shows(&house, "Inbox 1 · report · claimed").await;
    until("the end of the problem", async || {
        problems().await.is_empty()
    })
    .await;
    let findings = house.app.services().system.doctor(&owner()).await.unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding.name == "inbox_channels")
        .unwrap();
    assert_eq!(finding.level, Level::Ok, "{finding:?}");
    tokio::time::sleep(Duration::from_millis(10)).await;
    house.app.app.stop().await;
}

//! The inbox in a channel: each item one post with buttons, which follows what becomes of it, on both databases.

use std::time::Duration;

use emperione_daemon::config::Config;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::services::inbox::{Filing, Snapshot, Subject};
use emperione_protocol::actions::{ActRequest, Kind};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Decision, Item, ItemState, Resolution, ResolveRequest};
use emperione_protocol::system::Level;
use emperione_protocol::{ChannelId, MessageId};
use emperione_sim::world::channels::Channel;
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

/// A member reports what another one wrote.
async fn report(house: &House, reporter: usize, interaction: u64) -> u64 {
    let author = UserRef {
        id: house.user(1),
        name: "bob_stone".into(),
        display_name: None,
    };
    let snapshot = Snapshot {
        channel: ChannelId(house.app.sim().places.general.0),
        message: MessageId(77 << 22),
        author,
        text: format!("buy {SECRET}"),
        attachments: 0,
    };
    let filing = Filing {
        guild: house.guild(),
        interaction,
        subject: Subject::Message(snapshot),
        words: Some(format!("he sells {SECRET}")),
    };
    let reporter = Actor::User {
        id: house.user(reporter),
    };
    let inbox = &house.app.services().inbox;
    inbox.report(&reporter, filing).await.unwrap().number
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
        ["Claim", "Dismiss…", "Warn…", "Time out…", "Ban…"]
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
    assert!(question.starts_with("Ban **bob_stone**"), "{question}");
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
    let filing = Filing {
        guild: house.guild(),
        interaction: 9 << 40,
        subject: Subject::Member(UserRef {
            id: house.user(2),
            name: "carol".into(),
            display_name: None,
        }),
        words: None,
    };
    let reporter = Actor::User { id: house.user(0) };
    let inbox = &house.app.services().inbox;
    inbox.report(&reporter, filing).await.unwrap();
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
        let number = {
            let filing = Filing {
                guild: house.guild(),
                interaction: round << 30,
                subject: Subject::Member(UserRef {
                    id: house.user(1),
                    name: "bob_stone".into(),
                    display_name: None,
                }),
                words: None,
            };
            // Nobody reports more than five times an hour.
            let reporter = [0, 2][usize::try_from(round % 2).unwrap()];
            let reporter = Actor::User {
                id: house.user(reporter),
            };
            inbox.report(&reporter, filing).await.unwrap().number
        };
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

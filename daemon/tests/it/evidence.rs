//! Evidence of cases: what is kept, by which door it comes, how it outlives the message, and how it ends.

use emperione_daemon::config::Config;
use std::time::Duration;

use emperione_daemon::clock::Clock;
use emperione_daemon::domain::actor::{Actor, Role};
use emperione_daemon::domain::cases::chain::write_hex;
use emperione_daemon::services::Error;
use emperione_daemon::services::inbox::{Filing, Snapshot, Subject};
use emperione_protocol::actions::{ActRequest, Kind, State};
use emperione_protocol::batches::{Act, Aim, BatchRequest};
use emperione_protocol::cases::{CaseDetail, CaseFilter};
use emperione_protocol::evidence::{AddRequest, FileRequest, Piece, PieceState};
use emperione_protocol::guilds::UserRef;
use emperione_protocol::inbox::{Resolution, ResolveRequest};
use emperione_protocol::privacy::Exported;
use emperione_protocol::{
    BatchId, ChannelId, Flatten, GuildId, MessageId, PageRequest, Timestamp, UserId,
};
use emperione_sim::world::NewMessage;
use emperione_sim::{Id, Options, Server, What};
use pretty_assertions::assert_eq;
use tarpc::context;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;
use crate::common::process::Daemon;
use crate::killed::agrees;

/// Nowhere but in what is erased.
const SECRET: &str = "xyzzyplugh";
/// What the simulator's people said before.
const FIRST: &str = "welcome aboard";
const PICTURE: &[u8] = b"\x89PNG not really";

each_house!(
    an_act_keeps_the_message_with_what_was_said_around_it,
    evidence_outlives_the_message_and_the_retention_of_texts,
    what_cannot_be_kept_is_written_into_the_case,
    what_is_no_evidence_is_refused_and_changes_nothing,
    evidence_of_a_report_goes_into_the_case,
    an_erasure_reaches_evidence_and_the_chain_says_so,
    a_batch_keeps_evidence_for_each_and_not_for_a_crowd,
    cases_are_found_by_their_evidence_and_batch,
);

async fn house(url: Option<String>) -> House {
    let change = |config: &mut Config| {
        config.database.url = url;
        config.evidence.context = 2;
        config.evidence.largest_attachment = 64;
    };
    House::of(TestApp::simulated_with(Options::default(), change).await).await
}

fn local(role: Role) -> Actor {
    Actor::Local {
        uid: 3,
        name: "vera".into(),
        user: None,
        role,
    }
}

impl House {
    fn general(&self) -> Id {
        self.app.sim().places.general
    }

    /// Somebody writes; gives the message.
    fn says(&self, who: UserId, text: &str) -> MessageId {
        self.posts(who, NewMessage::text(text))
    }

    fn posts(&self, who: UserId, new: NewMessage) -> MessageId {
        let channel = self.general();
        let id = self
            .app
            .sim()
            .act(|world| world.post(channel, Id(who.0), new));
        MessageId(id.0)
    }

    fn link(&self, message: MessageId) -> String {
        let (guild, channel) = (self.guild(), self.general());
        format!("https://discord.com/channels/{guild}/{channel}/{message}")
    }

    fn warns(&self, target: UserId, evidence: &[String]) -> ActRequest {
        ActRequest {
            evidence: evidence.to_vec(),
            ..self.request(Kind::Warn, target)
        }
    }

    async fn pieces(&self, case: u64) -> Vec<Piece> {
        let evidence = &self.app.services().evidence;
        evidence.list(&owner(), self.guild(), case).await.unwrap()
    }

    async fn gathered(&self, case: u64) -> Vec<Piece> {
        let is_wanted = |piece: &Piece| piece.state == PieceState::Wanted;
        until("the evidence", async || {
            !self.pieces(case).await.iter().any(is_wanted)
        })
        .await;
        self.pieces(case).await
    }

    async fn add(&self, case: u64, evidence: &[String]) -> Result<Vec<Piece>, Error> {
        let request = AddRequest {
            guild: self.guild(),
            case,
            evidence: evidence.to_vec(),
        };
        self.app.services().evidence.add(&owner(), &request).await
    }

    /// The chain is whole.
    async fn verifies(&self) -> u64 {
        let audit = &self.app.services().audit;
        let verified = audit.verify(&owner(), Some(self.guild()), None).await;
        let verified = verified.unwrap().remove(0);
        assert_eq!(verified.broken, None);
        verified.evidence_erased
    }
}

fn texts(piece: &Piece) -> Vec<(&str, bool)> {
    let quotes = piece.quotes.iter();
    quotes
        .map(|quote| (quote.text.as_deref().unwrap_or("-"), quote.subject))
        .collect()
}

fn kinds(case: &CaseDetail) -> Vec<&str> {
    case.entries
        .iter()
        .map(|entry| entry.kind.as_str())
        .collect()
}

async fn an_act_keeps_the_message_with_what_was_said_around_it(house: House) {
    let (badger, ann) = (house.user(1), house.user(0));
    for text in ["one", "two", "three"] {
        house.says(ann, text);
    }
    let spam = NewMessage {
        files: vec![
            ("cat.png".into(), PICTURE.to_vec()),
            ("large.bin".into(), vec![7; 65]),
        ],
        ..NewMessage::text(SECRET)
    };
    let spam = house.posts(badger, spam);
    for text in ["four", "five", "six"] {
        house.says(ann, text);
    }

    let evidence = [house.link(spam), "https://example.org/a?b=c".into()];
    let request = house.warns(badger, &evidence);
    house.act(request).await.unwrap();

    let pieces = house.gathered(1).await;
    assert_eq!(
        texts(&pieces[0]),
        [
            ("two", false),
            ("three", false),
            (SECRET, true),
            ("four", false),
            ("five", false)
        ]
    );
    assert_eq!((pieces[0].state, &pieces[0].why), (PieceState::Kept, &None));
    assert_eq!(pieces[0].quotes[2].author.id, badger);
    assert_eq!(pieces[1].link.as_deref(), Some("https://example.org/a?b=c"));
    let files = &pieces[0].quotes[2].files;
    assert_eq!(
        (files[0].name.as_deref(), files[0].size, files[0].kept),
        (Some("cat.png"), PICTURE.len() as u64, false)
    );
    let hash = ring::digest::digest(&ring::digest::SHA256, PICTURE);
    assert_eq!(files[0].sha256, Some(write_hex(hash.as_ref())));
    assert_eq!(files[1].sha256, None);
    assert_eq!(files[1].why.as_deref(), Some("it is larger than is read"));
    let case = house.case(1).await;
    assert_eq!(case.evidence, pieces);
    assert_eq!(case.case.evidence, 2);
    let found = kinds(&case);
    let at = |kind| found.iter().position(|known| *known == kind);
    assert!(at("pending") < at("evidence"), "{found:?}");
    assert!(at("evidence") < at("evidence_kept"), "{found:?}");
    house.verifies().await;

    let viewer = local(Role::Viewer);
    let evidence = &house.app.services().evidence;
    let hidden = evidence.list(&viewer, house.guild(), 1).await.unwrap();
    let shown = serde_json::to_string(&hidden).unwrap();
    assert!(!shown.contains(SECRET) && !shown.contains("cat.png") && !shown.contains("example"));
    house.app.app.stop().await;
}

async fn evidence_outlives_the_message_and_the_retention_of_texts(house: House) {
    let badger = house.user(1);
    let spam = house.says(badger, SECRET);
    house.app.caught_up().await;
    let request = ActRequest {
        delete_message_seconds: Some(3_600),
        evidence: vec![spam.to_string()],
        ..house.request(Kind::Ban, badger)
    };
    let action = house.act(request).await.unwrap();
    assert_eq!(action.state, State::Applied);
    let guild = house.app.sim().places.guild;
    let channel = house.general();
    house.app.sim().act(|world| {
        world.delete_message(world.bot, channel, Id(spam.0), None);
        assert!(world.guilds.contains_key(&guild));
    });

    let mut tx = house.app.parts().db.write().await.unwrap();
    let forgotten = emperione_daemon::store::messages::forget_texts(
        &mut tx,
        house.guild(),
        MessageId(u64::MAX >> 1),
    );
    forgotten.await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        texts(&house.gathered(1).await[0]).last(),
        Some(&(SECRET, true))
    );

    // One that is gone from Discord, but not from our store, is kept from there.
    let gone = house.says(house.user(2), "gone soon");
    house.app.caught_up().await;
    house
        .app
        .sim()
        .act(|world| world.delete_message(world.bot, channel, Id(gone.0), None));
    let pieces = house.add(1, &[house.link(gone)]).await.unwrap();
    assert_eq!(texts(&pieces[1]).last(), Some(&("gone soon", true)));
    assert_eq!(
        pieces[1].why.as_deref(),
        Some("it is no longer there in Discord")
    );
    house.verifies().await;
    house.app.app.stop().await;
}

async fn what_cannot_be_kept_is_written_into_the_case(house: House) {
    let badger = house.user(1);
    let never = MessageId(house.says(badger, "hello").0 + 1);
    let route = format!("/channels/{}/messages", house.general());
    let refused = What::Status { status: 403 };
    house
        .app
        .sim()
        .faults
        .on(&format!("GET /api/v10{route}"), 9, refused);

    let request = house.warns(badger, &[house.link(never)]);
    let action = house.act(request).await.unwrap();

    assert!(matches!(action.state, State::Applied | State::Verified));
    let pieces = house.gathered(1).await;
    assert_eq!(pieces[0].state, PieceState::Missing);
    assert!(
        pieces[0]
            .why
            .as_deref()
            .unwrap()
            .contains("Missing Permissions"),
        "{pieces:?}"
    );
    let case = house.case(1).await;
    let entry = case
        .entries
        .iter()
        .find(|entry| entry.kind == "evidence_missing");
    assert!(
        entry.unwrap().text.contains("Missing Permissions"),
        "{case:?}"
    );
    house.app.app.stop().await;
}

async fn what_is_no_evidence_is_refused_and_changes_nothing(house: House) {
    let badger = house.user(1);
    let elsewhere = "https://discord.com/channels/1/2/3".to_owned();
    let unknown = format!("https://discord.com/channels/{}/2/3", house.guild());
    for (evidence, words) in [
        (vec!["spam".to_owned()], "no link"),
        (vec![elsewhere], "another server"),
        (vec![unknown], "channel 2 is not known"),
        (vec!["12345".to_owned()], "give its link"),
        (vec!["item:9".to_owned()], "holds no message"),
        (vec!["https://example.org".to_owned(); 11], "more than 10"),
    ] {
        let refused = house.act(house.warns(badger, &evidence)).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(words), "{evidence:?}: {refused}");
    }
    assert!(house.case_kinds().await.is_empty());
    assert!(matches!(
        house.add(1, &["https://example.org".to_owned()]).await,
        Err(Error::NotFound { .. })
    ));
    let request = AddRequest {
        guild: house.guild(),
        case: 1,
        evidence: vec!["https://example.org".into()],
    };
    let evidence = &house.app.services().evidence;
    let refused = evidence.add(&local(Role::Viewer), &request).await;
    assert!(matches!(refused, Err(Error::Forbidden { .. })));
    house.app.app.stop().await;
}

async fn evidence_of_a_report_goes_into_the_case(house: House) {
    let badger = house.user(1);
    house.says(house.user(2), "before");
    let spam = house.says(badger, "edited to be harmless");
    let snapshot = Snapshot {
        channel: ChannelId(house.general().0),
        message: spam,
        author: UserRef {
            id: badger,
            name: "badger".into(),
            display_name: None,
        },
        text: SECRET.into(),
        attachments: 0,
    };
    let filing = Filing {
        guild: house.guild(),
        interaction: 1 << 40,
        subject: Subject::Message(snapshot),
        words: None,
    };
    let inbox = &house.app.services().inbox;
    let reporter = Actor::User { id: house.user(0) };
    inbox.report(&reporter, filing).await.unwrap();

    let act = ActRequest::new(house.guild(), Kind::Warn, badger);
    let request = ResolveRequest {
        guild: house.guild(),
        number: 1,
        resolution: Resolution::Act(Box::new(act)),
        reason: Some("spam".into()),
        tell: None,
    };
    let item = inbox.resolve(&owner(), request).await.unwrap();

    let pieces = house.gathered(item.outcome.unwrap()).await;
    // As it was reported, whatever it says now, and with what was said around it.
    assert_eq!(
        texts(&pieces[0]),
        [(FIRST, false), ("before", false), (SECRET, true)]
    );
    house.verifies().await;
    house.app.app.stop().await;
}

async fn an_erasure_reaches_evidence_and_the_chain_says_so(house: House) {
    let (badger, ann) = (house.user(1), house.user(0));
    let file = NewMessage {
        files: vec![(format!("{SECRET}.png"), PICTURE.to_vec())],
        ..NewMessage::text(SECRET)
    };
    let said = house.posts(badger, file);
    let spam = house.says(ann, "an answer");
    // A case about Ann, in which the badger was heard; and one about the badger.
    let both = [house.link(spam), house.link(said)];
    house.act(house.warns(ann, &both)).await.unwrap();
    let own = [house.link(said), format!("https://example.org/{SECRET}")];
    house.act(house.warns(badger, &own)).await.unwrap();
    house.gathered(1).await;
    house.gathered(2).await;
    let services = house.app.services();
    let copy = async || {
        let page = PageRequest::default();
        let of = (house.guild(), badger);
        let found = services.privacy.export(&owner(), of, &page).await.unwrap();
        let quotes = found.items.into_iter().filter_map(|item| match item {
            Exported::Quote { case, quote } => Some((case, quote.text)),
            _ => None,
        });
        quotes.collect::<Vec<_>>()
    };
    let text = Some(SECRET.to_owned());
    assert_eq!(
        copy().await,
        [(1, text.clone()), (1, text.clone()), (2, text)]
    );

    let erased = services
        .privacy
        .erase(&owner(), house.guild(), badger)
        .await;

    let erased = erased.unwrap().erased;
    let count = |what: &str| {
        erased
            .iter()
            .find(|(known, _)| known == what)
            .map(|(_, n)| *n)
    };
    assert_eq!(count("messages kept as evidence"), Some(5));
    assert_eq!(count("attachments kept as evidence"), Some(3));
    assert_eq!(count("links kept as evidence"), Some(1));
    assert_eq!(copy().await, [(1, None), (1, None), (2, None)]);
    let anns = house.case(1).await;
    assert_eq!(
        texts(&anns.evidence[0]),
        [(FIRST, false), ("-", false), ("an answer", true)]
    );
    assert!(anns.evidence[0].quotes[1].erased);
    assert_eq!(kinds(&anns).last(), Some(&"evidence_erased"));
    let badgers = house.case(2).await;
    assert!(badgers.evidence[0].quotes.iter().all(|quote| quote.erased));
    assert!(kinds(&badgers).contains(&"evidence_erased"));
    let shown = serde_json::to_string(&(anns.evidence, badgers.evidence)).unwrap();
    assert!(!shown.contains(SECRET), "{shown}");
    assert_eq!(house.verifies().await, 8);
    house.app.app.stop().await;
}

async fn a_batch_keeps_evidence_for_each_and_not_for_a_crowd(house: House) {
    let spam = house.says(house.user(1), SECRET);
    let batch = |targets: Vec<UserId>| BatchRequest {
        id: BatchId::random(),
        guild: house.guild(),
        act: Act {
            evidence: vec![house.link(spam)],
            reason: Some("raid".into()),
            ..Act::new(Kind::Ban)
        },
        aims: targets.into_iter().map(Aim::new).collect(),
        confirm: Some(house.guild_name()),
        undoes: None,
    };
    let batches = &house.app.services().batches;
    let many = (1..=51).map(|id| UserId(id << 30)).collect();
    let refused = batches.create(&owner(), batch(many)).await.unwrap_err();
    assert!(
        refused.to_string().contains("50 targets at most"),
        "{refused}"
    );

    let created = batches
        .create(&owner(), batch(house.crowd(3)))
        .await
        .unwrap();
    until("the batch", async || {
        batches.show(&owner(), created.id).await.unwrap().applied == 3
    })
    .await;

    assert_eq!(house.calls("bulk-ban"), 1);
    for case in 1..=3 {
        let pieces = house.gathered(case).await;
        assert_eq!(
            texts(&pieces[0]).last(),
            Some(&(SECRET, true)),
            "case {case}"
        );
    }
    house.app.app.stop().await;
}

async fn cases_are_found_by_their_evidence_and_batch(house: House) {
    let badger = house.user(1);
    let link = ["https://example.org".to_owned()];
    house.act(house.warns(badger, &link)).await.unwrap();
    house.act(house.warns(badger, &[])).await.unwrap();
    let numbers = async |change: &dyn Fn(&mut CaseFilter)| {
        let mut filter = CaseFilter {
            guild: Some(house.guild()),
            ..CaseFilter::default()
        };
        change(&mut filter);
        let cases = &house.app.services().cases;
        let page = PageRequest::default();
        let listed = cases.list(&owner(), &filter, &page).await.unwrap().items;
        let exported = cases.export(&owner(), &filter, &page).await.unwrap().items;
        let listed: Vec<_> = listed.iter().map(|case| case.number).collect();
        let exported: Vec<_> = exported.iter().map(|it| it.case.number).collect();
        assert_eq!(listed, exported);
        listed
    };

    assert_eq!(numbers(&|filter| filter.evidence = Some(true)).await, [1]);
    assert_eq!(numbers(&|filter| filter.evidence = Some(false)).await, [2]);
    assert!(
        numbers(&|filter| filter.batch = Some(BatchId(7)))
            .await
            .is_empty()
    );
    assert!(numbers(&|filter| filter.undoes = Some(1)).await.is_empty());
    assert!(
        numbers(&|filter| filter.caused_by = Some(1))
            .await
            .is_empty()
    );
    assert!(numbers(&|filter| filter.import = Some(1)).await.is_empty());
    house.app.app.stop().await;
}

/// Where a guild allows it, the bytes are kept, and given back as they were, though Discord has lost them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bytes_of_attachments_are_kept_where_the_guild_allows_it() {
    let server = Server::start(Options::default()).await.unwrap();
    let guild = GuildId(server.sim().places.guild.0);
    let allow = |config: &mut Config| config.evidence.keep_attachments = vec![guild];
    let house = House::of(TestApp::simulated_on(server, allow).await).await;
    let badger = house.user(1);
    let bytes: Vec<u8> = (0..600_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    let large = NewMessage {
        files: vec![("film.bin".into(), bytes.clone())],
        ..NewMessage::text("look")
    };
    let spam = house.posts(badger, large);
    house
        .act(house.warns(badger, &[house.link(spam)]))
        .await
        .unwrap();
    house.gathered(1).await;
    house.app.sim().act(|world| world.files.clear());

    let (mut read, mut offset) = (Vec::new(), Some(0));
    while let Some(from) = offset {
        let request = FileRequest {
            guild,
            case: 1,
            piece: 1,
            file: 1,
            offset: from,
        };
        let evidence = &house.app.services().evidence;
        let chunk = evidence.read(&owner(), request).await.unwrap();
        read.extend(chunk.bytes);
        offset = chunk.next;
    }

    assert!(read == bytes, "{} of {} bytes", read.len(), bytes.len());
    house.app.app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_evidence_is_erased_where_that_is_wished() {
    let server = Server::start(Options::default()).await.unwrap();
    let clock = Clock::manual(Timestamp(server.sim().clock.now_ms()));
    let days = |config: &mut Config| config.evidence.days = 30;
    let house = House::of(TestApp::simulated_at(server, clock.clone(), days).await).await;
    let badger = house.user(1);
    let spam = house.says(badger, SECRET);
    let request = house.warns(badger, &[house.link(spam)]);
    house.act(request).await.unwrap();
    house.gathered(1).await;
    let retention = &house.app.services().retention;
    let prune = Actor::System { name: "prune" };

    clock.advance(Duration::from_hours(29 * 24));
    retention.prune(&prune).await.unwrap();
    assert_eq!(
        texts(&house.pieces(1).await[0]),
        [(FIRST, false), (SECRET, true)]
    );
    clock.advance(Duration::from_hours(2 * 24));
    retention.prune(&prune).await.unwrap();

    assert_eq!(
        texts(&house.pieces(1).await[0]),
        [("-", false), ("-", true)]
    );
    let case = house.case(1).await;
    assert_eq!(kinds(&case).last(), Some(&"evidence_erased"));
    assert_eq!(house.verifies().await, 2);
    house.app.app.stop().await;
}

/// The daemon dies where evidence is wanted, being read, or read and not stored; after the restart the act is done once and
/// the evidence is kept.
async fn evidence_survives_a_crash(point: &str) {
    let mut first = Daemon::alone(|command| {
        command.env("EMP_CRASH_AT", point);
    })
    .await;
    let client = first.until_it_is_ready().await;
    agrees(&client, &first.discord).await;
    let places = &first.discord.sim().places;
    let (guild, channel, badger) = (places.guild, places.general, places.users[1]);
    let sim = first.discord.sim();
    let spam = sim.act(|world| world.post(channel, badger, NewMessage::text(SECRET)));
    let link = format!("https://discord.com/channels/{guild}/{channel}/{spam}");
    let guild = GuildId(guild.0);
    let request = ActRequest {
        evidence: vec![link],
        reason: Some("spam".into()),
        ..ActRequest::new(guild, Kind::Ban, UserId(badger.0))
    };
    let id = request.id;
    let _ = client
        .actions()
        .submit(context::current(), request.clone())
        .await;
    assert_eq!(first.ends_with().await, None, "it was killed");

    let mut second = first.again(|_| ());
    let client = second.until_it_is_ready().await;
    let submitted = client.actions().submit(context::current(), request).await;
    submitted.flat().unwrap();
    let (mut pieces, mut state) = (Vec::new(), State::Planned);
    until("the ban and its evidence", async || {
        let action = client.actions().show(context::current(), id).await;
        let listed = client.evidence().list(context::current(), guild, 1).await;
        pieces = listed.flat().unwrap();
        state = action.flat().unwrap().state;
        state.is_final() && pieces[0].state != PieceState::Wanted
    })
    .await;

    assert!(
        matches!(state, State::Applied | State::Verified),
        "{state:?}"
    );
    assert_eq!(pieces.len(), 1);
    assert_eq!(texts(&pieces[0]).last(), Some(&(SECRET, true)));
    let bans = second
        .discord
        .sim()
        .requests
        .find("PUT /guilds/{guild}/bans");
    assert_eq!(bans.len(), 1);
}

macro_rules! crash_points {
    ($($point:ident),+ $(,)?) => {
        mod evidence_survives {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $point() {
                    super::evidence_survives_a_crash(stringify!($point)).await;
                }
            )+
        }
    };
}

crash_points! {
    after_intent,
    before_evidence,
    after_evidence,
}

//! The rule that brought a case about: of Discord's AutoMod, of the ladder, of a file; what finds it and what guards it.

use emperione_protocol::actions::{ActorRef, Kind};
use emperione_protocol::cases::{Case, CaseActor, CaseFilter, CaseState};
use emperione_protocol::imports::{BeginImport, ImportChunk, ImportRow};
use emperione_protocol::ladders::Step;
use emperione_protocol::{PageRequest, UserId};
use emperione_sim::{Id, Options, Sim};
use pretty_assertions::assert_eq;
use serde_json::json;
use sqlx::AssertSqlSafe;

use crate::actions::{House, owner, until};
use crate::common::app::TestApp;

each_house!(
    a_timeout_by_automod_is_one_case_of_its_own_live_and_after_a_gap,
    a_rule_is_found_by_its_name_in_large_and_small_letters,
    a_rule_that_was_changed_in_the_database_is_found,
    a_rule_outlives_the_erasure_of_its_member,
);

async fn house(url: Option<String>) -> House {
    let options = Options {
        quiet: true,
        ..Options::default()
    };
    let app = TestApp::simulated_with(options, |config| config.database.url = url);
    House::of(app.await).await
}

/// A rule of Discord's that blocks, tells and times out who writes a word.
fn rule(sim: &Sim, name: &str, word: &str) {
    let places = sim.places.clone();
    let rule = json!({
        "name": name, "event_type": 1, "trigger_type": 1, "enabled": true,
        "trigger_metadata": { "keyword_filter": [word] },
        "actions": [
            { "type": 1 }, { "type": 2, "metadata": { "channel_id": places.log } },
            { "type": 3, "metadata": { "duration_seconds": 600 } },
        ],
    });
    sim.act(|world| world.create_rule(places.owner, places.guild, &rule, None));
}

fn says(sim: &Sim, user: Id, text: &str) {
    let (guild, channel) = (sim.places.guild, sim.places.general);
    assert!(sim.act(|world| world.moderate(guild, channel, user, text)));
}

impl House {
    async fn found(&self, change: impl FnOnce(&mut CaseFilter)) -> Vec<Case> {
        let mut filter = CaseFilter {
            guild: Some(self.guild()),
            ..CaseFilter::default()
        };
        change(&mut filter);
        let cases = &self.app.services().cases;
        let page = cases.list(&owner(), &filter, &PageRequest::default()).await;
        page.unwrap().items
    }

    async fn ruled(&self, rule: &str) -> Vec<u64> {
        let cases = self.found(|filter| filter.rule = Some(rule.into())).await;
        cases.iter().map(|case| case.number).collect()
    }

    async fn broken(&self) -> Option<(Option<u64>, String)> {
        let audit = &self.app.services().audit;
        let chains = audit.verify(&owner(), Some(self.guild()), None).await;
        let broken = chains.unwrap().remove(0).broken;
        broken.map(|broken| (broken.case, broken.why))
    }

    /// Writes past the program.
    async fn intrude(&self, statement: &str) {
        let config = &self.app.parts().config;
        let query = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()));
        if let Some(url) = &config.database.url {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            query.execute(&pool).await.unwrap();
        } else {
            let path = config.storage.folder.join("empd.db");
            let pool = sqlx::SqlitePool::connect(path.to_str().unwrap()).await;
            query.execute(&pool.unwrap()).await.unwrap();
        }
    }

    /// A warning of three points and the timeout that follows: cases 1 and 2 of a house that has none.
    async fn climb(&self, user: UserId) {
        let step = Step {
            points: 3,
            within_ms: 30 * 86_400_000,
            kind: Kind::Timeout,
            duration_ms: Some(86_400_000),
        };
        let ladders = &self.app.services().ladders;
        ladders
            .set(&owner(), self.guild(), vec![step])
            .await
            .unwrap();
        let mut warning = self.request(Kind::Warn, user);
        warning.detail.points = Some(3);
        self.act(warning).await.unwrap();
        until("the timeout", async || {
            let cases = self.found(|filter| filter.kind = Some(Kind::Timeout)).await;
            cases.iter().any(|case| case.state == CaseState::Applied)
        })
        .await;
    }

    /// A case that a file brings.
    async fn import(&self, rule: &str) {
        let imports = &self.app.services().imports;
        let begin = BeginImport {
            guild: self.guild(),
            source: "modlog.csv".into(),
            digest: "0".repeat(64),
            rows: 1,
        };
        let import = imports.begin(&owner(), &begin).await.unwrap().import;
        let fields = [("kind", "ban"), ("target", "42"), ("rule", rule)];
        let row = ImportRow {
            line: 1,
            fields: fields.map(|(name, text)| (name.into(), text.into())).into(),
        };
        let chunk = ImportChunk {
            guild: self.guild(),
            import,
            from: 0,
            rows: vec![row],
        };
        assert_eq!(imports.add(&owner(), &chunk).await.unwrap().added, 1);
    }
}

async fn a_timeout_by_automod_is_one_case_of_its_own_live_and_after_a_gap(house: House) {
    let sim = house.app.sim().clone();
    let [first, second] = [0, 1].map(|index| sim.places.users[index]);
    rule(&sim, " no\tgifts\u{1b}[2J ", "*gifts*");

    says(&sim, first, "free gifts here");
    until("the case", async || !house.found(|_| ()).await.is_empty()).await;
    let House { app } = house;
    let url = app.parts().config.database.url.clone();
    let app = app.again_with(
        |config| config.database.url = url,
        async |server| {
            server.sim().hub.expire_sessions();
            says(server.sim(), second, "more gifts");
        },
    );
    let house = House::of(app.await).await;
    until("the case of the gap", async || {
        house.found(|_| ()).await.len() > 1
    })
    .await;
    // What follows in the log is seen after everything before it.
    let guild = sim.places.guild;
    sim.act(|world| world.kick(sim.places.moderator, guild, first, None));
    until("the kick", async || house.found(|_| ()).await.len() > 2).await;

    let cases = house
        .found(|filter| filter.kind = Some(Kind::Timeout))
        .await;
    let of = |case: &Case| (case.number, case.target.id, case.state, case.rule.clone());
    let named = Some("no gifts [2J".to_owned());
    assert_eq!(
        cases.iter().map(of).collect::<Vec<_>>(),
        [
            (2, UserId(second.0), CaseState::Applied, named.clone()),
            (1, UserId(first.0), CaseState::Applied, named),
        ]
    );
    for case in &cases {
        assert_eq!(
            case.actor,
            ActorRef::System {
                name: "AutoMod".into()
            }
        );
        assert_eq!((case.action, case.reason.as_deref()), (None, None));
    }
    let live = &cases[1];
    let length = live.until.unwrap().0 - live.opened_at.0;
    assert!((599_000..=601_000).contains(&length), "{length}");
    let log = house.case(1).await.entries;
    let log: Vec<_> = log.iter().map(|it| (&*it.kind, &*it.text)).collect();
    assert_eq!(log, [("adopted", ""), ("rule", "no gifts [2J")]);
    let automod = CaseActor::Name("automod".into());
    let by_automod = house.found(|filter| filter.actor = Some(automod)).await;
    assert_eq!(by_automod, cases);
    assert_eq!(house.broken().await, None);
}

async fn a_rule_is_found_by_its_name_in_large_and_small_letters(house: House) {
    house.climb(house.user(0)).await;
    house.import("Ärger").await;

    assert_eq!(house.ruled("ladder: 3 points in 30d").await, [2]);
    assert_eq!(house.ruled(" LADDER: 3 Points in 30d").await, [2]);
    assert_eq!(house.ruled("äRGER").await, [3]);
    for name in ["ladder", "%", "", "arger"] {
        assert_eq!(house.ruled(name).await, Vec::<u64>::new(), "{name}");
    }
    let words = house
        .found(|filter| filter.text = Some("ärger".into()))
        .await;
    assert_eq!(words[0].rule.as_deref(), Some("Ärger"));
    let cases = house.found(|_| ()).await;
    let rules: Vec<_> = cases.iter().map(|case| case.rule.as_deref()).collect();
    assert_eq!(
        rules,
        [Some("Ärger"), Some("ladder: 3 points in 30d"), None]
    );
}

async fn a_rule_that_was_changed_in_the_database_is_found(house: House) {
    house.climb(house.user(0)).await;
    assert_eq!(house.broken().await, None);
    let why = "its rule is not the one that was written";

    for (statement, case) in [
        ("UPDATE cases SET rule = 'links' WHERE number = 2", 2),
        ("UPDATE cases SET rule = NULL WHERE number = 2", 2),
        ("UPDATE cases SET rule = 'links' WHERE number = 1", 1),
    ] {
        house
            .intrude("CREATE TABLE kept AS SELECT * FROM cases")
            .await;
        house.intrude(statement).await;
        assert_eq!(house.broken().await, Some((Some(case), why.into())));
        house
            .intrude("DELETE FROM cases; INSERT INTO cases SELECT * FROM kept; DROP TABLE kept")
            .await;
        assert_eq!(house.broken().await, None);
    }
    house
        .intrude("UPDATE case_entries SET text = 'links' WHERE kind = 'rule'")
        .await;
    let broken = house.broken().await.unwrap();
    assert_eq!(broken.1, "its text is not the one that was written");
}

async fn a_rule_outlives_the_erasure_of_its_member(house: House) {
    let user = house.user(0);
    house.climb(user).await;
    let privacy = &house.app.services().privacy;

    privacy.erase(&owner(), house.guild(), user).await.unwrap();

    let detail = house.case(2).await;
    assert_eq!(detail.case.reason, None);
    assert_eq!(detail.case.rule.as_deref(), Some("ladder: 3 points in 30d"));
    let said = detail.entries.iter().find(|entry| entry.kind == "rule");
    assert_eq!(said.unwrap().text, "ladder: 3 points in 30d");
    assert_eq!(house.broken().await, None);
}
